package glossary

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"sitegen/internal/content"
)

// rulesVersion stands for the rules of this package in fingerprints: raise it
// whenever the same glossary would match a text in another way.
const rulesVersion = 1

// Matcher knows all names of a glossary. It is immutable and safe for
// concurrent use; Scope gives its view from one page.
type Matcher struct {
	language string
	// forms is sorted; strength, claims for ownership, and traits run parallel to it.
	forms    []Form
	strength []int
	traits   []traits
	// idioms are the set phrases with a form that is one noun.
	idioms  map[int32][]idiom
	names   *names
	entries []entry
	// groups holds, for each way of writing that names something, the indices
	// of the forms that claim it.
	groups       [][]int32
	scoped       []scoped
	scopedGroups []int32
	base         *Scope
	cache        scopeCache
	ambiguous    []Collision
	fingerprint  string
}

// New makes a matcher of the terms' names in a language (BCP 47), and reports
// the names that two terms own alike. Such a name is nobody's. The result does
// not depend on the order of the terms. Terms with NoLink keep their names, so
// that the longest name still wins where they stand.
func New(terms []*content.Term, language string) (*Matcher, []Collision) {
	terms = slices.Clone(terms)
	slices.SortFunc(terms, func(a, b *content.Term) int { return cmp.Compare(a.ID, b.ID) })
	m := &Matcher{language: primary(language), idioms: map[int32][]idiom{}}
	m.cache.scopes = map[string]*Scope{}
	claims := m.claim(terms)
	for _, t := range terms {
		if len(t.OnlyIn)+len(t.NotIn) > 0 {
			m.scoped = append(m.scoped, newScoped(t))
		}
	}
	collisions := m.settle(claims, terms)
	m.fingerprint = m.sum(terms)
	return m, collisions
}

// primary returns the first part of a language tag: "pt" of "pt-BR".
func primary(language string) string {
	language, _, _ = strings.Cut(strings.ToLower(language), "-")
	language, _, _ = strings.Cut(language, "_")
	return language
}

// claim is one form that a term claims.
type claim struct {
	Form
	tokens []nameToken
	rank   rank
	key    string // the front matter key that gives the name
}

// claim collects the forms of all terms, each once per term, sorted by text.
func (m *Matcher) claim(terms []*content.Term) []claim {
	d := newDeriver(m.language, terms)
	var all []claim
	for _, t := range terms {
		all = append(all, d.claims(t)...)
	}
	slices.SortStableFunc(all, func(a, b claim) int {
		return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Term, b.Term), cmp.Compare(b.rank, a.rank))
	})
	return all
}

// settle builds the trie and decides who owns what.
func (m *Matcher) settle(claims []claim, terms []*content.Term) []Collision {
	b := newTrieBuilder()
	exact := map[string]int32{}
	for i, c := range claims {
		m.forms = append(m.forms, c.Form)
		m.strength = append(m.strength, int(c.rank)<<2)
		m.traits = append(m.traits, m.traitsOf(c))
		if t := m.traits[i]; t&traitIdiom != 0 {
			m.idioms[int32(i)] = idioms()[c.tokens[0].text]
		}
		node := b.add(c.tokens)
		if b.entry[node] < 0 {
			b.entry[node] = int32(len(m.entries))
			m.entries = append(m.entries, entry{fold: -1})
		}
		e := &m.entries[b.entry[node]]
		if !c.Exact {
			if e.fold < 0 {
				e.fold = m.newGroup()
			}
			m.groups[e.fold] = append(m.groups[e.fold], int32(i))
			continue
		}
		key := fmt.Sprintf("%d/%s", node, spelling(c.Text))
		g, ok := exact[key]
		if !ok {
			g = m.newGroup()
			exact[key] = g
			e.exact = append(e.exact, exactGroup{text: c.Text, group: g})
		}
		m.groups[g] = append(m.groups[g], int32(i))
	}
	m.names = b.build()
	m.weigh(terms)
	m.shareExact()
	m.base = &Scope{m: m, owners: make([]int32, len(m.groups))}
	isScoped := map[string]bool{}
	for _, s := range m.scoped {
		isScoped[s.id] = true
	}
	for g, members := range m.groups {
		m.base.owners[g] = m.resolve(members, nil)
		if slices.ContainsFunc(members, func(f int32) bool { return isScoped[m.forms[f].Term] }) {
			m.scopedGroups = append(m.scopedGroups, int32(g))
		}
	}
	return m.collide(claims, terms)
}

func (m *Matcher) newGroup() int32 {
	m.groups = append(m.groups, nil)
	return int32(len(m.groups) - 1)
}

// spelling is a form with its gaps made alike, so that "CI-CD" and "CI CD" are
// spelt alike.
func spelling(text string) string {
	var b strings.Builder
	src := []byte(text)
	for i := 0; i < len(src); {
		kind, end := tokenAt(src, i)
		if kind != kindNone {
			b.Write(src[i:end])
		}
		gap, next := gapAt(src, end, kind)
		if gap != gapNone {
			b.WriteByte(' ')
		}
		i = max(next, end)
	}
	return b.String()
}

// weigh completes the strength of each claim: an exact form is stronger than a
// folded one of the same rank, a claim of a term that says where it belongs
// (only_in) stronger than one that holds everywhere.
func (m *Matcher) weigh(terms []*content.Term) {
	placed := map[string]bool{}
	for _, t := range terms {
		placed[t.ID] = len(t.OnlyIn) > 0
	}
	for i := range m.forms {
		if m.forms[i].Exact {
			m.strength[i]++
		}
		if placed[m.forms[i].Term] {
			m.strength[i] += 2
		}
	}
}

// shareExact lets the folded claims of an entry take part in its exact groups:
// a text in that very case fits both.
func (m *Matcher) shareExact() {
	for _, e := range m.entries {
		if e.fold < 0 {
			continue
		}
		for _, x := range e.exact {
			m.groups[x.group] = append(m.groups[x.group], m.groups[e.fold]...)
		}
	}
}

// Forms returns all forms that name a term somewhere, sorted by text, then by
// term. The caller must not change it.
func (m *Matcher) Forms() []Form { return m.forms }

// Ambiguous returns the names to which two terms have the same right, without
// this being a mistake, such as one acronym of two titles, "Long Name (LN)".
// They link nowhere. Sorted by name.
func (m *Matcher) Ambiguous() []Collision { return m.ambiguous }

// Fingerprint returns a short hash of everything that decides what Match finds:
// forms, owners, scopes and the rules themselves. It is the same in every
// process.
func (m *Matcher) Fingerprint() string { return m.fingerprint }

func (m *Matcher) sum(terms []*content.Term) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d %q\n", rulesVersion, m.language)
	for i, f := range m.forms {
		fmt.Fprintf(h, "%q %q %d %t %d\n", f.Text, f.Term, f.Origin, f.Exact, m.strength[i])
	}
	for _, t := range terms {
		if len(t.OnlyIn)+len(t.NotIn) > 0 {
			fmt.Fprintf(h, "%q %q %q\n", t.ID, t.OnlyIn, t.NotIn)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// traits tell which rules about the words beside a mention apply to a form.
type traits uint8

const (
	// traitNoun is one English word that is a noun.
	traitNoun traits = 1 << iota
	// traitCommon is such a noun that common English has too.
	traitCommon
	// traitIdiom is one with which English has set phrases.
	traitIdiom
)

func (m *Matcher) traitsOf(c claim) traits {
	if m.language != "en" || c.Exact || len(c.tokens) != 1 {
		return 0
	}
	var t traits
	w := c.tokens[0].text
	if len(idioms()[w]) > 0 {
		t |= traitIdiom
	}
	if c.rank != rankStem {
		t |= traitNoun
		if commonWord(w) {
			t |= traitCommon
		}
	}
	return t
}
