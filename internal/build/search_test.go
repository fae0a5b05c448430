package build

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// TestSearchIsMadeWhenAsked holds that the dev server pays for the search index
// when a reader searches, not when an author saves; and that it is then that of
// the newest text.
func TestSearchIsMadeWhenAsked(t *testing.T) {
	e := newEditable(map[string]string{
		"sitegen.yaml":              "title: T\nbase_url: https://example.org/\n",
		"content/glossary/cache.md": "---\ntitle: Cache\n---\n\nA copy.\n",
		"content/about.md":          "---\ntitle: About\n---\n\nText.\n",
	})
	b := New(options(sources{e}))
	snapshot := func() *Snapshot {
		t.Helper()
		s, problems, err := b.Snapshot(context.Background())
		if err != nil || s == nil {
			t.Fatal(err, problems)
		}
		return s
	}
	get := func(s *Snapshot, path string) []byte {
		t.Helper()
		f, ok := s.File(path)
		if !ok {
			t.Fatalf("no %s", path)
		}
		var buf bytes.Buffer
		if err := f.Render(&buf); err != nil {
			t.Fatal(err)
		}
		return bytes.Clone(buf.Bytes())
	}
	s := snapshot()
	get(s, "about/index.html")
	get(s, "search/index.html")
	if s.searches.files != nil {
		t.Error("the index is made to show a page")
	}
	before := get(s, "search/index.bin")
	for _, f := range s.searchFiles().list {
		if !bytes.Equal(get(s, f.Path), get(s, f.Path)) || !strings.HasPrefix(f.Path, "search/") {
			t.Error(f.Path)
		}
	}
	made := s.searches.nodes
	if made == nil {
		t.Fatal("the index is not kept")
	}

	e.write("content/about.md", "---\ntitle: About\n---\n\nAnother text with zebras.\n")
	s = snapshot()
	get(s, "about/index.html")
	if s.searches.files != nil && &s.searches.nodes[0] != &made[0] {
		t.Error("the index is made anew to show an edited page")
	}
	if bytes.Equal(get(s, "search/index.bin"), before) {
		t.Error("the index is that of the old text")
	}
	// What an older page asks for is gone, and is not taken for another file.
	if _, ok := s.File("search/w.0000000000.bin"); ok {
		t.Error("a file that never was")
	}
}
