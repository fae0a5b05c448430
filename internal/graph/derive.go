package graph

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"sitegen/internal/content"
)

// Derive works out all relations. It is pure: the order of in.Texts, of the
// site's entries and the number of cores do not matter. Texts and mentions of
// entries that the site does not have are ignored. Its time grows with the
// size of the texts and the number of entries, not with the number of pairs.
func Derive(in Input) *Relations {
	s := survey(in)
	r := &Relations{
		SeeAlso:       map[string][]Relation{},
		Lessons:       map[string][]Relation{},
		Related:       map[string][]Relation{},
		Prerequisites: map[string][]Relation{},
		LeadsTo:       map[string][]Relation{},
		MentionedIn:   map[string][]MentionedIn{},
	}
	s.prerequisites(r)
	s.mentionedIn(r)
	s.lessonsOfTerms(r)
	f := s.features()
	s.seeAlso(r, f)
	s.relatedLessons(r, f)
	s.edges(r)
	return r
}

// A node is an entry with what is known of it. Nodes are numbered in the order
// of their ids, so that any list in order of numbers is sorted, and every sum
// of floats has one order.
type node struct {
	*content.Entry
	term   *content.Term
	lesson *content.Lesson
	text   *Text
	// names are the terms that the entry names or teaches, by number.
	names []naming
	// top are the terms that it is most about.
	top []*naming
	// taught are the numbers of the terms that a lesson teaches.
	taught []int32
	// links are the numbers of the entries that the author's links in the text
	// lead to, refs those that see_also and related_lessons name; linksFrom and
	// refsFrom are the same from the other end. All are sorted.
	links, refs, linksFrom, refsFrom []int32
}

// A naming is one term as one entry names it.
type naming struct {
	term    int32
	mention *Mention // nil for a term that is taught and never named
	taught  bool
	// share is how much of the entry's talk of terms this one is, from 0 to 1:
	// how often and where it is named, by how rare it is.
	share float32
}

// A user is an entry that names a term.
type user struct {
	node int32
	*naming
}

// A sighting of the site from above: all nodes and who names whom.
type sighting struct {
	site  *content.Site
	nodes []node
	num   map[string]int32
	// users are the entries that name a term, by its number.
	users [][]user
	// rarity of a term, by its number: its inverse document frequency.
	rarity []float32
	// spread of a term, by its number: the sum of the squares of its shares in
	// lessons.
	spread []float32
	// place of a lesson in the course, by its number.
	place []int32
}

// survey numbers the entries and joins them with their texts.
func survey(in Input) *sighting {
	s := &sighting{site: in.Site}
	for _, t := range in.Site.Terms {
		s.nodes = append(s.nodes, node{Entry: &t.Entry, term: t})
	}
	for _, l := range in.Site.Lessons {
		s.nodes = append(s.nodes, node{Entry: &l.Entry, lesson: l})
	}
	for _, p := range in.Site.Pages {
		s.nodes = append(s.nodes, node{Entry: &p.Entry})
	}
	for _, c := range in.Site.Categories {
		s.nodes = append(s.nodes, node{Entry: &c.Entry})
	}
	slices.SortStableFunc(s.nodes, func(a, b node) int { return strings.Compare(a.ID, b.ID) })
	s.num = make(map[string]int32, len(s.nodes))
	for i := range s.nodes {
		s.num[s.nodes[i].ID] = int32(i)
	}
	s.place = make([]int32, len(s.nodes))
	for i, l := range in.Site.Lessons {
		s.place[s.num[l.ID]] = int32(i)
	}
	for i := range in.Texts {
		if n, ok := s.num[in.Texts[i].ID]; ok {
			s.nodes[n].text = &in.Texts[i]
		}
	}
	parallel(len(s.nodes), func(_, from, to int) {
		for i := from; i < to; i++ {
			s.read(int32(i))
		}
	})
	s.weigh()
	return s
}

// read resolves the ids that entry i's text and front matter hold.
func (s *sighting) read(i int32) {
	n := &s.nodes[i]
	switch {
	case n.lesson != nil:
		n.taught = s.numbers(i, n.lesson.Teaches, isTerm)
		n.refs = s.numbers(i, slices.Concat(n.lesson.SeeAlso, n.lesson.RelatedLessons), isAny)
	case n.term != nil:
		n.refs = s.numbers(i, slices.Concat(n.term.SeeAlso, n.term.RelatedLessons), isAny)
	}
	if n.text == nil {
		for _, t := range n.taught {
			n.names = append(n.names, naming{term: t, taught: true})
		}
		return
	}
	n.links = s.numbers(i, n.text.Links, isAny)
	n.names = make([]naming, 0, len(n.text.Mentions)+len(n.taught))
	for k := range n.text.Mentions {
		m := &n.text.Mentions[k]
		t, ok := s.num[m.Term]
		if ok && s.nodes[t].term != nil && t != i && mentionCount(m) > 0 {
			n.names = append(n.names, naming{term: t, mention: m})
		}
	}
	slices.SortFunc(n.names, func(a, b naming) int { return cmp.Compare(a.term, b.term) })
	for _, t := range n.taught {
		k, found := slices.BinarySearchFunc(n.names, t, func(a naming, t int32) int { return cmp.Compare(a.term, t) })
		if found {
			n.names[k].taught = true
		} else {
			n.names = slices.Insert(n.names, k, naming{term: t, taught: true})
		}
	}
}

// numbers returns the numbers of ids that pass keep, sorted, each once, without
// i itself.
func (s *sighting) numbers(i int32, ids []string, keep func(*node) bool) []int32 {
	var out []int32
	for _, id := range ids {
		if n, ok := s.num[id]; ok && n != i && keep(&s.nodes[n]) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// weigh gives terms their rarity and namings their share, and turns "names"
// around into "is named by".
func (s *sighting) weigh() {
	s.users = make([][]user, len(s.nodes))
	counts := make([]int32, len(s.nodes))
	for i := range s.nodes {
		for _, nm := range s.nodes[i].names {
			counts[nm.term]++
		}
	}
	s.rarity = make([]float32, len(s.nodes))
	for t, c := range counts {
		if c > 0 {
			s.rarity[t] = idf(int(c), len(s.nodes))
			s.users[t] = make([]user, 0, c)
		}
	}
	parallel(len(s.nodes), func(_, from, to int) {
		for i := from; i < to; i++ {
			s.shares(&s.nodes[i])
		}
	})
	s.spread = make([]float32, len(s.nodes))
	for i := range s.nodes {
		names := s.nodes[i].names
		for k := range names {
			t := names[k].term
			if s.nodes[i].lesson != nil {
				s.spread[t] += names[k].share * names[k].share
			}
			s.users[t] = append(s.users[t], user{int32(i), &names[k]})
		}
		for _, to := range s.nodes[i].links {
			s.nodes[to].linksFrom = append(s.nodes[to].linksFrom, int32(i))
		}
		for _, to := range s.nodes[i].refs {
			s.nodes[to].refsFrom = append(s.nodes[to].refsFrom, int32(i))
		}
	}
}

// shares works out the share of each term that n names.
func (s *sighting) shares(n *node) {
	var sum float32
	for k := range n.names {
		nm := &n.names[k]
		nm.share = nm.weight() * s.rarity[nm.term]
		sum += nm.share * nm.share
	}
	if sum == 0 {
		return
	}
	scale := 1 / float32(math.Sqrt(float64(sum)))
	for k := range n.names {
		n.names[k].share *= scale
		n.top = append(n.top, &n.names[k])
	}
	if len(n.top) > topTerms {
		slices.SortFunc(n.top, func(a, b *naming) int {
			return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.term, b.term))
		})
		n.top = n.top[:topTerms]
	}
}

// weight says how much a naming tells of what its entry is about, before the
// term's rarity: taught, in the title, in the summary, in the text.
func (nm *naming) weight() float32 {
	var w float32
	if nm.taught {
		w += 4
	}
	m := nm.mention
	if m == nil {
		return w
	}
	switch {
	case m.InTitle:
		w += 3
	case m.InCompound:
		w += 2
	}
	if m.InSummary {
		w += 1.5
	}
	return w + saturate(m.Count)
}

// saturate makes the tenth mention count less than the second.
func saturate(count int) float32 {
	if count <= 0 {
		return 0
	}
	return float32(1 + math.Log(float64(count)))
}

// idf is the inverse document frequency of what occurs in df of n texts; it is
// positive even for what occurs in all.
func idf(df, n int) float32 {
	return float32(math.Log(1 + (float64(n-df)+0.5)/(float64(df)+0.5)))
}

// round cuts a weight to four digits, so that it is written alike everywhere.
func round(w float32) float64 { return math.Round(float64(w)*1e4) / 1e4 }
