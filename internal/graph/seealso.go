package graph

import (
	"cmp"
	"math"
	"slices"
)

// Limits of a term's see also.
const (
	seeAlsoTotal  = 8 // authored and derived together, but see the next two
	minDerived    = 3 // derived ones are at least offered so many places,
	maxDerived    = 6 // and at most so many
	enoughSeeAlso = 4 // one lesson in common, tags and the category fill up to this
	maxReasonIDs  = 3 // how many entries or words a reason names
)

// Groups of a term's see also, best first.
const (
	seeRefers  = iota // its author refers to this one
	seeNamesIt        // it names this one
	seeNamed          // this one names it
	seeLessons        // both are used in the same lessons
	seeLesson         // both are used in one lesson
	seeTags           // both carry a tag
	seeCategory
)

// seeAlso finds for each term the terms to look up next; of a lesson it keeps
// what the author chose.
func (s *sighting) seeAlso(f *features) [][]Relation {
	lists := make([][]Relation, len(s.nodes))
	kin := s.kinOf()
	scratch := make([]*overlap, workers())
	parallel(len(s.nodes), func(w, from, to int) {
		if scratch[w] == nil {
			scratch[w] = &overlap{seen: newMarks(len(s.nodes)), sum: make([]float32, len(s.nodes)), shared: make([]int32, len(s.nodes))}
		}
		for i := from; i < to; i++ {
			n, o := &s.nodes[i], scratch[w]
			o.seen.clear()
			o.seen.add(int32(i))
			switch {
			case n.term != nil:
				lists[i] = s.seeAlsoOf(int32(i), kin, f, o)
			case n.lesson != nil:
				lists[i] = s.authored(nil, n.lesson.SeeAlso, o.seen, isAny)
			}
		}
	})
	return lists
}

func (s *sighting) seeAlsoOf(t int32, kin *kin, f *features, o *overlap) []Relation {
	list := s.authored(nil, s.nodes[t].term.SeeAlso, o.seen, isAny)
	found := s.naming(t, o.seen)
	found = append(found, s.sharing(t, o)...)
	strongest(found)
	strong, _ := slices.BinarySearchFunc(found, seeLesson, func(c candidate, rank int32) int { return cmp.Compare(c.rank, rank) })
	fill := found[strong:]
	found = fairly(found[:strong], min(max(seeAlsoTotal-len(list), minDerived), maxDerived))
	if missing := enoughSeeAlso - len(list) - len(found); missing > 0 {
		if len(fill) < missing {
			fill = append(fill, s.kindred(t, kin, f, o.seen)...)
		}
		found = append(slices.Clip(found), fill[:min(missing, len(fill))]...)
	}
	for _, c := range found {
		rel := s.relation(c)
		switch c.rank {
		case seeLessons, seeLesson:
			rel.Reason.IDs = s.sharedLessons(t, c.node)
		case seeTags:
			rel.Reason.Words = s.sharedTags(t, c.node)
		case seeCategory:
			slug := s.nodes[t].Category
			rel.Reason.IDs = []string{cmp.Or(s.categories[slug], slug)}
		}
		list = append(list, rel)
	}
	return list
}

// naming finds the terms that refer to t, name it, or are named by it.
func (s *sighting) naming(t int32, seen *marks) []candidate {
	n := &s.nodes[t]
	var out []candidate
	add := func(u, rank int32, weight float32, kind ReasonKind) {
		if s.nodes[u].term != nil && seen.add(u) {
			out = append(out, candidate{u, rank, weight, 0, kind})
		}
	}
	for _, u := range n.refsFrom {
		add(u, seeRefers, s.shareOf(u, t), ReasonLinksTo)
	}
	const byHand = 0.4 // what an author's own link in the text is worth
	linked := func(list []int32, u int32) float32 {
		if _, ok := slices.BinarySearch(list, u); ok {
			return byHand
		}
		return 0
	}
	for _, u := range s.users[t] {
		// Terms that name each other are closer than one that only names.
		add(u.node, seeNamesIt, (u.share+s.shareOf(t, u.node))/2+linked(n.linksFrom, u.node), ReasonMentionsIt)
	}
	for _, u := range n.linksFrom {
		add(u, seeNamesIt, byHand, ReasonLinksTo)
	}
	for _, nm := range n.names {
		add(nm.term, seeNamed, nm.share+linked(n.links, nm.term), ReasonMentioned)
	}
	for _, u := range n.links {
		add(u, seeNamed, byHand, ReasonLinksTo)
	}
	return out
}

// shareOf returns the share of term t in what entry i names, or 0.
func (s *sighting) shareOf(i, t int32) float32 {
	k, found := s.nodes[i].find(t)
	if !found {
		return 0
	}
	return s.nodes[i].names[k].share
}

// An overlap adds up, for one term at a time, what it shares with others.
type overlap struct {
	seen    *marks
	sum     []float32
	shared  []int32
	touched []int32
	best    choice
}

// Bounds that keep sharing near linear: of a term only the lessons that are
// most about it are looked at, of a lesson only the terms that it is most
// about.
const (
	topLessons  = 48
	topTerms    = 24
	sharedFloor = 0.1 // cosine below which terms do not belong together
)

// sharing finds the terms that are used in the same lessons as t: the cosine
// of their shares over the lessons. One lesson in common may be chance, so
// such terms only fill a list that is short.
func (s *sighting) sharing(t int32, o *overlap) []candidate {
	own := float32(0)
	o.best.reset(topLessons)
	for _, u := range s.users[t] {
		if s.nodes[u.node].lesson != nil {
			o.best.offer(feature{u.node, u.share})
			own += u.share * u.share
		}
	}
	for _, r := range o.best.ranks() {
		u := r.feature()
		n := &s.nodes[u.id]
		for k := range n.names {
			nm := &n.names[k]
			if nm.share < n.least {
				continue
			}
			if o.shared[nm.term] == 0 {
				o.touched = append(o.touched, nm.term)
			}
			o.shared[nm.term]++
			o.sum[nm.term] += u.weight * nm.share
		}
	}
	var out []candidate
	for _, u := range o.touched {
		cos := o.sum[u] / float32(math.Sqrt(float64(own*s.spread[u])))
		if cos >= sharedFloor && o.seen.add(u) {
			c := candidate{u, seeLessons, cos, 0, ReasonShareLesson}
			if o.shared[u] == 1 {
				c.rank = seeLesson
			}
			out = append(out, c)
		}
		o.sum[u], o.shared[u] = 0, 0
	}
	o.touched = o.touched[:0]
	return out
}

// sharedLessons returns the ids of the lessons that are most about both terms.
func (s *sighting) sharedLessons(t, u int32) []string {
	var both []candidate
	a, b := s.users[t], s.users[u]
	for len(a) > 0 && len(b) > 0 {
		switch c := cmp.Compare(a[0].node, b[0].node); {
		case c < 0:
			a = a[1:]
		case c > 0:
			b = b[1:]
		default:
			if s.nodes[a[0].node].lesson != nil {
				both = append(both, candidate{node: a[0].node, weight: a[0].share * b[0].share})
			}
			a, b = a[1:], b[1:]
		}
	}
	strongest(both)
	var ids []string
	for _, c := range both[:min(len(both), maxReasonIDs)] {
		ids = append(ids, s.nodes[c.node].ID)
	}
	return ids
}

// fairly cuts sorted candidates down to limit. No group takes more than half
// of the places while another waits: a term that hundreds name would otherwise
// never show what it names itself.
func fairly(list []candidate, limit int) []candidate {
	if len(list) <= limit {
		return list
	}
	var kept, rest []candidate
	var taken [seeCategory + 1]int
	for _, c := range list {
		if taken[c.rank] < (limit+1)/2 && len(kept) < limit {
			taken[c.rank]++
			kept = append(kept, c)
		} else {
			rest = append(rest, c)
		}
	}
	kept = append(kept, rest[:limit-len(kept)]...)
	strongest(kept)
	return kept
}

// kin are the terms by what fills a thin see also.
type kin struct {
	byCategory, byTag map[string][]int32
}

func (s *sighting) kinOf() *kin {
	k := &kin{map[string][]int32{}, map[string][]int32{}}
	for i := range s.nodes {
		n := &s.nodes[i]
		if n.term == nil {
			continue
		}
		if n.Category != "" {
			k.byCategory[n.Category] = append(k.byCategory[n.Category], int32(i))
		}
		for _, tag := range n.Tags {
			k.byTag[tag] = append(k.byTag[tag], int32(i))
		}
	}
	return k
}

// maxKin bounds how many terms of a large category are compared with one term.
const maxKin = 64

// kindred finds the terms of t's category, and those that carry its tags, the
// most similar in words first.
func (s *sighting) kindred(t int32, k *kin, f *features, seen *marks) []candidate {
	n := &s.nodes[t]
	var out []candidate
	add := func(u, rank int32, kind ReasonKind) {
		if seen.add(u) {
			out = append(out, candidate{u, rank, f.cosine(t, u), 0, kind})
		}
	}
	for _, tag := range n.Tags {
		for _, u := range around(k.byTag[tag], t) {
			add(u, seeTags, ReasonShareTags)
		}
	}
	for _, u := range around(k.byCategory[n.Category], t) {
		add(u, seeCategory, ReasonCategory)
	}
	strongest(out)
	return out
}

// sharedTags returns the tags that two entries carry, in the order of the first.
func (s *sighting) sharedTags(a, b int32) []string {
	var tags []string
	for _, tag := range s.nodes[a].Tags {
		if slices.Contains(s.nodes[b].Tags, tag) && len(tags) < maxReasonIDs {
			tags = append(tags, tag)
		}
	}
	return tags
}

// around returns the part of a sorted list that lies around t, at most maxKin.
func around(list []int32, t int32) []int32 {
	if len(list) <= maxKin {
		return list
	}
	i, _ := slices.BinarySearch(list, t)
	from := min(max(i-maxKin/2, 0), len(list)-maxKin)
	return list[from : from+maxKin]
}
