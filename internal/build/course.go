package build

import (
	"cmp"
	"slices"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/glossary"
	"sitegen/internal/output"
	"sitegen/internal/theme"
	"sitegen/internal/view"
)

// readerView fills in what the site's configuration has for its readers.
func readerView(v *view.Site, opt Options, cfg *content.Config, site *content.Site, u urls) {
	if len(site.Terms) > 0 {
		v.ReviewURL = u.path(content.ReviewURL)
	}
	if a := cfg.Reader.Announcement; a.Text != "" {
		v.Announcement = view.Announcement{Text: a.Text, URL: localURL(u, a.URL)}
		sum := output.SumOf([]byte(a.Text + "\x00" + a.URL))
		v.Announcement.ID = letterSum(sum[:4])
	}
	// Neither works from file://, which a portable site is made for.
	if !opt.Portable {
		v.ManifestURL = u.path(manifestPath)
		if cfg.Reader.Offline {
			v.WorkerURL = u.path(workerPath)
		}
	}
}

// letterSum writes bytes as letters, for ids.
func letterSum(sum []byte) string {
	b := make([]byte, 0, 2*len(sum))
	for _, c := range sum {
		b = append(b, 'a'+c>>4, 'a'+c&15)
	}
	return string(b)
}

// localURL puts the base path in front of a path of the site.
func localURL(u urls, dest string) string {
	if strings.HasPrefix(dest, "/") && !strings.HasPrefix(dest, "//") {
		return strings.TrimSuffix(u.prefix, "/") + dest
	}
	return dest
}

// addLinks fills in where a reader edits the page, reports a mistake and asks
// its author. Only a page of an entry has an author to ask, and only one with a
// file a source.
func (s *Snapshot) addLinks(p *view.Page, e *content.Entry) {
	values := map[string]string{"id": p.ID, "title": p.Title, "url": cmp.Or(p.Canonical, p.URL)}
	if e != nil {
		values["path"] = e.File
	}
	fill := func(pattern string) string {
		if pattern == "" {
			return ""
		}
		return localURL(s.urls, content.FillLink(pattern, values))
	}
	if e != nil && e.File != "" {
		p.EditURL = fill(s.cfg.Reader.Edit)
	}
	if e != nil {
		p.AskURL = fill(s.cfg.Reader.Ask)
	}
	p.ReportURL = fill(s.cfg.Reader.Report)
}

// makeDefinitions makes what other pages show of each term. A definition's own
// terms become links in it, each once, so that a card can lead to the next; the
// rules are those of the term's page.
func (s *Snapshot) makeDefinitions() {
	s.defs = make(map[string]view.Definition, len(s.terms))
	var spans []glossary.Span
	for _, t := range s.terms {
		d := view.Definition{ID: t.ID, Title: t.Title, URL: s.urls.path(t.URL), Definition: s.cards[t.ID].Summary, AKA: t.AKA}
		if l := s.byID[t.Lesson]; l != nil {
			d.Lesson = s.link(l.entry)
		}
		spans = spans[:0]
		if s.cfg.Glossary.Link != content.LinkNone && !t.NoGlossary {
			spans = s.matcher.Scope(t.ID).Match(spans, []byte(d.Definition))
		}
		d.Parts = s.parts(t.ID, d.Definition, spans)
		d.Sum = view.Fingerprint(&d)
		s.defs[t.ID] = d
	}
}

// parts cuts a text at the terms that it names.
func (s *Snapshot) parts(self, text string, spans []glossary.Span) []view.Part {
	var parts []view.Part
	at := 0
	for _, span := range spans {
		seen := slices.ContainsFunc(parts, func(p view.Part) bool { return p.ID == span.Term })
		if span.Term == self || seen || s.linkless[span.Term] {
			continue
		}
		if span.Start > at {
			parts = append(parts, view.Part{Text: text[at:span.Start]})
		}
		parts = append(parts, view.Part{Text: text[span.Start:span.End], ID: span.Term, URL: s.urls.path(s.byID[span.Term].entry.URL)})
		at = span.End
	}
	if at < len(text) {
		parts = append(parts, view.Part{Text: text[at:]})
	}
	return parts
}

// definitions shows terms as hover cards and the section #terms do: those that
// a page links (terms, sorted by id), and further ones that only the definitions
// of those name. No definition leads to the lesson that the page itself is.
func (s *Snapshot) definitions(page string, terms []string) (direct, further []view.Definition) {
	direct = s.definitionsOf(page, terms)
	var more []string
	for i := range direct {
		for _, p := range direct[i].Parts {
			if p.ID == "" || slices.Contains(more, p.ID) {
				continue
			}
			if _, linked := slices.BinarySearch(terms, p.ID); !linked {
				more = append(more, p.ID)
			}
		}
	}
	return direct, s.definitionsOf(page, more)
}

// definitionsOf are the definitions of terms in the glossary's order.
func (s *Snapshot) definitionsOf(page string, terms []string) []view.Definition {
	if len(terms) == 0 {
		return nil
	}
	ranks := make([]int, len(terms)) // so that only numbers are moved about
	for i, id := range terms {
		ranks[i] = s.termRank(id)
	}
	slices.Sort(ranks)
	list := make([]view.Definition, len(ranks))
	for i, rank := range ranks {
		t := s.terms[rank]
		list[i] = s.defs[t.ID]
		if d := &list[i]; t.Lesson == page {
			d.Lesson, d.Sum = view.Link{}, view.Sum{}
			d.Sum = view.Fingerprint(d)
		}
	}
	return list
}

// addPath fills in what makes a category a step on the way through the course:
// the levels of its lessons, what each of them needs, and the categories that
// those come from, as far as they stand earlier in the course.
func (s *Snapshot) addPath(sec *view.Section, c *content.Category) {
	levels := map[content.Level]bool{}
	before := map[string]bool{}
	for i, l := range c.Lessons {
		sec.Lessons[i].Needs = l.Prerequisites
		levels[l.Level] = true
		for _, id := range l.Prerequisites {
			if p := s.byID[id]; p != nil && p.entry.Category != c.Slug {
				before[p.entry.Category] = true
			}
		}
	}
	for _, level := range []content.Level{content.LevelFoundation, content.LevelIntermediate, content.LevelAdvanced} {
		if levels[level] {
			sec.Levels = append(sec.Levels, level.String())
		}
	}
	for _, other := range s.courseCategories() {
		if other == c {
			break // what a later category teaches is for each lesson to say
		}
		if before[other.Slug] {
			sec.After = append(sec.After, s.categoryLink(other.Slug))
		}
	}
}

// reviewView makes the page of flash cards of a category, or of all terms.
func (s *Snapshot) reviewView(c *content.Category) any {
	title := s.theme.Text("review")
	v := &view.Review{}
	if c != nil {
		title = s.theme.Text("review.of", "title", c.Title)
		v.Page = s.listPage("review", title, c.ReviewURL())
		v.Breadcrumb = append(v.Breadcrumb, view.Link{Title: s.theme.Text("review"), URL: s.siteView.ReviewURL})
	} else {
		v.Page = s.intro("review", title, content.ReviewURL)
		for _, c := range s.site.Categories {
			if url := c.ReviewURL(); url != "" {
				v.Categories = append(v.Categories, view.ListItem{Title: c.Title, URL: s.urls.path(url), Count: len(c.Terms)})
			}
		}
	}
	for _, id := range s.learningOrder() {
		if c == nil || s.byID[id].entry.Category == c.Slug {
			v.Cards = append(v.Cards, s.defs[id])
		}
	}
	v.Description = cmp.Or(v.Description, s.theme.Text("review.description", "count", len(v.Cards)))
	v.JSONLD = s.breadcrumbLD(&v.Page)
	return v
}

// learningOrder lists all terms as the course teaches them, and then those that
// no lesson teaches.
func (s *Snapshot) learningOrder() []string {
	ids := make([]string, 0, len(s.terms))
	seen := make(map[string]bool, len(s.terms))
	add := func(id string) {
		if !seen[id] && s.byID[id] != nil {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for _, l := range s.site.Lessons {
		for _, id := range l.Teaches {
			add(id)
		}
	}
	for _, t := range s.terms {
		add(t.ID)
	}
	return ids
}

// manifestPath and workerPath are the files of a site that can be installed
// and read offline.
const (
	manifestPath = "/manifest.webmanifest"
	workerPath   = "/sitegen-worker.js"
)

type manifestIcon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose,omitempty"`
}

// manifest describes the site to systems that can install it (W3C, Web
// Application Manifest). Its addresses are relative to its own.
func (s *Snapshot) manifest() ([]byte, error) {
	return marshal(struct {
		Name        string         `json:"name"`
		ShortName   string         `json:"short_name"`
		Description string         `json:"description,omitempty"`
		Lang        string         `json:"lang"`
		Dir         string         `json:"dir"`
		StartURL    string         `json:"start_url"`
		Scope       string         `json:"scope"`
		Display     string         `json:"display"`
		Background  string         `json:"background_color"`
		Theme       string         `json:"theme_color"`
		Icons       []manifestIcon `json:"icons"`
	}{
		firstNonEmpty(s.cfg.Title, s.theme.Text("home")), shorten(firstNonEmpty(s.cfg.Title, s.theme.Text("home")), 30), s.cfg.Description,
		s.cfg.Language, s.siteView.Direction, ".", ".", "minimal-ui", "#fdfdfc", "#fdfdfc", s.icons(),
	})
}

// hasStatic reports whether the theme or the site has a static file.
func (s *Snapshot) hasStatic(path string) bool {
	return slices.ContainsFunc(s.theme.Files(), func(f theme.File) bool { return f.Path == path })
}

// icons are those of the static files that a manifest can name.
func (s *Snapshot) icons() []manifestIcon {
	icons := []manifestIcon{}
	for _, known := range []struct{ path, sizes, mime string }{
		{"favicon.svg", "any", "image/svg+xml"}, {"icon-192.png", "192x192", "image/png"}, {"icon-512.png", "512x512", "image/png"},
	} {
		if s.hasStatic(known.path) {
			icons = append(icons, manifestIcon{Src: known.path, Sizes: known.sizes, Type: known.mime})
		}
	}
	return icons
}
