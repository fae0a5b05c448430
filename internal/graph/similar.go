package graph

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Bounds of a lesson's related lessons.
const (
	maxRelated = 5    // derived ones
	floor      = 0.08 // cosine of whole texts below which lessons are unrelated
	queried    = 40   // features of a lesson by which others are looked for
	champions  = 64   // lessons that a feature leads to: those it weighs most in
	compared   = 24   // lessons that are compared in full
	crowd      = 10   // nearest lessons that tell how crowded a lesson's corner is
	friends    = 5    // nearest lessons whose own neighbours count too
)

// What counts beside the cosine, against a near lesson's 1.
const (
	refBonus      = 8.0 // the other lesson's author chose this one
	linkBonus     = 0.8 // either text links to the other
	categoryBoost = 1.15
	friendShare   = 0.5 // what is near to what is near
)

// prerequisites returns what a lesson needs, as authored, and what needs it,
// in course order.
func (s *sighting) prerequisites() (needs, leads map[string][]Relation) {
	needs, leads = map[string][]Relation{}, map[string][]Relation{}
	seen := newMarks(len(s.nodes))
	for _, l := range s.site.Lessons {
		seen.clear()
		seen.add(s.num[l.ID])
		for _, need := range s.authored(nil, l.Prerequisites, seen, isLesson) {
			need.Reason.Kind = ReasonNeeds
			needs[l.ID] = append(needs[l.ID], need)
			leads[need.ID] = append(leads[need.ID], Relation{ID: l.ID, Authored: true, Weight: 1, Reason: Reason{Kind: ReasonBuildsOn}})
		}
	}
	return needs, leads
}

// An index leads from a feature to the lessons that have it.
type index struct {
	postings []feature // id is the lesson's number
	ends     []int32   // by feature id: postings[starts[id]:ends[id]]
	starts   []int32
}

// lessonIndex turns the lessons' vectors around.
func (s *sighting) lessonIndex(f *features) *index {
	n := len(f.rarity)
	x := &index{starts: make([]int32, n+1), ends: make([]int32, n)}
	for i := range s.nodes {
		if s.nodes[i].lesson != nil {
			for _, y := range f.of[i] {
				x.starts[y.id+1]++
			}
		}
	}
	for i := range n {
		x.starts[i+1] += x.starts[i]
	}
	copy(x.ends, x.starts)
	x.postings = make([]feature, x.starts[n])
	for i := range s.nodes {
		if s.nodes[i].lesson != nil {
			for _, y := range f.of[i] {
				x.postings[x.ends[y.id]] = feature{int32(i), y.weight}
				x.ends[y.id]++
			}
		}
	}
	parallel(n, func(_, from, to int) {
		for id := from; id < to; id++ {
			list := heaviest(x.postings[x.starts[id]:x.ends[id]], champions)
			x.ends[id] = x.starts[id] + int32(len(list))
		}
	})
	return x
}

// A near lesson, with the cosine of both and their closeness: the cosine by
// how crowded both lessons' corners are, so that a lesson that is a little
// like everything does not stand on every page.
type near struct {
	node          int32
	cosine, close float32
}

// A searcher finds near lessons on one core, with memory of its own.
type searcher struct {
	seen    *marks
	sum     []float32 // by node
	weight  []float32 // by feature
	touched []int32
	top     []feature
}

// relatedLessons finds the lessons that are like each lesson, in three rounds:
// the nearest by cosine; how crowded each lesson's corner is; then closeness,
// and that of the nearest lessons' own near ones.
func (s *sighting) relatedLessons(f *features) [][]Relation {
	x := s.lessonIndex(f)
	searchers := make([]*searcher, workers())
	nears := make([][]near, len(s.nodes))
	eachLesson := func(do func(q *searcher, i int32)) {
		parallel(len(s.nodes), func(w, from, to int) {
			if searchers[w] == nil {
				searchers[w] = &searcher{seen: newMarks(len(s.nodes)), sum: make([]float32, len(s.nodes)), weight: make([]float32, len(f.rarity))}
			}
			for i := from; i < to; i++ {
				if s.nodes[i].lesson != nil {
					do(searchers[w], int32(i))
				}
			}
		})
	}
	crowds := make([]float32, len(s.nodes))
	eachLesson(func(q *searcher, i int32) {
		nears[i] = s.nearest(q, i, f, x)
		crowds[i] = crowdedness(nears[i])
	})
	eachLesson(func(_ *searcher, i int32) {
		for k := range nears[i] {
			y := &nears[i][k]
			y.close = y.cosine / float32(math.Sqrt(float64(crowds[i]*crowds[y.node])))
		}
	})
	lists := make([][]Relation, len(s.nodes))
	eachLesson(func(q *searcher, i int32) {
		lists[i] = s.relatedTo(q, i, nears, f)
	})
	return lists
}

// crowdedness is the mean cosine of the nearest lessons, and a little, so that
// a lesson all alone is not close to what it has hardly anything to do with.
func crowdedness(list []near) float32 {
	sum := float32(0)
	for _, y := range list[:min(len(list), crowd)] {
		sum += y.cosine
	}
	return sum/crowd + 0.01
}

// nearest returns the lessons with the highest cosines, the best first, those
// that authors connected with lesson i among them.
func (s *sighting) nearest(q *searcher, i int32, f *features, x *index) []near {
	n := &s.nodes[i]
	q.search(f.of[i], x)
	q.seen.clear()
	q.seen.add(i)
	for _, y := range f.of[i] {
		q.weight[y.id] = y.weight
	}
	out := make([]near, 0, len(q.top)+len(n.links)+len(n.linksFrom)+len(n.refsFrom))
	add := func(j int32) {
		if s.nodes[j].lesson == nil || !q.seen.add(j) {
			return
		}
		var cos float32
		for _, y := range f.of[j] {
			cos += y.weight * q.weight[y.id]
		}
		out = append(out, near{node: j, cosine: cos})
	}
	for _, c := range q.top {
		add(c.id)
	}
	for _, list := range [][]int32{n.links, n.linksFrom, n.refsFrom} {
		for _, j := range list {
			add(j)
		}
	}
	for _, y := range f.of[i] {
		q.weight[y.id] = 0
	}
	slices.SortFunc(out, func(a, b near) int {
		if a.cosine != b.cosine {
			return cmp.Compare(b.cosine, a.cosine)
		}
		return cmp.Compare(a.node, b.node)
	})
	return out
}

// search puts the lessons that share the heaviest features of a vector into
// q.top. It finds all that matter, and is as fast on a large site, since no
// feature leads to more than its champions.
func (q *searcher) search(vec []feature, x *index) {
	q.touched = q.touched[:0]
	add := func(v feature) {
		for _, p := range x.postings[x.starts[v.id]:x.ends[v.id]] {
			if q.sum[p.id] == 0 {
				q.touched = append(q.touched, p.id)
			}
			q.sum[p.id] += v.weight * p.weight
		}
	}
	if len(vec) <= queried {
		for _, v := range vec {
			add(v)
		}
	} else {
		q.top = append(q.top[:0], vec...)
		last := lightest(heaviest(q.top, queried))
		for _, v := range vec {
			if !heavier(last, v) {
				add(v)
			}
		}
	}
	q.top = q.top[:0]
	least := feature{}
	for _, j := range q.touched {
		if c := (feature{j, q.sum[j]}); !heavier(least, c) {
			if q.top = append(q.top, c); len(q.top) == 4*compared {
				q.top = heaviest(q.top, compared)
				least = lightest(q.top)
			}
		}
		q.sum[j] = 0
	}
	q.top = heaviest(q.top, compared)
}

// relatedTo chooses from the near lessons. What is needed for the lesson, and
// what needs it, has a place of its own.
func (s *sighting) relatedTo(q *searcher, i int32, nears [][]near, f *features) []Relation {
	n := &s.nodes[i]
	q.seen.clear()
	q.seen.add(i)
	for _, list := range [][]int32{n.needs, n.neededBy} {
		for _, j := range list {
			q.seen.add(j)
		}
	}
	list := s.authored(nil, n.lesson.RelatedLessons, q.seen, isLesson)
	q.befriend(nears[i], nears)
	q.top = q.top[:0]
	for k, y := range nears[i] {
		score := y.close + friendShare*q.sum[y.node]
		if n.Category != "" && n.Category == s.nodes[y.node].Category {
			score *= categoryBoost
		}
		bonus := s.bonus(n, y.node)
		if bonus == 0 && y.cosine < floor*f.whole[i]*f.whole[y.node] || !q.seen.add(y.node) {
			continue
		}
		q.top = append(q.top, feature{int32(k), score + bonus})
	}
	for _, y := range nears[i] {
		q.sum[y.node] = 0
	}
	q.unfriend(nears[i], nears)
	slices.SortFunc(q.top, byWeight)
	for _, c := range q.top[:min(len(q.top), maxRelated)] {
		j := nears[i][c.id].node
		rel := Relation{ID: s.nodes[j].ID, Weight: round(c.weight / (1 + c.weight)), Reason: Reason{Kind: ReasonLinksTo}}
		if s.bonus(n, j) == 0 {
			rel.Reason = s.likeness(i, j, f)
		}
		list = append(list, rel)
	}
	return list
}

// befriend adds to q.sum, by lesson, how close the closest of list are to it.
func (q *searcher) befriend(list []near, nears [][]near) {
	best := closest(list)
	var total float32
	for _, b := range best {
		total += b.close
	}
	for _, b := range best {
		for _, y := range nears[b.node] {
			q.sum[y.node] += b.close / total * y.close
		}
	}
}

func (q *searcher) unfriend(list []near, nears [][]near) {
	for _, b := range closest(list) {
		for _, y := range nears[b.node] {
			q.sum[y.node] = 0
		}
	}
}

// closest returns the friends nearest of a list.
func closest(list []near) []near {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b near) int {
		return cmp.Or(cmp.Compare(b.close, a.close), cmp.Compare(a.node, b.node))
	})
	return list[:min(len(list), friends)]
}

// bonus is what the authors' own references between a lesson and lesson j add.
func (s *sighting) bonus(n *node, j int32) float32 {
	in := func(list []int32) bool {
		_, ok := slices.BinarySearch(list, j)
		return ok
	}
	switch {
	case in(n.refsFrom):
		return refBonus
	case in(n.links) || in(n.linksFrom):
		return linkBonus
	}
	return 0
}

// likeness says why two lessons are alike: the rarest terms that both use, or
// the words that tell most, whichever adds more; else the tags.
func (s *sighting) likeness(a, b int32, f *features) Reason {
	var terms, tags, words []feature
	var termSum, wordSum float32
	f.shared(a, b, func(id int32, w float32) {
		switch {
		case int(id) < len(f.of):
			terms = append(terms, feature{id, f.rarity[id]})
			termSum += w
		case int(id) < f.base:
			tags = append(tags, feature{id, w})
		default:
			words = append(words, feature{id, w})
			wordSum += w
		}
	})
	best := func(list []feature) []feature {
		list = heaviest(list, maxReasonIDs)
		slices.SortFunc(list, byWeight)
		return list
	}
	var r Reason
	switch {
	case len(terms) > 0 && 4*termSum >= wordSum:
		r.Kind = ReasonShareTerms
		for _, p := range best(terms) {
			r.IDs = append(r.IDs, s.nodes[p.id].ID)
		}
	case len(words) > 0 && (len(words) > 1 || len(tags) == 0):
		r.Kind = ReasonShareWords
		for _, p := range best(words) {
			r.Words = append(r.Words, s.form(a, b, f.words[int(p.id)-f.base]))
		}
	default:
		r.Kind = ReasonShareTags
		for _, p := range best(tags) {
			r.Words = append(r.Words, f.tags[int(p.id)-len(f.of)])
		}
	}
	return r
}

// form returns the shorter of the forms in which two entries have a word.
func (s *sighting) form(a, b int32, key uint32) string {
	x, y := s.nodes[a].text.Words.form(key), s.nodes[b].text.Words.form(key)
	if cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y)) <= 0 {
		return x
	}
	return y
}
