package build

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"sitegen/internal/content"
	"sitegen/internal/view"
)

// letterGroup is one letter of the alphabetical list.
type letterGroup struct {
	label string
	terms []*content.Term
}

// sortTerms orders the terms as the site's language does, and groups them by
// their first letter.
func (s *Snapshot) sortTerms() {
	tag, err := language.Parse(s.cfg.Language)
	if err != nil {
		tag = language.Und
	}
	c := collate.New(tag, collate.Numeric)
	var buf collate.Buffer
	keys := make(map[string][]byte, len(s.site.Terms))
	for _, t := range s.site.Terms {
		keys[t.ID] = slices.Clone(c.KeyFromString(&buf, t.Title))
		buf.Reset()
	}
	s.terms = slices.Clone(s.site.Terms)
	slices.SortFunc(s.terms, func(a, b *content.Term) int {
		return cmp.Or(slices.Compare(keys[a.ID], keys[b.ID]), cmp.Compare(a.ID, b.ID))
	})
	s.rank = make(map[string]int, len(s.terms))
	for i, t := range s.terms {
		s.rank[t.ID] = i
	}
	// Letters follow the same collation: Ä stands under A in German.
	base := collate.New(tag, collate.IgnoreCase, collate.IgnoreDiacritics, collate.IgnoreWidth)
	for _, t := range s.terms {
		label := letterOf(t.Title)
		if k := len(s.letters); k > 0 && base.CompareString(s.letters[k-1].label, label) == 0 {
			s.letters[k-1].terms = append(s.letters[k-1].terms, t)
			continue
		}
		if i := slices.IndexFunc(s.letters, func(g letterGroup) bool { return g.label == label }); i >= 0 {
			s.letters[i].terms = append(s.letters[i].terms, t)
			continue
		}
		s.letters = append(s.letters, letterGroup{label: label, terms: []*content.Term{t}})
	}
}

// letterOf is the heading under which a title stands: its first letter, or #
// for digits and signs.
func letterOf(title string) string {
	for _, r := range title {
		if unicode.IsLetter(r) {
			return string(unicode.ToUpper(r))
		}
		if unicode.IsDigit(r) {
			return "#"
		}
	}
	return "#"
}

// termRank is the place of a term in the language's order.
func (s *Snapshot) termRank(id string) int { return s.rank[id] }

func (s *Snapshot) letterViews() []view.Letter {
	var out []view.Letter
	for _, g := range s.letters {
		l := view.Letter{Label: g.label, ID: "letter-" + letterID(g.label)}
		for _, t := range g.terms {
			l.Terms = append(l.Terms, s.cards[t.ID])
		}
		out = append(out, l)
	}
	return out
}

// letterID is the label as part of an id: ASCII letters as they are, the rest
// by code point, so that ids are the same in every language.
func letterID(label string) string {
	r, _ := utf8.DecodeRuneInString(label)
	switch {
	case r == '#':
		return "0"
	case r < utf8.RuneSelf:
		return strings.ToLower(string(r))
	}
	return "u" + strconv.FormatUint(uint64(r), 16)
}

// section is a category with its entries as cards.
func (s *Snapshot) section(c *content.Category, urlPath string) view.Section {
	sec := view.Section{Title: c.Title, Slug: c.Slug, Summary: firstNonEmpty(c.Summary, c.Description), URL: s.urls.path(urlPath)}
	for _, l := range c.Lessons {
		sec.Lessons = append(sec.Lessons, s.cards[l.ID])
		sec.Minutes += s.byID[l.ID].minutes
	}
	for _, t := range c.Terms {
		sec.Terms = append(sec.Terms, s.cards[t.ID])
	}
	s.addPath(&sec, c)
	sec.ReviewURL = s.urls.path(c.ReviewURL())
	slices.SortStableFunc(sec.Terms, func(a, b view.Card) int { return s.termRank(a.ID) - s.termRank(b.ID) })
	return sec
}

// courseCategories are the categories that have a page of the course.
func (s *Snapshot) courseCategories() []*content.Category {
	var out []*content.Category
	for _, c := range s.site.Categories {
		if c.LessonsURL != "" {
			out = append(out, c)
		}
	}
	return out
}

func (s *Snapshot) homeView() any {
	v := &view.Home{TermCount: len(s.site.Terms), LessonCount: len(s.site.Lessons)}
	if s.site.Home != nil {
		v.Page = s.page(s.byID[s.site.Home.ID], "home")
		v.HeadTitle = firstNonEmpty(s.cfg.Title, v.Title)
	} else {
		v.Page = s.listPage("home", firstNonEmpty(s.cfg.Title, s.theme.Text("home")), "/")
	}
	v.OpenGraphType = "website"
	v.Breadcrumb = nil
	v.Description = firstNonEmpty(v.Description, s.cfg.Description)
	for _, c := range s.courseCategories() {
		v.Categories = append(v.Categories, s.section(c, c.LessonsURL))
	}
	if len(s.site.Lessons) == 0 {
		v.TermList = s.letterViews()
	}
	v.JSONLD = s.homeLD(&v.Page)
	return v
}

// intro returns the page of an entry that introduces a generated list, such
// as glossary/_index.md, or a plain list page where there is none.
func (s *Snapshot) intro(kind, title, urlPath string) view.Page {
	if e, ok := s.site.Index.ByURL(urlPath); ok && s.byID[e.ID] != nil {
		return s.page(s.byID[e.ID], kind)
	}
	return s.listPage(kind, title, urlPath)
}

func (s *Snapshot) glossaryView() any {
	v := &view.Glossary{Page: s.intro("glossary", s.siteView.GlossaryTitle, s.site.GlossaryURL()), Letters: s.letterViews(), Count: len(s.site.Terms)}
	v.Nav = s.navs["glossary/"]
	for _, c := range s.site.Categories {
		if len(c.Terms) > 0 {
			sec := s.section(c, c.URL)
			sec.Lessons = nil
			v.Categories = append(v.Categories, sec)
		}
	}
	v.Description = firstNonEmpty(v.Description, s.theme.Text("glossary.description", "title", s.cfg.Title, "count", v.Count))
	v.JSONLD = s.glossaryLD(&v.Page)
	return v
}

func (s *Snapshot) courseView() any {
	v := &view.Course{Page: s.intro("course", s.siteView.LessonsTitle, s.site.LessonsURL()), Count: len(s.site.Lessons)}
	v.Nav = s.navs["lessons/"]
	for _, c := range s.courseCategories() {
		sec := s.section(c, c.LessonsURL)
		sec.Terms = nil
		v.Sections = append(v.Sections, sec)
		v.Minutes += sec.Minutes
	}
	v.Description = firstNonEmpty(v.Description, s.cfg.Description)
	v.JSONLD = s.breadcrumbLD(&v.Page)
	return v
}

// categoryView makes a category's page: of the course, or of everything.
func (s *Snapshot) categoryView(c *content.Category, course bool) any {
	kind, urlPath := "category", c.URL
	if course {
		kind, urlPath = "lessons-category", c.LessonsURL
	}
	v := &view.Category{Section: s.section(c, urlPath)}
	if n := s.byID[c.ID]; n.src != nil && course == (c.LessonsURL != "") {
		v.Page = s.page(n, kind)
		v.URL, v.Canonical, v.Markdown = s.urls.path(urlPath), s.urls.absolute(urlPath), s.urls.path(twinPath(urlPath))
	} else {
		v.Page = s.listPage(kind, c.Title, urlPath)
		v.Description = v.Section.Summary
	}
	v.ID, v.OpenGraphType = c.ID, "website"
	v.Nav = s.navs["lessons/"+c.Slug]
	if !course {
		v.Breadcrumb = append(v.Breadcrumb, view.Link{Title: s.theme.Text("categories"), URL: s.siteView.CategoriesURL})
		v.Nav = s.navs["glossary/"+c.Slug]
	} else {
		v.Breadcrumb = append(v.Breadcrumb, view.Link{Title: s.siteView.LessonsTitle, URL: s.siteView.LessonsURL})
		v.Previous, v.Next = s.categoryNeighbours(c)
	}
	v.JSONLD = s.breadcrumbLD(&v.Page)
	return v
}

func (s *Snapshot) categoryNeighbours(c *content.Category) (before, after view.Link) {
	all := s.courseCategories()
	i := slices.Index(all, c)
	if i > 0 {
		before = s.categoryLink(all[i-1].Slug)
	}
	if i >= 0 && i+1 < len(all) {
		after = s.categoryLink(all[i+1].Slug)
	}
	return before, after
}

func (s *Snapshot) categoriesView() any {
	v := &view.List{Page: s.intro("categories", s.theme.Text("categories"), categoriesPath)}
	for _, c := range s.site.Categories {
		v.Items = append(v.Items, view.ListItem{Title: c.Title, URL: s.urls.path(c.URL), Summary: firstNonEmpty(c.Summary, c.Description), Count: len(c.Lessons) + len(c.Terms)})
	}
	v.JSONLD = s.breadcrumbLD(&v.Page)
	return v
}

func (s *Snapshot) tagsView() any {
	v := &view.List{Page: s.intro("tags", s.theme.Text("tags"), tagsPath)}
	for _, t := range s.site.Tags {
		v.Items = append(v.Items, view.ListItem{Title: t.Name, URL: s.urls.path(t.URL), Count: len(t.Entries)})
	}
	v.JSONLD = s.breadcrumbLD(&v.Page)
	return v
}

func (s *Snapshot) tagView(t *content.Tag) any {
	v := &view.Tag{Page: s.listPage("tag", t.Name, t.URL), Name: t.Name}
	v.Breadcrumb = append(v.Breadcrumb, view.Link{Title: s.theme.Text("tags"), URL: s.siteView.TagsURL})
	for _, e := range t.Entries {
		switch c := s.cards[e.ID]; e.Kind {
		case content.KindLesson:
			v.Lessons = append(v.Lessons, c)
		case content.KindTerm:
			v.Terms = append(v.Terms, c)
		default:
			v.Pages = append(v.Pages, c)
		}
	}
	v.JSONLD = s.breadcrumbLD(&v.Page)
	return v
}

func (s *Snapshot) notFoundView() any {
	v := &view.NotFound{Page: s.listPage("404", s.theme.Text("notfound"), "/404.html")}
	v.Canonical, v.NoIndex = "", true
	return v
}
