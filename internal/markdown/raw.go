package markdown

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// noLinkElements are the elements of raw HTML in whose text no link belongs:
// links and controls, code, headings, what is not text, and words that the
// author has explained himself.
var noLinkElements = []string{
	"a", "abbr", "audio", "button", "canvas", "code", "dfn", "h1", "h2", "h3", "h4", "h5", "h6", "iframe", "kbd",
	"label", "math", "noscript", "object", "option", "pre", "samp", "script", "select", "style", "summary", "svg",
	"template", "textarea", "title", "var", "video",
}

// maxOpen is how far out an end tag finds its start.
const maxOpen = 50

// rawTextElements hold text up to their end tag, whatever it looks like.
var rawTextElements = []string{"script", "style", "textarea", "title"}

// rawScanner follows the elements of raw HTML that keep links out, across
// blocks: what is between <a> and </a> may be Markdown.
type rawScanner struct{ open []rawElement }

type rawElement struct {
	name   string
	inline bool // opened within a paragraph, with which it ends at the latest
}

func (r *rawScanner) inLink() bool {
	return slices.ContainsFunc(r.open, func(e rawElement) bool { return e.name == "a" })
}

// place says why the raw HTML around the text keeps links out.
func (r *rawScanner) place() Place {
	switch r.open[len(r.open)-1].name {
	case "a":
		return PlaceLink
	case "code", "kbd", "pre", "samp":
		return PlaceCode
	}
	return PlaceHTML
}

// endBlock forgets the elements that were opened in a paragraph and not closed.
func (r *rawScanner) endBlock() {
	for len(r.open) > 0 && r.open[len(r.open)-1].inline {
		r.open = r.open[:len(r.open)-1]
	}
}

func (w *writer) htmlBlock(n *ast.HTMLBlock) {
	w.block()
	var segs []text.Segment
	for i := range n.Lines().Len() {
		segs = append(segs, n.Lines().At(i))
	}
	if n.HasClosure() {
		segs = append(segs, n.ClosureLine)
	}
	w.rawHTML(n, segs, false)
	if last := len(w.doc.HTML) - 1; last >= 0 && w.doc.HTML[last] != '\n' {
		w.put("\n")
	}
	w.block()
}

func (w *writer) rawInline(n *ast.RawHTML) {
	w.rawHTML(n, n.Segments.Sliced(0, n.Segments.Len()), true)
}

// rawHTML passes raw HTML on, or leaves it out if the site says so.
func (w *writer) rawHTML(n ast.Node, segs []text.Segment, inline bool) {
	r := rawReader{w: w, node: n, inline: inline}
	for _, s := range segs {
		r.lines = append(r.lines, rawLine{len(r.b), s.Start})
		for range s.Padding {
			r.b = append(r.b, ' ')
		}
		r.lines = append(r.lines, rawLine{len(r.b), s.Start})
		r.b = append(r.b, w.tree[s.Start:s.Stop]...)
	}
	if w.opt.NoHTML {
		b := bytes.TrimSpace(r.b)
		if !bytes.HasPrefix(b, []byte("<!--")) && !bytes.HasPrefix(b, []byte("</")) && len(segs) > 0 {
			w.problems.Warnf(w.at(segs[0].Start), "raw-html", "write it in Markdown, or allow HTML in the site's configuration",
				"raw HTML is left out")
		}
		return
	}
	w.opened = true
	r.run()
}

// rawLine says that from byte at of the text on, the source stands at src.
type rawLine struct{ at, src int }

// rawReader goes through one piece of raw HTML.
type rawReader struct {
	w      *writer
	node   ast.Node
	inline bool
	b      []byte
	lines  []rawLine
	done   int // up to here it is written
}

// source returns the offset in the body of byte i.
func (r *rawReader) source(i int) int {
	k, found := slices.BinarySearchFunc(r.lines, i, func(l rawLine, i int) int { return l.at - i })
	if !found {
		k--
	}
	for k+1 < len(r.lines) && r.lines[k+1].at == r.lines[k].at {
		k++
	}
	return r.lines[k].src + i - r.lines[k].at
}

// flush writes what was passed over, without carriage returns.
func (r *rawReader) flush(to int) {
	part := r.b[r.done:to]
	r.done = to
	for {
		i := bytes.IndexByte(part, '\r')
		if i < 0 {
			break
		}
		r.w.doc.HTML = append(r.w.doc.HTML, part[:i]...)
		part = part[i+1:]
	}
	r.w.doc.HTML = append(r.w.doc.HTML, part...)
}

func (r *rawReader) run() {
	b := r.b
	start := 0 // of the text at hand
	for i := 0; i < len(b); {
		n := bytes.IndexAny(b[i:], "<{")
		if n < 0 {
			break
		}
		i += n
		next := r.markup(i)
		if next == i {
			i++
			continue
		}
		r.text(start, i)
		r.take(i)
		i, start = next, next
	}
	r.text(start, len(b))
	r.flush(len(b))
}

// markup returns where the tag, comment or shortcode at i ends, or i if there
// is none.
func (r *rawReader) markup(i int) int {
	b := r.b
	switch {
	case b[i] == '{':
		if _, n := scanShortcode(b[i:]); n > 0 && !r.verbatim() {
			return i + n
		}
	case bytes.HasPrefix(b[i:], []byte("<!--")):
		return r.until(i+4, "-->")
	case i+1 < len(b) && (b[i+1] == '!' || b[i+1] == '?'):
		return r.until(i+2, ">")
	case i+2 < len(b) && b[i+1] == '/' && isLetter(b[i+2]):
		return r.until(i, ">")
	case i+1 < len(b) && isLetter(b[i+1]):
		return r.tagEnd(i)
	}
	return i
}

// take handles the markup at i.
func (r *rawReader) take(i int) {
	switch b := r.b; {
	case b[i] == '{':
		r.shortcode(i)
	case i+2 < len(b) && b[i+1] == '/' && isLetter(b[i+2]):
		r.closeTag(i)
	case i+1 < len(b) && isLetter(b[i+1]):
		r.openTag(i)
	}
}

// verbatim reports whether the text is code, in which nothing is a shortcode.
func (r *rawReader) verbatim() bool {
	return slices.ContainsFunc(r.w.raw.open, func(e rawElement) bool { return e.name == "pre" || e.name == "code" })
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// until returns the offset after the next end, or that of the end of the text.
func (r *rawReader) until(i int, end string) int {
	if n := bytes.Index(r.b[min(i, len(r.b)):], []byte(end)); n >= 0 {
		return i + n + len(end)
	}
	return len(r.b)
}

// text takes the text between tags into Doc.Text, and the runs for explain.
func (r *rawReader) text(from, to int) {
	w := r.w
	part := r.b[from:to]
	if len(bytes.TrimSpace(part)) == 0 {
		return
	}
	plain := unescapeHTML(string(part))
	if w.mute == 0 {
		space := isBlankByte(plain[0])
		for word := range strings.FieldsSeq(plain) {
			if space {
				w.space()
			}
			w.text = append(w.text, word...)
			space = true
		}
		if isBlankByte(plain[len(plain)-1]) {
			w.space()
		}
	}
	if w.opt.AllRuns {
		w.push(PlaceHTML)
		w.addToRun([]byte(plain), r.source(from))
		w.pop()
	}
}

// shortcode takes the tag at i.
func (r *rawReader) shortcode(i int) {
	tag, n := scanShortcode(r.b[i:])
	r.flush(i)
	r.done = i + n
	r.w.shortcodeTag(&tag, r.node, r.source(i))
}

func tagName(b []byte) string {
	end := 0
	for end < len(b) && !isBlankByte(b[end]) && b[end] != '/' && b[end] != '>' {
		end++
	}
	return strings.ToLower(string(b[:end]))
}

func (r *rawReader) closeTag(i int) {
	name := tagName(r.b[i+2:])
	open := r.w.raw.open
	for k := len(open) - 1; k >= max(0, len(open)-maxOpen); k-- {
		if open[k].name == name {
			r.w.raw.open = open[:k]
			return
		}
	}
}

// tagEnd returns where the start tag at i ends, with the text of an element
// that has no markup inside.
func (r *rawReader) tagEnd(i int) int {
	name := tagName(r.b[i+1:])
	at, closed := r.attributes(i+1+len(name), nil)
	if slices.Contains(rawTextElements, name) && !closed {
		if end := indexFold(r.b[at:], "</"+name); end >= 0 {
			return r.until(at+end, ">")
		}
		return len(r.b)
	}
	return at
}

// openTag takes the start tag at i with its attributes.
func (r *rawReader) openTag(i int) {
	name := tagName(r.b[i+1:])
	_, closed := r.attributes(i+1+len(name), r.reference)
	if !closed && slices.Contains(noLinkElements, name) && !slices.Contains(rawTextElements, name) {
		r.w.raw.open = append(r.w.raw.open, rawElement{name, r.inline})
	}
}

// attributes goes through the attributes from at on. It returns where the tag
// ends, and whether the element has no content. Every one with a
// value is given to use, if there is one, in order.
func (r *rawReader) attributes(at int, use func(name string, eq, from, to, end int)) (end int, closed bool) {
	for at < len(r.b) && r.b[at] != '>' {
		closed = r.b[at] == '/'
		if isBlankByte(r.b[at]) || closed {
			at++
			continue
		}
		at = r.attribute(at, use)
	}
	return min(at+1, len(r.b)), closed
}

// attribute goes past one attribute.
func (r *rawReader) attribute(i int, use func(name string, eq, from, to, end int)) int {
	b := r.b
	start := i
	for i < len(b) && !isBlankByte(b[i]) && b[i] != '=' && b[i] != '>' && b[i] != '/' {
		i++
	}
	name := strings.ToLower(string(b[start:i]))
	eq := i
	for eq < len(b) && isBlankByte(b[eq]) {
		eq++
	}
	if eq >= len(b) || b[eq] != '=' {
		return max(i, start+1)
	}
	for eq++; eq < len(b) && isBlankByte(b[eq]); eq++ {
	}
	from, to, end := eq, eq, eq
	if eq < len(b) && (b[eq] == '"' || b[eq] == '\'') {
		n := bytes.IndexByte(b[eq+1:], b[eq])
		if n < 0 {
			return len(b)
		}
		from, to, end = eq+1, eq+1+n, eq+n+2
	} else {
		for to < len(b) && !isBlankByte(b[to]) && b[to] != '>' {
			to++
		}
		end = to
	}
	if use != nil {
		use(name, eq, from, to, end)
	}
	return max(end, start+1)
}

// reference writes the value [from, to) of href or src as a slot. The quotes
// become double ones, for which Render escapes.
func (r *rawReader) reference(name string, eq, from, to, end int) {
	if name != "href" && name != "src" {
		return
	}
	for from < to && isBlankByte(r.b[from]) {
		from++
	}
	for from < to && isBlankByte(r.b[to-1]) {
		to--
	}
	r.flush(eq)
	r.done = end
	r.w.put(`"`)
	value := r.b[from:to]
	if at := bytes.Index(value, []byte("{{")); at >= 0 && startsShortcode(value[at:]) {
		r.w.doc.HTML = append(r.w.doc.HTML, bytes.ReplaceAll(value[:at], []byte(`"`), []byte("&quot;"))...)
		r.done = from + at
		r.shortcode(from + at)
		r.flush(to)
		r.done = end
	} else {
		src := r.source(from)
		s := r.w.slot(SlotRaw, nil, src)
		s.Dest = unescapeHTML(string(value))
		if from < to && r.source(to-1) == src+to-1-from {
			s.Source, s.SourceEnd = uint32(r.w.base+src), uint32(r.w.base+src+to-from)
		}
	}
	r.w.put(`"`)
}

// indexFold is bytes.Index for ASCII, letters folded; sub is in lower case.
func indexFold(b []byte, sub string) int {
	for i := 0; i+len(sub) <= len(b); i++ {
		n := bytes.IndexByte(b[i:], sub[0])
		if n < 0 || i+n+len(sub) > len(b) {
			return -1
		}
		i += n
		if strings.EqualFold(string(b[i:i+len(sub)]), sub) {
			return i
		}
	}
	return -1
}
