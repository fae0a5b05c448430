package health

import (
	"fmt"
	"slices"
	"strings"

	"sitegen/internal/content"
)

// names reports the names that link nowhere because two terms have a right to
// them.
func (c *checker) names() {
	for _, a := range c.Matcher.Ambiguous() {
		for i, id := range a.Terms {
			t := c.Site.Index.Term(id)
			if t == nil {
				continue
			}
			others := slices.Delete(slices.Clone(a.Terms), i, i+1)
			c.add(ruleAmbiguousName, t.Pos(a.Keys[i]), fmt.Sprintf("%q may also mean %s, so it links to neither", a.Name, c.titles(others)),
				"give it to one of them with aka, or say only_in or not_in where each is meant")
		}
	}
}

// titles names entries in a message.
func (c *checker) titles(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = c.title(id)
	}
	if len(names) > 3 {
		names = append(names[:3], fmt.Sprintf("%d more", len(ids)-3))
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// title is an entry's title in quotes.
func (c *checker) title(id string) string {
	if e, ok := c.Site.Index.ByID(id); ok {
		return fmt.Sprintf("%q", e.Title)
	}
	return fmt.Sprintf("%q", id)
}

// usage reports the terms that nothing uses or refers to. A glossary by itself is
// there to be looked up in: only where there are lessons should its terms be used.
func (c *checker) usage() {
	if len(c.Site.Lessons) == 0 {
		return
	}
	used := map[string]bool{}
	for i := range c.Texts {
		t := &c.Texts[i]
		for _, m := range t.Mentions {
			used[m.Term] = true
		}
		for _, id := range t.Links {
			used[id] = true
		}
	}
	refer := func(ids []string) {
		for _, id := range ids {
			used[id] = true
		}
	}
	for _, l := range c.Site.Lessons {
		refer(l.Teaches)
		refer(l.SeeAlso)
	}
	for _, t := range c.Site.Terms {
		refer(t.SeeAlso)
	}
	for _, t := range c.Site.Terms {
		if used[t.ID] || t.Lesson != "" || c.Reached[t.ID] {
			continue
		}
		hint := "use it, add the name that your texts use to its aka, or delete it"
		if t.NoLink {
			hint = "link to it by hand, since it says link: false, or delete it"
		}
		c.add(ruleUnusedTerm, t.Pos("title"), fmt.Sprintf("no page uses the term %q", t.Title), hint)
	}
}

// maxBack is to how many terms one is expected to lead back. A term that more
// name in their see_also is a hub, whose list would be no help with all of them.
const maxBack = 6

// seeAlso reports the see_also that do not lead back, be it by an author or by
// derivation.
func (c *checker) seeAlso() {
	named := map[string]int{}
	for _, t := range c.Site.Terms {
		for _, id := range t.SeeAlso {
			named[id]++
		}
	}
	for _, t := range c.Site.Terms {
		for _, id := range t.SeeAlso {
			other := c.Site.Index.Term(id)
			if other == nil || named[id] > maxBack || slices.Contains(other.SeeAlso, t.ID) || c.shows(id, t.ID) {
				continue
			}
			c.add(ruleOneSidedSeeAlso, c.ItemPos(&t.Entry, "see_also", id), fmt.Sprintf("%q does not lead back to %q", other.Title, t.Title),
				fmt.Sprintf("add %s to see_also in %s, if it helps from there", last(t.ID), other.File))
		}
	}
}

// shows reports whether the page of a term lists another entry in any of its
// relations.
func (c *checker) shows(id, other string) bool {
	for _, r := range c.Relations.SeeAlso[id] {
		if r.ID == other {
			return true
		}
	}
	return false
}

// last is the last element of an id, by which authors refer to entries.
func last(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

// orphans reports pages that nothing leads to. Terms, lessons and categories
// are in lists; a page is in the list of the page above it, and of its tags.
func (c *checker) orphans() {
	reached := map[string]bool{}
	for i := range c.Pages {
		p := &c.Pages[i]
		for _, id := range p.Refs {
			if id != p.Entry.ID {
				reached[id] = true
			}
		}
	}
	urls := map[string]bool{}
	for _, p := range c.Site.Pages {
		urls[p.URL] = true
	}
	for _, p := range c.Site.Pages {
		if reached[p.ID] || c.Reached[p.ID] || len(p.Tags) > 0 || c.listed(p, urls) {
			continue
		}
		c.add(ruleOrphanPage, p.Pos("title"), fmt.Sprintf("nothing leads to the page %q", p.Title),
			"link to it from a page, add it to the menu, or delete it")
	}
}

// listed reports whether a page is one that every site leads to, or is in the
// list of the page above it.
func (c *checker) listed(p *content.Page, urls map[string]bool) bool {
	switch p.URL {
	case "/", "/404/", "/categories/", "/tags/", c.Site.GlossaryURL(), c.Site.LessonsURL():
		return true
	}
	parent := p.URL[:strings.LastIndexByte(strings.TrimSuffix(p.URL, "/"), '/')+1]
	return parent != "/" && urls[parent]
}
