package markdown

import (
	"bytes"
	"strings"

	"sitegen/internal/diag"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// alertKinds are the five kinds of alerts.
var alertKinds = []string{"note", "tip", "important", "warning", "caution"}

// alertTransformer makes a quote whose first line is [!NOTE] an alert, and
// takes that line away.
type alertTransformer struct{}

func (*alertTransformer) Transform(p *ast.Paragraph, reader text.Reader, pc parser.Context) {
	quote, ok := p.Parent().(*ast.Blockquote)
	if !ok || p.PreviousSibling() != nil || p.Lines().Len() == 0 {
		return
	}
	first := p.Lines().At(0)
	line := bytes.TrimSpace(first.Value(reader.Source()))
	if len(line) < 4 || line[0] != '[' || line[1] != '!' || line[len(line)-1] != ']' || bytes.IndexByte(line[1:], '[') >= 0 {
		return
	}
	name := string(line[2 : len(line)-1])
	kind := strings.ToLower(name)
	if !contains(alertKinds, kind) {
		hint := "the kinds are NOTE, TIP, IMPORTANT, WARNING and CAUTION"
		if near := diag.Suggest(kind, alertKinds); near != "" {
			hint = "did you mean [!" + strings.ToUpper(near) + "]? " + hint
		}
		s := stateOf(pc)
		s.problems.Warnf(s.at(first.Start), "unknown-alert", hint, "there is no alert of the kind %q", name)
		return
	}
	quote.SetAttributeString(alertKey, kind)
	p.Lines().SetSliced(1, p.Lines().Len())
	if p.Lines().Len() == 0 {
		quote.RemoveChild(quote, p)
	}
}

const alertKey = "sitegen-alert"

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}

func (w *writer) enterQuote(n *ast.Blockquote) {
	w.block()
	kind, ok := n.AttributeString(alertKey)
	if !ok {
		w.put("<blockquote>\n")
		return
	}
	name := kind.(string)
	w.put(`<div class="alert alert-` + name + `" role="note">` + "\n" + `<p class="alert-title">`)
	w.escape([]byte(w.opt.Labels.alert(name)))
	w.put("</p>\n")
}

func (w *writer) leaveQuote(n *ast.Blockquote) {
	w.block()
	if _, ok := n.AttributeString(alertKey); ok {
		w.put("</div>\n")
	} else {
		w.put("</blockquote>\n")
	}
}
