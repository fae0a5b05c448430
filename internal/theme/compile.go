package theme

import (
	"reflect"
	"text/template/parse"

	"sitegen/internal/view"
)

// compiler makes a program of a template's tree.
type compiler struct {
	theme *Theme
	vars  []compiledVar
	slots int
}

type compiledVar struct {
	name string
	typ  reflect.Type
	slot int
}

// unknown is what the compiler panics with at a construct that programs do not
// know.
type unknown struct{}

// compile makes a program and keeps it; t.programs is locked. The program is
// kept before it is done, for templates that call themselves.
func (t *Theme) compile(key programKey) (p *program) {
	if p := t.programs.made[key]; p != nil {
		return p
	}
	p = &program{name: key.template, shared: t.ofDefinition[key.template] && key.dot == reflect.TypeFor[view.Definition]()}
	t.programs.made[key] = p
	tmpl := t.set.Lookup(key.template)
	if tmpl == nil || tmpl.Tree == nil || key.dot == nil {
		return p
	}
	defer func() {
		if e := recover(); e != nil {
			if _, ok := e.(unknown); !ok {
				panic(e)
			}
			p.run = nil
		}
	}()
	c := &compiler{theme: t, slots: 1, vars: []compiledVar{{"$", key.dot, 0}}}
	p.run = c.list(tmpl.Tree.Root, key.dot)
	p.slots = c.slots
	return p
}

// list compiles the nodes of a list; variables end with it.
func (c *compiler) list(l *parse.ListNode, dot reflect.Type) step {
	if l == nil {
		return func(*execution, frame) {}
	}
	outer := len(c.vars)
	var steps []step
	for _, n := range l.Nodes {
		if s := c.node(n, dot); s != nil {
			steps = append(steps, s)
		}
	}
	c.vars = c.vars[:outer]
	if len(steps) == 1 {
		return steps[0]
	}
	return func(x *execution, f frame) {
		for _, s := range steps {
			s(x, f)
		}
	}
}

func (c *compiler) node(n parse.Node, dot reflect.Type) step {
	switch n := n.(type) {
	case *parse.TextNode:
		text := n.Text
		if len(text) == 0 {
			return nil // the mark of a guard
		}
		return func(x *execution, _ frame) { x.dst.Write(text) }
	case *parse.CommentNode:
		return nil
	case *parse.ActionNode:
		return c.action(n.Pipe, dot)
	case *parse.IfNode:
		outer := len(c.vars)
		cond := c.truth(c.plain(n.Pipe, dot))
		then, other := c.list(n.List, dot), c.list(n.ElseList, dot)
		c.vars = c.vars[:outer]
		return func(x *execution, f frame) {
			if cond(x, f) {
				then(x, f)
			} else {
				other(x, f)
			}
		}
	case *parse.WithNode:
		return c.with(n, dot)
	case *parse.RangeNode:
		return c.loop(n, dot)
	case *parse.TemplateNode:
		return c.template(n, dot)
	}
	panic(unknown{})
}

func (c *compiler) with(n *parse.WithNode, dot reflect.Type) step {
	if len(n.Pipe.Decl) > 0 {
		panic(unknown{})
	}
	e := c.plain(n.Pipe, dot)
	if e.val == nil {
		panic(unknown{}) // a condition, which no dot needs to be
	}
	cond := truthOf(e.typ)
	then, other := c.list(n.List, e.typ), c.list(n.ElseList, dot)
	return func(x *execution, f frame) {
		if v := e.val(x, f); cond(v) {
			then(x, frame{v, f.vars})
		} else {
			other(x, f)
		}
	}
}

// loop compiles a range over a list.
func (c *compiler) loop(n *parse.RangeNode, dot reflect.Type) step {
	e := c.value(n.Pipe, dot)
	if e.typ.Kind() != reflect.Slice || n.Pipe.IsAssign {
		panic(unknown{})
	}
	outer := len(c.vars)
	index, elem := -1, -1
	switch vars := n.Pipe.Decl; len(vars) {
	case 1:
		elem = c.declare(vars[0].Ident[0], e.typ.Elem())
	case 2:
		index, elem = c.declare(vars[0].Ident[0], reflect.TypeFor[int]()), c.declare(vars[1].Ident[0], e.typ.Elem())
	}
	body := c.list(n.List, e.typ.Elem())
	c.vars = c.vars[:outer]
	other := c.list(n.ElseList, dot)
	return func(x *execution, f frame) {
		list := e.val(x, f)
		if list.Len() == 0 {
			other(x, f)
			return
		}
		for i := range list.Len() {
			x.tick()
			item := list.Index(i)
			if index >= 0 {
				x.vars[f.vars+index] = reflect.ValueOf(i)
			}
			if elem >= 0 {
				x.vars[f.vars+elem] = item
			}
			body(x, frame{item, f.vars})
		}
	}
}

// declare gives a variable a slot of its own.
func (c *compiler) declare(name string, typ reflect.Type) int {
	slot := c.slots
	c.slots++
	c.vars = append(c.vars, compiledVar{name, typ, slot})
	return slot
}

// template compiles a call. The callee may be one that html/template executes.
func (c *compiler) template(n *parse.TemplateNode, dot reflect.Type) step {
	if n.Pipe == nil {
		panic(unknown{})
	}
	e := c.value(n.Pipe, dot)
	if len(n.Pipe.Decl) > 0 || e.val == nil {
		panic(unknown{})
	}
	callee := c.theme.compile(programKey{n.Name, e.typ})
	return func(x *execution, f frame) { callee.call(x, e.val(x, f)) }
}

// plain compiles a pipeline that declares nothing.
func (c *compiler) plain(p *parse.PipeNode, dot reflect.Type) expr {
	if len(p.Decl) > 0 {
		panic(unknown{})
	}
	return c.value(p, dot)
}

// value compiles a pipeline of one command.
func (c *compiler) value(p *parse.PipeNode, dot reflect.Type) expr {
	if len(p.Cmds) != 1 {
		panic(unknown{})
	}
	return c.command(p.Cmds[0], dot)
}

// action compiles an action: a value and the escapers that follow it.
func (c *compiler) action(p *parse.PipeNode, dot reflect.Type) step {
	e := c.command(p.Cmds[0], dot)
	if len(p.Decl) > 0 || p.IsAssign {
		if len(p.Decl) != 1 || p.IsAssign || len(p.Cmds) != 1 || e.val == nil {
			panic(unknown{})
		}
		slot := c.declare(p.Decl[0].Ident[0], e.typ)
		return func(x *execution, f frame) { x.vars[f.vars+slot] = e.val(x, f) }
	}
	var escapers []string
	for _, cmd := range p.Cmds[1:] {
		name, ok := cmd.Args[0].(*parse.IdentifierNode)
		if !ok || len(cmd.Args) != 1 {
			panic(unknown{})
		}
		escapers = append(escapers, name.Ident)
	}
	return c.output(e, escapers)
}
