//go:build unix

package server

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// certificate writes a fresh certificate for a name and gives its files.
func certificate(t *testing.T, dir, name string) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{name}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	put(t, dir, "key.pem", pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER}))
	return filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
}

// TestTLS serves over TLS: HTTP/2 where the client has it, the same answers either way.
func TestTLS(t *testing.T) {
	certFile, keyFile := certificate(t, t.TempDir(), "docs.example")
	dir := fixture(t)
	srv := run(t, RunConfig{Dir: dir, CertFile: certFile, KeyFile: keyFile, MetricsAddr: "127.0.0.1:0"})
	plain := run(t, RunConfig{Dir: dir})
	bare := plainTransport()
	for _, http2 := range []bool{true, false} {
		tr := plainTransport()
		tr.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
		tr.ForceAttemptHTTP2 = http2
		for i, p := range probes {
			if strings.Contains(p.path, "..") {
				continue // the client's HTTP/2 sends no such path
			}
			want, _, err := ask(bare, "http://"+plain.addr, i)
			if err != nil {
				t.Fatal(err)
			}
			got, res, err := ask(tr, "https://"+srv.addr, i)
			if err != nil {
				t.Fatal(err)
			}
			if major := res.ProtoMajor; (major == 2) != http2 || res.TLS == nil || res.TLS.Version < tls.VersionTLS12 {
				t.Errorf("HTTP/%d, %v", major, res.TLS)
			}
			if got != want {
				t.Errorf("%v over TLS (HTTP/2: %v):\n%.500s\ninstead of\n%.500s", p, http2, got, want)
			}
		}
		tr.CloseIdleConnections()
	}
}

// TestRenewedCertificate: a renewed certificate is used without a restart, a broken one is not.
func TestRenewedCertificate(t *testing.T) {
	dir := t.TempDir()
	cfg := RunConfig{}.withDefaults()
	cfg.CertFile, cfg.KeyFile = certificate(t, dir, "old.example")
	c, err := cfg.certificates()
	if err != nil {
		t.Fatal(err)
	}
	name := func() string {
		c.checked = time.Time{}
		cert, err := c.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(cert.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		return leaf.Subject.CommonName
	}
	if got := name(); got != "old.example" {
		t.Errorf("first %s", got)
	}
	publish(t, dir, "cert.pem", []byte("broken"))
	if got := name(); got != "old.example" {
		t.Errorf("with a broken file %s", got)
	}
	certificate(t, dir, "new.example")
	if got := name(); got != "new.example" {
		t.Errorf("renewed %s", got)
	}
}

// TestConfigErrors: what cannot work is said at once, with what to do.
func TestConfigErrors(t *testing.T) {
	dir := fixture(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	free := "127.0.0.1:0"
	for want, cfg := range map[string]RunConfig{
		"is taken: another program listens there": {Dir: dir, Addr: taken.Addr().String()},
		"is taken":                               {Dir: dir, Addr: free, MetricsAddr: taken.Addr().String()},
		"open the folder to serve":               {Dir: dir + "/nowhere", Addr: free},
		"not a plain path; write it like /docs":  {Dir: dir, Addr: free, Options: Options{BasePath: "/a/../b"}},
		"only one is given":                      {Dir: dir, Addr: free, CertFile: "cert.pem"},
		"TLS certificate":                        {Dir: dir, Addr: free, CertFile: "no.pem", KeyFile: "no.pem"},
		"the server computes it for each answer": {Dir: dir, Addr: free, Options: Options{Headers: map[string]string{"etag": "x"}}},
		"letters, digits and hyphens":            {Dir: dir, Addr: free, Options: Options{Headers: map[string]string{"a b": "x"}}},
		"write it in one line":                   {Dir: dir, Addr: free, Options: Options{CSP: "default-src\n'self'"}},
		"a value is one line":                    {Dir: dir, Addr: free, Options: Options{Headers: map[string]string{"X": "a\r\nY: b"}}},
		"listen on":                              {Dir: dir, Addr: "nowhere.invalid.:x"},
	} {
		ctx := t.Context()
		err := Run(ctx, cfg)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

// TestMetrics reads the counters after known requests.
func TestMetrics(t *testing.T) {
	for _, way := range bothWays {
		t.Run(way.name, func(t *testing.T) {
			srv := run(t, RunConfig{Dir: fixture(t), MetricsAddr: "127.0.0.1:0", NoShortcut: way.noShortcut})
			for _, path := range []string{"/", "/", "/guide/", "/guide/deep/", "/nothing"} {
				status(srv.addr, path)
			}
			res, err := http.Post("http://"+srv.addr+"/", "text/plain", strings.NewReader("x"))
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			res, err = http.Get("http://" + srv.metrics + "/metrics")
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain; version=0.0.4") {
				t.Fatal(err, res.Header)
			}
			for _, want := range []string{
				`sitegen_http_requests_total{method="GET",code="200"} 4` + "\n",
				`sitegen_http_requests_total{method="GET",code="404"} 1` + "\n",
				`sitegen_http_requests_total{method="other",code="405"} 1` + "\n",
				`sitegen_http_request_duration_seconds_bucket{le="+Inf"} 6` + "\n",
				"sitegen_http_request_duration_seconds_count 6\n",
				"# TYPE sitegen_http_request_duration_seconds histogram\n",
				"sitegen_http_requests_running 0\n",
				"sitegen_http_panics_total 0\n",
				"sitegen_ready 1\n",
				"sitegen_build_info{build=\"",
				"sitegen_loads_total ",
			} {
				if !strings.Contains(string(body), want) {
					t.Errorf("no %q in\n%s", want, body)
				}
			}
			for path, want := range map[string]int{LivePath: 200, ReadyPath: 200, "/": 404} {
				if got := status(srv.metrics, path); got != want {
					t.Errorf("%s on the metrics' address: %d", path, got)
				}
			}
			if got := status(srv.addr, "/metrics"); got != 404 {
				t.Errorf("metrics on the site's address: %d", got)
			}
		})
	}
}

// TestAccessLog: a line per request, which no request can forge.
func TestAccessLog(t *testing.T) {
	var out logBuffer
	srv := run(t, RunConfig{Dir: fixture(t), Options: Options{AccessLog: slog.New(slog.NewJSONHandler(&out, nil))}})
	conn, err := net.Dial("tcp", srv.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "GET /guide/?q=%22%0a{} HTTP/1.1\r\nHost: docs.example\r\nUser-Agent: x\"\\n{\"status\":1}\r\n"+
		"Accept-Encoding: br\r\nConnection: close\r\n\r\n")
	io.Copy(io.Discard, conn)
	eventually(t, "a line", func() bool { return out.String() != "" })
	var line struct {
		Msg, Remote, Method, Host, Target, Proto, Coding, Agent string
		Status                                                  int
		Bytes, Took                                             int64
	}
	if err := json.Unmarshal([]byte(out.String()), &line); err != nil {
		t.Fatal(err, out.String())
	}
	if line.Msg != "request" || line.Remote != "127.0.0.1" || line.Method != "GET" || line.Host != "docs.example" ||
		line.Target != "/guide/?q=%22%0a{}" || line.Proto != "HTTP/1.1" || line.Status != 200 || line.Coding != "br" ||
		line.Agent != `x"\n{"status":1}` || line.Bytes == 0 || line.Took == 0 {
		t.Errorf("%+v", line)
	}
}

// TestLevel: builds, failures and clients come and go; goroutines and open files do not pile up.
func TestLevel(t *testing.T) {
	if _, err := os.ReadDir("/proc/self/fd"); err != nil {
		t.Skip("the number of open files cannot be read here")
	}
	files := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	base := t.TempDir()
	release := func(n int) {
		dir := filepath.Join(base, fmt.Sprint("release", n))
		put(t, dir, "index.html", fmt.Appendf(nil, "build %d", n))
		put(t, dir, "film.mp4", append(pattern(maxWhole+1), byte(n)))
		if err := os.Symlink(dir, filepath.Join(base, "new")); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(base, "new"), filepath.Join(base, "public")); err != nil {
			t.Fatal(err)
		}
	}
	release(0)
	s := static(t, filepath.Join(base, "public"), Options{Poll: -1})
	s.patience = time.Millisecond
	cycle := func(n int) {
		release(n)
		if err := s.Reload(); err != nil {
			t.Fatal(err)
		}
		if got := fetch(s, "/").Body.String(); got != fmt.Sprint("build ", n) {
			t.Fatalf("build %d: %q", n, got)
		}
		if got := fetch(s, "/film.mp4"); got.Code != 200 || got.Body.Len() != maxWhole+2 {
			t.Fatalf("film %d: %d", n, got.Code)
		}
	}
	for n := 1; n < 5; n++ {
		cycle(n)
	}
	time.Sleep(50 * time.Millisecond)
	before, goroutines := files(), runtime.NumGoroutine()
	for n := 5; n < 40; n++ {
		cycle(n)
	}
	eventually(t, "closed files", func() bool { return files() <= before+1 })
	eventually(t, "ended goroutines", func() bool { return runtime.NumGoroutine() <= goroutines })
	if n := len(s.current.Load().retired); n > 1 {
		t.Errorf("%d retired files", n)
	}
	if !bytes.Equal(fetch(s, "/film.mp4").Body.Bytes(), append(pattern(maxWhole+1), 39)) {
		t.Error("the last film is not the last film")
	}
}
