package build

import (
	"bytes"
	"context"
	"testing"
	"testing/fstest"
	"time"

	"sitegen/internal/linkcheck"
)

// FuzzPlace holds that whatever stands in a body, its problems are placed
// somewhere in the sources, and that what is said to mend them is there to be
// replaced.
func FuzzPlace(f *testing.F) {
	for _, body := range []string{
		"[x](/no/) ![y](no.png) <a href='/no/'>z</a> [[Cache]] [c](/Glossary/cache/)\n", "{{< box >}}[x](/no/){{< /box >}}\n",
		"<img src=a srcset='b 1x, c 2x' alt=>\n\n<p id=x><p id=x>\n", "\ue000\ue001 [x](\ue002)\n", "[r]: /old/\n\n[a][r] [b](</old/ x>)\n",
		"---\n\n- [ ] <https://example.org/old/>\r\n  > [q](old.md \"t\")\r\n", "`<a href=\"/no/\">` $x$ <style>p{background:url(/no)}</style>\n",
	} {
		f.Add([]byte(body))
	}
	site := fstest.MapFS{
		"sitegen.yaml":                  {Data: []byte("title: Site\nbase_url: https://example.org/docs/\n")},
		"content/glossary/cache.md":     {Data: []byte("---\ntitle: Cache\ndefinition: A store.\naliases: [/old/]\n---\n")},
		"templates/shortcodes/box.html": {Data: []byte("<div>{{.Inner}}</div>")},
	}
	b := New(options(site)) // which keeps the theme
	f.Fuzz(func(t *testing.T, body []byte) {
		site["content/index.md"] = &fstest.MapFile{Data: append([]byte("---\ntitle: Home\n---\n"), body...), ModTime: time.Now()}
		s, _, err := b.Snapshot(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if s == nil {
			return
		}
		res, err := linkcheck.Check(context.Background(), s.FS(), linkcheck.Options{BaseURLs: []string{"https://example.org/docs/"}})
		if err != nil {
			t.Fatal(err)
		}
		placed, err := s.Place(context.Background(), res.Problems, res.Places)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range placed {
			file := site[p.Pos.File]
			if p.Page == "index.html" && p.Pos.File == "content/index.md" && (p.Pos.Line < 1 || p.Pos.Line > 1+bytes.Count(file.Data, []byte("\n"))) {
				t.Errorf("%s is no place: %s", p.Pos, p.Message)
			}
			if p.Fix != nil && string(site[p.Fix.File].Data[p.Fix.Start:p.Fix.End]) != p.Fix.Old {
				t.Errorf("the fix of %s replaces %q, which is not there", p.Pos, p.Fix.Old)
			}
		}
	})
}
