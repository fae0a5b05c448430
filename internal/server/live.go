package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Site is what Live serves: a site at one moment. It must be safe for
// concurrent use.
type Site interface {
	// Render returns the bytes of a file by its path below the site's root
	// ("lessons/index.html"). It returns ErrNoFile where there is none; any
	// other error is shown to the author.
	Render(path string) ([]byte, error)
}

// ErrNoFile says that a Site has no such file.
var ErrNoFile = errors.New("no such file")

// Problem is a mistake of the author's as the overlay shows it.
type Problem struct {
	Severity string `json:"severity"`
	Place    string `json:"place"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
}

// Live is the authoring server: it renders pages when they are asked for, and
// keeps browsers up to date. The page that it sends is the one that a build
// writes, with one script element before </body>.
//
// Each open page holds, through that script, a stream of server-sent events.
// An event says only that there is a new state; the page then asks whether its
// own bytes are still those that it was made of. If just style sheets differ
// they are swapped, otherwise the page reloads; a page that did not change is
// left alone. Since the comparison is of bytes, it also holds across a restart
// of the server and on another build. Problems of the newest state are shown
// over the page, while the last good site goes on being served.
//
// It is meant for the machine that it runs on: no client is trusted less or
// kept out, and nothing is cached.
type Live struct {
	basePath string

	mu       sync.Mutex
	site     Site
	problems []Problem
	state    int
	// changed is closed, and replaced, when the state changes.
	changed chan struct{}
	closed  chan struct{}
	once    sync.Once
}

// NewLive returns a server without a site: until the first Update requests
// wait. The base path begins and ends in a slash.
func NewLive(basePath string) *Live {
	return &Live{basePath: basePath, changed: make(chan struct{}), closed: make(chan struct{})}
}

// Update puts a new site in place of the last; the problems are its warnings,
// which are not shown over pages.
func (l *Live) Update(site Site) { l.set(site, nil) }

// Fail keeps the last good site and shows the problems over its pages.
func (l *Live) Fail(problems []Problem) { l.set(nil, problems) }

func (l *Live) set(site Site, problems []Problem) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if site != nil {
		l.site = site
	}
	l.problems = problems
	l.state++
	close(l.changed)
	l.changed = make(chan struct{})
}

// Close ends all event streams, so that the HTTP server can end.
func (l *Live) Close() { l.once.Do(func() { close(l.closed) }) }

func (l *Live) now() (site Site, problems []Problem, state int, changed chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.site, l.problems, l.state, l.changed
}

// The paths of the live server's own. They begin with a dot, as no file of a
// site does.
const (
	liveEvents = "/.sitegen/events"
	liveCheck  = "/.sitegen/check"
	liveScript = "/.sitegen/live.js"
	liveWorker = "/.sitegen/live-worker.js"
)

//go:embed live.js
var liveJS []byte

//go:embed live-worker.js
var liveWorkerJS []byte

// ServeHTTP answers a request from the newest site.
func (l *Live) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	switch r.URL.Path {
	case liveEvents:
		l.events(w, r)
		return
	case liveCheck:
		l.check(w, r)
		return
	case liveScript, liveWorker:
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write(map[string][]byte{liveScript: liveJS, liveWorker: liveWorkerJS}[r.URL.Path])
		return
	}
	site := l.wait(r.Context())
	if site == nil {
		l.broken(w)
		return
	}
	l.file(w, r, site)
}

// wait returns the site as soon as there is one, and nil when the first build
// failed.
func (l *Live) wait(ctx context.Context) Site {
	for {
		site, problems, _, changed := l.now()
		if site != nil || problems != nil {
			return site
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil
		case <-l.closed:
			return nil
		}
	}
}

// file answers with a file of the site, a redirect to its folder, or 404.html.
func (l *Live) file(w http.ResponseWriter, r *http.Request, site Site) {
	rest, ok := strings.CutPrefix(r.URL.Path, l.basePath)
	if !ok {
		if r.URL.Path == "/" || r.URL.Path+"/" == l.basePath {
			http.Redirect(w, r, l.basePath, http.StatusFound)
			return
		}
		http.Error(w, "the site is at "+l.basePath, http.StatusNotFound)
		return
	}
	name := rest
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	data, err := site.Render(name)
	if errors.Is(err, ErrNoFile) {
		if _, err := site.Render(rest + "/index.html"); !errors.Is(err, ErrNoFile) && rest != "" {
			http.Redirect(w, r, (&url.URL{Path: r.URL.Path + "/", RawQuery: r.URL.RawQuery}).String(), http.StatusFound)
			return
		}
		l.notFound(w, site)
		return
	}
	if err != nil {
		l.failed(w, name, err)
		return
	}
	l.send(w, r, name, http.StatusOK, data)
}

func (l *Live) notFound(w http.ResponseWriter, site Site) {
	data, err := site.Render("404.html")
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write(inject(data, "404.html"))
}

// failed shows a page that could not be rendered as such, with the script, so
// that it comes back by itself.
func (l *Live) failed(w http.ResponseWriter, name string, err error) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	page := "<!doctype html><meta charset=\"utf-8\"><title>sitegen</title><body><h1>This page cannot be shown</h1><pre>" +
		html.EscapeString(err.Error()) + "</pre></body>"
	_, _ = w.Write(inject([]byte(page), name))
}

// broken stands in for every page while the very first build fails.
func (l *Live) broken(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = w.Write(inject([]byte("<!doctype html><meta charset=\"utf-8\"><title>sitegen</title><body><h1>The site has errors</h1></body>"), ""))
}

func (l *Live) send(w http.ResponseWriter, r *http.Request, name string, status int, data []byte) {
	h := w.Header()
	t := typeOf(name, data)
	h.Set("Content-Type", t.header(utf8.Valid(data)))
	if strings.HasPrefix(h.Get("Content-Type"), "text/html") {
		data = inject(data, name)
	}
	if status == http.StatusOK {
		// Range requests, which players of sound and film need.
		http.ServeContent(w, r, path.Base(name), time.Time{}, bytes.NewReader(data))
		return
	}
	w.WriteHeader(status)
	_, _ = w.Write(data)
}

// inject adds the script that keeps the page up to date, with the sums of what
// the page was made of.
func inject(page []byte, name string) []byte {
	full, shape := sums(page)
	tag := fmt.Sprintf(`<script src="%s" data-page="%s" data-full="%s" data-shape="%s" async></script>`, liveScript, html.EscapeString(name), full, shape)
	at := bytes.LastIndex(page, []byte("</body>"))
	if at < 0 {
		at = len(page)
	}
	out := make([]byte, 0, len(page)+len(tag))
	out = append(out, page[:at]...)
	out = append(out, tag...)
	return append(out, page[at:]...)
}

// styleSheet finds the links to style sheets in a page, the URL as group 1.
var styleSheet = regexp.MustCompile(`<link rel="stylesheet" href="([^"]*)"`)

// sums identify a page: by all its bytes, and by its bytes without the names of
// its style sheets.
func sums(page []byte) (full, shape string) {
	short := func(b []byte) string {
		sum := sha256.Sum256(b)
		return hex.EncodeToString(sum[:8])
	}
	return short(page), short(styleSheet.ReplaceAll(page, []byte(`<link rel="stylesheet"`)))
}

// check tells a page whether it is still what the newest site has: "none",
// "styles" with the URLs of its style sheets, or "reload".
func (l *Live) check(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	answer := struct {
		Action string   `json:"action"`
		Styles []string `json:"styles,omitempty"`
		Full   string   `json:"full,omitempty"`
	}{Action: "reload"}
	if site, problems, _, _ := l.now(); site == nil && problems != nil {
		answer.Action = "none"
	} else if site != nil {
		data, err := site.Render(q.Get("page"))
		full, shape := sums(data)
		switch {
		case errors.Is(err, ErrNoFile) && q.Get("page") == "404.html", err == nil && full == q.Get("full"):
			answer.Action = "none"
		case err == nil && shape == q.Get("shape"):
			answer.Action, answer.Full = "styles", full
			for _, m := range styleSheet.FindAllSubmatch(data, -1) {
				answer.Styles = append(answer.Styles, html.UnescapeString(string(m[1])))
			}
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(answer)
}

// keepAlive is how often an idle stream is written to, to notice that nobody
// reads it any more.
const keepAlive = 15 * time.Second

// events streams the states, the present one first.
func (l *Live) events(w http.ResponseWriter, r *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "streaming is not possible here", http.StatusNotImplemented)
		return
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	tick := time.NewTicker(keepAlive)
	defer tick.Stop()
	for {
		_, problems, state, changed := l.now()
		data, err := json.Marshal(struct {
			State    int       `json:"state"`
			Problems []Problem `json:"problems"`
		}{state, problems})
		if err != nil {
			panic("server: an event does not encode: " + err.Error())
		}
		if _, err := fmt.Fprintf(w, "retry: 500\ndata: %s\n\n", data); err != nil {
			return
		}
		flusher.Flush()
		for waiting := true; waiting; {
			select {
			case <-changed:
				waiting = false
			case <-tick.C:
				if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil {
					return
				}
				flusher.Flush()
			case <-r.Context().Done():
				return
			case <-l.closed:
				return
			}
		}
	}
}

// Run serves on a listener until ctx ends, and then ends at once: an author's
// browser tabs are no reason to wait.
func (l *Live) Run(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{Handler: l, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	l.Close()
	short, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := srv.Shutdown(short); err != nil {
		return srv.Close()
	}
	return nil
}

// Listen opens an address for serving, and says what to do where it cannot.
func Listen(addr string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, listenError(addr, err)
	}
	return ln, nil
}
