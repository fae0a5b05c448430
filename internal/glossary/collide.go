package glossary

import (
	"cmp"
	"slices"

	"sitegen/internal/content"
)

// collide finds the names that two terms claim with the same authored right.
// Where only_in or not_in keeps them apart there is no collision; where both
// have the name only as the part in parentheses it is ambiguous, no mistake.
func (m *Matcher) collide(claims []claim, terms []*content.Term) []Collision {
	byID := map[string]*content.Term{}
	for _, t := range terms {
		byID[t.ID] = t
	}
	var out []Collision
	for _, e := range m.entries {
		groups := make([]int32, 0, 1+len(e.exact))
		if e.fold >= 0 {
			groups = append(groups, e.fold)
		}
		for _, x := range e.exact {
			groups = append(groups, x.group)
		}
		for _, g := range groups {
			if c, soft, ok := m.collision(claims, m.groups[g], byID); ok && soft {
				m.ambiguous = append(m.ambiguous, c)
			} else if ok {
				out = append(out, c)
			}
		}
	}
	byName := func(a, b Collision) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), slices.Compare(a.Terms, b.Terms))
	}
	slices.SortFunc(out, byName)
	slices.SortFunc(m.ambiguous, byName)
	return out
}

// collision looks at one group: soft tells that the clash is no mistake.
func (m *Matcher) collision(claims []claim, group []int32, byID map[string]*content.Term) (c Collision, soft, ok bool) {
	top := rankNone
	exact := false
	for _, f := range group {
		top = max(top, claims[f].rank)
		exact = exact || claims[f].Exact
	}
	if top < rankPart {
		return c, false, false
	}
	// An acronym that its term insists on is not shared with those that have
	// it in parentheses only.
	least := rankPart
	if top == rankInsisted {
		least = rankAuthored
	}
	for _, f := range group {
		cl := &claims[f]
		if cl.rank < least || cl.Exact != exact || slices.Contains(c.Terms, cl.Term) {
			continue
		}
		if c.Name == "" {
			c.Name = cl.Text
		}
		c.Terms = append(c.Terms, cl.Term)
		c.Keys = append(c.Keys, cl.key)
	}
	if len(c.Terms) < 2 || !clash(c.Terms, byID) {
		return c, false, false
	}
	sortTogether(c.Terms, c.Keys)
	return c, top == rankPart, true
}

// clash reports whether two of the terms can meet on a page with nothing to
// tell them apart.
func clash(ids []string, byID map[string]*content.Term) bool {
	for i, a := range ids {
		for _, b := range ids[i+1:] {
			if !apart(byID[a], byID[b]) {
				return true
			}
		}
	}
	return false
}

// apart reports whether the scopes of two terms tell them apart: one of them
// says where it belongs, or both say where they do not, and not alike.
func apart(a, b *content.Term) bool {
	if slices.Equal(a.OnlyIn, b.OnlyIn) && slices.Equal(a.NotIn, b.NotIn) {
		return false
	}
	return len(a.OnlyIn) > 0 || len(b.OnlyIn) > 0 || len(a.NotIn) > 0 && len(b.NotIn) > 0
}

func sortTogether(ids, keys []string) {
	type pair struct{ id, key string }
	pairs := make([]pair, len(ids))
	for i := range ids {
		pairs[i] = pair{ids[i], keys[i]}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Compare(a.id, b.id) })
	for i, p := range pairs {
		ids[i], keys[i] = p.id, p.key
	}
}
