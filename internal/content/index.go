package content

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"sitegen/internal/diag"
)

// Index finds entries by id, by short reference, by file and by URL. It is
// immutable and may be used concurrently.
type Index struct {
	entries    []*Entry // sorted by id
	byID       map[string]*Entry
	byFile     map[string]*Entry
	byURL      map[string]*Entry
	terms      map[string]*Term
	lessons    map[string]*Lesson
	pages      map[string]*Page
	categories map[string]*Category
	// byName holds, folded, the last element of ids and the slugs.
	byName map[string][]*Entry
	// byTitle holds the titles of all entries and the other names of terms, and,
	// where nothing is called so, both parts of a title "Long Name (LN)". It is
	// made when first asked for: most references are ids.
	byTitle   map[string][]*Entry
	titleOnce sync.Once
	dropped   *Index
}

// newIndex makes the index of the entries. Of two with one id the first counts.
func newIndex(terms []*Term, lessons []*Lesson, pages []*Page, categories []*Category) *Index {
	n := len(terms) + len(lessons) + len(pages) + len(categories)
	x := &Index{
		entries: make([]*Entry, 0, n), byID: make(map[string]*Entry, n), byFile: make(map[string]*Entry, n),
		byURL: make(map[string]*Entry, n), terms: make(map[string]*Term, len(terms)),
		lessons: make(map[string]*Lesson, len(lessons)), pages: make(map[string]*Page, len(pages)),
		categories: make(map[string]*Category, len(categories)),
		byName:     make(map[string][]*Entry, n),
	}
	for _, t := range terms {
		if x.add(&t.Entry) {
			x.terms[t.ID] = t
		}
	}
	for _, l := range lessons {
		if x.add(&l.Entry) {
			x.lessons[l.ID] = l
		}
	}
	for _, p := range pages {
		if x.add(&p.Entry) {
			x.pages[p.ID] = p
		}
	}
	for _, c := range categories {
		x.add(&c.Entry)
		x.categories[c.Slug] = c
		if c.LessonsURL != "" {
			x.byURL[c.LessonsURL] = &c.Entry
		}
	}
	slices.SortFunc(x.entries, func(a, b *Entry) int { return strings.Compare(a.ID, b.ID) })
	return x
}

// add reports whether the id was free.
func (x *Index) add(e *Entry) bool {
	if _, taken := x.byID[e.ID]; taken {
		return false
	}
	x.entries = append(x.entries, e)
	x.byID[e.ID] = e
	if e.File != "" {
		x.byFile[e.File] = e
	}
	if _, taken := x.byURL[e.URL]; !taken {
		x.byURL[e.URL] = e
	}
	last := fold(lastElement(e.ID))
	x.byName[last] = append(x.byName[last], e)
	if slug := fold(e.Slug); slug != last && slug != "" {
		x.byName[slug] = append(x.byName[slug], e)
	}
	return true
}

// titles returns byTitle.
func (x *Index) titles() map[string][]*Entry {
	x.titleOnce.Do(func() {
		x.byTitle = make(map[string][]*Entry, len(x.entries))
		for _, e := range x.entries {
			x.addTitle(e.Title, e)
			if t := x.terms[e.ID]; t != nil {
				for _, name := range t.AKA {
					x.addTitle(name, e)
				}
			}
		}
		parts := map[string][]*Entry{}
		for _, e := range x.entries {
			for _, part := range titleParts(e.Title) {
				if key := nameKey(part); key != "" && x.terms[e.ID] != nil && x.byTitle[key] == nil && !slices.Contains(parts[key], e) {
					parts[key] = append(parts[key], e)
				}
			}
		}
		maps.Copy(x.byTitle, parts)
	})
	return x.byTitle
}

// titleParts are "Long Name" and "LN" of "Long Name (LN)".
func titleParts(title string) []string {
	long, part, ok := strings.Cut(strings.TrimSuffix(title, ")"), "(")
	long, part = strings.TrimSpace(long), strings.TrimSpace(part)
	if !ok || !strings.HasSuffix(title, ")") || long == "" || part == "" || strings.ContainsAny(part, "()") {
		return nil
	}
	return []string{long, part}
}

func (x *Index) addTitle(title string, e *Entry) {
	key := nameKey(title)
	if key == "" || slices.Contains(x.byTitle[key], e) {
		return
	}
	x.byTitle[key] = append(x.byTitle[key], e)
}

// nameKey makes titles comparable: folded, with single spaces.
func nameKey(s string) string { return strings.Join(strings.Fields(fold(s)), " ") }

// lastElement is what follows the last slash.
func lastElement(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

// ByID returns the entry with exactly this id.
func (x *Index) ByID(id string) (*Entry, bool) {
	e, ok := x.byID[id]
	return e, ok
}

// Term returns the term with exactly this id, or nil.
func (x *Index) Term(id string) *Term { return x.terms[id] }

// Lesson returns the lesson with exactly this id, or nil.
func (x *Index) Lesson(id string) *Lesson { return x.lessons[id] }

// Page returns the page with exactly this id, or nil.
func (x *Index) Page(id string) *Page { return x.pages[id] }

// Category returns the category with this slug, or nil.
func (x *Index) Category(slug string) *Category { return x.categories[slug] }

// ByFile returns the entry that a source file describes, by its path below the
// site's folder.
func (x *Index) ByFile(file string) (*Entry, bool) {
	e, ok := x.byFile[file]
	return e, ok
}

// ByURL returns the entry whose page has exactly this path below the site's
// root, without fragment. A category answers to both of its pages.
func (x *Index) ByURL(path string) (*Entry, bool) {
	e, ok := x.byURL[path]
	return e, ok
}

// Dropped returns the index of the entries that are left out of this build
// because they are drafts or lie in the future. A link to one of them is no
// mistake, but must not be made. It is never nil; that of a dropped index is
// empty.
func (x *Index) Dropped() *Index {
	if x.dropped == nil {
		return &Index{}
	}
	return x.dropped
}

// Resolve finds the entry that an author means by a reference, among the kinds
// given or among all. A reference is an id, the end of an id ("caching/cdn"),
// its last element or the slug, or a title or (for terms) another name or one of
// both in a title "Long Name (LN)", in any case; a path as it stands in links ("/glossary/cache/", "cache.md") is
// understood too. The first of these that fits anything decides.
//
// Where exactly one entry fits, it is returned alone. Where several do, e is
// nil and the candidates are those, sorted by id. Where none does, e is nil and
// candidates holds the one entry that the author most likely meant, or nothing.
func (x *Index) Resolve(ref string, kinds ...Kind) (e *Entry, candidates []*Entry) {
	one, several := x.find(ref, kinds)
	if one == nil && several == nil {
		if near := x.nearest(ref, kinds); near != nil {
			return nil, []*Entry{near}
		}
	}
	return one, several
}

// find returns the entry that fits, or all that do, sorted by id, by the first
// of the ways that fits any.
func (x *Index) find(ref string, kinds []Kind) (one *Entry, several []*Entry) {
	path := referencePath(ref)
	if path == "" {
		return nil, nil
	}
	if e := x.byID[path]; e != nil && isKind(e, kinds) {
		return e, nil
	}
	one, several = pick(x.byName[fold(lastElement(path))], func(e *Entry) bool { return isKind(e, kinds) && endsIn(e, path) })
	if one == nil && several == nil {
		one, several = pick(x.titles()[nameKey(ref)], func(e *Entry) bool { return isKind(e, kinds) })
	}
	return one, several
}

// pick returns the one entry that fits, or all of several.
func pick(entries []*Entry, fits func(*Entry) bool) (one *Entry, several []*Entry) {
	for _, e := range entries {
		switch {
		case !fits(e):
		case several != nil:
			several = append(several, e)
		case one != nil:
			one, several = nil, []*Entry{one, e}
		default:
			one = e
		}
	}
	slices.SortFunc(several, func(a, b *Entry) int { return strings.Compare(a.ID, b.ID) })
	return one, several
}

// endsIn reports whether a reference of several elements fits the entry's id
// or URL; one of a single element always does.
func endsIn(e *Entry, path string) bool {
	if !strings.Contains(path, "/") {
		return true
	}
	path = fold(path)
	return strings.HasSuffix("/"+fold(e.ID), "/"+path) || strings.HasSuffix(fold(strings.Trim(e.URL, "/")), path)
}

// referencePath brings the ways to write a path to the form of an id.
func referencePath(ref string) string {
	path := strings.Trim(strings.TrimSpace(ref), "/")
	for strings.HasPrefix(path, "./") || strings.HasPrefix(path, "../") {
		path = path[strings.IndexByte(path, '/')+1:]
	}
	path = strings.TrimSuffix(strings.TrimSuffix(path, ".md"), ".markdown")
	for _, end := range []string{"/index", "/_index"} {
		path = strings.TrimSuffix(path, end)
	}
	return path
}

// isKind reports whether the entry is of one of the kinds; none means all.
func isKind(e *Entry, kinds []Kind) bool { return len(kinds) == 0 || slices.Contains(kinds, e.Kind) }

// nearest returns the entry whose name is most like the reference, or nil.
func (x *Index) nearest(ref string, kinds []Kind) *Entry {
	path := referencePath(ref)
	if path == "" {
		return nil
	}
	last := lastElement(path)
	var names []string
	owner := map[string]*Entry{}
	for _, e := range x.entries {
		if !isKind(e, kinds) {
			continue
		}
		for _, name := range []string{lastElement(e.ID), e.Slug, e.Title} {
			if _, taken := owner[name]; !taken && name != "" {
				owner[name] = e
				names = append(names, name)
			}
		}
	}
	if s := diag.Suggest(last, names); s != "" {
		return owner[s]
	}
	return owner[diag.Suggest(ref, names)]
}
