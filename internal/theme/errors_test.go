package theme

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sitegen/internal/view"
	"sitegen/static"
	"sitegen/templates"
)

// site loads the default theme with some files of a site over it.
func site(files map[string]string) (*Theme, []*TemplateError) {
	tpl, assets := fstest.MapFS{}, fstest.MapFS{}
	for name, text := range files {
		if rest, ok := strings.CutPrefix(name, "static/"); ok {
			assets[rest] = &fstest.MapFile{Data: []byte(text)}
		} else {
			tpl[strings.TrimPrefix(name, "templates/")] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return Load(Sources{Templates: templates.FS, SiteTemplates: tpl, Static: static.FS, SiteStatic: assets},
		Options{BasePath: "/docs/", Language: "en"})
}

// TestMistakes holds what an author reads about each kind of mistake.
func TestMistakes(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  []string // "file:line:column: message | beginning of the hint"
	}{
		{"unclosed action", map[string]string{"templates/term.html": "<h1>\n  {{.Title</h1>\n"},
			[]string{`templates/term.html:2:3: bad character U+003C '<'`}},
		{"missing end", map[string]string{"templates/term.html": "{{if .Title}}\n<h1>"},
			[]string{`templates/term.html:2: unexpected EOF`}},
		{"unknown function", map[string]string{"templates/term.html": "<p>{{joined .AKA}}</p>"},
			[]string{`templates/term.html:1:6: there is no function "joined" | did you mean join?`}},
		{"unknown field, and another in a branch that no sample takes", map[string]string{
			"templates/lesson.html": "{{if eq .Level \"nope\"}}{{.Titel}}{{end}}\n{{range .Related}}<p>{{.Sumary}}</p>{{end}}"},
			[]string{
				`templates/lesson.html:1:26: a view.Lesson has no field .Titel | did you mean Title?`,
				`templates/lesson.html:2:24: a view.Card has no field .Sumary | did you mean Summary?`,
			}},
		{"field in a partial", map[string]string{"templates/partials/card.html": "<li>{{with .Category}}{{.Name}}{{end}}</li>"},
			[]string{`templates/partials/card.html:1:25: a view.Link has no field .Name | it has Title, URL`}},
		{"field of a variable", map[string]string{"templates/term.html": `{{range $i, $c := .SeeAlso}}{{$c.Link}}{{$.Nam}}{{end}}`},
			[]string{
				`templates/term.html:1:33: a view.Card has no field .Link | it has ID`,
				`templates/term.html:1:43: a view.Term has no field .Nam | did you mean Nav?`,
			}},
		{"range over a string", map[string]string{"templates/term.html": `{{range .Title}}x{{end}}`},
			[]string{`templates/term.html:1:9: range needs a list or a map, and this is a string`}},
		{"unknown template", map[string]string{"templates/term.html": `{{template "partials/cards" .SeeAlso}}`},
			[]string{`templates/term.html:1:12: there is no template "partials/cards" | did you mean partials/cards.html?`}},
		{"unknown text", map[string]string{"templates/404.html": `{{t "hom"}}`},
			[]string{`templates/404.html:1:5: there is no text "hom" in the catalogues | did you mean home?`}},
		{"unknown asset", map[string]string{"templates/404.html": `<img alt="" src="{{asset "logo.svg"}}">`},
			[]string{`templates/404.html:1:26: there is no file static/assets/logo.svg | assets are cards.js`}},
		{"wrong number of arguments", map[string]string{"templates/404.html": `{{isodate}}`},
			[]string{`templates/404.html:1:3: isodate wants 1 arguments and gets 0 | it is called like`}},
		{"defined twice", map[string]string{"templates/term.html": "x\n{{define \"partials/card.html\"}}y{{end}}"},
			[]string{`templates/term.html:2:32: the template "partials/card.html" is defined in templates/partials/card.html already`}},
		{"frame without page", map[string]string{"templates/base.html": "<!doctype html>"},
			[]string{`templates/base.html: the frame never shows the page | write {{template "main" .}}`}},
		{"not HTML", map[string]string{"templates/404.html": `<a href="{{if .Title}}x">y</a>{{end}}`},
			[]string{`templates/404.html:1:15: {{if}} branches end in different contexts | every way through`}},
		{"fails when executed", map[string]string{"templates/term.html": "\n  {{index .AKA 100}}"},
			[]string{`templates/term.html:2:5: index: index out of range: 100`}},
		{"not UTF-8", map[string]string{"templates/term.html": "\xff"},
			[]string{`templates/term.html: is not UTF-8 | save the file`}},
		{"calls itself", map[string]string{"templates/404.html": `{{template "404.html" .}}`},
			[]string{`templates/404.html: templates call each other more than 1000 levels deep | a template that calls itself`}},
		{"calls itself in a loop", map[string]string{"templates/nav.html": `{{range list 1}}{{template "nav.html" $}}{{end}}`},
			[]string{`templates/nav.html: templates call each other more than 1000 levels deep | a template that calls itself`}},
		{"loops", map[string]string{"templates/404.html": `{{range 1000000000}}{{end}}`},
			[]string{`templates/404.html: the template ran through more than 5000000 steps`}},
		{"writes without end", map[string]string{"templates/404.html": `{{$x := printf "%01000000d" 1}}{{range 1000}}{{$x}}{{end}}`},
			[]string{`templates/404.html: the page is larger than 64 MiB`}},
		{"bad catalogue", map[string]string{"templates/i18n/en.json": "{\n  \"home\": \"x\",\n}"},
			[]string{`templates/i18n/en.json:3:1: is not JSON`}},
		{"bad plural", map[string]string{"templates/i18n/en.json": "{\n  \"home\": {\"one\": \"x\"}}"},
			[]string{`templates/i18n/en.json:2:3: "home": a text with plural forms needs the form "other"`}},
		{"references in a circle", map[string]string{"static/assets/a.css": `@import "b.css";`, "static/assets/b.css": `@import url(a.css);`},
			[]string{`static/assets/b.css: references lead back to where they began: static/assets/a.css → static/assets/b.css → static/assets/a.css`}},
		{"mistakes of every kind at once", map[string]string{"templates/tag.html": "{{.A}}", "templates/partials/card.html": "{{if}}", "templates/i18n/en.json": "[]",
			"templates/term.html": `{{t "mine"}}{{.B}}`},
			[]string{
				`templates/i18n/en.json:1:1: is not JSON`,
				`templates/partials/card.html:1:1: missing value for if`,
				`templates/tag.html:1:3: a view.Tag has no field .A`,
				`templates/term.html:1:15: a view.Term has no field .B`,
			}},
		{"several files at once", map[string]string{"templates/tag.html": "{{.A}}", "templates/tags.html": "{{.B}}", "templates/term.html": "{{.C}}"},
			[]string{
				`templates/tag.html:1:3: a view.Tag has no field .A`,
				`templates/tags.html:1:3: a view.List has no field .B`,
				`templates/term.html:1:3: a view.Term has no field .C`,
			}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			th, errs := site(test.files)
			if th != nil {
				t.Error("a theme with a mistake was loaded")
			}
			if d := time.Since(start); d > 10*time.Second {
				t.Errorf("took %v", d)
			}
			if len(errs) != len(test.want) {
				for _, e := range errs {
					t.Log(e, "|", e.Hint)
				}
				t.Fatalf("%d mistakes, want %d", len(errs), len(test.want))
			}
			for i, e := range errs {
				message, hint, _ := strings.Cut(test.want[i], " | ")
				if !strings.HasPrefix(e.Error(), message) || !strings.HasPrefix(e.Hint, hint) {
					t.Errorf("got  %v | %s\nwant %s", e, e.Hint, test.want[i])
				}
			}
		})
	}
}

func TestUnusedTemplate(t *testing.T) {
	th, errs := site(map[string]string{"templates/lessons.html": "{{.X}}"})
	if len(errs) > 0 {
		t.Fatal(errs[0])
	}
	w := th.Warnings()
	if len(w) != 1 || w[0].Error() != "templates/lessons.html: no page uses this template" || !strings.HasPrefix(w[0].Hint, "did you mean lesson?") {
		t.Errorf("got %v", w)
	}
}

// A mistake that depends on the view shows only when the page is rendered.
func TestMistakeAtRender(t *testing.T) {
	th, errs := site(map[string]string{"templates/page.html": "<p>\n{{if eq .Title \"boom\"}}{{index .Params \"x\" \"y\"}}{{end}}"})
	if len(errs) > 0 {
		t.Fatal(errs[0])
	}
	var b bytes.Buffer
	if err := th.Render(&b, &view.Plain{Page: view.Page{Kind: "page", Title: "fine"}}); err != nil {
		t.Error(err)
	}
	err := th.Render(&b, view.Plain{Page: view.Page{Kind: "page", Title: "boom", Params: map[string]any{"x": 1}}})
	if err == nil || !strings.HasPrefix(err.Error(), "templates/page.html:2:26: index: ") {
		t.Errorf("got %v", err)
	}
}
