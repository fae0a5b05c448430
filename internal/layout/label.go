package layout

import (
	"strings"
	"unicode"
)

// Wrap breaks a title into at most max lines that are no wider than limit, in
// widths of an average letter; what is left over ends in an ellipsis. It breaks
// between words, and inside of a word only where that is too wide by itself, as
// a title in a language without spaces is. Widths are estimates: the reader's
// font is not known at build time.
func Wrap(title string, limit float64, max int) []string {
	var lines []string
	for rest := strings.Join(strings.Fields(title), " "); rest != ""; {
		n := fits(rest, limit)
		if n < len(rest) && len(lines) == max-1 {
			n = fits(rest, limit-1)
			return append(lines, strings.TrimRight(rest[:n], " ,;:-–—")+"…")
		}
		if n < len(rest) {
			if space := strings.LastIndexAny(rest[:n+1], " -"); space > 0 {
				n = space + 1
			}
		}
		lines = append(lines, strings.TrimSpace(rest[:n]))
		rest = strings.TrimSpace(rest[n:])
	}
	return lines
}

// fits is how many bytes of a text fit into a width: at least one letter.
func fits(text string, limit float64) int {
	w := 0.0
	for i, r := range text {
		if w += letterWidth(r); w > limit && i > 0 {
			return i
		}
	}
	return len(text)
}

// letterWidth estimates the width of a letter in a usual sans-serif font.
func letterWidth(r rune) float64 {
	switch {
	case r < unicode.MaxASCII:
		return asciiWidths[r]
	case r < 0x300:
		return 1
	case unicode.Is(unicode.Mn, r):
		return 0
	case r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r >= 0x3000 && r < 0x3040 || r >= 0xff00 && r < 0xff61:
		return 1.9
	}
	return 1
}

var asciiWidths = func() (widths [unicode.MaxASCII]float64) {
	for r := range rune(unicode.MaxASCII) {
		switch {
		case strings.ContainsRune("fijlrtI.,:;'|!()[]- ", r):
			widths[r] = 0.6
		case strings.ContainsRune("mwMW@%", r):
			widths[r] = 1.6
		case unicode.IsUpper(r):
			widths[r] = 1.25
		default:
			widths[r] = 1
		}
	}
	return widths
}()
