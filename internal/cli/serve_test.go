package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sitegen/internal/benchsite"
)

// talk collects what a command says, for a test to wait for.
type talk struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *talk) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *talk) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// startServe runs "sitegen serve" on a free port, and returns its address and
// a function that ends it.
func startServe(t testing.TB, dir string, args ...string) (base string, out *talk, stop func() int) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	ln.Close()
	ctx, cancel := context.WithCancel(context.Background())
	out = &talk{}
	done := make(chan int, 1)
	go func() {
		done <- Run(ctx, append([]string{"serve", "-s", dir, "--addr", addr}, args...), strings.NewReader(""), io.Discard, out)
	}()
	for range 200 {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			return "http://" + addr, out, func() int { cancel(); return <-done }
		}
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	t.Fatalf("the server does not come up: %s", out)
	return "", nil, nil
}

func get(t testing.TB, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(data)
}

// eventually waits until a condition holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatal("never: " + what)
}

// starterSite writes the site of "sitegen init".
func starterSite(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "site")
	if code := Run(context.Background(), []string{"init", dir, "-q"}, strings.NewReader(""), io.Discard, io.Discard); code != 0 {
		t.Fatalf("init: %d", code)
	}
	return dir
}

// TestServeContentDot follows an author whose pages lie in the site's folder
// itself.
func TestServeContentDot(t *testing.T) {
	site := starterSite(t)
	dir := filepath.Join(site, "content")
	if err := os.WriteFile(filepath.Join(dir, "sitegen.yaml"), []byte("title: Dot\ncontent: .\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	base, out, stop := startServe(t, dir)
	defer stop()
	term := filepath.Join(dir, "glossary/sentence.md")
	if err := os.WriteFile(term, []byte("---\ntitle: Sentence\ndefinition: A row of words.\n---\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a new file is shown", func() bool { code, _ := get(t, base+"/glossary/sentence/"); return code == http.StatusOK })
	var build strings.Builder
	if code := Run(context.Background(), []string{"build", "-s", dir}, strings.NewReader(""), io.Discard, &build); code != 0 {
		t.Fatal(build.String())
	}
	if err := os.Remove(term); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a deleted file is gone", func() bool { code, _ := get(t, base+"/glossary/sentence/"); return code == http.StatusNotFound })
	if code, _ := get(t, base+"/public/index.html"); code != http.StatusNotFound {
		t.Errorf("what was published is a source: %d\n%s", code, out)
	}
}

// TestServeAuthoring follows an author: edits, mistakes, new and deleted files.
func TestServeAuthoring(t *testing.T) {
	dir := starterSite(t)
	base, out, stop := startServe(t, dir)
	lesson := filepath.Join(dir, "content/lessons/basics/eviction.md")
	page := base + "/lessons/basics/eviction/"
	if code, text := get(t, page); code != 200 || !strings.Contains(text, "What to Throw Away") {
		t.Fatalf("%d %s", code, text)
	}
	original, err := os.ReadFile(lesson)
	if err != nil {
		t.Fatal(err)
	}
	write := func(file, text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	shows := func(url, text string) func() bool {
		return func() bool { _, body := get(t, url); return strings.Contains(body, text) }
	}
	write(lesson, string(original)+"\nA brand new sentence.\n")
	eventually(t, "the edit is shown", shows(page, "A brand new sentence."))
	eventually(t, "the terminal names the file", func() bool { return strings.Contains(out.String(), "eviction.md changed") })

	write(filepath.Join(dir, "content/glossary/sentence.md"), "---\ntitle: Sentence\ndefinition: A row of words.\n---\n")
	eventually(t, "a new term links the lesson", shows(page, `data-term="glossary/sentence"`))
	eventually(t, "the terminal counts its links", func() bool {
		return strings.Contains(out.String(), "new term glossary/sentence: 1 link on 1 page")
	})

	write(lesson, "---\ntitel: wrong\n---\n")
	eventually(t, "the terminal shows the mistake", func() bool { return strings.Contains(out.String(), "showing the last good site") })
	if _, body := get(t, page); !strings.Contains(body, "A brand new") {
		t.Error("the last good site is gone")
	}
	write(lesson, string(original))
	eventually(t, "it recovers", func() bool { return strings.Contains(out.String(), "mended") })

	if err := os.Remove(lesson); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a deleted lesson is gone", func() bool { code, _ := get(t, page); return code == http.StatusNotFound })
	if code := stop(); code != 0 {
		t.Errorf("exit status %d", code)
	}
}

// TestServeEqualsBuild holds that what is served is what a build writes, but
// for the reload script.
func TestServeEqualsBuild(t *testing.T) {
	dir := starterSite(t)
	if code := Run(context.Background(), []string{"build", "-s", dir, "-q", "--base-url", "https://example.org/docs/"}, strings.NewReader(""), io.Discard, os.Stderr); code != 0 {
		t.Fatal(code)
	}
	base, _, stop := startServe(t, dir, "--base-url", "https://example.org/docs/")
	defer stop()
	n := 0
	err := filepath.WalkDir(filepath.Join(dir, "public"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		rel, _ := filepath.Rel(filepath.Join(dir, "public"), path)
		want, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, got := get(t, base+"/docs/"+strings.TrimSuffix(rel, "index.html"))
		if i := strings.Index(got, `<script src="/.sitegen/live.js"`); i >= 0 {
			end := strings.Index(got[i:], "</script>")
			got = got[:i] + got[i+end+len("</script>"):]
		}
		if n++; got != string(want) {
			t.Errorf("%s is not what a build writes", rel)
		}
		return nil
	})
	if err != nil || n < 20 {
		t.Fatalf("%d files compared: %v", n, err)
	}
}

func TestServeTakenPort(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	var out talk
	code := Run(context.Background(), []string{"serve", "-s", starterSite(t), "--addr", ln.Addr().String()}, strings.NewReader(""), io.Discard, &out)
	if code != exitFailure || !strings.Contains(out.String(), "is taken") || !strings.Contains(out.String(), "--addr") {
		t.Errorf("%d: %s", code, &out)
	}
}

// BenchmarkServeEdit measures how long it takes until an edit of a lesson is
// visible, from the write to the answer that has it; also the first page after
// a cold start. The site has SITEGEN_BENCH_PAGES pages, or 1,000.
func BenchmarkServeEdit(b *testing.B) {
	pages := 1000
	if text := os.Getenv("SITEGEN_BENCH_PAGES"); text != "" {
		pages, _ = strconv.Atoi(text)
	}
	dir := b.TempDir()
	if err := benchsite.Write(dir, os.DirFS("../../content"), benchsite.Of(pages)); err != nil {
		b.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "content/lessons/caching/*-*.md"))
	if err != nil || len(files) == 0 {
		b.Fatal("no lesson", err)
	}
	lesson := files[len(files)/2]
	start := time.Now()
	base, _, stop := startServe(b, dir)
	defer stop()
	page := base + "/lessons/caching/" + strings.TrimSuffix(filepath.Base(lesson), ".md") + "/"
	if code, _ := get(b, page); code != 200 {
		b.Fatal(code)
	}
	b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms/first-page")
	text, err := os.ReadFile(lesson)
	if err != nil {
		b.Fatal(err)
	}
	time.Sleep(time.Second)
	var took []time.Duration
	n := 0
	for b.Loop() {
		n++
		mark := fmt.Sprintf("visible%dnow", n)
		begin := time.Now()
		if err := os.WriteFile(lesson, []byte(string(text)+"\n"+mark+" with replicas and other words.\n"), 0o644); err != nil {
			b.Fatal(err)
		}
		for {
			if _, body := get(b, page); strings.Contains(body, mark) {
				break
			}
			time.Sleep(time.Millisecond)
		}
		took = append(took, time.Since(begin))
		time.Sleep(700 * time.Millisecond) // an author's pause: relations are worked out meanwhile
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/median")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms/p95")
}
