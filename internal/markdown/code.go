package markdown

import "github.com/yuin/goldmark/ast"

func (w *writer) codeBlock(n ast.Node) {
	w.block()
	w.put("<pre><code>")
	for i := 0; i < n.Lines().Len(); i++ {
		s := n.Lines().At(i)
		w.escape(s.Value(w.body))
	}
	w.put("</code></pre>\n")
}

func (w *writer) fence(n *ast.FencedCodeBlock) { w.codeBlock(n) }
