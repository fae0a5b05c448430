package markdown

import (
	"github.com/yuin/goldmark/ast"
)

// rawScanner follows the raw HTML of a page.
type rawScanner struct{ links int }

func (r *rawScanner) inLink() bool { return r.links > 0 }

func (w *writer) htmlBlock(n *ast.HTMLBlock) {
	w.block()
	for i := 0; i < n.Lines().Len(); i++ {
		s := n.Lines().At(i)
		w.put(string(s.Value(w.body)))
	}
	if n.HasClosure() {
		w.put(string(n.ClosureLine.Value(w.body)))
	}
}

func (w *writer) rawInline(n *ast.RawHTML) {
	for i := 0; i < n.Segments.Len(); i++ {
		s := n.Segments.At(i)
		w.put(string(s.Value(w.body)))
	}
}
