package markdown

import (
	"strconv"

	"github.com/yuin/goldmark/ast"
	xast "github.com/yuin/goldmark/extension/ast"
)

// enter writes the start of a node. It reports whether the node's children are
// to be written, and leave to be called.
func (w *writer) enter(n ast.Node) bool {
	if n.Type() == ast.TypeInline {
		return w.enterInline(n)
	}
	switch n := n.(type) {
	case *ast.Document:
	case *ast.Paragraph:
		return w.enterParagraph(n)
	case *ast.TextBlock:
	case *ast.Heading:
		w.enterHeading(n)
	case *ast.List:
		w.enterList(n)
	case *ast.ListItem:
		w.put("<li>")
	case *ast.Blockquote:
		w.enterQuote(n)
	case *ast.ThematicBreak:
		w.block()
		w.put("<hr>\n")
		return false
	case *ast.CodeBlock:
		w.codeBlock(n)
		return false
	case *ast.FencedCodeBlock:
		w.fence(n)
		return false
	case *ast.HTMLBlock:
		w.htmlBlock(n)
		return false
	case *ast.LinkReferenceDefinition:
		return false
	case *shortcodeNode:
		w.shortcode(n)
		return false
	case *mathNode:
		w.math(n)
		return false
	default:
		return w.enterExtension(n)
	}
	return true
}

// enterExtension is enter for the blocks that CommonMark does not have.
func (w *writer) enterExtension(n ast.Node) bool {
	switch n := n.(type) {
	case *xast.Table:
		w.tables++
		w.doc.Features |= HasTable
		w.block()
		w.put(`<div class="table" role="group" tabindex="0"`)
		w.attr("aria-label", w.opt.Labels.Table+" "+strconv.Itoa(w.tables))
		w.put("><table>\n")
	case *xast.TableHeader:
		w.put("<thead>\n<tr>")
		w.push(PlaceHeading)
	case *xast.TableRow:
		if _, first := n.PreviousSibling().(*xast.TableHeader); first {
			w.put("<tbody>\n")
		}
		w.put("<tr>")
	case *xast.TableCell:
		w.enterCell(n)
	case *xast.DefinitionList:
		w.block()
		w.put("<dl>\n")
	case *xast.DefinitionTerm:
		w.put("<dt>")
		w.push(PlaceHeading)
	case *xast.DefinitionDescription:
		w.put("<dd>")
	case *xast.FootnoteList:
		w.block()
		w.put(`<section class="footnotes" role="doc-endnotes"`)
		w.attr("aria-label", w.opt.Labels.Footnotes)
		w.put(">\n<ol>\n")
	case *xast.Footnote:
		w.put(`<li id="fn-` + strconv.Itoa(n.Index) + `">`)
	}
	return true
}

// leave writes the end of a node.
func (w *writer) leave(n ast.Node) {
	if n.Type() == ast.TypeInline {
		w.leaveInline(n)
		return
	}
	w.raw.endBlock()
	switch n := n.(type) {
	case *ast.Paragraph:
		w.leaveParagraph(n)
	case *ast.TextBlock:
		w.block()
		if n.NextSibling() != nil {
			w.put("\n")
		}
	case *ast.Heading:
		w.leaveHeading(n)
	case *ast.List:
		w.block()
		if n.IsOrdered() {
			w.put("</ol>\n")
		} else {
			w.put("</ul>\n")
		}
	case *ast.ListItem:
		w.put("</li>\n")
	case *ast.Blockquote:
		w.leaveQuote(n)
	case *xast.Table:
		if _, body := n.LastChild().(*xast.TableRow); body {
			w.put("</tbody>\n")
		}
		w.put("</table></div>\n")
	case *xast.TableHeader:
		w.pop()
		w.put("</tr>\n</thead>\n")
	case *xast.TableRow:
		w.block()
		w.put("</tr>\n")
	case *xast.TableCell:
		w.leaveCell(n)
	case *xast.DefinitionList:
		w.put("</dl>\n")
	case *xast.DefinitionTerm:
		w.pop()
		w.block()
		w.put("</dt>\n")
	case *xast.DefinitionDescription:
		w.block()
		w.put("</dd>\n")
	case *xast.FootnoteList:
		w.put("</ol>\n</section>\n")
	case *xast.Footnote:
		w.block()
		w.put("</li>\n")
	}
}

// isHeader reports whether a cell heads a column: one without text, in the
// corner above row names, heads nothing.
func isHeader(n *xast.TableCell) bool {
	_, head := n.Parent().(*xast.TableHeader)
	return head && n.HasChildren()
}

func (w *writer) enterCell(n *xast.TableCell) {
	if isHeader(n) {
		w.put(`<th scope="col"`)
	} else {
		w.put("<td")
	}
	// The align attribute is obsolete and a style attribute is not allowed
	// under a strict content security policy, so a class it is.
	switch n.Alignment {
	case xast.AlignLeft:
		w.put(` class="left"`)
	case xast.AlignRight:
		w.put(` class="right"`)
	case xast.AlignCenter:
		w.put(` class="center"`)
	}
	w.put(">")
}

func (w *writer) leaveCell(n *xast.TableCell) {
	w.endRun()
	if n.NextSibling() != nil && w.mute == 0 {
		w.text = append(w.text, ' ')
	}
	if isHeader(n) {
		w.put("</th>")
	} else {
		w.put("</td>")
	}
}

func (w *writer) enterList(n *ast.List) {
	w.block()
	if last := len(w.doc.HTML) - 1; last >= 0 && w.doc.HTML[last] != '\n' {
		w.put("\n")
	}
	if !n.IsOrdered() {
		w.put("<ul>\n")
		return
	}
	w.put("<ol")
	if n.Start != 1 {
		w.put(` start="` + strconv.Itoa(n.Start) + `"`)
	}
	w.put(">\n")
}

// enterHeading gives the heading its id and its place in the outline.
func (w *writer) enterHeading(n *ast.Heading) {
	w.block()
	if n.Level == 2 {
		w.section++
	}
	text := w.plain(n)
	id := ""
	if own, ok := n.AttributeString("id"); ok {
		id = w.ownID(n, attributeText(own))
	} else {
		id = w.ids.unique(slug(text))
	}
	line := 0
	if p := nodePos(n); p >= 0 {
		line = w.at(p).Line
	}
	w.doc.Headings = append(w.doc.Headings, Heading{Level: n.Level, ID: id, Text: text, Line: line})
	w.put("<h" + strconv.Itoa(n.Level))
	w.attr("id", id)
	w.attributes(n)
	w.put(">")
	w.push(PlaceHeading)
}

func (w *writer) leaveHeading(n *ast.Heading) {
	w.pop()
	h := &w.doc.Headings[len(w.doc.Headings)-1]
	w.put(`<a class="anchor"`)
	w.attr("href", "#"+h.ID)
	w.attr("aria-label", w.opt.Labels.Permalink+": "+h.Text)
	w.put("></a></h" + strconv.Itoa(n.Level) + ">\n")
	w.block()
}

// takeTitle makes a level 1 heading that opens the body the Doc's title, and
// returns the id that its author gave it.
func (w *writer) takeTitle(root ast.Node) (id string) {
	h, ok := root.FirstChild().(*ast.Heading)
	if !ok || h.Level != 1 {
		return ""
	}
	w.doc.Title = w.plain(h)
	root.RemoveChild(root, h)
	if own, ok := h.AttributeString("id"); ok {
		id = attributeText(own)
	}
	return id
}
