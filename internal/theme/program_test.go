package theme

import (
	"bytes"
	"html/template"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"sitegen/internal/view"
)

// roots are the templates that are executed from outside, with their views.
func roots(t *Theme) map[string]reflect.Type {
	m := map[string]reflect.Type{"redirect.html": reflect.TypeFor[view.Redirect](), "nav.html": reflect.TypeFor[view.Navigation]()}
	for _, k := range kinds {
		m[rootName(k.name)] = k.view
	}
	for _, s := range t.shortcodes {
		m["shortcodes/"+s+".html"] = reflect.TypeFor[view.Shortcode]()
	}
	return m
}

// TestProgramsKnowTheTheme holds that no page of the default theme is left to
// html/template; the shortcodes, which use arg, may be.
func TestProgramsKnowTheTheme(t *testing.T) {
	th, errs := site(nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	for name, typ := range roots(th) {
		th.program(name, reflect.PointerTo(typ))
	}
	for key, p := range th.programs.made {
		if p.run == nil && !strings.HasPrefix(key.template, "shortcodes/") {
			t.Errorf("%s for %s is not known to programs", key.template, key.dot)
		}
	}
}

// TestProgramsGiveTheSameBytes fills views with texts of every kind, nasty ones
// among them, and compares with html/template.
func TestProgramsGiveTheSameBytes(t *testing.T) {
	th, errs := site(nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	r := rand.New(rand.NewPCG(1, 2))
	compared := 0
	for name, typ := range roots(th) {
		for range 60 {
			v := reflect.New(typ)
			anything(r, v.Elem(), 4)
			if kind, ok := strings.CutPrefix(name, "base.html/"); ok {
				v.Elem().FieldByName("Kind").SetString(kind)
			}
			var fast, slow bytes.Buffer
			err := th.slow(&slow, name, v.Interface())
			if ok := th.fast(&fast, name, v.Interface()); !ok {
				if fast.Len() > 0 {
					t.Fatalf("%s: a program that gives up leaves %q", name, &fast)
				}
				continue
			}
			compared++
			if err != nil || fast.String() != slow.String() {
				t.Fatalf("%s: %v\nprogram:       %s\nhtml/template: %s", name, err, differ(fast.String(), slow.String()), differ(slow.String(), fast.String()))
			}
		}
	}
	if compared < 500 {
		t.Errorf("only %d pages compared", compared)
	}
}

// differ is the part of a around its first difference from b.
func differ(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return a[max(0, i-80):min(len(a), i+80)]
}

var texts = []string{"", "plain", "a+b & <c> \"d\" 'e'", "/path/to/", "/path?q=1&r=+%20%zz#frag", "https://example.org/ü", "javascript:alert(1)",
	"HTTP://x/", "//host/p", "mailto:a@b", "日本語", "\x00\xff\u2028\ufdd0", "#frag ment", "(a)!*", "intermediate", "glossary/a-b"}

// anything fills a value at random.
func anything(r *rand.Rand, v reflect.Value, depth int) {
	switch v.Type() {
	case reflect.TypeFor[view.Sum]():
		return
	case reflect.TypeFor[time.Time]():
		if r.IntN(2) == 0 {
			v.Set(reflect.ValueOf(time.Date(2026, 8, 1+r.IntN(20), 0, 0, 0, 0, time.UTC)))
		}
		return
	case reflect.TypeFor[template.JS]():
		v.SetString(`{"a":"</b>"}`)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(texts[r.IntN(len(texts))])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int:
		v.SetInt(int64(r.IntN(5) - 1))
	case reflect.Struct:
		for i := range v.NumField() {
			anything(r, v.Field(i), depth)
		}
	case reflect.Slice:
		if n := r.IntN(4); n > 0 && depth > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n-1, n-1))
			for i := range n - 1 {
				anything(r, v.Index(i), depth-1)
			}
		}
	case reflect.Pointer:
		if r.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			anything(r, v.Elem(), depth)
		}
	}
}

// TestSharedDefinitions holds that what is kept of a definition is used for the
// same definition and for no other.
func TestSharedDefinitions(t *testing.T) {
	th, _ := site(nil)
	page := func(d ...view.Definition) string {
		v := &view.Plain{Page: view.Page{Kind: "page", Terms: d}}
		var fast, slow bytes.Buffer
		if err := th.slow(&slow, rootName("page"), v); err != nil {
			t.Fatal(err)
		}
		if !th.fast(&fast, rootName("page"), v) || fast.String() != slow.String() {
			t.Errorf("a page with %v differs", d)
		}
		return fast.String()
	}
	a, b := view.Definition{ID: "a", Title: "A"}, view.Definition{ID: "b", Title: "B"}
	a.Sum, b.Sum = view.Fingerprint(a), view.Fingerprint(b)
	for range 2 {
		page(a)
		page(b)
		page(a, b, view.Definition{ID: "c", Title: "No sum"}, view.Definition{ID: "d", Title: "No sum either"})
	}
	if n := len(th.shared.made); n != 2 {
		t.Errorf("%d definitions are kept", n)
	}
}

// TestProgramsLeaveTheRest holds that html/template executes what programs do
// not know, the whole page where that fails, and says what is wrong.
func TestProgramsLeaveTheRest(t *testing.T) {
	th, errs := site(map[string]string{
		"partials/head-extra.html": `{{range $k, $v := .Site.Params}}<meta name="{{$k}}" content="{{$v}}">{{end}}`,
		"partials/footer.html":     `<footer>{{index (list "a" "b") 1 | upper}}{{if index .Params "fail"}}{{index .Contents 7}}{{end}}</footer>`,
	})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	v := &view.Plain{Page: view.Page{Kind: "page", Site: view.Site{Params: map[string]any{"x": `"y"`, "n": 3}}}}
	var b bytes.Buffer
	if !th.fast(&b, rootName("page"), v) || !strings.Contains(b.String(), `<meta name="n" content="3"><meta name="x" content="&#34;y&#34;">`) || !strings.Contains(b.String(), "<footer>B</footer>") {
		t.Errorf("got %s", &b)
	}
	b.Reset()
	v.Params = map[string]any{"fail": true}
	err := th.Render(&b, v)
	if e, ok := err.(*TemplateError); !ok || e.File != "templates/partials/footer.html" || e.Line != 1 {
		t.Errorf("got %v", err)
	}
}
