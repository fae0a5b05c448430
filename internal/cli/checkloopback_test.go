package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestExternalLoopback runs the whole command against a server that misbehaves in
// every way: it ends soon, with the right rule for each address.
func TestExternalLoopback(t *testing.T) {
	var limited atomic.Int64
	hangUp := func(w http.ResponseWriter, _ *http.Request) {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			conn.Close()
		}
	}
	redirect := func(code int, to string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(code)
		}
	}
	server := httptest.NewServer(nil)
	defer server.Close()
	mux := http.NewServeMux()
	server.Config.Handler = mux
	want := map[string]string{}
	serve := func(path, rule string, h http.HandlerFunc) {
		mux.HandleFunc(path, h)
		want[server.URL+path] = rule
	}
	serve("/ok", "", func(http.ResponseWriter, *http.Request) {})
	serve("/gone", "broken-external", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(410) })
	serve("/private", "external-refused", func(http.ResponseWriter, *http.Request) { t.Error("asked for against robots.txt") })
	serve("/forbidden", "external-refused", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) })
	serve("/close", "external-unreachable", hangUp)
	serve("/stall", "external-unreachable", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	serve("/circle", "broken-external", redirect(302, "/circle"))
	serve("/moved", "external-redirect", redirect(301, "/ok"))
	serve("/limited", "", func(w http.ResponseWriter, _ *http.Request) {
		if limited.Add(1) == 1 {
			w.Header().Set("Retry-After", time.Now().Add(time.Second).UTC().Format(http.TimeFormat))
			w.WriteHeader(429)
		}
	})
	serve("/gigabyte", "", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.WriteHeader(405)
			return
		}
		for range 1 << 14 {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
		t.Error("the whole gigabyte was read")
	})
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "User-agent: *\nDisallow: /private\n") })
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refusing := "http://" + closed.Addr().String() + "/"
	closed.Close()
	want[refusing] = "external-unreachable"

	var page strings.Builder
	page.WriteString("<!doctype html><title>x</title>\n")
	for u := range want {
		fmt.Fprintf(&page, "<p><a href=%q>x</a>\n", u)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte(page.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	began := time.Now()
	status := Run(context.Background(), []string{"check", dir, "--external", "--cache", "none", "--timeout", "1500ms", "--retries", "1", "--delay", "1ms",
		"--max-wait", "3s", "--format", "json"}, strings.NewReader(""), &stdout, &stderr)
	if took := time.Since(began); took > time.Minute {
		t.Errorf("it took %s", took)
	}
	var report struct{ Problems []struct{ Rule, URL string } }
	if err := json.Unmarshal(stdout.Bytes(), &report); err != nil || status != exitProblems {
		t.Fatalf("status %d, %v: %s", status, err, stderr.String())
	}
	got := map[string]string{}
	for u := range want {
		got[u] = ""
	}
	for _, p := range report.Problems {
		got[p.URL] += p.Rule
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rules by address (-want +got):\n%s", diff)
	}
	host := strings.TrimPrefix(server.URL, "http://")
	lines := strings.Split(stderr.String(), "\n")
	if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "  "+host+": 2 refused, 2 not reached (") }) {
		t.Errorf("the hosts are not summed up: %s", stderr.String())
	}
}
