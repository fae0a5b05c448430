package markdown

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// codeBlock writes code by indentation, which has no language.
func (w *writer) codeBlock(n ast.Node) {
	w.block()
	w.code(n, &fenceInfo{first: 1, numbers: w.opt.LineNumbers})
}

// fence writes a fenced block: code, or one of the languages that draw or ask.
func (w *writer) fence(n *ast.FencedCodeBlock) {
	w.block()
	info := w.fenceInfo(n)
	tab := info.hasTab && info.tab != ""
	if tab {
		w.openTab(n, info.tab)
	}
	switch strings.ToLower(info.language) {
	case "mermaid":
		w.mermaid(n, &info)
	case "goat":
		w.goat(n, &info)
	case "quiz":
		w.quiz(n)
	case "math":
		w.mathFence(n)
	default:
		if !info.hasNumber {
			info.numbers = w.opt.LineNumbers
		}
		w.code(n, &info)
	}
	if tab {
		w.closeTab(n)
	}
}

func (w *writer) fenceInfo(n *ast.FencedCodeBlock) fenceInfo {
	if n.Info == nil {
		return fenceInfo{first: 1}
	}
	seg := n.Info.Segment
	return parseFenceInfo(seg.Value(w.body), func(at int, message, hint string) {
		w.problems.Warnf(w.at(seg.Start+at), "code-attribute", hint, "%s", message)
	})
}

// tabOf returns the label of a fence's tab, or "".
func (w *writer) tabOf(n ast.Node) string {
	f, ok := n.(*ast.FencedCodeBlock)
	if !ok || f.Info == nil {
		return ""
	}
	v := f.Info.Segment.Value(w.body)
	if !bytes.Contains(v, []byte("tab")) && !bytes.Contains(v, []byte("label")) {
		return ""
	}
	return parseFenceInfo(v, func(int, string, string) {}).tab
}

// openTab begins a panel, and a group of them where none goes on. A group is a
// stretch of neighbouring fences that have a tab. Without a script all panels
// show, each below its label.
func (w *writer) openTab(n ast.Node, label string) {
	w.doc.Features |= HasTabs
	if w.tabOf(n.PreviousSibling()) == "" {
		w.put("<div class=\"tabs\" data-tabs>\n")
	}
	w.put(`<div class="tab"`)
	w.attr("data-tab", label)
	w.put(`><p class="tab-label">`)
	w.escape([]byte(label))
	w.put("</p>\n")
}

func (w *writer) closeTab(n ast.Node) {
	w.put("</div>\n")
	if w.tabOf(n.NextSibling()) == "" {
		w.put("</div>\n")
	}
}

// code writes a block of code with its title and the hook of the copy button.
func (w *writer) code(n ast.Node, info *fenceInfo) {
	w.doc.Features |= HasCode
	w.opened = true
	text := w.source(n)
	w.record(n, PlaceCode)
	w.put(`<div class="code"`)
	if info.language != "" {
		w.attr("data-lang", strings.ToLower(info.language))
	}
	w.put(">")
	if info.title != "" {
		w.put(`<p class="code-title">`)
		w.escape([]byte(info.title))
		w.put("</p>")
	}
	w.put(`<button type="button" class="copy" hidden>`)
	w.escape([]byte(w.opt.Labels.Copy))
	w.put(`</button><pre class="chroma" tabindex="0"><code`)
	if info.language != "" {
		w.attr("class", "language-"+strings.Join(strings.Fields(info.language), "-"))
	}
	w.put(">")
	lines := lineOptions{numbers: info.numbers, first: info.first, marked: shifted(info.marked, info.first)}
	lexer := languages.get(info.language)
	done := false
	if lexer != nil && len(text) <= maxHighlight {
		w.doc.HTML, done = highlight(w.doc.HTML, lexer, text, &lines)
	}
	if !done {
		w.doc.HTML = plainCode(w.doc.HTML, text, &lines)
	}
	w.put("</code></pre></div>\n")
}

// maxHighlight is the size in bytes from which on code is shown without
// colours: no one reads it, and lexers need time.
const maxHighlight = 1 << 20

// shifted gives line ranges the numbers that the lines show.
func shifted(ranges [][2]int, first int) [][2]int {
	out := make([][2]int, len(ranges))
	for i, r := range ranges {
		out[i] = [2]int{r[0] + first - 1, r[1] + first - 1}
	}
	return out
}

// source returns the text of a block that is not Markdown, with plain line
// ends.
func (w *writer) source(n ast.Node) string {
	lines := n.Lines()
	var b strings.Builder
	for i := range lines.Len() {
		s := lines.At(i)
		b.Write(s.Value(w.body))
	}
	text := b.String()
	if strings.IndexByte(text, '\r') >= 0 {
		text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	return text
}

// record keeps the text of a block that takes no links, for explain.
func (w *writer) record(n ast.Node, p Place) {
	if !w.opt.AllRuns {
		return
	}
	w.push(p)
	lines := n.Lines()
	for i := range lines.Len() {
		s := lines.At(i)
		w.addToRun(w.body[s.Start:s.Stop], s.Start)
	}
	w.pop()
}

// drawing counts what a script has to draw.
func (w *writer) drawing(feature Features, n ast.Node) {
	w.doc.Features |= feature
	i := slices.IndexFunc(w.doc.Drawings, func(d Drawing) bool { return d.Feature == feature })
	if i < 0 {
		i = len(w.doc.Drawings)
		w.doc.Drawings = append(w.doc.Drawings, Drawing{Feature: feature, First: w.at(max(0, nodePos(n)))})
	}
	w.doc.Drawings[i].Count++
}

// mermaid hands a diagram on to the script that the site brings, if any.
func (w *writer) mermaid(n ast.Node, info *fenceInfo) {
	w.drawing(HasMermaid, n)
	w.opened = true
	w.record(n, PlaceDiagram)
	if info.title != "" {
		w.put(`<figure class="diagram">`)
	}
	w.put(`<pre class="mermaid">`)
	w.escape([]byte(w.source(n)))
	w.put("</pre>")
	w.caption(info.title)
	w.put("\n")
}

// caption ends a figure that was begun for a title.
func (w *writer) caption(title string) {
	if title == "" {
		return
	}
	w.put("<figcaption>")
	w.escape([]byte(title))
	w.put("</figcaption></figure>")
}

// mathFence writes a math fence, as GitHub has it, like a block in $$.
func (w *writer) mathFence(n ast.Node) {
	w.drawing(HasMath, n)
	w.opened = true
	w.record(n, PlaceMath)
	w.put(`<div class="math display">\[`)
	w.escape([]byte(strings.TrimSpace(w.source(n))))
	w.put("\\]</div>\n")
}
