package docstest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestArchitectureIsComplete holds that the page about architecture names
// every package.
func TestArchitectureIsComplete(t *testing.T) {
	var rooms string
	for _, f := range fences("architecture.md", pages(t)["architecture.md"]) {
		if strings.Contains(f.text(), "internal/\n") {
			rooms = f.text()
		}
	}
	named := strings.Fields(rooms)
	dirs, err := os.ReadDir(filepath.Join(root, "internal"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		if d.IsDir() && !slices.Contains(named, d.Name()+"/") {
			t.Errorf("docs/architecture.md does not name internal/%s: say in its list of rooms what it is for", d.Name())
		}
	}
}
