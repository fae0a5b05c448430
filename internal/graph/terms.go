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
	rank   int     // group, best first
	weight float32 // within the group, from 0 to 1
	reason Reason
}

// strongest sorts candidates: by group, weight, and number.
func strongest(list []candidate) {
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.weight, a.weight), cmp.Compare(a.node, b.node))
	})
}

// relation turns a candidate into what pages show. A group's weights lie above
// those of the groups after it.
func (s *sighting) relation(c candidate) Relation {
	const groups = 8
	w := (float32(groups-c.rank) + 0.95*min(c.weight, 1)) / (groups + 1)
	return Relation{ID: s.nodes[c.node].ID, Weight: round(w), Reason: c.reason}
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

// eachNode calls do for every node, on all cores, with an empty set, and
// returns what it gave.
func eachNode[T any](s *sighting, do func(i int32, seen *marks) []T) [][]T {
	lists := make([][]T, len(s.nodes))
	sets := make([]*marks, workers())
	parallel(len(s.nodes), func(w, from, to int) {
		if sets[w] == nil {
			sets[w] = newMarks(len(s.nodes))
		}
		for i := from; i < to; i++ {
			sets[w].clear()
			lists[i] = do(int32(i), sets[w])
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
	return eachNode(s, func(t int32, _ *marks) []MentionedIn { return s.mentions(t, mean) })
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
func (s *sighting) mentions(t int32, mean float32) []MentionedIn {
	type place struct {
		node     int32
		kind     int32
		strength float32
		mention  *Mention
	}
	places := make([]place, 0, len(s.users[t]))
	for _, u := range s.users[t] {
		if u.mention == nil || u.mention.Count <= 0 {
			continue
		}
		n := &s.nodes[u.node]
		count := float32(u.mention.Count)
		length := float32(n.text.Words.Total) / mean
		p := place{u.node, 2, count / (count + 1.2*(0.4+0.6*length)), u.mention}
		switch {
		case n.lesson != nil:
			p.kind = 0
		case n.term != nil:
			p.kind = 1
		}
		places = append(places, p)
	}
	if len(places) == 0 {
		return nil
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.strength != b.strength {
			return cmp.Compare(b.strength, a.strength)
		}
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.node, b.node))
	})
	out := make([]MentionedIn, len(places))
	for i, p := range places {
		out[i] = MentionedIn{s.nodes[p.node].ID, p.mention}
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
	return eachNode(s, func(t int32, seen *marks) []Relation {
		if s.nodes[t].term == nil {
			return nil
		}
		return s.lessonsOf(t, chosen[t], seen)
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

func (s *sighting) lessonsOf(t int32, chosen []string, seen *marks) []Relation {
	n := &s.nodes[t]
	if depth, ok := s.num[n.term.Lesson]; ok {
		seen.add(depth)
	}
	list := s.authored(nil, n.term.RelatedLessons, seen, isLesson)
	list = s.authored(list, chosen, seen, isLesson)

	linked := slices.Concat(n.links, n.linksFrom, n.refsFrom)
	slices.Sort(linked)
	var found []candidate
	for _, u := range s.users[t] {
		if s.nodes[u.node].lesson == nil || !seen.add(u.node) {
			continue
		}
		c := lessonCandidate(u)
		if _, ok := slices.BinarySearch(linked, u.node); ok && c.rank == lessonText {
			c.rank, c.reason = lessonLinks, Reason{Kind: ReasonLinksTo}
		}
		found = append(found, c)
	}
	for _, l := range linked {
		if s.nodes[l].lesson != nil && seen.add(l) {
			found = append(found, candidate{node: l, rank: lessonLinks, reason: Reason{Kind: ReasonLinksTo}})
		}
	}
	s.byCourse(found)
	for _, c := range found {
		switch {
		case c.rank != lessonText && len(list) < maxLessons:
		case c.rank == lessonText && c.reason.Count > 1 && len(list) < enoughLessons:
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
		c.rank, c.reason.Kind = lessonTeaches, ReasonTeaches
	case m.InTitle:
		c.rank, c.reason.Kind = lessonTitle, ReasonTitle
	case m.InCompound:
		c.rank, c.reason.Kind = lessonCompound, ReasonTitle
	case m.InSummary:
		c.rank, c.reason.Kind = lessonSummary, ReasonSummary
	default:
		c.reason.Kind, c.reason.Count = ReasonText, m.Count
	}
	return c
}

// byCourse sorts candidate lessons: by group, weight, and place in the course.
func (s *sighting) byCourse(list []candidate) {
	slices.SortFunc(list, func(a, b candidate) int {
		switch {
		case a.rank != b.rank:
			return a.rank - b.rank
		case a.weight != b.weight:
			return cmp.Compare(b.weight, a.weight)
		}
		return cmp.Compare(s.place[a.node], s.place[b.node])
	})
}
