package view

import (
	"fmt"
	"html/template"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

// views are all types that templates see.
var views = []any{
	Term{}, Lesson{}, Plain{}, Home{}, Glossary{}, Course{}, Category{}, List{}, Tag{}, Review{}, Search{}, NotFound{},
	Redirect{}, Navigation{}, Shortcode{},
}

// TestPlainData holds that views are plain data all the way down: whatever is
// not exported, or is a function, a channel or a pointer into something
// shared, would be left out of the fingerprint or change behind its back.
func TestPlainData(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var visit func(path string, typ reflect.Type)
	visit = func(path string, typ reflect.Type) {
		if seen[typ] || typ == timeType {
			return
		}
		seen[typ] = true
		switch typ.Kind() {
		case reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Uintptr, reflect.Complex64, reflect.Complex128:
			t.Errorf("%s is a %s", path, typ)
		case reflect.Pointer, reflect.Slice, reflect.Array:
			visit(path+"[]", typ.Elem())
		case reflect.Map:
			if typ.Key().Kind() != reflect.String {
				t.Errorf("%s has keys of type %s", path, typ.Key())
			}
			visit(path+"[]", typ.Elem())
		case reflect.Interface:
			if typ.NumMethod() > 0 {
				t.Errorf("%s is an interface with methods", path)
			}
		case reflect.Struct:
			for i := range typ.NumField() {
				f := typ.Field(i)
				if !f.IsExported() {
					t.Errorf("%s.%s is not exported", path, f.Name)
				}
				visit(path+"."+f.Name, f.Type)
			}
		}
	}
	for _, v := range views {
		visit(reflect.TypeOf(v).Name(), reflect.TypeOf(v))
	}
}

// TestEveryFieldCounts changes each field of each view, at every depth, and
// wants each change to change the fingerprint. Only an HTML's markup does not
// count. Sums that stand for a struct's other fields are zero here.
func TestEveryFieldCounts(t *testing.T) {
	for _, v := range views {
		root := reflect.New(reflect.TypeOf(v)).Elem()
		fill(root, 3)
		before := Fingerprint(root.Interface())
		changes := 0
		change(root, root.Type().Name(), func(path string) {
			changes++
			after := Fingerprint(root.Interface())
			if markup := strings.Contains(path, ".Markup"); (after == before) != markup {
				t.Errorf("%s: changed = %v", path, after != before)
			}
		})
		if changes < root.NumField() {
			t.Errorf("%s: only %d changes", root.Type(), changes)
		}
		if Fingerprint(root.Interface()) != before {
			t.Errorf("%s: the fingerprint does not repeat", root.Type())
		}
	}
}

// TestSumCounts holds that a struct's Sum stands for its other fields, and only
// if it is not zero.
func TestSumCounts(t *testing.T) {
	of := func(sum Sum, title string) Sum {
		return Fingerprint(&Term{Page: Page{Site: Site{Title: title}, Terms: []Definition{{Sum: sum, Title: title}}}})
	}
	if of(Sum{}, "a") == of(Sum{}, "b") {
		t.Error("without a Sum the fields do not count")
	}
	if Fingerprint(Definition{Sum: Sum{1}, Title: "a"}) != Fingerprint(Definition{Sum: Sum{1}, Title: "b"}) {
		t.Error("the fields count beside a Sum")
	}
	if Fingerprint(Definition{Sum: Sum{1}}) == Fingerprint(Definition{Sum: Sum{2}}) || Fingerprint(Site{Sum: Sum{1}}) == Fingerprint(&Site{}) {
		t.Error("the Sum does not count")
	}
	if Fingerprint(Definition{Sum: Sum{1, 15: 2}}) != Fingerprint(&Definition{Sum: Sum{1, 15: 2}}) {
		t.Error("a Sum differs by the way that it is reached")
	}
}

func fill(v reflect.Value, depth int) {
	if v.Type() == sumType {
		return
	}
	if v.Type() == timeType {
		v.Set(reflect.ValueOf(time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("text")
	case reflect.Int:
		v.SetInt(7)
	case reflect.Uint8:
		v.SetUint(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct, reflect.Array:
		for _, f := range parts(v) {
			fill(f, depth)
		}
	case reflect.Slice:
		if depth > 0 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), depth-1)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth)
	case reflect.Map:
		m := reflect.MakeMap(v.Type())
		for _, k := range []string{"a", "b"} {
			m.SetMapIndex(reflect.ValueOf(k), reflect.ValueOf("value"))
		}
		v.Set(m)
	default:
		panic(v.Kind())
	}
}

func parts(v reflect.Value) []reflect.Value {
	var list []reflect.Value
	if v.Kind() == reflect.Struct {
		for i := range v.NumField() {
			list = append(list, v.Field(i))
		}
		return list
	}
	for i := range v.Len() {
		list = append(list, v.Index(i))
	}
	return list
}

// change makes one change after another, calls back, and takes it back.
func change(v reflect.Value, path string, check func(string)) {
	try := func(path string, to any) {
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		v.Set(reflect.ValueOf(to).Convert(v.Type()))
		check(path)
		v.Set(old)
	}
	if v.Type() == timeType {
		now := v.Interface().(time.Time)
		try(path+" later", now.Add(1))
		try(path+" elsewhere", now.In(time.FixedZone("X", 3600)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		try(path, "other")
		try(path+" empty", "")
	case reflect.Int:
		try(path, 8)
	case reflect.Uint8:
		try(path, uint8(8))
	case reflect.Bool:
		try(path, false)
	case reflect.Array:
		change(v.Index(0), path+"[0]", check)
	case reflect.Struct:
		for i := range v.NumField() {
			change(v.Field(i), path+"."+v.Type().Field(i).Name, check)
		}
	case reflect.Slice:
		if !v.IsNil() {
			try(path+" nil", reflect.Zero(v.Type()).Interface())
		}
		try(path+" empty", reflect.MakeSlice(v.Type(), 0, 0).Interface())
		try(path+" longer", reflect.AppendSlice(v, reflect.MakeSlice(v.Type(), 1, 1)).Interface())
		if v.Len() > 0 {
			change(v.Index(0), path+"[0]", check)
		}
	case reflect.Pointer:
		try(path+" nil", reflect.Zero(v.Type()).Interface())
		change(v.Elem(), path, check)
	case reflect.Map:
		try(path+" nil", reflect.Zero(v.Type()).Interface())
		m := reflect.MakeMap(v.Type())
		m.SetMapIndex(reflect.ValueOf("a"), reflect.ValueOf("value"))
		m.SetMapIndex(reflect.ValueOf("b"), reflect.ValueOf("other"))
		try(path+" value", m.Interface())
	}
}

// TestNoCollisions holds pairs of values that a careless encoding confuses.
func TestNoCollisions(t *testing.T) {
	p := func(m map[string]any) any { return Site{Params: m} }
	values := []any{
		Link{"a", "b"}, Link{"ab", ""}, Link{"", "ab"}, ListItem{Title: "a", URL: "b"},
		Site{Menu: []Link{{"a", ""}}}, Site{Menu: []Link{{"", "a"}}}, Site{Menu: []Link{{"a", ""}, {}}}, Site{Menu: []Link{}}, Site{},
		p(map[string]any{}), p(map[string]any{"a": nil}), p(map[string]any{"a": ""}), p(map[string]any{"a": "1"}),
		p(map[string]any{"a": 1}), p(map[string]any{"a": int64(1)}), p(map[string]any{"a": 1.0}), p(map[string]any{"a": true}),
		p(map[string]any{"a": uint8(1)}), p(map[string]any{"a": template.HTML("1")}),
		p(map[string]any{"a": []any{}}), p(map[string]any{"a": []any{nil}}), p(map[string]any{"a": []any{"b", "c"}}),
		p(map[string]any{"a": []any{"b"}, "c": ""}), p(map[string]any{"a": []string{"b", "c"}}), p(map[string]any{"a": map[string]any{"b": "c"}}),
		p(map[string]any{"a": math.NaN()}), p(map[string]any{"a": 0.0}), p(map[string]any{"a": math.Copysign(0, -1)}),
		Dates{}, Dates{Published: time.Unix(0, 0).UTC()}, Dates{Updated: time.Unix(0, 0).UTC()},
		Dates{Published: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Add(1)}, Dates{Published: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)},
		Term{}, Term{InDepth: &Card{}}, Lesson{}, nil, (*Term)(nil), "", 0,
	}
	seen := map[Sum]string{}
	for _, v := range values {
		name := fmt.Sprintf("%T %+v", v, v)
		sum := Fingerprint(v)
		if other, ok := seen[sum]; ok {
			t.Errorf("%s = %s", name, other)
		}
		seen[sum] = name
	}
	if Fingerprint(&Term{}) != Fingerprint(Term{}) {
		t.Error("a pointer to a view is not the view")
	}
}

// TestStable holds a sum, since caches on disk are keyed by sums.
func TestStable(t *testing.T) {
	type Sample struct {
		Title  string
		Params map[string]any
		Time   time.Time
		Body   HTML
	}
	v := Sample{"T", map[string]any{"b": 1, "a": []any{true, nil, 1.5}}, time.Unix(1, 2).UTC(), HTML{Sum: SumOf([]byte("x")), Markup: "y"}}
	if got, want := fmt.Sprintf("%x", Fingerprint(v)), "04f53081358f1ee981944f28823b122a"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNotPlainData(t *testing.T) {
	for _, v := range []any{struct{ F func() }{}, struct{ hidden int }{1}, make(chan int)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%T has a fingerprint", v)
				}
			}()
			Fingerprint(v)
		}()
	}
}

func TestConcurrent(t *testing.T) {
	v := sample()
	want := Fingerprint(v)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if Fingerprint(v) != want {
					t.Error("sums differ")
				}
			}
		})
	}
	wg.Wait()
}

// sample is a lesson of about 5 KB.
func sample() *Lesson {
	text := strings.Repeat("some words of text ", 8)
	v := &Lesson{Page: Page{Kind: "lesson", Title: "A lesson", Description: text, Params: map[string]any{"a": "b", "n": 3}}}
	for i := range 12 {
		title := fmt.Sprint("Title ", i)
		v.Terms = append(v.Terms, Definition{ID: "glossary/" + title, Title: title, URL: "/glossary/" + title, Definition: text})
		v.Related = append(v.Related, Card{ID: title, Kind: "lesson", Title: title, URL: "/" + title, Summary: text, Level: "advanced", Minutes: i})
		v.Contents = append(v.Contents, Heading{ID: title, Text: title, Children: []Heading{{ID: title, Text: title}}})
	}
	return v
}

func BenchmarkFingerprint(b *testing.B) {
	v := sample()
	b.ReportAllocs()
	for b.Loop() {
		Fingerprint(v)
	}
}
