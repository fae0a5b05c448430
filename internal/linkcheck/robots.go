package linkcheck

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"time"
)

// robots is what a robots.txt asks of this checker, as RFC 9309 reads it. The
// zero value allows everything.
type robots struct {
	rules []robotsRule
	// delay is what Crawl-delay asks for; not of the RFC, but of many hosts.
	delay time.Duration
	// closed says that nothing is allowed, because the file could not be had.
	closed bool
}

type robotsRule struct {
	pattern string
	allow   bool
}

// maxRobots is how much of a robots.txt is read; the RFC asks for this much.
const maxRobots = 500 << 10

// parseRobotsTxt reads the groups for the agent, a product token in lower
// case; where there is none, those for all ("*").
func parseRobotsTxt(r io.Reader, agent string) robots {
	var own, all robots
	var found bool
	var current []*robots
	inAgents := false
	lines := bufio.NewScanner(io.LimitReader(r, maxRobots))
	lines.Buffer(make([]byte, 0, 4096), maxRobots)
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "\ufeff"), ":")
		if !ok {
			continue
		}
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
		if name == "user-agent" {
			if !inAgents {
				current, inAgents = nil, true
			}
			switch token := strings.ToLower(value); {
			case token == "*":
				current = append(current, &all)
			case token == agent:
				current, found = append(current, &own), true
			}
			continue
		}
		inAgents = false
		for _, group := range current {
			group.add(name, value)
		}
	}
	if found {
		return own
	}
	return all
}

func (r *robots) add(name, value string) {
	switch name {
	case "allow", "disallow":
		if value != "" { // an empty Disallow forbids nothing
			r.rules = append(r.rules, robotsRule{pattern: value, allow: name == "allow"})
		}
	case "crawl-delay":
		if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 && s < 1e6 {
			r.delay = time.Duration(s * float64(time.Second))
		}
	}
}

// allows reports whether a path with its query may be asked for: the longest
// pattern that matches decides, and Allow where two are equally long.
func (r *robots) allows(path string) bool {
	if r.closed {
		return false
	}
	longest, allow := -1, true
	for _, rule := range r.rules {
		if n := len(rule.pattern); (n > longest || n == longest && rule.allow) && robotsMatch(rule.pattern, path) {
			longest, allow = n, rule.allow
		}
	}
	return allow
}

// robotsMatch reports whether the pattern matches the path's beginning; "*"
// stands for anything, and "$" at the end for the path's end.
func robotsMatch(pattern, path string) bool {
	pattern, anchored := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	path = path[len(parts[0]):]
	for i, part := range parts[1:] {
		if anchored && i == len(parts)-2 {
			return strings.HasSuffix(path, part)
		}
		at := strings.Index(path, part)
		if at < 0 {
			return false
		}
		path = path[at+len(part):]
	}
	return !anchored || path == ""
}
