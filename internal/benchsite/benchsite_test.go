package benchsite

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"testing"
)

// TestSameBytes holds that two generations are alike.
func TestSameBytes(t *testing.T) {
	var sums []string
	for range 2 {
		dir := t.TempDir()
		if err := Write(dir, os.DirFS("../../content"), Of(60)); err != nil {
			t.Fatal(err)
		}
		h := sha256.New()
		n := 0
		err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(dir + "/" + name)
			fmt.Fprintf(h, "%s %d %s", name, len(data), data)
			n++
			return err
		})
		if err != nil || n != 60+12 {
			t.Fatalf("%d files: %v", n, err)
		}
		sums = append(sums, fmt.Sprintf("%x", h.Sum(nil)))
	}
	if sums[0] != sums[1] {
		t.Error("the same size gives different bytes")
	}
}
