package theme

import (
	"fmt"
	"reflect"
	"text/template/parse"
)

// pipe returns the type of a pipeline's value, or nil where it is unknown.
func (c *checker) pipe(s *scope, p *parse.PipeNode) reflect.Type {
	var t reflect.Type
	for i, cmd := range p.Cmds {
		t = c.command(s, cmd, i > 0, t)
	}
	return t
}

// command returns the type of one step of a pipeline; piped tells whether a
// value of the type before it is its last argument.
func (c *checker) command(s *scope, cmd *parse.CommandNode, piped bool, before reflect.Type) reflect.Type {
	args := make([]reflect.Type, 0, len(cmd.Args))
	for _, a := range cmd.Args[1:] {
		args = append(args, c.value(s, a))
	}
	if piped {
		args = append(args, before)
	}
	if f, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		return c.function(s, cmd, f, args)
	}
	return c.value(s, cmd.Args[0])
}

// value returns the type of an operand.
func (c *checker) value(s *scope, n parse.Node) reflect.Type {
	switch n := n.(type) {
	case *parse.DotNode:
		return s.dot
	case *parse.FieldNode:
		return c.fields(s, n, s.dot, n.Ident)
	case *parse.VariableNode:
		for i := len(s.vars) - 1; i >= 0; i-- {
			if s.vars[i].name == n.Ident[0] {
				return c.fields(s, n, s.vars[i].typ, n.Ident[1:])
			}
		}
	case *parse.ChainNode:
		return c.fields(s, n, c.value(s, n.Node), n.Field)
	case *parse.PipeNode:
		return c.pipe(s, n)
	case *parse.IdentifierNode:
		return c.function(s, n, n, nil)
	case *parse.StringNode:
		return reflect.TypeFor[string]()
	case *parse.BoolNode:
		return reflect.TypeFor[bool]()
	case *parse.NumberNode:
		if n.IsInt {
			return reflect.TypeFor[int]()
		}
	}
	return nil
}

// fields follows names from a type and reports one that is not there.
func (c *checker) fields(s *scope, at parse.Node, t reflect.Type, names []string) reflect.Type {
	for _, name := range names {
		if t == nil {
			return nil
		}
		next, ok := member(t, name)
		if !ok {
			message, hint := fieldMistake(name, t, t.String())
			c.mistake(s, at, message, hint)
			return nil
		}
		t = known(next)
	}
	return t
}

// member returns the type of a field, a method's result or a map's values.
func member(t reflect.Type, name string) (reflect.Type, bool) {
	if m, ok := t.MethodByName(name); ok {
		return m.Type.Out(0), true
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if m, ok := reflect.PointerTo(t).MethodByName(name); ok {
		return m.Type.Out(0), true
	}
	switch t.Kind() {
	case reflect.Struct:
		if f, ok := t.FieldByName(name); ok && f.IsExported() {
			return f.Type, true
		}
		return nil, false
	case reflect.Map:
		return t.Elem(), true
	case reflect.Interface:
		return nil, true
	}
	return nil, false
}

// function checks a call and returns the type of its result.
func (c *checker) function(s *scope, call parse.Node, f *parse.IdentifierNode, args []reflect.Type) reflect.Type {
	if cmd, ok := call.(*parse.CommandNode); ok && len(cmd.Args) > 1 {
		c.literal(s, cmd.Args[1], f.Ident)
	}
	switch f.Ident {
	case "and", "or":
		for _, t := range args[:max(len(args)-1, 0)] {
			if t != args[len(args)-1] {
				return nil
			}
		}
		if len(args) > 0 {
			return args[0]
		}
		return nil
	case "index":
		return indexed(args)
	case "len":
		return reflect.TypeFor[int]()
	case "not", "eq", "ne", "lt", "le", "gt", "ge":
		return reflect.TypeFor[bool]()
	case "html", "js", "print", "printf", "println", "urlquery":
		return reflect.TypeFor[string]()
	case "slice":
		if len(args) > 0 {
			return args[0]
		}
	}
	fn, ok := c.theme.funcTypes[f.Ident]
	if !ok {
		return nil
	}
	fixed := fn.NumIn()
	if fn.IsVariadic() {
		fixed--
	}
	if len(args) < fixed || len(args) > fixed && !fn.IsVariadic() {
		c.mistake(s, f, fmt.Sprintf("%s wants %d arguments and gets %d", f.Ident, fixed, len(args)), usage(f.Ident))
	}
	return known(fn.Out(0))
}

// literal checks the name of a text or an asset where it is written out.
func (c *checker) literal(s *scope, arg parse.Node, function string) {
	name, ok := arg.(*parse.StringNode)
	if !ok {
		return
	}
	switch {
	case function == "t" && !c.noTexts && !c.theme.texts.has(name.Text):
		e := c.theme.unknownText(name.Text)
		c.mistake(s, arg, e.message, e.hint)
	case function == "asset" && !c.noAssets && c.theme.assets[name.Text] == "":
		e := c.theme.unknownAsset(name.Text)
		c.mistake(s, arg, e.message, e.hint)
	}
}

// indexed is the type of an index call.
func indexed(args []reflect.Type) reflect.Type {
	if len(args) == 0 {
		return nil
	}
	t := args[0]
	for range args[1:] {
		if t == nil {
			return nil
		}
		switch t.Kind() {
		case reflect.Slice, reflect.Array, reflect.Map, reflect.Pointer:
			t = known(t.Elem())
		default:
			return nil
		}
	}
	return t
}
