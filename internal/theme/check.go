package theme

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"

	"sitegen/internal/view"
)

// checker finds out, without executing anything, which type each expression of
// the templates has, and so which name fields that their view does not have.
// Executing a template shows only the first such mistake, and only in the
// branches that the view at hand leads to. Where a type cannot be known (an
// author's params, a dict) nothing is said.
type checker struct {
	theme *Theme
	trees *parsed
	kind  string // of the page whose frame is being checked
	// seen are the templates that were checked with a type of dot.
	seen map[seenKey]bool
	// used are all templates that a page can reach.
	used map[string]bool
	// found holds the first mistake at each place.
	found map[place]*TemplateError
	// noTexts and noAssets are set where catalogues or assets have mistakes of
	// their own, so that what is missing proves nothing.
	noTexts, noAssets bool
}

type seenKey struct {
	name string
	dot  reflect.Type
}

type place struct {
	file string
	pos  parse.Pos
}

// scope is what an expression stands in.
type scope struct {
	tree *parse.Tree
	dot  reflect.Type // nil: unknown
	vars []variable
}

type variable struct {
	name string
	typ  reflect.Type
}

// check checks every template with the views that it gets, and assembles the
// set if that found nothing.
func (t *Theme) check(p *parsed, errs *errorList) {
	c := &checker{theme: t, trees: p, seen: map[seenKey]bool{}, used: map[string]bool{}, found: map[place]*TemplateError{}}
	for _, e := range *errs {
		c.noTexts = c.noTexts || strings.HasPrefix(e.File, "templates/i18n/")
		c.noAssets = c.noAssets || strings.HasPrefix(e.File, "static/")
	}
	for _, k := range kinds {
		c.kind = k.name
		c.template("base.html", reflect.PointerTo(k.view))
		delete(c.seen, seenKey{"base.html", reflect.PointerTo(k.view)})
	}
	c.kind = ""
	c.template("redirect.html", reflect.TypeFor[*view.Redirect]())
	c.template("nav.html", reflect.TypeFor[*view.Navigation]())
	for _, name := range t.shortcodes {
		c.template("shortcodes/"+name+".html", reflect.TypeFor[*view.Shortcode]())
	}
	for _, e := range c.found {
		errs.add(e)
	}
	if !c.used["main"] && p.trees["base.html"] != nil {
		errs.add(&TemplateError{File: t.source["base.html"].file(), Message: "the frame never shows the page",
			Hint: `write {{template "main" .}} where the page goes`})
	}
	t.warnings = c.unused()
	t.ofDefinition = c.ofDefinitions()
	if len(*errs) > 0 {
		return
	}
	if err := t.assemble(p); err != nil {
		errs.add(t.explain("base.html", err))
	}
}

// unused warns of the site's own files that no page can reach, most likely
// because their name is not quite that of a kind.
func (c *checker) unused() []*TemplateError {
	files := map[string]bool{}
	for name := range c.used {
		files[c.trees.file[name]] = true
	}
	var list errorList
	for _, name := range slices.Sorted(maps.Keys(c.theme.source)) {
		s := c.theme.source[name]
		if !s.own || files[name] {
			continue
		}
		e := &TemplateError{File: s.file(), Message: "no page uses this template"}
		if !strings.Contains(name, "/") {
			e.Hint = didYouMean(strings.TrimSuffix(name, ".html"), Kinds()) + "kinds of pages are " + strings.Join(Kinds(), ", ")
		} else {
			e.Hint = fmt.Sprintf("call it with {{template %q .}}, or remove it", name)
		}
		list.add(e)
	}
	return list.sorted()
}

// mistake records what is wrong at a node, once for each place.
func (c *checker) mistake(s *scope, n parse.Node, message, hint string) {
	at := place{s.tree.ParseName, n.Position()}
	if c.found[at] != nil {
		return
	}
	src := c.theme.source[at.file]
	line, column := src.place(int(at.pos))
	c.found[at] = &TemplateError{File: src.file(), Line: line, Column: column, Message: message, Hint: hint}
}

// template checks a template with a type of dot.
func (c *checker) template(name string, dot reflect.Type) {
	key := seenKey{name, dot}
	tree := c.trees.trees[name]
	if c.seen[key] || tree == nil {
		return
	}
	c.seen[key], c.used[name] = true, true
	s := &scope{tree: tree, dot: dot, vars: []variable{{"$", dot}}}
	c.list(s, tree.Root)
}

func (c *checker) list(s *scope, list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			c.declare(s, n.Pipe, c.pipe(s, n.Pipe))
		case *parse.IfNode:
			c.branch(s, &n.BranchNode, func(t reflect.Type) { c.declare(s, n.Pipe, t); c.list(s, n.List) })
		case *parse.WithNode:
			c.branch(s, &n.BranchNode, func(t reflect.Type) {
				c.declare(s, n.Pipe, t)
				inner := *s
				inner.dot = t
				c.list(&inner, n.List)
			})
		case *parse.RangeNode:
			c.branch(s, &n.BranchNode, func(t reflect.Type) {
				key, elem := c.elements(s, n.Pipe, t)
				switch vars := n.Pipe.Decl; len(vars) {
				case 1:
					s.vars = append(s.vars, variable{vars[0].Ident[0], elem})
				case 2:
					s.vars = append(s.vars, variable{vars[0].Ident[0], key}, variable{vars[1].Ident[0], elem})
				}
				inner := *s
				inner.dot = elem
				c.list(&inner, n.List)
			})
		case *parse.TemplateNode:
			c.call(s, n)
		}
	}
}

// branch checks both ways of an if, with or range; variables end with it.
func (c *checker) branch(s *scope, n *parse.BranchNode, then func(reflect.Type)) {
	outer := len(s.vars)
	then(c.pipe(s, n.Pipe))
	c.list(s, n.ElseList)
	s.vars = s.vars[:outer]
}

// declare gives the variables of a pipe their type.
func (c *checker) declare(s *scope, p *parse.PipeNode, t reflect.Type) {
	for _, v := range p.Decl {
		if !p.IsAssign {
			s.vars = append(s.vars, variable{v.Ident[0], t})
			continue
		}
		for i := range s.vars {
			if s.vars[i].name == v.Ident[0] && s.vars[i].typ != t {
				s.vars[i].typ = nil
			}
		}
	}
}

// call checks a template where it is called.
func (c *checker) call(s *scope, n *parse.TemplateNode) {
	var dot reflect.Type
	if n.Pipe != nil {
		dot = c.pipe(s, n.Pipe)
	}
	name := n.Name
	if name == "main" && s.tree.ParseName == "base.html" {
		c.used["main"] = true
		name = c.kind + ".html"
	}
	if c.trees.trees[name] == nil && c.theme.source[name] == nil {
		hint := didYouMean(name, slices.Sorted(maps.Keys(c.trees.trees)))
		if c.trees.trees[name+".html"] != nil {
			hint = fmt.Sprintf("did you mean %s.html?", name)
		}
		if hint == "" {
			hint = "a template is called by its path below templates, such as partials/card.html"
		}
		c.mistake(s, n, fmt.Sprintf("there is no template %q", name), strings.TrimSpace(hint))
		return
	}
	c.template(name, dot)
}

// elements returns the types of key and value that a range goes through.
func (c *checker) elements(s *scope, at parse.Node, t reflect.Type) (key, elem reflect.Type) {
	number := reflect.TypeFor[int]()
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil {
		return nil, nil
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return number, known(t.Elem())
	case reflect.Map:
		return known(t.Key()), known(t.Elem())
	case reflect.Int:
		return number, number
	case reflect.Interface, reflect.Func, reflect.Chan:
		return nil, nil
	}
	c.mistake(s, at, fmt.Sprintf("range needs a list or a map, and this is a %s", t), "")
	return nil, nil
}

// known is the type, or nil for one that says nothing.
func known(t reflect.Type) reflect.Type {
	if t == nil || t.Kind() == reflect.Interface {
		return nil
	}
	return t
}
