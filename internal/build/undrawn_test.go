package build

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"
)

// TestUndrawn holds that a build tells once of diagrams, and once of formulas,
// that nothing draws.
func TestUndrawn(t *testing.T) {
	site := func(scripts string) fstest.MapFS {
		return fstest.MapFS{
			"sitegen.yaml":   {Data: []byte("base_url: https://example.org/\n" + scripts)},
			"x/m.js":         {Data: []byte("draw()")},
			"content/b.md":   {Data: []byte("---\ntitle: B\n---\n\nSo $x$ it is.\n\n```mermaid\ngraph LR\n```\n\n$$\ny\n$$\n")},
			"content/a/c.md": {Data: []byte("---\ntitle: C\n---\n\n- in a list\n\n  ```mermaid\n  graph LR\n  ```\n\n```mermaid\ngraph LR\n```\n")},
		}
	}
	mermaid := "content/a/c.md:7:3: note: no script draws 3 mermaid diagrams on 2 pages: readers see the source [undrawn]"
	math := "content/b.md:5:4: note: no script draws 2 formulas on 1 page: readers see the source [undrawn]"
	for scripts, want := range map[string][]string{
		"":                             {mermaid, math},
		"scripts: {mermaid: x/m.js}\n": {math},
		"scripts: {mermaid: false, math: x/m.js}\n": nil,
		"scripts: {mermaid: no.js, math: x/m.js}\n": {"sitegen.yaml:2:11: error: there is no file no.js [missing-script]"},
	} {
		_, problems, err := New(options(site(scripts))).Snapshot(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range problems {
			got = append(got, fmt.Sprintf("%v: %v: %s [%s]", p.Pos, p.Severity, p.Message, p.Rule))
		}
		if !slices.Equal(got, want) {
			t.Errorf("with %q: %q, want %q", scripts, got, want)
		}
	}
}
