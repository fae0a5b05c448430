package content

import (
	"cmp"
	"slices"
	"strings"
)

// tags collects the tags of a site.
type tags struct {
	bySlug map[string]*Tag
}

// names returns the tags of a head as written.
func (*tags) names(h *Head) []string {
	for i := range h.Fields {
		if h.Fields[i].Key == "tags" {
			return texts(&h.Fields[i].Value)
		}
	}
	return nil
}

// add lists the entry under its tags and returns their names. Tags with one
// slug are one tag, which bears the name of the first.
func (ts *tags) add(a *assembler, e *Entry, h *Head) []string {
	if ts.bySlug == nil {
		ts.bySlug = map[string]*Tag{}
	}
	names := ts.names(h)
	kept := names[:0]
	for _, name := range names {
		slug := Slugify(name)
		if slug == "" {
			a.problems.Errorf(e.Pos("tags"), "bad-tag", "use letters or digits", "no URL can be made from the tag %q", name)
			continue
		}
		t := ts.bySlug[slug]
		if t == nil {
			t = &Tag{Name: name, Slug: slug, URL: "/tags/" + slug + "/"}
			ts.bySlug[slug] = t
		}
		if !slices.Contains(kept, t.Name) {
			kept = append(kept, t.Name)
			t.Entries = append(t.Entries, e)
		}
	}
	return kept
}

// sorted returns the tags by slug, each with its entries by title.
func (ts *tags) sorted() []*Tag {
	all := make([]*Tag, 0, len(ts.bySlug))
	for _, t := range ts.bySlug {
		slices.SortFunc(t.Entries, func(x, y *Entry) int { return cmp.Compare(x.rank, y.rank) })
		all = append(all, t)
	}
	slices.SortFunc(all, func(x, y *Tag) int { return strings.Compare(x.Slug, y.Slug) })
	return all
}
