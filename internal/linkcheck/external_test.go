package linkcheck

import (
	"bytes"
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeClock passes only when somebody sleeps, and remembers for how long.
type fakeClock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newFakeClock() *fakeClock { return &fakeClock{now: time.Unix(1_800_000_000, 0)} }

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d > 0 {
		c.now = c.now.Add(d)
		c.slept = append(c.slept, d)
	}
	return ctx.Err()
}

// testSite is a loopback server that remembers what it was asked.
type testSite struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

func newTestSite(t *testing.T, handlers map[string]http.HandlerFunc) *testSite {
	s := &testSite{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.Method+" "+r.URL.RequestURI())
		s.mu.Unlock()
		if h := handlers[r.URL.Path]; h != nil {
			h(w, r)
		} else {
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *testSite) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

func (s *testSite) count(request string) (n int) {
	for _, r := range s.requests() {
		if r == request {
			n++
		}
	}
	return n
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func redirectTo(code int, to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(code)
	}
}

// hangUp closes the connection without an answer.
func hangUp(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		conn.Close()
	}
}

// stall does not answer while the client waits.
func stall(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func checkURLs(t *testing.T, opt ExternalOptions, urls ...string) map[string]Verdict {
	t.Helper()
	if opt.Clock == nil {
		opt.Clock = newFakeClock()
	}
	r, err := CheckExternal(t.Context(), urls, opt)
	if err != nil {
		t.Fatal(err)
	}
	verdicts := map[string]Verdict{}
	for _, v := range r.Verdicts {
		verdicts[v.URL] = v
	}
	return verdicts
}

func TestExternalVerdicts(t *testing.T) {
	endless := func(w http.ResponseWriter, r *http.Request) {
		block := bytes.Repeat([]byte("x"), 1<<20)
		for range 1024 {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
		t.Error("the whole gigabyte was read")
	}
	s := newTestSite(t, map[string]http.HandlerFunc{
		"/ok": status(200), "/gone": status(410), "/login": status(401), "/forbidden": status(403), "/broken": status(500),
		"/nohead": func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodHead {
				w.WriteHeader(405)
			}
		},
		"/forbidshead": func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodHead {
				w.WriteHeader(403)
			}
		},
		"/badhead": func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodHead {
				hangUp(w, r)
			}
		},
		"/gigabyte": func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodHead {
				w.WriteHeader(501)
				return
			}
			endless(w, r)
		},
		"/hugehead": func(w http.ResponseWriter, _ *http.Request) {
			conn, buf, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			defer conn.Close()
			buf.WriteString("HTTP/1.1 200 OK\r\n")
			for range 1 << 16 {
				if _, err := buf.WriteString("X-Filler: " + strings.Repeat("x", 1024) + "\r\n"); err != nil {
					return
				}
			}
		},
		"/close":    hangUp,
		"/circle":   redirectTo(302, "/circle2"),
		"/circle2":  redirectTo(302, "/circle"),
		"/self":     redirectTo(301, "/self"),
		"/moved":    redirectTo(301, "/moved2"),
		"/moved2":   redirectTo(308, "/ok"),
		"/for-now":  redirectTo(302, "/ok"),
		"/to-gone":  redirectTo(301, "/gone"),
		"/to-mail":  redirectTo(301, "mailto:me@example.com"),
		"/no-where": status(302),
		"/cookie": func(w http.ResponseWriter, r *http.Request) {
			if _, err := r.Cookie("seen"); err != nil {
				http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
				redirectTo(302, "/cookie")(w, r)
			}
		},
		"/long": func(w http.ResponseWriter, r *http.Request) {
			redirectTo(302, "/long?"+r.URL.RawQuery+"x")(w, r)
		},
		"/garbage": func(w http.ResponseWriter, _ *http.Request) {
			if conn, buf, err := w.(http.Hijacker).Hijack(); err == nil {
				buf.WriteString("SSH-2.0-server\r\n")
				buf.Flush()
				conn.Close()
			}
		},
	})
	tests := []struct {
		path   string
		state  State
		status int
		reason string
	}{
		{"/ok", Good, 200, ""},
		{"/ok?query=1", Good, 200, ""},
		{"/missing", Broken, 404, "it answers 404 Not Found"},
		{"/gone", Broken, 410, "it answers 410 Gone"},
		{"/login", Refused, 401, "it answers 401 Unauthorized"},
		{"/forbidden", Refused, 403, "it answers 403 Forbidden"},
		{"/broken", Unreachable, 500, "it answers 500 Internal Server Error"},
		{"/nohead", Good, 200, ""},
		{"/forbidshead", Good, 200, ""},
		{"/badhead", Good, 200, ""},
		{"/stray%", Broken, 404, "it answers 404 Not Found"},
		{"/gigabyte", Good, 200, ""},
		{"/hugehead", Unreachable, 0, "it does not answer as a web server does"},
		{"/close", Unreachable, 0, "it closes the connection without an answer"},
		{"/circle", Broken, 302, "it redirects in a circle"},
		{"/self", Broken, 301, "it redirects in a circle"},
		{"/moved", Good, 200, ""},
		{"/for-now", Good, 200, ""},
		{"/to-gone", Broken, 410, "it answers 410 Gone"},
		{"/to-mail", Broken, 301, "it redirects to something that is no web page"},
		{"/no-where", Good, 302, ""},
		{"/cookie", Good, 200, ""},
		{"/long", Broken, 302, "it redirects more than 10 times"},
		{"/garbage", Unreachable, 0, "it does not answer as a web server does"},
	}
	var urls []string
	for _, tt := range tests {
		urls = append(urls, s.URL+tt.path)
	}
	verdicts := checkURLs(t, ExternalOptions{}, urls...)
	for _, tt := range tests {
		v := verdicts[s.URL+tt.path]
		if v.State != tt.state || v.Status != tt.status || v.Reason != tt.reason {
			t.Errorf("%s: got %s %d %q, want %s %d %q", tt.path, v.State, v.Status, v.Reason, tt.state, tt.status, tt.reason)
		}
	}
	if v := verdicts[s.URL+"/moved"]; v.Final != s.URL+"/ok" || !v.Permanent {
		t.Errorf("/moved: final %q, permanent %v", v.Final, v.Permanent)
	}
	if v := verdicts[s.URL+"/for-now"]; v.Final != s.URL+"/ok" || v.Permanent {
		t.Errorf("/for-now: final %q, permanent %v", v.Final, v.Permanent)
	}
	if n := s.count("GET /ok"); n != 0 {
		t.Errorf("a page that answered HEAD was asked for with GET %d times", n)
	}
	if n := s.count("GET /robots.txt"); n != 1 {
		t.Errorf("robots.txt was asked for %d times", n)
	}
	if n := s.count("GET /broken"); n != 3 {
		t.Errorf("a failing page was asked for %d times with GET, want 3", n)
	}
	upper := strings.Replace(s.URL, "http://127.0.0.1", "http://LOCALHOST", 1) + "/ok#place"
	if v, ok := checkURLs(t, ExternalOptions{}, upper)[upper]; !ok || v.State != Good {
		t.Errorf("the verdict of %s is not named as it was asked for: %+v", upper, v)
	}
}

// TestExternalLimited: a host that answers 429 and names no time is left in peace,
// with all its URLs, after the tries for one.
// TestExternalPatience: what hosts ask to wait is bounded, by request and in all.
// TestExternalSlowRobots: a robots.txt that never ends forbids nothing and allows
// nothing; after some tries the host is taken to be down.
// TestExternalAskedToWaitTooLong: a host that asks for an hour is left alone,
// with all its URLs.
// TestExternalLimits: never more requests to one host at a time than allowed,
// and the starts apart by the delay.
func TestExternalCache(t *testing.T) {
	s := newTestSite(t, map[string]http.HandlerFunc{"/ok": status(200)})
	clock, cache := newFakeClock(), &MemoryCache{}
	opt := ExternalOptions{Clock: clock, Cache: cache, IgnoreRobots: true, GoodFor: 10 * time.Hour, BadFor: time.Hour}
	ok, bad := s.URL+"/ok", s.URL+"/bad"
	ask := func(want ...string) {
		t.Helper()
		before := len(s.requests())
		verdicts := checkURLs(t, opt, ok, bad)
		if verdicts[ok].State != Good || verdicts[bad].State != Broken {
			t.Errorf("verdicts: %+v", verdicts)
		}
		got := s.requests()[before:]
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("requests: %q, want %q", got, want)
		}
	}
	ask("GET /bad", "HEAD /bad", "HEAD /ok")
	ask()
	clock.Sleep(t.Context(), 2*time.Hour) // the bad answer has lapsed
	ask("GET /bad", "HEAD /bad")

	var file bytes.Buffer
	if err := cache.Save(&file); err != nil {
		t.Fatal(err)
	}
	first := file.String()
	again := &MemoryCache{}
	if err := again.Load(&file); err != nil {
		t.Fatal(err)
	}
	opt.Cache = again
	ask()
	file.Reset()
	if err := again.Save(&file); err != nil || file.String() != first {
		t.Errorf("saving what was loaded: %v, %s", err, file.String())
	}
	clock.Sleep(t.Context(), 11*time.Hour)
	ask("GET /bad", "HEAD /bad", "HEAD /ok")
	if err := again.Load(strings.NewReader("damaged")); err == nil {
		t.Error("a damaged cache was read")
	}
}

// TestExternalBackoff: the pauses between tries grow, have jitter, and repeat
// with the seed.
func TestExternalNoURL(t *testing.T) {
	verdicts := checkURLs(t, ExternalOptions{}, "http://", "ftp://example.com/", "http://a b/", "http://[::1/", "http://example.com:65536/")
	if len(verdicts) != 5 {
		t.Fatalf("%d verdicts", len(verdicts))
	}
	for u, v := range verdicts {
		if v.State != Broken || v.Reason == "" {
			t.Errorf("%s: %+v", u, v)
		}
	}
}

func TestExternalCancelled(t *testing.T) {
	s := newTestSite(t, map[string]http.HandlerFunc{"/stall": stall})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	r, err := CheckExternal(ctx, []string{s.URL + "/stall"}, ExternalOptions{IgnoreRobots: true})
	if err == nil || len(r.Verdicts) != 0 {
		t.Errorf("got %v, %+v", err, r)
	}
}

func TestExternalCertificate(t *testing.T) {
	s := httptest.NewUnstartedServer(status(200))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	v := checkURLs(t, ExternalOptions{IgnoreRobots: true}, s.URL+"/")[s.URL+"/"]
	if v.State != Unreachable || v.Reason != "its certificate is signed by an authority that is not known here" {
		t.Errorf("got %s %q", v.State, v.Reason)
	}
}

func TestExternalInward(t *testing.T) {
	from, _ := url.Parse("https://example.com/")
	for raw, want := range map[string]bool{"http://127.0.0.1/": true, "http://169.254.169.254/": true, "http://localhost/": true,
		"http://[::1]/": true, "http://10.1.2.3/": true, "https://example.org/": false, "http://93.184.216.34/": false} {
		to, _ := url.Parse(raw)
		if isInward(from, to) != want {
			t.Errorf("%s: got %v", raw, !want)
		}
	}
}

func TestExternalProblems(t *testing.T) {
	links := []ExternalLink{{URL: "https://a.example/x", Written: "https://a.example/x#y"}, {URL: "https://b.example/", Written: "https://b.example/"}}
	links[0].Pos.File, links[1].Pos.File = "p.html", "q.html"
	verdicts := []Verdict{{URL: "https://a.example/x", State: Good, Final: "https://a.example/z", Permanent: true},
		{URL: "https://b.example/", State: Broken, Reason: "it answers 404 Not Found"}}
	problems, places, err := ExternalProblems(links, verdicts, nil)
	if err != nil || len(problems) != 2 || len(places) != 2 {
		t.Fatalf("%v, %v, %v", problems, places, err)
	}
	if p := problems[0]; p.Rule != "external-redirect" || places[0].Fix != "https://a.example/z#y" || p.Page != "p.html" {
		t.Errorf("%+v %+v", p, places[0])
	}
	if p := problems[1]; p.Rule != "broken-external" || !strings.Contains(p.Message, "404") {
		t.Errorf("%+v", p)
	}
	problems, _, err = ExternalProblems(links, verdicts, map[string]Level{"broken-external": Off, "external-redirect": AsError})
	if err != nil || len(problems) != 1 || problems[0].Severity != 0 {
		t.Errorf("%v, %v", problems, err)
	}
	if got := ExternalURLs(append(links, links...)); !slices.Equal(got, []string{"https://a.example/x", "https://b.example/"}) {
		t.Errorf("URLs: %q", got)
	}
}
