//go:build unix

package server

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestPipe: a pipe is not served, and above all not opened, which would wait for ever. Nor is one that has taken
// the place of a file since the folder was read.
func TestPipe(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "index.html", []byte("x"))
	put(t, dir, "file.txt", []byte("x"))
	pipe := func(name string) {
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	pipe("pipe.txt")
	s := static(t, dir, Options{Poll: -1})
	if got := fetch(s, "/pipe.txt"); got.Code != http.StatusNotFound {
		t.Errorf("a pipe: %d", got.Code)
	}
	if err := os.Remove(filepath.Join(dir, "file.txt")); err != nil {
		t.Fatal(err)
	}
	pipe("file.txt")
	if got := fetch(s, "/file.txt"); got.Code != http.StatusNotFound {
		t.Errorf("a pipe in the place of a file: %d", got.Code)
	}
}

// TestLinkSwappedIn: a file replaced by a link out of the folder after the folder was read is not followed.
func TestLinkSwappedIn(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	put(t, outside, "secret.txt", []byte("secret"))
	put(t, outside, "sub/page.txt", []byte("secret"))
	put(t, dir, "index.html", []byte("x"))
	put(t, dir, "file.txt", []byte("public"))
	put(t, dir, "sub/page.txt", []byte("public"))
	s := static(t, dir, Options{Poll: -1})
	for _, name := range []string{"file.txt", "sub"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	symlink(t, dir, "file.txt", filepath.Join(outside, "secret.txt"))
	symlink(t, dir, "sub", filepath.Join(outside, "sub"))
	for _, path := range []string{"/file.txt", "/sub/page.txt"} {
		if got := fetch(s, path); got.Code != http.StatusNotFound || strings.Contains(got.Body.String(), "secret") {
			t.Errorf("%s: %d %q", path, got.Code, got.Body)
		}
	}
}

// TestAsItIsStaysInside: the last resort for a changing file follows no link out either.
func TestAsItIsStaysInside(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	put(t, outside, "secret.txt", []byte("secret"))
	put(t, dir, "index.html", []byte("x"))
	put(t, dir, "file.txt", []byte("public"))
	s := static(t, dir, Options{Poll: -1})
	s.nextRefresh = time.Now().Add(time.Hour) // no reading again
	if err := os.Remove(filepath.Join(dir, "file.txt")); err != nil {
		t.Fatal(err)
	}
	symlink(t, dir, "file.txt", filepath.Join(outside, "secret.txt"))
	if got := fetch(s, "/file.txt"); got.Code != http.StatusNotFound {
		t.Errorf("%d %q", got.Code, got.Body)
	}
}
