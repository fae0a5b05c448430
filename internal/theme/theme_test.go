package theme

import (
	"bytes"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sitegen/internal/view"
	"sitegen/static"
	"sitegen/templates"
)

var loadOnce = sync.OnceValues(func() (*Theme, []*TemplateError) { return site(nil) })

// load returns the default theme for a site at /docs/.
func load(t *testing.T) *Theme {
	th, errs := loadOnce()
	for _, e := range errs {
		t.Errorf("%v\n\thint: %s", e, e.Hint)
	}
	if th == nil {
		t.FailNow()
	}
	return th
}

func (t *Theme) statics() fs.FS { return static.FS }

// render returns the page of a kind with all fields filled in.
func render(t *testing.T, th *Theme, kind string) string { return renderSample(t, th, kind, 0) }

// renderSample renders the page of one of the samples.
func renderSample(t *testing.T, th *Theme, kind string, sample int) string {
	t.Helper()
	i := slices.IndexFunc(kinds, func(k pageKind) bool { return k.name == kind })
	var b bytes.Buffer
	if err := th.Render(&b, samples(kind, kinds[i].view)[sample]); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestEveryBranch executes every template of the default theme on views in
// which every choice that a template can make is made both ways: everything
// empty, everything full, each field empty alone and full alone, and each value
// of the fields that have a fixed set of them.
func TestEveryBranch(t *testing.T) {
	th := load(t)
	values := map[string][]string{
		"Level":    {"foundation", "intermediate", "advanced"},
		"Kind":     {"term", "lesson", "page", "category"},
		"Features": {"code", "tabs", "math", "mermaid", "quiz", "goat", "table", "image"},
	}
	for _, k := range kinds {
		try := func(what string, v reflect.Value) {
			v.Elem().FieldByName("Kind").SetString(k.name)
			var b bytes.Buffer
			if err := th.Render(&b, v.Interface()); err != nil {
				t.Errorf("%s with %s: %v", k.name, what, err)
			}
		}
		full := func() reflect.Value {
			v := reflect.New(k.view)
			fill(v.Elem(), "", 2, 3)
			return v
		}
		try("everything", full())
		try("nothing", reflect.New(k.view))
		for _, f := range reflect.VisibleFields(k.view) {
			if f.Anonymous {
				continue
			}
			without := full()
			without.Elem().FieldByIndex(f.Index).SetZero()
			try("everything but "+f.Name, without)
			alone := reflect.New(k.view)
			alone.Elem().FieldByIndex(f.Index).Set(full().Elem().FieldByIndex(f.Index))
			try("nothing but "+f.Name, alone)
		}
		for name, all := range values {
			for _, value := range all {
				v := full()
				setAll(v.Elem(), name, value)
				try(name+"="+value, v)
			}
		}
	}
}

// setAll gives every field of that name the value.
func setAll(v reflect.Value, name, value string) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			switch f := v.Field(i); {
			case v.Type().Field(i).Name != name:
				setAll(f, name, value)
			case f.Kind() == reflect.String:
				f.SetString(value)
			default:
				f.Set(reflect.ValueOf([]string{value}))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			setAll(v.Index(i), name, value)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			setAll(v.Elem(), name, value)
		}
	}
}

// TestPages holds what every page of the default theme has to have, and the
// hooks that tools rely on.
func TestPages(t *testing.T) {
	th := load(t)
	all := []string{
		"<!doctype html>", `<html lang="en" dir="ltr"`, `<meta charset="utf-8">`, `<meta name="viewport"`, "<title>HeadTitle</title>",
		`<meta name="description" content="Description">`, `<link rel="canonical" href="https://example.org/a/b/">`,
		`<meta property="og:title" content="Title">`, `<meta property="og:image"`, `<meta name="twitter:card" content="summary_large_image">`,
		`<meta name="color-scheme" content="light dark">`, `<meta name="theme-color"`, `type="application/atom+xml"`, `type="text/markdown"`,
		`<script type="application/ld+json">{"@context":"https://schema.org"}</script>`,
		`<a class="skip" href="#main">`, `<main class="page`, `id="main"`, `<h1>`, `<header class="site">`, `<footer class="site-end">`,
		`<link rel="stylesheet" href="` + th.Asset("theme.css") + `">`, `<script src="` + th.Asset("theme.js") + `" defer`,
	}
	hooks := map[string][]string{
		"term": {`id="learn-in-depth"`, `id="related-lessons"`, `id="see-also"`, `id="mentioned-in"`, `id="terms"`, "<mark>Match</mark>",
			"What is Title?", `class="level level-intermediate"`, `rel="prev"`, `rel="next"`},
		"lesson": {`id="related-lessons"`, `id="see-also"`, `id="terms"`, `aria-label="Breadcrumb"`, `id="contents"`, "3 minutes", "by Author",
			`<time datetime="2026-08-12">12 August 2026</time>`, "Read first", "You will learn", "What builds on this", `rel="prev"`},
		"glossary": {`class="letters"`, `href="#a-b"`, `<h2 id="a-b">`, "By category"},
		"course":   {"3 lessons", `class="lessons"`},
		"home":     {"Start the course: 3 lessons", `class="cards"`},
		"404":      {"There is no page at this address."},
	}
	for _, kind := range Kinds() {
		html := render(t, th, kind)
		for _, want := range append(slices.Clone(all), hooks[kind]...) {
			if !strings.Contains(html, want) {
				t.Errorf("%s: no %s", kind, want)
			}
		}
		for _, bad := range []string{"<style", " style=", " onclick=", "<script>", "ZgotmplZ", "<no value>", "{{"} {
			if strings.Contains(html, bad) {
				t.Errorf("%s: contains %s", kind, bad)
			}
		}
	}
}

func TestRedirect(t *testing.T) {
	var b bytes.Buffer
	v := view.Redirect{Language: "en", Title: "New <place>", URL: "/docs/new/?a=1&b=2", Canonical: "https://example.org/docs/new/"}
	if err := load(t).Render(&b, v); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<meta http-equiv="refresh" content="0; url=/docs/new/?a=1&amp;b=2">`, `<link rel="canonical" href="https://example.org/docs/new/">`,
		`<a href="/docs/new/?a=1&amp;b=2">This page has moved: New &lt;place&gt;</a>`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %s", want, b.String())
		}
	}
}

// The navigation is rendered once; each page marks itself in it.
func TestNav(t *testing.T) {
	th := load(t)
	n := view.Navigation{Kind: "lessons", Sections: []view.NavSection{{Title: "A & B", URL: "/docs/a/", Current: true,
		Items: []view.NavItem{{Title: "One", URL: "/docs/a/eins/"}, {Title: "Ü", URL: "/docs/a/ü/"}}}}}
	nav, err := th.Nav(n)
	if err != nil {
		t.Fatal(err)
	}
	n.Sections[0].Items[0].Title = "Other"
	if other, _ := th.Nav(n); other.Sum == nav.Sum {
		t.Error("another navigation has the same sum")
	}
	for _, url := range []string{"/docs/a/", "/docs/a/eins/", "/docs/a/ü/"} {
		var b bytes.Buffer
		if err := th.Render(&b, &view.Lesson{Page: view.Page{Kind: "lesson", URL: url, Nav: nav}}); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(b.String(), `aria-current="page"`); n != 1 {
			t.Errorf("%s is marked %d times", url, n)
		}
	}
}

func TestShortcodes(t *testing.T) {
	th, errs := site(map[string]string{"templates/shortcodes/hello.html": `<b>Hello {{arg . "name" 0}}</b>{{with .Inner}} {{.}}{{end}}` + "\n"})
	if th == nil {
		t.Fatal(errs[0])
	}
	if got, want := strings.Join(th.ShortcodeNames(), " "), "details figure hello kbd"; got != want {
		t.Errorf("shortcodes are %s, want %s", got, want)
	}
	tests := []struct {
		v    view.Shortcode
		want string
	}{
		{view.Shortcode{Name: "hello", Args: []string{"<World>"}}, "<b>Hello &lt;World&gt;</b>"},
		{view.Shortcode{Name: "hello", Named: map[string]string{"name": "you"}, Inner: "<i>x</i>"}, "<b>Hello you</b> <i>x</i>"},
		{view.Shortcode{Name: "hello"}, "<b>Hello </b>"},
		{view.Shortcode{Name: "kbd", Args: []string{"Ctrl", "K"}}, "<kbd>Ctrl</kbd>+<kbd>K</kbd>"},
		{view.Shortcode{Name: "details", Args: []string{"More"}, Inner: "<p>x</p>"}, "<details>\n<summary>More</summary>\n<p>x</p>\n</details>"},
		{view.Shortcode{Name: "figure", Named: map[string]string{"src": "a b.svg", "alt": "A", "caption": "C"}},
			"<figure>\n<img src=\"a%20b.svg\" alt=\"A\" loading=\"lazy\" decoding=\"async\">\n<figcaption>C</figcaption>\n</figure>"},
	}
	for _, test := range tests {
		got, err := th.Shortcode(test.v)
		if err != nil || string(got) != test.want {
			t.Errorf("%+v: %q, %v, want %q", test.v, got, err, test.want)
		}
	}
	if _, err := th.Shortcode(view.Shortcode{Name: "helo"}); err == nil || !strings.HasPrefix(err.(*TemplateError).Hint, "did you mean hello?") {
		t.Errorf("got %v", err)
	}
	if th.HasShortcode("helo") || !th.HasShortcode("figure") {
		t.Error("HasShortcode is wrong")
	}
}

// TestFingerprints holds which edits change which pages' fingerprints.
func TestFingerprints(t *testing.T) {
	base, _ := site(nil)
	again, _ := site(nil)
	if base.Fingerprint() != again.Fingerprint() {
		t.Fatal("the fingerprint does not repeat")
	}
	tests := []struct {
		file, text, changed, same string
	}{
		{"templates/term.html", "{{.Title}}", "term", "lesson nav redirect shortcodes/figure"},
		{"templates/partials/links.html", "{{range .}}x{{end}}", "lesson", "term home 404 nav"},
		{"templates/base.html", `{{template "main" .}}`, "term lesson 404", "nav redirect"},
		{"templates/nav.html", `x`, "nav", "term lesson"},
		{"templates/shortcodes/figure.html", `x`, "shortcodes/figure", "term shortcodes/kbd"},
		{"templates/i18n/en.json", `{"home": "x"}`, "term nav redirect", ""},
		{"static/assets/theme.css", `p{}`, "term lesson", ""},
		{"static/robots.txt", `x`, "", "term lesson nav"},
	}
	for _, test := range tests {
		th, errs := site(map[string]string{test.file: test.text})
		if th == nil {
			t.Fatal(errs[0])
		}
		if changed := th.Fingerprint() != base.Fingerprint(); changed != (test.changed != "") {
			t.Errorf("%s: the theme's fingerprint changed = %v", test.file, changed)
		}
		for _, kind := range strings.Fields(test.changed) {
			if th.FingerprintOf(kind) == base.FingerprintOf(kind) {
				t.Errorf("%s: %s has not changed", test.file, kind)
			}
		}
		for _, kind := range strings.Fields(test.same) {
			if th.FingerprintOf(kind) != base.FingerprintOf(kind) || base.FingerprintOf(kind) == (view.Sum{}) {
				t.Errorf("%s: %s has changed", test.file, kind)
			}
		}
	}
}

func TestConcurrent(t *testing.T) {
	th := load(t)
	want := render(t, th, "lesson")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				var b bytes.Buffer
				if err := th.Render(&b, samples("lesson", reflect.TypeFor[view.Lesson]())[0]); err != nil || b.String() != want {
					t.Errorf("pages differ: %v", err)
				}
			}
		})
	}
	wg.Wait()
}

// A theme may be loaded with folders that do not exist.
func TestNoOwnFiles(t *testing.T) {
	missing, err := fs.Sub(templates.FS, "nowhere")
	if err != nil {
		t.Fatal(err)
	}
	th, errs := Load(Sources{Templates: templates.FS, Static: static.FS, SiteTemplates: missing, SiteStatic: missing}, Options{Language: "en"})
	if th == nil {
		t.Fatal(errs[0])
	}
	if u := th.Asset("theme.css"); !strings.HasPrefix(u, "/assets/theme.") {
		t.Error(u)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		site(nil)
	}
}

func BenchmarkRender(b *testing.B) {
	th, _ := site(nil)
	v := samples("lesson", reflect.TypeFor[view.Lesson]())[0]
	var buf bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		buf.Reset()
		if err := th.Render(&buf, v); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(buf.Len()))
}
