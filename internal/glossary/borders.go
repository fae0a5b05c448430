package glossary

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// borders decides whether a mention stands free in its text: not inside an
// address, a path, an identifier, or a compound that means something else.
type borders struct {
	text     []byte
	language string
	// inside lets names stand in compounds, as titles have them.
	inside bool
	// chunk is the last stretch without white space that was looked at.
	chunkStart, chunkEnd int
	chunkBad             bool
}

func (b *borders) reset(text []byte, language string, inside bool) {
	*b = borders{text: text, language: language, inside: inside}
}

// left reports whether the name text[i:end] may begin at i.
func (b *borders) left(i, end int) bool {
	if i == 0 {
		return true
	}
	if c := b.text[i-1]; c == ' ' || c == '\n' || c == '(' {
		return true
	}
	r, size := utf8.DecodeLastRune(b.text[:i])
	here, _ := utf8.DecodeRune(b.text[i:])
	before := runeBefore(b.text, i-size, false)
	switch {
	case scriptOf(r) != scriptSpaced:
		return b.inside || leftInRun(r, here) || longName(b.text[i:end])
	case isWordRune(r):
		return scriptOf(here) != scriptSpaced
	case isApostrophe(r):
		return !isWordRune(before) || elides(b.language)
	case r == '-' && before == '-':
		// Two hyphens are a dash between words, and elsewhere an option.
		return isWordRune(runeBefore(b.text, i-2, false))
	case isHyphenRune(r):
		return isWordRune(before) && (b.inside || openCompound(wordBefore(b.text, i-size), compoundLeft))
	}
	switch r {
	case '_', '@', '#', '$', '%', '\\', '=', '~', '<', '`', '{':
		return false
	case ')', ']', '}':
		return !isWordRune(before)
	case '.':
		return before == '.'
	case '/':
		return isWordRune(before)
	case ':', '&', '+', '?':
		return !isWordRune(before) && before != ':'
	}
	return true
}

// right reports whether the name text[start:i] may end at i.
func (b *borders) right(start, i int) bool {
	if i >= len(b.text) {
		return true
	}
	switch b.text[i] {
	case ' ', ',', '\n', ')':
		return true
	}
	r, size := utf8.DecodeRune(b.text[i:])
	here := runeBefore(b.text, i, false)
	after := utf8.RuneError
	if i+size < len(b.text) {
		after, _ = utf8.DecodeRune(b.text[i+size:])
	}
	switch {
	case scriptOf(r) != scriptSpaced:
		return b.inside || rightInRun(b.text, i, here, r) || longName(b.text[start:i])
	case isWordRune(r):
		return scriptOf(here) != scriptSpaced
	case isApostrophe(r):
		return !isWordRune(after) || possessive(b.text[i+size:])
	case isHyphenRune(r) && (r == '–' && !isWordRune(after) || r == '-' && after == '-'):
		return true
	case isHyphenRune(r):
		return isWordRune(after) && (b.inside || openCompound(wordAfter(b.text, i+size), compoundRight))
	}
	switch r {
	case '_', '@', '#', '$', '\\', '=', '~', '>', '`', '{', '+':
		return false
	case '.', '?', '&':
		return !isWordRune(after)
	case ':':
		return !isWordRune(after) && after != ':' && after != '/'
	case '/':
		return isWordRune(after) && !unicode.IsDigit(after)
	case '(':
		return after != ')'
	}
	return true
}

// possessive reports whether what follows an apostrophe is the English 's.
func possessive(after []byte) bool {
	if len(after) == 0 || after[0] != 's' && after[0] != 'S' {
		return false
	}
	r, _ := utf8.DecodeRune(after[1:])
	return !isWordRune(r) || r == utf8.RuneError
}

// elides reports whether a language joins articles to the next word by an
// apostrophe: l'API, dell'API.
func elides(language string) bool {
	switch language {
	case "fr", "it", "ca", "oc", "co", "sc":
		return true
	}
	return false
}

// longName reports whether a name in Katakana is so long that it is a compound
// itself and no part of another word: マイクロサービス, but not サービス.
func longName(name []byte) bool {
	r, _ := utf8.DecodeRune(name)
	return scriptOf(r) == scriptKatakana && len(name) >= 7*utf8.RuneLen('カ')
}

// leftInRun reports whether a name that begins with here may follow r, both or
// one of them of a script without spaces.
func leftInRun(r, here rune) bool {
	s := scriptOf(r)
	switch s {
	case scriptKatakana, scriptHangul:
		return scriptOf(here) != s
	}
	return true
}

// rightInRun is its mirror image: the name ends with here, and r at i follows.
func rightInRun(text []byte, i int, here, r rune) bool {
	switch s := scriptOf(r); s {
	case scriptKatakana:
		return scriptOf(here) != s
	case scriptHangul:
		return particle(text, i)
	}
	return true
}

// particle reports whether the rest of a Korean word is a particle, which is
// written together with the noun before it.
func particle(text []byte, i int) bool {
	end := i
	for end < len(text) && end-i < 16 {
		r, size := utf8.DecodeRune(text[end:])
		if scriptOf(r) != scriptHangul {
			break
		}
		end += size
	}
	return koreanParticles[string(text[i:end])]
}

var koreanParticles = wordSet(`은 는 이 가 을 를 의 에 와 과 로 으로 도 만 나 이나 에서 에게 부터 까지 처럼 보다 마다
	이다 입니다 이며 이고 이란 란 라는 이라는 에는 에도 에서는 에서의 으로의 로의 와의 과의 들 들은 들이 들을 들의 들에 들과`)

// maxChunk bounds the look around a mention, in bytes to each side.
const maxChunk = 512

// badChunk reports whether i lies in an address, an e-mail address or a path.
func (b *borders) badChunk(i int) bool {
	if i >= b.chunkStart && i < b.chunkEnd {
		return b.chunkBad
	}
	start, end := i, i
	for start > b.chunkStart && start > i-maxChunk && chunkByte(b.text, start-1) {
		start--
	}
	for end < len(b.text) && end < i+maxChunk && chunkByte(b.text, end) {
		end++
	}
	end = max(end, i+1)
	b.chunkStart, b.chunkEnd, b.chunkBad = start, end, isAddress(b.text[start:end])
	return b.chunkBad
}

// chunkByte reports whether the byte at i belongs to a stretch that may be an
// address: ASCII that is not white space, and the letters of spaced scripts.
func chunkByte(text []byte, i int) bool {
	c := text[i]
	if c < utf8.RuneSelf {
		return byteClass[c] != classSpace
	}
	// Lead bytes 0xc3..0xdf begin Latin, Greek, Cyrillic, Hebrew and Arabic;
	// from 0xe0 on stand the other scripts and the signs.
	for !utf8.RuneStart(c) && i > 0 {
		i--
		c = text[i]
	}
	return c >= 0xc3 && c < 0xe0
}

func isAddress(chunk []byte) bool {
	slashes, dots := 0, 0
	for k, c := range chunk {
		inner := k > 0 && k+1 < len(chunk) && byteClass[chunk[k-1]] == classAlnum && byteClass[chunk[k+1]] == classAlnum
		switch {
		case c == '/':
			slashes++
		case c == '.' && inner:
			dots++
		case c == '@' && inner, c == '\\':
			return true
		}
	}
	return slashes > 1 || slashes == 1 && dots > 0 || bytes.Contains(chunk, []byte("mailto:")) ||
		bytes.HasPrefix(bytes.TrimLeft(chunk, "([{\"'<"), []byte("www."))
}

// wordBefore returns the word that ends at i, wordAfter the one that begins
// there; both at most maxToken bytes long.
func wordBefore(text []byte, i int) []byte {
	start := i
	for start > 0 && i-start < maxToken {
		r, size := utf8.DecodeLastRune(text[:start])
		if !isWordRune(r) {
			break
		}
		start -= size
	}
	return text[start:i]
}

func wordAfter(text []byte, i int) []byte {
	return text[i:min(wordEnd(text, i), i+maxToken)]
}

// openCompound reports whether the other half of a hyphened compound leaves the
// meaning of the name alone: "container-based", "cluster-wide", "3-node".
func openCompound(other []byte, open map[string]bool) bool {
	if len(other) > 0 && other[0] >= '0' && other[0] <= '9' {
		return bytes.IndexFunc(other, func(r rune) bool { return r < '0' || r > '9' }) < 0
	}
	return in(open, other)
}

var (
	compoundLeft  = wordSet("single multi per cross inter intra two three four")
	compoundRight = wordSet(`based level wide specific related aware like enabled compatible compliant powered backed native
		independent agnostic friendly ready`)
)
