package health

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/graph"
)

// course reports what stands in the way of learning in order.
func (c *checker) course() {
	if !c.teaches() {
		return
	}
	taught := map[string]bool{}
	for _, l := range c.Site.Lessons {
		for _, id := range l.Teaches {
			taught[id] = true
		}
	}
	for _, t := range c.Site.Terms {
		if !taught[t.ID] {
			c.add(ruleUntaughtTerm, t.Pos("title"), fmt.Sprintf("no lesson teaches %q", t.Title),
				"name the lesson that treats it with lesson, or list it in a lesson's teaches")
		}
	}
	c.earlyUses(graph.EarlyUses(graph.Input{Site: c.Site, Texts: c.Texts}))
}

// teaches reports whether the course says what its lessons teach.
func (c *checker) teaches() bool {
	for _, l := range c.Site.Lessons {
		if len(l.Teaches) > 0 {
			return true
		}
	}
	return false
}

// maxTeachers is how many lessons a lesson is told to come after, by each rule:
// those of the most terms. What is left shows when these are mended.
const maxTeachers = 3

// lateTeacher is a lesson that teaches what another uses, and is not on its path.
type lateTeacher struct {
	lesson, teacher *content.Lesson
	terms           []string
	// before says that it comes earlier in the course.
	before bool
}

// earlyUses reports the lessons that use terms before they are taught: for each
// lesson that teaches some of them, one problem.
func (c *checker) earlyUses(uses []graph.EarlyUse) {
	for len(uses) > 0 {
		n := 1
		for n < len(uses) && uses[n].Lesson == uses[0].Lesson {
			n++
		}
		var teachers []*lateTeacher
		for _, e := range uses[:n] {
			if !c.inText(e.Lesson, e.Term) {
				continue // a title or summary promises the term rather than presumes it
			}
			if c.linksTo(e.Lesson, e.Teachers) {
				continue // readers are told where the term is explained
			}
			i := slices.IndexFunc(teachers, func(t *lateTeacher) bool { return t.teacher.ID == e.Teachers[0] })
			if i < 0 {
				i = len(teachers)
				teachers = append(teachers, &lateTeacher{lesson: c.Site.Index.Lesson(e.Lesson), teacher: c.Site.Index.Lesson(e.Teachers[0]), before: e.Before})
			}
			teachers[i].terms = append(teachers[i].terms, e.Term)
		}
		slices.SortStableFunc(teachers, func(a, b *lateTeacher) int { return cmp.Compare(len(b.terms), len(a.terms)) })
		reported := map[bool]int{}
		for _, t := range teachers {
			if reported[t.before]++; reported[t.before] <= maxTeachers {
				c.early(t)
			}
		}
		uses = uses[n:]
	}
}

// linksTo reports whether the author of an entry links to one of others.
func (c *checker) linksTo(id string, others []string) bool {
	p := c.page[id]
	return p != nil && slices.ContainsFunc(p.Refs, func(ref string) bool { return slices.Contains(others, ref) })
}

// inText reports whether the text of an entry names a term.
func (c *checker) inText(id, term string) bool {
	t := c.text[id]
	if t == nil {
		return false
	}
	i, ok := slices.BinarySearchFunc(t.Mentions, term, func(m graph.Mention, term string) int { return strings.Compare(m.Term, term) })
	return ok && t.Mentions[i].Count > 0
}

// early reports what a lesson uses of another's terms.
func (c *checker) early(t *lateTeacher) {
	l, teacher := t.lesson, t.teacher
	is, them, rule := "is", "it", ruleEarlyTerm
	if len(t.terms) > 1 {
		is, them = "are", "them"
	}
	if t.before {
		rule = ruleMissingPrerequisite
	}
	if c.full(rule) {
		return // before its place is looked for
	}
	pos := c.firstUse(l.ID, t.terms)
	if t.before {
		c.add(rule, pos, fmt.Sprintf("%s %s taught by %s, which is not among the prerequisites of %s", c.titles(t.terms), is, c.title(teacher.ID), c.title(l.ID)),
			fmt.Sprintf("add %s to prerequisites if the lesson cannot be understood without it, or link to it here", last(teacher.ID)))
		return
	}
	hint := fmt.Sprintf("teach it first: put %s before %s in the course, or link to it here", last(teacher.ID), last(l.ID))
	if c.needs(teacher, l.ID) {
		hint = fmt.Sprintf("%s builds on this lesson, so link to it here, or explain the word and list it in this lesson's teaches", last(teacher.ID))
	}
	c.add(rule, pos, fmt.Sprintf("%s %s used before the lesson that teaches %s, %s", c.titles(t.terms), is, them, c.title(teacher.ID)), hint)
}

// needs reports whether a lesson builds on another, directly or not.
func (c *checker) needs(l *content.Lesson, id string) bool {
	seen := map[string]bool{}
	todo := []*content.Lesson{l}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, p := range at.Prerequisites {
			if p == id {
				return true
			}
			if next := c.Site.Index.Lesson(p); next != nil && !seen[p] {
				seen[p] = true
				todo = append(todo, next)
			}
		}
	}
	return false
}

// firstUse is where the text of an entry first names one of the terms.
func (c *checker) firstUse(id string, terms []string) diag.Position {
	p := c.page[id]
	if p == nil {
		return diag.Position{}
	}
	for m := range p.Body.Mentions() {
		if slices.Contains(terms, m.Term) {
			return p.Body.Place(m.Passage, m.Start)
		}
	}
	return p.Entry.Pos("title")
}
