package graph

import (
	"cmp"
	"slices"
)

// Limits of what a term's page shows beyond what its author chose.
const (
	maxLessons     = 12 // derived related lessons of a term
	enoughLessons  = 6  // lessons that only name a term in their text fill up to this
	passingLessons = 4  // those that name it once, up to this
)

// A candidate is an entry that may be related, with why and how much.
type candidate struct {
	node   int32
	rank   int32   // group, best first
	weight float32 // within the group, from 0 to 1
	count  int32   // for ReasonText
	kind   ReasonKind
}

// strongest sorts candidates: by group, weight, and number.
func strongest(list []candidate) {
	slices.SortFunc(list, func(a, b candidate) int {
		switch {
		case a.rank != b.rank:
			return cmp.Compare(a.rank, b.rank)
		case a.weight != b.weight:
			return cmp.Compare(b.weight, a.weight)
		}
		return cmp.Compare(a.node, b.node)
	})
}

// relation turns a candidate into what pages show. A group's weights lie above
// those of the groups after it.
func (s *sighting) relation(c candidate) Relation {
	const groups = 8
	w := (float32(groups-c.rank) + 0.95*min(c.weight, 1)) / (groups + 1)
	return Relation{ID: s.nodes[c.node].ID, Weight: round(w), Reason: Reason{Kind: c.kind, Count: int(c.count)}}
}

// marks is a set of nodes that is emptied at once.
type marks struct {
	stamp []int32
	now   int32
}

func newMarks(n int) *marks { return &marks{make([]int32, n), 0} }

func (m *marks) clear() { m.now++ }

// add tells whether i was not in the set before.
func (m *marks) add(i int32) bool {
	if m.stamp[i] == m.now {
		return false
	}
	m.stamp[i] = m.now
	return true
}

// A desk is what one core works with, so that lists of candidates need no new
// memory.
type desk struct {
	seen  *marks
	found []candidate
	ranks []rank
}

// eachNode calls do for every node, on all cores, with an empty set seen, and
// returns what it gave.
func eachNode[T any](s *sighting, do func(i int32, d *desk) []T) [][]T {
	lists := make([][]T, len(s.nodes))
	desks := make([]desk, workers())
	parallel(len(s.nodes), func(w, from, to int) {
		d := &desks[w]
		if d.seen == nil {
			d.seen = newMarks(len(s.nodes))
		}
		for i := from; i < to; i++ {
			d.seen.clear()
			d.found = d.found[:0]
			lists[i] = do(int32(i), d)
		}
	})
	return lists
}

// authored appends what an author chose, in order, each once, marking it seen.
func (s *sighting) authored(list []Relation, ids []string, seen *marks, keep func(*node) bool) []Relation {
	for _, id := range ids {
		if n, ok := s.num[id]; ok && keep(&s.nodes[n]) && seen.add(n) {
			list = append(list, Relation{ID: s.nodes[n].ID, Authored: true, Weight: 1})
		}
	}
	return list
}

// mentionedIn lists who names each term in the body, strongest first.
func (s *sighting) mentionedIn() [][]MentionedIn {
	mean := s.meanLength()
	return eachNode(s, func(t int32, d *desk) []MentionedIn { return s.mentions(t, mean, d) })
}

func (s *sighting) meanLength() float32 {
	total, texts := 0, 0
	for i := range s.nodes {
		if t := s.nodes[i].text; t != nil {
			total += t.Words.Total
			texts++
		}
	}
	return float32(max(total, 1)) / float32(max(texts, 1))
}

// mentions lists the entries whose body names term t: the more often for their
// length the earlier, lessons before terms before pages where that is equal.
func (s *sighting) mentions(t int32, mean float32, d *desk) []MentionedIn {
	const bits = 30 // of a place in users
	users := s.users[t]
	d.ranks = d.ranks[:0]
	for k, u := range users {
		if u.mention == nil || u.mention.Count <= 0 {
			continue
		}
		n := &s.nodes[u.node]
		count := float32(u.mention.Count)
		length := float32(n.text.Words.Total) / mean
		kind := rank(0)
		switch {
		case n.lesson != nil:
			kind = 2
		case n.term != nil:
			kind = 1
		}
		strength := feature{0, count / (count + 1.2*(0.4+0.6*length))}.rank() >> 32 << 32
		d.ranks = append(d.ranks, strength|kind<<bits|rank(1<<bits-1-k))
	}
	if len(d.ranks) == 0 {
		return nil
	}
	slices.Sort(d.ranks)
	out := make([]MentionedIn, len(d.ranks))
	for i, r := range d.ranks {
		u := users[1<<bits-1-r&(1<<bits-1)]
		out[len(out)-1-i] = MentionedIn{s.nodes[u.node].ID, u.mention}
	}
	return out
}

// Groups of a term's related lessons, best first.
const (
	lessonTeaches = iota
	lessonTitle
	lessonCompound
	lessonSummary
	lessonLinks
	lessonText
)

// lessonsOfTerms finds the related lessons of each term: those that the author
// of either side chose, then those that teach it, carry it in their title,
// inside a longer word of it, in their summary, are linked with it, or name it
// in their text. The lesson that treats it in depth has a place of its own.
func (s *sighting) lessonsOfTerms() [][]Relation {
	chosen := s.chosenBy()
	return eachNode(s, func(t int32, d *desk) []Relation {
		if s.nodes[t].term == nil {
			return nil
		}
		return s.lessonsOf(t, chosen[t], d)
	})
}

// chosenBy lists the ids of the lessons whose related_lessons name a term, in
// course order.
func (s *sighting) chosenBy() map[int32][]string {
	out := map[int32][]string{}
	for _, l := range s.site.Lessons {
		for _, id := range l.RelatedLessons {
			if t, ok := s.num[id]; ok && s.nodes[t].term != nil {
				out[t] = append(out[t], l.ID)
			}
		}
	}
	return out
}

func (s *sighting) lessonsOf(t int32, chosen []string, d *desk) []Relation {
	n, seen := &s.nodes[t], d.seen
	if depth, ok := s.num[n.term.Lesson]; ok {
		seen.add(depth)
	}
	list := s.authored(nil, n.term.RelatedLessons, seen, isLesson)
	list = s.authored(list, chosen, seen, isLesson)

	linked := slices.Concat(n.links, n.linksFrom, n.refsFrom)
	slices.Sort(linked)
	found := d.found
	for _, u := range s.users[t] {
		if s.nodes[u.node].lesson == nil || !seen.add(u.node) {
			continue
		}
		c := lessonCandidate(u)
		if _, ok := slices.BinarySearch(linked, u.node); ok && c.rank == lessonText {
			c.rank, c.kind, c.count = lessonLinks, ReasonLinksTo, 0
		}
		found = append(found, c)
	}
	for _, l := range linked {
		if s.nodes[l].lesson != nil && seen.add(l) {
			found = append(found, candidate{node: l, rank: lessonLinks, kind: ReasonLinksTo})
		}
	}
	s.byCourse(found)
	d.found = found
	for _, c := range found {
		switch {
		case c.rank != lessonText && len(list) < maxLessons:
		case c.rank == lessonText && c.count > 1 && len(list) < enoughLessons:
		case c.rank == lessonText && len(list) < passingLessons:
		default:
			continue
		}
		list = append(list, s.relation(c))
	}
	return list
}

// lessonCandidate says how a lesson is related to a term that it names.
func lessonCandidate(u user) candidate {
	c := candidate{node: u.node, weight: u.share, rank: lessonText}
	m := u.mention
	switch {
	case u.taught:
		c.rank, c.kind = lessonTeaches, ReasonTeaches
	case m.InTitle:
		c.rank, c.kind = lessonTitle, ReasonTitle
	case m.InCompound:
		c.rank, c.kind = lessonCompound, ReasonTitle
	case m.InSummary:
		c.rank, c.kind = lessonSummary, ReasonSummary
	default:
		c.kind, c.count = ReasonText, int32(m.Count)
		c.weight *= float32(m.Count) / float32(m.Count+2)
	}
	return c
}

// byCourse sorts candidate lessons: by group, weight, and place in the course.
func (s *sighting) byCourse(list []candidate) {
	slices.SortFunc(list, func(a, b candidate) int {
		switch {
		case a.rank != b.rank:
			return cmp.Compare(a.rank, b.rank)
		case a.weight != b.weight:
			return cmp.Compare(b.weight, a.weight)
		}
		return cmp.Compare(s.place[a.node], s.place[b.node])
	})
}
