package build

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"sitegen/internal/content"
	"sitegen/internal/glossary"
	"sitegen/internal/graph"
	"sitegen/internal/markdown"
)

// mentionCache holds what the matcher found in a body. It is a pure function
// of the Doc (which it belongs to), the matcher and the page's id (which
// decides scopes).
type mentionCache struct {
	matcher, page string
	found         []found
}

// found is a mention of a term in a run of prose.
type found struct {
	glossary.Span
	run int
}

// mentions finds all mentions in the node's prose, in document order.
func (r *resolver) mentions(n *node) []found {
	c := &n.src.mentions
	fingerprint := r.matcher.Fingerprint()
	if c.matcher == fingerprint && c.page == n.entry.ID {
		return c.found
	}
	scope := r.matcher.Scope(n.entry.ID)
	var spans []glossary.Span
	var all []found
	for i, run := range n.src.doc.Runs {
		if run.Place != markdown.PlaceProse {
			continue
		}
		spans = scope.Match(spans[:0], n.src.doc.RunText(i))
		for _, s := range spans {
			all = append(all, found{Span: s, run: i})
		}
	}
	*c = mentionCache{matcher: fingerprint, page: n.entry.ID, found: slices.Clip(all)}
	return c.found
}

// link decides which mentions on the page become links.
func (r *resolver) link(n *node) {
	doc := n.src.doc
	type placed struct {
		offset uint32
		run    int
		glossary.Occurrence
	}
	var all []placed
	for _, f := range r.mentions(n) {
		run := doc.Runs[f.run]
		all = append(all, placed{run.Start + uint32(f.Start), f.run, glossary.Occurrence{Span: f.Span, Section: run.Section}})
	}
	linked := map[string]bool{}
	for i, slot := range doc.Slots {
		id := n.slotTerm(i)
		if id == "" {
			continue
		}
		if slot.Kind == markdown.SlotWiki {
			linked[id] = true
		}
		all = append(all, placed{slot.Offset, -1, glossary.Occurrence{
			Span: glossary.Span{Term: id}, Section: slot.Section, Authored: true, Verdict: glossary.InLink}})
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(a.offset, b.offset) })
	n.occurrences, n.runs = make([]glossary.Occurrence, len(all)), make([]int, len(all))
	for i, p := range all {
		n.occurrences[i], n.runs[i] = p.Occurrence, p.run
	}
	page := glossary.Page{ID: n.entry.ID, Mode: r.cfg.Glossary.Link, Off: n.entry.NoGlossary}
	glossary.Choose(page, func(term string) bool { return r.linkless[term] }, n.occurrences)
	n.links = nil
	for i, o := range n.occurrences {
		if o.Verdict != glossary.Linked {
			continue
		}
		linked[o.Term] = true
		n.links = append(n.links, markdown.TermLink{Run: n.runs[i], Start: o.Start, End: o.End, ID: o.Term, URL: r.urls.path(r.byID[o.Term].entry.URL)})
	}
	n.linked = slices.Sorted(maps.Keys(linked))
}

// text gathers what the node's texts say, for the relations.
func (r *resolver) text(n *node) graph.Text {
	t := graph.Text{ID: n.entry.ID, Links: n.refs}
	byTerm := map[string]*graph.Mention{}
	mention := func(id string) *graph.Mention {
		m := byTerm[id]
		if m == nil {
			m = &graph.Mention{Term: id}
			byTerm[id] = m
		}
		return m
	}
	if n.src != nil {
		for i, o := range n.occurrences {
			if o.Term == n.entry.ID || n.runs[i] < 0 {
				continue
			}
			m := mention(o.Term)
			if m.Count++; m.Count == 1 {
				text := string(n.src.doc.RunText(n.runs[i]))
				from, to := glossary.Sentence(text, o.Start, o.End)
				m.Before, m.Match, m.After = text[from:o.Start], text[o.Start:o.End], text[o.End:to]
			}
		}
	}
	r.mentionsInHead(n, mention)
	for _, id := range slices.Sorted(maps.Keys(byTerm)) {
		t.Mentions = append(t.Mentions, *byTerm[id])
	}
	var words graph.Vector
	if n.src != nil {
		words = n.src.words
	}
	t.Words = words.WithHead(n.entry.Title, n.summary(), r.cfg.Language)
	return t
}

// mentionsInHead adds the terms named in title and summary.
func (r *resolver) mentionsInHead(n *node, mention func(id string) *graph.Mention) {
	scope := r.matcher.Scope(n.entry.ID)
	inTitle := map[string]bool{}
	for _, s := range scope.Match(nil, []byte(n.entry.Title)) {
		inTitle[s.Term] = true
		if s.Term != n.entry.ID {
			mention(s.Term).InTitle = true
		}
	}
	for _, s := range scope.MatchInside(nil, []byte(n.entry.Title)) {
		if s.Term != n.entry.ID && !inTitle[s.Term] {
			mention(s.Term).InCompound = true
		}
	}
	for _, s := range scope.Match(nil, []byte(n.summary())) {
		if s.Term != n.entry.ID {
			mention(s.Term).InSummary = true
		}
	}
}

// summary is the one-line text by which other pages show the entry.
func (n *node) summary() string {
	switch {
	case n.derivedDefinition():
		return firstSentences(n.term.Definition, maxDerived)
	case n.term != nil:
		return n.term.Definition
	case n.lesson != nil && n.lesson.Summary != "":
		return n.lesson.Summary
	case n.category != nil && n.category.Summary != "":
		return n.category.Summary
	}
	return n.entry.Description
}

// maxDerived is how much of a first paragraph stands in for a definition where
// other pages show the term; the paragraph itself may be of any length.
const maxDerived = 300

// derivedDefinition reports whether the term's definition is its text's first
// paragraph, for want of an authored one.
func (n *node) derivedDefinition() bool {
	return n.term != nil && n.src != nil && n.term.Definition == n.src.doc.Paragraph
}

// firstSentences keeps as many whole sentences as fit into n characters, and
// at least the beginning of the first.
func firstSentences(text string, n int) string {
	text = oneLine(text)
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	end := 0
	for at := 0; at < len(text); {
		_, to := glossary.Sentence(text, at, at+1)
		if to <= at || utf8.RuneCountInString(text[:to]) > n {
			break
		}
		end, at = to, to
		for at < len(text) && text[at] == ' ' {
			at++
		}
	}
	if end == 0 {
		return shorten(text, n)
	}
	return strings.TrimSpace(text[:end])
}

// slotTerm returns the id of the term that a link of the author's leads to.
func (n *node) slotTerm(i int) string {
	if ref := n.targets[i].ref; ref != nil && ref.Kind == content.KindTerm {
		return ref.ID
	}
	return ""
}
