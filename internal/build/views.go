package build

import (
	"strconv"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/graph"
	"sitegen/internal/markdown"
	"sitegen/internal/theme"
	"sitegen/internal/view"
)

func itoa(n int) string { return strconv.Itoa(n) }

// The paths of the pages that sitegen makes by itself.
const (
	categoriesPath = "/categories/"
	tagsPath       = "/tags/"
	feedPath       = "/feed.xml"
)

// siteView is what all pages share.
func siteView(opt Options, cfg *content.Config, site *content.Site, u urls, th *theme.Theme) view.Site {
	v := view.Site{
		Title: cfg.Title, Description: cfg.Description, Author: cfg.Author,
		Language: cfg.Language, Direction: direction(cfg.Language), BasePath: u.prefix, HomeURL: u.path("/"),
		GlossaryTitle: cfg.Glossary.Title, LessonsTitle: cfg.Lessons.Title, Params: cfg.Params,
	}
	if v.GlossaryTitle == "" {
		v.GlossaryTitle = th.Text("glossary")
	}
	if v.LessonsTitle == "" {
		v.LessonsTitle = th.Text("lessons")
	}
	if len(site.Lessons) > 0 {
		v.LessonsURL = u.path(site.LessonsURL())
		v.Menu = append(v.Menu, view.Link{Title: v.LessonsTitle, URL: v.LessonsURL})
	}
	if len(site.Terms) > 0 {
		v.GlossaryURL = u.path(site.GlossaryURL())
		v.Menu = append(v.Menu, view.Link{Title: v.GlossaryTitle, URL: v.GlossaryURL})
	}
	if len(site.Lessons)+len(site.Terms) > 0 {
		v.GraphURL = u.path(graphPath)
	}
	if len(site.Categories) > 0 {
		v.CategoriesURL = u.path(categoriesPath)
	}
	if len(site.Tags) > 0 {
		v.TagsURL = u.path(tagsPath)
	}
	if u.base != "" {
		v.FeedURL = u.path(feedPath)
	}
	readerView(&v, opt, cfg, site, u)
	for _, item := range cfg.Menu {
		link := view.Link{Title: item.Title, URL: localURL(u, item.URL)}
		if e, _ := site.Index.Resolve(item.URL); e != nil && !strings.HasPrefix(item.URL, "/") {
			link.URL = u.path(e.URL)
		}
		v.Menu = append(v.Menu, link)
	}
	return v
}

// direction is the writing direction of a language.
func direction(language string) string {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	switch base {
	case "ar", "fa", "he", "iw", "ur", "ps", "sd", "ug", "yi", "dv", "ckb":
		return "rtl"
	}
	return "ltr"
}

// page fills in what all pages of entries have.
func (s *Snapshot) page(n *node, kind string) view.Page {
	e := n.entry
	p := s.listPage(kind, e.Title, e.URL)
	p.ID, p.Markdown, p.OpenGraphType = e.ID, s.urls.path(twinPath(e.URL)), "article"
	p.Description = firstNonEmpty(e.Description, n.summary())
	p.Image = firstNonEmpty(s.imageURL(e), s.cardURL(e))
	for _, tag := range e.Tags {
		if t := s.tags[content.Slugify(tag)]; t != nil {
			p.Tags = append(p.Tags, view.Link{Title: t.Name, URL: s.urls.path(t.URL)})
		}
	}
	p.Params = e.Params
	s.addLinks(&p, e)
	if n.src == nil {
		return p
	}
	doc := n.src.doc
	p.Body.Sum = s.bodySum(n)
	p.Contents = contents(doc.Headings)
	p.Terms, p.Further = s.definitions(e.ID, n.linked)
	p.Features = features(doc.Features)
	p.Scripts = s.scripts(p.Features)
	if p.Description == "" {
		p.Description = shorten(doc.Paragraph, 160)
	}
	return p
}

// listPage fills in what every page has, those without an entry too.
func (s *Snapshot) listPage(kind, title, urlPath string) view.Page {
	p := view.Page{
		Site: s.siteView, Kind: kind, Title: title, HeadTitle: title,
		URL: s.urls.path(urlPath), Canonical: s.urls.absolute(urlPath), OpenGraphType: "website",
		Breadcrumb: []view.Link{{Title: s.theme.Text("home"), URL: s.siteView.HomeURL}},
	}
	if s.cfg.Title != "" && title != s.cfg.Title {
		p.HeadTitle = title + " · " + s.cfg.Title
	}
	p.Image = s.cardURL(nil)
	s.addLinks(&p, nil)
	return p
}

func firstNonEmpty(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// contents nests the h2 and h3 of a body.
func contents(headings []markdown.Heading) []view.Heading {
	var out []view.Heading
	for _, h := range headings {
		item := view.Heading{ID: h.ID, Text: h.Text}
		switch {
		case h.Level == 2:
			out = append(out, item)
		case h.Level == 3 && len(out) > 0:
			last := &out[len(out)-1]
			last.Children = append(last.Children, item)
		case h.Level == 3:
			out = append(out, item)
		}
	}
	return out
}

var featureNames = []struct {
	bit  markdown.Features
	name string
}{
	{markdown.HasCode, "code"}, {markdown.HasTabs, "tabs"}, {markdown.HasMath, "math"}, {markdown.HasMermaid, "mermaid"},
	{markdown.HasQuiz, "quiz"}, {markdown.HasGoat, "goat"}, {markdown.HasTable, "table"}, {markdown.HasImage, "image"},
}

func features(f markdown.Features) []string {
	var names []string
	for _, x := range featureNames {
		if f&x.bit != 0 {
			names = append(names, x.name)
		}
	}
	return names
}

// related turns relations into cards, each with its reason.
func (s *Snapshot) related(relations []graph.Relation) []view.Card {
	var cards []view.Card
	for _, rel := range relations {
		c, ok := s.cards[rel.ID]
		if !ok {
			continue
		}
		if !rel.Authored {
			c.Reason = s.reason(rel.Reason)
		}
		cards = append(cards, c)
	}
	return cards
}

// cardsOf lists entries as cards.
func (s *Snapshot) cardsOf(ids []string) []view.Card {
	var cards []view.Card
	for _, id := range ids {
		if c, ok := s.cards[id]; ok {
			cards = append(cards, c)
		}
	}
	return cards
}

// termView makes a glossary entry's page.
func (s *Snapshot) termView(n *node) any {
	t := n.term
	v := &view.Term{Page: s.page(n, "term"), Definition: t.Definition, AKA: t.AKA, Category: s.cards[t.ID].Category}
	if n.derivedDefinition() {
		v.Definition = "" // it opens the body
	}
	v.Breadcrumb = append(v.Breadcrumb, view.Link{Title: s.siteView.GlossaryTitle, URL: s.siteView.GlossaryURL})
	v.Nav = s.navs["glossary/"+t.Category]
	if c, ok := s.cards[t.Lesson]; ok && t.Lesson != "" {
		v.InDepth = &c
	}
	v.RelatedLessons = s.related(s.relations.Lessons[t.ID])
	v.SeeAlso = s.related(s.relations.SeeAlso[t.ID])
	for i, m := range s.relations.MentionedIn[t.ID] {
		if i == maxMentionedIn {
			break
		}
		v.MentionedIn = append(v.MentionedIn, view.Mention{Card: s.cards[m.ID], Quote: s.quote(m.ID, t.ID)})
	}
	v.Neighbours = s.termNeighbours(v, n.entry)
	v.Dates = view.Dates{Published: t.Date, Updated: t.Updated}
	pair := s.neighbour[t.ID]
	v.Previous, v.Next = pair[0], pair[1]
	v.JSONLD = s.termLD(n, &v.Page)
	return v
}

// quote is what a page says of a term. A source that has changed meanwhile
// makes the snapshot unfit: see Err.
func (s *Snapshot) quote(page, term string) view.Quote {
	q, err := s.byID[page].quote(term)
	if err != nil {
		s.unfit.CompareAndSwap(nil, &err)
	}
	return q
}

// Err tells that a source was changed or lost before the snapshot was done with
// it, so that what was read of the snapshot may lack a part.
func (s *Snapshot) Err() error {
	if err := s.unfit.Load(); err != nil {
		return *err
	}
	return nil
}

// maxMentionedIn bounds a page's list of mentions: beyond that a list is no
// help to a reader.
const maxMentionedIn = 12

// lessonView makes a lesson's page.
func (s *Snapshot) lessonView(n *node) any {
	l := n.lesson
	v := &view.Lesson{
		Page: s.page(n, "lesson"), Summary: l.Summary, Level: l.Level.String(), Minutes: n.minutes,
		Category: s.cards[l.ID].Category, Author: firstNonEmpty(l.Author, s.cfg.Author),
		Dates:         view.Dates{Published: l.Date, Updated: l.Updated},
		Prerequisites: s.related(s.relations.Prerequisites[l.ID]), LeadsTo: s.related(s.relations.LeadsTo[l.ID]),
		Related: s.related(s.relations.Related[l.ID]), SeeAlso: s.related(s.relations.SeeAlso[l.ID]),
		Teaches: s.cardsOf(l.Teaches),
	}
	v.Breadcrumb = append(v.Breadcrumb, view.Link{Title: s.siteView.LessonsTitle, URL: s.siteView.LessonsURL})
	if v.Category.URL != "" {
		v.Breadcrumb = append(v.Breadcrumb, v.Category)
	}
	v.Neighbours = s.lessonNeighbours(v, n)
	v.Nav = s.navs["lessons/"+l.Category]
	pair := s.neighbour[l.ID]
	v.Previous, v.Next = pair[0], pair[1]
	v.JSONLD = s.lessonLD(n, v)
	return v
}

// plainView makes the page of any other entry.
func (s *Snapshot) plainView(n *node) any {
	v := &view.Plain{Page: s.page(n, "page"), Author: n.entry.Author, Dates: view.Dates{Published: n.entry.Date, Updated: n.entry.Updated}}
	v.Nav = s.navs["pages/"+topFolder(n.entry.URL)]
	v.Children = s.children(n.entry)
	v.JSONLD = s.breadcrumbLD(&v.Page)
	return v
}

// children are the pages one level below a page's URL.
func (s *Snapshot) children(e *content.Entry) []view.Card {
	var cards []view.Card
	for _, p := range s.site.Pages {
		rest, below := strings.CutPrefix(p.URL, e.URL)
		if below && rest != "" && strings.Count(rest, "/") == 1 && e.URL != "/" {
			cards = append(cards, s.cards[p.ID])
		}
	}
	return cards
}

// reason is the sentence for a derived relation.
func (s *Snapshot) reason(r graph.Reason) string {
	if r.Kind == graph.ReasonNone {
		return ""
	}
	titles := make([]string, 0, len(r.IDs))
	for _, id := range r.IDs {
		if n := s.byID[id]; n != nil {
			titles = append(titles, n.entry.Title)
		}
	}
	if len(titles) == 0 {
		titles = r.Words
	}
	return s.theme.Text("reason."+string(r.Kind), "titles", strings.Join(titles, s.theme.Text("list.separator")), "count", r.Count)
}
