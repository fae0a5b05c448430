package content

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"sitegen/internal/diag"
)

// categories collects the categories of a site: folders of lessons, and those
// that entries only name.
type categories struct {
	a       *assembler
	all     []*Category
	bySlug  map[string]*Category // by folded slug
	byTitle map[string]*Category // by name key, first come
	folders map[string]*Category // by folder name
	byName  map[string]*Category // as named before
	heads   map[*Category]*Head
	// plain marks titles that were made from a name in lower case: a better
	// one replaces them.
	plain map[*Category]bool
	free  []*Lesson // lessons without a category
}

func newCategories(a *assembler) *categories {
	return &categories{a: a, bySlug: map[string]*Category{}, byTitle: map[string]*Category{}, folders: map[string]*Category{}, byName: map[string]*Category{},
		heads: map[*Category]*Head{}, plain: map[*Category]bool{}}
}

// describe makes the category that a file describes.
func (cs *categories) describe(f *info) {
	if cs.a.taken(f) {
		return
	}
	c := &Category{Entry: Entry{Kind: KindCategory}}
	cs.a.fill(&c.Entry, f)
	c.Summary = f.Head.text("summary")
	if c.Summary == "" {
		c.Summary = c.Description
	}
	if c.Description == "" {
		c.Description = c.Summary
	}
	cs.a.requireTitle(&c.Entry, f)
	if f.dropped {
		// The lessons of the folder stay; the category goes by the folder's name.
		return
	}
	if f.role == roleFolder {
		c.LessonsURL = c.URL
		c.URL = "/categories/" + c.Slug + "/"
		cs.folders[f.folder] = c
	} else if first := cs.bySlug[fold(c.Slug)]; first != nil {
		cs.a.problems.Errorf(diag.Position{File: f.File, Line: 1}, "duplicate-id", "put the text into "+first.File,
			"this is the same category as %s", first.File)
		return
	}
	cs.heads[c] = f.Head
	c.Tags = cs.a.tags.add(cs.a, &c.Entry, f.Head)
	cs.add(c)
}

// add registers a category.
func (cs *categories) add(c *Category) {
	cs.all = append(cs.all, c)
	if slug := fold(c.Slug); cs.bySlug[slug] == nil {
		cs.bySlug[slug] = c
	}
	if title := nameKey(c.Title); cs.byTitle[title] == nil {
		cs.byTitle[title] = c
	}
}

// folder returns the category of a folder of lessons.
func (cs *categories) folder(name string) *Category {
	if c := cs.folders[name]; c != nil {
		return c
	}
	dir := name
	if cs.a.cfg.Lessons.Dir != "." {
		dir = cs.a.cfg.Lessons.Dir + "/" + name
	}
	c := &Category{Entry: Entry{Kind: KindCategory, ID: dir, Slug: pathSlug(name), Title: titleCase(name)}}
	c.Pos = func(string) diag.Position { return diag.Position{File: cs.a.cfg.SourcePath(dir)} }
	c.URL, c.LessonsURL = "/categories/"+c.Slug+"/", cs.a.urls.dir(dir)
	cs.folders[name] = c
	cs.plain[c] = c.Title != name
	cs.add(c)
	return c
}

// named returns the category that an entry names, by slug, title or folder;
// one that does not exist is made.
func (cs *categories) named(name string, pos diag.Position) *Category {
	if c := cs.byName[name]; c != nil {
		return c
	}
	c := cs.find(name)
	if c == nil {
		c = cs.make(name, pos)
	} else if title := titleCase(name); cs.plain[c] && title == name {
		c.Title, cs.plain[c] = title, false
		cs.byTitle[nameKey(title)] = c
	}
	cs.byName[name] = c
	return c
}

// find returns the category that a name means, or nil.
func (cs *categories) find(name string) *Category {
	for _, c := range []*Category{cs.bySlug[fold(name)], cs.byTitle[nameKey(name)], cs.folders[name], cs.bySlug[Slugify(name)]} {
		if c != nil {
			return c
		}
	}
	return nil
}

// make makes a category that is only named.
func (cs *categories) make(name string, pos diag.Position) *Category {
	slug := Slugify(name)
	if slug == "" {
		cs.a.problems.Errorf(pos, "bad-category", "use letters or digits", "no URL can be made from the category %q", name)
		return nil
	}
	c := &Category{Entry: Entry{Kind: KindCategory, ID: "categories/" + slug, Slug: slug, Title: titleCase(name)}}
	c.URL = "/categories/" + slug + "/"
	c.Pos = func(string) diag.Position { return pos }
	cs.plain[c] = c.Title != name
	cs.add(c)
	return c
}

// place puts a term or lesson into its category.
func (cs *categories) place(f *info, m made) {
	if m.term == nil && m.lesson == nil {
		return
	}
	var c *Category
	if f.folder != "" {
		c = cs.folder(f.folder)
	}
	for i := range f.Head.Fields {
		if field := &f.Head.Fields[i]; field.Key == "category" {
			pos := diag.Position{File: f.File, Line: int(field.Value.Line), Column: int(field.Value.Column)}
			c = cs.named(oneLine(field.Value.Text), pos)
		}
	}
	switch {
	case c == nil && m.lesson != nil:
		cs.free = append(cs.free, m.lesson)
	case c == nil:
	case m.lesson != nil:
		m.lesson.Category = c.Slug
		c.Lessons = append(c.Lessons, m.lesson)
	default:
		m.term.Category = c.Slug
		c.Terms = append(c.Terms, m.term)
	}
}

// reportLookalikes warns of a category that only entries name and that is one
// slip away from another: it is made silently, so nothing else would tell.
func (cs *categories) reportLookalikes() {
	for _, c := range cs.all {
		// Short names, numbered ones and those in scripts of few letters to a
		// word are one slip apart by right.
		if c.File != "" || c.LessonsURL != "" || len(c.Slug) < 5 || strings.ContainsFunc(c.Slug, func(r rune) bool { return r > 'z' || unicode.IsDigit(r) }) {
			continue
		}
		for _, other := range cs.all {
			// Of two that are only named, the one with fewer entries is the slip.
			named := other.File == "" && other.LessonsURL == ""
			if c == other || !oneSlip(c.Slug, other.Slug) || named && size(c) >= size(other) && !(size(c) == size(other) && c.Slug > other.Slug) {
				continue
			}
			cs.a.problems.Warnf(c.Pos(""), "similar-category", fmt.Sprintf("did you mean %s?", other.Slug),
				"the category %q is much like %q", c.Title, other.Title)
			break
		}
	}
}

// size is the number of entries of a category.
func size(c *Category) int { return len(c.Lessons) + len(c.Terms) }

// sorted returns the categories in display order, each with its members in
// theirs.
func (cs *categories) sorted() []*Category {
	cs.all = slices.DeleteFunc(cs.all, func(c *Category) bool { return c.File == "" && len(c.Lessons)+len(c.Terms) == 0 })
	for _, c := range cs.all {
		slices.SortFunc(c.Lessons, compareLessons)
		slices.SortFunc(c.Terms, func(x, y *Term) int { return compareSiblings(&x.Entry, &y.Entry) })
	}
	slices.SortFunc(cs.all, func(x, y *Category) int { return compareSiblings(&x.Entry, &y.Entry) })
	return cs.all
}

// loose returns the lessons without a category, in order.
func (cs *categories) loose() []*Lesson {
	slices.SortFunc(cs.free, compareLessons)
	return cs.free
}

func compareLessons(x, y *Lesson) int { return compareSiblings(&x.Entry, &y.Entry) }
