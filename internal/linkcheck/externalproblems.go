package linkcheck

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"sitegen/internal/diag"
)

// ExternalURLs returns the URLs of the links, each once, sorted: what to give
// to CheckExternal.
func ExternalURLs(links []ExternalLink) []string {
	var urls []string
	for _, l := range links {
		urls = append(urls, l.URL)
	}
	slices.Sort(urls)
	return slices.Compact(urls)
}

// ExternalProblems turns the verdicts on the links' URLs into problems, one for
// each place of a link, sorted, with their Places beside them. An unknown rule
// in levels is an error, as it is for Check.
func ExternalProblems(links []ExternalLink, verdicts []Verdict, levels map[string]Level) (diag.List, []Place, error) {
	settings, err := newSettings(levels)
	if err != nil {
		return nil, nil, err
	}
	byURL := make(map[string]*Verdict, len(verdicts))
	for i := range verdicts {
		byURL[verdicts[i].URL] = &verdicts[i]
	}
	var records []record
	for _, l := range links {
		v := byURL[l.URL]
		if v == nil {
			continue
		}
		rule, message, hint, fix := verdictWords(l, v)
		if message == "" || settings[rule].off {
			continue
		}
		r := record{problem: diag.Problem{Rule: rules[rule].Name, Severity: settings[rule].severity, Pos: l.Pos, Page: l.Pos.File,
			URL: l.Written, Message: message, Hint: hint}, place: l.Place}
		r.place.Fix = fix
		records = append(records, r)
	}
	slices.SortFunc(records, record.compare)
	var problems diag.List
	var places []Place
	for _, r := range records {
		problems, places = append(problems, r.problem), append(places, r.place)
	}
	return problems, places, nil
}

// verdictWords says what a verdict means for a link; an empty message means
// that all is well.
func verdictWords(l ExternalLink, v *Verdict) (rule ruleID, message, hint, fix string) {
	switch v.State {
	case Broken:
		return ruleBrokenExternal, "this address leads nowhere: " + v.Reason, "look for its new address, or link to a copy in a web archive", ""
	case Unreachable:
		return ruleExternalUnreachable, "this address could not be reached: " + v.Reason, "try again later; if it stays, treat the link as broken", ""
	case Refused:
		return ruleExternalRefused, "this address does not let itself be checked: " + v.Reason, "look at it in a browser", ""
	}
	if v.Final == "" || !v.Permanent {
		return 0, "", "", ""
	}
	fix = v.Final
	if _, fragment, ok := strings.Cut(l.Written, "#"); ok {
		fix += "#" + fragment
	}
	return ruleExternalRedirect, fmt.Sprintf("this address has moved for good, to %q", v.Final), fmt.Sprintf("link to %q", fix), fix
}

// MemoryCache is a Cache that can be written out and read back. The zero value
// is empty and ready to use, by many goroutines at a time.
type MemoryCache struct {
	mu       sync.Mutex
	verdicts map[string]Verdict
}

// Get returns what is remembered of the URL.
func (c *MemoryCache) Get(url string) (Verdict, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.verdicts[url]
	return v, ok
}

// Put remembers a verdict.
func (c *MemoryCache) Put(v Verdict) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.verdicts == nil {
		c.verdicts = map[string]Verdict{}
	}
	c.verdicts[v.URL] = v
}

// Load adds what Save wrote. What cannot be read is forgotten, with an error
// that a caller may ignore: a cache only saves time.
func (c *MemoryCache) Load(r io.Reader) error {
	var verdicts []Verdict
	if err := json.NewDecoder(r).Decode(&verdicts); err != nil {
		return fmt.Errorf("reading the cache of external links: %w", err)
	}
	for _, v := range verdicts {
		c.Put(v)
	}
	return nil
}

// Save writes all verdicts as JSON, sorted by URL.
func (c *MemoryCache) Save(w io.Writer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	verdicts := make([]Verdict, 0, len(c.verdicts))
	for _, v := range c.verdicts {
		verdicts = append(verdicts, v)
	}
	slices.SortFunc(verdicts, func(a, b Verdict) int { return strings.Compare(a.URL, b.URL) })
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	if err := enc.Encode(verdicts); err != nil {
		return fmt.Errorf("writing the cache of external links: %w", err)
	}
	return nil
}
