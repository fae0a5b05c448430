package linkcheck

import "bytes"

// candidate is one image of a srcset attribute.
type candidate struct {
	url []byte
	// off is where the URL begins in the attribute's value.
	off int
	// bad says that its descriptors mean nothing, so that browsers drop it.
	bad bool
}

// parseSrcset calls emit for each candidate, as "parse a srcset attribute" of
// the HTML standard splits them: URLs may contain commas, but not end in one.
func parseSrcset(value []byte, emit func(candidate)) {
	i := 0
	for {
		for i < len(value) && (isSpace(value[i]) || value[i] == ',') {
			i++
		}
		if i >= len(value) {
			return
		}
		start := i
		for i < len(value) && !isSpace(value[i]) {
			i++
		}
		c := candidate{url: value[start:i], off: start}
		if trimmed := bytes.TrimRight(c.url, ","); len(trimmed) < len(c.url) {
			c.url = trimmed
		} else {
			from, depth := i, 0
			for i < len(value) && (value[i] != ',' || depth > 0) {
				switch value[i] {
				case '(':
					depth++
				case ')':
					depth = max(0, depth-1)
				}
				i++
			}
			c.bad = badDescriptors(bytes.Fields(value[from:i]))
		}
		emit(c)
	}
}

// badDescriptors reports whether a candidate's descriptors are not one of: none,
// a density ("2x"), a width ("640w"), a width with a height ("640w 480h").
func badDescriptors(fields [][]byte) bool {
	var w, x, h int
	for _, f := range fields {
		last := f[len(f)-1]
		number := f[:len(f)-1]
		switch {
		case last == 'w' && isInteger(number):
			w++
		case last == 'h' && isInteger(number):
			h++
		case last == 'x' && isDecimal(number):
			x++
		default:
			return true
		}
	}
	return w > 1 || x > 1 || h > 1 || x > 0 && (w > 0 || h > 0) || h > 0 && w == 0
}

// isInteger reports whether b is a positive whole number.
func isInteger(b []byte) bool {
	positive := false
	for _, c := range b {
		if !isDigit(c) {
			return false
		}
		positive = positive || c != '0'
	}
	return positive
}

// isDecimal reports whether b is a number that is not negative.
func isDecimal(b []byte) bool {
	whole, fraction, _ := bytes.Cut(b, []byte("."))
	if len(whole)+len(fraction) == 0 {
		return false
	}
	mantissa, exponent, scaled := bytes.Cut(bytes.ToLower(fraction), []byte("e"))
	if scaled && len(bytes.TrimLeft(exponent, "+-")) == 0 {
		return false
	}
	for _, part := range [][]byte{whole, mantissa, bytes.TrimLeft(exponent, "+-")} {
		for _, c := range part {
			if !isDigit(c) {
				return false
			}
		}
	}
	return true
}

// parseRefresh returns the URL of the content of a <meta http-equiv=refresh>,
// where in the content it begins, and the seconds to wait. ok is false where
// the content names no URL, or is none that a browser follows.
func parseRefresh(content []byte) (url []byte, off, delay int, ok bool) {
	i := 0
	space := func() {
		for i < len(content) && isSpace(content[i]) {
			i++
		}
	}
	space()
	digits := i
	for i < len(content) && isDigit(content[i]) {
		delay = min(delay*10+int(content[i]-'0'), 1<<20)
		i++
	}
	if i == digits && (i >= len(content) || content[i] != '.') {
		return nil, 0, 0, false
	}
	for i < len(content) && (isDigit(content[i]) || content[i] == '.') {
		i++
	}
	before := i
	space()
	if i < len(content) && (content[i] == ';' || content[i] == ',') {
		i++
		space()
	} else if i == before {
		return nil, 0, 0, false
	}
	if j := i; len(content)-i >= 3 && foldEqual(content[i:i+3], "url") {
		i += 3
		space()
		if i < len(content) && content[i] == '=' {
			i++
			space()
		} else {
			i = j
		}
	}
	url, off = content[i:], i
	if len(url) > 0 && (url[0] == '"' || url[0] == '\'') {
		off++
		url, _, _ = bytes.Cut(url[1:], url[:1])
	}
	return url, off, delay, len(url) > 0
}
