package linkcheck

import (
	"bytes"
	"html"
	"strings"
)

// unescapeAttr returns an attribute's value with its character references
// resolved, appended to dst. In attributes a reference that lacks its
// semicolon and is followed by "=" or a letter or digit is plain text, so that
// "?a=1&copy=2" means what it says; html.UnescapeString does not know that.
func unescapeAttr(dst, value []byte) []byte {
	for {
		i := bytes.IndexByte(value, '&')
		if i < 0 {
			return append(dst, value...)
		}
		dst = append(dst, value[:i]...)
		value = value[i:]
		n := referenceLen(value)
		dst = append(dst, reference(value[:n], value[n:])...)
		value = value[n:]
	}
}

// referenceLen returns the length of what looks like a character reference at
// the start of b, which begins with "&".
func referenceLen(b []byte) int {
	i := 1
	if i < len(b) && b[i] == '#' {
		i++
		hex := i < len(b) && b[i]|0x20 == 'x'
		if hex {
			i++
		}
		for i < len(b) && (isDigit(b[i]) || hex && 'a' <= b[i]|0x20 && b[i]|0x20 <= 'f') {
			i++
		}
	} else {
		for i < len(b) && (isLetter(b[i]) || isDigit(b[i])) {
			i++
		}
	}
	if i < len(b) && b[i] == ';' {
		i++
	}
	return i
}

// reference returns what the reference r stands for when rest follows it.
func reference(r, rest []byte) string {
	if len(r) > 1 && r[1] == '#' {
		number := strings.TrimSuffix(string(r), ";")
		if last := number[len(number)-1]; last == '#' || last|0x20 == 'x' {
			return string(r) // no digits
		}
		return html.UnescapeString(number + ";")
	}
	text := html.UnescapeString(string(r))
	if r[len(r)-1] == ';' {
		// "&notit;" is known only by its beginning, which does not count here.
		if text[len(text)-1] == ';' && string(r) != "&semi;" {
			return string(r)
		}
		return text
	}
	last := text[len(text)-1]
	if isLetter(last) || isDigit(last) || len(rest) > 0 && rest[0] == '=' {
		return string(r)
	}
	return text
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
