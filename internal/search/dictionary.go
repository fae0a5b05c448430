package search

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"sitegen/internal/content"
)

// The flags of an entry of the dictionary; see the package's comment.
const (
	flagSingle = 1 << iota
	flagList
	flagTail
	flagBase
	flagMembers
	flagNames
	flagConcept
	flagCanonical
)

// Sizes of what a beginning of words finds.
const (
	// prefixBytes of entries and more have a list of their own.
	prefixBytes = 2000
	// prefixRunes is the longest beginning that has one.
	prefixRunes = 5
	// prefixDocs bounds it.
	prefixDocs = 40
	// prefixMark ends the key of a beginning: it sorts before all that begins so.
	prefixMark = "\x01"
)

// entry is one key of the dictionary.
type entry struct {
	key   string
	flags uint8
	// list is what stands before the reference to the tail, rest what follows.
	list, rest []byte
	total      int
	tail       []byte
	// best are the documents that a beginning of the key may find.
	best []posting
}

// dictionary makes all entries, sorted by key.
func (m *merger) dictionary() []entry {
	entries := m.wordEntries()
	entries = m.addNames(entries)
	return m.addPrefixes(entries)
}

// wordEntries are the entries of all words, sorted.
func (m *merger) wordEntries() []entry {
	order := make([]int, len(m.words))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(m.words[a], m.words[b]) })
	members := map[int][]string{}
	for _, i := range order {
		if f := m.family[i]; f != i {
			members[f] = append(members[f], m.words[i])
		}
	}
	entries := make([]entry, len(order))
	var levels byLevel
	var arena []byte
	for at, i := range order {
		e := &entries[at]
		e.key = m.words[i]
		f := m.family[i]
		if m.titles[i] {
			e.best = m.best(f)
		}
		if f != i {
			e.flags, e.rest = flagBase, appendString(nil, m.words[f])
			continue
		}
		from := len(arena)
		arena = m.encodeList(e, &levels, m.of(i), arena)
		e.list = arena[from:len(arena):len(arena)]
		if list := members[i]; list != nil {
			e.flags |= flagMembers
			e.rest = binary.AppendUvarint(e.rest, uint64(len(list)))
			for _, w := range list {
				e.rest = appendString(e.rest, w)
			}
		}
	}
	return entries
}

// encodeList appends a word's postings to the arena and sets the entry's tail.
// A word that most documents have needs no tail: with any other word in the
// query it tells nothing, and without one its best documents are enough.
func (m *merger) encodeList(e *entry, levels *byLevel, list []posting, arena []byte) []byte {
	if len(list) == 1 {
		e.flags |= flagSingle
		return binary.AppendUvarint(append(arena, list[0].level()), uint64(list[0].doc()))
	}
	e.flags |= flagList
	levels.sort(list)
	bottom := levels.split(len(list))
	arena = levels.appendLevels(arena, MaxLevel, max(bottom, 1))
	if bottom > 0 {
		e.flags |= flagTail
		e.total = len(list)
		if !m.isCommon(len(list)) {
			e.tail = levels.appendLevels(nil, bottom-1, 1)
		}
	}
	return arena
}

// isCommon tells whether a word that so many documents have tells nothing.
func (m *merger) isCommon(docs int) bool { return len(m.docs) >= 32 && docs > len(m.docs)/2 }

// common are the words that tell nothing beside others, sorted.
func (m *merger) common() []string {
	var words []string
	for i, w := range m.words {
		if m.isCommon(len(m.of(m.family[i]))) {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(m.ofWord(b)), len(m.ofWord(a))), cmp.Compare(a, b))
	})
	words = words[:min(len(words), 200)]
	slices.Sort(words)
	return words
}

func (m *merger) ofWord(w string) []posting {
	i, _ := m.index.find(m.words, w)
	return m.of(m.family[i])
}

// minTitleLevel is the least level of a word of a title, or nearly so.
const minTitleLevel = 8

// best are the documents with a family's word in their title, the best
// prefixDocs of them.
func (m *merger) best(family int) []posting {
	var list []posting
	for _, p := range m.of(family) {
		if p.level() >= minTitleLevel {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b posting) int {
		return cmp.Or(cmp.Compare(b.level(), a.level()), cmp.Compare(a, b))
	})
	return slices.Clip(list[:min(len(list), prefixDocs)])
}

// addNames merges the names into the sorted entries.
func (m *merger) addNames(entries []entry) []entry {
	names := m.names()
	keys := slices.Sorted(maps.Keys(names))
	out := make([]entry, 0, len(entries)+len(keys))
	var levels byLevel
	for _, key := range keys {
		for len(entries) > 0 && entries[0].key < key {
			out, entries = append(out, entries[0]), entries[1:]
		}
		e := entry{key: key}
		if len(entries) > 0 && entries[0].key == key {
			e, entries = entries[0], entries[1:]
		}
		n := names[key]
		e.flags |= flagNames
		e.rest = binary.AppendUvarint(e.rest, uint64(len(n.docs)))
		for _, d := range n.docs {
			e.rest = append(binary.AppendUvarint(e.rest, uint64(d.doc)), d.strength)
			e.best = append(e.best, posting(d.doc<<8)|posting(m.nameLevel(d)))
		}
		if n.concept != nil {
			e.flags |= flagConcept
			levels.sort(n.concept)
			e.rest = levels.appendLevels(e.rest, MaxLevel, 1)
		}
		if n.canonical != "" {
			e.flags |= flagCanonical
			e.rest = appendString(e.rest, n.canonical)
		}
		out = append(out, e)
	}
	return append(out, entries...)
}

// nameLevel is how good an answer a document is to the beginning of its name.
func (m *merger) nameLevel(n named) uint8 {
	level := uint8(22) + 2*n.strength
	if m.docs[n.doc].Kind == content.KindTerm {
		level += 3
	}
	return level
}

// addPrefixes adds entries for the beginnings of words that too many entries
// share for all of them to be loaded.
func (m *merger) addPrefixes(entries []entry) []entry {
	var added []entry
	for n := 1; n <= prefixRunes; n++ {
		for from := 0; from < len(entries); {
			prefix, ok := beginning(entries[from].key, n)
			to, size := from, 0
			for to < len(entries) && (!ok && to == from || ok && strings.HasPrefix(entries[to].key, prefix)) {
				size += len(entries[to].list) + len(entries[to].rest) + 6
				to++
			}
			if ok && size >= prefixBytes {
				added = append(added, m.prefix(prefix, entries[from:to]))
			}
			from = to
		}
	}
	entries = append(entries, added...)
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.key, b.key) })
	return entries
}

// beginning returns the first n characters of a key's first word.
func beginning(key string, n int) (string, bool) {
	i := 0
	for range n {
		r, size := utf8.DecodeRuneInString(key[i:])
		if size == 0 || r == ' ' {
			return "", false
		}
		i += size
	}
	return key[:i], true
}

func (m *merger) prefix(prefix string, entries []entry) entry {
	best := map[int]uint8{}
	for _, e := range entries {
		for _, p := range e.best {
			best[p.doc()] = max(best[p.doc()], p.level())
		}
	}
	list := make([]posting, 0, len(best))
	for doc, level := range best {
		list = append(list, posting(doc<<8)|posting(level))
	}
	slices.SortFunc(list, func(a, b posting) int {
		return cmp.Or(cmp.Compare(b.level(), a.level()), cmp.Compare(a, b))
	})
	list = list[:min(len(list), prefixDocs)]
	slices.Sort(list)
	var levels byLevel
	levels.sort(list)
	return entry{key: prefix + prefixMark, flags: flagList, list: levels.appendLevels(nil, MaxLevel, 1)}
}
