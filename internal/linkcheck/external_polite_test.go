package linkcheck

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestExternalStalls(t *testing.T) {
	for name, handlers := range map[string]map[string]http.HandlerFunc{
		"everywhere": {"/robots.txt": stall, "/a": stall, "/b": stall, "/c": stall, "/d": stall},
		"pages":      {"/a": stall, "/b": stall, "/c": stall, "/d": stall},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTestSite(t, handlers)
			verdicts := checkURLs(t, ExternalOptions{Timeout: 20 * time.Millisecond, PerHost: 1}, s.URL+"/a", s.URL+"/b", s.URL+"/c", s.URL+"/d")
			for u, v := range verdicts {
				if v.State != Unreachable || !strings.HasPrefix(v.Reason, "it does not answer within 20ms") {
					t.Errorf("%s: %s %q", u, v.State, v.Reason)
				}
			}
			if n := s.count("HEAD /d"); n != 0 || !strings.Contains(verdicts[s.URL+"/d"].Reason, "not asked again") {
				t.Errorf("a host that is down was asked %d times more: %q", n, verdicts[s.URL+"/d"].Reason)
			}
		})
	}
}

func TestExternalRefusesConnections(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + l.Addr().String()
	l.Close()
	verdicts := checkURLs(t, ExternalOptions{}, base+"/a", base+"/b")
	for u, v := range verdicts {
		if v.State != Unreachable || !strings.HasPrefix(v.Reason, "it refuses connections") {
			t.Errorf("%s: %s %q", u, v.State, v.Reason)
		}
	}
}

func TestExternalRetryAfter(t *testing.T) {
	var first atomic.Int64
	clock := newFakeClock()
	s := newTestSite(t, map[string]http.HandlerFunc{
		"/busy": func(w http.ResponseWriter, _ *http.Request) {
			if first.Add(1) == 1 {
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(429)
			}
		},
	})
	began := clock.Now()
	verdicts := checkURLs(t, ExternalOptions{Clock: clock}, s.URL+"/busy")
	if v := verdicts[s.URL+"/busy"]; v.State != Good {
		t.Errorf("got %s %q", v.State, v.Reason)
	}
	if waited := clock.Now().Sub(began); waited < 7*time.Second || waited > 9*time.Second {
		t.Errorf("waited %s, want the 7 s that the host asked for", waited)
	}
	if got := s.requests(); !slices.Equal(got, []string{"GET /robots.txt", "HEAD /busy", "GET /busy"}) {
		t.Errorf("requests: %q", got)
	}
}

func TestExternalLimited(t *testing.T) {
	clock := newFakeClock()
	s := newTestSite(t, map[string]http.HandlerFunc{"/a": status(429), "/b": status(429), "/c": status(429)})
	began := clock.Now()
	verdicts := checkURLs(t, ExternalOptions{Clock: clock, PerHost: 1, IgnoreRobots: true}, s.URL+"/a", s.URL+"/b", s.URL+"/c")
	for u, v := range verdicts {
		if v.State != Refused || v.Reason != "it answers 429 Too Many Requests" {
			t.Errorf("%s: %s %q", u, v.State, v.Reason)
		}
	}
	if got := s.requests(); !slices.Equal(got, []string{"HEAD /a", "GET /a", "GET /a"}) {
		t.Errorf("requests: %q", got)
	}
	if waited := clock.Now().Sub(began); waited < 1500*time.Millisecond {
		t.Errorf("waited %s between them", waited)
	}
}

func TestExternalPatience(t *testing.T) {
	for _, c := range []struct {
		name, delay string
		asked       int
		reason      string
	}{
		{"too long", "61", 1, "its robots.txt asks to wait 1m1s between requests"},
		{"too often", "60", 12, "it wants to be asked slowly; after waits of 10m0s it was not asked again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			clock := newFakeClock()
			handlers := map[string]http.HandlerFunc{"/robots.txt": func(w http.ResponseWriter, _ *http.Request) {
				fmt.Fprint(w, "User-agent: *\nCrawl-delay: "+c.delay+"\n")
			}}
			var urls []string
			s := newTestSite(t, handlers)
			for i := range 50 {
				path := fmt.Sprintf("/%02d", i)
				handlers[path] = status(200)
				urls = append(urls, s.URL+path)
			}
			began := clock.Now()
			verdicts := checkURLs(t, ExternalOptions{Clock: clock, PerHost: 1}, urls...)
			if v := verdicts[urls[49]]; v.State != Refused || v.Reason != c.reason {
				t.Errorf("%s %q", v.State, v.Reason)
			}
			if n := len(s.requests()); n != c.asked {
				t.Errorf("%d requests, want %d", n, c.asked)
			}
			if waited := clock.Now().Sub(began); waited > 11*time.Minute {
				t.Errorf("it took %s", waited)
			}
		})
	}
}

func TestExternalSlowRobots(t *testing.T) {
	handlers := map[string]http.HandlerFunc{"/robots.txt": func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "User-agent: *\nAllow: /\n")
		w.(http.Flusher).Flush()
		stall(w, r)
	}}
	s := newTestSite(t, handlers)
	verdicts := checkURLs(t, ExternalOptions{Timeout: 20 * time.Millisecond, PerHost: 1, Retries: -1}, s.URL+"/a", s.URL+"/b", s.URL+"/c", s.URL+"/d", s.URL+"/e")
	for u, v := range verdicts {
		if v.State != Unreachable || !strings.HasPrefix(v.Reason, "it does not answer within 20ms") {
			t.Errorf("%s: %s %q", u, v.State, v.Reason)
		}
	}
	if got := s.requests(); len(verdicts) != 5 || len(got) > 3 {
		t.Errorf("requests: %q", got)
	}
}

func TestExternalAskedToWaitTooLong(t *testing.T) {
	clock := newFakeClock()
	date := clock.Now().Add(time.Hour).UTC().Format(http.TimeFormat)
	busy := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", date)
		w.WriteHeader(503)
	}
	s := newTestSite(t, map[string]http.HandlerFunc{"/a": busy, "/b": busy, "/c": busy})
	r, err := CheckExternal(t.Context(), []string{s.URL + "/a", s.URL + "/b", s.URL + "/c"}, ExternalOptions{Clock: clock, PerHost: 1, Delay: time.Nanosecond})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range r.Verdicts {
		if v.State != Refused || !strings.HasPrefix(v.Reason, "it asks to wait 1h0m0s") {
			t.Errorf("%s: %s %q", v.URL, v.State, v.Reason)
		}
	}
	if got := s.requests(); len(got) != 2 {
		t.Errorf("requests: %q, want robots.txt and one page", got)
	}
	host := strings.TrimPrefix(s.URL, "http://")
	if len(r.Hosts) != 1 || r.Hosts[0].Host != host || r.Hosts[0].Refused != 3 || r.Hosts[0].Reason == "" {
		t.Errorf("summary: %+v", r.Hosts)
	}
	if r.Requests != 2 {
		t.Errorf("counted %d requests", r.Requests)
	}
}

func TestExternalRobots(t *testing.T) {
	s := newTestSite(t, map[string]http.HandlerFunc{
		"/robots.txt": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "User-agent: *\nDisallow: /private/\nAllow: /private/open\nCrawl-delay: 3\n")
		},
		"/private/open": status(200), "/private/closed": status(200), "/free": status(200), "/lures": redirectTo(302, "/private/x"),
	})
	clock := newFakeClock()
	began := clock.Now()
	verdicts := checkURLs(t, ExternalOptions{Clock: clock, PerHost: 1}, s.URL+"/private/open", s.URL+"/private/closed", s.URL+"/free", s.URL+"/lures")
	for path, want := range map[string]State{"/private/open": Good, "/private/closed": Refused, "/free": Good, "/lures": Refused} {
		if v := verdicts[s.URL+path]; v.State != want {
			t.Errorf("%s: %s %q, want %s", path, v.State, v.Reason, want)
		}
	}
	for _, r := range s.requests() {
		if strings.Contains(r, "/private/closed") || strings.Contains(r, "/private/x") {
			t.Errorf("asked for %q against robots.txt", r)
		}
	}
	if waited := clock.Now().Sub(began); waited < 6*time.Second {
		t.Errorf("three pages took %s in spite of a crawl delay of 3 s", waited)
	}
}

func TestExternalRobotsFails(t *testing.T) {
	s := newTestSite(t, map[string]http.HandlerFunc{"/robots.txt": status(503), "/a": status(200)})
	if v := checkURLs(t, ExternalOptions{}, s.URL+"/a")[s.URL+"/a"]; v.State != Refused || !strings.Contains(v.Reason, "503") {
		t.Errorf("got %s %q", v.State, v.Reason)
	}
	if v := checkURLs(t, ExternalOptions{IgnoreRobots: true}, s.URL+"/a")[s.URL+"/a"]; v.State != Good {
		t.Errorf("without robots: got %s %q", v.State, v.Reason)
	}
}

func TestExternalLimits(t *testing.T) {
	var now, most atomic.Int64
	handlers := map[string]http.HandlerFunc{}
	var paths []string
	for i := range 20 {
		path := fmt.Sprintf("/p%d", i)
		paths = append(paths, path)
		handlers[path] = func(http.ResponseWriter, *http.Request) {
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.Sleep(2 * time.Millisecond)
			now.Add(-1)
		}
	}
	s := newTestSite(t, handlers)
	var urls []string
	for _, p := range paths {
		urls = append(urls, s.URL+p)
	}
	clock := newFakeClock()
	began := clock.Now()
	verdicts := checkURLs(t, ExternalOptions{Clock: clock, PerHost: 3, Delay: time.Second}, urls...)
	if len(verdicts) != 20 {
		t.Fatalf("%d verdicts", len(verdicts))
	}
	if most.Load() > 3 {
		t.Errorf("%d requests at a time", most.Load())
	}
	if waited := clock.Now().Sub(began); waited < 19*time.Second {
		t.Errorf("20 requests a second apart took only %s", waited)
	}
}

func TestExternalBackoff(t *testing.T) {
	s := newTestSite(t, map[string]http.HandlerFunc{"/broken": status(502)})
	pauses := func(seed uint64) []time.Duration {
		clock := newFakeClock()
		checkURLs(t, ExternalOptions{Clock: clock, IgnoreRobots: true, Delay: time.Nanosecond, Retries: 3, Seed: seed, Backoff: time.Second}, s.URL+"/broken")
		return slices.DeleteFunc(clock.slept, func(d time.Duration) bool { return d < time.Millisecond })
	}
	one, two, other := pauses(1), pauses(1), pauses(2)
	if !slices.Equal(one, two) || slices.Equal(one, other) || len(one) != 3 {
		t.Fatalf("pauses %v and %v with one seed, %v with another", one, two, other)
	}
	for i, d := range one {
		if full := time.Second << i; d < full/2 || d > full {
			t.Errorf("pause %d is %s", i, d)
		}
	}
}

func TestRobotsTxt(t *testing.T) {
	const file = "\ufeff# comment\nUser-agent: other\nDisallow: /\n\nUser-Agent: Sitegen\nUser-agent: third\nDisallow: /a/*.pdf$\nDisallow: /b\nAllow: /b/c\nDisallow:\n\nUser-agent: *\nDisallow: /all\nCrawl-delay: 1.5\n"
	own, all := parseRobotsTxt(strings.NewReader(file), "sitegen"), parseRobotsTxt(strings.NewReader(file), "unknown")
	for path, want := range map[string]bool{"/": true, "/a/x.pdf": false, "/a/x.pdf?y": true, "/a/x/y.pdf": false, "/b": false, "/bb": false, "/b/c/d": true, "/all": true} {
		if own.allows(path) != want {
			t.Errorf("own %s: got %v", path, !want)
		}
	}
	if all.allows("/all/x") || !all.allows("/b") || all.delay != 1500*time.Millisecond {
		t.Errorf("all: %+v", all)
	}
}
