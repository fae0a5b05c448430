package build

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitegen/internal/output"
	"sitegen/static"
	"sitegen/templates"
)

// editable is a source folder that tests change.
type editable struct {
	files fstest.MapFS
	clock time.Time
}

func newEditable(files map[string]string) *editable {
	e := &editable{files: fstest.MapFS{}, clock: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	for name, text := range files {
		e.write(name, text)
	}
	return e
}

// write gives the file a later time than any before, long past: so the fast
// path by size and time is taken for all others.
func (e *editable) write(name, text string) {
	e.clock = e.clock.Add(10 * time.Second)
	e.files[name] = &fstest.MapFile{Data: []byte(text), ModTime: e.clock, Mode: 0o644}
}

// at freezes the folder, so that a builder reads one state.
func (e *editable) at() fs.FS { return maps.Clone(e.files) }

// options are those of a build in tests.
func options(src fs.FS) Options {
	return Options{Source: src, Templates: templates.FS, Static: static.FS, Today: "2029-01-01"}
}

// sources lets one Builder read the folder as it is at each build.
type sources struct{ *editable }

func (s sources) Open(name string) (fs.File, error) { return s.files.Open(name) }

// publish builds into dir and returns the problems as text.
func publish(t testing.TB, b *Builder, dir string) string {
	t.Helper()
	ctx := context.Background()
	s, problems, err := b.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if !problems.HasErrors() {
		_, failed, err := b.Publish(ctx, s, dir, output.Options{})
		if err != nil {
			t.Fatal(err)
		}
		problems = append(problems, failed...)
	}
	var text bytes.Buffer
	if err := problems.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// tree reads a published folder.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out[rel] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// randomSite draws a small site in which everything can refer to everything.
var words = []string{"cache", "queue", "session", "stateless", "stateful system", "load balancer", "token", "API", "shard", "replica"}

func termText(t *rapid.T, name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %q\n", strings.ToUpper(name[:1])+name[1:])
	if rapid.Bool().Draw(t, "has definition") {
		fmt.Fprintf(&b, "definition: %q\n", "A "+rapid.SampledFrom(words).Draw(t, "in definition")+" of sorts "+rapid.StringMatching(`[a-z]{3}`).Draw(t, "noise"))
	}
	if rapid.Bool().Draw(t, "has category") {
		fmt.Fprintf(&b, "category: %s\n", rapid.SampledFrom([]string{"basics", "advanced", "other"}).Draw(t, "category"))
	}
	if rapid.IntRange(0, 5).Draw(t, "aka") == 0 {
		fmt.Fprintf(&b, "aka: [%q]\n", rapid.SampledFrom([]string{"thing", "LB", "store"}).Draw(t, "other name")+" "+name)
	}
	if rapid.IntRange(0, 5).Draw(t, "alias") == 0 {
		fmt.Fprintf(&b, "aliases: [/old/%s/]\n", strings.ReplaceAll(name, " ", "-"))
	}
	if rapid.IntRange(0, 7).Draw(t, "link") == 0 {
		b.WriteString("link: false\n")
	}
	return b.String() + "---\n\n" + bodyText(t)
}

func lessonText(t *rapid.T, title string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %q\nsummary: %q\nlevel: %s\norder: %d\n", title, "About the "+rapid.SampledFrom(words).Draw(t, "summary"),
		rapid.SampledFrom([]string{"foundation", "intermediate", "advanced"}).Draw(t, "level"), rapid.IntRange(1, 3).Draw(t, "order"))
	if rapid.Bool().Draw(t, "tags") {
		fmt.Fprintf(&b, "tags: [%s]\n", rapid.SampledFrom([]string{"a", "b", "a, b"}).Draw(t, "tag list"))
	}
	if rapid.IntRange(0, 6).Draw(t, "draft") == 0 {
		b.WriteString("draft: true\n")
	}
	if rapid.IntRange(0, 3).Draw(t, "date") == 0 {
		b.WriteString("date: 2026-03-0" + fmt.Sprint(rapid.IntRange(1, 9).Draw(t, "day")) + "\n")
	}
	return b.String() + "---\n\n" + bodyText(t)
}

func bodyText(t *rapid.T) string {
	var b strings.Builder
	for range rapid.IntRange(1, 3).Draw(t, "paragraphs") {
		switch rapid.IntRange(0, 6).Draw(t, "block") {
		case 0:
			b.WriteString("## About " + rapid.SampledFrom(words).Draw(t, "heading") + "\n\n")
		case 1:
			b.WriteString("```go\nfunc " + rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "code") + "() {}\n```\n\n")
		case 2:
			b.WriteString("[a lesson](/lessons/basics/one/) and ![p](pic.png) {{< box \"x\" >}}the cache{{< /box >}}\n\n")
		}
		fmt.Fprintf(&b, "The %s meets a %s, not [[!%s]].\n\n", rapid.SampledFrom(words).Draw(t, "w1"), rapid.SampledFrom(words).Draw(t, "w2"), rapid.SampledFrom(words).Draw(t, "w3"))
	}
	return b.String()
}

// edit changes one thing of the site.
func edit(t *rapid.T, e *editable) string {
	names := slices.Sorted(maps.Keys(e.files))
	termFile := func() string {
		return "content/glossary/" + strings.ReplaceAll(rapid.SampledFrom(words).Draw(t, "term"), " ", "-") + ".md"
	}
	lessonFile := func() string {
		return "content/lessons/" + rapid.SampledFrom([]string{"basics", "advanced"}).Draw(t, "folder") + "/" + rapid.SampledFrom([]string{"one", "two", "three"}).Draw(t, "lesson") + ".md"
	}
	switch kind := rapid.SampledFrom([]string{"term", "term", "lesson", "lesson", "delete", "rename", "template", "no template", "config", "static", "picture", "category", "same"}).Draw(t, "edit"); kind {
	case "term":
		f := termFile()
		e.write(f, termText(t, strings.ReplaceAll(strings.TrimSuffix(filepath.Base(f), ".md"), "-", " ")))
		return kind + " " + f
	case "lesson":
		f := lessonFile()
		e.write(f, lessonText(t, "Lesson "+strings.TrimSuffix(filepath.Base(f), ".md")))
		return kind + " " + f
	case "delete":
		f := rapid.SampledFrom(names).Draw(t, "file")
		delete(e.files, f)
		return kind + " " + f
	case "rename":
		f := rapid.SampledFrom(names).Draw(t, "file")
		to := strings.TrimSuffix(f, ".md") + "-moved.md"
		if strings.HasSuffix(f, ".md") && !strings.Contains(f, "moved") {
			e.files[to] = e.files[f]
			delete(e.files, f)
		}
		return kind + " " + f
	case "template":
		e.write("templates/shortcodes/box.html", `<div class="box">{{.Inner}} `+rapid.SampledFrom([]string{"one", "two"}).Draw(t, "template text")+`</div>`)
	case "no template":
		delete(e.files, "templates/shortcodes/box.html")
	case "config":
		e.write("sitegen.yaml", fmt.Sprintf("title: %q\nbase_url: %q\nglossary: {link: %s}\n", rapid.SampledFrom([]string{"A", "B"}).Draw(t, "title"),
			rapid.SampledFrom([]string{"https://example.org/", "https://example.org/docs/"}).Draw(t, "base"), rapid.SampledFrom([]string{"section", "page", "all", "none"}).Draw(t, "mode")))
	case "static":
		e.write("static/assets/extra.css", "body { color: "+rapid.SampledFrom([]string{"red", "blue"}).Draw(t, "colour")+" }")
	case "picture":
		e.write("content/lessons/basics/pic.png", rapid.SampledFrom([]string{"one", "two"}).Draw(t, "bytes"))
	case "category":
		e.write("content/lessons/basics/_index.md", fmt.Sprintf("---\ntitle: Basics %d\norder: %d\n---\n\nAbout the cache.\n", rapid.IntRange(1, 2).Draw(t, "name"), rapid.IntRange(1, 2).Draw(t, "order")))
	case "same":
		f := rapid.SampledFrom(names).Draw(t, "file")
		e.write(f, string(e.files[f].Data))
	}
	return ""
}

// TestIncrementalEqualsClean makes random sequences of edits, and after each
// compares what a long-lived builder published with what a new one publishes
// into an empty folder, at 1, 2 and 8 workers.
func TestIncrementalEqualsClean(t *testing.T) {
	base := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		e := newEditable(map[string]string{
			"sitegen.yaml":                     "title: A\nbase_url: https://example.org/\n",
			"content/index.md":                 "---\ntitle: Home\n---\n\nThe cache of the home page.\n",
			"content/glossary/cache.md":        "---\ntitle: Cache\n---\n\nA store near by.\n",
			"content/glossary/session.md":      "---\ntitle: Session\nsee_also: []\n---\n\nA talk with a cache.\n",
			"content/lessons/basics/_index.md": "---\ntitle: Basics\n---\n",
			"content/lessons/basics/one.md":    "---\ntitle: One\nlevel: foundation\n---\n\nThe cache and the session. See ![p](pic.png).\n",
		})
		opt := options(sources{e})
		opt.Workers = rapid.SampledFrom([]int{1, 2, 8}).Draw(rt, "workers")
		long := New(opt)
		kept := filepath.Join(base, fmt.Sprint(n), "kept")
		publish(t, long, kept)
		for step := range rapid.IntRange(1, 6).Draw(rt, "steps") {
			what := edit(rt, e)
			before := tree(t, kept)
			got := publish(t, long, kept)
			damage := rapid.IntRange(0, 9).Draw(rt, "damage")
			process := again(t, sources{e}, filepath.Join(base, fmt.Sprint(n), "cache"), damage, filepath.Join(base, fmt.Sprint(n), "process"))
			clean := filepath.Join(base, fmt.Sprint(n), fmt.Sprint(step))
			fresh := options(sources{e})
			fresh.Workers = rapid.SampledFrom([]int{1, 2, 8}).Draw(rt, "workers of the clean build")
			want := publish(t, New(fresh), clean)
			if got != want {
				rt.Fatalf("after %s: problems differ (-clean +incremental)\n%s", what, cmp.Diff(want, got))
			}
			if process != want {
				rt.Fatalf("after %s: problems of a new process differ (-clean +cached)\n%s", what, cmp.Diff(want, process))
			}
			after := tree(t, kept)
			wanted := map[string]string{}
			if _, err := os.Stat(clean); err == nil {
				wanted = tree(t, clean)
			} else {
				wanted = before // the build failed: the old site stays whole
			}
			if diff := cmp.Diff(wanted, after); diff != "" {
				rt.Fatalf("after %s: incremental differs from clean (-clean +incremental)\n%s", what, diff)
			}
			if _, err := os.Stat(clean); err == nil {
				if diff := cmp.Diff(wanted, tree(t, filepath.Join(base, fmt.Sprint(n), "process"))); diff != "" {
					rt.Fatalf("after %s: a new process differs from clean (-clean +cached)\n%s", what, diff)
				}
			}
		}
		_ = os.RemoveAll(filepath.Join(base, fmt.Sprint(n)))
	})
}
