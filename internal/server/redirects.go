package server

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A ruleSet is a _redirects file, ready to be asked.
type ruleSet struct {
	rules []*rule
	exact map[string]int // path without trailing slash → first rule without patterns or query
	loose []int          // the other rules, in order
}

// A rule is one line of _redirects.
type rule struct {
	line   int
	from   []string // path elements; ":name" takes any one
	splat  bool     // a final * takes the rest, also nothing
	query  [][2]string
	to     string
	status int
	force  bool
}

// A ruleProblem is a line that is not honoured.
type ruleProblem struct {
	line    int
	message string
}

// parseRules reads a _redirects file. Paths that lack the base path get it. Lines it cannot honour are left
// out and reported; the others hold.
func parseRules(src, base string) (*ruleSet, []ruleProblem) {
	set := &ruleSet{exact: map[string]int{}}
	var problems []ruleProblem
	for i, line := range strings.Split(strings.TrimPrefix(src, "\ufeff"), "\n") {
		fields := strings.Fields(line)
		if n := slices.IndexFunc(fields, func(f string) bool { return strings.HasPrefix(f, "#") }); n >= 0 {
			fields = fields[:n]
		}
		if len(fields) == 0 {
			continue
		}
		r, message := parseRule(fields, base)
		if message != "" {
			problems = append(problems, ruleProblem{i + 1, message})
			continue
		}
		r.line = i + 1
		set.add(r)
	}
	return set, problems
}

func (s *ruleSet) add(r *rule) {
	n := len(s.rules)
	s.rules = append(s.rules, r)
	if r.splat || len(r.query) > 0 || slices.ContainsFunc(r.from, isPlaceholder) {
		s.loose = append(s.loose, n)
		return
	}
	key := "/" + strings.Join(r.from, "/")
	if _, taken := s.exact[key]; !taken {
		s.exact[key] = n
	}
}

func isPlaceholder(element string) bool { return len(element) > 1 && element[0] == ':' }

// parseRule reads FROM [KEY=VALUE…] TO [STATUS[!]]. The message says why a line is not honoured.
func parseRule(fields []string, base string) (*rule, string) {
	r := &rule{status: 301}
	if !strings.HasPrefix(fields[0], "/") {
		return nil, fmt.Sprintf("FROM is %q; it must be a path that begins with \"/\"", fields[0])
	}
	if message := r.setFrom(withBase(fields[0], base)); message != "" {
		return nil, message
	}
	rest := fields[1:]
	for len(rest) > 0 && !isTarget(rest[0]) && strings.Contains(rest[0], "=") {
		key, value, _ := strings.Cut(rest[0], "=")
		r.query = append(r.query, [2]string{key, value})
		rest = rest[1:]
	}
	if len(rest) == 0 || !isTarget(rest[0]) {
		return nil, "TO is missing; it must be a path that begins with \"/\" or a URL with http:// or https://"
	}
	r.to = rest[0]
	if strings.HasPrefix(r.to, "/") {
		r.to = withBase(r.to, base)
	}
	if rest = rest[1:]; len(rest) > 0 {
		if message := r.setStatus(rest[0]); message != "" {
			return nil, message
		}
		rest = rest[1:]
	}
	if len(rest) > 0 {
		return nil, fmt.Sprintf("%q: conditions on the client (country, language, cookies) would make answers differ "+
			"between clients and are not supported", rest[0])
	}
	if !strings.HasPrefix(r.to, "/") && !r.redirects() {
		return nil, fmt.Sprintf("status %d needs a TO on this site: the server is no proxy", r.status)
	}
	return r, ""
}

func (r *rule) setFrom(from string) string {
	for i, element := range splitPath(from) {
		if r.splat {
			return fmt.Sprintf("FROM is %q; \"*\" may only stand at its end", from)
		}
		if element == "*" {
			r.splat = true
			continue
		}
		decoded, err := url.PathUnescape(element)
		if err != nil {
			return fmt.Sprintf("FROM is %q; element %d has a malformed escape", from, i+1)
		}
		if strings.Contains(element, "*") {
			return fmt.Sprintf("FROM is %q; \"*\" must be a whole path element", from)
		}
		r.from = append(r.from, decoded)
	}
	return ""
}

func (r *rule) setStatus(field string) string {
	digits := strings.TrimSuffix(field, "!")
	r.force = digits != field
	n, err := strconv.Atoi(digits)
	if err != nil {
		return fmt.Sprintf("%q is no status; write 301, 302, 303, 307, 308, 200, 404, 410 or 451, perhaps with \"!\"", field)
	}
	switch n {
	case 301, 302, 303, 307, 308, 200, 404, 410, 451:
		r.status = n
		return ""
	}
	return fmt.Sprintf("status %d is not supported; write 301, 302, 303, 307, 308, 200, 404, 410 or 451", n)
}

// redirects reports whether the rule sends the client elsewhere, rather than content from elsewhere.
func (r *rule) redirects() bool { return r.status >= 300 && r.status < 400 }

func isTarget(field string) bool {
	return strings.HasPrefix(field, "/") || strings.HasPrefix(field, "http://") || strings.HasPrefix(field, "https://")
}

// withBase puts the base path before a path that lacks it.
func withBase(p, base string) string {
	if base == "" || p == base || strings.HasPrefix(p, base+"/") {
		return p
	}
	return base + p
}

// splitPath gives a path's elements; slashes at both ends do not count.
func splitPath(p string) []string {
	p = strings.Trim(p, "/")
	if p == "" {
		return nil
	}
	return strings.Split(p, "/")
}

// match gives the first rule for a clean path and query for which eligible holds, and what its placeholders
// took. A nil set has no rules.
func (s *ruleSet) match(p string, query url.Values, eligible func(*rule) bool) (*rule, map[string]string) {
	if s == nil {
		return nil, nil
	}
	elements := splitPath(p)
	exact, found := s.exact["/"+strings.Join(elements, "/")]
	if !found || !eligible(s.rules[exact]) {
		exact = len(s.rules)
	}
	for _, i := range s.loose {
		if i > exact {
			break
		}
		if took, ok := s.rules[i].match(elements, query); ok && eligible(s.rules[i]) {
			return s.rules[i], took
		}
	}
	if exact < len(s.rules) {
		return s.rules[exact], nil
	}
	return nil, nil
}

func (r *rule) match(elements []string, query url.Values) (map[string]string, bool) {
	if len(elements) < len(r.from) || len(elements) > len(r.from) && !r.splat {
		return nil, false
	}
	took := map[string]string{}
	for i, want := range r.from {
		switch {
		case isPlaceholder(want):
			took[want[1:]] = elements[i]
		case want != elements[i]:
			return nil, false
		}
	}
	if r.splat {
		took["splat"] = strings.Join(elements[len(r.from):], "/")
	}
	for _, q := range r.query {
		value := query.Get(q[0])
		switch {
		case value == "":
			return nil, false
		case isPlaceholder(q[1]):
			took[q[1][1:]] = value
		case q[1] != value:
			return nil, false
		}
	}
	return took, true
}

// target gives the rule's TO with its placeholders filled and the request's query handed on, unless TO has
// one. It reports false for a result that would leave the site though TO does not.
func (r *rule) target(took map[string]string, rawQuery string) (string, bool) {
	to, fragment, hasFragment := strings.Cut(r.to, "#")
	to, query, hasQuery := strings.Cut(to, "?")
	to = fill(to, took, escapePath)
	if strings.HasPrefix(r.to, "/") && strings.HasPrefix(to, "//") {
		return "", false
	}
	switch {
	case hasQuery:
		to += "?" + fill(query, took, url.QueryEscape)
	case rawQuery != "" && len(r.query) == 0:
		to += "?" + rawQuery
	}
	if hasFragment {
		to += "#" + fragment
	}
	return to, true
}

func escapePath(s string) string { return (&url.URL{Path: s}).EscapedPath() }

// fill replaces ":name" by what the placeholder took; a name that none has stays as it is.
func fill(pattern string, took map[string]string, escape func(string) string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); {
		if pattern[i] == ':' {
			end := i + 1
			for end < len(pattern) && isNameByte(pattern[end]) {
				end++
			}
			if value, ok := took[pattern[i+1:end]]; ok {
				b.WriteString(escape(value))
				i = end
				continue
			}
		}
		b.WriteByte(pattern[i])
		i++
	}
	return b.String()
}

func isNameByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
