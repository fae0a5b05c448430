package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sitegen/internal/build"
	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/output"
	"sitegen/internal/server"
	"sitegen/internal/watch"
)

type serveOptions struct {
	siteFlags
	addr string
	open bool
	poll bool
	time bool
	staticOptions
}

func serveCommand(e *env) *cobra.Command {
	var opt serveOptions
	c := &cobra.Command{
		Use:   "serve",
		Short: "Show the site while you write it, or serve a finished folder",
		Long: `Show the site while you write it: pages are rendered when a browser asks for
them, and a page that changed reloads by itself. Errors show over the page, and
go away when they are mended.

With --static, serve a finished folder to the world instead: a server that keeps
nothing of its clients, so that any number of replicas answer alike.`,
		Example: `  sitegen serve --open
  sitegen serve -s docs --addr 127.0.0.1:8000 --drafts
  sitegen serve --static public --addr :8080 --access-log`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if opt.dir != "" {
				return runStatic(c.Context(), e, opt)
			}
			return runServe(c.Context(), e, opt)
		},
	}
	opt.siteFlags.register(c)
	c.Flags().StringVar(&opt.addr, "addr", "127.0.0.1:4000", "address to listen on")
	c.Flags().BoolVar(&opt.open, "open", false, "open the site in the browser")
	c.Flags().BoolVar(&opt.poll, "poll", false, "look for changes again and again, where file events do not work (network mounts)")
	registerTiming(c, &opt.time)
	opt.staticOptions.register(c)
	return c
}

// liveSite lets the live server render a snapshot's files.
type liveSite struct{ snapshot *build.Snapshot }

func (s liveSite) Render(path string) ([]byte, error) {
	f, ok := s.snapshot.File(path)
	if !ok {
		return nil, server.ErrNoFile
	}
	var b bytes.Buffer
	err := f.Render(&b)
	return b.Bytes(), err
}

func runServe(ctx context.Context, e *env, opt serveOptions) error {
	o, err := e.site(opt.siteFlags)
	if err != nil {
		return err
	}
	cfg, err := e.config()
	if err != nil && !errors.Is(err, errProblems) {
		return err
	}
	baseURL := opt.baseURL
	if cfg != nil && baseURL == "" {
		baseURL = cfg.BaseURL
	}
	base := basePath(baseURL)
	ln, err := server.Listen(opt.addr)
	if err != nil {
		return &hintError{err, "choose another with --addr, such as --addr 127.0.0.1:0 for any free port"}
	}
	w, err := watch.New(e.watched(), watch.Options{Poll: opt.poll, Ignore: e.unwatched(), Say: func(m string) { e.say("%s", m) }})
	if err != nil {
		ln.Close()
		return err
	}
	defer w.Close()
	address := siteAddress(ln.Addr().String(), base)
	e.say("serving %s", address)
	if !loopback(ln.Addr()) {
		e.say("%s can be reached from other machines: anybody there can read the site, drafts included", ln.Addr())
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	live := server.NewLive(base)
	failed := make(chan error, 1)
	go func() { failed <- live.Run(ctx, ln) }()
	if opt.open {
		openBrowser(e, address)
	}
	defer paceMemory()()
	o.Early = func(early *build.Snapshot) { live.Update(liveSite{early}) }
	s := &session{env: e, live: live}
	if opt.time {
		s.timing = new(timing)
		o.Timing = s.timing.add
	}
	s.builder = build.New(o)
	s.rebuild(ctx)
	for {
		select {
		case <-ctx.Done():
			s.keep()
			return <-failed
		case err := <-failed:
			return err
		case <-w.Wakeups():
			s.rebuild(ctx)
		}
	}
}

// session is what a running authoring server remembers.
type session struct {
	*env
	live    *server.Live
	builder *build.Builder
	last    *build.Snapshot
	broken  bool
	// stopCount ends the counting of touched pages after the last rebuild.
	stopCount context.CancelFunc
	// timing is nil without --timing.
	timing *timing
}

// rebuild reads the sources again, shows the new site or the problems, and
// says so in one line.
func (s *session) rebuild(ctx context.Context) {
	start := time.Now()
	if s.stopCount != nil {
		s.stopCount()
	}
	snap, problems, err := s.builder.Snapshot(ctx)
	if s.timing != nil {
		_ = s.timing.write(s.err, time.Since(start))
	}
	switch {
	case ctx.Err() != nil:
		return
	case err != nil:
		s.live.Fail([]server.Problem{{Severity: "error", Message: err.Error()}})
		s.say("sitegen: %s", err)
		s.broken = true
	case snap == nil:
		s.live.Fail(liveProblems(problems))
		_ = onlyErrors(problems).WriteText(s.err)
		s.say("%s; showing the last good site", plural(problems.Count(diag.Error), "error", "errors"))
		s.broken = true
	default:
		s.live.Update(liveSite{snap})
		s.tell(ctx, snap, problems, time.Since(start))
		first := s.last == nil
		s.last, s.broken = snap, false
		if first {
			s.keep()
		}
	}
}

// keep lets the next start be quick. Where nothing can be kept, it is slow.
func (s *session) keep() { _ = s.builder.Save() }

// tell says what changed. Which pages are touched is counted after the new
// site is shown, and not to the end if there is another change meanwhile.
func (s *session) tell(ctx context.Context, snap *build.Snapshot, problems diag.List, took time.Duration) {
	if s.last == nil {
		if err := problems.WriteText(s.err); err == nil {
			s.say("%s, %s, %s read in %s", plural(len(snap.Site().Terms), "term", "terms"), plural(len(snap.Site().Lessons), "lesson", "lessons"),
				plural(len(snap.Site().Pages), "page", "pages"), roughly(took))
		}
		return
	}
	what := snap.ChangedSources(s.last)
	if s.broken {
		s.say("mended after %s", roughly(took))
	}
	if len(what) == 0 {
		return // a wake-up for nothing, such as a file that was saved unchanged
	}
	for _, id := range snap.AddedTerms(s.last) {
		links, pages := snap.Reach(id)
		s.say("new term %s: %s on %s", id, plural(links, "link", "links"), plural(pages, "page", "pages"))
	}
	count, stop := context.WithCancel(ctx)
	s.stopCount = stop
	last := s.last
	now := s.now().Format(time.TimeOnly)
	go func() {
		touched, err := snap.ChangedPages(count, last)
		if err != nil {
			s.say("%s  %s changed, shown after %s", now, some(what), roughly(took))
			return
		}
		s.say("%s  %s changed: %s, shown after %s", now, some(what), plural(touched, "page", "pages"), roughly(took))
	}()
}

// some names a few things.
func some(names []string) string {
	switch n := len(names); {
	case n == 0:
		return "nothing"
	case n <= 3:
		return strings.Join(names, ", ")
	default:
		return fmt.Sprintf("%s and %s more", strings.Join(names[:2], ", "), grouped(n-2))
	}
}

func liveProblems(list diag.List) []server.Problem {
	out := []server.Problem{}
	for _, p := range list {
		if p.Severity == diag.Error {
			out = append(out, server.Problem{Severity: p.Severity.String(), Place: p.Pos.String(), Message: p.Message, Hint: p.Hint})
		}
	}
	return out
}

// watched are the sources of a site.
func (e *env) watched() []string {
	var out []string
	pages := e.contentFolder()
	if pages == "." { // holds the others
		if abs, err := filepath.Abs(e.source); err == nil {
			return []string{abs}
		}
	}
	for _, name := range []string{content.ConfigFile, pages, "templates", "static"} {
		out = append(out, filepath.Join(e.source, name))
	}
	return out
}

// unwatched passes over what editors leave beside a file while they save it,
// and over what is no source where the pages lie beside everything else.
func (e *env) unwatched() func(string) bool {
	all := e.contentFolder() == "."
	return func(path string) bool {
		name := filepath.Base(path)
		if all && (name == "node_modules" || name == ".git") {
			return true
		}
		if _, err := os.Lstat(filepath.Join(path, output.ManifestName)); all && err == nil {
			return true
		}
		return strings.HasSuffix(name, "~") || strings.HasSuffix(name, ".swp") || strings.HasSuffix(name, ".swx") || name == "4913" || strings.HasPrefix(name, ".#")
	}
}

// basePath is the path of a base URL, with a slash at both ends.
func basePath(baseURL string) string {
	u, err := url.Parse(baseURL)
	if err != nil || strings.Trim(u.Path, "/") == "" {
		return "/"
	}
	return "/" + strings.Trim(u.Path, "/") + "/"
}

// siteAddress is the URL to type for a listening address.
func siteAddress(addr, base string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "http://" + addr + base
	}
	if ip, err := netip.ParseAddr(host); err == nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		host = "localhost"
		if ip.Is4() && ip.IsLoopback() {
			host = ip.String()
		}
	}
	return "http://" + net.JoinHostPort(host, port) + base
}

func loopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// openBrowser asks the desktop to show the site; where it cannot, the address
// on the screen has to do.
func openBrowser(e *env, address string) {
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	}
	if browser := os.Getenv("BROWSER"); browser != "" {
		name = browser
	}
	if err := exec.Command(name, args...).Start(); err != nil {
		e.say("no browser could be started: open %s yourself", address)
	}
}
