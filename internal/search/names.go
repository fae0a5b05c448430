package search

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// maxKey bounds the key of a name, in bytes; a longer one is cut after a word.
const maxKey = 72

// maxNamed bounds the documents of one name.
const maxNamed = 8

// maxConcept bounds the documents that stand for a term's concept.
const maxConcept = 160

// strengthTitle is the strength of a document's title among its names.
const strengthTitle = 3

// named is a document that a name means.
type named struct {
	doc      int
	strength uint8
}

// name is what the dictionary says of a name.
type name struct {
	docs []named
	// concept are the documents that speak of the term, canonical the key of
	// the name that has them; at most one of the two is there.
	concept   []posting
	canonical string
}

// nameKey is a name as it is looked up: its words with spaces between them.
func nameKey(text string) string {
	var b strings.Builder
	EachToken(text, func(token []byte, extra bool) {
		if extra || b.Len()+1+len(token) > maxKey {
			return
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.Write(token)
	})
	return b.String()
}

// names are the names of all documents by key.
func (m *merger) names() map[string]*name {
	all := map[string]*name{}
	add := func(key string, doc int, strength uint8) {
		if key == "" {
			return
		}
		n := all[key]
		if n == nil {
			n = &name{}
			all[key] = n
		}
		if i := slices.IndexFunc(n.docs, func(x named) bool { return x.doc == doc }); i >= 0 {
			n.docs[i].strength = max(n.docs[i].strength, strength)
			return
		}
		n.docs = append(n.docs, named{doc, strength})
	}
	titles := make([]string, len(m.docs))
	for i := range m.docs {
		d := &m.docs[i]
		titles[i] = nameKey(d.Title)
		add(titles[i], i, strengthTitle)
		for _, other := range d.Names {
			add(nameKey(other.Text), i, other.Strength)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		n := all[key]
		slices.SortFunc(n.docs, func(a, b named) int {
			return cmp.Or(cmp.Compare(b.strength, a.strength), cmp.Compare(a.doc, b.doc))
		})
		n.docs = n.docs[:min(len(n.docs), maxNamed)]
		first := n.docs[0]
		switch {
		case len(m.docs[first.doc].Concept) == 0:
		case titles[first.doc] == key:
			n.concept = m.concept(&m.docs[first.doc])
		case titles[first.doc] != "":
			n.canonical = titles[first.doc]
		}
	}
	return all
}

// concept are the documents that speak most of a term, ascending.
func (m *merger) concept(d *Doc) []posting {
	list := make([]posting, 0, len(d.Concept))
	for _, c := range d.Concept {
		if doc, known := m.byID[c.ID]; known {
			list = append(list, posting(doc<<8)|posting(min(max(c.Level, 1), MaxLevel)))
		}
	}
	slices.SortFunc(list, func(a, b posting) int {
		return cmp.Or(cmp.Compare(b.level(), a.level()), cmp.Compare(a, b))
	})
	list = list[:min(len(list), maxConcept)]
	slices.Sort(list)
	return slices.CompactFunc(list, func(a, b posting) bool { return a.doc() == b.doc() })
}
