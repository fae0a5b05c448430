package markdown

import (
	"bytes"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// runBuilder is the run at hand.
type runBuilder struct {
	open  bool
	place Place
	start int    // in Doc.HTML
	size  int    // bytes of plain text
	from  int    // its first piece in writer.pieces
	plain []byte // its text, where it is not prose
	words bool   // it has a letter or a digit, so a term may be in it
	next  uint32 // the source offset that needs no new piece
}

// emit writes plain text that stands at the offset src of the body (-1: it
// stands nowhere as such). It is the only way by which text gets into a run.
func (w *writer) emit(chunk []byte, src int) {
	if len(chunk) == 0 {
		return
	}
	w.opened = true
	if w.mute == 0 {
		w.text = append(w.text, chunk...)
	}
	w.addToRun(chunk, src)
	w.escape(chunk)
}

func (w *writer) addToRun(chunk []byte, src int) {
	place := w.place()
	if len(chunk) == 0 || place != PlaceProse && place != PlaceSuppressed && !w.opt.AllRuns {
		return
	}
	r := &w.run
	if !r.open {
		*r = runBuilder{open: true, place: place, start: len(w.doc.HTML), from: len(w.pieces), plain: r.plain[:0]}
	}
	at := uint32(w.base + src)
	if src >= 0 && (r.size == 0 || at != r.next) {
		w.pieces = append(w.pieces, Piece{Text: uint32(r.size), Source: at})
	}
	r.next = at + uint32(len(chunk))
	r.size += len(chunk)
	if place != PlaceProse {
		r.plain = append(r.plain, chunk...)
	}
	if !r.words {
		r.words = hasWord(chunk)
	}
}

func hasWord(b []byte) bool {
	for _, c := range b {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// endRun closes the run at hand. A run in which no word is, is dropped.
func (w *writer) endRun() {
	r := &w.run
	if !r.open {
		return
	}
	r.open = false
	if !r.words {
		w.pieces = w.pieces[:r.from]
		return
	}
	run := Run{Place: r.place, Section: w.section}
	if r.place == PlaceProse {
		run.Start, run.End = uint32(r.start), uint32(len(w.doc.HTML))
	} else {
		run.Plain = string(r.plain)
	}
	w.doc.Runs = append(w.doc.Runs, run)
	w.spans = append(w.spans, span{r.from, len(w.pieces)})
}

// trimRun takes the spaces at the end of the run at hand back. Whether the
// parser leaves any before a line break depends on how it came there.
func (w *writer) trimRun() {
	r := &w.run
	for r.open && r.size > 0 && isGap(w.doc.HTML[len(w.doc.HTML)-1]) {
		w.doc.HTML = w.doc.HTML[:len(w.doc.HTML)-1]
		r.size--
		if n := len(w.text); w.mute == 0 && n > 0 && isGap(w.text[n-1]) {
			w.text = w.text[:n-1]
		}
		if n := len(r.plain); n > 0 {
			r.plain = r.plain[:n-1]
		}
		if n := len(w.pieces); n > r.from && int(w.pieces[n-1].Text) >= r.size {
			w.pieces = w.pieces[:n-1]
		}
	}
}

func isGap(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

// textNode writes a text of the tree with the line break that follows it.
func (w *writer) textNode(t *ast.Text) {
	seg := t.Segment
	for range seg.Padding {
		w.emit([]byte{' '}, -1)
	}
	if t.IsRaw() {
		w.emit(w.body[seg.Start:seg.Stop], seg.Start)
	} else {
		w.resolve(seg.Start, seg.Stop)
	}
	switch {
	case t.HardLineBreak():
		w.trimRun()
		w.endRun()
		w.put("<br>\n")
		if w.mute == 0 {
			w.text = append(w.text, '\n')
		}
	case t.SoftLineBreak() && t.NextSibling() != nil:
		w.trimRun()
		w.emit(newline, seg.Stop)
	}
}

// resolve writes the source [start, stop) with backslash escapes and character
// references resolved.
func (w *writer) resolve(start, stop int) {
	b := w.body
	from := start
	for i := start; i < stop; {
		switch b[i] {
		case '\\':
			if i+1 < stop && util.IsPunct(b[i+1]) {
				w.emit(b[from:i], from)
				from = i + 1
				i += 2
				continue
			}
		case '&':
			if value, n := reference(b[i:stop]); n > 0 {
				w.emit(b[from:i], from)
				w.emit(value, i)
				i += n
				from = i
				continue
			}
		}
		i++
	}
	w.emit(b[from:stop], from)
}

// reference decodes the character reference at the head of b and returns its
// length, or 0.
func reference(b []byte) ([]byte, int) {
	end := 1
	for end < min(len(b), 40) && (util.IsAlphaNumeric(b[end]) || end == 1 && b[1] == '#') {
		end++
	}
	if end < 2 || end == len(b) || b[end] != ';' {
		return nil, 0
	}
	src := b[: end+1 : end+1]
	var out []byte
	if b[1] == '#' {
		out = util.ResolveNumericReferences(src)
	} else {
		out = util.ResolveEntityNames(src)
	}
	if len(out) > 0 && &out[0] == &src[0] || bytes.Equal(out, src) {
		return nil, 0
	}
	return out, end + 1
}

// resolved returns b with backslash escapes and character references resolved.
func resolved(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 && bytes.IndexByte(b, '&') < 0 {
		return b
	}
	var out []byte
	for i := 0; i < len(b); {
		if b[i] == '\\' && i+1 < len(b) && util.IsPunct(b[i+1]) {
			out = append(out, b[i+1])
			i += 2
			continue
		}
		if b[i] == '&' {
			if value, n := reference(b[i:]); n > 0 {
				out = append(out, value...)
				i += n
				continue
			}
		}
		out = append(out, b[i])
		i++
	}
	return out
}

// plain returns the text in a node as a reader sees it, line breaks as spaces.
func (w *writer) plain(n ast.Node) string {
	var out []byte
	for c := n.FirstChild(); c != nil; {
		switch t := c.(type) {
		case *ast.Text:
			v := t.Segment.Value(w.body)
			if !t.IsRaw() {
				v = resolved(v)
			}
			out = append(out, v...)
			if t.SoftLineBreak() || t.HardLineBreak() {
				out = append(out, ' ')
			}
		case *ast.String:
			out = append(out, t.Value...)
		case *ast.AutoLink:
			out = append(out, t.Label(w.body)...)
		case *mathNode:
			out = append(out, t.value(w.body)...)
		case *wikiNode:
			out = append(out, resolved(t.text.Value(w.body))...)
		}
		switch {
		case c.FirstChild() != nil:
			c = c.FirstChild()
		default:
			for c != n && c.NextSibling() == nil {
				c = c.Parent()
			}
			if c == n {
				return spaced(out)
			}
			c = c.NextSibling()
		}
	}
	return spaced(out)
}

// spaced returns the text with every stretch of white space as one space.
func spaced(b []byte) string { return string(bytes.Join(bytes.Fields(b), []byte{' '})) }

// sourceOf returns where in the body part stands, if it is a part of it and not
// a copy: a subslice keeps the end of its array, so the capacities tell.
func (w *writer) sourceOf(part []byte) (int, bool) {
	at := cap(w.tree) - cap(part)
	if len(part) == 0 || at < 0 || at+len(part) > len(w.tree) || &w.tree[at] != &part[0] {
		return 0, false
	}
	return at, true
}
