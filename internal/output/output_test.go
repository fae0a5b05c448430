package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// apply publishes files; names that begin with "a/" are assets.
func apply(t testing.TB, dir string, opt Options, files map[string]string) Summary {
	t.Helper()
	w, err := Open(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		if _, err := w.Put(name, class(name), []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	sum, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func class(name string) Class {
	if strings.HasPrefix(name, "a/") {
		return Asset
	}
	return Page
}

// read returns the files of a folder, without the manifest.
func read(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if rel, _ := filepath.Rel(dir, path); rel != ManifestName {
			out[rel] = string(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPublish(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	first := map[string]string{"index.html": "one", "x/y/index.html": "deep", "a/s.css": "css"}
	if got := apply(t, dir, Options{}, first); got != (Summary{Added: 3}) {
		t.Errorf("first build: %+v", got)
	}
	if diff := cmp.Diff(first, read(t, dir)); diff != "" {
		t.Error(diff)
	}
	before, err := os.Stat(filepath.Join(dir, "x/y/index.html"))
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(20 * time.Millisecond)
	second := map[string]string{"index.html": "two", "x/y/index.html": "deep", "new.html": "new"}
	if got := apply(t, dir, Options{}, second); got != (Summary{Added: 1, Changed: 1, Unchanged: 1, Deleted: 1}) {
		t.Errorf("second build: %+v", got)
	}
	if diff := cmp.Diff(second, read(t, dir)); diff != "" {
		t.Error(diff)
	}
	after, err := os.Stat(filepath.Join(dir, "x/y/index.html"))
	if err != nil || !after.ModTime().Equal(before.ModTime()) || !os.SameFile(before, after) {
		t.Errorf("an unchanged file was touched: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the emptied folder stayed")
	}
}

func TestForeignFilesStay(t *testing.T) {
	dir := t.TempDir()
	write := func(name, data string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("mine/notes.txt", "mine")
	write("page.html", "somebody's")
	w, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var foreign *ForeignError
	if _, err := w.Put("page.html", Page, []byte("sitegen's")); !errors.As(err, &foreign) || foreign.Path != "page.html" {
		t.Errorf("Put over a foreign file: %v", err)
	}
	if err := w.Abort(); err != nil {
		t.Fatal(err)
	}
	apply(t, dir, Options{Force: true}, map[string]string{"page.html": "sitegen's", "mine/page.html": "x"})
	// A published file that somebody has since made his own is not deleted.
	write("mine/page.html", "changed by hand")
	apply(t, dir, Options{}, map[string]string{"index.html": "x"})
	want := map[string]string{"index.html": "x", "mine/notes.txt": "mine", "mine/page.html": "changed by hand"}
	if diff := cmp.Diff(want, read(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestChangedByHandIsMended(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{"index.html": "right"}
	apply(t, dir, Options{}, files)
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("wrong"), 0o644); err != nil {
		t.Fatal(err)
	}
	w, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if w.Keep("index.html", Page, SumOf([]byte("right"))) {
		t.Error("Keep believed a file that was changed by hand")
	}
	if err := w.Abort(); err != nil {
		t.Fatal(err)
	}
	apply(t, dir, Options{}, files)
	if diff := cmp.Diff(files, read(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestPathsStayInside(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink(t.TempDir(), filepath.Join(dir, "out")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../x", "/x", "a//b", ".", "", ManifestName, stagePrefix + "1/x", "out/x"} {
		w, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Put(name, Page, []byte("x"))
		if err == nil {
			_, err = w.Commit()
		} else {
			_ = w.Abort()
		}
		if err == nil {
			t.Errorf("%q was written", name)
		}
	}
}

func TestAbort(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{"index.html": "one"}
	apply(t, dir, Options{}, files)
	w, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Put("index.html", Page, []byte("two")); err != nil {
		t.Fatal(err)
	}
	if err := w.Abort(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(files, read(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// state is one of two sites of many files that TestKill builds in turn.
func state(n int) map[string]string {
	files := map[string]string{}
	for i := range 200 {
		files[fmt.Sprintf("p/%d/index.html", i)] = strings.Repeat(fmt.Sprintf("%d ", n), 5000+i)
		files[fmt.Sprintf("a/only-in-%d-%d.css", n, i)] = strconv.Itoa(i)
	}
	return files
}

// TestMain lets the test binary be the process that TestKill kills.
func TestMain(m *testing.M) {
	if dir := os.Getenv("SITEGEN_OUTPUT_LOOP"); dir != "" {
		for n := 0; ; n++ {
			w, err := Open(dir, Options{})
			if err != nil {
				panic(err)
			}
			for name, data := range state(n % 2) {
				if _, err := w.Put(name, class(name), []byte(data)); err != nil {
					panic(err)
				}
			}
			if _, err := w.Commit(); err != nil {
				panic(err)
			}
		}
	}
	os.Exit(m.Run())
}

// TestKill kills builds at any moment: every file under its final name must be
// whole, and the next build must set everything right, deletions included.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	a, b := state(0), state(1)
	for round := range 12 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "SITEGEN_OUTPUT_LOOP="+dir)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(40+round*17) * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if stderr.Len() > 0 {
			t.Fatal(stderr.String())
		}
		for name, data := range read(t, dir) {
			if !strings.HasPrefix(name, stagePrefix) && data != a[name] && data != b[name] {
				t.Fatalf("round %d: %s is of neither state (%d bytes)", round, name, len(data))
			}
		}
		// The next build may be of either site.
		want := []map[string]string{a, b}[round%2]
		apply(t, dir, Options{}, want)
		if diff := cmp.Diff(want, read(t, dir)); diff != "" {
			t.Fatalf("round %d: after the next build: %s", round, diff)
		}
	}
}

// TestPutFrom holds that a file which is written as it is made ends as one that
// was put whole.
func TestPutFrom(t *testing.T) {
	dir := t.TempDir()
	long := strings.Repeat("much of the same ", 20_000)
	for _, step := range []struct {
		text string
		want Summary
	}{
		{long, Summary{Added: 1}}, {long, Summary{Unchanged: 1}}, {long + "more", Summary{Changed: 1}},
		{long + "mere", Summary{Changed: 1}}, {"", Summary{Changed: 1}}, {"", Summary{Unchanged: 1}},
	} {
		w, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		sum, err := w.PutFrom("a/large.json", Page, func(to io.Writer) error {
			_, err := io.Copy(to, iotest.OneByteReader(strings.NewReader(step.text)))
			return err
		})
		if err != nil || sum != SumOf([]byte(step.text)) {
			t.Fatalf("%x, %v", sum, err)
		}
		got, err := w.Commit()
		if err != nil || got != step.want {
			t.Errorf("%+v, %v, want %+v", got, err, step.want)
		}
		if data, err := os.ReadFile(filepath.Join(dir, "a/large.json")); err != nil || string(data) != step.text {
			t.Errorf("%d bytes, %v", len(data), err)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, stagePrefix+"*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "theirs"), []byte("by hand"), 0o644); err != nil {
		t.Fatal(err)
	}
	w, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var foreign *ForeignError
	if _, err := w.PutFrom("theirs", Page, func(to io.Writer) error { return nil }); !errors.As(err, &foreign) {
		t.Errorf("over a foreign file: %v", err)
	}
	broken := errors.New("broken")
	if _, err := w.PutFrom("b", Page, func(io.Writer) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if err := w.Abort(); err != nil {
		t.Fatal(err)
	}
}
