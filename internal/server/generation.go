package server

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// keepRetired is how long parts of builds before the last one stay reachable.
const keepRetired = time.Hour

// A generation is everything the server knows of the folder at one moment. It is immutable once in use.
type generation struct {
	list    *listing
	records []*record
	byName  map[string]*record
	bySum   map[digest]*record

	files   map[string]*entry // every request path that a file or a slash redirect answers
	paths   map[string]*entry // those that no rule could answer instead
	rules   *ruleSet
	missing map[string]*entry // folder path, with slash → its 404.html
	retired map[string]*retiree

	id string // of the content: the same on every replica
}

// An entry answers a request path: with a file's content or with a redirect to the path with a slash.
type entry struct {
	location string // escaped; "" for a file
	record   *record
	plain    *variant
	coded    bool // there are, or may be, encoded forms
	made     [codings]atomic.Pointer[variant]
	variant  func(*body, coding) *variant
}

// A variant is one representation of a file, with the header that goes with it.
type variant struct {
	*body
	coding      coding
	values      [linkSlot + 1]string
	full        *headerBlock // of 200
	notModified *headerBlock // of 304
}

// slotValues gives a header value in the form that http.Header wants, without allocating.
func (v *variant) slotValues(s slot) []string { return v.values[s : s+1 : s+1] }

// A retiree is a part that the folder no longer holds.
type retiree struct {
	entry *entry
	since time.Time
}

// absent stands for a variant that there is not.
var absent = &variant{}

// pick gives the variant that the client likes best: of the highest q-value, and of equals br before zstd before
// gzip before plain. A form that cannot be made now, as its file has changed, is passed over; sending the plain
// one then finds out about the change.
func (e *entry) pick(p preference, cache *bodyCache) *variant {
	if !e.coded {
		return e.plain
	}
	for {
		best := identity
		for c := codings - 1; c > identity; c-- {
			if p[c] > p[best] || best == identity && p[c] == p[best] && p[c] > 0 {
				best = c
			}
		}
		if best == identity {
			return e.plain
		}
		if v := e.form(best, cache); v != nil {
			return v
		}
		p[best] = 0
	}
}

// form gives the entry's form in one coding, or nil.
func (e *entry) form(c coding, cache *bodyCache) *variant {
	if v := e.made[c].Load(); v != nil {
		if v == absent {
			return nil
		}
		return v
	}
	b, err := e.record.forms.form(c, e.record.body, cache)
	if err != nil {
		return nil
	}
	if b == nil {
		e.made[c].Store(absent)
		return nil
	}
	v := e.variant(b, c)
	e.made[c].Store(v)
	return v
}

// An assembler builds a generation from records.
type assembler struct {
	base     string
	modTimes bool
	preloads bool
	encode   bool
	blocks   *blocks
}

func (a *assembler) assemble(l *listing, records []*record, rules *ruleSet) *generation {
	g := &generation{
		list: l, records: records, rules: rules,
		byName:  make(map[string]*record, len(records)),
		bySum:   make(map[digest]*record, len(records)),
		files:   make(map[string]*entry, len(records)*2),
		missing: map[string]*entry{},
	}
	sum := sha256.New()
	for _, r := range records {
		g.byName[r.name] = r
		g.bySum[r.body.sum] = r
		sum.Write([]byte(r.name))
		sum.Write(r.body.sum[:])
		a.place(g, r)
	}
	g.id = hex.EncodeToString(sum.Sum(nil)[:6])
	for _, e := range g.files {
		if e.record != nil && e.plain == nil {
			a.variants(g, e)
		}
	}
	g.paths = g.withoutRuled()
	return g
}

// place enters a file under its paths: index.html also as its folder, with a redirect from the path without slash.
func (a *assembler) place(g *generation, r *record) {
	full := a.base + "/" + r.name
	if full == LivePath || full == ReadyPath {
		return // the server's own, whatever the folder holds
	}
	e := &entry{record: r}
	g.files[full] = e
	switch path.Base(r.name) {
	case "index.html":
		folder := strings.TrimSuffix(full, "index.html")
		g.files[folder] = e
		if bare := strings.TrimSuffix(folder, "/"); bare != "" && g.files[bare] == nil {
			g.files[bare] = &entry{location: escapePath(folder)}
		}
	case "404.html":
		g.missing[strings.TrimSuffix(full, "404.html")] = e
	}
}

// variants gives a file's entry its representations.
func (a *assembler) variants(g *generation, e *entry) {
	r := e.record
	class := answerClass{
		contentType: r.contentType,
		role:        r.mime.role,
		draws:       r.head != nil && r.head.draws,
		immutable:   fingerprinted(r.name),
		modified:    a.modTimes,
	}
	link := ""
	if a.preloads && r.head != nil {
		link = a.link(g, r)
	}
	class.link = link != ""
	hasSiblings := r.siblings != [codings]*body{}
	e.coded = hasSiblings || a.encode && r.encodable()
	class.vary = e.coded
	e.variant = func(b *body, c coding) *variant {
		class := class
		v := &variant{body: b, coding: c}
		v.values[lengthSlot] = strconv.FormatInt(b.size, 10)
		v.values[etagSlot] = b.sum.etag()
		v.values[linkSlot] = link
		if a.modTimes {
			v.values[modifiedSlot] = r.info.ModTime().UTC().Format(http.TimeFormat)
		}
		class.coding = c
		v.full = a.blocks.get(class)
		short := class
		short.notModified, short.contentType, short.coding, short.link = true, "", identity, false
		v.notModified = a.blocks.get(short)
		return v
	}
	e.plain = e.variant(r.body, identity)
	if !hasSiblings {
		return
	}
	for c := gzipCoding; c < codings; c++ {
		e.made[c].Store(absent) // a file with some siblings has only these
		if f := r.siblings[c]; f != nil && f.size < r.body.size {
			e.made[c].Store(e.variant(f, c))
		}
	}
}

// link gives a page's Link header: what its head asks for, as far as it is of this generation.
func (a *assembler) link(g *generation, r *record) string {
	page := &url.URL{Path: a.base + "/" + r.name}
	var parts []string
	for _, p := range r.head.preloads {
		ref, err := url.Parse(p.href)
		if err != nil || ref.Host != "" || ref.Scheme != "" || ref.Path == "" {
			continue
		}
		if path.Base(r.name) == "404.html" && !strings.HasPrefix(ref.Path, "/") {
			continue // it is served at other paths than its own
		}
		target := page.ResolveReference(ref)
		target.Fragment = ""
		if e := g.files[target.Path]; e != nil && e.record != nil {
			parts = append(parts, "<"+target.String()+">"+p.params)
		}
	}
	return strings.Join(parts, ", ")
}

// withoutRuled gives the files' map without the paths that a redirect rule answers or may answer.
func (g *generation) withoutRuled() map[string]*entry {
	if g.rules == nil || len(g.rules.rules) == 0 {
		return g.files
	}
	out := make(map[string]*entry, len(g.files))
	for p, e := range g.files {
		if !g.mayBeRuled(p, e) {
			out[p] = e
		}
	}
	return out
}

// mayBeRuled reports whether some rule could answer the path although an entry is there.
func (g *generation) mayBeRuled(p string, e *entry) bool {
	elements := splitPath(p)
	for _, i := range g.rules.loose {
		r := g.rules.rules[i]
		pathOnly := *r
		pathOnly.query = nil
		if _, ok := pathOnly.match(elements, nil); ok && g.yields(p, e, r) {
			return true
		}
	}
	i, found := g.rules.exact["/"+strings.Join(elements, "/")]
	return found && g.yields(p, e, g.rules.rules[i])
}

// yields reports whether the entry at a path gives way to a rule for it.
func (g *generation) yields(p string, e *entry, r *rule) bool {
	if r.force || e == nil {
		return true
	}
	if e.location != "" { // the folder's page decides
		e = g.files[p+"/"]
	}
	return e != nil && e.record != nil && e.record.head != nil && e.record.head.refresh
}

// notFoundPage gives the nearest 404.html at or above a path, or nil.
func (g *generation) notFoundPage(p string) *entry {
	for i := strings.LastIndexByte(p, '/'); i >= 0; i = strings.LastIndexByte(p[:i], '/') {
		if e := g.missing[p[:i+1]]; e != nil {
			return e
		}
	}
	return nil
}

// retire takes over what pages of the last generation may still ask for: parts whose bytes outlive their file.
// Older ones stay for a while, as far as they fit the budget.
func (g *generation) retire(prev *generation, now time.Time, budget int64) {
	g.retired = map[string]*retiree{}
	if prev == nil {
		return
	}
	for p, e := range prev.files {
		if g.files[p] == nil && e.record != nil && e.record.mime.role == part && e.plain.outlives() {
			g.retired[p] = &retiree{e.outliving(), now}
		}
	}
	old := make([]string, 0, len(prev.retired))
	for p, r := range prev.retired {
		if now.Sub(r.since) < keepRetired && g.files[p] == nil && g.retired[p] == nil {
			old = append(old, p)
		}
	}
	slices.SortFunc(old, func(a, b string) int { // the latest first
		if c := prev.retired[b].since.Compare(prev.retired[a].since); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	for _, p := range old {
		r := prev.retired[p]
		if budget -= r.entry.plain.size; budget < 0 {
			break
		}
		g.retired[p] = r
	}
}

// outlives reports whether the body can be sent after its file is gone.
func (b *body) outlives() bool { return b.memory != nil || b.handle != nil }

// outliving gives the entry without the forms that vanish with their files.
func (e *entry) outliving() *entry {
	kept := &entry{record: e.record, plain: e.plain, coded: e.coded, variant: e.variant}
	for c := range e.made {
		v := e.made[c].Load()
		if v != nil && v != absent && v.plain == nil && !v.outlives() {
			v = absent
		}
		kept.made[c].Store(v)
	}
	return kept
}

// live gives the bodies and the open files that the generation can send.
func (g *generation) live() (bodies map[*body]bool, handles map[*handle]bool) {
	bodies, handles = make(map[*body]bool, len(g.records)), map[*handle]bool{}
	add := func(b *body) {
		bodies[b] = true
		if b.handle != nil {
			handles[b.handle] = true
		}
	}
	addEntry := func(e *entry) {
		add(e.plain.body)
		for c := range e.made {
			if v := e.made[c].Load(); v != nil && v != absent {
				add(v.body)
			}
		}
	}
	for _, r := range g.records {
		add(r.body)
		for c := range r.forms.made {
			if b := r.forms.made[c].Load(); b != nil {
				add(b)
			}
		}
	}
	for _, r := range g.retired {
		addEntry(r.entry)
	}
	return bodies, handles
}
