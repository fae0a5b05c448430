package glossary

import (
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/unicode/norm"
)

// A text and a name are cut into the same tokens, so that the matcher compares
// like with like:
//
//   - a word: letters, digits and marks of a script that is written with spaces;
//   - a char: one grapheme of a script that is written without them (and of
//     Hangul, whose words carry their particles);
//   - a sign: any other visible character, one at a time.
//
// Between two tokens there is a gap: none, a soft one (spaces, at most one line
// break, or one hyphen) or a hard one, over which no name reaches.
type tokenKind uint8

const (
	kindNone tokenKind = iota
	kindWord
	kindChar
	kindSign
)

type gapKind uint8

const (
	gapNone gapKind = iota
	gapSoft
	gapHard
)

// Byte classes of ASCII and, for all else, classHigh.
const (
	classSign = iota
	classSpace
	classAlnum
	classHigh
)

var (
	byteClass [256]uint8
	// lower folds ASCII letters and leaves all other bytes alone.
	lower [256]byte
	// letter is lower for ASCII letters and digits, and 0 for all else.
	letter [256]byte
)

func init() {
	for i := range 256 {
		c := byte(i)
		lower[i] = c
		switch {
		case c >= utf8.RuneSelf:
			byteClass[i] = classHigh
		case c >= 'A' && c <= 'Z':
			byteClass[i] = classAlnum
			lower[i] = c + 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			byteClass[i] = classAlnum
		case c <= ' ' || c == 0x7f:
			byteClass[i] = classSpace
		}
		if byteClass[i] == classAlnum {
			letter[i] = lower[i]
		}
	}
}

// script tells the scripts apart whose words are not set off by spaces.
type script uint8

const (
	scriptSpaced script = iota
	scriptHan
	scriptHiragana
	scriptKatakana
	scriptHangul
	// scriptOther is Thai, Lao, Khmer, Myanmar and Tibetan.
	scriptOther
)

func scriptOf(r rune) script {
	switch {
	case r < 0x0e00:
		return scriptSpaced
	case r < 0x1000, r < 0x10a0, r >= 0x1780 && r < 0x1800:
		return scriptOther
	case r >= 0x1100 && r < 0x1200, r >= 0xac00 && r < 0xd7b0, r >= 0x3130 && r < 0x3190:
		return scriptHangul
	case r >= 0x3041 && r < 0x30a0:
		return scriptHiragana
	case r >= 0x30a1 && r < 0x3100 && r != katakanaDot, r >= 0x31f0 && r < 0x3200, r >= 0xff66 && r < 0xffa0:
		return scriptKatakana
	case r >= 0x3400 && r < 0xa000, r >= 0xf900 && r < 0xfb00, r >= 0x20000 && r < 0x40000,
		r == 0x3005 || r == 0x3007:
		return scriptHan
	}
	return scriptSpaced
}

// katakanaDot joins the words of a foreign name in Japanese.
const katakanaDot = '・'

// isWordRune reports whether r belongs to a word of a script with spaces.
// Joiners and the soft hyphen belong to the word that they stand in.
func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return byteClass[r] == classAlnum
	}
	if r == softHyphen || r == zwnj || r == zwj {
		return true
	}
	if !unicode.In(r, unicode.L, unicode.M, unicode.N) {
		return false
	}
	return scriptOf(r) == scriptSpaced || unicode.Is(unicode.M, r)
}

const (
	softHyphen = '\u00ad'
	zwnj       = '\u200c'
	zwj        = '\u200d'
	zwsp       = '\u200b'
)

func isSpaceRune(r rune) bool {
	return r < utf8.RuneSelf && byteClass[r] == classSpace || r >= utf8.RuneSelf && unicode.IsSpace(r)
}

func isHyphenRune(r rune) bool {
	return r == '-' || r == '\u2010' || r == '\u2011' || r == '\u2013'
}

func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == 'ʼ'
}

// tokenAt returns the kind and the end of the token that begins at i; kindNone
// for a space. Bytes that are no UTF-8 are signs.
func tokenAt(text []byte, i int) (tokenKind, int) {
	switch c := text[i]; byteClass[c] {
	case classAlnum:
		return kindWord, wordEnd(text, i)
	case classSpace:
		return kindNone, i + 1
	case classSign:
		return kindSign, i + 1
	}
	r, size := utf8.DecodeRune(text[i:])
	switch {
	case r == utf8.RuneError && size <= 1:
		return kindSign, i + 1
	case isSpaceRune(r), r == zwsp:
		return kindNone, i + size
	case scriptOf(r) != scriptSpaced:
		return kindChar, charEnd(text, i)
	case isWordRune(r):
		return kindWord, wordEnd(text, i)
	}
	return kindSign, i + size
}

// wordEnd returns the end of the word that begins at i.
func wordEnd(text []byte, i int) int {
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			if byteClass[c] != classAlnum {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size <= 1 || !isWordRune(r) {
			return i
		}
		i += size
	}
	return i
}

// maxGrapheme bounds the look at one grapheme: a text of a million combining
// marks must not be read a million times.
const maxGrapheme = 64

// charEnd returns the end of the grapheme that begins at i.
func charEnd(text []byte, i int) int {
	if r, size := utf8.DecodeRune(text[i:]); plainChar(r) && i+size < len(text) {
		next, _ := utf8.DecodeRune(text[i+size:])
		if next < 0x300 || plainChar(next) {
			return i + size
		}
	}
	end := min(i+maxGrapheme, len(text))
	for end < len(text) && end > i+maxGrapheme-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	advance, _, err := graphemes.SplitFunc(text[i:end], true)
	if err != nil || advance <= 0 {
		_, advance = utf8.DecodeRune(text[i:])
	}
	return i + advance
}

// plainChar reports whether r is Han or Kana and so, unless a mark follows, a
// grapheme by itself, with no other case.
func plainChar(r rune) bool {
	return r >= 0x3041 && r < 0x3099 || r >= 0x30a1 && r < 0x3100 || r >= 0x4e00 && r < 0xa000
}

// maxToken is the longest folded token that a name may have, in bytes.
const maxToken = 96

// tokenBuffers lends foldToken its room.
type tokenBuffers struct {
	a, b [2 * maxToken]byte
	iter norm.Iter
}

// foldToken returns the token in the form in which names are compared: lower
// case, composed, without soft hyphens, full-width Latin as plain Latin, Arabic
// letters that differ only by keyboard made one. nil means that it is too long
// to be part of a name. The result lives until the buffers are used again.
func (b *tokenBuffers) foldToken(tok []byte) []byte {
	if len(tok) > maxToken {
		return nil
	}
	out := b.a[:0]
	marks := false
	for i := 0; i < len(tok); {
		c := tok[i]
		if c < utf8.RuneSelf {
			out = append(out, lower[c])
			i++
			continue
		}
		r, size := utf8.DecodeRune(tok[i:])
		i += size
		if plainChar(r) {
			out = utf8.AppendRune(out, r)
			continue
		}
		r = foldRune(r)
		if r < 0 {
			continue
		}
		if r >= 0x300 && unicode.Is(unicode.M, r) {
			marks = true
		}
		out = utf8.AppendRune(out, r)
		if len(out) > maxToken+utf8.UTFMax {
			return nil
		}
	}
	if !marks {
		return out
	}
	// An iterator that is kept composes without allocating.
	b.iter.Init(norm.NFC, out)
	composed := b.b[:0]
	for !b.iter.Done() {
		composed = append(composed, b.iter.Next()...)
	}
	return composed
}

// foldRune folds one character; a negative result drops it.
func foldRune(r rune) rune {
	switch {
	case r == softHyphen, r == zwj, r == zwnj, r == 0x0640, r >= 0x064b && r <= 0x0652:
		// Tatweel and the vowel signs of Arabic are optional in writing.
		return -1
	case r >= 0xff01 && r <= 0xff5e:
		return foldRune(r - 0xff01 + '!')
	case r == 'ς':
		return 'σ'
	case r == 0x064a, r == 0x0649: // yeh, alef maksura
		return 0x06cc
	case r == 0x0643: // kaf
		return 0x06a9
	case isApostrophe(r):
		return '\''
	case r < utf8.RuneSelf:
		return rune(lower[r])
	}
	return unicode.ToLower(r)
}

// maxGap bounds the white space inside a name, in bytes.
const maxGap = 64

// gapAt returns the gap that begins at i, between the token of kind left that
// ends there and the next one, and where that next token begins. At the end of
// the text the gap is hard.
func gapAt(text []byte, i int, left tokenKind) (gapKind, int) {
	if i >= len(text) {
		return gapHard, i
	}
	c := text[i]
	if byteClass[c] == classAlnum || byteClass[c] == classSign && c != '-' {
		return gapNone, i
	}
	if c == ' ' && i+1 < len(text) && byteClass[text[i+1]] == classAlnum && left == kindWord {
		return gapSoft, i + 1
	}
	r, size := utf8.DecodeRune(text[i:])
	switch {
	case isHyphenRune(r), r == katakanaDot:
		if i+size < len(text) {
			if kind, _ := tokenAt(text, i+size); kind == kindWord || kind == kindChar {
				return gapSoft, i + size
			}
		}
		return gapNone, i
	case r == zwsp:
		return gapAt(text, i+size, left)
	case isSpaceRune(r):
		return spaceGap(text, i, left)
	}
	return gapNone, i
}

// spaceGap is gapAt for white space. Between Chinese or Japanese and Latin the
// space is a matter of taste, and a line break inside Chinese or Japanese is
// none at all: both count as no gap.
func spaceGap(text []byte, i int, left tokenKind) (gapKind, int) {
	start, lines := i, 0
	for i < len(text) && i-start <= maxGap {
		r, size := utf8.DecodeRune(text[i:])
		if !isSpaceRune(r) && r != zwsp {
			break
		}
		if r == '\n' {
			lines++
		}
		i += size
	}
	if i >= len(text) || i-start > maxGap || lines > 1 {
		return gapHard, i
	}
	right, _ := tokenAt(text, i)
	if left == kindChar || right == kindChar {
		if left != right && left != kindSign && right != kindSign && lines == 0 {
			return optionalSpace(text, i, left), i
		}
		if left == right && lines == 1 {
			return optionalSpace(text, i, left), i
		}
	}
	return gapSoft, i
}

// optionalSpace is the gap that a space before i makes beside a char: none but
// for Hangul, whose words are set off by spaces.
func optionalSpace(text []byte, i int, left tokenKind) gapKind {
	r, _ := utf8.DecodeRune(text[i:])
	if scriptOf(r) == scriptHangul {
		return gapSoft
	}
	if left == kindChar {
		if r := runeBefore(text, i, true); scriptOf(r) == scriptHangul {
			return gapSoft
		}
	}
	return gapNone
}

// runeBefore returns the character before i, over white space if skip is set,
// or utf8.RuneError at the start of the text.
func runeBefore(text []byte, i int, skip bool) rune {
	for i > 0 {
		r, size := utf8.DecodeLastRune(text[:i])
		if !skip || !isSpaceRune(r) {
			return r
		}
		i -= size
	}
	return utf8.RuneError
}
