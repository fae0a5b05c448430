package build

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"sitegen/internal/diag"
	"sitegen/internal/health"
	"sitegen/internal/linkcheck"
	"sitegen/internal/markdown"
)

// TestSiteFS holds that the file system of a snapshot has exactly the files and
// bytes that Publish writes, whoever else reads it at the same time.
func TestSiteFS(t *testing.T) {
	dir, s := shipped(t, nil)
	site := s.FS()
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for _, name := range site.Files() {
				got, err := fs.ReadFile(site, name)
				want, err2 := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
				if err != nil || err2 != nil || !bytes.Equal(got, want) {
					t.Errorf("%s: %v %v, or other bytes than published", name, err, err2)
				}
			}
		})
	}
	wg.Wait()
	if !slices.IsSorted(site.Files()) || len(site.Files()) != len(s.Files()) || len(site.Problems()) > 0 {
		t.Error("the files are not all there, sorted")
	}
	for name, want := range map[string]error{"glossary": fs.ErrNotExist, "no": fs.ErrNotExist, "../x": fs.ErrInvalid, "": fs.ErrInvalid} {
		if _, err := site.Open(name); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", name, err, want)
		}
	}
	f, err := site.Open("index.html")
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil || info.Name() != "index.html" || info.IsDir() || info.Size() == 0 {
		t.Errorf("%v %v", info, err)
	}
	if n, err := f.Read(nil); n != 0 || err != nil {
		t.Errorf("reading nothing: %d %v", n, err)
	}
	if data, err := io.ReadAll(f); int64(len(data)) != info.Size() || err != nil {
		t.Errorf("%d bytes of %d: %v", len(data), info.Size(), err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if _, err := f.Read(make([]byte, 1)); !errors.Is(err, fs.ErrClosed) || !errors.Is(f.Close(), fs.ErrClosed) {
		t.Errorf("a closed file is read: %v", err)
	}
}

// TestSlotsOnPages holds, for every link that the authors of the shipped site
// wrote, that a problem with it is placed at the link, however often its URL
// stands on the page.
func TestSlotsOnPages(t *testing.T) {
	_, s := shipped(t, nil)
	checked := 0
	for _, f := range s.files {
		n := s.byID[f.Entry]
		if f.view == nil || n == nil || n.src == nil {
			continue
		}
		pg, err := (&placer{s: s}).open(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		if pg.at < 0 && len(n.src.doc.HTML) > 0 {
			t.Errorf("%s: the body is not found on its page", f.Path)
			continue
		}
		for _, r := range pg.body.regions {
			slot := n.src.doc.Slots[r.slot]
			if r.code {
				continue
			}
			if got := string(pg.body.html[r.start:r.end]); got != escapeAttribute(n.targets[r.slot].URL) {
				t.Errorf("%s: the URL of slot %d is %q, found %q", f.Path, r.slot, n.targets[r.slot].URL, got)
			}
			line, column := markdown.Position(pg.html, pg.at+r.start)
			p := pg.place(diag.Problem{Rule: "broken-link", Pos: diag.Position{File: f.Path, Line: line, Column: column}}, linkcheck.Place{Attr: "href"})
			if p.Pos != (diag.Position{File: n.entry.File, Line: slot.Line, Column: slot.Column}) {
				t.Errorf("%s: a problem at %d:%d is placed at %s, not at %s:%d:%d", f.Path, line, column, p.Pos, n.entry.File, slot.Line, slot.Column)
			}
			checked++
		}
	}
	if checked < 250 {
		t.Errorf("only %d links were looked at", checked)
	}
}

// placeProblems checks a site in memory and returns what it says of the sources.
func placeProblems(t *testing.T, site fstest.MapFS) []string {
	t.Helper()
	s, problems, err := New(options(site)).Snapshot(context.Background())
	if err != nil || s == nil {
		t.Fatal(err, problems)
	}
	res, err := linkcheck.Check(context.Background(), s.FS(), linkcheck.Options{BaseURLs: []string{s.cfg.BaseURL}})
	if err != nil {
		t.Fatal(err)
	}
	placed, err := s.Place(context.Background(), res.Problems, res.Places)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range placed {
		out = append(out, p.Pos.String()+" "+p.Rule)
	}
	return out
}

// TestPlaces holds the places of problems in sources of odd forms.
func TestPlaces(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"windows", "Text.\r\n\r\nMore [x](/no/) text.\r\n", "6:10 broken-link"},
		{"wide", "日本語 [é](/no/)\n", "4:9 broken-link"},
		{"marks", "\ue000[x](/no/)\ue002 [y](/neither/)\n", "4:6 broken-link, 4:17 broken-link"},
		{"entities", "[x](/a&amp;b/) <a href=\"/c&#38;d/\">d</a>\n", "4:5 broken-link, 4:25 broken-link"},
		{"again", "`/no/` [x](/no/) `/no/` [y](/no/)\n", "4:12 broken-link, 4:29 broken-link"},
		{"reference", "[x][r] and [y][r]\n\n[r]: /no/\n", "6:6 broken-link"},
		{"nested", "> - [x *y ![z](/no.png)*](/no/)\n", "4:16 broken-image, 4:27 broken-link"},
		{"inside", "{{< box >}}\n[x](/no/) {{< box >}}[y](/neither/){{< /box >}}\n{{< /box >}}\n", "5:5 broken-link, 5:26 broken-link"},
		{"argument", "text /arg/ {{< to \"/arg/\" >}} {{< to /arg/ >}}\n", "4:20 broken-link, 4:38 broken-link"},
		{"srcset", "<img alt=\"\" src=\"/favicon.svg\" srcset=\"/favicon.svg 1x,\n/no.png 2x\">\n", "5:1 broken-image"},
		{"term", "cache [x](/no/) cache [y](/no/)\n", "4:11 broken-link, 4:27 broken-link"},
		{"ids", "## One {#a}\n\ntext\n\n<p id=\"a\">x</p>\n", "8:8 duplicate-id"},
		{"styles", "<p style=\"background: url(/no.png)\">a</p> <p style=\"background: url('/no.png')\">b</p>\n", "4:27 broken-asset, 4:70 broken-asset"},
		{"table", "| a |\n| - |\n| [x](/no/) |\n", "6:7 broken-link"},
		{"footnote", "Text[^1].\n\n[^1]: See [x](/no/).\n", "6:15 broken-link"},
	} {
		t.Run(c.name, func(t *testing.T) {
			site := fstest.MapFS{
				"sitegen.yaml":                  {Data: []byte("title: Site\nbase_url: https://example.org/\n")},
				"content/index.md":              {Data: []byte("---\ntitle: Home\n---\n" + c.body)},
				"content/glossary/cache.md":     {Data: []byte("---\ntitle: Cache\ndefinition: A store.\n---\n")},
				"templates/shortcodes/box.html": {Data: []byte("<div>{{.Inner}}</div>")},
				"templates/shortcodes/to.html":  {Data: []byte(`<a href="{{index .Args 0}}">to</a>`)},
			}
			want := strings.Split(c.want, ", ")
			for i := range want {
				want[i] = "content/index.md:" + want[i]
			}
			if got := placeProblems(t, site); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// TestHealthIsRepeatable holds that what is said of a site does not depend on
// chance or the number of workers.
func TestHealthIsRepeatable(t *testing.T) {
	var first diag.List
	for _, n := range []int{1, 3} {
		_, s := shipped(t, func(o *Options) { o.Workers = n })
		got := health.Check(s.Health())
		if first == nil {
			first = got
		}
		if !slices.Equal(got, first) {
			t.Errorf("with %d workers:\n%v\nbefore:\n%v", n, got, first)
		}
		for _, p := range got {
			if p.Severity != diag.Note {
				t.Errorf("%s: %s", p.Pos, p.Message)
			}
			if p.Pos.Line == 0 || p.Hint == "" {
				t.Errorf("%s has no place or hint: %s", p.Rule, p.Message)
			}
		}
	}
}

// TestHealthOfRealGlossaries holds that glossaries which many people write get
// no warning that they do not deserve: some of their pages are in fact linked
// from nowhere.
func TestHealthOfRealGlossaries(t *testing.T) {
	const corpus = "../../../shared/corpora/cncf-glossary/content"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the shared corpus cncf-glossary is absent")
	}
	for _, language := range []string{"en", "de", "ja", "ur", "zh-cn"} {
		site := fstest.MapFS{"sitegen.yaml": {Data: []byte("title: Glossary\nlanguage: " + language + "\nglossary: {dir: \".\"}\n")}}
		copyTree(t, os.DirFS(filepath.Join(corpus, language)), site, "content")
		s, problems, err := New(options(site)).Snapshot(context.Background())
		if err != nil || s == nil {
			t.Fatal(err, problems)
		}
		notes := 0
		for _, p := range health.Check(s.Health()) {
			if p.Severity != diag.Note && p.Rule != "orphan-page" {
				t.Errorf("%s: %s: %s [%s]", language, p.Pos, p.Message, p.Rule)
			}
			notes++
		}
		if notes > 40 {
			t.Errorf("%s: %d findings are too many to be read", language, notes)
		}
	}
}
