package content

import (
	"strings"
	"unicode/utf8"
)

// parseFlat reads the YAML that nearly all front matter is made of, at a
// twentieth of the full parser's cost: lines of a plain key in the first
// column with a plain or quoted value, a flow list of such values, or a block
// list of them. It gives up (false) on anything else, escapes, comments behind
// values and unusual numbers included; what it accepts it reads exactly as the
// full parser does, which a fuzz test holds.
func parseFlat(text string, line int32) ([]Value, bool) {
	if !flatCharacters(text) {
		return nil, false
	}
	f := flat{rest: text, line: line - 1, root: make([]Value, 0, 12)}
	for f.next() {
		if !f.member() {
			return nil, false
		}
	}
	return f.root, true
}

// flatCharacters reports whether no character of the text has a meaning of its
// own for YAML's reader: control characters, and the line breaks and byte
// order marks of Unicode.
func flatCharacters(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 0x20 && c < 0x7f || c == '\n':
		case c == '\r':
			if i+1 >= len(s) || s[i+1] != '\n' {
				return false
			}
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			switch {
			case r == utf8.RuneError && size == 1, r < 0xa0, r == 0x2028, r == 0x2029, r == 0xfeff, r&0xfffe == 0xfffe:
				return false
			}
			i += size - 1
		default:
			return false
		}
	}
	return true
}

// flat is the state of parseFlat: the current line and what follows it.
type flat struct {
	text, rest string
	line       int32
	root       []Value
}

// next moves to the next line that is neither blank nor a comment in the
// first column.
func (f *flat) next() bool {
	for f.rest != "" {
		f.text, f.rest, _ = strings.Cut(f.rest, "\n")
		f.text = strings.TrimRight(strings.TrimSuffix(f.text, "\r"), " ")
		f.line++
		if f.text != "" && f.text[0] != '#' {
			return true
		}
	}
	return false
}

// member reads "key: value".
func (f *flat) member() bool {
	text := f.text
	n := 0
	for n < len(text) && isKeyByte(text[n], n == 0) {
		n++
	}
	if n == 0 || n > 100 || n >= len(text) || text[n] != ':' {
		return false
	}
	v := Value{Key: text[:n], KeyLine: f.line, KeyColumn: 1, Line: f.line, Column: 1}
	at := n + 1
	for at < len(text) && text[at] == ' ' {
		at++
	}
	if at == len(text) {
		if !f.blockList(&v) {
			return false
		}
	} else {
		if at == n+1 { // no space after the colon
			return false
		}
		if text[at] == '[' {
			v.Line, v.Column = f.line, int32(at+1)
			if !f.flowList(&v, text, at+1) {
				return false
			}
		} else if !f.scalar(&v, text[at:], int32(at+1), ": ") {
			return false
		}
	}
	f.root = append(f.root, v)
	return true
}

// isKeyByte reports whether a byte may stand in a key that needs no thought.
func isKeyByte(c byte, first bool) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || !first && (c == '-' || c >= '0' && c <= '9')
}

// scalar reads a value that ends with its line.
func (f *flat) scalar(v *Value, s string, column int32, forbidden string) bool {
	kind, text, ok := flatScalar(s, forbidden)
	if !ok {
		return false
	}
	v.Kind, v.Text = kind, text
	if kind != Null || v.Key == "" {
		v.Line, v.Column = f.line, column
	}
	return true
}

// blockList reads the items "- value" on the lines below a key, or nothing.
func (f *flat) blockList(v *Value) bool {
	indent := -1
	for {
		save := *f
		if !f.next() {
			break
		}
		text := strings.TrimLeft(f.text, " ")
		depth := len(f.text) - len(text)
		if len(text) < 3 || text[0] != '-' || text[1] != ' ' {
			if depth > 0 || text[0] == '-' {
				return false
			}
			*f = save
			break
		}
		if indent < 0 {
			indent = depth
			v.Kind, v.Line, v.Column = List, f.line, int32(depth+1)
		}
		if depth != indent {
			return false
		}
		at := 1
		for text[at] == ' ' {
			at++
		}
		var item Value
		if !f.scalar(&item, text[at:], int32(depth+at+1), ":") {
			return false
		}
		v.Items = append(v.Items, item)
	}
	return true
}

// flowList reads "a, b]", which must end with the line. The text is the whole
// line, for the sake of columns.
func (f *flat) flowList(v *Value, text string, at int) bool {
	v.Kind = List
	if text[len(text)-1] != ']' {
		return false
	}
	v.Items = make([]Value, 0, strings.Count(text[at:], ",")+1)
	column := int32(at + 1)
	for first := true; ; first = false {
		for text[at] == ' ' {
			at, column = at+1, column+1
		}
		if first && text[at] == ']' {
			return at == len(text)-1
		}
		end := at
		if c := text[at]; c == '"' || c == '\'' {
			i := strings.IndexByte(text[at+1:], c)
			if i < 0 {
				return false
			}
			end = at + i + 2
		}
		for end < len(text) && text[end] != ',' && text[end] != ']' {
			end++
		}
		if end == len(text) {
			return false
		}
		var item Value
		if !f.scalar(&item, strings.TrimRight(text[at:end], " "), column, ":?[]{}") {
			return false
		}
		v.Items = append(v.Items, item)
		if text[end] == ']' {
			return end == len(text)-1
		}
		column += int32(utf8.RuneCountInString(text[at : end+1]))
		at = end + 1
	}
}

// flatScalar tells kind and text of a scalar without trailing space. A plain
// one must hold neither the forbidden text (any of its bytes, but ": " as a
// whole) nor anything that YAML reads as a comment or an indicator.
func flatScalar(s, forbidden string) (ValueKind, string, bool) {
	if s == "" {
		return Null, "", false
	}
	c := s[0]
	if c == '"' || c == '\'' {
		n := len(s) - 1
		if n == 0 || s[n] != c || strings.IndexByte(s[1:n], c) >= 0 || c == '"' && strings.IndexByte(s, '\\') >= 0 {
			return Null, "", false
		}
		return Text, s[1:n], true
	}
	letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
	digit := c >= '0' && c <= '9'
	switch {
	case !letter && !digit, s[len(s)-1] == ':', strings.Contains(s, " #"):
		return Null, "", false
	case forbidden == ": " && strings.Contains(s, forbidden), forbidden != ": " && strings.ContainsAny(s, forbidden):
		return Null, "", false
	case digit:
		return flatNumber(s)
	}
	switch s {
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return Bool, s, true
	case "null", "Null", "NULL":
		return Null, "", false
	}
	return Text, s, true
}

// flatNumber reads the plain scalars that begin with a digit: small decimal
// numbers and dates.
func flatNumber(s string) (ValueKind, string, bool) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		_, ok := parseDate(s)
		return Date, s, ok
	}
	_, ok := digits(s)
	return Int, s, ok && len(s) < 18 && (s[0] != '0' || s == "0")
}
