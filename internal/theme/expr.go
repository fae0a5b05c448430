package theme

import (
	"reflect"
	"slices"
	"strconv"
	"text/template/parse"
	"time"
)

// expr is a compiled expression. One of str, num and yes is set for what is, or
// is based on, a string, an int and a bool. val is nil for a mere condition.
type expr struct {
	typ reflect.Type
	val func(*execution, frame) reflect.Value
	str func(*execution, frame) string
	num func(*execution, frame) int
	yes func(*execution, frame) bool
}

// appendInt appends a number in decimal digits.
func appendInt(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

// valued is an expression of which there is a reflect.Value.
func valued(typ reflect.Type, val func(*execution, frame) reflect.Value) expr {
	e := expr{typ: typ, val: val}
	switch typ.Kind() {
	case reflect.String:
		e.str = func(x *execution, f frame) string { return val(x, f).String() }
	case reflect.Int:
		e.num = func(x *execution, f frame) int { return int(val(x, f).Int()) }
	case reflect.Bool:
		e.yes = func(x *execution, f frame) bool { return val(x, f).Bool() }
	}
	return e
}

func stringExpr(str func(*execution, frame) string) expr {
	return expr{typ: reflect.TypeFor[string](), str: str,
		val: func(x *execution, f frame) reflect.Value { return reflect.ValueOf(str(x, f)) }}
}

func boolExpr(yes func(*execution, frame) bool) expr {
	return expr{typ: reflect.TypeFor[bool](), yes: yes,
		val: func(x *execution, f frame) reflect.Value { return reflect.ValueOf(yes(x, f)) }}
}

// truth is the condition that an expression is as one.
func (c *compiler) truth(e expr) func(*execution, frame) bool {
	if e.yes != nil {
		return e.yes
	}
	if e.val == nil {
		panic(unknown{})
	}
	of := truthOf(e.typ)
	return func(x *execution, f frame) bool { return of(e.val(x, f)) }
}

// truthOf tells which values of a type are true, as text/template has it.
func truthOf(typ reflect.Type) func(reflect.Value) bool {
	switch typ.Kind() {
	case reflect.String, reflect.Slice, reflect.Map, reflect.Array:
		return func(v reflect.Value) bool { return v.Len() > 0 }
	case reflect.Int:
		return func(v reflect.Value) bool { return v.Int() != 0 }
	case reflect.Bool:
		return func(v reflect.Value) bool { return v.Bool() }
	case reflect.Pointer:
		return func(v reflect.Value) bool { return !v.IsNil() }
	case reflect.Struct:
		return func(reflect.Value) bool { return true }
	}
	panic(unknown{})
}

// command compiles one step of a pipeline.
func (c *compiler) command(cmd *parse.CommandNode, dot reflect.Type) expr {
	if f, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		args := make([]expr, len(cmd.Args)-1)
		for i, a := range cmd.Args[1:] {
			args[i] = c.operand(a, dot)
		}
		return c.function(f.Ident, args)
	}
	if len(cmd.Args) != 1 {
		panic(unknown{})
	}
	return c.operand(cmd.Args[0], dot)
}

func (c *compiler) operand(n parse.Node, dot reflect.Type) expr {
	this := valued(dot, func(_ *execution, f frame) reflect.Value { return f.dot })
	switch n := n.(type) {
	case *parse.DotNode:
		return this
	case *parse.FieldNode:
		return c.fields(this, n.Ident)
	case *parse.VariableNode:
		for _, v := range slices.Backward(c.vars) {
			if v.name == n.Ident[0] {
				return c.fields(valued(v.typ, func(x *execution, f frame) reflect.Value { return x.vars[f.vars+v.slot] }), n.Ident[1:])
			}
		}
	case *parse.ChainNode:
		return c.fields(c.operand(n.Node, dot), n.Field)
	case *parse.PipeNode:
		return c.plain(n, dot)
	case *parse.IdentifierNode:
		return c.function(n.Ident, nil)
	case *parse.StringNode:
		text := reflect.ValueOf(n.Text)
		e := valued(text.Type(), func(*execution, frame) reflect.Value { return text })
		e.str = func(*execution, frame) string { return n.Text }
		return e
	case *parse.NumberNode:
		if n.IsInt {
			number := reflect.ValueOf(int(n.Int64))
			return valued(number.Type(), func(*execution, frame) reflect.Value { return number })
		}
	}
	panic(unknown{})
}

// fields follows names of fields.
func (c *compiler) fields(e expr, names []string) expr {
	for _, name := range names {
		e = c.field(e, name)
	}
	return e
}

func (c *compiler) field(e expr, name string) expr {
	if e.val == nil {
		panic(unknown{})
	}
	val, typ := e.val, e.typ
	if typ == timeType && name == "IsZero" {
		return boolExpr(func(x *execution, f frame) bool { return val(x, f).Interface().(time.Time).IsZero() })
	}
	if typ.Kind() == reflect.Pointer {
		val, typ = func(x *execution, f frame) reflect.Value {
			v := e.val(x, f)
			if v.IsNil() {
				panic(giveUp{})
			}
			return v.Elem()
		}, typ.Elem()
	}
	if typ.Kind() != reflect.Struct {
		panic(unknown{})
	}
	if _, method := reflect.PointerTo(typ).MethodByName(name); method {
		panic(unknown{})
	}
	field, ok := typ.FieldByName(name)
	if !ok || !field.IsExported() {
		panic(unknown{})
	}
	if len(field.Index) == 1 {
		i := field.Index[0]
		return valued(field.Type, func(x *execution, f frame) reflect.Value { return val(x, f).Field(i) })
	}
	return valued(field.Type, func(x *execution, f frame) reflect.Value { return val(x, f).FieldByIndex(field.Index) })
}
