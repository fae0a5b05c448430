package markdown

import (
	"bytes"
	"strconv"

	"github.com/yuin/goldmark/ast"
	xast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// lostFootnoteParser sees what the footnotes' own parser did not take: a
// reference to a footnote that does not exist stays text and is reported.
type lostFootnoteParser struct{}

func (*lostFootnoteParser) Trigger() []byte { return []byte{'['} }

func (*lostFootnoteParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if len(line) < 4 || line[1] != '^' {
		return nil
	}
	end := bytes.IndexByte(line[:min(len(line), 100)], ']')
	if end < 3 || bytes.ContainsAny(line[2:end], " [\\^") || end+1 < len(line) && (line[end+1] == '(' || line[end+1] == '[') {
		return nil
	}
	s := stateOf(pc)
	s.problems.Warnf(s.at(seg.Start), "unknown-footnote", "add a line \"[^"+string(line[2:end])+"]: …\", or put it in code",
		"there is no footnote %s", line[:end+1])
	return nil
}

// unusedFootnotes reports the footnotes to which nothing refers, before they
// are dropped.
type unusedFootnotes struct{}

func (*unusedFootnotes) Transform(root *ast.Document, _ text.Reader, pc parser.Context) {
	s := stateOf(pc)
	for n := root.FirstChild(); n != nil; n = nextBlock(root, n) {
		list, ok := n.(*xast.FootnoteList)
		if !ok {
			continue
		}
		for c := list.FirstChild(); c != nil; c = c.NextSibling() {
			if f := c.(*xast.Footnote); f.Index < 0 {
				s.problems.Warnf(s.at(max(0, nodePos(f))), "unused-footnote", "refer to it, or take it out",
					"nothing refers to the footnote [^%s], or an earlier one has its name", f.Ref)
			}
		}
		return
	}
}

func (w *writer) footnoteLink(n *xast.FootnoteLink) {
	i := strconv.Itoa(n.Index)
	w.put(`<sup id="` + refID(n.Index, n.RefIndex) + `">`)
	if w.inLink() {
		w.put(i + "</sup>")
		return
	}
	w.put(`<a class="footnote-ref" href="#fn-` + i + `" role="doc-noteref">` + i + `</a></sup>`)
}

func (w *writer) footnoteBacklink(n *xast.FootnoteBacklink) {
	w.put(` <a class="footnote-back" href="#` + refID(n.Index, n.RefIndex) + `" role="doc-backlink"`)
	label := w.opt.Labels.Backlink + " " + strconv.Itoa(n.Index)
	if n.RefIndex > 0 {
		label += "-" + strconv.Itoa(n.RefIndex+1)
	}
	w.attr("aria-label", label)
	w.put(">↩︎</a>")
}

// refID is the id of the place that refers to a footnote for the nth time.
func refID(index, n int) string {
	id := "fnref-" + strconv.Itoa(index)
	if n > 0 {
		id += "-" + strconv.Itoa(n+1)
	}
	return id
}
