package build

import (
	"strings"
	"testing"

	"sitegen/internal/view"
)

// TestPageNav holds which plain pages have a navigation at their side, and what
// is in it.
func TestPageNav(t *testing.T) {
	page := func(title string) string { return "---\ntitle: " + title + "\n---\nText.\n" }
	s := snapshot(t, New(options(newEditable(map[string]string{
		"content/index.md":              page("Home"),
		"content/about.md":              page("About"),
		"content/guide/_index.md":       page("Guide"),
		"content/guide/first.md":        page("First"),
		"content/guide/deep/_index.md":  page("Deep"),
		"content/guide/deep/second.md":  page("Second"),
		"content/guide/loose/third.md":  page("Third"),
		"content/nobody/introduces.md":  page("Alone"),
		"content/nobody/introduces2.md": page("Alone too"),
	}).at())))
	nav := func(id string) string {
		return string(s.plainView(s.byID[id]).(*view.Plain).Nav.Markup)
	}
	for _, id := range []string{"about", "nobody/introduces"} {
		if got := nav(id); got != "" {
			t.Errorf("%s has the navigation %s", id, got)
		}
	}
	for id, n := range s.byID {
		if !strings.HasPrefix(n.entry.URL, "/guide/") {
			continue
		}
		got, at := nav(id), 0
		for _, title := range []string{"Guide", "Deep", "First", "Third", "Deep", "Second"} {
			i := strings.Index(got[at:], ">"+title+"</a>")
			if i < 0 {
				t.Fatalf("%s: no %s after the first %d bytes of %s", id, title, at, got)
			}
			at += i + 1
		}
		if n := strings.Count(got, "<a "); n != 6 {
			t.Errorf("%s: %d links in %s", id, n, got)
		}
	}
}
