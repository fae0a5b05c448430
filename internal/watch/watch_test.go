package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// awake waits for a wake-up.
func awake(t *testing.T, w *Watcher, what string) {
	t.Helper()
	select {
	case <-w.Wakeups():
	case <-time.After(5 * time.Second):
		t.Fatalf("%s woke nobody", what)
	}
}

// asleep holds that there is no (further) wake-up.
func asleep(t *testing.T, w *Watcher, what string) {
	t.Helper()
	select {
	case <-w.Wakeups():
		t.Fatalf("%s woke somebody", what)
	case <-time.After(300 * time.Millisecond):
	}
}

func TestWays(t *testing.T) {
	for _, poll := range []bool{false, true} {
		t.Run(fmt.Sprintf("poll=%v", poll), func(t *testing.T) {
			dir := t.TempDir()
			content := filepath.Join(dir, "content")
			write := func(name, text string) {
				t.Helper()
				if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			write("content/a.md", "a")
			elsewhere := t.TempDir()
			w, err := New([]string{content, filepath.Join(dir, "sitegen.yaml"), filepath.Join(dir, "templates")}, Options{
				Poll: poll, Interval: 20 * time.Millisecond,
				Ignore: func(p string) bool { return strings.HasSuffix(p, "~") },
			})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			asleep(t, w, "nothing")
			step := func(what string, do func() error) {
				t.Helper()
				if err := do(); err != nil {
					t.Fatal(err)
				}
				awake(t, w, what)
				time.Sleep(150 * time.Millisecond)
				for len(w.Wakeups()) > 0 {
					<-w.Wakeups()
				}
			}
			step("writing in place", func() error { write("content/a.md", "changed"); return nil })
			step("writing beside and renaming", func() error {
				write("content/.a.md.tmp", "renamed over")
				return os.Rename(filepath.Join(content, ".a.md.tmp"), filepath.Join(content, "a.md"))
			})
			step("a new folder with a file", func() error { write("content/new/deep/b.md", "b"); return nil })
			step("a file in the new folder", func() error { write("content/new/deep/c.md", "c"); return nil })
			step("renaming a folder", func() error { return os.Rename(filepath.Join(content, "new"), filepath.Join(content, "newer")) })
			step("a file in the renamed folder", func() error { write("content/newer/deep/d.md", "d"); return nil })
			step("a rename by letter case", func() error { return os.Rename(filepath.Join(content, "a.md"), filepath.Join(content, "A.md")) })
			step("deleting", func() error { return os.RemoveAll(filepath.Join(content, "newer")) })
			step("a configuration that did not exist", func() error { write("sitegen.yaml", "title: x"); return nil })
			step("a folder of templates that did not exist", func() error { write("templates/term.html", "x"); return nil })
			step("a linked folder", func() error { return os.Symlink(elsewhere, filepath.Join(content, "linked")) })
			step("a file behind the link", func() error {
				return os.WriteFile(filepath.Join(elsewhere, "e.md"), []byte("e"), 0o644)
			})
			if err := os.WriteFile(filepath.Join(content, "A.md~"), []byte("backup"), 0o644); err != nil {
				t.Fatal(err)
			}
			if !poll { // polling sees the folder's own time change
				asleep(t, w, "an ignored file")
				write("README.md", "beside")
				asleep(t, w, "a file beside the roots")
			}
		})
	}
}

// TestBurst holds that the switch of a branch wakes once.
func TestBurst(t *testing.T) {
	dir := t.TempDir()
	w, err := New([]string{dir}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for i := range 1000 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.md", i)), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	awake(t, w, "a burst")
	asleep(t, w, "what was left of the burst")
}

func TestClose(t *testing.T) {
	for _, poll := range []bool{false, true} {
		w, err := New([]string{t.TempDir()}, Options{Poll: poll})
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() { w.Close(); w.Close(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			t.Fatal("Close does not return")
		}
	}
}
