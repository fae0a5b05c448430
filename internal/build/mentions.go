package build

import (
	"maps"
	"math"
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
	quotes        *quotes
}

// found is a mention of a term in a run of prose. There are very many of them,
// so it is kept small.
type found struct {
	term string
	// run is the run's number; start and end are in its plain text.
	run, start, end uint32
	// offset is where the run begins in the Doc's HTML, section its section.
	offset, section uint32
}

// mentions finds all mentions in the node's prose, in document order.
func (r *resolver) mentions(n *node) (*mentionCache, error) {
	c := &n.src.mentions
	fingerprint := r.matcher.Fingerprint()
	if c.matcher == fingerprint && c.page == n.entry.ID {
		return c, nil
	}
	if known, ok := r.recallMentions(n, fingerprint); ok {
		*c = known
		return c, nil
	}
	doc, err := n.src.whole()
	if err != nil {
		return nil, err
	}
	scope := r.matcher.Scope(n.entry.ID)
	var spans []glossary.Span
	var all []found
	for i, run := range doc.Runs {
		if run.Place != markdown.PlaceProse {
			continue
		}
		spans = scope.Match(spans[:0], doc.RunText(i))
		for _, s := range spans {
			all = append(all, found{s.Term, uint32(i), uint32(s.Start), uint32(s.End), run.Start, uint32(run.Section)})
		}
	}
	*c = mentionCache{matcher: fingerprint, page: n.entry.ID, found: slices.Clip(all), quotes: &quotes{}}
	return c, nil
}

// occurrences are the mentions of a page in document order, the author's own
// links to terms among them, each with its verdict; runs says in which run of
// the Doc each stands (-1 for an author's link).
func (r *resolver) occurrences(n *node) (all []glossary.Occurrence, runs []int) {
	doc := n.src.doc
	found := n.found
	all, runs = make([]glossary.Occurrence, 0, len(found)+4), make([]int, 0, len(found)+4)
	slot := 0
	// authored adds the links to terms that stand before an offset.
	authored := func(offset uint32) {
		for ; slot < len(doc.Slots) && doc.Slots[slot].Offset <= offset; slot++ {
			if id := n.slotTerm(slot); id != "" {
				all = append(all, glossary.Occurrence{Span: glossary.Span{Term: id}, Section: doc.Slots[slot].Section, Authored: true, Verdict: glossary.InLink})
				runs = append(runs, -1)
			}
		}
	}
	for _, f := range found {
		authored(f.offset + f.start)
		all = append(all, glossary.Occurrence{Span: glossary.Span{Start: int(f.start), End: int(f.end), Term: f.term}, Section: int(f.section)})
		runs = append(runs, int(f.run))
	}
	authored(math.MaxUint32)
	page := glossary.Page{ID: n.entry.ID, Mode: r.cfg.Glossary.Link, Off: n.entry.NoGlossary}
	glossary.Choose(page, func(term string) bool { return r.linkless[term] }, all)
	return all, runs
}

// link decides which mentions on the page become links.
func (r *resolver) link(n *node) error {
	known, err := r.mentions(n)
	if err != nil {
		return err
	}
	n.found, n.quotes = known.found, known.quotes
	for i := range n.targets {
		if n.src.doc.Slots[i].Kind == markdown.SlotWiki && n.slotTerm(i) != "" {
			n.linked = append(n.linked, n.slotTerm(i))
		}
	}
	all, runs := r.occurrences(n)
	for i, o := range all {
		if o.Verdict == glossary.Linked {
			n.linked = append(n.linked, o.Term)
			n.links = append(n.links, markdown.TermLink{Run: runs[i], Start: o.Start, End: o.End, ID: o.Term, URL: r.termURLs[o.Term]})
		}
	}
	n.links = slices.Clip(n.links)
	slices.Sort(n.linked)
	n.linked = slices.Clip(slices.Compact(n.linked))
	return nil
}

// text gathers what the node's texts say, for the relations.
func (r *resolver) text(n *node) (graph.Text, error) {
	t := graph.Text{ID: n.entry.ID, Links: n.refs}
	if n.src == nil {
		t.Mentions = r.namedBy(n)
		t.Words = graph.Vector{}.WithHead(n.entry.Title, n.summary(), r.cfg.Language)
		return t, nil
	}
	said := said{matcher: r.matcher.Fingerprint(), page: n.entry.ID, head: n.entry.Title + "\x00" + n.summary()}
	if !n.src.said.of(said) && !r.recallSaid(n, &said) {
		words, err := n.src.vector()
		if err != nil {
			return t, err
		}
		said.mentions, said.words = r.namedBy(n), words.WithHead(n.entry.Title, n.summary(), r.cfg.Language)
		n.src.said = said
	}
	t.Mentions, t.Words = n.src.said.mentions, n.src.said.words
	return t, nil
}

// said holds what an entry says as a whole. It is a pure function of the Doc
// (which it belongs to) and of the first three fields; head is title and
// summary.
type said struct {
	matcher, page, head string
	mentions            []graph.Mention
	words               graph.Vector
}

func (s *said) of(other said) bool {
	return s.matcher == other.matcher && s.page == other.page && s.head == other.head
}

// namedBy lists the terms that the node's body, title and summary name.
func (r *resolver) namedBy(n *node) []graph.Mention {
	byTerm := map[string]*graph.Mention{}
	mention := func(id string) *graph.Mention {
		m := byTerm[id]
		if m == nil {
			m = &graph.Mention{Term: id}
			byTerm[id] = m
		}
		return m
	}
	for _, f := range n.found {
		if f.term != n.entry.ID {
			mention(f.term).Count++
		}
	}
	r.mentionsInHead(n, mention)
	list := make([]graph.Mention, 0, len(byTerm))
	for _, id := range slices.Sorted(maps.Keys(byTerm)) {
		list = append(list, *byTerm[id])
	}
	return list
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
