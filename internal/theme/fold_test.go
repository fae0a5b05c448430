package theme

import (
	"bytes"
	"strings"
	"testing"

	"sitegen/internal/view"
)

// TestFold holds that folded calls write what html/template itself writes, in
// every context, also where the text is hostile.
func TestFold(t *testing.T) {
	texts := `{"home": "A <b>\"quoted\"</b> & 'single' + {plus} javascript:x"}`
	for _, page := range []string{
		`<p>{{t "home"}}</p>`, `<p title="{{t "home"}}">x</p>`, `<p title='{{t "home"}}'>x</p>`, `<p data-x={{t "home"}}>x</p>`,
		`<a href="{{t "home"}}">x</a>`, `<a href="{{url "a b/ü?x=1&y"}}">x</a>`, `<a href="{{asset "theme.css"}}">x</a>`, `<a href="x?q={{t "home"}}">x</a>`,
		`<title>{{t "home"}}</title>`, `<textarea>{{t "home"}}</textarea>`, `<script>x = {{t "home"}}</script>`, `<style>p { color: {{t "home"}} }</style>`,
		`<p onclick="f({{t "home"}})">x</p>`, `<img srcset="{{asset "theme.css"}} 2x">`, `{{with t "home"}}<p>{{.}}</p>{{end}}`,
	} {
		// print hides the call from folding and changes nothing else.
		hidden := strings.NewReplacer(`{{t "home"}}`, `{{print (t "home")}}`, `{{url "a b/ü?x=1&y"}}`, `{{print (url "a b/ü?x=1&y")}}`,
			`{{asset "theme.css"}}`, `{{print (asset "theme.css")}}`).Replace(page)
		var got [2]string
		for i, text := range []string{page, hidden} {
			th, errs := site(map[string]string{"templates/404.html": text, "templates/base.html": `{{template "main" .}}`, "templates/i18n/en.json": texts})
			if th == nil {
				t.Fatal(errs[0])
			}
			var b bytes.Buffer
			if err := th.Render(&b, view.NotFound{Page: view.Page{Kind: "404"}}); err != nil {
				t.Fatal(err)
			}
			got[i] = b.String()
		}
		if got[0] != got[1] {
			t.Errorf("%s\nfolded %s\nwants  %s", page, got[0], got[1])
		}
	}
}
