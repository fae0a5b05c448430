package build

import (
	"reflect"
	"slices"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/glossary"
)

// model is what follows from the configuration and the heads of all files:
// entries, URLs, names. It is immutable, and a pure function of its first
// fields, by which a build recognises that it need not be worked out again:
// after an edit in the text of one lesson all of it is as it was.
type model struct {
	cfg     *content.Config
	sources []content.Source

	site     *content.Site
	problems diag.List
	urls     urls
	// assets are the URL paths of copied files, by source path.
	assets  map[string]string
	matcher *glossary.Matcher
	// termURLs are the URLs of all terms, by id: strings that all links share.
	termURLs map[string]string
	// linkless are the terms that say link: false.
	linkless map[string]bool
	// searches keeps the search index of what was made of the model last.
	searches *searchCache
}

// newModel assembles the site. The options of a Builder stay the same for its
// life, so they are no part of the key.
func newModel(opt Options, cfg *content.Config, sources []content.Source, changes *lastChanges) *model {
	m := &model{cfg: cfg, sources: sources, urls: newURLs(cfg.BaseURL), searches: &searchCache{}}
	_ = opt.timed("assemble", func() error {
		m.site, m.problems = content.Assemble(cfg, sources, content.Options{Drafts: opt.Drafts, Future: opt.Future, Today: opt.Today})
		return nil
	})
	if m.site == nil {
		return m
	}
	m.problems = append(m.problems, changes.date(m.site)...)
	m.assets = make(map[string]string, len(m.site.Assets))
	for _, a := range m.site.Assets {
		m.assets[a.File] = a.URL
	}
	_ = opt.timed("names", func() error { m.nameTerms(); return nil })
	if m.urls.base == "" {
		m.problems.Notef(diag.Position{File: content.ConfigFile}, "no-base-url", "add base_url: https://…/ with the address of the published site",
			"without base_url there are no sitemap, feed, canonical links and structured data")
	}
	return m
}

// fits reports whether the model is that of these sources.
func (m *model) fits(cfg *content.Config, sources []content.Source) bool {
	return m != nil && m.cfg == cfg && slices.EqualFunc(m.sources, sources, func(a, b content.Source) bool {
		return a.File == b.File && a.Heading == b.Heading && a.Paragraph == b.Paragraph &&
			(a.Head == b.Head || a.Head != nil && b.Head != nil && reflect.DeepEqual(a.Head, b.Head))
	})
}

// nameTerms makes the matcher and reports names that two terms own.
func (m *model) nameTerms() {
	var collisions []glossary.Collision
	m.matcher, collisions = glossary.New(m.site.Terms, m.cfg.Language)
	for _, c := range collisions {
		for i, id := range c.Terms {
			others := slices.Delete(slices.Clone(c.Terms), i, i+1)
			m.problems.Errorf(m.site.Index.Term(id).Pos(c.Keys[i]), "name-collision",
				"rename one, or say only_in or not_in where each is meant", "the name %q also belongs to %s", c.Name, m.files(others))
		}
	}
	m.linkless, m.termURLs = map[string]bool{}, make(map[string]string, len(m.site.Terms))
	for _, t := range m.site.Terms {
		m.termURLs[t.ID] = m.urls.path(t.URL)
		if t.NoLink {
			m.linkless[t.ID] = true
		}
	}
}

// files names terms by their files, for messages.
func (m *model) files(ids []string) string {
	s := ""
	for i, id := range ids {
		if i > 0 {
			s += ", "
		}
		s += m.site.Index.Term(id).File
	}
	return s
}
