package content

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Slugify turns a name into the form it has in URLs: lower case, the letters,
// digits and marks of every script, and single hyphens for what lies between.
// Signs that carry the meaning of a name are spelt out: "C++" is "c-plus-plus",
// "C#" is "c-sharp", ".NET" is "dot-net". A dot or underscore inside a word
// stays ("node.js", "snake_case"), apostrophes go. The result is "" where
// nothing is left.
func Slugify(s string) string {
	if plainSlug(s) {
		return s
	}
	runes := []rune(strings.ToLower(norm.NFC.String(s)))
	var b strings.Builder
	gap := false
	word := func(w string) {
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteString(w)
	}
	at := func(i int) rune {
		if i < 0 || i >= len(runes) {
			return ' '
		}
		return runes[i]
	}
	for i, r := range runes {
		switch {
		case slugRune(r):
			word(string(r))
		case r == '\'' || r == '’' || r == '\u200c' || r == '\u200d' || r == '\u00ad':
			// Nothing: the word goes on.
		case r == '.' || r == '_':
			switch {
			case slugRune(at(i-1)) && slugRune(at(i+1)):
				word(string(r))
			case r == '.' && unicode.IsSpace(at(i-1)) && unicode.IsLetter(at(i+1)):
				gap = true
				word("dot")
				gap = true
			default:
				gap = true
			}
		case r == '+':
			gap = true
			word("plus")
			gap = true
		case r == '#' && unicode.IsLetter(at(i-1)):
			gap = true
			word("sharp")
			gap = true
		default:
			gap = true
		}
	}
	return b.String()
}

// plainSlug reports whether s is its own slug, which most are.
func plainSlug(s string) bool {
	hyphen := true
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			hyphen = false
		case c == '-' && !hyphen:
			hyphen = true
		default:
			return false
		}
	}
	return !hyphen
}

// slugRune reports whether a slug keeps the rune. Other symbols are kept for
// the sake of tags that are an emoji.
func slugRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || unicode.Is(unicode.So, r)
}

// fold makes names comparable where case and form of encoding do not count.
func fold(s string) string {
	upper := false
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 {
			return strings.ToLower(norm.NFC.String(s))
		}
		upper = upper || c >= 'A' && c <= 'Z'
	}
	if !upper {
		return s
	}
	return strings.ToLower(s)
}
