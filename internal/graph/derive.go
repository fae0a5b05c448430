package graph

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"sitegen/internal/content"
)

// Derive works out all relations. It is pure: the order of in.Texts, of the
// site's entries (but for lessons, whose order is the course) and the number
// of cores do not matter. Texts and mentions of entries that the site does not
// have are ignored. Its time grows with the size of the texts and the number
// of entries, not with the number of pairs. The result shares memory with in,
// which must not be changed afterwards.
func Derive(in Input) *Relations {
	s := survey(in)
	f := s.features()
	r := &Relations{}
	r.Prerequisites, r.LeadsTo = s.prerequisites()
	r.MentionedIn = byID(s, s.mentionedIn())
	r.Lessons = byID(s, s.lessonsOfTerms())
	r.SeeAlso = byID(s, s.seeAlso(f))
	r.Related = byID(s, s.relatedLessons(f))
	r.Edges = s.edges(r)
	return r
}

// byID keys the lists of all nodes by id, without the empty ones.
func byID[T any](s *sighting, lists [][]T) map[string][]T {
	n := 0
	for _, list := range lists {
		if len(list) > 0 {
			n++
		}
	}
	out := make(map[string][]T, n)
	for i, list := range lists {
		if len(list) > 0 {
			out[s.nodes[i].ID] = list
		}
	}
	return out
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
	// least is the share of the last of its topTerms terms: those with less are
	// passed over where all pairs of terms would be too many.
	least float32
	// taught are the numbers of the terms that a lesson teaches.
	taught []int32
	// links are the numbers of the entries that the author's links in the text
	// lead to, refs those that see_also and related_lessons name; linksFrom and
	// refsFrom are the same from the other end. All are sorted.
	links, refs, linksFrom, refsFrom []int32
	// needs and neededBy are prerequisites and their other end.
	needs, neededBy []int32
}

// A naming is one term as one entry names it.
type naming struct {
	term    int32
	taught  bool
	mention *Mention // nil for a term that is taught and never named
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
	// categories are the ids of the categories, by slug.
	categories map[string]string
}

// survey numbers the entries and joins them with their texts.
func survey(in Input) *sighting {
	s := number(in.Site)
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
	s.turnAround()
	return s
}

// number makes the nodes, in the order of their ids.
func number(site *content.Site) *sighting {
	s := &sighting{site: site, categories: make(map[string]string, len(site.Categories))}
	all := make([]node, 0, len(site.Terms)+len(site.Lessons)+len(site.Pages)+len(site.Categories))
	for _, t := range site.Terms {
		all = append(all, node{Entry: &t.Entry, term: t})
	}
	for _, l := range site.Lessons {
		all = append(all, node{Entry: &l.Entry, lesson: l})
	}
	for _, p := range site.Pages {
		all = append(all, node{Entry: &p.Entry})
	}
	for _, c := range site.Categories {
		all = append(all, node{Entry: &c.Entry})
		s.categories[c.Slug] = c.ID
	}
	order := make([]int32, len(all)) // nodes are too large to be moved about
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return strings.Compare(all[a].ID, all[b].ID) })
	s.nodes = make([]node, len(all))
	for i, from := range order {
		s.nodes[i] = all[from]
	}
	s.num = make(map[string]int32, len(s.nodes))
	for i := range s.nodes {
		s.num[s.nodes[i].ID] = int32(i)
	}
	return s
}

func isAny(*node) bool { return true }

func isLesson(n *node) bool { return n.lesson != nil }

func isTerm(n *node) bool { return n.term != nil }

// read resolves the ids that entry i's text and front matter hold.
func (s *sighting) read(i int32) {
	n := &s.nodes[i]
	switch {
	case n.lesson != nil:
		n.taught = s.numbers(i, isTerm, n.lesson.Teaches)
		n.refs = s.numbers(i, isAny, n.lesson.SeeAlso, n.lesson.RelatedLessons)
		n.needs = s.numbers(i, isLesson, n.lesson.Prerequisites)
	case n.term != nil:
		n.refs = s.numbers(i, isAny, n.term.SeeAlso, n.term.RelatedLessons)
	}
	var mentions []Mention
	if n.text != nil {
		n.links = s.numbers(i, isAny, n.text.Links)
		mentions = n.text.Mentions
	}
	n.names = make([]naming, 0, len(mentions)+len(n.taught))
	for k := range mentions {
		m := &mentions[k]
		t, ok := s.num[m.Term]
		if ok && s.nodes[t].term != nil && t != i && mentionCount(m) > 0 {
			n.names = append(n.names, naming{term: t, mention: m})
		}
	}
	byTerm := func(a, b naming) int { return cmp.Compare(a.term, b.term) }
	if !slices.IsSortedFunc(n.names, byTerm) {
		slices.SortStableFunc(n.names, byTerm)
	}
	n.names = slices.CompactFunc(n.names, func(a, b naming) bool { return a.term == b.term })
	for _, t := range n.taught {
		k, found := n.find(t)
		if !found {
			n.names = slices.Insert(n.names, k, naming{term: t})
		}
		n.names[k].taught = true
	}
}

// find returns where term t stands in n.names, or would.
func (n *node) find(t int32) (int, bool) {
	return slices.BinarySearchFunc(n.names, t, func(a naming, t int32) int { return cmp.Compare(a.term, t) })
}

// numbers returns the numbers of ids that pass keep, sorted, each once, without
// i itself.
func (s *sighting) numbers(i int32, keep func(*node) bool, lists ...[]string) []int32 {
	var out []int32
	for _, ids := range lists {
		for _, id := range ids {
			if n, ok := s.num[id]; ok && n != i && keep(&s.nodes[n]) {
				out = append(out, n)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// turnAround gives terms their rarity and namings their share, and notes all
// references at their other end as well.
func (s *sighting) turnAround() {
	s.users = make([][]user, len(s.nodes))
	s.rarity = make([]float32, len(s.nodes))
	s.spread = make([]float32, len(s.nodes))
	counts := make([]int32, len(s.nodes))
	for i := range s.nodes {
		for k := range s.nodes[i].names {
			counts[s.nodes[i].names[k].term]++
		}
	}
	for t, c := range counts {
		if c > 0 {
			s.rarity[t] = idf(int(c), len(s.nodes))
			s.users[t] = make([]user, 0, c)
		}
	}
	parallel(len(s.nodes), func(_, from, to int) {
		var scratch []float32
		for i := from; i < to; i++ {
			scratch = s.shares(&s.nodes[i], scratch[:0])
		}
	})
	for i := range s.nodes {
		n := &s.nodes[i]
		for k := range n.names {
			nm := &n.names[k]
			s.users[nm.term] = append(s.users[nm.term], user{int32(i), nm})
			if n.lesson != nil {
				s.spread[nm.term] += nm.share * nm.share
			}
		}
		for _, to := range n.links {
			s.nodes[to].linksFrom = append(s.nodes[to].linksFrom, int32(i))
		}
		for _, to := range n.refs {
			s.nodes[to].refsFrom = append(s.nodes[to].refsFrom, int32(i))
		}
		for _, to := range n.needs {
			s.nodes[to].neededBy = append(s.nodes[to].neededBy, int32(i))
		}
	}
}

// shares works out the share of each term that n names.
func (s *sighting) shares(n *node, scratch []float32) []float32 {
	var sum float32
	for k := range n.names {
		nm := &n.names[k]
		nm.share = nm.weight() * s.rarity[nm.term]
		sum += nm.share * nm.share
	}
	if sum == 0 {
		return scratch
	}
	scale := 1 / float32(math.Sqrt(float64(sum)))
	for k := range n.names {
		n.names[k].share *= scale
		scratch = append(scratch, n.names[k].share)
	}
	if len(scratch) > topTerms {
		slices.Sort(scratch)
		n.least = scratch[len(scratch)-topTerms]
	}
	return scratch
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

// saturated[n] is n to the power of 0.7: the tenth occurrence counts less than
// the second. The power was found by measuring (TestRelatedBeatsTFIDF).
var saturated = func() (t [256]float32) {
	for i := range t {
		t[i] = float32(math.Pow(float64(i), 0.7))
	}
	return t
}()

func saturate(count int) float32 { return saturated[min(max(count, 0), 255)] }

// idf is the inverse document frequency of what occurs in df of n texts; it is
// positive even for what occurs in all.
func idf(df, n int) float32 {
	return float32(math.Log(1 + (float64(n-df)+0.5)/(float64(df)+0.5)))
}

// round cuts a weight to four digits, so that it is written alike everywhere.
func round(w float32) float64 { return math.Round(float64(w)*1e4) / 1e4 }
