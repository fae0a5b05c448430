package theme

import (
	"bytes"
	"testing"

	"sitegen/internal/view"
	"sitegen/static"
	"sitegen/templates"
)

func load(t *testing.T) *Theme {
	th, errs := Load(Sources{Templates: templates.FS, Static: static.FS}, Options{BasePath: "/", Language: "en"})
	for _, e := range errs {
		t.Errorf("%v\n\thint: %s", e, e.Hint)
	}
	if th == nil {
		t.FailNow()
	}
	return th
}

func TestDefault(t *testing.T) {
	th := load(t)
	var b bytes.Buffer
	if err := th.Render(&b, &view.Home{Page: view.Page{Kind: "home", Title: "X"}}); err != nil {
		t.Fatal(err)
	}
	t.Log(b.String())
	for _, f := range th.Files() {
		t.Log(f.Path)
	}
}
