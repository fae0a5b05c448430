package linkcheck

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// State is what a check of another site's URL came to.
type State string

const (
	// Good: it answers.
	Good State = "good"
	// Broken: it says that the page is not there, or can never answer: no such
	// host, a certificate that has expired or is for another host, redirects in a
	// circle.
	Broken State = "broken"
	// Unreachable: the host does not answer now: it stalls, closes the
	// connection, refuses connections, or fails (5xx) at each try. So is one
	// whose certificate cannot be verified here: browsers know more authorities,
	// and find missing links of a chain.
	Unreachable State = "unreachable"
	// Refused: the host does not let itself be checked (401, 403, 429,
	// robots.txt), so that nothing can be said.
	Refused State = "refused"
)

// Verdict is what a check of one URL found.
type Verdict struct {
	URL   string `json:"url"`
	State State  `json:"state"`
	// Status is the last HTTP status, 0 where there was no answer.
	Status int `json:"status,omitempty"`
	// Final is where redirects ended, "" where there were none; Permanent says
	// that all of them were permanent.
	Final     string `json:"final,omitempty"`
	Permanent bool   `json:"permanent,omitempty"`
	// Reason says in words what is wrong, "" for a good URL.
	Reason string `json:"reason,omitempty"`
	// Checked is when the answer was had.
	Checked time.Time `json:"checked"`
	// Cached says that the answer is an old one.
	Cached bool `json:"-"`
}

// Clock is time, replaceable for tests.
type Clock interface {
	Now() time.Time
	// Sleep waits, or returns ctx's error when that ends first.
	Sleep(ctx context.Context, d time.Duration) error
}

// Cache remembers verdicts from run to run. It must be safe for concurrent use.
type Cache interface {
	Get(url string) (Verdict, bool)
	Put(v Verdict)
}

// ExternalOptions say how to ask other sites. The zero value is polite.
type ExternalOptions struct {
	// UserAgent is sent with each request; its first word up to "/" is the
	// name that robots.txt knows. Default "sitegen/1 (link checker)".
	UserAgent string
	// Concurrency limits the requests under way (default 16), PerHost those to
	// one host (default 2); Delay is the least time between the starts of two
	// requests to one host (default 200 ms).
	Concurrency, PerHost int
	Delay                time.Duration
	// Timeout limits each request (default 20 s).
	Timeout time.Duration
	// Retries is how often a URL is asked again after a failure that may pass
	// (default 2; negative: never). Backoff is the first pause, which doubles
	// each time, with jitter (default 1 s).
	Retries int
	Backoff time.Duration
	// MaxWait is the longest that a host may ask to wait with Retry-After or
	// Crawl-delay (default 60 s); one that asks for more has refused, and so has
	// one whose waits come to more than ten times as much.
	MaxWait time.Duration
	// MaxRedirects in a row are followed (default 10).
	MaxRedirects int
	// IgnoreRobots: do not ask for robots.txt. For one's own hosts.
	IgnoreRobots bool
	// Cache, if any, answers for URLs whose good answer is younger than GoodFor
	// (default 7 days) or whose bad one is younger than BadFor (default 1 h).
	Cache           Cache
	GoodFor, BadFor time.Duration
	// Seed makes the jitter repeatable.
	Seed uint64
	// Transport replaces the network, Clock the time; nil for the real ones.
	Transport http.RoundTripper
	Clock     Clock
	// Progress, if not nil, is called after each URL, by one goroutine at a time.
	Progress func(done, total int)
}

// ExternalResult is what CheckExternal found.
type ExternalResult struct {
	// Verdicts has one element per URL, sorted by URL.
	Verdicts []Verdict
	// Hosts sums up the hosts of which any URL is not good, sorted by name.
	Hosts []HostSummary
	// Requests counts what was sent, robots.txt included.
	Requests int
}

// HostSummary says how a host took to being checked.
type HostSummary struct {
	Host                               string
	Good, Broken, Unreachable, Refused int
	// Reason is that of its first URL which is not good.
	Reason string
}

// sickly is how many failures in a row it takes until a host is thought to be
// down and the rest of its URLs are no longer asked for.
const sickly = 3

// external is one run of CheckExternal.
type external struct {
	opt   ExternalOptions
	agent string
	slots chan struct{} // one per request under way

	mu       sync.Mutex
	hosts    map[string]*host
	verdicts []Verdict
	done     int
	requests int
}

// CheckExternal asks whether the URLs, which are absolute and of the schemes
// http and https, lead somewhere. A URL is asked for with HEAD, and with GET
// where that is not answered well; redirects are followed one by one under the
// limits of the host that they lead to. It returns an error only when ctx ends,
// together with what was known by then.
func CheckExternal(ctx context.Context, urls []string, opt ExternalOptions) (ExternalResult, error) {
	e := newExternal(opt)
	urls = slices.Clone(urls)
	slices.Sort(urls)
	urls = slices.Compact(urls)
	queues := map[string][]question{}
	var names []string
	for _, raw := range urls {
		u, verdict, known := e.prepare(raw)
		if known {
			e.finish(verdict, len(urls))
			continue
		}
		if queues[u.Host] == nil {
			names = append(names, u.Host)
		}
		queues[u.Host] = append(queues[u.Host], question{raw, u})
	}
	var wg sync.WaitGroup
	for _, name := range names {
		queue := make(chan question, len(queues[name]))
		for _, q := range queues[name] {
			queue <- q
		}
		close(queue)
		for range min(e.opt.PerHost, len(queue)) {
			wg.Go(func() {
				for q := range queue {
					if ctx.Err() != nil {
						return
					}
					if v := e.visit(ctx, q.u); ctx.Err() == nil {
						v.URL = q.raw
						e.finish(v, len(urls))
					}
				}
			})
		}
	}
	wg.Wait()
	return e.result(), ctx.Err()
}

// question is a URL to ask for, and as the caller has it.
type question struct {
	raw string
	u   *url.URL
}

func newExternal(opt ExternalOptions) *external {
	orInt := func(p *int, d int) {
		if *p <= 0 {
			*p = d
		}
	}
	orTime := func(p *time.Duration, d time.Duration) {
		if *p == 0 {
			*p = d
		}
	}
	if opt.UserAgent == "" {
		opt.UserAgent = "sitegen/1 (link checker)"
	}
	orInt(&opt.Concurrency, 16)
	orInt(&opt.PerHost, 2)
	if opt.Retries == 0 {
		opt.Retries = 2
	}
	orInt(&opt.MaxRedirects, 10)
	orTime(&opt.Delay, 200*time.Millisecond)
	orTime(&opt.Timeout, 20*time.Second)
	orTime(&opt.Backoff, time.Second)
	orTime(&opt.MaxWait, time.Minute)
	orTime(&opt.GoodFor, 7*24*time.Hour)
	orTime(&opt.BadFor, time.Hour)
	if opt.Clock == nil {
		opt.Clock = realClock{}
	}
	if opt.Transport == nil {
		opt.Transport = newTransport(opt)
	}
	agent, _, _ := strings.Cut(strings.Fields(opt.UserAgent + " x")[0], "/")
	return &external{opt: opt, agent: strings.ToLower(agent), hosts: map[string]*host{}, slots: make(chan struct{}, opt.Concurrency)}
}

// newTransport returns the network as it is used for asking: what a server
// sends before its body is limited, and no body is ever read to its end.
func newTransport(opt ExternalOptions) http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxResponseHeaderBytes = 256 << 10
	t.MaxIdleConnsPerHost = opt.PerHost
	t.MaxConnsPerHost = 2 * opt.PerHost
	t.DisableCompression = true
	return t
}

type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }

func (realClock) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// prepare parses a URL; known says that its verdict needs no request.
func (e *external) prepare(raw string) (u *url.URL, v Verdict, known bool) {
	if e.opt.Cache != nil {
		if v, ok := e.opt.Cache.Get(raw); ok && v.State != "" {
			life := e.opt.BadFor
			if v.State == Good {
				life = e.opt.GoodFor
			}
			if age := e.opt.Clock.Now().Sub(v.Checked); age >= 0 && age < life {
				v.URL, v.Cached = raw, true
				return nil, v, true
			}
		}
	}
	u, err := url.Parse(escapeStray(raw))
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" || !isPort(u.Port()) {
		return nil, Verdict{URL: raw, State: Broken, Reason: "this is no URL of the web", Checked: e.opt.Clock.Now()}, true
	}
	u.Host = strings.ToLower(u.Host)
	u.Fragment, u.RawFragment = "", ""
	return u, Verdict{URL: raw}, false
}

// escapeStray escapes each % that begins no escape: browsers send it as it is, and
// servers take it for itself.
func escapeStray(raw string) string {
	var b strings.Builder
	for i := range len(raw) {
		b.WriteByte(raw[i])
		if raw[i] == '%' && (i+2 >= len(raw) || !isHex(raw[i+1]) || !isHex(raw[i+2])) {
			b.WriteString("25")
		}
	}
	return b.String()
}

// isPort reports whether a port is none or one that there can be.
func isPort(port string) bool {
	_, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil
}

// finish keeps a verdict.
func (e *external) finish(v Verdict, total int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.verdicts = append(e.verdicts, v)
	e.done++
	if e.opt.Cache != nil && !v.Cached {
		e.opt.Cache.Put(v)
	}
	if e.opt.Progress != nil {
		e.opt.Progress(e.done, total)
	}
}

func (e *external) result() ExternalResult {
	slices.SortFunc(e.verdicts, func(a, b Verdict) int { return strings.Compare(a.URL, b.URL) })
	r := ExternalResult{Verdicts: e.verdicts, Requests: e.requests}
	hosts := map[string]*HostSummary{}
	for _, v := range r.Verdicts {
		name := v.URL
		if u, err := url.Parse(v.URL); err == nil {
			name = strings.ToLower(u.Host)
		}
		h := hosts[name]
		if h == nil {
			h = &HostSummary{Host: name}
			hosts[name] = h
		}
		switch v.State {
		case Good:
			h.Good++
			continue
		case Broken:
			h.Broken++
		case Unreachable:
			h.Unreachable++
		case Refused:
			h.Refused++
		}
		if h.Reason == "" {
			h.Reason = v.Reason
		}
	}
	for _, h := range hosts {
		if h.Reason != "" {
			r.Hosts = append(r.Hosts, *h)
		}
	}
	slices.SortFunc(r.Hosts, func(a, b HostSummary) int { return strings.Compare(a.Host, b.Host) })
	return r
}
