package build

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// TestLastUpdated takes the day of a page's last change from its author, else
// from the history, which is read once and only where it is wanted.
func TestLastUpdated(t *testing.T) {
	site := newEditable(map[string]string{
		"sitegen.yaml":              "base_url: https://example.org/\nlast_updated: true\n",
		"content/glossary/own.md":   "---\ntitle: Own\nupdated: 2026-03-04\n---\nA.\n",
		"content/glossary/other.md": "---\ntitle: Other\n---\nB.\n",
		"content/glossary/new.md":   "---\ntitle: New\n---\nC.\n",
		"content/about.md":          "---\ntitle: About\n---\nD.\n",
	})
	asked := 0
	opt := options(sources{site})
	opt.History = func(context.Context) (map[string]time.Time, error) {
		asked++
		day := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
		return map[string]time.Time{"content/glossary/own.md": day, "content/glossary/other.md": day, "content/about.md": day}, nil
	}
	b, dir := New(opt), t.TempDir()
	for range 2 {
		if got := publish(t, b, dir); strings.Contains(got, "no history") {
			t.Fatal(got)
		}
		site.write("content/about.md", "---\ntitle: About us\n---\nD.\n")
	}
	if asked != 1 {
		t.Errorf("the history was read %d times", asked)
	}
	files := tree(t, dir)
	for page, want := range map[string]string{"glossary/own": "4 March 2026", "glossary/other": "2 January 2026", "about": "2 January 2026", "glossary/new": ""} {
		html := files[page+"/index.html"]
		if has := strings.Contains(html, "<time"); has != (want != "") || !strings.Contains(html, want) {
			t.Errorf("%s does not say that it was updated on %q", page, want)
		}
	}
	if !strings.Contains(files["sitemap.xml"], "<lastmod>2026-01-02</lastmod>") {
		t.Error("the sitemap does not know when a page changed")
	}

	opt.History = func(context.Context) (map[string]time.Time, error) { return nil, errors.New("no such thing") }
	if got := publish(t, New(opt), t.TempDir()); !strings.Contains(got, "last_updated has no history to read: no such thing") {
		t.Errorf("a history that cannot be read is told as %s", got)
	}
	opt.History = func(context.Context) (map[string]time.Time, error) {
		t.Error("a site that does not want its history had it read")
		return nil, nil
	}
	site.write("sitegen.yaml", "base_url: https://example.org/\n")
	publish(t, New(opt), t.TempDir())
}
