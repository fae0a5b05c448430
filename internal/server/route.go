package server

import (
	"fmt"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"
)

const allow = "GET, HEAD, OPTIONS"

// ServeHTTP answers one request. A panic, which would be a defect of the server, ends that request alone.
func (s *Static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.stats == nil && s.opt.AccessLog == nil {
		defer s.survive(w, r, nil)
		s.route(w, r)
		return
	}
	seen := &watched{ResponseWriter: w}
	start := time.Now()
	s.stats.begin()
	defer func() {
		s.stats.end(r.Method, seen.status, seen.sent, time.Since(start))
		s.logAccess(r, seen, start)
	}()
	defer s.survive(seen, r, seen)
	s.route(seen, r)
}

// survive turns a panic into a 500, or, when the answer has begun, into a cut connection.
func (s *Static) survive(w http.ResponseWriter, r *http.Request, seen *watched) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	s.stats.panicked()
	s.log.Error("a request ended by a defect of the server", "method", r.Method, "target", r.RequestURI,
		"panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	if seen != nil && seen.status != 0 {
		panic(http.ErrAbortHandler)
	}
	clear(w.Header())
	s.text(w, r, http.StatusInternalServerError, "500 internal server error")
}

// route finds what answers the request. Most requests are for the exact path of a file.
func (s *Static) route(w http.ResponseWriter, r *http.Request) {
	g := s.current.Load()
	if (r.Method == http.MethodGet || r.Method == http.MethodHead) && r.URL.RawPath == "" &&
		len(r.RequestURI) <= s.opt.MaxURL {
		if e := g.paths[r.URL.Path]; e != nil {
			s.entry(w, r, g, e)
			return
		}
	}
	s.routeRest(w, r, g)
}

// routeRest is route for everything but the common case.
func (s *Static) routeRest(w http.ResponseWriter, r *http.Request, g *generation) {
	if r.ContentLength != 0 {
		w.Header()["Connection"] = []string{"close"} // a body nobody reads would have to be waited for
	}
	switch {
	case r.Method == http.MethodOptions:
		w.Header()["Allow"] = []string{allow}
		s.policy.own(w.Header(), revalidate)
		s.ending(w)
		w.WriteHeader(http.StatusNoContent)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header()["Allow"] = []string{allow}
		s.text(w, r, http.StatusMethodNotAllowed, "405 method not allowed")
		return
	case len(r.RequestURI) > s.opt.MaxURL:
		s.text(w, r, http.StatusRequestURITooLong, "414 URI too long")
		return
	case !plausible(r.URL.Path, r.URL.RawPath):
		s.text(w, r, http.StatusBadRequest, "400 bad request: no path of a page")
		return
	case s.health(w, r):
		return
	}
	s.resolve(w, r, g)
}

// resolve answers a path that no file has as it stands.
func (s *Static) resolve(w http.ResponseWriter, r *http.Request, g *generation) {
	clean := cleanPath(r.URL.Path)
	e := g.files[clean]
	var query = r.URL.Query()
	rule, took := g.rules.match(clean, query, func(rule *rule) bool { return g.yields(clean, e, rule) })
	if rule != nil && s.ruled(w, r, g, rule, took) {
		return
	}
	switch {
	case e != nil && clean != r.URL.Path:
		to := e.location
		if to == "" {
			to = escapePath(clean)
		}
		s.redirect(w, r, http.StatusMovedPermanently, withQuery(to, r.URL.RawQuery))
	case e != nil:
		s.entry(w, r, g, e)
	case g.retired[clean] != nil:
		s.entry(w, r, g, g.retired[clean].entry)
	default:
		s.notFound(w, r, g, clean)
	}
}

// ruled answers by a rule. It reports false if the rule leads nowhere: to itself, or to a page that is not there.
func (s *Static) ruled(w http.ResponseWriter, r *http.Request, g *generation, rule *rule, took map[string]string) bool {
	if !rule.redirects() {
		to, _, _ := strings.Cut(rule.to, "?")
		to, _, _ = strings.Cut(to, "#")
		e := g.files[cleanPath(fill(to, took, func(s string) string { return s }))]
		if e != nil && e.location != "" {
			e = g.files[cleanPath(to)+"/"]
		}
		if e == nil || e.record == nil {
			return false
		}
		if rule.status == http.StatusOK {
			s.entry(w, r, g, e)
		} else {
			s.withStatus(w, r, g, e, rule.status)
		}
		return true
	}
	to, ok := rule.target(took, r.URL.RawQuery)
	if !ok {
		return false
	}
	to = g.withSlash(to)
	if bare, _, _ := strings.Cut(to, "?"); bare == escapePath(r.URL.Path) {
		return false
	}
	s.redirect(w, r, rule.status, to)
	return true
}

// withSlash spares a redirect to a folder's path without slash the second redirect.
func (g *generation) withSlash(to string) string {
	end := len(to)
	if i := strings.IndexAny(to, "?#"); i >= 0 {
		end = i
	}
	if e := g.files[to[:end]]; e != nil && e.location != "" {
		return e.location + to[end:]
	}
	return to
}

func withQuery(to, rawQuery string) string {
	if rawQuery == "" {
		return to
	}
	return to + "?" + rawQuery
}

// health answers the server's own paths. They are looked at before the folder's and rest under any base path.
func (s *Static) health(w http.ResponseWriter, r *http.Request) bool {
	status, text := http.StatusOK, "ok"
	switch r.URL.Path {
	case LivePath:
	case ReadyPath:
		s.probed.Store(true)
		if s.draining.Load() {
			status, text = http.StatusServiceUnavailable, "draining"
		}
	default:
		return false
	}
	s.policy.own(w.Header(), unstored)
	s.write(w, r, status, text)
	return true
}

// plausible reports whether a path can be one of a site at all. decoded is the path with its escapes resolved
// once; raw is how it was sent, where that matters.
func plausible(decoded, raw string) bool {
	if !strings.HasPrefix(decoded, "/") || !utf8.ValidString(decoded) || hasControl(decoded) || strings.Contains(decoded, "\\") {
		return false
	}
	if raw != "" && strings.Contains(strings.ToLower(raw), "%2f") {
		return false
	}
	for rest := decoded; rest != ""; {
		var element string
		element, rest = cutByte(rest, '/')
		if element == ".." {
			return false
		}
	}
	return true
}

func hasControl(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] == 0x7f {
			return true
		}
	}
	return false
}

// cleanPath takes empty and "." elements out of a path and keeps its final slash.
func cleanPath(p string) string {
	clean := path.Clean(p)
	if clean != "/" && (strings.HasSuffix(p, "/") || strings.HasSuffix(p, "/.")) {
		clean += "/"
	}
	return clean
}
