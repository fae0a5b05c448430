package graph

import "sitegen/internal/content"

// EarlyUse is a lesson that uses a term which other lessons teach, none of them
// on the path to it: the lessons that it needs, those that these need, and so
// on.
type EarlyUse struct {
	Lesson, Term string
	// Teachers are the lessons that teach the term, in course order.
	Teachers []string
	// Before is true if one of them comes earlier in the course: then its place
	// is right, and only the prerequisite is missing. Otherwise a reader who
	// follows the course meets the word before its explanation.
	Before bool
}

// EarlyUses finds the lessons that use a term before any lesson on their path
// teaches it, in course order and by term. Terms that no lesson teaches are
// left out: their definition has to do. A part of a longer word in a title
// (StatefulSets) is no use of the term.
func EarlyUses(in Input) []EarlyUse {
	texts := make(map[string]*Text, len(in.Texts))
	for i := range in.Texts {
		texts[in.Texts[i].ID] = &in.Texts[i]
	}
	lessons := map[string]*content.Lesson{}
	teachers := map[string][]string{}
	place := map[string]int{}
	for i, l := range in.Site.Lessons {
		lessons[l.ID] = l
		place[l.ID] = i
		for _, t := range l.Teaches {
			if n := len(teachers[t]); n == 0 || teachers[t][n-1] != l.ID {
				teachers[t] = append(teachers[t], l.ID)
			}
		}
	}
	var out []EarlyUse
	for i, l := range in.Site.Lessons {
		text := texts[l.ID]
		if text == nil {
			continue
		}
		var known map[string]bool
		for _, m := range text.Mentions {
			who := teachers[m.Term]
			if len(who) == 0 || m.Count <= 0 && !m.InTitle && !m.InSummary {
				continue
			}
			if known == nil {
				known = taughtOnPath(l, lessons)
			}
			if !known[m.Term] {
				out = append(out, EarlyUse{l.ID, m.Term, who, place[who[0]] < i})
			}
		}
	}
	return out
}

// taughtOnPath returns the terms that a lesson and all that it builds on teach.
func taughtOnPath(l *content.Lesson, lessons map[string]*content.Lesson) map[string]bool {
	known := map[string]bool{}
	seen := map[string]bool{l.ID: true}
	for todo := []*content.Lesson{l}; len(todo) > 0; {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, t := range at.Teaches {
			known[t] = true
		}
		for _, id := range at.Prerequisites {
			if need := lessons[id]; need != nil && !seen[id] {
				seen[id] = true
				todo = append(todo, need)
			}
		}
	}
	return known
}
