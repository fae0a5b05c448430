package theme

import (
	"html/template"
	"reflect"
	"time"
)

// callable is how a function of templates is compiled.
type callable func(c *compiler, name string, args []expr) expr

// callables are the functions that pages call often; the others are not known
// to programs. They are set in init, since compiling them leads back here.
var callables map[string]callable

func init() {
	callables = map[string]callable{
		"and": logic, "or": logic, "not": logic, "eq": equal, "len": length, "index": index, "print": printed,
		"t": translated, "asset": asset, "findAsset": asset, "url": siteURL, "within": within, "has": has,
		"join": joined, "current": marked, "date": dated, "isodate": dated,
	}
}

// function compiles a call.
func (c *compiler) function(name string, args []expr) expr {
	f := callables[name]
	if f == nil {
		panic(unknown{})
	}
	return f(c, name, args)
}

// want panics unless the arguments have these types.
func want(args []expr, types ...reflect.Type) {
	if len(args) != len(types) {
		panic(unknown{})
	}
	for i, a := range args {
		if a.typ != types[i] {
			panic(unknown{})
		}
	}
}

var (
	stringType  = reflect.TypeFor[string]()
	stringsType = reflect.TypeFor[[]string]()
	intType     = reflect.TypeFor[int]()
	timeType    = reflect.TypeFor[time.Time]()
	htmlType    = reflect.TypeFor[template.HTML]()
)

func length(_ *compiler, _ string, args []expr) expr {
	if len(args) != 1 || args[0].val == nil || args[0].typ.Kind() != reflect.Slice {
		panic(unknown{})
	}
	list := args[0].val
	return expr{typ: intType,
		num: func(x *execution, f frame) int { return list(x, f).Len() },
		val: func(x *execution, f frame) reflect.Value { return reflect.ValueOf(list(x, f).Len()) }}
}

func index(_ *compiler, _ string, args []expr) expr {
	if len(args) != 2 || args[0].val == nil || args[0].typ.Kind() != reflect.Slice || args[1].num == nil {
		panic(unknown{})
	}
	return valued(args[0].typ.Elem(), func(x *execution, f frame) reflect.Value {
		list, i := args[0].val(x, f), args[1].num(x, f)
		if i < 0 || i >= list.Len() {
			panic(giveUp{})
		}
		return list.Index(i)
	})
}

// printed compiles print of two strings, which stand side by side.
func printed(_ *compiler, _ string, args []expr) expr {
	want(args, stringType, stringType)
	a, b := args[0].str, args[1].str
	return stringExpr(func(x *execution, f frame) string { return a(x, f) + b(x, f) })
}

func asset(c *compiler, name string, args []expr) expr {
	want(args, stringType)
	a := args[0].str
	return stringExpr(func(x *execution, f frame) string {
		u := c.theme.Asset(a(x, f))
		if u == "" && name == "asset" {
			panic(giveUp{})
		}
		return u
	})
}

func siteURL(c *compiler, _ string, args []expr) expr {
	want(args, stringType)
	a := args[0].str
	return stringExpr(func(x *execution, f frame) string { return c.theme.siteURL(a(x, f)) })
}

func within(c *compiler, _ string, args []expr) expr {
	want(args, stringType, stringType)
	a, b := args[0].str, args[1].str
	return boolExpr(func(x *execution, f frame) bool { return c.theme.within(a(x, f), b(x, f)) })
}

func has(_ *compiler, _ string, args []expr) expr {
	want(args, stringsType, stringType)
	return boolExpr(func(x *execution, f frame) bool {
		list, s := args[0].val(x, f), args[1].str(x, f)
		for i := range list.Len() {
			if list.Index(i).String() == s {
				return true
			}
		}
		return false
	})
}

func joined(c *compiler, _ string, args []expr) expr {
	want(args, stringsType)
	return stringExpr(func(x *execution, f frame) string { return c.theme.Join(args[0].val(x, f).Interface().([]string)) })
}

func marked(_ *compiler, _ string, args []expr) expr {
	want(args, htmlType, stringType)
	return expr{typ: htmlType, str: func(x *execution, f frame) string {
		html, err := current(template.HTML(args[0].str(x, f)), args[1].str(x, f))
		if err != nil {
			panic(giveUp{})
		}
		return string(html)
	}}
}

func dated(c *compiler, name string, args []expr) expr {
	want(args, timeType)
	return stringExpr(func(x *execution, f frame) string {
		day := args[0].val(x, f).Interface().(time.Time)
		if name == "isodate" {
			return isoDate(day)
		}
		s, err := c.theme.date(day)
		if err != nil {
			panic(giveUp{})
		}
		return s
	})
}

// logic compiles and, or and not as conditions. What they are as values, the
// argument that decided, is not known to programs.
func logic(c *compiler, name string, args []expr) expr {
	if len(args) == 0 || name == "not" && len(args) != 1 {
		panic(unknown{})
	}
	conditions := make([]func(*execution, frame) bool, len(args))
	for i, a := range args {
		conditions[i] = c.truth(a)
	}
	if name == "not" {
		return boolExpr(func(x *execution, f frame) bool { return !conditions[0](x, f) })
	}
	stop := name == "or"
	e := boolExpr(func(x *execution, f frame) bool {
		for _, cond := range conditions {
			if cond(x, f) == stop {
				return stop
			}
		}
		return !stop
	})
	e.typ, e.val = nil, nil
	return e
}

// equal compiles eq for strings: whether the first is one of the others.
func equal(_ *compiler, _ string, args []expr) expr {
	if len(args) < 2 {
		panic(unknown{})
	}
	for _, a := range args {
		if a.typ != stringType {
			panic(unknown{})
		}
	}
	return boolExpr(func(x *execution, f frame) bool {
		first := args[0].str(x, f)
		for _, a := range args[1:] {
			if a.str(x, f) == first {
				return true
			}
		}
		return false
	})
}

// translated compiles t: a text of the catalogue with its arguments.
func translated(c *compiler, _ string, args []expr) expr {
	for _, a := range args {
		if a.typ != stringType && a.typ != intType {
			panic(unknown{})
		}
	}
	if len(args) == 0 || args[0].str == nil {
		panic(unknown{})
	}
	return stringExpr(func(x *execution, f frame) string {
		var room [4]any
		values := room[:0]
		for _, a := range args[1:] {
			if a.str != nil {
				values = append(values, a.str(x, f))
			} else {
				values = append(values, a.num(x, f))
			}
		}
		s, err := c.theme.translate(args[0].str(x, f), values...)
		if err != nil {
			panic(giveUp{})
		}
		return s
	})
}
