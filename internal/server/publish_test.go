package server

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// buildInto writes build n of a small site the way a build does: assets, then pages, then deletions.
func buildInto(t testing.TB, dir string, n int, replace func(testing.TB, string, string, []byte)) {
	t.Helper()
	asset := func(n int) string { return fmt.Sprintf("assets/app.%08x.js", 0xabc00000+n) }
	replace(t, dir, asset(n), []byte(fmt.Sprintf("build %d\n", n)+strings.Repeat("x", 2000)))
	for _, page := range []string{"index.html", "a/index.html", "b/index.html"} {
		replace(t, dir, page, []byte(fmt.Sprintf("<title>build %d</title><script src=\"/%s\"></script>\n", n, asset(n))+
			strings.Repeat("<p>text of the page</p>\n", 100)+fmt.Sprintf("end %d\n", n)))
	}
	if err := os.Remove(filepath.Join(dir, asset(n-1))); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
}

var buildOf = regexp.MustCompile(`^<title>build (\d+)</title><script src="(/assets/[^"]+)">(?s:.*)end (\d+)\n$`)

// TestPublishing publishes builds into the folder under load. No request may fail, no page be mixed of two builds
// or older than one seen before, and each page's script be there for as long as the build after it.
func TestPublishing(t *testing.T) {
	for name, publishing := range map[string]func(t *testing.T, dir string, n int){
		"into the folder": func(t *testing.T, dir string, n int) { buildInto(t, dir, n, publish) },
		"with a manifest": func(t *testing.T, dir string, n int) {
			buildInto(t, dir, n, publish)
			publish(t, dir, manifestName, fmt.Append(nil, n))
		},
		"by swapping a link": func(t *testing.T, dir string, n int) {
			release := filepath.Join(filepath.Dir(dir), fmt.Sprint("release", n))
			buildInto(t, release, n, put)
			if err := os.Symlink(release, dir+".new"); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(dir+".new", dir); err != nil {
				t.Fatal(err)
			}
			os.RemoveAll(filepath.Join(filepath.Dir(dir), fmt.Sprint("release", n-2)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			publishing(t, dir, 1)
			srv := run(t, RunConfig{Dir: dir})
			waitReady(t, srv.addr)
			stop := make(chan struct{})
			var newest, asked atomic.Int64
			var group sync.WaitGroup
			for range 3 {
				group.Go(func() { visit(t, srv.addr, stop, &newest, &asked) })
			}
			const builds = 6
			for n := 2; n <= builds; n++ {
				publishing(t, dir, n)
				eventually(t, fmt.Sprint("build ", n), func() bool { return newest.Load() == int64(n) })
			}
			close(stop)
			group.Wait()
			t.Log(asked.Load(), "requests")
		})
	}
}

// visit reads pages and their scripts, as a browser would, some of them late.
func visit(t *testing.T, addr string, stop chan struct{}, newest, asked *atomic.Int64) {
	client := &http.Client{}
	defer client.CloseIdleConnections()
	get := func(path string) []byte {
		asked.Add(1)
		res, err := client.Get("http://" + addr + path)
		if err != nil {
			t.Error(err)
			return nil
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != 200 {
			t.Errorf("%s: %s %v", path, res.Status, err)
			return nil
		}
		return body
	}
	seen, late := 0, ""
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		page := get([]string{"/", "/a/", "/b/index.html"}[i%3])
		if page == nil {
			return
		}
		m := buildOf.FindSubmatch(page)
		if m == nil || !bytes.Equal(m[1], m[3]) {
			t.Errorf("a mixed page: %.80s … %s", page, page[len(page)-20:])
			return
		}
		var n int
		fmt.Sscan(string(m[1]), &n)
		if n < seen {
			t.Errorf("build %d after build %d", n, seen)
			return
		}
		if n > seen && late != "" { // the page loaded before the new build asks only now
			if get(late) == nil {
				return
			}
		}
		script := get(string(m[2]))
		if script == nil || !bytes.HasPrefix(script, fmt.Appendf(nil, "build %d\n", n)) {
			t.Errorf("the script of build %d is %.20q", n, script)
			return
		}
		seen, late = n, string(m[2])
		for old := newest.Load(); int64(n) > old && !newest.CompareAndSwap(old, int64(n)); old = newest.Load() {
		}
	}
}

func fetch(h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestChangedFileBeforeLook: a request that meets a changed file before the server has looked is answered from
// the new build as a whole.
func TestChangedFileBeforeLook(t *testing.T) {
	dir := t.TempDir()
	buildInto(t, dir, 1, publish)
	s := static(t, dir, Options{Poll: -1})
	buildInto(t, dir, 2, publish)
	page := fetch(s, "/a/")
	if page.Code != 200 || !strings.Contains(page.Body.String(), "build 2") {
		t.Fatalf("%d %.60s", page.Code, page.Body)
	}
	m := buildOf.FindStringSubmatch(page.Body.String())
	if got := fetch(s, m[2]); got.Code != 200 {
		t.Errorf("its script: %d", got.Code)
	}
	if got := fetch(s, "/assets/app.abc00001.js"); got.Code != 200 || !strings.HasPrefix(got.Body.String(), "build 1\n") {
		t.Errorf("the last build's script: %d %.20q", got.Code, got.Body)
	}
}

// TestRetired: which files outlive their build, and for how long.
func TestRetired(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "index.html", []byte("<title>x</title>"))
	put(t, dir, "page/index.html", []byte("<title>y</title>"))
	put(t, dir, "paper.pdf", []byte("pdf"))
	put(t, dir, "app.0a0a0a0a.css", pattern(3000))
	put(t, dir, "app.0a0a0a0a.css.gz", encode(gzipCoding, pattern(3000)))
	put(t, dir, "picture.png", []byte("png"))
	put(t, dir, "film.mp4", pattern(maxWhole+5))
	s := static(t, dir, Options{Poll: -1})
	for _, name := range []string{"page/index.html", "paper.pdf", "app.0a0a0a0a.css", "app.0a0a0a0a.css.gz", "picture.png", "film.mp4"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	reload := func() {
		t.Helper()
		if err := s.Reload(); err != nil {
			t.Fatal(err)
		}
	}
	check := func(when string, want map[string]int) {
		t.Helper()
		for path, status := range want {
			if got := fetch(s, path); got.Code != status {
				t.Errorf("%s: %s: %d, want %d", when, path, got.Code, status)
			}
		}
	}
	reload()
	parts := map[string]int{"/page/": 404, "/paper.pdf": 404, "/app.0a0a0a0a.css": 200, "/picture.png": 200, "/film.mp4": 200}
	check("after one build", parts)
	if got := fetch(s, "/film.mp4", "Range", "bytes=8-15"); got.Body.String() != "0000001\n" {
		t.Errorf("a part of a retired film: %q", got.Body)
	}
	if got := fetch(s, "/app.0a0a0a0a.css", "Accept-Encoding", "gzip"); got.Code != 200 || got.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("a retired encoded form: %d %v", got.Code, got.Header())
	}
	reload()
	check("after two builds within the hour", parts)
	for _, r := range s.current.Load().retired {
		r.since = r.since.Add(-2 * keepRetired)
	}
	reload()
	check("after an hour", map[string]int{"/app.0a0a0a0a.css": 404, "/film.mp4": 404})
	put(t, dir, "picture.png", []byte("new"))
	reload()
	if got := fetch(s, "/picture.png"); got.Body.String() != "new" {
		t.Errorf("a file that came back: %q", got.Body)
	}
}

// TestBadFolder: whatever happens to the folder, the last build goes on being served, and a new one is found.
func TestBadFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	if _, err := NewStatic(dir, Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing folder: %v", err)
	}
	put(t, dir, "index.html", []byte("one"))
	s := static(t, dir, Options{})
	body := func() string { return fetch(s, "/").Body.String() }
	if body() != "one" {
		t.Fatalf("%q", body())
	}
	os.Rename(dir, dir+".away")
	time.Sleep(100 * time.Millisecond)
	if body() != "one" {
		t.Errorf("with the folder gone: %q", body())
	}
	os.Mkdir(dir, 0o755)
	time.Sleep(300 * time.Millisecond)
	if body() != "one" {
		t.Errorf("with the folder empty: %q", body())
	}
	put(t, dir, "index.html", []byte("two"))
	eventually(t, "the new build", func() bool { return body() == "two" })
	os.RemoveAll(dir)
	if err := s.Reload(); err == nil {
		t.Error("a missing folder is no error to Reload")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := s.Reload(); err == nil {
		t.Error("Reload after Close")
	}
}

// TestSameSizeSameTime: a replaced file is noticed even if its size and time are those of the old one.
func TestSameSizeSameTime(t *testing.T) {
	dir := t.TempDir()
	when := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	write := func(text string) {
		publish(t, dir, "index.html", []byte(text))
		if err := os.Chtimes(filepath.Join(dir, "index.html"), when, when); err != nil {
			t.Fatal(err)
		}
	}
	write("one")
	s := static(t, dir, Options{})
	if got := fetch(s, "/").Body.String(); got != "one" { // and now it is in memory
		t.Fatalf("%q", got)
	}
	write("two")
	eventually(t, "the new file", func() bool { return fetch(s, "/").Body.String() == "two" })
}

// TestGrowing: a big file that is written to all the time is sent as it is, with a tag only if that is its own.
func TestGrowing(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "index.html", []byte("page"))
	put(t, dir, "build.log", pattern(maxWhole+1))
	s := static(t, dir, Options{Poll: -1})
	stop := make(chan struct{})
	var writer sync.WaitGroup
	defer writer.Wait()
	defer close(stop)
	writer.Go(func() {
		f, err := os.OpenFile(filepath.Join(dir, "build.log"), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Error(err)
			return
		}
		defer f.Close()
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				f.WriteString("0123456789\n")
			}
		}
	})
	last := maxWhole + 1
	for i := range 20 {
		got := fetch(s, "/build.log")
		if got.Code != 200 || got.Body.Len() < last || got.Header().Get("Content-Length") != fmt.Sprint(got.Body.Len()) {
			t.Fatalf("%d: %d, %d bytes", i, got.Code, got.Body.Len())
		}
		if tag := got.Header().Get("Etag"); tag != "" && tag != digestOf(got.Body.Bytes()).etag() {
			t.Fatalf("%d: a tag of other content", i)
		}
		last = got.Body.Len()
		time.Sleep(25 * time.Millisecond)
	}
	if last == maxWhole+1 {
		t.Error("the file was never seen growing")
	}
}

// TestMemory: the answers are the same with any budget, and the budget is kept.
func TestMemory(t *testing.T) {
	dir := t.TempDir()
	want := map[string]string{}
	for i := range 60 {
		name := fmt.Sprintf("p%02d/index.html", i)
		body := fmt.Sprintf("<title>%d</title>", i) + strings.Repeat(fmt.Sprintf("<p>%d</p>", i*i), 300+i)
		put(t, dir, name, []byte(body))
		want["/"+strings.TrimSuffix(name, "index.html")] = body
		put(t, dir, fmt.Sprintf("i%02d.png", i), []byte(body))
		want[fmt.Sprintf("/i%02d.png", i)] = body
	}
	for _, memory := range []int64{1, 10 << 10, 100 << 10, 10 << 20} {
		s := static(t, dir, Options{Memory: memory, Poll: -1})
		again := static(t, dir, Options{Poll: -1})
		random := rand.New(rand.NewPCG(1, uint64(memory)))
		paths := make([]string, 0, len(want))
		for p := range want {
			paths = append(paths, p)
		}
		for range 1500 {
			p := paths[random.IntN(len(paths))]
			got, same := fetch(s, p, "Accept-Encoding", "br"), fetch(again, p, "Accept-Encoding", "br")
			if fmt.Sprint(got.Header()) != fmt.Sprint(same.Header()) || got.Body.String() != same.Body.String() {
				t.Fatalf("memory %d: %s differs between replicas", memory, p)
			}
			plain, err := decode(got.Header().Get("Content-Encoding"), got.Body.Bytes())
			if err != nil || string(plain) != want[p] {
				t.Fatalf("memory %d: %s: %v", memory, p, err)
			}
		}
		g := s.current.Load()
		var pinned int64
		for _, r := range g.records {
			pinned += int64(len(r.body.memory))
		}
		if total := pinned + s.cache.size(); total > memory {
			t.Errorf("memory %d: %d bytes held", memory, total)
		}
		if memory == 10<<20 && (s.cache.size() == 0 || pinned == 0) {
			t.Error("nothing held though there is room")
		}
	}
}
