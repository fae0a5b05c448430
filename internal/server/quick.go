package server

import (
	"bytes"
	"net/url"
	"strings"
	"unsafe"
)

// A quickRequest is a request that the short cut understands. Its strings lie in the buffer it was read from.
type quickRequest struct {
	head      bool
	target    string // as sent
	path      string // decoded, without query
	noneMatch string
	accept    string
	hasAccept bool
}

// parse reads the request at the beginning of in and gives its length. It gives 0, which sends the request to
// net/http, unless all of this holds:
//
//   - the whole header is there, in lines that end with CR LF, with no other CR, LF, NUL or control character;
//   - the request line is "GET /PATH HTTP/1.1" or HEAD, with single spaces and printable ASCII only;
//   - there is exactly one Host, of a plain form;
//   - no field announces a body, an upgrade, an expectation, a range or a condition but If-None-Match;
//   - no field that matters comes twice, and none has white space before its colon or is folded;
//   - Connection, if there, is keep-alive.
//
// So a request that any two servers could read differently is never answered here.
func (q *quickRequest) parse(in []byte) int {
	end := bytes.Index(in, []byte("\r\n\r\n"))
	if end < 0 {
		return 0
	}
	text := unsafe.String(unsafe.SliceData(in), end+2)
	line, rest, ok := cutLine(text)
	if !ok || !q.requestLine(line) {
		return 0
	}
	seen := fieldsSeen{}
	for rest != "" {
		if line, rest, ok = cutLine(rest); !ok || !q.field(line, &seen) {
			return 0
		}
	}
	if !seen.host {
		return 0
	}
	return end + 4
}

// cutLine cuts the first line, which must end with CR LF and have no other control character but tab.
func cutLine(s string) (line, rest string, ok bool) {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			if c == '\r' && i+1 < len(s) && s[i+1] == '\n' {
				return s[:i], s[i+2:], true
			}
			return "", "", false
		}
	}
	return "", "", false
}

func (q *quickRequest) requestLine(line string) bool {
	target, ok := strings.CutPrefix(line, "GET ")
	if !ok {
		if target, ok = strings.CutPrefix(line, "HEAD "); !ok {
			return false
		}
		q.head = true
	}
	if target, ok = strings.CutSuffix(target, " HTTP/1.1"); !ok || target == "" || target[0] != '/' {
		return false
	}
	escaped := false
	for i := 0; i < len(target); i++ {
		switch c := target[i]; {
		case c <= ' ' || c >= 0x7f || c == '#':
			return false
		case c == '%':
			escaped = true
		}
	}
	q.target = target
	q.path, _ = cutByte(target, '?')
	if escaped {
		if strings.HasPrefix(target, "//") {
			return false
		}
		u, err := url.ParseRequestURI(target)
		if err != nil || u.RawPath != "" {
			return false
		}
		q.path = u.Path
	}
	return true
}

func (q *quickRequest) method() string {
	if q.head {
		return "HEAD"
	}
	return "GET"
}

// fieldsSeen are the fields that may come once.
type fieldsSeen struct{ host, noneMatch bool }

// field reads one header line and reports whether the short cut may answer a request that has it.
func (q *quickRequest) field(line string, seen *fieldsSeen) bool {
	colon := strings.IndexByte(line, ':')
	if colon <= 0 {
		return false
	}
	name, value := line[:colon], trimSpace(line[colon+1:])
	for i := 0; i < len(name); i++ {
		if !nameByte[name[i]] {
			return false
		}
	}
	switch name[0] | 0x20 {
	case 'h':
		if equalFold(name, "host") {
			ok := !seen.host && plainHost(value)
			seen.host = true
			return ok
		}
		return !equalFold(name, "http2-settings")
	case 'a':
		if equalFold(name, "accept-encoding") {
			ok := !q.hasAccept
			q.accept, q.hasAccept = value, true
			return ok
		}
	case 'i':
		if equalFold(name, "if-none-match") {
			ok := !seen.noneMatch && value != ""
			q.noneMatch, seen.noneMatch = value, true
			return ok
		}
		return len(name) < 3 || !equalFold(name[:3], "if-")
	case 'c':
		if equalFold(name, "connection") {
			return equalFold(value, "keep-alive")
		}
		return len(name) < 8 || !equalFold(name[:8], "content-")
	case 't':
		return !equalFold(name, "transfer-encoding") && !equalFold(name, "te") && !equalFold(name, "trailer")
	case 'e':
		return !equalFold(name, "expect")
	case 'r':
		return !equalFold(name, "range")
	case 'u':
		return !equalFold(name, "upgrade")
	}
	return true
}

// nameByte holds the characters of a field name that every browser and proxy in use keeps to.
var nameByte = func() (table [256]bool) {
	for c := 'a'; c <= 'z'; c++ {
		table[c], table[c-'a'+'A'] = true, true
	}
	for c := '0'; c <= '9'; c++ {
		table[c] = true
	}
	table['-'], table['_'] = true, true
	return table
}()

// plainHost reports whether a Host value has nothing but a name or an address and perhaps a port.
func plainHost(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == ':' || c == '[' || c == ']' || c == '_' {
			continue
		}
		return false
	}
	return s != ""
}

func (q *quickRequest) preference() preference {
	if !q.hasAccept {
		return plainOnly
	}
	p := newAcceptParser()
	p.add(q.accept)
	return p.done()
}
