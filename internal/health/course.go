package health

import (
	"fmt"

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
	for _, e := range graph.EarlyUses(graph.Input{Site: c.Site, Texts: c.Texts}) {
		c.early(e)
	}
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

// early reports a term that is used before it is taught.
func (c *checker) early(e graph.EarlyUse) {
	l, teacher := c.Site.Index.Lesson(e.Lesson), c.Site.Index.Lesson(e.Teachers[0])
	pos, inText := c.firstUse(e.Lesson, e.Term)
	if !inText {
		return // a title or summary names it, which promises rather than presumes
	}
	if e.Before {
		c.add(ruleMissingPrerequisite, pos, fmt.Sprintf("%s is taught by %s, which is not among the prerequisites of %s", c.title(e.Term), c.title(teacher.ID), c.title(l.ID)),
			fmt.Sprintf("add %s to prerequisites, if the lesson cannot be understood without it", last(teacher.ID)))
		return
	}
	hint := fmt.Sprintf("teach it first: put %s before %s in the course, or explain the word here", last(teacher.ID), last(l.ID))
	if c.needs(teacher, l.ID) {
		hint = fmt.Sprintf("%s builds on this lesson, so explain the word here, or list it in this lesson's teaches", last(teacher.ID))
	}
	c.add(ruleEarlyTerm, pos, fmt.Sprintf("%s is used before the lesson that teaches it, %s", c.title(e.Term), c.title(teacher.ID)), hint)
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

// firstUse is where the text of an entry first names a term.
func (c *checker) firstUse(id, term string) (diag.Position, bool) {
	p := c.page[id]
	if p == nil {
		return diag.Position{}, false
	}
	for m := range p.Body.Mentions() {
		if m.Term == term {
			return p.Body.Place(m.Passage, m.Start), true
		}
	}
	return diag.Position{}, false
}
