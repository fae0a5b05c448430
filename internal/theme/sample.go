package theme

import (
	"bytes"
	"html/template"
	"reflect"
	"time"

	"sitegen/internal/view"
)

// viewTypes are all types of package view by the name that the template
// packages give them ("view.Card").
var viewTypes = func() map[string]reflect.Type {
	types := map[string]reflect.Type{}
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			visit(t.Elem())
		case reflect.Struct:
			if types[t.String()] != nil || t.PkgPath() != reflect.TypeFor[view.Page]().PkgPath() {
				return
			}
			types[t.String()] = t
			for i := range t.NumField() {
				visit(t.Field(i).Type)
			}
		}
	}
	for _, k := range kinds {
		visit(k.view)
	}
	for _, t := range []reflect.Type{reflect.TypeFor[view.Redirect](), reflect.TypeFor[view.Navigation](), reflect.TypeFor[view.Shortcode]()} {
		visit(t)
	}
	return types
}()

// fill sets every field of a value to something that is not empty, lists and
// maps to n items, and stops at a depth of recursive types.
func fill(v reflect.Value, name string, n, depth int) {
	switch v.Type() {
	case reflect.TypeFor[view.Sum]():
		return // a sample is not known by a sum
	case reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 8, 12, 0, 0, 0, 0, time.UTC)))
		return
	case reflect.TypeFor[template.JS]():
		v.SetString(`{"@context":"https://schema.org"}`)
		return
	case reflect.TypeFor[template.HTML]():
		v.SetString("<p>" + name + "</p>")
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(sampleString(name))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(3)
	case reflect.Uint8:
		v.SetUint(1)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), v.Type().Field(i).Name, n, depth)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), name, n, depth)
		}
	case reflect.Slice:
		if depth == 0 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(v.Index(i), name, n, depth-1)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name, n, depth)
	case reflect.Map:
		if v.Type().Elem().Kind() == reflect.String {
			v.Set(reflect.ValueOf(map[string]string{"name": "value"}))
			return
		}
		v.Set(reflect.ValueOf(map[string]any{"name": "value"}))
	}
}

// sampleString is a plausible value for a field of that name.
func sampleString(field string) string {
	switch field {
	case "URL", "HomeURL", "GlossaryURL", "LessonsURL", "CategoriesURL", "TagsURL", "FeedURL", "Markdown", "PageURL",
		"ReviewURL", "GraphURL", "DataURL", "ManifestURL", "WorkerURL", "EditURL", "ReportURL", "AskURL":
		return "/a/b/"
	case "Canonical", "Image":
		return "https://example.org/a/b/"
	case "Level", "Levels":
		return "intermediate"
	case "Kinds":
		return "term"
	case "Direction":
		return "ltr"
	case "Language":
		return "en"
	case "BasePath":
		return "/"
	case "OpenGraphType":
		return "article"
	case "ID", "Slug", "Current":
		return "a-b"
	}
	return field
}

// samples are the views that a template of the kind is tried on: everything
// filled in, with one item and with two in each list, and everything empty.
func samples(kind string, typ reflect.Type) []any {
	var views []any
	for _, n := range []int{2, 1, 0} {
		v := reflect.New(typ)
		if n > 0 {
			fill(v.Elem(), typ.Name(), n, 3)
		}
		if f := v.Elem().FieldByName("Kind"); f.IsValid() && kind != "nav" {
			f.SetString(kind)
		}
		views = append(views, v.Interface())
	}
	return views
}

// try executes every template on its samples, so that one which fails does so
// before anything is written.
func (t *Theme) try(errs *errorList) {
	run := func(name, kind string, typ reflect.Type) {
		for _, v := range samples(kind, typ) {
			var b bytes.Buffer
			if err := t.execute(&b, name, v); err != nil {
				errs.add(err.(*TemplateError))
				return
			}
		}
	}
	for _, k := range kinds {
		run(rootName(k.name), k.name, k.view)
	}
	run("redirect.html", "", reflect.TypeFor[view.Redirect]())
	run("nav.html", "nav", reflect.TypeFor[view.Navigation]())
	for _, name := range t.shortcodes {
		// What a shortcode needs is for its author to say, so that failing on a
		// sample proves nothing; but its HTML has to be whole.
		v := samples("", reflect.TypeFor[view.Shortcode]())[0]
		file := "shortcodes/" + name + ".html"
		if err := t.set.ExecuteTemplate(&guard{dst: new(bytes.Buffer)}, file, v); err != nil && !execError(err) {
			errs.add(t.explain(file, err))
		}
	}
}
