package server

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// benchSite is a site with one page of 14 KB and so many others.
func benchSite(b *testing.B, others int) string {
	dir := b.TempDir()
	page := []byte("<!doctype html><html lang=\"en\"><head><title>Page</title></head><body>")
	for i := 0; len(page) < 14<<10; i++ {
		page = fmt.Appendf(page, "<p>Paragraph %d of a page that says %x and little else.</p>\n", i, i*i*7919)
	}
	put(b, dir, "page/index.html", page)
	for i := range others {
		put(b, dir, fmt.Sprintf("p%d/index.html", i), fmt.Append(page, i))
	}
	return dir
}

// A sink is the cheapest ResponseWriter, so that the handler alone is measured.
type sink struct{ h http.Header }

func (s *sink) Header() http.Header         { return s.h }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(int)             {}

func BenchmarkHandler(b *testing.B) {
	s, err := NewStatic(benchSite(b, 100), Options{Poll: -1})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	tag := fetch(s, "/page/").Header().Get("Etag")
	for name, set := range map[string][]string{
		"plain":       nil,
		"br":          {"Accept-Encoding", "gzip, deflate, br, zstd"},
		"notModified": {"If-None-Match", tag},
		"range":       {"Range", "bytes=0-99"},
	} {
		b.Run(name, func(b *testing.B) {
			r := httptest.NewRequest("GET", "/page/", nil)
			for i := 0; i+1 < len(set); i += 2 {
				r.Header.Set(set[i], set[i+1])
			}
			w := &sink{http.Header{}}
			s.ServeHTTP(w, r)
			b.ReportAllocs()
			for b.Loop() {
				clear(w.h)
				s.ServeHTTP(w, r)
			}
		})
	}
	b.Run("missing", func(b *testing.B) {
		r := httptest.NewRequest("GET", "/nothing/here", nil)
		b.ReportAllocs()
		for b.Loop() {
			s.ServeHTTP(&sink{http.Header{}}, r)
		}
	})
}

// BenchmarkLoopback measures whole requests on one connection each per processor, client included.
func BenchmarkLoopback(b *testing.B) {
	for _, way := range bothWays {
		b.Run(way.name, func(b *testing.B) {
			srv := run(b, RunConfig{Dir: benchSite(b, 0), NoShortcut: way.noShortcut})
			request := []byte("GET /page/ HTTP/1.1\r\nHost: x\r\n\r\n")
			conn, err := net.Dial("tcp", srv.addr)
			if err != nil {
				b.Fatal(err)
			}
			defer conn.Close()
			buf := make([]byte, 64<<10)
			conn.Write(request)
			n, _ := io.ReadAtLeast(conn, buf, 14<<10)
			size := bytes.Index(buf[:n], []byte("\r\n\r\n")) + 4
			var length int
			fmt.Sscanf(string(buf[bytes.Index(buf, []byte("Content-Length: ")):]), "Content-Length: %d", &length)
			size += length
			if n < size {
				io.ReadFull(conn, buf[n:size])
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := conn.Write(request); err != nil {
					b.Fatal(err)
				}
				if _, err := io.ReadFull(conn, buf[:size]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLoad reads a folder for the first time, and again with nothing changed.
func BenchmarkLoad(b *testing.B) {
	dir := benchSite(b, 1000)
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			s, err := NewStatic(dir, Options{Poll: -1})
			if err != nil {
				b.Fatal(err)
			}
			s.Close()
		}
	})
	b.Run("again", func(b *testing.B) {
		s, err := NewStatic(dir, Options{Poll: -1})
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		for b.Loop() {
			if err := s.Reload(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("look", func(b *testing.B) {
		for b.Loop() {
			l, err := list(dir)
			if err != nil {
				b.Fatal(err)
			}
			l.root.Close()
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	s, err := NewStatic(benchSite(b, 0), Options{Poll: -1})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	page := fetch(s, "/page/").Body.Bytes()
	for c := gzipCoding; c < codings; c++ {
		b.Run(codingNames[c], func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			var n int
			for b.Loop() {
				n = len(encode(c, page))
			}
			b.ReportMetric(float64(n)*100/float64(len(page)), "%size")
		})
	}
}
