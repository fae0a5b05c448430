package theme

import (
	"bytes"
	"html/template"
	"reflect"
	"slices"
	"strings"
)

// output writes a value through the escapers that html/template chose. A chain
// that is not listed here is not known to programs.
func (c *compiler) output(e expr, escapers []string) step {
	for i, name := range escapers {
		escapers[i] = strings.TrimPrefix(name, "_html_template_")
	}
	is := func(names ...string) bool { return slices.Equal(escapers, names) }
	text := is("htmlescaper") || is("attrescaper") || is("rcdataescaper")
	switch {
	case e.typ == reflect.TypeFor[int]() && text:
		return func(x *execution, f frame) { x.dst.Write(appendInt(x.dst.AvailableBuffer(), e.num(x, f))) }
	case e.typ == reflect.TypeFor[template.HTML]() && is("htmlescaper"), e.typ == reflect.TypeFor[template.JS]() && is("jsvalescaper"):
		return func(x *execution, f frame) { x.dst.WriteString(e.str(x, f)) }
	case e.typ != reflect.TypeFor[string]():
	case text:
		return func(x *execution, f frame) { writeHTML(x.dst, e.str(x, f)) }
	case is("urlfilter", "urlnormalizer", "attrescaper"):
		return func(x *execution, f frame) { writeURL(x.dst, inLink, e.str(x, f)) }
	case is("urlfilter", "attrescaper"):
		return func(x *execution, f frame) { writeURL(x.dst, inRefresh, e.str(x, f)) }
	case is("urlescaper", "attrescaper"):
		return func(x *execution, f frame) { writeFragment(x.dst, e.str(x, f)) }
	}
	panic(unknown{})
}

// escapes are what HTML's special characters become in a text and in a quoted
// attribute.
var escapes = [256]string{0: "\ufffd", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

// writeHTML writes a text where HTML, or an attribute between quotes, stands.
func writeHTML(dst *bytes.Buffer, s string) {
	written := 0
	for i := range len(s) {
		if e := escapes[s[i]]; e != "" {
			dst.WriteString(s[written:i])
			dst.WriteString(e)
			written = i + 1
		}
	}
	dst.WriteString(s[written:])
}

// Which bytes of a URL need no escape: bit 0 in a whole URL, bit 1 in a
// fragment.
var plainInURL = func() (table [256]byte) {
	for c := range table {
		b := byte(c)
		switch {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', strings.IndexByte("-._~", b) >= 0:
			table[c] = 3
		case strings.IndexByte("!#$&*+,/:;=?@[]", b) >= 0:
			table[c] = 1
		}
	}
	return table
}()

func plainFor(s string, bit byte) bool {
	for i := range len(s) {
		if plainInURL[s[i]]&bit == 0 {
			return false
		}
	}
	return true
}

// writeURL writes a URL into an attribute. Most are paths or addresses without
// a character that matters.
func writeURL(dst *bytes.Buffer, in context, s string) {
	if plainFor(s, 1) && (strings.HasPrefix(s, "/") || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")) {
		writeHTML(dst, s)
		return
	}
	in.write(dst, s)
}

// writeFragment writes what stands behind a # in a URL.
func writeFragment(dst *bytes.Buffer, s string) {
	if plainFor(s, 2) {
		writeHTML(dst, s)
		return
	}
	inFragment.write(dst, s)
}

// context is a place where html/template writes a text that needs more than
// HTML's escapes.
type context struct {
	before, after string
	template      *template.Template
}

var (
	inLink     = newContext(`<a href="`, `">`)
	inFragment = newContext(`<a href="#`, `">`)
	inRefresh  = newContext(`<meta http-equiv="refresh" content="0; url=`, `">`)
)

func newContext(before, after string) context {
	return context{before, after, template.Must(template.New("").Parse(before + "{{.}}" + after))}
}

func (c context) write(dst *bytes.Buffer, s string) {
	var b bytes.Buffer
	if err := c.template.Execute(&b, s); err != nil {
		panic(giveUp{})
	}
	dst.WriteString(strings.TrimSuffix(strings.TrimPrefix(b.String(), c.before), c.after))
}
