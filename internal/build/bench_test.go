package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"sitegen/internal/benchsite"
	"sitegen/internal/output"
)

// benchPages is how large the synthetic site is: SITEGEN_BENCH_PAGES, or 1,000.
func benchPages(b testing.TB) int {
	n := 1000
	if text := os.Getenv("SITEGEN_BENCH_PAGES"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 100 {
			b.Fatalf("SITEGEN_BENCH_PAGES=%s: a number of at least 100 is needed", text)
		}
	}
	return n
}

var benchDir = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "sitegen-bench-")
	if err != nil {
		return "", err
	}
	benchMade = true
	n, _ := strconv.Atoi(os.Getenv("SITEGEN_BENCH_PAGES"))
	if n == 0 {
		n = 1000
	}
	return dir, benchsite.Write(dir, os.DirFS("../../content"), benchsite.Of(n))
})

// benchMade is set when the synthetic site was made.
var benchMade bool

// TestMain removes the synthetic site.
func TestMain(m *testing.M) {
	code := m.Run()
	if benchMade && os.Getenv("SITEGEN_BENCH_KEEP") == "" {
		if dir, _ := benchDir(); dir != "" {
			_ = os.RemoveAll(dir)
		}
	}
	os.Exit(code)
}

// benchSite returns the folder of a synthetic site.
func benchSite(b testing.TB) string {
	benchPages(b)
	dir, err := benchDir()
	if err != nil {
		b.Fatal(err)
	}
	return dir
}

func mustPublish(b *testing.B, builder *Builder, dir string) Result {
	b.Helper()
	s, problems, err := builder.Snapshot(context.Background())
	if err != nil || s == nil {
		b.Fatal(err, problems)
	}
	res, failed, err := builder.Publish(context.Background(), s, dir, output.Options{})
	if err != nil || failed.HasErrors() {
		b.Fatal(err, failed)
	}
	return res
}

// BenchmarkCold builds the site into an empty folder with empty caches.
func BenchmarkCold(b *testing.B) {
	src := os.DirFS(benchSite(b))
	for b.Loop() {
		mustPublish(b, New(options(src)), b.TempDir())
	}
}

// BenchmarkEdits builds again, in the same process, after one change.
func BenchmarkEdits(b *testing.B) {
	dir := benchSite(b)
	first := func(pattern string) string {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(files) == 0 {
			b.Fatal("no file like", pattern)
		}
		return files[len(files)/2]
	}
	lesson, term := first("content/lessons/caching/*-*.md"), first("content/glossary/*-*.md")
	n := 0
	edit := func(file, text string) {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	lessonText, err := os.ReadFile(lesson)
	if err != nil {
		b.Fatal(err)
	}
	cases := []struct {
		name   string
		change func()
	}{
		{"nothing", func() {}},
		{"lesson", func() {
			edit(lesson, string(lessonText)+fmt.Sprintf("\nAnother sentence about replicas number%d and what they keep.\n", n))
		}},
		{"definition", func() {
			edit(term, fmt.Sprintf("---\ntitle: Some Term\ndefinition: It is number %d of its kind.\n---\n\nText.\n", n))
		}},
		{"term", func() {
			edit(filepath.Join(dir, fmt.Sprintf("content/glossary/added-%d.md", n)), fmt.Sprintf("---\ntitle: Added Name%d\n---\n\nText.\n", n))
		}},
		{"template", func() {
			if err := os.MkdirAll(filepath.Join(dir, "templates/partials"), 0o755); err != nil {
				b.Fatal(err)
			}
			edit(filepath.Join(dir, "templates/partials/footer.html"), fmt.Sprintf("<footer>number %d</footer>\n", n))
		}},
	}
	builder, out := New(options(os.DirFS(dir))), b.TempDir()
	mustPublish(b, builder, out)
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				n++
				c.change()
				mustPublish(b, builder, out)
			}
		})
	}
}
