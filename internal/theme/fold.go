package theme

import (
	"regexp"
	"strings"
	"text/template/parse"
)

// plainURL is a path that no URL escaper changes.
var plainURL = regexp.MustCompile(`^/[A-Za-z0-9._~/-]*$`)

// htmlEscaper writes text as html/template does where HTML or a quoted
// attribute is expected.
var htmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "+", "&#43;", "\x00", "\ufffd")

// fold replaces calls whose result is the same for every page, such as
// {{t "see-also"}} and {{asset "theme.css"}}, by that result. It works on trees
// that html/template has escaped already, so that the escapers at the end of
// each pipeline say what kind of text is wanted; a call with any other escaper
// than those for HTML, attributes and URLs stays as it is. Nearly a third of the
// calls of a page go.
func (t *Theme) fold() {
	for _, tmpl := range t.set.Templates() {
		if tmpl.Tree == nil || tmpl.Tree.Root == nil {
			continue
		}
		walk(tmpl.Tree.Root, func(n parse.Node) {
			if list, ok := n.(*parse.ListNode); ok {
				t.foldList(list)
			}
		})
	}
}

// foldList folds the actions of a list and joins the texts that then stand
// side by side. Marks of a guard are empty and stay.
func (t *Theme) foldList(list *parse.ListNode) {
	var out []parse.Node
	var last *parse.TextNode
	for _, n := range list.Nodes {
		if action, ok := n.(*parse.ActionNode); ok {
			if s, ok := t.constant(action.Pipe); ok {
				n = &parse.TextNode{NodeType: parse.NodeText, Pos: action.Pos, Text: []byte(s)}
			}
		}
		text, ok := n.(*parse.TextNode)
		if !ok || len(text.Text) == 0 {
			last = nil
			out = append(out, n)
			continue
		}
		if last != nil {
			last.Text = append(last.Text[:len(last.Text):len(last.Text)], text.Text...)
			continue
		}
		last = text
		out = append(out, n)
	}
	list.Nodes = out
}

// constant returns what a pipeline writes, if that is always the same.
func (t *Theme) constant(p *parse.PipeNode) (string, bool) {
	if len(p.Decl) > 0 || len(p.Cmds) < 2 {
		return "", false
	}
	args := p.Cmds[0].Args
	function, ok := args[0].(*parse.IdentifierNode)
	if !ok || len(args) != 2 {
		return "", false
	}
	arg, ok := args[1].(*parse.StringNode)
	if !ok {
		return "", false
	}
	s := ""
	switch function.Ident {
	case "t":
		s = t.Text(arg.Text)
	case "asset":
		s = t.Asset(arg.Text)
	case "url":
		s = t.siteURL(arg.Text)
	default:
		return "", false
	}
	for _, cmd := range p.Cmds[1:] {
		escaper, ok := cmd.Args[0].(*parse.IdentifierNode)
		if !ok || len(cmd.Args) != 1 {
			return "", false
		}
		switch escaper.Ident {
		case "_html_template_htmlescaper", "_html_template_attrescaper", "_html_template_rcdataescaper":
		case "_html_template_urlfilter", "_html_template_urlnormalizer":
			if !plainURL.MatchString(s) {
				return "", false
			}
		default:
			return "", false
		}
	}
	return htmlEscaper.Replace(s), true
}
