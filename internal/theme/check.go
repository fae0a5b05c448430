package theme

import (
	"fmt"
	"text/template/parse"
)

// check finds the mistakes that the trees alone show, and assembles the set if
// there are none.
func (t *Theme) check(p *parsed, errs *errorList) {
	if len(*errs) > 0 {
		return
	}
	main := false
	for _, tree := range p.trees {
		walk(tree.Root, func(n parse.Node) {
			switch n := n.(type) {
			case *parse.TemplateNode:
				if n.Name == "main" && tree.ParseName == "base.html" {
					main = true
					return
				}
				if p.trees[n.Name] == nil {
					errs.add(t.at(tree, n, &guardError{fmt.Sprintf("there is no template %q", n.Name), ""}))
				}
			}
		})
	}
	if !main {
		errs.add(&TemplateError{File: t.source["base.html"].file(), Message: "the frame never shows the page",
			Hint: `write {{template "main" .}} where the page goes`})
	}
	if len(*errs) > 0 {
		return
	}
	if err := t.assemble(p); err != nil {
		errs.add(t.explain("base.html", err))
	}
}

// at places a mistake at a node.
func (t *Theme) at(tree *parse.Tree, n parse.Node, e *guardError) *TemplateError {
	src := t.source[tree.ParseName]
	line, column := src.place(int(n.Position()))
	return &TemplateError{File: src.file(), Line: line, Column: column, Message: e.message, Hint: e.hint}
}
