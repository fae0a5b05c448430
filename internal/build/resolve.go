package build

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"sync"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/graph"
	"sitegen/internal/markdown"
	"sitegen/internal/output"
	"sitegen/internal/theme"
	"sitegen/internal/view"
)

// resolver joins all parsed files into a Snapshot. What it takes over from the
// last resolver is recognised by value, never by what was edited: a node of
// the same file in the same model, under the same theme, is the same node.
type resolver struct {
	*model
	opt   Options
	theme *theme.Theme
	ctx   context.Context
	// placements is the builder's.
	placements *placementCache

	nodes     []*node
	byID      map[string]*node
	relations *graph.Relations
}

// node is an entry with all that was worked out about it. It is immutable once
// its Snapshot is made.
type node struct {
	entry    *content.Entry
	term     *content.Term
	lesson   *content.Lesson
	category *content.Category

	// src is nil for an entry that no file describes.
	src *parsed
	// found are the mentions of terms in the prose.
	found  []found
	quotes *quotes
	// links are the mentions that become links, targets what fills the slots.
	links   []markdown.TermLink
	targets []target
	// refs are the ids that the author's own links lead to, sorted.
	refs []string
	// linked are the ids of terms that the page links, by glossary or wiki
	// link, sorted.
	linked  []string
	minutes int
	// text is what the relations follow from.
	text graph.Text
	// problems are those of the body, unknown the shortcodes without template.
	problems diag.List
	unknown  []unknownShortcode
	// pictures tells that the node depends on files of pictures too.
	pictures bool
}

// resolve is the third stage.
func (b *Builder) resolve(ctx context.Context, cfg *content.Config, th *theme.Theme, docs []fileDoc, problems *diag.List) (*Snapshot, error) {
	sources := make([]content.Source, 0, len(docs))
	byFile := make(map[string]*parsed, len(docs))
	for _, d := range docs {
		src := content.Source{File: d.file.path}
		if d.parsed != nil {
			src.Head, src.Heading, src.Paragraph = d.head, d.doc.Title, d.doc.Paragraph
			byFile[d.file.path] = d.parsed
		} else if d.file.isMarkdown() {
			continue // unreadable, and reported
		}
		sources = append(sources, src)
	}
	last := b.last
	if last == nil || !last.fits(cfg, sources) {
		last = &resolver{model: newModel(b.opt, cfg, sources, b.lastChanges(ctx, cfg))}
	}
	*problems = append(*problems, last.problems...)
	if last.site == nil {
		return nil, nil
	}
	r := &resolver{model: last.model, opt: b.opt, theme: th, ctx: ctx, placements: &b.placements}
	if err := r.opt.timed("link", func() error { return r.addNodes(byFile, last) }); err != nil {
		return nil, err
	}
	for _, n := range r.nodes {
		*problems = append(*problems, n.problems...)
	}
	r.reportShortcodes(problems)
	r.reportUndrawn(problems)
	if problems.HasErrors() {
		// What is reported already may keep the rest from fitting together.
		return nil, nil
	}
	sums := make(map[string]output.Sum, len(byFile))
	for file, p := range byFile {
		sums[file] = p.key.sum
	}
	if !r.sameTexts(last) && b.opt.Early != nil && last.relations != nil {
		r.relations = last.relations
		early, err := r.snapshot(sums)
		if err != nil {
			return nil, err
		}
		b.opt.Early(early)
		r.relations = nil
	}
	_ = r.opt.timed("relations", func() error { r.relate(last); return nil })
	b.last = r
	return r.snapshot(sums)
}

// snapshot makes the site that readers ask, once all is resolved.
func (r *resolver) snapshot(sums map[string]output.Sum) (*Snapshot, error) {
	s := &Snapshot{
		opt: r.opt, cfg: r.cfg, site: r.site, theme: r.theme, nodes: r.nodes, byID: r.byID, urls: r.urls, assets: r.assets,
		linkless: r.linkless, relations: r.relations, matcher: r.matcher, searches: r.searches, placements: r.placements, sources: sums,
	}
	s.whole = sync.OnceValue(s.makeWhole)
	return s, r.opt.timed("prepare", s.prepare)
}

// addNodes makes one node for each entry, sorted by id, or takes the last
// resolver's.
func (r *resolver) addNodes(byFile map[string]*parsed, last *resolver) error {
	if last.theme == r.theme && last.nodes != nil {
		r.nodes = slices.Clone(last.nodes)
	} else {
		r.nodes = r.newNodes()
	}
	var todo []int
	for i, n := range r.nodes {
		if src := byFile[n.entry.File]; n.targets == nil || n.src != src || n.pictures {
			fresh := &node{entry: n.entry, term: n.term, lesson: n.lesson, category: n.category, src: src}
			r.nodes[i] = fresh
			todo = append(todo, i)
		}
	}
	r.byID = make(map[string]*node, len(r.nodes))
	for _, n := range r.nodes {
		r.byID[n.entry.ID] = n
	}
	codes := r.shortcodes()
	return parallel(r.ctx, r.opt.workers(), len(todo), func(i int) error {
		n := r.nodes[todo[i]]
		n.targets = []target{}
		if n.src != nil {
			n.minutes = readingMinutes(n.src.doc.Words)
			r.target(n, codes)
			if err := r.link(n); err != nil {
				return err
			}
		}
		var err error
		n.text, err = r.text(n)
		return err
	})
}

func (r *resolver) newNodes() []*node {
	var nodes []*node
	for _, t := range r.site.Terms {
		nodes = append(nodes, &node{entry: &t.Entry, term: t})
	}
	for _, l := range r.site.Lessons {
		nodes = append(nodes, &node{entry: &l.Entry, lesson: l})
	}
	for _, p := range r.site.Pages {
		nodes = append(nodes, &node{entry: &p.Entry})
	}
	for _, c := range r.site.Categories {
		nodes = append(nodes, &node{entry: &c.Entry, category: c})
	}
	slices.SortFunc(nodes, func(a, b *node) int { return cmp.Compare(a.entry.ID, b.entry.ID) })
	return nodes
}

// relate works out the relations, unless they follow from the same texts as
// the last ones.
func (r *resolver) relate(last *resolver) {
	if last.relations != nil && r.sameTexts(last) {
		r.relations = last.relations
		return
	}
	texts := make([]graph.Text, 0, len(r.nodes))
	for _, n := range r.nodes {
		if n.category == nil {
			texts = append(texts, n.text)
		}
	}
	r.relations = graph.Derive(graph.Input{Site: r.site, Texts: texts})
}

// sameTexts reports whether all entries say, as far as relations go, what they
// said to the last resolver.
func (r *resolver) sameTexts(last *resolver) bool {
	return slices.EqualFunc(r.nodes, last.nodes, func(a, b *node) bool {
		return a == b || reflect.DeepEqual(a.text, b.text)
	})
}

// shortcodes prepares what all shortcodes of a site see.
func (r *resolver) shortcodes() *shortcodes {
	return &shortcodes{theme: r.theme, site: sync.OnceValue(func() view.Site { return siteView(r.opt, r.cfg, r.site, r.urls, r.theme) })}
}

// wordsPerMinute is an unhurried reader's speed in technical prose.
const wordsPerMinute = 220

// readingMinutes rounds up: a short text still takes a minute.
func readingMinutes(words int) int {
	return (words + wordsPerMinute - 1) / wordsPerMinute
}
