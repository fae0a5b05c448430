package graph

import (
	"cmp"
	"slices"
	"strings"
)

// Bounds of a lesson's related lessons.
const (
	maxRelated = 5    // derived ones
	floor      = 0.06 // cosine below which lessons are unrelated
	tried      = 24   // candidates that are compared in full
	champions  = 128  // lessons that a feature leads to: those it weighs most in
)

// What an author's own hints add to a cosine.
const (
	refBonus      = 1.0 // the other lesson's related_lessons name this one
	linkBonus     = 0.3 // either text links to the other
	categoryBoost = 1.15
)

// An index leads from a feature to the lessons that have it.
type index struct {
	postings []feature // id is the lesson's number
	start    []int32   // by feature id, one more at the end
}

// lessonIndex turns the lessons' vectors around.
func (s *sighting) lessonIndex(f *features) *index {
	x := &index{start: make([]int32, len(f.rarity)+1)}
	for i := range s.nodes {
		if s.nodes[i].lesson != nil {
			for _, y := range f.of[i] {
				x.start[y.id+1]++
			}
		}
	}
	for i := 1; i < len(x.start); i++ {
		x.start[i] += x.start[i-1]
	}
	x.postings = make([]feature, x.start[len(f.rarity)])
	at := slices.Clone(x.start[:len(f.rarity)])
	for i := range s.nodes {
		if s.nodes[i].lesson != nil {
			for _, y := range f.of[i] {
				x.postings[at[y.id]] = feature{int32(i), y.weight}
				at[y.id]++
			}
		}
	}
	parallel(len(f.rarity), func(_, from, to int) {
		for id := from; id < to; id++ {
			// Sorts only what is longer: the heaviest stand in front then.
			heaviest(x.postings[x.start[id]:x.start[id+1]], champions)
		}
	})
	return x
}

// of returns the lessons that a feature leads to.
func (x *index) of(id int32) []feature {
	list := x.postings[x.start[id]:x.start[id+1]]
	return list[:min(len(list), champions)]
}

// prerequisites fills in what a lesson needs, as authored, and what needs it,
// in course order.
func (s *sighting) prerequisites(r *Relations) {
	for _, l := range s.site.Lessons {
		seen := map[int32]bool{s.num[l.ID]: true}
		for _, need := range s.authored(l.Prerequisites, seen, isLesson) {
			need.Reason.Kind = ReasonNeeds
			r.Prerequisites[l.ID] = append(r.Prerequisites[l.ID], need)
			r.LeadsTo[need.ID] = append(r.LeadsTo[need.ID],
				Relation{ID: l.ID, Authored: true, Weight: 1, Reason: Reason{Kind: ReasonBuildsOn}})
		}
	}
}

// relatedLessons finds the lessons that are like each lesson.
func (s *sighting) relatedLessons(r *Relations, f *features) {
	x := s.lessonIndex(f)
	lists := make([][]Relation, len(s.nodes))
	scratch := make([][]float32, workers())
	parallel(len(s.nodes), func(w, from, to int) {
		if scratch[w] == nil {
			scratch[w] = make([]float32, len(s.nodes))
		}
		for i := from; i < to; i++ {
			if s.nodes[i].lesson != nil {
				lists[i] = s.relatedTo(int32(i), r, f, x, scratch[w])
			}
		}
	})
	for i, list := range lists {
		if len(list) > 0 {
			r.Related[s.nodes[i].ID] = list
		}
	}
}

func (s *sighting) relatedTo(i int32, r *Relations, f *features, x *index, sum []float32) []Relation {
	n := &s.nodes[i]
	seen := map[int32]bool{i: true}
	for _, rel := range r.Prerequisites[n.ID] {
		seen[s.num[rel.ID]] = true
	}
	for _, rel := range r.LeadsTo[n.ID] {
		seen[s.num[rel.ID]] = true
	}
	list := s.authored(n.lesson.RelatedLessons, seen, isLesson)

	var found []candidate
	add := func(j int32, bonus float32, kind ReasonKind) {
		if s.nodes[j].lesson == nil || seen[j] {
			return
		}
		seen[j] = true
		score := f.cosine(i, j)
		if n.Category != "" && n.Category == s.nodes[j].Category {
			score *= categoryBoost
		}
		if score += bonus; score >= floor {
			found = append(found, candidate{j, 0, score, Reason{Kind: kind}})
		}
	}
	for _, j := range n.refsFrom {
		add(j, refBonus, ReasonLinksTo)
	}
	for _, j := range n.links {
		add(j, linkBonus, ReasonLinksTo)
	}
	for _, j := range n.linksFrom {
		add(j, linkBonus, ReasonLinksTo)
	}
	for _, c := range nearest(f.of[i], x, sum, tried+len(seen)) {
		add(c.id, 0, ReasonNone)
	}
	strongest(found)
	for _, c := range found[:min(len(found), maxRelated)] {
		if c.reason.Kind == ReasonNone {
			c.reason = s.likeness(i, c.node, f)
		}
		list = append(list, Relation{ID: s.nodes[c.node].ID, Weight: round(min(c.weight, 0.99)), Reason: c.reason})
	}
	return list
}

// nearest returns at most n lessons with the highest sums over the features of
// vec, the best first. It leaves sum as it was: all zero.
func nearest(vec []feature, x *index, sum []float32, n int) []feature {
	var touched []int32
	for _, v := range vec {
		for _, p := range x.of(v.id) {
			if sum[p.id] == 0 {
				touched = append(touched, p.id)
			}
			sum[p.id] += v.weight * p.weight
		}
	}
	top := make([]feature, 0, 2*n)
	least := float32(0)
	for _, j := range touched {
		if sum[j] >= least {
			if top = append(top, feature{j, sum[j]}); len(top) == 2*n {
				top = heaviest(top, n)
				least = top[n-1].weight
			}
		}
		sum[j] = 0
	}
	return heaviest(top, n)
}

// likeness says why two lessons are alike: the rarest terms that both use, or
// the words that tell most, whichever adds more; else the tags.
func (s *sighting) likeness(a, b int32, f *features) Reason {
	type part struct {
		id     int32
		weight float32
	}
	var terms, tags, words []part
	var termSum, wordSum float32
	f.shared(a, b, func(id int32, w float32) {
		switch base := int32(len(f.of)); {
		case id < base:
			terms = append(terms, part{id, f.rarity[id]})
			termSum += w
		case id < base+int32(len(f.tags)):
			tags = append(tags, part{id, w})
		default:
			words = append(words, part{id, w})
			wordSum += w
		}
	})
	best := func(list []part) []part {
		slices.SortFunc(list, func(a, b part) int {
			return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.id, b.id))
		})
		return list[:min(len(list), maxReasonIDs)]
	}
	var r Reason
	switch {
	case len(terms) > 0 && 2*termSum >= wordSum:
		r.Kind = ReasonShareTerms
		for _, p := range best(terms) {
			r.IDs = append(r.IDs, s.nodes[p.id].ID)
		}
	case len(words) > 0 && (len(words) > 1 || len(tags) == 0):
		r.Kind = ReasonShareWords
		for _, p := range best(words) {
			r.Words = append(r.Words, s.form(a, b, f.words[int(p.id)-len(f.of)-len(f.tags)]))
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
