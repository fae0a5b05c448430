package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitegen/internal/benchsite"
)

// TestEdits holds that each edit finds what it edits in a synthetic site, and
// that it can be taken back.
func TestEdits(t *testing.T) {
	site, before := t.TempDir(), t.TempDir()
	for _, dir := range []string{site, before} {
		if err := benchsite.Write(dir, os.DirFS("../../../content"), benchsite.Of(300)); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range edits[1:] { // the first edits nothing
		undo, err := e.make(site)
		if err != nil {
			t.Fatalf("%s: %v", e.name, err)
		}
		if sameTrees(site, before) == nil {
			t.Errorf("%s: nothing differs", e.name)
		}
		if err := undo(); err != nil {
			t.Fatal(err)
		}
		if err := sameTrees(site, before); err != nil {
			t.Errorf("%s: %v", e.name, err)
		}
	}
}

// TestSameTrees holds that every difference of two folders is found.
func TestSameTrees(t *testing.T) {
	large := strings.Repeat("x", 200_000)
	for name, c := range map[string]struct {
		a, b map[string]string
		same bool
	}{
		"alike":       {map[string]string{"a": large, "b/c": "1", "d": ""}, map[string]string{"a": large, "b/c": "1", "d": ""}, true},
		"one byte":    {map[string]string{"a": large + "1"}, map[string]string{"a": large + "2"}, false},
		"longer":      {map[string]string{"a": large}, map[string]string{"a": large + "2"}, false},
		"shorter":     {map[string]string{"a": large[:65536]}, map[string]string{"a": large[:65535]}, false},
		"one more":    {map[string]string{"a": ""}, map[string]string{"a": "", "b": ""}, false},
		"one missing": {map[string]string{"a": "", "b": ""}, map[string]string{"a": ""}, false},
	} {
		dirs := [2]string{t.TempDir(), t.TempDir()}
		for i, files := range []map[string]string{c.a, c.b} {
			for file, text := range files {
				file = filepath.Join(dirs[i], filepath.FromSlash(file))
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := sameTrees(dirs[0], dirs[1]); (err == nil) != c.same {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTable holds that medians stand in the row and column that they belong to.
func TestTable(t *testing.T) {
	var tab table
	small, large := tab.column(100), tab.column(200)
	for _, n := range []time.Duration{3, 1, 2} {
		small.add("build", sample{wall: n * time.Second, cpu: 2 * n * time.Second, peak: int64(n) << 20})
	}
	large.add("build", sample{wall: 20 * time.Millisecond})
	small.add("serve", sample{wall: 1500 * time.Microsecond})
	var b strings.Builder
	if err := tab.write(&b); err != nil {
		t.Fatal(err)
	}
	want := "| | 100 pages | 200 pages |\n| --- | --- | --- |\n| build | 2.00 s, 4.00 s, 2 MiB | 20 ms |\n| serve | 1.50 ms | – |\n"
	if !strings.HasSuffix(b.String(), want) {
		t.Errorf("got %s, want it to end in %s", &b, want)
	}
}
