package build

import (
	"cmp"
	"context"
	"slices"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/glossary"
	"sitegen/internal/graph"
	"sitegen/internal/markdown"
	"sitegen/internal/output"
	"sitegen/internal/theme"
)

// resolver joins all parsed files into a Snapshot. It runs in full at every
// build and keeps nothing; what is costly it finds in the parsed files'
// caches, which hold pure functions of their keys.
type resolver struct {
	opt   Options
	cfg   *content.Config
	theme *theme.Theme
	docs  []fileDoc
	ctx   context.Context

	site    *content.Site
	matcher *glossary.Matcher
	nodes   []*node
	byID    map[string]*node
	urls    urls
	// assets are the URL paths of copied files, by source path.
	assets map[string]string
	// linkless are the terms that say link: false.
	linkless map[string]bool
}

// node is an entry with all that was worked out about it.
type node struct {
	entry    *content.Entry
	term     *content.Term
	lesson   *content.Lesson
	category *content.Category

	// src is nil for an entry that no file describes.
	src *parsed
	// found are the mentions of terms in the prose. The slice is never changed
	// once it is made: a later build that finds others makes a new one.
	found []found
	// links are the mentions that become links, targets what fills the slots.
	links   []markdown.TermLink
	targets []target
	// refs are the ids that the author's own links lead to, sorted.
	refs []string
	// linked are the ids of terms that the page links, by glossary or wiki
	// link, sorted.
	linked  []string
	minutes int
}

// resolve is the third stage.
func (r *resolver) resolve(files []sourceFile, problems *diag.List) (*Snapshot, error) {
	sources := make([]content.Source, 0, len(files))
	byFile := make(map[string]*parsed, len(files))
	for _, d := range r.docs {
		src := content.Source{File: d.file.path}
		if d.parsed != nil {
			src.Head, src.Heading, src.Paragraph = d.head, d.doc.Title, d.doc.Paragraph
			byFile[d.file.path] = d.parsed
		} else if d.file.isMarkdown() {
			continue // unreadable, and reported
		}
		sources = append(sources, src)
	}
	var (
		site *content.Site
		list diag.List
	)
	_ = r.opt.timed("assemble", func() error {
		site, list = content.Assemble(r.cfg, sources, content.Options{Drafts: r.opt.Drafts, Future: r.opt.Future, Today: r.opt.Today})
		return nil
	})
	*problems = append(*problems, list...)
	if site == nil {
		return nil, nil
	}
	r.site = site
	r.urls = newURLs(r.cfg.BaseURL)
	r.assets = make(map[string]string, len(site.Assets))
	for _, a := range site.Assets {
		r.assets[a.File] = a.URL
	}
	r.addNodes(byFile)
	if r.urls.base == "" {
		problems.Notef(diag.Position{File: content.ConfigFile}, "no-base-url", "add base_url: https://…/ with the address of the published site",
			"without base_url there are no sitemap, feed, canonical links and structured data")
	}
	_ = r.opt.timed("names", func() error { r.matchTerms(problems); return nil })
	shortcodes := newShortcodes(r.theme)
	lists := make([]diag.List, len(r.nodes))
	err := r.opt.timed("link", func() error {
		return parallel(r.ctx, r.opt.workers(), len(r.nodes), func(i int) error {
			if n := r.nodes[i]; n.src != nil {
				r.target(n, shortcodes, &lists[i])
				r.link(n)
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	for _, l := range lists {
		*problems = append(*problems, l...)
	}
	shortcodes.report(r.nodes, problems)
	r.checkMenu(problems)
	if problems.HasErrors() {
		// What is reported already may keep the rest from fitting together.
		return nil, nil
	}
	var texts []graph.Text
	_ = r.opt.timed("texts", func() error { texts = r.texts(); return nil })
	var relations *graph.Relations
	_ = r.opt.timed("relations", func() error { relations = graph.Derive(graph.Input{Site: site, Texts: texts}); return nil })
	s := &Snapshot{
		opt: r.opt, cfg: r.cfg, site: site, theme: r.theme, nodes: r.nodes, byID: r.byID, urls: r.urls, assets: r.assets,
		relations: relations,
		matcher:   r.matcher,
		sources:   make(map[string]output.Sum, len(byFile)),
	}
	for file, p := range byFile {
		s.sources[file] = p.key.sum
	}
	return s, r.opt.timed("prepare", s.prepare)
}

// addNodes makes one node for each entry, sorted by id.
func (r *resolver) addNodes(byFile map[string]*parsed) {
	add := func(n *node) {
		n.src = byFile[n.entry.File]
		if n.src != nil {
			n.minutes = readingMinutes(n.src.doc.Words)
		}
		r.nodes = append(r.nodes, n)
	}
	for _, t := range r.site.Terms {
		add(&node{entry: &t.Entry, term: t})
	}
	for _, l := range r.site.Lessons {
		add(&node{entry: &l.Entry, lesson: l})
	}
	for _, p := range r.site.Pages {
		add(&node{entry: &p.Entry})
	}
	for _, c := range r.site.Categories {
		add(&node{entry: &c.Entry, category: c})
	}
	slices.SortFunc(r.nodes, func(a, b *node) int { return cmp.Compare(a.entry.ID, b.entry.ID) })
	r.byID = make(map[string]*node, len(r.nodes))
	for _, n := range r.nodes {
		r.byID[n.entry.ID] = n
	}
}

// wordsPerMinute is an unhurried reader's speed in technical prose.
const wordsPerMinute = 220

// readingMinutes rounds up: a short text still takes a minute.
func readingMinutes(words int) int {
	return (words + wordsPerMinute - 1) / wordsPerMinute
}

// matchTerms makes the matcher and reports names that two terms own.
func (r *resolver) matchTerms(problems *diag.List) {
	var collisions []glossary.Collision
	r.matcher, collisions = glossary.New(r.site.Terms, r.cfg.Language)
	for _, c := range collisions {
		for i, id := range c.Terms {
			n := r.byID[id]
			others := slices.Delete(slices.Clone(c.Terms), i, i+1)
			problems.Errorf(n.entry.Pos(c.Keys[i]), "name-collision",
				"rename one, or say only_in or not_in where each is meant", "the name %q also belongs to %s", c.Name, r.places(others))
		}
	}
	r.linkless = linkless(r.site)
}

func linkless(site *content.Site) map[string]bool {
	off := map[string]bool{}
	for _, t := range site.Terms {
		if t.NoLink {
			off[t.ID] = true
		}
	}
	return off
}

// places names entries by their files, for messages.
func (r *resolver) places(ids []string) string {
	s := ""
	for i, id := range ids {
		if i > 0 {
			s += ", "
		}
		s += r.byID[id].entry.File
	}
	return s
}

// texts gathers what the relations follow from.
func (r *resolver) texts() []graph.Text {
	texts := make([]graph.Text, 0, len(r.nodes))
	for _, n := range r.nodes {
		if n.category == nil {
			texts = append(texts, graph.Text{})
		}
	}
	at := make([]int, len(r.nodes))
	k := 0
	for i, n := range r.nodes {
		if n.category == nil {
			at[i] = k
			k++
		}
	}
	_ = parallel(r.ctx, r.opt.workers(), len(r.nodes), func(i int) error {
		if r.nodes[i].category == nil {
			texts[at[i]] = r.text(r.nodes[i])
		}
		return nil
	})
	return texts
}
