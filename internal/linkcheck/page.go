package linkcheck

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ref is one reference of a file.
type ref struct {
	// url is the reference with character references resolved and the space
	// around it dropped. It points into the file or the document's arena.
	url []byte
	// off is where it begins in the file; tag is where the tag around it does.
	off, tag uint32
	kind     kind
}

// anchor is an id, or the name of an <a>.
type anchor struct {
	value []byte
	off   uint32
	// lone says that the id may be the only one of its kind though another
	// element has it: names, and what stands in <noscript>.
	lone bool
}

// lint is a mistake that shows in one file alone.
type lint struct {
	rule ruleID
	// off is where to point at; tag is where the tag begins.
	off, tag uint32
	attr     string
	url      []byte
	message  string
	hint     string
}

// block is the text of an element whose tag begins at tag.
type block struct {
	span
	tag uint32
}

// document is what one file says: its references, its anchors and what is
// wrong with it by itself. A document is used for one file after another; what
// it holds lives until the next.
type document struct {
	data    []byte
	refs    []ref
	anchors []anchor
	maps    [][]byte // names of <map>
	lints   []lint
	// base is the value of the first <base href>, if hasBase.
	base    []byte
	hasBase bool
	// refresh is the index in refs of a <meta http-equiv=refresh> that sends
	// readers on at once, or -1.
	refresh int

	jsonld []block // contents of <script type="application/ld+json">
	arena  []byte  // resolved values
}

// instant is the longest delay in seconds of a <meta http-equiv=refresh> that
// makes its page a redirect rather than a page with something to read.
const instant = 2

func (d *document) reset(data []byte) {
	*d = document{data: data, refs: d.refs[:0], anchors: d.anchors[:0], maps: d.maps[:0], lints: d.lints[:0],
		jsonld: d.jsonld[:0], arena: d.arena[:0], refresh: -1}
}

// parseHTML reads an HTML file.
func (d *document) parseHTML(data []byte) {
	d.reset(data)
	p := htmlParser{document: d, scanner: scanner{data: data}}
	p.run()
}

// parseCSS reads a style sheet.
func (d *document) parseCSS(data []byte) {
	d.reset(data)
	parseCSS(data, func(u cssURL) { d.addCSS(u, kindSheetURL, kindSheetImport, u.off, u.off) })
}

// value returns the attribute's value with character references resolved, and
// whether there were any.
func (d *document) value(t *tag, a attr) (v []byte, resolved bool) {
	if !t.has(a) {
		return nil, false
	}
	s := t.attrs[a]
	v = d.data[s.start:s.end]
	from := len(d.arena)
	if bytes.IndexByte(v, '&') >= 0 {
		d.arena = unescapeAttr(d.arena, v)
		v, resolved = d.arena[from:len(d.arena):len(d.arena)], true
	}
	if !utf8.Valid(v) { // an old page: its bytes are Latin-1, as far as they go
		from = len(d.arena)
		for _, c := range v {
			d.arena = utf8.AppendRune(d.arena, rune(c))
		}
		v, resolved = d.arena[from:len(d.arena):len(d.arena)], true
	}
	return v, resolved
}

// text returns the attribute's value in lower case, without space around it.
func (d *document) text(t *tag, a attr) string {
	v, _ := d.value(t, a)
	return strings.ToLower(strings.TrimSpace(string(v)))
}

// filled reports whether the attribute has a value other than space.
func (d *document) filled(t *tag, a attr) bool {
	v, _ := d.value(t, a)
	return len(bytes.TrimSpace(v)) > 0
}

// addAttr adds the attribute's value as a reference.
func (d *document) addAttr(t *tag, a attr, k kind) {
	if !t.has(a) {
		return
	}
	v, resolved := d.value(t, a)
	off := t.attrs[a].start
	url, skipped := trimURL(v)
	if !resolved {
		off += uint32(skipped)
	}
	d.add(ref{url: url, off: off, tag: uint32(t.start), kind: k})
}

func (d *document) add(r ref) {
	if len(r.url) > 0 {
		d.refs = append(d.refs, r)
	} else if r.kind.is(filled) {
		d.lints = append(d.lints, lint{rule: ruleEmptyURL, off: r.off, tag: r.tag, attr: kinds[r.kind].attr,
			message: emptyMessage(r.kind), hint: "name what it should load or lead to, or drop the attribute"})
	}
}

func emptyMessage(k kind) string {
	if k.is(follows) {
		return "empty " + kinds[k].attr + ": it leads to this page itself"
	}
	return "empty " + kinds[k].attr + ": it loads nothing, or this page itself"
}

// addSrcset adds the candidates of a srcset attribute.
func (d *document) addSrcset(t *tag, a attr, k kind) {
	if !t.has(a) {
		return
	}
	v, resolved := d.value(t, a)
	start := t.attrs[a].start
	parseSrcset(v, func(c candidate) {
		off := start
		if !resolved {
			off += uint32(c.off)
		}
		if c.bad {
			d.lints = append(d.lints, lint{rule: ruleInvalidSrcset, off: off, tag: uint32(t.start), attr: kinds[k].attr, url: c.url,
				message: "browsers skip this image: the words behind its URL are neither a width nor a density",
				hint:    `write one width ("640w") or one density ("2x") behind each URL`})
		}
		d.add(ref{url: c.url, off: off, tag: uint32(t.start), kind: k})
	})
}

// addCSS adds a reference of a style sheet, of a <style> or of a style
// attribute; off is its place in the file.
func (d *document) addCSS(u cssURL, k, imported kind, off, tag int) {
	if u.imported {
		k = imported
	}
	url, skipped := trimURL(u.url)
	d.add(ref{url: url, off: uint32(off + skipped), tag: uint32(tag), kind: k})
}

// addStyleAttr adds the references of a style attribute.
func (d *document) addStyleAttr(t *tag) {
	s := t.attrs[attrStyle]
	if bytes.IndexByte(d.data[s.start:s.end], '(') < 0 && bytes.IndexByte(d.data[s.start:s.end], '&') < 0 {
		return
	}
	v, resolved := d.value(t, attrStyle)
	parseCSS(v, func(u cssURL) {
		off := int(s.start)
		if !resolved {
			off += u.off
		}
		d.addCSS(u, kindStyleAttr, kindStyleAttr, off, t.start)
	})
}

// addRefresh adds the target of a <meta http-equiv=refresh>.
func (d *document) addRefresh(t *tag) {
	v, resolved := d.value(t, attrContent)
	url, at, delay, ok := parseRefresh(v)
	url, skipped := trimURL(url)
	if !ok || len(url) == 0 {
		return
	}
	off := t.attrs[attrContent].start
	if !resolved {
		off += uint32(at + skipped)
	}
	if delay <= instant && d.refresh < 0 {
		d.refresh = len(d.refs)
	}
	d.add(ref{url: url, off: off, tag: uint32(t.start), kind: kindRefresh})
}

// trimURL drops the space and control characters around a URL, as browsers do,
// and says how many bytes it dropped in front.
func trimURL(v []byte) (url []byte, skipped int) {
	for skipped < len(v) && v[skipped] <= ' ' {
		skipped++
	}
	end := len(v)
	for end > skipped && v[end-1] <= ' ' {
		end--
	}
	return v[skipped:end], skipped
}

func splitSpace(s string) []string { return strings.Fields(s) }

// toUTF8 returns the data of a file that begins with the byte-order mark of
// UTF-16 in UTF-8, and others as they are.
func toUTF8(data []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return data
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// xmlEncoding finds the encoding that an XML file declares.
var xmlEncoding = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)["']`)

// declaredToUTF8 returns XML whose declaration names an encoding other than UTF-8
// with a character for each byte that is none of ASCII: tags and addresses read
// as they should, and foreign letters are letters of some kind.
func declaredToUTF8(data []byte) []byte {
	m := xmlEncoding.FindSubmatch(data[:min(len(data), 256)])
	if m == nil || foldEqual(m[1], "utf-8") || utf8.Valid(data) {
		return data
	}
	out := make([]byte, 0, len(data)+len(data)/4)
	for _, c := range data {
		out = utf8.AppendRune(out, rune(c))
	}
	return out
}
