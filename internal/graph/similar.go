package graph

import (
	"cmp"
	"math"
	"slices"
)

// Bounds of a lesson's related lessons.
const (
	maxRelated = 5    // derived ones
	floor      = 0.06 // cosine of whole texts below which lessons are unrelated
	farthest   = 0.6  // closeness below which they are
	queried    = 24   // features of a lesson by which others are looked for
	champions  = 48   // lessons that a feature leads to: those it weighs most in
	compared   = 20   // lessons that are compared in full
	crowd      = 10   // nearest lessons that tell how crowded a lesson's corner is
	friends    = 5    // nearest lessons whose own neighbours count too
)

// What counts beside the cosine, against a near lesson's 1.
const (
	refBonus      = 8.0 // the other lesson's author chose this one
	linkBonus     = 0.8 // either text links to the other
	categoryBoost = 1.15
	friendShare   = 0.6 // what is near to what is near
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
	choices := make([]choice, workers())
	parallel(n, func(w, from, to int) {
		for id := from; id < to; id++ {
			if list := x.postings[x.starts[id]:x.ends[id]]; len(list) > champions {
				c := &choices[w]
				c.reset(champions)
				for _, y := range list {
					c.offer(y)
				}
				for k, r := range c.cut() {
					list[k] = r.feature()
				}
				x.ends[id] = x.starts[id] + champions
			}
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
	best    choice
	friends []near
	shared  [3][]feature
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
	q.spread(f.of[i])
	top := q.best.cut()
	out := make([]near, 0, len(top)+len(n.links)+len(n.linksFrom)+len(n.refsFrom))
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
	for _, r := range top {
		add(r.feature().id)
	}
	for _, list := range [][]int32{n.links, n.linksFrom, n.refsFrom} {
		for _, j := range list {
			add(j)
		}
	}
	q.gather(f.of[i])
	slices.SortFunc(out, func(a, b near) int {
		if a.cosine != b.cosine {
			return cmp.Compare(b.cosine, a.cosine)
		}
		return cmp.Compare(a.node, b.node)
	})
	return out
}

// search puts the lessons that share the heaviest features of a vector into
// q.best. It finds nearly all that matter, and is as fast on a large site,
// since no feature leads to more than its champions.
func (q *searcher) search(vec []feature, x *index) {
	least := rank(0)
	if len(vec) > queried {
		q.best.reset(queried)
		for _, v := range vec {
			q.best.kept = append(q.best.kept, v.rank())
		}
		least = highest(q.best.kept, queried)
	}
	q.touched = q.touched[:0]
	for _, v := range vec {
		if v.rank() < least {
			continue
		}
		for _, p := range x.postings[x.starts[v.id]:x.ends[v.id]] {
			if q.sum[p.id] == 0 {
				q.touched = append(q.touched, p.id)
			}
			q.sum[p.id] += v.weight * p.weight
		}
	}
	q.best.reset(compared)
	for _, j := range q.touched {
		q.best.offer(feature{j, q.sum[j]})
		q.sum[j] = 0
	}
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
	q.best.reset(maxRelated)
	for k, y := range nears[i] {
		score := y.close + friendShare*q.sum[y.node]
		if n.Category != "" && n.Category == s.nodes[y.node].Category {
			score *= categoryBoost
		}
		bonus := s.bonus(n, y.node)
		alien := y.cosine < floor*f.whole[i]*f.whole[y.node] || y.close < farthest
		if bonus == 0 && alien || !q.seen.add(y.node) {
			continue
		}
		q.best.offer(feature{int32(k), score + bonus})
	}
	q.unfriend(nears)
	top := q.best.ranks()
	list = slices.Grow(list, len(top))
	q.spread(f.of[i])
	for _, r := range top {
		c := r.feature()
		j := nears[i][c.id].node
		rel := Relation{ID: s.nodes[j].ID, Weight: round(c.weight / (1 + c.weight)), Reason: Reason{Kind: ReasonLinksTo}}
		if s.bonus(n, j) == 0 {
			rel.Reason = s.likeness(q, i, j, f)
		}
		list = append(list, rel)
	}
	q.gather(f.of[i])
	return list
}

// spread lays a vector out by feature, for quick comparison with others;
// gather takes it away again.
func (q *searcher) spread(vec []feature) {
	for _, y := range vec {
		q.weight[y.id] = y.weight
	}
}

func (q *searcher) gather(vec []feature) {
	for _, y := range vec {
		q.weight[y.id] = 0
	}
}

// befriend adds to q.sum, by lesson, how close the closest of list are to it.
func (q *searcher) befriend(list []near, nears [][]near) {
	q.friends = closest(q.friends[:0], list)
	var total float32
	for _, b := range q.friends {
		total += b.close
	}
	if total == 0 {
		return // linked lessons without a word in common
	}
	for _, b := range q.friends {
		for _, y := range nears[b.node] {
			q.sum[y.node] += b.close / total * y.close
		}
	}
}

// unfriend makes q.sum all zero again.
func (q *searcher) unfriend(nears [][]near) {
	for _, b := range q.friends {
		for _, y := range nears[b.node] {
			q.sum[y.node] = 0
		}
	}
}

// closest appends the friends of a list to dst, the closest first.
func closest(dst, list []near) []near {
	for _, y := range list {
		i := len(dst)
		for i > 0 && (y.close > dst[i-1].close || y.close == dst[i-1].close && y.node < dst[i-1].node) {
			i--
		}
		if i < friends {
			dst = slices.Insert(dst, i, y)
			dst = dst[:min(len(dst), friends)]
		}
	}
	return dst
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

// likeness says why lesson b is like lesson a, whose vector is spread out: the
// terms that both use, those first that bring them closest, which means rare
// and often named in both. A single one yields to words that tell much more;
// words have the form that a has them in. Tags are named where there is hardly
// anything else.
func (s *sighting) likeness(q *searcher, a, b int32, f *features) Reason {
	terms, tags, words := q.shared[0][:0], q.shared[1][:0], q.shared[2][:0]
	var termSum, wordSum float32
	for _, y := range f.of[b] {
		w := y.weight * q.weight[y.id]
		switch {
		case w == 0:
		case int(y.id) < len(f.of):
			terms = append(terms, feature{y.id, w})
			termSum += w
		case int(y.id) < f.base:
			tags = append(tags, feature{y.id, w})
		default:
			words = append(words, feature{y.id, w})
			wordSum += w
		}
	}
	q.shared = [3][]feature{terms, tags, words}
	best := func(list []feature) []feature {
		slices.SortFunc(list, byWeight)
		return list[:min(len(list), maxReasonIDs)]
	}
	var r Reason
	switch {
	case len(terms) > 1, len(terms) == 1 && 4*termSum >= wordSum:
		r.Kind = ReasonShareTerms
		for _, p := range best(terms) {
			r.IDs = append(r.IDs, s.nodes[p.id].ID)
		}
	case len(words) > 0 && (len(words) > 1 || len(tags) == 0):
		r.Kind = ReasonShareWords
		for _, p := range best(words) {
			r.Words = append(r.Words, s.nodes[a].text.Words.form(f.words[int(p.id)-f.base]))
		}
	default:
		r.Kind = ReasonShareTags
		for _, p := range best(tags) {
			r.Words = append(r.Words, f.tags[int(p.id)-len(f.of)])
		}
	}
	return r
}
