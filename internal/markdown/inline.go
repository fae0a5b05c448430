package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	xast "github.com/yuin/goldmark/extension/ast"
)

// enterInline is enter for inline nodes.
func (w *writer) enterInline(n ast.Node) bool {
	if t, ok := n.(*ast.Text); ok {
		w.textNode(t)
		return false
	}
	w.endRun()
	switch n := n.(type) {
	case *ast.String:
		w.emit(n.Value, -1)
		return false
	case *ast.CodeSpan:
		w.codeSpan(n)
		return false
	case *ast.Emphasis:
		w.inline++
		w.mark(n, "<")
	case *xast.Strikethrough:
		w.inline++
		w.mark(n, "<")
	case *ast.Link:
		w.link(n)
	case *ast.Image:
		w.image(n)
		return false
	case *ast.AutoLink:
		w.autoLink(n)
		return false
	case *ast.RawHTML:
		w.rawInline(n)
		return false
	case *wikiNode:
		w.wiki(n)
		return false
	case *mathNode:
		w.math(n)
		return false
	case *shortcodeNode:
		w.shortcode(n)
		return false
	case *xast.TaskCheckBox:
		w.checkBox(n)
		return false
	case *xast.FootnoteLink:
		w.footnoteLink(n)
		return false
	case *xast.FootnoteBacklink:
		w.footnoteBacklink(n)
		return false
	}
	return true
}

// leaveInline is leave for inline nodes.
func (w *writer) leaveInline(n ast.Node) {
	w.endRun()
	switch n.(type) {
	case *ast.Emphasis, *xast.Strikethrough:
		w.mark(n, "</")
		w.inline--
	case *ast.Link:
		w.pop()
		w.put("</a>")
	}
}

// mark writes a tag of emphasis, unless it is nested too deep.
func (w *writer) mark(n ast.Node, start string) {
	if w.inline > maxInlineDepth {
		w.reportDepth(max(0, nodePos(n)), "emphasis is nested more than %d levels deep", maxInlineDepth)
		return
	}
	name := "em"
	switch n := n.(type) {
	case *xast.Strikethrough:
		name = "del"
	case *ast.Emphasis:
		if n.Level == 2 {
			name = "strong"
		}
	}
	w.put(start + name + ">")
}

func (w *writer) codeSpan(n *ast.CodeSpan) {
	w.push(PlaceCode)
	w.put("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		t := c.(*ast.Text)
		v := t.Segment.Value(w.body)
		at := t.Segment.Start
		end := len(v)
		for end > 0 && (v[end-1] == '\n' || v[end-1] == '\r') {
			end--
		}
		w.emit(v[:end], at)
		if end < len(v) {
			w.emit([]byte{' '}, at+end)
		}
	}
	w.put("</code>")
	w.pop()
}

// slot records a place to fill. dest is the destination as it stands in the
// tree, pos where in the body to point to if dest itself is not found there.
func (w *writer) slot(kind SlotKind, dest []byte, pos int) *Slot {
	s := Slot{
		Kind: kind, Offset: uint32(len(w.doc.HTML)), End: uint32(len(w.doc.HTML)),
		Dest: string(resolved(dest)), Section: w.section,
	}
	if at, ok := w.sourceOf(dest); ok {
		pos = at
		s.Source, s.SourceEnd = uint32(w.base+at), uint32(w.base+at+len(dest))
	}
	if pos >= 0 {
		p := w.at(pos)
		s.Line, s.Column = p.Line, p.Column
	}
	w.doc.Slots = append(w.doc.Slots, s)
	return &w.doc.Slots[len(w.doc.Slots)-1]
}

func (w *writer) link(n *ast.Link) {
	w.put("<a")
	w.slot(SlotLink, n.Destination, n.Pos())
	if len(n.Title) > 0 {
		w.attr("title", string(resolved(n.Title)))
	}
	w.put(">")
	w.push(PlaceLink)
}

func (w *writer) autoLink(n *ast.AutoLink) {
	label := n.Label(w.body)
	at, ok := w.sourceOf(label)
	if !ok {
		at = -1
	}
	if w.inLink() {
		w.emit(label, at)
		return
	}
	w.put("<a")
	s := w.slot(SlotLink, label, n.Pos())
	s.Dest = string(n.URL(w.body))
	if n.AutoLinkType == ast.AutoLinkEmail && len(s.Dest) > 0 {
		s.Dest = "mailto:" + string(label)
	}
	w.put(">")
	w.push(PlaceLink)
	w.emit(label, at)
	w.pop()
	w.put("</a>")
}

func (w *writer) image(n *ast.Image) {
	w.doc.Features |= HasImage
	w.opened = true
	alt := w.plain(n)
	w.put("<img")
	w.slot(SlotImage, n.Destination, n.Pos())
	w.attr("alt", alt)
	if len(n.Title) > 0 && !isFigure(n) {
		w.attr("title", string(resolved(n.Title)))
	}
	w.put(` loading="lazy" decoding="async">`)
	if w.opt.AllRuns && alt != "" {
		w.push(PlaceImage)
		at := max(0, n.Pos()) + len("![")
		if !bytes.HasPrefix(w.body[min(at, len(w.body)):], []byte(alt)) {
			at = -1 // there is markup in it
		}
		w.addToRun([]byte(alt), at)
		w.pop()
	}
}

// isFigure reports whether the image stands alone in its paragraph and has a
// title, which then becomes its caption.
func isFigure(n *ast.Image) bool {
	p, ok := n.Parent().(*ast.Paragraph)
	return ok && len(n.Title) > 0 && p.ChildCount() == 1
}

func (w *writer) enterParagraph(n *ast.Paragraph) bool {
	w.paragraph = len(w.text)
	if w.bareParagraph(n) {
		return true
	}
	if img, ok := n.FirstChild().(*ast.Image); ok && isFigure(img) {
		w.put("<figure>")
		return true
	}
	w.put("<p>")
	return true
}

func (w *writer) leaveParagraph(n *ast.Paragraph) {
	w.endRun()
	if w.bareParagraph(n) {
		w.put("\n")
	} else if img, ok := n.FirstChild().(*ast.Image); ok && isFigure(img) {
		w.put("<figcaption>")
		w.push(PlaceImage)
		at, ok := w.sourceOf(img.Title)
		if ok {
			w.resolve(at, at+len(img.Title))
		} else {
			w.emit(resolved(img.Title), -1)
		}
		w.pop()
		w.put("</figcaption></figure>\n")
	} else {
		w.put("</p>\n")
	}
	if w.doc.Paragraph == "" && !w.inQuiz && len(w.text) > w.paragraph && n.Parent().Kind() == ast.KindDocument {
		w.doc.Paragraph = w.plain(n)
	}
	w.block()
}

func (w *writer) checkBox(n *xast.TaskCheckBox) {
	w.put(`<input type="checkbox" disabled`)
	label := w.opt.Labels.Open
	if n.IsChecked {
		w.put(" checked")
		label = w.opt.Labels.Done
	}
	w.attr("aria-label", label)
	w.put("> ")
}
