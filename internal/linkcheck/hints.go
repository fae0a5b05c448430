package linkcheck

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// maxCompared bounds how often something missing is compared with something
// that is there. Where that is not enough, what is wrong is not the spelling.
const maxCompared = 5_000_000

// NothingNear is the hint to a missing file where the site has none of a name like
// it. Who knows the sources may say more.
const NothingNear = "name a file that is there, or add this one"

// finder finds what an author may have meant.
type finder struct {
	c *checker
	// names are the last elements of paths less their ".html", each once,
	// sorted; an index page counts as its folder. at has the paths by their
	// last element in full.
	names []string
	at    map[string][]string

	budget  int               // how many comparisons may still be made
	paths   map[string]string // answers by missing path
	ids     []string          // of the page idsOf
	idsOf   int32
	anchors map[string]string // answers by page and fragment
	owners  map[string][]int32
}

// addHints gives the problems that ask for it their "did you mean".
func (c *checker) addHints(records []record) {
	f := &finder{c: c, paths: map[string]string{}, anchors: map[string]string{}, budget: maxCompared, idsOf: -1}
	var places []*record
	for i := range records {
		r := &records[i]
		if r.nearAnchor {
			places = append(places, r)
		} else if r.nearPath {
			r.problem.Hint = NothingNear
			if near := f.path(r.place.Target); near != "" {
				_, rest := splitURL([]byte(r.problem.URL))
				r.problem.Hint = fmt.Sprintf("did you mean %q?", f.spell(r, near, rest))
			}
		}
	}
	// Page after page, so that the ids of each are looked at once.
	slices.SortStableFunc(places, func(a, b *record) int { return cmp.Compare(a.anchorsOf, b.anchorsOf) })
	for _, r := range places {
		f.anchor(r, places)
	}
}

// spell writes a URL of the file in the style of the record's.
func (f *finder) spell(r *record, file, rest string) string {
	w := worker{checker: f.c}
	w.res.dir = []byte(r.dir)
	return w.spell([]byte(r.problem.URL), file, rest)
}

// path returns the file that is most likely meant by a path that none has: one
// of the same name elsewhere if there is just one, one of nearly the same name
// in the same folder, or one of nearly the same name anywhere.
func (f *finder) path(missing string) string {
	if near, ok := f.paths[missing]; ok {
		return near
	}
	if f.at == nil {
		f.index()
	}
	if f.budget -= len(f.names); f.budget < 0 || missing == "" {
		return ""
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
			if folder == "" {
				continue // the home page has no name that could be misspelt
			}
			name = path.Base(folder)
		}
		f.at[name] = append(f.at[name], p)
	}
	for name := range f.at {
		f.names = append(f.names, strings.TrimSuffix(name, ".html"))
	}
	slices.Sort(f.names)
	f.names = slices.Compact(f.names)
}

func (f *finder) search(missing string) string {
	name, folder := path.Base(missing), folderOf(missing)
	bare := strings.TrimSuffix(strings.TrimSuffix(name, ".html"), ".htm")
	for _, n := range []string{name, bare, bare + ".html", bare + ".md"} {
		if same := f.at[n]; len(same) == 1 && n != "" {
			return same[0]
		}
	}
	others := nearest(bare, f.names)
	siblings := slices.DeleteFunc(slices.Clone(others), func(stem string) bool {
		return !slices.ContainsFunc(f.named(stem), func(p string) bool { return f.parent(p) == folder })
	})
	for _, near := range []string{suggest(bare, siblings), suggest(bare, others)} {
		if near != "" {
			return f.pick(near, folder)
		}
	}
	return ""
}

// named returns the paths whose last element, less its ".html", is the stem.
func (f *finder) named(stem string) []string {
	return slices.Concat(f.at[stem], f.at[stem+".html"])
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
	paths := f.named(stem)
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

// anchor gives its hint to a problem with a fragment that its page does not
// have. An id that differs in case only is what was meant.
func (f *finder) anchor(r *record, all []*record) {
	key := f.c.site.files[r.anchorsOf] + "#" + r.fragment
	near, ok := f.anchors[key]
	if !ok {
		near = f.nearAnchor(r.anchorsOf, r.fragment)
		f.anchors[key] = near
	}
	path, _ := splitURL([]byte(r.problem.URL))
	query := strings.TrimPrefix(r.problem.URL, path)
	query, _, _ = strings.Cut(query, "#")
	if near != "" {
		fix := path + query + "#" + near
		r.problem.Hint = fmt.Sprintf("did you mean %q?", fix)
		if strings.EqualFold(near, r.fragment) {
			r.place.Fix = fix
		}
	} else if owner := f.owner(r.fragment, all); owner != "" {
		r.problem.Hint = fmt.Sprintf("another page has it: did you mean %q?", f.spell(r, owner, "#"+r.fragment))
	} else {
		r.problem.Hint = "give the place that was meant this id, or link to one that is there"
	}
}

// nearAnchor returns the id of the page that is most likely meant.
func (f *finder) nearAnchor(page int32, fragment string) string {
	if f.budget < 0 {
		return ""
	}
	if f.idsOf != page {
		f.ids, f.idsOf = f.ids[:0], page
		for _, v := range unpackAnchors(nil, f.c.pages[page].anchors) {
			f.ids = append(f.ids, string(v))
		}
	}
	if f.budget -= len(f.ids); f.budget < 0 {
		return ""
	}
	plain, same := plainWord(fragment), ""
	for _, id := range f.ids {
		if strings.EqualFold(id, fragment) {
			return id
		}
		if p := plainWord(id); same == "" && (p == plain && p != "" || id == "user-content-"+fragment) {
			same = id
		}
	}
	if same != "" {
		return same
	}
	return suggest(fragment, nearest(fragment, f.ids))
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
func (f *finder) owner(fragment string, all []*record) string {
	if f.owners == nil {
		f.owners = map[string][]int32{}
		for _, r := range all {
			f.owners[r.fragment] = nil
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
