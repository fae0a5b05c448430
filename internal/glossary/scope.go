package glossary

import (
	"strings"
	"sync"

	"sitegen/internal/content"
)

// Scope is the glossary as one page sees it: without the terms that say, by
// only_in or not_in, that their names are not theirs there. It is immutable and
// safe for concurrent use.
type Scope struct {
	m *Matcher
	// owners holds for each group of forms the index of the one that owns it.
	owners []int32
}

// scoped is a term whose names are not its own everywhere.
type scoped struct {
	id            string
	onlyIn, notIn []glob
}

func newScoped(t *content.Term) scoped {
	s := scoped{id: t.ID}
	for _, p := range t.OnlyIn {
		s.onlyIn = append(s.onlyIn, parseGlob(p))
	}
	for _, p := range t.NotIn {
		s.notIn = append(s.notIn, parseGlob(p))
	}
	return s
}

func (s scoped) active(page string) bool {
	if len(s.onlyIn) > 0 && !matchAny(s.onlyIn, page) {
		return false
	}
	return !matchAny(s.notIn, page)
}

// scopeCache holds the scopes made so far, one for each set of active terms.
type scopeCache struct {
	mu     sync.Mutex
	scopes map[string]*Scope
}

// Scope returns the glossary as the page with this id sees it. Pages that see
// the same terms share one value; where no term is scoped, all do.
func (m *Matcher) Scope(pageID string) *Scope {
	if len(m.scoped) == 0 {
		return m.base
	}
	active := make([]byte, len(m.scoped))
	for i, s := range m.scoped {
		if s.active(pageID) {
			active[i] = 1
		}
	}
	m.cache.mu.Lock()
	defer m.cache.mu.Unlock()
	s := m.cache.scopes[string(active)]
	if s == nil {
		s = m.newScope(active)
		m.cache.scopes[string(active)] = s
	}
	return s
}

// newScope resolves anew the groups in which a scoped term has a part.
func (m *Matcher) newScope(active []byte) *Scope {
	off := map[string]bool{}
	for i, s := range m.scoped {
		if active[i] == 0 {
			off[s.id] = true
		}
	}
	owners := make([]int32, len(m.groups))
	copy(owners, m.base.owners)
	for _, g := range m.scopedGroups {
		owners[g] = m.resolve(m.groups[g], off)
	}
	return &Scope{m: m, owners: owners}
}

// resolve returns the form that owns a group: of the claims that are active
// the strongest, and ownerNobody where two terms' are equally strong.
func (m *Matcher) resolve(claims []int32, off map[string]bool) int32 {
	best := int32(ownerAbsent)
	var strength int
	for _, c := range claims {
		term := m.forms[c].Term
		if off[term] {
			continue
		}
		s := m.strength[c]
		switch {
		case best == ownerAbsent || s > strength:
			best, strength = c, s
		case s == strength && (best < 0 || m.forms[best].Term != term):
			best = ownerNobody
		}
	}
	return best
}

// glob is a pattern over page ids, by its elements. An element "**" stands for
// any number of elements, also none; within an element "*" stands for any
// characters and "?" for one.
type glob []string

// parseGlob reads a pattern. A slash at its end stands for everything below.
func parseGlob(p string) glob {
	p = strings.TrimPrefix(strings.TrimSpace(p), "./")
	p = strings.TrimPrefix(p, "/")
	if strings.HasSuffix(p, "/") {
		p += "**"
	}
	p = strings.TrimSuffix(p, ".md")
	return strings.Split(p, "/")
}

func matchAny(globs []glob, id string) bool {
	elems := strings.Split(id, "/")
	for _, g := range globs {
		if g.match(elems) {
			return true
		}
	}
	return false
}

// match is iterative, with one point to come back to for the last "**", so
// that no pattern takes more than the product of both lengths.
func (g glob) match(elems []string) bool {
	i, j, backI, backJ := 0, 0, -1, 0
	for j < len(elems) {
		switch {
		case i < len(g) && g[i] == "**":
			backI, backJ = i, j
			i++
		case i < len(g) && matchElem(g[i], elems[j]):
			i++
			j++
		case backI >= 0:
			backJ++
			i, j = backI+1, backJ
		default:
			return false
		}
	}
	for i < len(g) && g[i] == "**" {
		i++
	}
	return i == len(g)
}

func matchElem(pattern, elem string) bool {
	p, e := []rune(pattern), []rune(elem)
	i, j, backI, backJ := 0, 0, -1, 0
	for j < len(e) {
		switch {
		case i < len(p) && p[i] == '*':
			backI, backJ = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == e[j]):
			i++
			j++
		case backI >= 0:
			backJ++
			i, j = backI+1, backJ
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}
