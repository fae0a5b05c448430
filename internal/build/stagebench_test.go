package build

import (
	"context"
	"io"
	"os"
	"testing"

	"sitegen/internal/output"
)

// resolved is a Builder that has read the synthetic site, and the site.
func resolved(b *testing.B) (*Builder, *Snapshot) {
	b.Helper()
	builder := New(options(os.DirFS(benchSite(b))))
	s, problems, err := builder.Snapshot(context.Background())
	if err != nil || s == nil {
		b.Fatal(err, problems)
	}
	return builder, s
}

// BenchmarkResolve resolves a site of which every file is parsed already, and
// nothing else is known.
func BenchmarkResolve(b *testing.B) {
	builder, _ := resolved(b)
	b.ReportAllocs()
	for b.Loop() {
		builder.last = nil
		if s, problems, err := builder.Snapshot(context.Background()); err != nil || s == nil {
			b.Fatal(err, problems)
		}
	}
}

// BenchmarkViews makes the view of every page, and its fingerprint.
func BenchmarkViews(b *testing.B) {
	_, s := resolved(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, f := range s.files {
			if f.view == nil {
				continue
			}
			if _, _, err := f.Key(); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// nowhere is a Sink that keeps nothing.
type nowhere struct{}

func (nowhere) Keep(string, output.Class, output.Sum) bool { return false }

func (nowhere) Put(_ string, _ output.Class, data []byte) (output.Sum, error) {
	return output.SumOf(data), nil
}

func (nowhere) PutFrom(_ string, _ output.Class, write func(io.Writer) error) (output.Sum, error) {
	return output.Sum{}, write(io.Discard)
}

// BenchmarkWrite renders all files of a site and writes none of them.
func BenchmarkWrite(b *testing.B) {
	builder, s := resolved(b)
	s.searchFiles()
	b.ReportAllocs()
	for b.Loop() {
		var res Result
		if _, problems, err := builder.write(context.Background(), s, nowhere{}, &res); err != nil || problems.HasErrors() {
			b.Fatal(err, problems)
		}
	}
}
