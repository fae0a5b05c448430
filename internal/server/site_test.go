package server

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// writeFile writes one file of a site, with its folders.
func put(t testing.TB, dir, name string, content []byte) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// publish replaces a file as a build does: beside it, then renamed.
func publish(t testing.TB, dir, name string, content []byte) {
	t.Helper()
	put(t, dir, name+".tmp", content)
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.Rename(path+".tmp", path); err != nil {
		t.Fatal(err)
	}
}

func symlink(t testing.TB, dir, name, target string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}

// pattern gives n bytes in which every place can be told from every other.
func pattern(n int) []byte {
	b := make([]byte, 0, n+8)
	for i := 0; len(b) < n; i++ {
		b = fmt.Appendf(b, "%07x\n", i)
	}
	return b[:n]
}

const bigSize = 3<<20 + 17

// fixture copies testdata/site and adds what a repository cannot hold: dot files, links, siblings, big files.
func fixture(t testing.TB) string {
	t.Helper()
	outside := t.TempDir()
	put(t, outside, "secret.txt", []byte("outside\n"))
	dir := filepath.Join(t.TempDir(), "site")
	if err := os.CopyFS(dir, os.DirFS("testdata/site")); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "files/big.mp4", pattern(bigSize))
	put(t, dir, "files/data.dat", pattern(1000))
	put(t, dir, ".env", []byte("secret\n"))
	put(t, dir, ".git/config", []byte("secret\n"))
	put(t, dir, "guide/.hidden.html", []byte("secret\n"))
	put(t, dir, ".well-known/security.txt", []byte("Contact: mailto:a@b.example\n"))
	put(t, dir, ".well-known/.secret", []byte("secret\n"))
	put(t, dir, ".well-known/sitegen/ready", []byte("a file in the way\n"))
	put(t, dir, "guide/.well-known/x.txt", []byte("secret\n"))
	symlink(t, dir, "out.txt", filepath.Join(outside, "secret.txt"))
	symlink(t, dir, "out", outside)
	symlink(t, dir, "up.txt", "../secret.txt")
	symlink(t, dir, "dot.txt", ".env")
	symlink(t, dir, "dots", ".git")
	symlink(t, dir, "hop", "dots/config")
	symlink(t, dir, "rules.txt", "_redirects")
	symlink(t, dir, "latest", "guide")
	symlink(t, dir, "guide/loop", "..")
	symlink(t, dir, "self", "self")
	symlink(t, dir, "inside.txt", "files/../types/LICENSE")
	page, err := os.ReadFile("testdata/site/guide/index.html")
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "pre/index.html", page)
	for c := gzipCoding; c < codings; c++ {
		put(t, dir, "pre/index.html"+codingSuffixes[c], encode(c, page))
	}
	put(t, dir, "stale/index.html", page)
	put(t, dir, "stale/index.html.br", encode(brotliCoding, []byte("the page of an earlier build")))
	put(t, dir, "stale/index.html.gz", []byte("no gzip at all"))
	put(t, dir, "onlygz/data.json", page)
	put(t, dir, "onlygz/data.json.gz", encode(gzipCoding, page))
	return dir
}

// quickly are options for tests: changes are seen soon.
func quickly(opt Options) Options {
	if opt.Poll == 0 {
		opt.Poll = 20 * time.Millisecond
	}
	return opt
}

// bothWays are the two ways a request can take.
var bothWays = []struct {
	name       string
	noShortcut bool
}{{"shortcut", false}, {"nethttp", true}}

// A running server.
type running struct {
	addr, metrics string
	logged        *logBuffer
	stop          context.CancelFunc
	ended         chan error
}

// run starts Run on a free port and ends it with the test.
func run(t testing.TB, cfg RunConfig) *running {
	t.Helper()
	r := &running{logged: &logBuffer{}, ended: make(chan error, 1)}
	cfg.Addr = "127.0.0.1:0"
	cfg.Options = quickly(cfg.Options)
	cfg.Options.Log = slog.New(slog.NewTextHandler(r.logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if cfg.DrainDelay == 0 {
		cfg.DrainDelay = -1
	}
	up := make(chan struct{})
	cfg.Listening = func(site, metrics net.Addr) {
		r.addr = site.String()
		if metrics != nil {
			r.metrics = metrics.String()
		}
		close(up)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	go func() { r.ended <- Run(ctx, cfg) }()
	select {
	case <-up:
	case err := <-r.ended:
		cancel()
		t.Fatal("did not start:", err)
	}
	t.Cleanup(func() { r.end(t) })
	return r
}

// end stops the server and waits for it.
func (r *running) end(t testing.TB) {
	t.Helper()
	r.stop()
	select {
	case err := <-r.ended:
		if err != nil {
			t.Error("ended with:", err)
		}
		r.ended <- nil
	case <-time.After(20 * time.Second):
		t.Fatal("does not end")
	}
}

// A logBuffer takes a log that several goroutines write.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// static makes a handler that ends with the test.
func static(t testing.TB, dir string, opt Options) *Static {
	t.Helper()
	s, err := NewStatic(dir, quickly(opt))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// eventually waits for something that another goroutine brings about.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatal("never came:", what)
}

// names lists the files below a folder, for messages.
func names(dir string) string {
	var all []string
	filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, strings.TrimPrefix(p, dir))
		}
		return nil
	})
	return strings.Join(all, " ")
}
