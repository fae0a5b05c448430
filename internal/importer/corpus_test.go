package importer

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"sitegen/internal/build"
	"sitegen/internal/graph"
)

const corpus = "../../../shared/corpora/cncf-glossary"

// TestCorpus imports the Cloud Native Glossary, a real Hugo site, in each of its
// languages, and compares what is built of it with what is built of the corpus
// itself: the same terms at the same addresses, with the same text and all
// links. An import of a translation has more, for it follows the links that
// begin with the language.
func TestCorpus(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the shared corpus cncf-glossary is absent")
	}
	for _, lang := range []struct{ folder, tag string }{{"en", "en"}, {"de", "de"}, {"ja", "ja"}, {"zh-cn", "zh-CN"}, {"ur", "ur"}} {
		t.Run(lang.folder, func(t *testing.T) {
			src := os.DirFS(corpus)
			res, problems, err := Import(src, ".", Options{Name: "cncf-glossary", Language: lang.tag, As: AsTerms})
			if err != nil || len(problems) > 0 {
				t.Fatal(err, problems)
			}
			imported, errs := buildResult(t, src, res)
			if len(errs) > 0 {
				t.Fatalf("%d errors, the first: %v", len(errs), errs[0])
			}
			direct := fstest.MapFS{"sitegen.yaml": {Data: []byte("title: Glossary\nlanguage: " + lang.tag + "\nglossary: {dir: \".\"}\n")}}
			copyInto(t, os.DirFS(filepath.Join(corpus, "content", lang.folder)), direct, "content")
			want, errs := buildSite(t, direct)
			if len(errs) > 0 {
				t.Fatalf("the corpus itself: %v", errs[0])
			}
			if diff := cmp.Diff(termLines(want), termLines(imported)); diff != "" {
				t.Error(diff)
			}
			if got := res.Report.Terms; got != len(want.Site().Terms) {
				t.Errorf("the report says %d terms, the site has %d", got, len(want.Site().Terms))
			}
			got := links(imported)
			for link := range links(want) {
				if !got[link] {
					t.Errorf("no link %s", link)
				}
			}
			if got := res.Report.Counts(Lost)["language"]; got != 4 {
				t.Errorf("%d languages left out, want 4", got)
			}
			t.Logf("%s; %d links between pages, %d of the corpus itself; lost: %s", res.Report.Content(), len(got), len(links(want)), res.Report.Summary(Lost))
		})
	}
}

// TestCorpusDetected holds that the English glossary is known for one by its
// title.
func TestCorpusDetected(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the shared corpus cncf-glossary is absent")
	}
	for _, dir := range []string{corpus, corpus + "/content", corpus + "/content/en"} {
		res, _, err := Import(os.DirFS(dir), ".", Options{Name: path.Base(dir)})
		if err != nil {
			t.Fatal(err)
		}
		if r := res.Report; r.From != Hugo || r.Terms != 89 || r.Title != "Cloud Native Glossary" {
			t.Errorf("%s: %s %q with %s", dir, r.From, r.Title, r.Content())
		}
	}
}

// links are the pairs of pages of which one links the other in its text, by an
// author's hand or by the glossary.
func links(s *build.Snapshot) map[string]bool {
	out := map[string]bool{}
	for e := range s.Relations().Edges {
		if e.Kind == graph.Mentions || e.Kind == graph.Links {
			out[e.From+" -> "+e.To] = true
		}
	}
	return out
}

// termLines says of each term what an import must not change.
func termLines(s *build.Snapshot) []string {
	var out []string
	for _, t := range s.Site().Terms {
		out = append(out, strings.Join([]string{t.ID, t.URL, t.Title, t.Definition, t.Category, strings.Join(t.Tags, ","), strings.Join(t.AKA, ",")}, " | "))
	}
	return out
}

func copyInto(t testing.TB, from fs.FS, to fstest.MapFS, prefix string) {
	t.Helper()
	err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(from, name)
		to[prefix+"/"+name] = &fstest.MapFile{Data: data, Mode: 0o644}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// glossaryFile builds the file glossary.json of a site.
func glossaryFile(t testing.TB, s *build.Snapshot) []byte {
	t.Helper()
	f, ok := s.File("glossary.json")
	if !ok {
		t.Fatal("the site has no glossary.json")
	}
	var b bytes.Buffer
	if err := f.Render(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRoundTrip exports the glossary of the shipped course, imports it, builds
// that, and exports it again: the terms are the same, but for what lies outside
// a glossary (lessons, the titles of categories).
func TestRoundTrip(t *testing.T) {
	site := fstest.MapFS{"sitegen.yaml": {Data: []byte("title: Course\n")}}
	copyInto(t, os.DirFS("../../content"), site, "content")
	first, errs := buildSite(t, site)
	if len(errs) > 0 {
		t.Fatal(errs[0])
	}
	exported := glossaryFile(t, first)
	src := fstest.MapFS{"glossary.json": {Data: exported}}
	res, problems, err := Import(src, "glossary.json", Options{Name: "glossary"})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	second, errs := buildResult(t, src, res)
	if len(errs) > 0 {
		t.Fatal(errs[0])
	}
	want, got := withoutLessons(t, exported), withoutLessons(t, glossaryFile(t, second))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(want) < 80 {
		t.Errorf("the course has %d terms only", len(want))
	}
	t.Logf("%d terms; lost: %s", len(want), res.Report.Summary(Lost))
}

func withoutLessons(t testing.TB, data []byte) []map[string]any {
	t.Helper()
	var file struct{ Terms []map[string]any }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, term := range file.Terms {
		delete(term, "lesson")
	}
	return file.Terms
}

// TestAddToSite adds the terms of a table to a site that is there: those that
// it has stay, and references find them.
func TestAddToSite(t *testing.T) {
	site := fstest.MapFS{
		"sitegen.yaml":                     {Data: []byte("title: Site\nglossary: {dir: words}\n")},
		"content/words/cache.md":           {Data: []byte("---\ntitle: Cache\naka: [buffer]\ndefinition: Mine.\n---\n")},
		"content/lessons/basics/caches.md": {Data: []byte("# Caches\n\nA queue before the cache.\n")},
	}
	src := fstest.MapFS{"t.csv": {Data: []byte("term,definition,see also,lesson,aka\nQueue,A line.,buffer,caches,\nCACHE,Theirs.,,,\nBuffering,Keeping.,Queue,,Buffer\n")}}
	res, problems, err := Import(src, "t.csv", Options{Name: "t", Site: site})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	var paths []string
	for _, f := range res.Files {
		paths = append(paths, f.Path)
		site[f.Path] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
	}
	// CACHE in capitals is another name than Cache, but no other file.
	if want := []string{"content/words/buffering.md", "content/words/cache-2.md", "content/words/queue.md"}; !slices.Equal(paths, want) {
		t.Errorf("files %v, want %v", paths, want)
	}
	s, errs := buildSite(t, site)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	queue := s.Site().Index.Term("words/queue")
	if !slices.Equal(queue.SeeAlso, []string{"words/cache"}) || queue.Lesson != "lessons/basics/caches" {
		t.Errorf("see also %v, lesson %q", queue.SeeAlso, queue.Lesson)
	}
	if got := s.Site().Index.Term("words/buffering").AKA; len(got) > 0 {
		t.Errorf("the name of another term was taken: %v", got)
	}
}

// TestAddBesidePages does the same where the pages lie beside the
// configuration.
func TestAddBesidePages(t *testing.T) {
	site := fstest.MapFS{
		"sitegen.yaml":               {Data: []byte("title: Site\ncontent: .\n")},
		"index.md":                   {Data: []byte("# Home\n")},
		"glossary/cache.md":          {Data: []byte("---\ntitle: Cache\n---\n")},
		"public/.sitegen-manifest":   {Data: []byte("{}")},
		"public/glossary/queue.md":   {Data: []byte("---\ntitle: Queue\n---\n")},
		"templates/glossary/tamp.md": {Data: []byte("---\ntitle: Tamp\n---\n")},
	}
	src := fstest.MapFS{"t.csv": {Data: []byte("term,definition,see also\nQueue,A line.,Cache\nTamp,Press.,\n")}}
	res, problems, err := Import(src, "t.csv", Options{Name: "t", Site: site})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	if len(res.Files) != 2 || res.Files[0].Path != "glossary/queue.md" || res.Files[1].Path != "glossary/tamp.md" {
		t.Errorf("%v", res.Files)
	}
	if n := res.Report.Counts(Lost)["reference"]; n > 0 {
		t.Error("the site's own term was not found")
	}
}
