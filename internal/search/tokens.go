package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxToken is the length in bytes of the longest word: what is longer is a key
// or a checksum.
const maxToken = 40

// maxJoined bounds the parts of a compound that is found in one word too, in
// bytes together.
const maxJoined = 24

// class says how a character takes part in a word.
type class uint8

const (
	gap    class = iota // between words
	letter              // letters, digits and marks
	solid               // scripts without spaces: words are overlapping pairs
)

// solids are the scripts without spaces between words, and Hangul, whose words
// have endings in great number. The script has the same list.
var solids = [][2]rune{
	{0x0e00, 0x0eff}, {0x1000, 0x109f}, {0x1780, 0x17ff}, {0x3040, 0x30ff}, {0x31f0, 0x31ff}, {0x3400, 0x4dbf},
	{0x4e00, 0x9fff}, {0xac00, 0xd7af}, {0xf900, 0xfaff}, {0x20000, 0x3ffff},
}

func classify(r rune) class {
	if r < utf8.RuneSelf {
		return asciiClass[r]
	}
	if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
		return gap
	}
	if r >= solids[0][0] {
		for _, s := range solids {
			if s[0] <= r && r <= s[1] {
				return solid
			}
		}
	}
	return letter
}

var asciiClass = func() (t [utf8.RuneSelf]class) {
	for c := range t {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' {
			t[c] = letter
		}
	}
	return t
}()

// EachToken calls word for each word of text as it is looked up, folded, in
// order. extra marks a word that repeats what others say: the parts of a
// compound in one, and the name of a sign without it. The bytes are only valid
// during the call.
func EachToken(text string, word func(token []byte, extra bool)) {
	t := tokenizer{word: word}
	for i := 0; i < len(text); {
		c, size := classAt(text, i)
		switch c {
		case gap:
			i += size
		case solid:
			i = t.pairs(text, i)
		default:
			i = t.compound(text, i)
		}
	}
}

func classAt(text string, i int) (class, int) {
	if c := text[i]; c < utf8.RuneSelf {
		return asciiClass[c], 1
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	return classify(r), size
}

// tokenizer passes on the words of one text.
type tokenizer struct {
	word  func(token []byte, extra bool)
	buf   [maxToken + 1]byte
	joint [maxJoined + maxToken]byte
}

// pairs passes on the pairs of a run of a script without spaces, or its only
// character.
func (t *tokenizer) pairs(text string, i int) int {
	before, last := -1, -1
	for i < len(text) {
		c, size := classAt(text, i)
		if c != solid {
			break
		}
		if last >= 0 {
			t.pass(text[last:i+size], false)
		}
		before, last = last, i
		i += size
	}
	if before < 0 {
		t.pass(text[last:i], false)
	}
	return i
}

// compound passes on the words that begin at i: one, or several with nothing
// but a joiner between.
func (t *tokenizer) compound(text string, i int) int {
	start, parts, size := i, 0, 0
	joined, short := true, false
	for {
		from := i
		i = t.run(text, i)
		n := t.fold(text[from:i])
		apostrophe := parts > 0 && isApostrophe(text, from)
		switch sign := signAfter(text, from, i); {
		case apostrophe && utf8.RuneCountInString(text[from:i]) <= 2:
			short = true
		case sign > 0:
			n += copy(t.buf[min(n, len(t.buf)):], text[i:i+sign])
			t.emit(n, false)
			i += sign
			joined = false
		default:
			if dotBefore(text, from) {
				// ".net" is the word, "net" a way to find it too.
				copy(t.buf[1:], t.buf[:min(n, maxToken)])
				t.buf[0] = '.'
				t.emit(n+1, false)
				copy(t.buf[:], t.buf[1:])
				t.emit(n, true)
			} else {
				t.emit(n, false)
			}
			if joined = joined && size+n <= maxJoined; joined {
				size += copy(t.joint[size:], t.buf[:n])
			}
			parts++
		}
		next := joinerAfter(text, i)
		if next == 0 || short {
			break
		}
		if r, _ := utf8.DecodeRuneInString(text[i:]); r == '\'' || r == '’' {
			joined = false
		}
		i += next
	}
	if joined && (parts == 2 || parts == 3) && (text[start] < '0' || text[start] > '9') {
		t.word(t.joint[:size], true)
	}
	return i
}

// run returns where the run of letters that begins at i ends.
func (t *tokenizer) run(text string, i int) int {
	for i < len(text) {
		c, size := classAt(text, i)
		if c != letter {
			break
		}
		i += size
	}
	return i
}

// signAfter returns the length of the signs that belong to the word before i:
// "++", and "#" after one or two letters of ASCII.
func signAfter(text string, from, i int) int {
	rest := text[i:]
	switch {
	case strings.HasPrefix(rest, "++") && free(rest[2:]):
		return 2
	case strings.HasPrefix(rest, "#") && i-from <= 2 && text[from] < utf8.RuneSelf && text[i-1] < utf8.RuneSelf && free(rest[1:]):
		return 1
	}
	return 0
}

// free reports whether no word begins the text.
func free(text string) bool {
	if text == "" {
		return true
	}
	c, _ := classAt(text, 0)
	return c == gap
}

// dotBefore reports whether a full stop that belongs to the word stands before
// i, as in ".NET": nothing but a space or a bracket comes before it.
func dotBefore(text string, i int) bool {
	c := text[i] | 0x20
	if i == 0 || text[i-1] != '.' || c < 'a' || c > 'z' {
		return false
	}
	return i == 1 || strings.IndexByte(" \n\t(\"'`,/", text[i-2]) >= 0
}

// joinerAfter returns the length of the character at i if it joins the words
// before and after it.
func joinerAfter(text string, i int) int {
	r, size := utf8.DecodeRuneInString(text[i:])
	switch r {
	case '-', '_', '.', '\'', '\u2010', '\u2011', '’':
	default:
		return 0
	}
	if i+size == len(text) {
		return 0
	}
	if c, _ := classAt(text, i+size); c != letter {
		return 0
	}
	return size
}

// isApostrophe reports whether an apostrophe stands before i.
func isApostrophe(text string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return r == '\'' || r == '’'
}

// pass folds a word and passes it on.
func (t *tokenizer) pass(raw string, extra bool) { t.emit(t.fold(raw), extra) }

// emit passes on the first n bytes of buf, unless they are too many.
func (t *tokenizer) emit(n int, extra bool) {
	if n > 0 && n <= maxToken {
		t.word(t.buf[:n], extra)
	}
}

// fold puts the folded word into buf and returns its length, which is more than
// maxToken for one that is too long.
func (t *tokenizer) fold(raw string) int {
	if len(raw) <= maxToken {
		i := 0
		for ; i < len(raw) && raw[i] < utf8.RuneSelf; i++ {
			c := raw[i]
			if 'A' <= c && c <= 'Z' {
				c |= 0x20
			}
			t.buf[i] = c
		}
		if i == len(raw) {
			return i
		}
	} else if len(raw) > 4*maxToken {
		return maxToken + 1
	}
	folded := Fold(raw)
	copy(t.buf[:], folded)
	return len(folded)
}

// special are letters that no normal form takes apart.
var special = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ı", "i", "ς", "σ")

// Fold returns a word as it is looked up: compatible characters alike, lower
// case, without accents and the points of vowels.
func Fold(word string) string {
	taken := strings.Map(func(r rune) rune {
		if isPoint(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(word))
	return special.Replace(norm.NFC.String(taken))
}

// isPoint tells the marks that fold away: accents, and the points of Hebrew and
// Arabic.
func isPoint(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r <= 0x36f, 0x591 <= r && r <= 0x5c7, r == 0x640, 0x64b <= r && r <= 0x65f, r == 0x670:
		return true
	}
	return false
}
