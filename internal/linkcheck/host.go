package linkcheck

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// host is what is known of one host during a run.
type host struct {
	slots chan struct{} // one per request under way

	// usual is the delay where the host asks for none, patience how long it may
	// ask to wait in all.
	usual, patience time.Duration

	mu sync.Mutex
	// next is when the next request may start, waited how long the host has asked
	// to wait.
	next          time.Time
	delay, waited time.Duration
	// refused is why the host is no longer asked, down why it is thought to be
	// down; ill counts the failures since it last answered.
	refused, down string
	ill           int

	// robots has the file of each scheme.
	robots map[string]*robotsFile
}

// patience is how many times the longest wait a host may ask for in all.
const patience = 10

// robotsFile is a robots.txt that is asked for by whoever comes first, until
// it has been had.
type robotsFile struct {
	mu     sync.Mutex
	had    bool
	robots robots
	reason string
}

// host returns what is known of the host with that name and port.
func (e *external) host(name string) *host {
	e.mu.Lock()
	defer e.mu.Unlock()
	h := e.hosts[name]
	if h == nil {
		h = &host{slots: make(chan struct{}, e.opt.PerHost), usual: e.opt.Delay, delay: e.opt.Delay, patience: patience * e.opt.MaxWait,
			robots: map[string]*robotsFile{}}
		e.hosts[name] = h
	}
	return h
}

// state returns why the host is not to be asked, if it is not.
func (h *host) state() (State, string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.refused != "":
		return Refused, h.refused
	case h.down != "":
		return Unreachable, h.down
	}
	return Good, ""
}

// refuse notes that the host does not want to be asked.
func (h *host) refuse(reason string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.refused == "" {
		h.refused = reason
	}
}

// unreachable notes that a URL, or the host's robots.txt, could not be had.
func (h *host) unreachable(reason string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ill++; h.ill >= sickly && h.down == "" {
		h.down = reason + fmt.Sprintf("; after %d failures in a row it was not asked again", sickly)
	}
}

// reached notes that the host has answered.
func (h *host) reached() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ill = 0
}

// pause keeps everybody from the host for a while.
func (h *host) pause(now time.Time, wait time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if until := now.Add(wait); until.After(h.next) {
		h.wait(wait)
		h.next = until
	}
}

// wait counts a wait that the host asked for. The caller holds the lock.
func (h *host) wait(d time.Duration) {
	if h.waited += d; h.waited > h.patience && h.refused == "" {
		h.refused = fmt.Sprintf("it wants to be asked slowly; after waits of %s it was not asked again", h.patience)
	}
}

// turn waits until a request may start, and takes that turn.
func (h *host) turn(ctx context.Context, clock Clock) error {
	h.mu.Lock()
	now := clock.Now()
	start := now
	if h.next.After(start) {
		start = h.next
	}
	h.next = start.Add(h.delay)
	h.wait(h.delay - h.usual)
	h.mu.Unlock()
	return clock.Sleep(ctx, start.Sub(now))
}

// acquire takes a slot, or returns ctx's error.
func acquire(ctx context.Context, slots chan struct{}) error {
	select {
	case slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// send sends one request under the limits of its host and hands the answer,
// whose body is closed when it returns, to use.
func (e *external) send(ctx context.Context, client *http.Client, method, target string, use func(*http.Response)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	req, err := http.NewRequestWithContext(ctx, method, target, nil)
	if err != nil {
		return err
	}
	req.Header.Set("User-Agent", e.opt.UserAgent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	req.Header.Set("Accept-Language", "en,*;q=0.5")
	h := e.host(req.URL.Host)
	if err := acquire(ctx, h.slots); err != nil {
		return err
	}
	defer func() { <-h.slots }()
	if err := h.turn(ctx, e.opt.Clock); err != nil {
		return err
	}
	if err := acquire(ctx, e.slots); err != nil {
		return err
	}
	defer func() { <-e.slots }()
	e.mu.Lock()
	e.requests++
	e.mu.Unlock()
	timer := time.AfterFunc(e.opt.Timeout, func() { cancel(context.DeadlineExceeded) })
	defer timer.Stop()
	resp, err := client.Do(req)
	if err != nil {
		if context.Cause(ctx) == context.DeadlineExceeded {
			return context.DeadlineExceeded
		}
		return err
	}
	defer resp.Body.Close()
	use(resp)
	if context.Cause(ctx) == context.DeadlineExceeded { // while use was reading
		return context.DeadlineExceeded
	}
	h.reached()
	return nil
}

// mayAsk reports whether the host's robots.txt allows the URL, and otherwise
// what that makes of it. A robots.txt that answers 4xx allows all, one that
// answers 5xx nothing; while the host cannot be reached neither can the URL.
func (e *external) mayAsk(ctx context.Context, h *host, u *url.URL) (o outcome, ok bool) {
	if e.opt.IgnoreRobots {
		return o, true
	}
	h.mu.Lock()
	file := h.robots[u.Scheme]
	if file == nil {
		file = &robotsFile{}
		h.robots[u.Scheme] = file
	}
	h.mu.Unlock()
	file.mu.Lock()
	defer file.mu.Unlock()
	if !file.had {
		// Another URL may have found the host down while this one waited.
		if state, reason := h.state(); state != Good {
			return outcome{Verdict: Verdict{State: state, Reason: reason}, host: h}, false
		}
		if err := e.askRobots(ctx, h, u, file); err != nil {
			o = failure(err, e.opt.Timeout)
			o.host = h
			if o.again {
				h.unreachable(o.Reason)
			}
			return o, false
		}
		file.had = true
	}
	if state, reason := h.state(); state != Good { // by what it says there
		return outcome{Verdict: Verdict{State: state, Reason: reason}, host: h}, false
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if file.robots.allows(path) {
		return o, true
	}
	return outcome{Verdict: Verdict{State: Refused, Reason: file.reason}, host: h}, false
}

// askRobots asks for the robots.txt of the URL's host. Five redirects are
// followed, as RFC 9309 has it; what lies behind more allows all.
func (e *external) askRobots(ctx context.Context, h *host, u *url.URL, file *robotsFile) error {
	file.reason = "its robots.txt asks not to be checked"
	target := u.Scheme + "://" + u.Host + "/robots.txt"
	client := e.client()
	for range 6 {
		next := ""
		err := e.send(ctx, client, http.MethodGet, target, func(resp *http.Response) {
			switch {
			case resp.StatusCode >= 500:
				file.robots.closed = true
				file.reason = fmt.Sprintf("its robots.txt cannot be had (status %d)", resp.StatusCode)
			case resp.StatusCode >= 300 && resp.StatusCode < 400:
				if l, err := resp.Location(); err == nil && (l.Scheme == "http" || l.Scheme == "https") && !isInward(u, l) {
					next = l.String()
				}
			case resp.StatusCode < 300:
				file.robots = parseRobotsTxt(resp.Body, e.agent)
			}
		})
		if err != nil {
			return err
		}
		if next == "" {
			break
		}
		target = next
	}
	if file.robots.delay > e.opt.MaxWait {
		h.refuse(fmt.Sprintf("its robots.txt asks to wait %s between requests", file.robots.delay))
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.delay = max(h.delay, file.robots.delay)
	return nil
}
