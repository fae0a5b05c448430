package linkcheck

import (
	"bytes"
	"unicode/utf8"
)

// cssURL is a reference in a style sheet.
type cssURL struct {
	url []byte
	// off is where it begins in the sheet, behind the quote if there is one.
	off int
	// imported says that it follows @import.
	imported bool
}

// parseCSS calls emit for each url(), @import and image-set() string of a style
// sheet or a style attribute. It knows comments, strings, escapes, bad strings
// and unquoted URLs; @namespace names are no references.
func parseCSS(data []byte, emit func(cssURL)) {
	if !mayRefer(data) {
		return
	}
	p := cssParser{data: data, emit: emit}
	for p.pos < len(data) {
		p.step()
	}
}

// mayRefer is the quick look that spares most inline styles the parser.
func mayRefer(data []byte) bool {
	for i := 0; ; i++ {
		j := bytes.IndexAny(data[i:], "(@")
		if j < 0 {
			return false
		}
		i += j
		if data[i] == '@' {
			if i+1 < len(data) && (data[i+1]|0x20 == 'i' || data[i+1] == '\\') {
				return true
			}
		} else if i >= 3 && (foldEqual(data[i-3:i], "url") || foldEqual(data[i-3:i], "src") || foldEqual(data[i-3:i], "set")) ||
			bytes.IndexByte(data[max(0, i-16):i], '\\') >= 0 {
			return true
		}
	}
}

type cssParser struct {
	data []byte
	pos  int
	emit func(cssURL)
	// imported says that an @import waits for its URL.
	imported bool
	// functions has one element per open "(": whether strings in it are images.
	functions []bool
}

func (p *cssParser) step() {
	switch c := p.data[p.pos]; {
	case c == '/' && bytes.HasPrefix(p.data[p.pos:], []byte("/*")):
		if j := bytes.Index(p.data[p.pos+2:], []byte("*/")); j >= 0 {
			p.pos += j + 4
		} else {
			p.pos = len(p.data)
		}
	case c == '"' || c == '\'':
		url, off := p.str()
		if n := len(p.functions); p.imported || n > 0 && p.functions[n-1] {
			p.found(url, off)
		}
	case c == '@':
		p.pos++
		p.at(p.ident())
	case c == '(':
		p.functions = append(p.functions, false)
		p.pos++
	case c == ')':
		if n := len(p.functions); n > 0 {
			p.functions = p.functions[:n-1]
		}
		p.pos++
	case c == ';' || c == '{' || c == '}':
		p.functions, p.imported = p.functions[:0], false
		p.pos++
	case isIdentByte(c) || c == '\\':
		p.word()
	default:
		p.pos++
	}
}

// at handles an at-rule by its name.
func (p *cssParser) at(name []byte) {
	switch {
	case foldEqual(name, "import"):
		p.imported = true
	case foldEqual(name, "namespace"), foldEqual(name, "charset"):
		for p.pos < len(p.data) && p.data[p.pos] != ';' && p.data[p.pos] != '{' {
			if c := p.data[p.pos]; c == '"' || c == '\'' {
				p.str()
			} else {
				p.pos++
			}
		}
	}
}

// word reads an identifier and, where it is a function's, its opening.
func (p *cssParser) word() {
	from := p.pos
	name := p.ident()
	if p.pos == from {
		p.pos++ // a backslash that ends the file
		return
	}
	if p.pos >= len(p.data) || p.data[p.pos] != '(' {
		return
	}
	p.pos++
	if !foldEqual(name, "url") && !foldEqual(name, "src") {
		p.functions = append(p.functions, foldEqual(name, "image-set") || foldEqual(name, "-webkit-image-set"))
		return
	}
	for p.pos < len(p.data) && isSpace(p.data[p.pos]) {
		p.pos++
	}
	if p.pos < len(p.data) && (p.data[p.pos] == '"' || p.data[p.pos] == '\'') {
		url, off := p.str()
		p.functions = append(p.functions, false) // the ")" is still to come
		p.found(url, off)
		return
	}
	if foldEqual(name, "src") { // src() takes only strings; src(var(--x)) is a value
		p.functions = append(p.functions, false)
		return
	}
	off := p.pos
	for p.pos < len(p.data) && p.data[p.pos] != ')' {
		if p.data[p.pos] == '\\' {
			p.pos++
		}
		p.pos++
	}
	p.pos = min(p.pos, len(p.data))
	url := bytes.TrimRight(p.data[off:p.pos], " \t\n\f\r")
	p.pos = min(p.pos+1, len(p.data))
	if bytes.ContainsAny(url, "\"'( \t\n") {
		return // a bad URL: browsers drop the declaration
	}
	p.found(cssUnescape(url), off)
}

func (p *cssParser) found(url []byte, off int) {
	if len(url) > 0 {
		p.emit(cssURL{url: url, off: off, imported: p.imported})
	}
	p.imported = false
}

// str reads a string and returns its value and where it begins. One that a
// line's end cuts off is bad and has no value.
func (p *cssParser) str() (value []byte, off int) {
	quote := p.data[p.pos]
	p.pos++
	off = p.pos
	for ; p.pos < len(p.data); p.pos++ {
		switch c := p.data[p.pos]; c {
		case quote:
			value = p.data[off:p.pos]
			p.pos++
			return cssUnescape(value), off
		case '\n':
			return nil, off
		case '\\':
			p.pos++
		}
	}
	p.pos = len(p.data)
	return cssUnescape(p.data[off:]), off
}

// ident reads an identifier and returns it without escapes.
func (p *cssParser) ident() []byte {
	from := p.pos
	for p.pos < len(p.data) {
		c := p.data[p.pos]
		if c == '\\' && p.pos+1 < len(p.data) {
			p.pos++
		} else if !isIdentByte(c) {
			break
		}
		p.pos++
	}
	return cssUnescape(p.data[from:p.pos])
}

func isIdentByte(c byte) bool {
	return isLetter(c) || isDigit(c) || c == '-' || c == '_' || c >= utf8.RuneSelf
}

// cssUnescape resolves backslash escapes; without any it returns b itself.
func cssUnescape(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' || i+1 >= len(b) {
			out = append(out, b[i])
			continue
		}
		i++
		r, digits := rune(0), 0
		for digits < 6 && i+digits < len(b) && isHex(b[i+digits]) {
			r = r<<4 | rune(unhex(b[i+digits]))
			digits++
		}
		switch {
		case digits > 0:
			out = utf8.AppendRune(out, r)
			i += digits - 1
			if i+1 < len(b) && isSpace(b[i+1]) {
				i++
			}
		case b[i] == '\n': // a line continued
		default:
			out = append(out, b[i])
		}
	}
	return out
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

func unhex(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
