package linkcheck

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// redirectsFile is the file of redirects that Netlify, Cloudflare Pages and
// sitegen's own server read: "from to [status]" on each line.
const redirectsFile = "_redirects"

// redirect is one line of _redirects.
type redirect struct {
	// from are the segments of the path below the site's root; ":name" stands
	// for any segment, "*" at the end for any number of them.
	from []string
	to   string
	// off is the place of to in the file.
	off    int
	status int
}

// hops is how many redirects in a row are followed before they count as a
// circle; browsers give up at about as many.
const hops = 20

// redirectTable is the content of _redirects. The first line that matches counts.
type redirectTable struct {
	rules []redirect
	exact map[string]int // by path: the first rule without placeholders
	wild  []int          // the rules with placeholders, in order
}

// readRedirects reads the site's _redirects, if there is one.
func (c *checker) readRedirects() error {
	id, ok := c.site.names[redirectsFile]
	if !ok || id < 0 {
		return nil
	}
	data, err := c.read(id, nil)
	if err != nil {
		return err
	}
	var t redirectTable
	res := resolver{bases: c.bases, main: c.main}
	res.setPage(redirectsFile)
	for off := 0; off < len(data); {
		line, _, _ := bytes.Cut(data[off:], []byte("\n"))
		if r, ok := parseRedirect(line, off, &res); ok {
			t.add(r)
		}
		off += len(line) + 1
	}
	c.site.redirects = t
	return nil
}

// parseRedirect reads a line that begins at off; ok is false for comments and
// for lines about another site's addresses.
func parseRedirect(line []byte, off int, res *resolver) (r redirect, ok bool) {
	var words [][]byte
	var at []int
	for i := 0; i < len(line); {
		if isSpace(line[i]) {
			i++
			continue
		}
		if line[i] == '#' && (i == 0 || isSpace(line[i-1])) {
			break
		}
		from := i
		for i < len(line) && !isSpace(line[i]) {
			i++
		}
		words, at = append(words, line[from:i]), append(at, off+from)
	}
	// Between the two paths stand the conditions on the query: "id=:id".
	to := 1
	for to < len(words) && words[to][0] != '/' && schemeOf(words[to]) == 0 {
		to++
	}
	if to >= len(words) {
		return redirect{}, false
	}
	loc := res.resolve(words[0])
	if loc.class != urlLocal {
		return redirect{}, false
	}
	r = redirect{from: segments(string(loc.path)), to: string(words[to]), off: at[to], status: 301}
	if to+1 < len(words) {
		if n, err := strconv.Atoi(strings.TrimSuffix(string(words[to+1]), "!")); err == nil {
			r.status = n
		}
	}
	return r, true
}

func segments(p string) []string {
	if p == "" {
		return nil
	}
	return strings.Split(p, "/")
}

func isPlaceholder(s string) bool { return s == "*" || len(s) > 1 && s[0] == ':' }

func (t *redirectTable) add(r redirect) {
	if t.exact == nil {
		t.exact = map[string]int{}
	}
	i := len(t.rules)
	t.rules = append(t.rules, r)
	if slices.ContainsFunc(r.from, isPlaceholder) {
		t.wild = append(t.wild, i)
	} else if path := strings.Join(r.from, "/"); t.exact[path] == 0 {
		t.exact[path] = i + 1
	}
}

// match returns the first rule for the path, with its target's placeholders
// filled in.
func (t *redirectTable) match(path string) (to string, status int, ok bool) {
	if len(t.rules) == 0 {
		return "", 0, false
	}
	best := t.exact[path] - 1
	parts := segments(path)
	for _, i := range t.wild {
		if best >= 0 && best < i {
			break
		}
		if filled, ok := t.rules[i].apply(parts); ok {
			return filled, t.rules[i].status, true
		}
	}
	if best < 0 {
		return "", 0, false
	}
	return t.rules[best].to, t.rules[best].status, true
}

// apply matches the path against the rule and returns its target.
func (r *redirect) apply(path []string) (to string, ok bool) {
	var pairs []string
	for i, s := range r.from {
		switch {
		case s == "*" && i == len(r.from)-1:
			if i > len(path) {
				return "", false
			}
			pairs = append(pairs, ":splat", strings.Join(path[i:], "/"))
			return fill(r.to, pairs), true
		case i >= len(path):
			return "", false
		case len(s) > 1 && s[0] == ':':
			pairs = append(pairs, s, path[i])
		case s != path[i]:
			return "", false
		}
	}
	if len(path) != len(r.from) {
		return "", false
	}
	return fill(r.to, pairs), true
}

// fill puts the values in place of the names; longer names first, so that
// ":id" does not spoil ":idea".
func fill(to string, pairs []string) string {
	type pair struct{ name, value string }
	var sorted []pair
	for i := 0; i < len(pairs); i += 2 {
		sorted = append(sorted, pair{pairs[i], pairs[i+1]})
	}
	slices.SortStableFunc(sorted, func(a, b pair) int { return len(b.name) - len(a.name) })
	pairs = pairs[:0]
	for _, p := range sorted {
		pairs = append(pairs, p.name, p.value)
	}
	return strings.NewReplacer(pairs...).Replace(to)
}

// hasPlaceholder reports whether a target is only known together with a path.
func hasPlaceholder(to string) bool {
	_, rest, ok := strings.Cut(to, "://")
	if !ok {
		rest = to
	}
	for _, s := range strings.Split(rest, "/") {
		if len(s) > 1 && s[0] == ':' {
			return true
		}
	}
	return strings.Contains(rest, ":splat")
}

// detour is what became of a path that no file has.
type detour struct {
	// known says that _redirects knows the path.
	known bool
	// moved says that the reader's browser is sent on, rather than being
	// answered with another file; to is where.
	moved bool
	to    string
	// file is the page at the end of the way, or -1: away says that it is
	// another site, and otherwise problem says what is wrong.
	file    int32
	away    bool
	problem string
}

// follow follows the redirects of _redirects from a path.
func (c *checker) follow(path string) detour {
	d := detour{file: -1}
	res := resolver{bases: c.bases, main: c.main}
	res.setPage(redirectsFile)
	for n := 0; ; n++ {
		to, status, ok := c.site.redirects.match(path)
		if !ok {
			if n > 0 {
				d.problem = fmt.Sprintf("is redirected to %q, which is not there", d.to)
			}
			return d
		}
		d.known, d.to = true, to
		if status >= 400 {
			d.problem = fmt.Sprintf("is answered with status %d", status)
			return d
		}
		d.moved = d.moved || status >= 300
		if n == hops {
			d.problem = "is redirected in a circle"
			return d
		}
		loc := res.resolve([]byte(to))
		if loc.class != urlLocal {
			d.away = true
			return d
		}
		if _, d.file = c.site.lookup(loc.path, loc.folder); d.file >= 0 {
			return d
		}
		path = string(loc.path)
	}
}

// parseRedirects makes references of the targets in _redirects.
func (d *document) parseRedirects(data []byte, t *redirectTable) {
	d.reset(data)
	for i := range t.rules {
		r := &t.rules[i]
		if hasPlaceholder(r.to) || r.status >= 400 {
			continue
		}
		d.add(ref{url: []byte(r.to), off: uint32(r.off), tag: uint32(r.off), kind: kindRedirectTo})
	}
}
