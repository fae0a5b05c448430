package build

import (
	"context"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"sitegen/internal/output"
)

var update = flag.Bool("update", false, "rewrite golden files")

// archive reads a txtar file as a site's folder. In it \x00 and the like stand
// for bytes that a text file should not hold.
func archive(t testing.TB, file string) (fstest.MapFS, string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a := txtar.Parse(data)
	site, want := fstest.MapFS{}, ""
	escapes := strings.NewReplacer(`\x00`, "\x00", `\xff`, "\xff", `\ufeff`, "\ufeff", `\r`, "\r")
	for _, f := range a.Files {
		if f.Name == "want" {
			want = string(f.Data)
			continue
		}
		site[f.Name] = &fstest.MapFile{Data: []byte(escapes.Replace(string(f.Data))), Mode: 0o644}
	}
	return site, want
}

// TestErrors builds the sites under testdata/errors, each with some mistakes,
// and compares what is reported. Every case whose site has an error must leave
// the output folder untouched.
func TestErrors(t *testing.T) {
	files, err := filepath.Glob("testdata/errors/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			site, want := archive(t, file)
			dir := t.TempDir()
			got := publish(t, New(options(site)), dir)
			if *update {
				rewrite(t, file, got)
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("problems differ (-want +got); go test -update rewrites them\n%s", diff)
			}
			if entries, _ := os.ReadDir(dir); failed(got) && len(entries) > 0 {
				t.Errorf("a failed build wrote %d files", len(entries))
			}
		})
	}
}

// failed reports whether the listed problems include an error.
func failed(text string) bool {
	for _, line := range strings.Split(text, "\n") {
		if line != "" && !strings.HasPrefix(line, " ") && !strings.Contains(line, ": warning: ") && !strings.Contains(line, ": note: ") {
			return true
		}
	}
	return false
}

// rewrite replaces the file "want" of an archive.
func rewrite(t *testing.T, file, want string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a := txtar.Parse(data)
	out := *a
	out.Files = nil
	for _, f := range a.Files {
		if f.Name != "want" {
			out.Files = append(out.Files, f)
		}
	}
	out.Files = append(out.Files, txtar.File{Name: "want", Data: []byte(want)})
	if err := os.WriteFile(file, txtar.Format(&out), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestOddFiles holds that a site of odd but right files builds without a word.
func TestOddFiles(t *testing.T) {
	deep := strings.Repeat("> ", 80) + "deep\n\n" + strings.Repeat("- ", 80) + "deep\n"
	site := fstest.MapFS{
		"content/index.md":          {Data: []byte("\ufeff---\r\ntitle: Home\r\n---\r\n\r\nText.\r\n")},
		"content/empty.md":          {Data: []byte("---\ntitle: Empty\n---\n")},
		"content/deep.md":           {Data: []byte("---\ntitle: Deep\n---\n\n" + deep)},
		"content/glossary/cache.md": {Data: []byte("---\r\ntitle: Cache\r\n---\r\nA store.\r\n")},
		"content/.git/config":       {Data: []byte("x")},
		"content/backup.md~":        {Data: []byte("---\ntitle: [\n")},
	}
	dir := t.TempDir()
	if got := publish(t, New(options(site)), dir); failed(got) {
		t.Errorf("problems: %s", got)
	}
	if _, err := os.Stat(filepath.Join(dir, "glossary/cache/index.html")); err != nil {
		t.Error(err)
	}
}

// TestHugePage holds that a page of 50 MB is built.
func TestHugePage(t *testing.T) {
	if testing.Short() {
		t.Skip("50 MB take their time: not with -short")
	}
	text := "---\ntitle: Huge\n---\n\n" + strings.Repeat("A cache is a store near by, and this sentence is long enough.\n\n", 50<<20/64)
	site := fstest.MapFS{
		"content/huge.md":           {Data: []byte(text)},
		"content/glossary/cache.md": {Data: []byte("---\ntitle: Cache\n---\nA store.\n")},
	}
	dir := t.TempDir()
	if got := publish(t, New(options(site)), dir); failed(got) {
		t.Errorf("problems: %s", got)
	}
	if info, err := os.Stat(filepath.Join(dir, "huge/index.html")); err != nil || info.Size() < 50<<20 {
		t.Errorf("the page: %v, %v", info, err)
	}
}

// TestLinksInTree holds what symbolic links do, on a real file system.
func TestLinksInTree(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, name string) {
		t.Helper()
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	write("site/content/index.md", "---\ntitle: Home\n---\n")
	write("site/shared/cache.md", "---\ntitle: Cache\n---\nA store.\n")
	write("secret.md", "---\ntitle: Secret\n---\n")
	if err := os.Mkdir(filepath.Join(dir, "site/content/glossary"), 0o755); err != nil {
		t.Fatal(err)
	}
	link("../../shared/cache.md", "site/content/glossary/cache.md")
	link("../shared", "site/content/more")
	build := func() (string, *Snapshot) {
		b := New(options(os.DirFS(filepath.Join(dir, "site"))))
		s, problems, err := b.Snapshot(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		if err := problems.WriteText(&text); err != nil {
			t.Fatal(err)
		}
		return text.String(), s
	}
	if text, s := build(); s == nil {
		t.Fatalf("links inside the site: %s", text)
	} else if _, ok := s.File("glossary/cache/index.html"); !ok {
		t.Error("a linked term has no page")
	} else if _, ok := s.File("more/cache/index.html"); !ok {
		t.Error("a page of a linked folder is missing")
	}
	link("..", "site/content/up")
	link("../../secret.md", "site/content/out.md")
	link("/etc/hostname", "site/content/absolute.md")
	link("nothing.md", "site/content/dangling.md")
	link("a", "site/content/b")
	link("b", "site/content/a")
	text, s := build()
	if s != nil {
		t.Error("links out of the tree were accepted")
	}
	for _, want := range []string{
		"content/up: the symbolic link leads back to a folder that contains it",
		"content/out.md: the symbolic link leads out of the site's folder",
		"content/absolute.md: the symbolic link leads out of the site's folder",
		"content/dangling.md: the symbolic link leads to a file that does not exist",
		"content/a: the symbolic link leads in a circle",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
}

// unreadableFS is a file system in which one file must not be read.
type unreadableFS struct{ fstest.MapFS }

func (f unreadableFS) Open(name string) (fs.File, error) {
	if name == "content/secret.md" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.Open(name)
}

func (f unreadableFS) ReadFile(name string) ([]byte, error) {
	if name == "content/secret.md" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.ReadFile(name)
}

func TestUnreadableFile(t *testing.T) {
	site := unreadableFS{fstest.MapFS{
		"content/index.md":  {Data: []byte("---\ntitle: Home\n---\n")},
		"content/secret.md": {Data: []byte("---\ntitle: Secret\n---\n")},
	}}
	got := publish(t, New(options(site)), t.TempDir())
	if !strings.Contains(got, "content/secret.md: cannot be read: permission denied") || !failed(got) {
		t.Errorf("got: %s", got)
	}
}

// TestFailedPublish holds that a template which fails while pages are rendered
// leaves the old site whole.
func TestFailedPublish(t *testing.T) {
	e := newEditable(map[string]string{
		"content/index.md":              "---\ntitle: Home\n---\n\n{{< box >}}\n",
		"templates/shortcodes/box.html": "fine",
	})
	b, dir := New(options(sources{e})), t.TempDir()
	if got := publish(t, b, dir); failed(got) {
		t.Fatal(got)
	}
	before := tree(t, dir)
	e.write("templates/shortcodes/box.html", "{{index .Args 3}}")
	got := publish(t, b, dir)
	if !strings.Contains(got, "templates/shortcodes/box.html:1") || !strings.Contains(got, "content/index.md:5:1") {
		t.Errorf("the failure names no template and no place in the content: %s", got)
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Errorf("the old site changed: %s", diff)
	}
}

// TestForeignFiles holds that files of others stay.
func TestForeignFiles(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine.txt"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	e := newEditable(map[string]string{"content/index.md": "---\ntitle: Home\n---\n", "content/a.md": "---\ntitle: A\n---\n"})
	b := New(options(sources{e}))
	publish(t, b, dir)
	delete(e.files, "content/a.md")
	publish(t, b, dir)
	if _, err := os.Stat(filepath.Join(dir, "a")); err == nil {
		t.Error("the page of a deleted source is still there")
	}
	if _, err := os.Stat(filepath.Join(dir, "mine.txt")); err != nil {
		t.Error(err)
	}
	s, _, err := b.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "index.html"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.Publish(context.Background(), s, other, output.Options{}); err == nil {
		t.Error("a foreign file was overwritten")
	}
}
