package build

import (
	"bytes"
	"context"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"sitegen/internal/cache"
	"sitegen/internal/output"
)

// again builds as a new process does: with what earlier ones left in the
// cache's folder, of which a part is damaged first if damage is 1 or 2. It
// returns the problems as text.
func again(t testing.TB, src fs.FS, kept string, damage int, dir string) string {
	t.Helper()
	if damage == 1 || damage == 2 {
		spoil(t, kept, uint64(damage))
	}
	opt := options(src)
	opt.Cache = cache.Open(kept, cache.KeyOf([]byte("test")))
	defer opt.Cache.Close()
	_, problems, err := New(opt).Build(context.Background(), dir, output.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := problems.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// spoil changes a byte of every file in the folder, or cuts the files off.
func spoil(t testing.TB, dir string, how uint64) {
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(how, uint64(len(names))))
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil || len(data) == 0 {
			t.Fatal(name, err)
		}
		at := random.IntN(len(data))
		if how == 1 {
			data[at]++
		} else {
			data = data[:at]
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCacheSpares holds that a new process parses and renders only what
// changed, and finds a site that is up to date without building it.
func TestCacheSpares(t *testing.T) {
	e := newEditable(map[string]string{
		"sitegen.yaml":                   "title: A\n",
		"content/glossary/cache.md":      "---\ntitle: Cache\n---\n\nA store near by.\n",
		"content/lessons/basics/one.md":  "---\ntitle: One\n---\n\nThe cache. ![p](pic.png)\n",
		"content/lessons/basics/two.md":  "---\ntitle: Two\n---\n\nAnother cache.\n",
		"content/lessons/basics/pic.png": "no picture",
	})
	base := t.TempDir()
	dir, kept := filepath.Join(base, "public"), filepath.Join(base, "cache")
	build := func(change func(*Options)) (*Report, map[string]bool) {
		t.Helper()
		stages := map[string]bool{}
		opt := options(sources{e})
		opt.Cache = cache.Open(kept, cache.KeyOf([]byte("test")))
		defer opt.Cache.Close()
		opt.Timing = func(stage string, _ time.Duration) { stages[stage] = true }
		if change != nil {
			change(&opt)
		}
		rep, problems, err := New(opt).Build(context.Background(), dir, output.Options{})
		if err != nil || rep == nil {
			t.Fatal(err, problems)
		}
		return rep, stages
	}
	first, _ := build(nil)
	if first.Rendered < 10 || first.Added != first.Files {
		t.Errorf("first: %+v", first)
	}
	second, stages := build(nil)
	if stages["parse"] || stages["write"] || second.Unchanged != first.Files || second.Links != first.Links || second.Files != first.Files {
		t.Errorf("nothing changed: %+v, stages %v", second, stages)
	}
	e.write("content/lessons/basics/two.md", "---\ntitle: Two\n---\n\nAnother word for a cache.\n")
	third, _ := build(nil)
	if third.Changed == 0 || third.Changed > 6 || third.Rendered > first.Rendered/2 {
		t.Errorf("a lesson changed: %+v of %d", third, first.Rendered)
	}
	e.write("content/lessons/basics/pic.png", "another")
	if fourth, _ := build(nil); fourth.Changed != 1 {
		t.Errorf("a picture changed: %+v", fourth)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("by hand"), 0o644); err != nil {
		t.Fatal(err)
	}
	if fifth, _ := build(nil); fifth.Changed != 1 {
		t.Errorf("a published file was changed by hand: %+v", fifth)
	}
	if sixth, stages := build(func(o *Options) { o.Drafts = true }); !stages["parse"] || sixth.Changed != 0 {
		t.Errorf("other options: %+v, stages %v", sixth, stages)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if seventh, _ := build(nil); seventh.Added != first.Files {
		t.Errorf("the folder is gone: %+v", seventh)
	}
}

// TestSourceLostUnderWay holds that a build whose sources change while bodies
// are looked for again fails, rather than mixing two states.
func TestSourceLostUnderWay(t *testing.T) {
	e := newEditable(map[string]string{"content/glossary/cache.md": "---\ntitle: Cache\n---\n\nA store near by.\n"})
	kept := t.TempDir()
	opt := options(sources{e})
	opt.Cache = cache.Open(kept, cache.KeyOf([]byte("test")))
	b := New(opt)
	snap, problems, err := b.Snapshot(context.Background())
	if err != nil || snap == nil {
		t.Fatal(err, problems)
	}
	opt.Cache.Close() // what was kept is lost
	f, ok := snap.File("glossary/cache/index.html")
	if !ok {
		t.Fatal("no page")
	}
	var page bytes.Buffer
	runtime.GC() // and let go of
	if err := f.Render(&page); err != nil || !strings.Contains(page.String(), "A store near by.") {
		t.Errorf("parsed again: %v", err)
	}
	runtime.GC()
	e.write("content/glossary/cache.md", "---\ntitle: Cache\n---\n\nSomething else.\n")
	if err := f.Render(&page); err == nil || !strings.Contains(err.Error(), "content/glossary/cache.md: changed while the site was being built") {
		t.Errorf("changed under way: %v", err)
	}
}
