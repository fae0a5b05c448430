package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"sitegen/internal/linkcheck"
)

// externalOptions are the flags about other sites.
type externalOptions struct {
	on           bool
	timeout      time.Duration
	retries      int
	perHost      int
	concurrency  int
	delay        time.Duration
	maxWait      time.Duration
	cache        string
	goodFor      time.Duration
	badFor       time.Duration
	ignoreRobots bool
	userAgent    string
	// transport replaces the network in tests.
	transport http.RoundTripper
}

func (o *externalOptions) register(c *cobra.Command) {
	f := c.Flags()
	f.BoolVar(&o.on, "external", false, "ask other sites whether links to them lead somewhere")
	f.DurationVar(&o.timeout, "timeout", 20*time.Second, "external: limit for one request")
	f.IntVar(&o.retries, "retries", 2, "external: how often to ask again after a failure that may pass")
	f.IntVar(&o.concurrency, "concurrency", 16, "external: requests at a time")
	f.IntVar(&o.perHost, "per-host", 2, "external: requests at a time to one host")
	f.DurationVar(&o.delay, "delay", 200*time.Millisecond, "external: least time between two requests to one host")
	f.DurationVar(&o.maxWait, "max-wait", 60*time.Second, "external: longest wait that a host may ask for")
	f.StringVar(&o.cache, "cache", "auto", "external: file that remembers answers; auto for one in your cache folder, none for none")
	f.DurationVar(&o.goodFor, "good-for", 7*24*time.Hour, "external: how long a good answer holds")
	f.DurationVar(&o.badFor, "bad-for", time.Hour, "external: how long a bad answer holds")
	f.BoolVar(&o.ignoreRobots, "ignore-robots", false, "external: do not ask for robots.txt; for your own hosts")
	f.StringVar(&o.userAgent, "user-agent", "", "external: what to say who is asking")
}

// externalFlags belong to --external.
var externalFlags = []string{"timeout", "retries", "concurrency", "per-host", "delay", "max-wait", "cache", "good-for", "bad-for", "ignore-robots", "user-agent"}

// validate reports flags that would change nothing, and limits that are none.
func (o *externalOptions) validate(changed func(name string) bool) error {
	for _, name := range externalFlags {
		if !o.on && changed(name) {
			return &hintError{fmt.Errorf("--%s belongs to --external", name), "add --external to ask other sites"}
		}
	}
	for _, f := range []struct {
		name  string
		fails bool
		least string
	}{
		{"timeout", o.timeout <= 0, "a time above 0"}, {"concurrency", o.concurrency < 1, "1 or more"}, {"per-host", o.perHost < 1, "1 or more"},
		{"retries", o.retries < 0, "0 or more"}, {"delay", o.delay <= 0, "a time above 0"}, {"max-wait", o.maxWait <= 0, "a time above 0"},
		{"good-for", o.goodFor <= 0, "a time above 0; --cache none forgets all answers"}, {"bad-for", o.badFor <= 0, "a time above 0; --cache none forgets all answers"},
	} {
		if f.fails {
			return &hintError{fmt.Errorf("--%s is too small", f.name), "write " + f.least}
		}
	}
	return nil
}

// cacheFile is the file that remembers answers, or "".
func (o *externalOptions) cacheFile() string {
	switch o.cache {
	case "none", "":
		return ""
	case "auto":
		dir, err := os.UserCacheDir()
		if err != nil {
			return ""
		}
		return filepath.Join(dir, "sitegen", "external.json")
	}
	return o.cache
}

// noRetries is how linkcheck is told never to ask again.
const noRetries = -1

// ask asks other sites about the links, and keeps what they said.
func (e *env) ask(ctx context.Context, o *externalOptions, links []linkcheck.ExternalLink) (linkcheck.ExternalResult, error) {
	opt := linkcheck.ExternalOptions{
		UserAgent: o.userAgent, Concurrency: o.concurrency, PerHost: o.perHost, Delay: o.delay, Timeout: o.timeout,
		Retries: o.retries, MaxWait: o.maxWait, IgnoreRobots: o.ignoreRobots, GoodFor: o.goodFor, BadFor: o.badFor,
		Seed: uint64(e.now().UnixNano()), Transport: o.transport,
	}
	if opt.Retries == 0 {
		opt.Retries = noRetries
	}
	if opt.UserAgent == "" {
		opt.UserAgent = "sitegen/" + Version + " (link checker)"
	}
	var cache linkcheck.MemoryCache
	name := o.cacheFile()
	if name != "" {
		if f, err := os.Open(name); err == nil {
			// A damaged cache only costs time.
			_ = cache.Load(f)
			f.Close()
		}
		opt.Cache = &cache
	}
	if p := e.progress(); p != nil {
		opt.Progress = p.asking
		defer p.done()
	}
	res, err := linkcheck.CheckExternal(ctx, linkcheck.ExternalURLs(links), opt)
	if name != "" {
		e.keep(name, &cache)
	}
	if err != nil {
		return res, err
	}
	e.sayHosts(res.Hosts)
	return res, nil
}

// asking shows how far the questions have come, as show does for files.
func (p *progress) asking(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if now.Sub(p.start) < progressDelay || now.Sub(p.last) < progressStep {
		return
	}
	p.last, p.shown = now, true
	fmt.Fprintf(p.w, "\r\x1b[Kasked %s of %s addresses", grouped(done), grouped(total))
}

// keep writes the cache; that it cannot is worth a word, no more.
func (e *env) keep(name string, cache *linkcheck.MemoryCache) {
	err := os.MkdirAll(filepath.Dir(name), 0o755)
	if err == nil {
		err = writeFile(name, func(w io.Writer) error { return cache.Save(w) })
	}
	if err != nil {
		e.say("the answers of other sites are not kept: %v", err)
	}
}

// sayHosts sums up the hosts that did not let themselves be checked.
func (e *env) sayHosts(hosts []linkcheck.HostSummary) {
	hosts = slices.DeleteFunc(slices.Clone(hosts), func(h linkcheck.HostSummary) bool { return h.Refused+h.Unreachable == 0 })
	if len(hosts) == 0 {
		return
	}
	e.say("%s could not be checked in full:", plural(len(hosts), "host", "hosts"))
	for _, h := range hosts {
		e.say("  %s: %d refused, %d not reached (%s)", h.Host, h.Refused, h.Unreachable, h.Reason)
	}
}
