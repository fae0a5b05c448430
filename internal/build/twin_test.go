package build

import (
	"context"
	"testing"
	"testing/fstest"
)

// TestTwinsExist holds that each page which names a Markdown twin has one, the
// texts of categories, of folders or only named, among them.
func TestTwinsExist(t *testing.T) {
	text := func(head string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\n" + head + "\n---\n\nText.\n")}
	}
	b := New(options(fstest.MapFS{
		"content/index.md":                 text("title: Home"),
		"content/about.md":                 text("title: About"),
		"content/glossary/_index.md":       text("title: Words"),
		"content/glossary/cache.md":        text("title: Cache\ncategory: storage\ntags: [speed]"),
		"content/categories/storage.md":    text("title: Storage"),
		"content/lessons/_index.md":        text("title: Course"),
		"content/lessons/basics/_index.md": text("title: Basics"),
		"content/lessons/basics/one.md":    text("title: One"),
		"content/lessons/more/two.md":      text("title: Two"),
	}))
	s, problems, err := b.Snapshot(context.Background())
	if err != nil || s == nil {
		t.Fatal(err, problems)
	}
	offered := 0
	for _, f := range s.Files() {
		if f.view == nil {
			continue
		}
		page, ok := f.view().(bodied)
		if !ok || page.Base().Markdown == "" {
			continue
		}
		offered++
		if _, ok := s.File(page.Base().Markdown[1:]); !ok {
			t.Errorf("%s names the twin %s, which there is not", f.Path, page.Base().Markdown)
		}
	}
	if offered < 9 {
		t.Errorf("only %d pages offer a twin", offered)
	}
}
