//go:build unix

package server

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestSoak mixes everything for a while: clients that read, revalidate, resume, come and go, edits and whole new
// builds. Nothing fails, and goroutines, memory and open files keep level. SITEGEN_SOAK=10m makes it a long one.
func TestSoak(t *testing.T) {
	length := 6 * time.Second
	if env := os.Getenv("SITEGEN_SOAK"); env != "" {
		var err error
		if length, err = time.ParseDuration(env); err != nil {
			t.Fatal(err)
		}
	}
	dir := filepath.Join(t.TempDir(), "public")
	buildInto(t, dir, 1, publish)
	put(t, dir, "film.mp4", pattern(maxWhole+1))
	put(t, dir, "data.json", pattern(50<<10))
	put(t, dir, "404.html", []byte("<title>missing</title>"))
	srv := run(t, RunConfig{Dir: dir, MetricsAddr: "127.0.0.1:0"})
	stop := make(chan struct{})
	var newest, asked atomic.Int64
	var group sync.WaitGroup
	group.Go(func() { visit(t, srv.addr, stop, &newest, &asked) })
	group.Go(func() { mixed(t, srv.addr, stop, &asked) })
	group.Go(func() {
		for n := 2; ; n++ {
			select {
			case <-stop:
				return
			case <-time.After(1200 * time.Millisecond): // a folder has to rest between builds, on a busy machine too
			}
			buildInto(t, dir, n, publish)
			publish(t, dir, "data.json", pattern(50<<10+n%100))
		}
	})
	level := func() (goroutines int, heap uint64, files int) {
		var mem runtime.MemStats
		runtime.GC() // twice: what pools hold survives one
		runtime.GC()
		runtime.ReadMemStats(&mem)
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			entries = nil // this system does not say
		}
		return runtime.NumGoroutine(), mem.HeapAlloc, len(entries)
	}
	time.Sleep(length / 3)
	g1, h1, f1 := level()
	time.Sleep(length - length/3)
	g2, h2, f2 := level()
	close(stop)
	group.Wait()
	t.Logf("%d requests, %d builds; goroutines %d → %d, heap %d → %d KB, files %d → %d", asked.Load(), newest.Load(),
		g1, g2, h1>>10, h2>>10, f1, f2)
	if g2 > g1+20 || f2 > f1+20 || h2 > h1+(8<<20) {
		t.Error("not level")
	}
	if newest.Load() < 2 || asked.Load() < 200 {
		t.Error("no load")
	}
	if t.Failed() {
		t.Log(srv.logged)
	}
}

// mixed asks in every way but the plain one, on connections of its own.
func mixed(t *testing.T, addr string, stop chan struct{}, asked *atomic.Int64) {
	tag := ""
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		tr := plainTransport()
		ask := func(want int, path string, headers ...string) *http.Response {
			req, _ := http.NewRequest("GET", "http://"+addr+path, nil)
			for h := 0; h+1 < len(headers); h += 2 {
				req.Header.Set(headers[h], headers[h+1])
			}
			asked.Add(1)
			res, err := tr.RoundTrip(req)
			if err != nil {
				t.Error(path, err)
				return &http.Response{Header: http.Header{}}
			}
			defer res.Body.Close()
			if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != want && want != 0 {
				t.Error(path, res.Status, err)
			}
			return res
		}
		tag = ask(200, "/data.json", "Accept-Encoding", []string{"br", "gzip", "zstd"}[i%3]).Header.Get("Etag")
		ask(0, "/data.json", "If-None-Match", tag)
		ask(206, "/film.mp4", "Range", fmt.Sprintf("bytes=%d-", i%1000))
		ask(404, fmt.Sprint("/missing/", i))
		ask(301, "/a")
		tr.CloseIdleConnections()
		time.Sleep(time.Millisecond)
	}
}
