package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options says how a folder is served. The zero value serves it at the root with every default.
type Options struct {
	// BasePath is the path below which the site stands ("/docs"); "" or "/" is the root.
	BasePath string
	// Memory is how many bytes of content may be held: a quarter for what pages bring along, the rest for
	// files and encoded forms that were asked for lately. 0 means 128 MiB. The answers do not depend on it.
	Memory int64
	// NoCompress switches encoding off. Siblings are still used.
	NoCompress bool
	// Poll is how often the folder is looked at for a new build. 0 means a second; below 0, never. In a big
	// folder without manifest it is looked at less often, so that looking takes no more than a fiftieth of
	// one core.
	Poll time.Duration
	// ModTimes says that the files' times are the same on every replica, as when all unpack one archive.
	// Then answers carry Last-Modified and If-Modified-Since is honoured.
	ModTimes bool
	// NoPreload leaves the Link header of pages away.
	NoPreload bool
	// CSP replaces DefaultCSP as the Content-Security-Policy of pages.
	CSP string
	// Headers are set on every answer; an empty value takes a header of the server's away.
	Headers map[string]string
	// MaxURL is how long a request target may be, in bytes. 0 means 8192.
	MaxURL int
	// Log is told of new generations and of what is wrong with the folder. nil means nobody.
	Log *slog.Logger
	// AccessLog gets a line per request. nil means none.
	AccessLog *slog.Logger
}

const (
	defaultMemory = 128 << 20
	defaultPoll   = time.Second
	defaultMaxURL = 8192

	// LivePath answers 200 while the process serves.
	LivePath = "/.well-known/sitegen/live"
	// ReadyPath answers 200 while the server wants traffic, else 503.
	ReadyPath = "/.well-known/sitegen/ready"

	defaultPatience = 30 * time.Second
)

// Static serves a finished folder. It is an http.Handler, safe for concurrent use.
type Static struct {
	dir      string
	base     string
	opt      Options
	log      *slog.Logger
	assemble assembler
	policy   policy
	cache    bodyCache
	stats    *stats // nil until counting is asked for

	current  atomic.Pointer[generation]
	draining atomic.Bool
	probed   atomic.Bool // somebody watches ReadyPath

	load        sync.Mutex // one load at a time
	nextRefresh time.Time  // from when on an answer may ask for one
	closed      bool
	patience    time.Duration // how long a root that no generation uses stays open for requests that took it before

	poke chan struct{}
	stop context.CancelFunc
	done sync.WaitGroup
}

// NewStatic reads the folder and returns a handler for it. The error says why the folder cannot be read or
// which option makes no sense. Close ends what runs in the background.
func NewStatic(dir string, opt Options) (*Static, error) { return newStatic(dir, opt, nil) }

func newStatic(dir string, opt Options, counters *stats) (*Static, error) {
	base, err := cleanBase(opt.BasePath)
	if err != nil {
		return nil, err
	}
	pol, err := newPolicy(opt.CSP, opt.Headers)
	if err != nil {
		return nil, err
	}
	if opt.Memory == 0 {
		opt.Memory = defaultMemory
	}
	if opt.Poll == 0 {
		opt.Poll = defaultPoll
	}
	if opt.MaxURL == 0 {
		opt.MaxURL = defaultMaxURL
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Static{
		dir: dir, base: base, opt: opt, log: opt.Log, policy: pol,
		cache: bodyCache{budget: opt.Memory - opt.Memory/4},
		assemble: assembler{base: base, modTimes: opt.ModTimes, preloads: !opt.NoPreload, encode: !opt.NoCompress,
			blocks: &blocks{policy: pol}},
		stats: counters, poke: make(chan struct{}, 1), stop: stop, patience: defaultPatience,
	}
	if err := s.Reload(); err != nil {
		stop()
		return nil, err
	}
	s.done.Go(func() { s.watch(ctx) })
	return s, nil
}

// cleanBase gives the base path without slash at the end, "" for the root.
func cleanBase(p string) (string, error) {
	p = strings.TrimSuffix(p, "/")
	if p == "" {
		return "", nil
	}
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	if path.Clean(p) != p || strings.ContainsAny(p, "?#\\%") || hasControl(p) {
		return "", fmt.Errorf("base path %q: not a plain path; write it like /docs", p)
	}
	return p, nil
}

// Reload reads the folder anew and swaps the result in. If the folder changes meanwhile, it waits until it keeps
// still, but not for long. After an error the last generation goes on being served.
func (s *Static) Reload() error { return s.reloadFrom(nil) }

func (s *Static) reloadFrom(rested *listing) error {
	s.load.Lock()
	defer s.load.Unlock()
	if s.closed {
		return errors.New("reload: the server is closed")
	}
	return s.reload(rested)
}

// maxTries is how often a folder that changes while it is read is read again before the result is used anyway:
// a folder may hold files that never rest, as a log.
const maxTries = 3

// reload does the work of Reload; s.load is held. What is read must be the state rested, in which the folder was
// found to keep still, or one that came to rest later: the middle of a build can look still for a moment too.
func (s *Static) reload(rested *listing) error {
	prev := s.current.Load()
	for try := 1; ; try++ {
		l, err := list(s.dir)
		if err != nil {
			return err
		}
		if prev != nil && len(l.files) == 0 && len(prev.list.files) > 0 {
			l.root.Close()
			return fmt.Errorf("the folder %s is empty now; the last build goes on being served", s.dir)
		}
		if rested == nil || rested.equal(l) || try == maxTries {
			g := s.read(l, prev)
			after, err := list(s.dir)
			if err != nil {
				g.discard(prev)
				return err
			}
			after.root.Close()
			still := l.equal(after)
			if still || try == maxTries {
				if !still {
					s.log.Warn("the folder keeps changing; what is served may be part of one build and part of the next")
				}
				s.swap(g, prev)
				return nil
			}
			g.discard(prev)
			l = after
		} else {
			l.root.Close()
		}
		if rested, _, err = settle(context.Background(), s.dir, l, answerPatience); err != nil {
			return err
		}
	}
}

// discard lets go of what a generation that is not used had opened.
func (g *generation) discard(prev *generation) {
	var kept map[*handle]bool
	if prev != nil {
		_, kept = prev.live()
	}
	_, handles := g.live()
	for h := range handles {
		if !kept[h] {
			h.Close()
		}
	}
	if prev == nil || g.list.root != prev.list.root {
		g.list.root.Close()
	}
}

// read makes a generation of a listing, with what the last one already encoded.
func (s *Static) read(l *listing, prev *generation) *generation {
	if prev != nil && os.SameFile(prev.list.dir, l.dir) && l.root != prev.list.root {
		l.root.Close() // the same folder: its open root is shared, and so are bodies
		l.root = prev.list.root
	}
	ld := &loader{log: s.log, list: l, prev: prev}
	ld.pinLeft.Store(s.opt.Memory / 4)
	ld.handles.Store(maxHandles)
	records := ld.records()
	return s.assemble.assemble(l, records, s.readRules(l))
}

const (
	// answerPatience is how long an answer waits for a build that is being published.
	answerPatience = 2 * time.Second
	// noisePause is for how long no answer waits again after waiting was in vain.
	noisePause = 10 * time.Second
)

// refresh is for an answer that found a file changed since seen was read: a build is being published, and the
// old content is gone. It waits for the folder to keep still, so as not to take up half a build, and gives the
// generation to answer from instead, or seen itself if nothing newer can be had. What is not a page (a log that
// grows, say) does not wait again soon after waiting was in vain.
func (s *Static) refresh(ctx context.Context, seen *generation, r role) *generation {
	s.load.Lock()
	defer s.load.Unlock()
	if s.current.Load() != seen || s.closed || r != page && time.Now().Before(s.nextRefresh) {
		return s.current.Load()
	}
	rested, still, err := settle(ctx, s.dir, nil, answerPatience)
	if err == nil {
		err = s.reload(rested)
	}
	s.nextRefresh = time.Now().Add(quiet)
	if !still {
		s.nextRefresh = time.Now().Add(noisePause)
	}
	if err != nil && ctx.Err() == nil {
		s.log.Warn("the folder cannot be read; the last build goes on being served", "error", err)
	}
	return s.current.Load()
}

// readRules reads _redirects, saying what is wrong with it.
func (s *Static) readRules(l *listing) *ruleSet {
	if l.rules == nil {
		return nil
	}
	const most = 8 << 20
	b, err := readAll(l.root, l.rules.real, most)
	if err != nil {
		s.log.Warn("_redirects left out", "error", err)
		return nil
	}
	set, problems := parseRules(string(b), s.base)
	for _, p := range problems {
		s.log.Warn(fmt.Sprintf("_redirects:%d: %s", p.line, p.message))
	}
	return set
}

// swap makes g the current generation. s.load is held.
func (s *Static) swap(g, prev *generation) {
	g.retire(prev, time.Now(), s.opt.Memory/4)
	s.current.Store(g)
	bodies, handles := g.live()
	s.cache.retain(bodies)
	if prev != nil {
		_, old := prev.live()
		for h := range old {
			if !handles[h] {
				h.Close()
			}
		}
		if prev.list.root != g.list.root {
			time.AfterFunc(s.patience, func() { prev.list.root.Close() })
		}
	}
	if prev == nil || prev.id != g.id {
		s.log.Info("serving", "build", g.id, "files", len(g.records))
		for _, r := range g.list.refused {
			s.log.Warn("not served", "name", r.name, "reason", r.why)
		}
	}
	s.stats.loaded()
	s.wake() // for warming
}

// Drain makes ReadyPath answer 503 and every answer end its connection, for the time before the server goes.
func (s *Static) Drain() { s.draining.Store(true) }

// Close ends the background work and closes the folder. Requests that still run may fail.
func (s *Static) Close() error {
	s.stop()
	s.done.Wait()
	s.load.Lock()
	defer s.load.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	g := s.current.Load()
	_, handles := g.live()
	for h := range handles {
		h.Close()
	}
	return g.list.root.Close()
}

var _ http.Handler = (*Static)(nil)
