package build

import (
	"encoding/json"
	"html/template"
	"strings"
	"time"

	"sitegen/internal/content"
	"sitegen/internal/view"
)

// The structs below are the parts of schema.org that pages carry. A site
// without base_url has none of it: the ids must be absolute.

type ldThing struct {
	Context string `json:"@context,omitempty"`
	Type    string `json:"@type"`
	ID      string `json:"@id,omitempty"`
	Name    string `json:"name,omitempty"`
	URL     string `json:"url,omitempty"`
}

type ldTerm struct {
	ldThing
	Description   string   `json:"description,omitempty"`
	AlternateName []string `json:"alternateName,omitempty"`
	TermSet       *ldThing `json:"inDefinedTermSet,omitempty"`
}

type ldTermSet struct {
	ldThing
	Description string    `json:"description,omitempty"`
	Language    string    `json:"inLanguage,omitempty"`
	Terms       []ldThing `json:"hasDefinedTerm,omitempty"`
}

type ldLesson struct {
	ldThing
	Description  string    `json:"description,omitempty"`
	Language     string    `json:"inLanguage,omitempty"`
	Level        string    `json:"educationalLevel,omitempty"`
	TimeRequired string    `json:"timeRequired,omitempty"`
	Teaches      []ldTerm  `json:"teaches,omitempty"`
	Author       *ldThing  `json:"author,omitempty"`
	Published    string    `json:"datePublished,omitempty"`
	Modified     string    `json:"dateModified,omitempty"`
	Image        string    `json:"image,omitempty"`
	IsPartOf     *ldThing  `json:"isPartOf,omitempty"`
	Requires     []ldThing `json:"competencyRequired,omitempty"`
}

type ldBreadcrumb struct {
	ldThing
	Items []ldItem `json:"itemListElement"`
}

type ldItem struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item,omitempty"`
}

const schemaOrg = "https://schema.org"

// ld encodes documents; encoding/json escapes what could end a script element.
func (s *Snapshot) ld(docs ...any) []template.JS {
	if s.urls.base == "" {
		return nil
	}
	out := make([]template.JS, 0, len(docs))
	for _, d := range docs {
		data, err := json.Marshal(d)
		if err != nil {
			panic("build: structured data does not encode: " + err.Error())
		}
		out = append(out, template.JS(data))
	}
	return out
}

// breadcrumb describes the way from the home page to the page.
func (s *Snapshot) breadcrumb(p *view.Page) ldBreadcrumb {
	b := ldBreadcrumb{ldThing: ldThing{Context: schemaOrg, Type: "BreadcrumbList"}}
	for i, l := range p.Breadcrumb {
		b.Items = append(b.Items, ldItem{"ListItem", i + 1, l.Title, s.full(l.URL)})
	}
	b.Items = append(b.Items, ldItem{"ListItem", len(b.Items) + 1, p.Title, p.Canonical})
	return b
}

// full makes a URL of a view absolute.
func (s *Snapshot) full(u string) string {
	if rest, ok := strings.CutPrefix(u, s.urls.prefix); ok {
		return s.urls.base + rest
	}
	return u
}

func (s *Snapshot) breadcrumbLD(p *view.Page) []template.JS { return s.ld(s.breadcrumb(p)) }

// termSet is the glossary as the set that its terms belong to.
func (s *Snapshot) termSet() *ldThing {
	id := s.urls.absolute(s.site.GlossaryURL())
	return &ldThing{Type: "DefinedTermSet", ID: id, Name: s.siteView.GlossaryTitle, URL: id}
}

func (s *Snapshot) termLD(n *node, p *view.Page) []template.JS {
	t := ldTerm{Description: n.term.Definition, AlternateName: n.term.AKA, TermSet: s.termSet()}
	t.ldThing = ldThing{Context: schemaOrg, Type: "DefinedTerm", ID: p.Canonical, Name: n.entry.Title, URL: p.Canonical}
	return s.ld(t, s.breadcrumb(p))
}

func (s *Snapshot) glossaryLD(p *view.Page) []template.JS {
	set := ldTermSet{ldThing: *s.termSet(), Description: p.Description, Language: s.cfg.Language}
	set.Context = schemaOrg
	for _, t := range s.terms {
		u := s.urls.absolute(t.URL)
		set.Terms = append(set.Terms, ldThing{Type: "DefinedTerm", ID: u, Name: t.Title, URL: u})
	}
	return s.ld(set, s.breadcrumb(p))
}

func (s *Snapshot) lessonLD(n *node, v *view.Lesson) []template.JS {
	l := ldLesson{
		ldThing:     ldThing{Context: schemaOrg, Type: "LearningResource", ID: v.Canonical, Name: v.Title, URL: v.Canonical},
		Description: v.Description, Language: s.cfg.Language, Level: v.Level,
		Published: isoDate(v.Dates.Published), Modified: isoDate(v.Dates.Updated), Image: v.Image,
	}
	if v.Minutes > 0 {
		l.TimeRequired = "PT" + itoa(v.Minutes) + "M"
	}
	if v.Author != "" {
		l.Author = &ldThing{Type: "Person", Name: v.Author}
	}
	for _, id := range n.lesson.Teaches {
		if t := s.byID[id]; t != nil {
			l.Teaches = append(l.Teaches, ldTerm{ldThing: ldThing{Type: "DefinedTerm", ID: s.urls.absolute(t.entry.URL), Name: t.entry.Title}})
		}
	}
	for _, id := range n.lesson.Prerequisites {
		if p := s.byID[id]; p != nil {
			u := s.urls.absolute(p.entry.URL)
			l.Requires = append(l.Requires, ldThing{Type: "LearningResource", ID: u, Name: p.entry.Title, URL: u})
		}
	}
	if v.Category.URL != "" {
		l.IsPartOf = &ldThing{Type: "Course", Name: v.Category.Title, URL: s.full(v.Category.URL)}
	}
	return s.ld(l, s.breadcrumb(&v.Page))
}

func (s *Snapshot) homeLD(p *view.Page) []template.JS {
	return s.ld(ldTermSet{ldThing: ldThing{Context: schemaOrg, Type: "WebSite", Name: s.cfg.Title, URL: s.urls.absolute("/")},
		Description: p.Description, Language: s.cfg.Language})
}

// isoDate writes a date as the content gave it: without a time of day where
// it has none.
func isoDate(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 && t.Nanosecond() == 0:
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339)
}

// imageURL is the absolute URL of an entry's picture, or "".
func (s *Snapshot) imageURL(e *content.Entry) string {
	if e.Image == "" || isExternal(e.Image) {
		return e.Image
	}
	if a := s.assetNear(e, e.Image); a != "" {
		return s.urls.absolute(a)
	}
	return s.urls.absolute(e.Image)
}
