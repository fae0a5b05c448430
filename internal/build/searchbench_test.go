package build

import (
	"context"
	"os"
	"testing"

	"sitegen/internal/search"
)

// BenchmarkSearch makes the index of a synthetic site from its parsed pages.
func BenchmarkSearch(b *testing.B) {
	dir := os.Getenv("SITEGEN_BENCH_SITE")
	if dir == "" {
		dir = benchSite(b)
	}
	s, problems, err := New(options(os.DirFS(dir))).Snapshot(context.Background())
	if err != nil || s == nil {
		b.Fatal(err, problems)
	}
	b.Run("input", func(b *testing.B) {
		for b.Loop() {
			s.searchInput()
		}
	})
	in := s.searchInput()
	b.Run("words", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n = 0
			for _, node := range s.nodes {
				if node.src != nil {
					n += len(search.NewWords(node.src.doc).Data)
				}
			}
		}
		b.ReportMetric(float64(n), "bytes")
	})
	b.Run("index", func(b *testing.B) {
		size := 0
		for b.Loop() {
			size = 0
			for _, f := range search.New(in).Files {
				size += len(f.Data)
			}
		}
		b.ReportMetric(float64(size), "bytes")
	})
}
