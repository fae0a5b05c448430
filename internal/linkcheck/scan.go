package linkcheck

import "bytes"

// The scanner follows the tokenization of the HTML standard as far as it can
// be seen from start and end tags: comments of every malformed kind, bogus
// comments, raw text, escaped scripts, CDATA in foreign content, duplicate
// attributes (the first counts) and tags that the end of the file cuts off
// (they do not exist). A differential fuzz test holds it to the tokenizer of
// golang.org/x/net/html. It is not that tokenizer because it must say where an
// attribute's value stands, and because it reads three to five times as fast.

// span is a range of bytes of the file; uint32 keeps a tag small, and files
// beyond 4 GiB are refused before they are scanned.
type span struct{ start, end uint32 }

// tag is a start or end tag. It is filled by scanner.next and lives until the
// next call.
type tag struct {
	elem elem
	// closing says that it is an end tag, selfClosing that it ends in "/>".
	closing, selfClosing bool
	// name is the element's name as written.
	name []byte
	// start and end are the offsets of its "<" and behind its ">".
	start, end int
	// set has a bit for each attribute that is present; attrs holds the places
	// of their values, and only those whose bit is set mean anything.
	set   uint64
	attrs [attrCount]span
}

// has reports whether the tag carries the attribute, with a value or without.
func (t *tag) has(a attr) bool { return t.set&(1<<a) != 0 }

// scanner walks over the tags of an HTML file.
type scanner struct {
	data []byte
	pos  int
	// cdata says that the place is in foreign content, where CDATA sections
	// are text; elsewhere they are comments.
	cdata bool
	// watch asks for text to be noted; text then says whether any but white
	// space was seen since it was last reset.
	watch, text bool
}

// Classes of bytes inside tags.
const (
	classSpace = 1 << iota
	classSlash
	classClose
	classEquals
	classUpper
)

var classes = func() (c [256]uint8) {
	for _, b := range " \t\n\f\r" {
		c[b] = classSpace
	}
	c['/'], c['>'], c['='] = classSlash, classClose, classEquals
	for b := 'A'; b <= 'Z'; b++ {
		c[b] = classUpper
	}
	return c
}()

func isSpace(c byte) bool { return classes[c]&classSpace != 0 }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// next moves to the next tag and fills t; false means the end of the file.
func (s *scanner) next(t *tag) bool {
	data := s.data
	for s.pos < len(data) {
		j := bytes.IndexByte(data[s.pos:], '<')
		if j < 0 || s.pos+j+1 == len(data) {
			s.note(data[s.pos:])
			break
		}
		i := s.pos + j
		s.note(data[s.pos:i])
		switch c := data[i+1]; {
		case isLetter(c):
			t.closing = false
			return s.readTag(t, i, i+1)
		case c == '/':
			if i+2 < len(data) && isLetter(data[i+2]) {
				t.closing = true
				return s.readTag(t, i, i+2)
			}
			s.pos = s.behind(i+2, '>')
		case c == '!':
			s.pos = s.declaration(i)
		case c == '?':
			s.pos = s.behind(i+2, '>')
		default:
			s.note(data[i : i+1])
			s.pos = i + 1
		}
	}
	s.pos = len(data)
	return false
}

// note remembers that text stands here.
func (s *scanner) note(text []byte) {
	if !s.watch || s.text {
		return
	}
	for _, c := range text {
		if !isSpace(c) {
			s.text = true
			return
		}
	}
}

// behind returns the offset behind the next c from i on.
func (s *scanner) behind(i int, c byte) int {
	if i < len(s.data) {
		if j := bytes.IndexByte(s.data[i:], c); j >= 0 {
			return i + j + 1
		}
	}
	return len(s.data)
}

// declaration returns the offset behind the comment, doctype or CDATA section
// whose "<!" stands at i.
func (s *scanner) declaration(i int) int {
	rest := s.data[i+2:]
	if bytes.HasPrefix(rest, []byte("--")) {
		return s.comment(i + 4)
	}
	if s.cdata && bytes.HasPrefix(rest, []byte("[CDATA[")) {
		start := i + len("<![CDATA[")
		j := bytes.Index(s.data[start:], []byte("]]>"))
		if j < 0 {
			s.note(s.data[start:])
			return len(s.data)
		}
		s.note(s.data[start : start+j])
		return start + j + 3
	}
	return s.behind(i+2, '>')
}

// comment returns the offset behind the comment whose text begins at i.
func (s *scanner) comment(i int) int {
	data := s.data
	if bytes.HasPrefix(data[i:], []byte(">")) {
		return i + 1
	}
	if bytes.HasPrefix(data[i:], []byte("->")) {
		return i + 2
	}
	for k := i; ; k++ {
		j := bytes.IndexByte(data[k:], '>')
		if j < 0 {
			return len(data)
		}
		k += j
		if k-2 >= i && data[k-1] == '-' && data[k-2] == '-' ||
			k-3 >= i && data[k-1] == '!' && data[k-2] == '-' && data[k-3] == '-' {
			return k + 1
		}
	}
}

// readTag reads the tag whose "<" stands at start and whose name begins at p.
// A tag that the file's end cuts off is none.
func (s *scanner) readTag(t *tag, start, p int) bool {
	data := s.data
	from := p
	for p < len(data) && classes[data[p]]&(classSpace|classSlash|classClose) == 0 {
		p++
	}
	t.name = data[from:p]
	t.elem = elemOf(t.name)
	t.start, t.set = start, 0
	for {
		slash := false
		for p < len(data) && classes[data[p]]&(classSpace|classSlash) != 0 {
			slash = data[p] == '/'
			p++
		}
		if p >= len(data) {
			s.pos = len(data)
			return false
		}
		if data[p] == '>' {
			t.selfClosing = slash
			t.end = p + 1
			s.pos = p + 1
			return true
		}
		if p = s.readAttr(t, p); p < 0 {
			s.pos = len(data)
			return false
		}
	}
}

// readAttr reads the attribute that begins at p and returns the offset behind
// it, or -1 where the file ends inside.
func (s *scanner) readAttr(t *tag, p int) int {
	data := s.data
	from, upper := p, uint8(0)
	for {
		upper |= classes[data[p]]
		if p++; p >= len(data) {
			return -1
		}
		if classes[data[p]]&(classSpace|classSlash|classClose|classEquals) != 0 {
			break
		}
	}
	name := data[from:p]
	for isSpace(data[p]) {
		if p++; p >= len(data) {
			return -1
		}
	}
	value := span{uint32(p), uint32(p)}
	if data[p] == '=' {
		if value, p = s.readValue(p + 1); p < 0 {
			return -1
		}
	}
	var code attr
	if upper&classUpper != 0 {
		var buf [24]byte
		if len(name) <= len(buf) {
			code = attrOf(appendLower(buf[:0], name))
		}
	} else {
		code = attrOf(name)
	}
	if code != attrOther && !t.has(code) {
		t.set |= 1 << code
		t.attrs[code] = value
	}
	return p
}

// readValue reads an attribute's value from behind its "=" and returns it
// without its quotes, and the offset behind it or -1.
func (s *scanner) readValue(p int) (span, int) {
	data := s.data
	for p < len(data) && isSpace(data[p]) {
		p++
	}
	if p >= len(data) {
		return span{}, -1
	}
	switch q := data[p]; q {
	case '"', '\'':
		p++
		j := bytes.IndexByte(data[p:], q)
		if j < 0 {
			return span{}, -1
		}
		return span{uint32(p), uint32(p + j)}, p + j + 1
	case '>':
		return span{uint32(p), uint32(p)}, p
	}
	from := p
	for p < len(data) && classes[data[p]]&(classSpace|classClose) == 0 {
		p++
	}
	if p >= len(data) {
		return span{}, -1
	}
	return span{uint32(from), uint32(p)}, p
}

// isRaw reports whether the element's content is text rather than markup. That
// of noscript is markup: the checker reads pages as a reader without scripts
// gets them, and a crawler.
func isRaw(e elem) bool {
	switch e {
	case elemIframe, elemNoembed, elemNoframes, elemPlaintext, elemScript, elemStyle, elemTextarea, elemTitle, elemXmp:
		return true
	}
	return false
}

// skipRaw moves from behind the start tag of a raw element to its end tag, or
// to the end of the file, and returns the content between.
func (s *scanner) skipRaw(t *tag) span {
	from := s.pos
	switch t.elem {
	case elemPlaintext:
		s.pos = len(s.data)
	case elemScript:
		s.pos = s.scriptEnd(from)
	default:
		s.pos = len(s.data)
		for i := from; ; i += 2 {
			j := bytes.Index(s.data[i:], []byte("</"))
			if j < 0 {
				break
			}
			i += j
			if s.closes(i, t.name) {
				s.pos = i
				break
			}
		}
	}
	s.note(s.data[from:s.pos])
	return span{uint32(from), uint32(s.pos)}
}

// closes reports whether the "</" at i is followed by the name and the end of
// a name.
func (s *scanner) closes(i int, name []byte) bool {
	end := i + 2 + len(name)
	return end < len(s.data) && bytes.EqualFold(s.data[i+2:end], name) &&
		classes[s.data[end]]&(classSpace|classSlash|classClose) != 0
}

// scriptEnd returns the offset of the end tag of the script whose text begins
// at i. Inside "<!--" a nested <script> hides its own end tag.
func (s *scanner) scriptEnd(i int) int {
	const (
		plain = iota
		escaped
		doubleEscaped
	)
	data, state := s.data, plain
	name := []byte("script")
	for i < len(data) {
		if state == plain {
			j := bytes.IndexByte(data[i:], '<')
			if j < 0 {
				break
			}
			i += j
		}
		switch {
		case data[i] == '<' && i+1 < len(data) && data[i+1] == '/' && s.closes(i, name):
			if state != doubleEscaped {
				return i
			}
			state = escaped
			i += len("</script>")
		case state == plain && bytes.HasPrefix(data[i:], []byte("<!--")):
			state = escaped
			i += 2 // its dashes may already belong to a "-->"
		case state == escaped && data[i] == '<' && s.closes(i-1, name):
			state = doubleEscaped
			i += len("<script>")
		case state != plain && data[i] == '-' && bytes.HasPrefix(data[i:], []byte("-->")):
			state = plain
			i += 3
		default:
			i++
		}
	}
	return len(data)
}
