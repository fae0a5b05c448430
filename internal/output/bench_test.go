package output

import (
	"bytes"
	"fmt"
	"testing"
)

// benchFiles is how many files of benchSize bytes a benchmark publishes.
const (
	benchFiles = 200
	benchSize  = 40_000
)

func publish(b *testing.B, dir string) {
	w, err := Open(dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	data := bytes.Repeat([]byte("0123456789abcdef"), benchSize/16)
	for i := range benchFiles {
		name := fmt.Sprintf("lessons/%d/index.html", i)
		copy(data, name)
		if _, err := w.Put(name, Page, data); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := w.Commit(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkWrite publishes files into a new folder.
func BenchmarkWrite(b *testing.B) {
	b.SetBytes(benchFiles * benchSize)
	for b.Loop() {
		publish(b, b.TempDir())
	}
}

// BenchmarkKeep publishes the same files once more.
func BenchmarkKeep(b *testing.B) {
	dir := b.TempDir()
	publish(b, dir)
	b.SetBytes(benchFiles * benchSize)
	for b.Loop() {
		publish(b, dir)
	}
}
