package linkcheck

import (
	"fmt"
	"math/bits"
	"path"
	"slices"
	"strings"

	"sitegen/internal/diag"
)

// maxHints bounds how many different missing targets are compared with the
// whole site. Where more are missing, what is wrong is not their spelling.
const maxHints = 500

// finder finds what an author may have meant.
type finder struct {
	c *checker
	// names are the last elements of paths, each once, sorted; folders with an
	// index page count. at has the paths that end in each.
	names   []string
	letters []uint64
	at      map[string][]string

	paths   map[string]string // answers by missing path
	budget  int
	anchors map[string]string // answers by page and fragment
	owners  map[string][]int32
}

// addHints gives the problems that ask for it their "did you mean".
func (c *checker) addHints(records []record) {
	f := &finder{c: c, paths: map[string]string{}, anchors: map[string]string{}, budget: maxHints}
	w := newSpeller(c)
	for i := range records {
		r := &records[i]
		switch {
		case r.nearPath:
			if near := f.path(r.place.Target); near != "" {
				w.res.setPage(r.problem.Page)
				_, rest := splitURL([]byte(r.problem.URL))
				r.problem.Hint = fmt.Sprintf("did you mean %q?", w.spell([]byte(r.problem.URL), near, nil)+rest)
			} else {
				r.problem.Hint = "name a file that is there, or add this one"
			}
		case r.nearAnchor:
			r.problem.Hint = f.anchor(r, records)
		}
	}
}

// newSpeller returns a worker that is good for writing URLs only.
func newSpeller(c *checker) *worker {
	w := &worker{checker: c}
	w.res.bases, w.res.main = c.bases, c.main
	return w
}

// path returns the file that is most likely meant by a path that none has: one
// of the same name elsewhere if there is just one, one of nearly the same name
// in the same folder, or one of nearly the same name anywhere.
func (f *finder) path(missing string) string {
	if near, ok := f.paths[missing]; ok {
		return near
	}
	if f.budget == 0 || missing == "" {
		return ""
	}
	f.budget--
	if f.at == nil {
		f.index()
	}
	near := f.search(missing)
	f.paths[missing] = near
	return near
}

func (f *finder) index() {
	f.at = map[string][]string{}
	for id, p := range f.c.site.files {
		name := path.Base(p)
		if folder := folderOf(p); f.c.site.names[folder] == int32(-2-id) {
			name = path.Base(folder)
		}
		f.at[name] = append(f.at[name], p)
	}
	for name := range f.at {
		f.names = append(f.names, name)
	}
	slices.Sort(f.names)
	for _, name := range f.names {
		f.letters = append(f.letters, lettersOf(name))
	}
}

func (f *finder) search(missing string) string {
	name, folder := path.Base(missing), folderOf(missing)
	bare := strings.TrimSuffix(strings.TrimSuffix(name, ".html"), ".htm")
	for _, n := range []string{name, bare, bare + ".html", bare + ".md"} {
		if same := f.at[n]; len(same) == 1 && n != "" {
			return same[0]
		}
	}
	// Half of the letters may differ in place before two words are no longer
	// near; what differs in more is not worth the comparison.
	limit := 2 * max(1, len([]rune(bare))/3)
	var siblings, others []string
	for i, n := range f.names {
		stem := strings.TrimSuffix(n, ".html")
		if bits.OnesCount64(f.letters[i]^lettersOf(name)) > limit && bits.OnesCount64(lettersOf(stem)^lettersOf(bare)) > limit {
			continue
		}
		others = append(others, stem)
		if slices.ContainsFunc(f.at[n], func(p string) bool { return f.parent(p) == folder }) {
			siblings = append(siblings, stem)
		}
	}
	if near := diag.Suggest(bare, siblings); near != "" {
		return f.pick(near, folder)
	}
	if near := diag.Suggest(bare, others); near != "" {
		return f.pick(near, folder)
	}
	return ""
}

// parent returns the folder that a reader would say the page is in: that of an
// index page is the one above its own.
func (f *finder) parent(p string) string {
	folder := folderOf(p)
	if id := f.c.site.names[folder]; id < -1 && f.c.site.files[-2-id] == p {
		return folderOf(folder)
	}
	return folder
}

// pick returns the path with that last element, the one in the folder if it is
// there; among several others there is no choosing.
func (f *finder) pick(stem, folder string) string {
	paths := slices.Concat(f.at[stem], f.at[stem+".html"])
	for _, p := range paths {
		if f.parent(p) == folder {
			return p
		}
	}
	if len(paths) == 1 {
		return paths[0]
	}
	return ""
}

// lettersOf returns which letters and digits occur in a word, as bits.
func lettersOf(s string) uint64 {
	var m uint64
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		m |= 1 << (c & 63)
	}
	return m
}

// anchor returns the hint for a fragment that its page does not have.
func (f *finder) anchor(r *record, records []record) string {
	key := f.c.site.files[r.anchorsOf] + "#" + r.fragment
	if hint, ok := f.anchors[key]; ok {
		return hint
	}
	hint := "give the place that was meant this id, or link to one that is there"
	if near := f.nearAnchor(r.anchorsOf, r.fragment); near != "" {
		hint = fmt.Sprintf("did you mean %q?", "#"+near)
	} else if owner := f.owner(r.fragment, records); owner != "" {
		hint = fmt.Sprintf("%s has it: did you mean that page?", owner)
	}
	f.anchors[key] = hint
	return hint
}

// nearAnchor returns the id of the page that is most likely meant.
func (f *finder) nearAnchor(page int32, fragment string) string {
	var ids []string
	plain := plainWord(fragment)
	for _, v := range unpackAnchors(nil, f.c.pages[page].anchors) {
		id := string(v)
		if p := plainWord(id); p == plain && p != "" || id == "user-content-"+fragment {
			return id
		}
		ids = append(ids, id)
	}
	return diag.Suggest(fragment, ids)
}

// plainWord returns the letters and digits of an id, in lower case.
func plainWord(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_.:,;!?'\"()[]/ ", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// owner returns the one page that has the fragment, if there is just one. All
// pages are searched once, for all the fragments that are missing.
func (f *finder) owner(fragment string, records []record) string {
	if f.owners == nil {
		f.owners = map[string][]int32{}
		for i := range records {
			if records[i].nearAnchor {
				f.owners[records[i].fragment] = nil
			}
		}
		var values [][]byte
		for page := range f.c.pages {
			values = unpackAnchors(values[:0], f.c.pages[page].anchors)
			for _, v := range values {
				if pages, asked := f.owners[string(v)]; asked && len(pages) < 2 {
					f.owners[string(v)] = append(pages, int32(page))
				}
			}
		}
	}
	if pages := f.owners[fragment]; len(pages) == 1 {
		return f.c.site.files[pages[0]]
	}
	return ""
}
