package content

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sitegen/internal/diag"
)

// Assemble joins the sources into a site: it decides what kind of entry each
// file is, gives ids, slugs and URLs, and resolves what entries say about each
// other. The result does not depend on the order of the sources. The site is
// complete and consistent even where there are problems: what is wrong is left
// out. The problems are sorted.
func Assemble(cfg *Config, sources []Source, opt Options) (*Site, diag.List) {
	a := &assembler{cfg: cfg, opt: opt, notes: map[keyUse]*keyNote{}}
	a.sources = slices.Clone(sources)
	slices.SortFunc(a.sources, func(x, y Source) int { return strings.Compare(x.File, y.File) })
	a.layout = newLayout(cfg, a.sources)
	a.urls = newURLs(a.layout)
	files := a.classify()
	a.urls.learn(files)
	a.categories = newCategories(a)
	for _, f := range files {
		if f.role == roleFolder || f.role == roleNamedCategory {
			a.categories.describe(f)
		}
	}
	// Folders come before the names that entries give, so that a name finds
	// the folder it means.
	for _, f := range files {
		if f.folder != "" && f.role == roleLesson && !f.dropped {
			a.categories.folder(f.folder)
		}
	}
	for _, f := range files {
		a.entry(f)
	}
	site := a.site()
	a.resolve(site)
	a.checkURLs(site)
	a.reportKeys()
	a.problems.Sort()
	return site, a.problems
}

// assembler is the state of one Assemble.
type assembler struct {
	cfg        *Config
	opt        Options
	sources    []Source
	layout     *layout
	urls       *urls
	categories *categories
	problems   diag.List

	terms   []*Term
	lessons []*Lesson
	pages   []*Page
	tags    tags
	assets  []*Asset
	home    *Page
	// made lists the entries of the site in the order of their files, dropped
	// those that are drafts or lie in the future.
	made    []made
	dropped struct {
		terms   []*Term
		lessons []*Lesson
		pages   []*Page
		// dirs are the folders of bundles, whose pictures go with them.
		dirs map[string]bool
	}
	ids   map[string]string // id -> file
	notes map[keyUse]*keyNote
}

// made is an entry with the head that it was made from.
type made struct {
	entry  *Entry
	head   *Head
	term   *Term
	lesson *Lesson
}

// classify sorts out what is no entry of this site: assets, and files that
// are left out with a note.
func (a *assembler) classify() []*info {
	files := make([]*info, 0, len(a.sources))
	for i := range a.sources {
		s := &a.sources[i]
		if s.Head == nil {
			continue
		}
		f := a.layout.classify(s)
		first := diag.Position{File: s.File, Line: 1}
		switch {
		case f.role == roleIgnored:
			a.problems.Notef(diag.Position{File: s.File}, "ignored-file", "rename it if it should be a page",
				"the file is left out because its name begins with an underscore")
		case s.Head.Format == FormatNone && s.Head.Blank && !f.isIndex():
			a.problems.Notef(first, "empty-file", "write something, or delete it", "the file is empty and is left out")
		case isForeign(f):
			a.problems.Notef(first, "foreign-page", "write a text below the front matter if it should be a page here",
				"the file is left out: it has no text and asks another tool for a page of its own")
		default:
			f.dropped = a.isDropped(s.Head)
			files = append(files, f)
		}
	}
	return files
}

// isForeign recognises a file that only makes another tool write something,
// such as a search page: it names a layout or a type, and has nothing to say.
func isForeign(f *info) bool {
	h := f.Head
	if !h.Blank || h.Broken || f.isSection() || f.role == roleHome || f.role == roleSection || f.role == roleFolder {
		return false
	}
	for i := range h.Fields {
		switch h.Fields[i].Key {
		case "definition", "summary", "description":
			return false
		}
	}
	return slices.ContainsFunc(h.Params, func(p Param) bool { return p.Value.Key == "layout" || p.Value.Key == "type" })
}

// keyUse is a key, folded, in entries of a kind; "" stands for all kinds.
type keyUse struct{ key, kind string }

// keyNote counts the files in which a key has no meaning.
type keyNote struct {
	first diag.Position
	key   string
	files int
}

// noteKey remembers a key that sitegen does not use in a file of this kind;
// kind is "" for one that it never uses.
func (a *assembler) noteKey(file string, v *Value, kind string) {
	use := keyUse{strings.ToLower(v.Key), kind}
	n := a.notes[use]
	if n == nil {
		n = &keyNote{first: diag.Position{File: file, Line: int(v.KeyLine), Column: int(v.KeyColumn)}, key: v.Key}
		a.notes[use] = n
	}
	n.files++
}

// reportKeys writes one note for each key, however many files have it.
func (a *assembler) reportKeys() {
	for use, n := range a.notes {
		count := "1 file"
		if n.files > 1 {
			count = fmt.Sprintf("%d files", n.files)
		}
		if use.kind == "" {
			a.problems.Notef(n.first, "unknown-key", "put it below params to say that it is your own",
				"sitegen does not know the key %q (%s); templates find it in Params", n.key, count)
			continue
		}
		a.problems.Notef(n.first, "unused-key", "remove it, or put it below params if your templates need it",
			"the key %q means nothing for a %s (%s); templates find it in Params", n.key, use.kind, count)
	}
}

// site puts everything in order.
func (a *assembler) site() *Site {
	cfg := *a.cfg
	if cfg.Title == "" && a.home != nil {
		cfg.Title = a.home.Title
	}
	s := &Site{Config: &cfg, Terms: a.terms, Lessons: a.lessons, Pages: a.pages, Home: a.home}
	entries := make([]*Entry, 0, len(a.made)+len(a.categories.all))
	for _, m := range a.made {
		entries = append(entries, m.entry)
	}
	for _, c := range a.categories.all {
		entries = append(entries, &c.Entry)
	}
	rankTitles(entries)
	s.Categories = a.categories.sorted()
	a.categories.reportLookalikes()
	slices.SortFunc(s.Terms, func(x, y *Term) int { return strings.Compare(x.ID, y.ID) })
	slices.SortFunc(s.Pages, func(x, y *Page) int { return strings.Compare(x.ID, y.ID) })
	s.Lessons = s.Lessons[:0:0]
	s.Lessons = append(s.Lessons, a.categories.loose()...)
	for _, c := range s.Categories {
		s.Lessons = append(s.Lessons, c.Lessons...)
	}
	s.Tags = a.tags.sorted()
	s.Index = newIndex(s.Terms, s.Lessons, s.Pages, s.Categories)
	a.collectAssets(s)
	return s
}

// rankTitles gives the entries their place in the order of titles, which all
// lists of siblings follow.
func rankTitles(entries []*Entry) {
	type keyed struct {
		entry *Entry
		title string
	}
	list := make([]keyed, len(entries))
	for i, e := range entries {
		list[i] = keyed{e, fold(e.Title)}
	}
	slices.SortFunc(list, func(x, y keyed) int {
		return cmp.Or(strings.Compare(x.title, y.title), strings.Compare(x.entry.ID, y.entry.ID))
	})
	for i, k := range list {
		k.entry.rank = i
	}
}

// compareSiblings orders entries as readers see them: by order, then title.
func compareSiblings(x, y *Entry) int {
	if x.HasOrder != y.HasOrder {
		if x.HasOrder {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(x.Order, y.Order), cmp.Compare(x.rank, y.rank))
}
