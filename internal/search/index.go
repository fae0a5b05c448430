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

// Sizes of what a first letter finds.
const (
	starterLetters = 64
	starterDocs    = 6
)

// New makes the index. The result is the same for equal input in any order.
func New(in Input) *Index {
	m := merge(in)
	f := newFiles()
	w := manifest{m: m}
	w.blocks = f.blocks(m.dictionary())
	w.shards = f.shards(m.docs)
	w.spelling = f.spelling(m)
	slices.SortFunc(f.list, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return &Index{Manifest: f.deflate(w.encode()), Files: f.list}
}

// manifest is index.bin on its way.
type manifest struct {
	m        *merger
	blocks   []block
	shards   []shard
	spelling []spelled
}

func (w *manifest) encode() []byte {
	out := []byte("sgs1")
	count := func(n int) { out = binary.AppendUvarint(out, uint64(n)) }
	text := func(s string) { out = appendString(out, s) }
	count(len(w.m.in.Texts))
	for _, key := range slices.Sorted(maps.Keys(w.m.in.Texts)) {
		text(key)
		text(w.m.in.Texts[key])
	}
	count(len(w.m.in.Categories))
	for _, c := range w.m.in.Categories {
		text(c.Slug)
		text(c.Title)
	}
	runs := w.m.runs()
	count(len(runs))
	for _, r := range runs {
		count(r.docs)
		out = append(out, r.what)
		count(r.category)
	}
	common := w.m.common()
	count(len(common))
	for _, word := range common {
		text(word)
	}
	count(len(w.blocks))
	last := ""
	for _, b := range w.blocks {
		shared := sharedBytes(last, b.first)
		count(shared)
		text(b.first[shared:])
		out = append(out, b.hash[:]...)
		last = b.first
	}
	count(len(w.shards))
	for _, s := range w.shards {
		count(s.docs)
		out = append(out, s.hash[:]...)
	}
	count(len(w.spelling))
	for _, s := range w.spelling {
		count(s.length)
		out = append(out, s.hash[:]...)
	}
	return w.m.appendStarters(out)
}

// run is a stretch of documents that filters treat alike.
type run struct {
	docs     int
	what     byte
	category int
}

func (m *merger) runs() []run {
	number := make(map[string]int, len(m.in.Categories))
	for i, c := range m.in.Categories {
		number[c.Slug] = i + 1
	}
	var runs []run
	for _, d := range m.docs {
		r := run{1, kindByte(d.Kind) | byte(d.Level)<<4, number[d.Category]}
		if n := len(runs); n > 0 && runs[n-1].what == r.what && runs[n-1].category == r.category {
			runs[n-1].docs++
			continue
		}
		runs = append(runs, r)
	}
	return runs
}

func kindByte(k content.Kind) byte {
	return [...]byte{content.KindPage: 0, content.KindTerm: 1, content.KindLesson: 2, content.KindCategory: 3}[k]
}

// appendStarters writes the documents whose titles begin with a letter: the
// terms of which most is said first, then the rest in order.
func (m *merger) appendStarters(out []byte) []byte {
	by := map[string][]int{}
	for i := range m.docs {
		if key := nameKey(m.docs[i].Title); key != "" {
			_, size := utf8.DecodeRuneInString(key)
			by[key[:size]] = append(by[key[:size]], i)
		}
	}
	letters := slices.SortedFunc(maps.Keys(by), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(by[b]), len(by[a])), cmp.Compare(a, b))
	})
	letters = letters[:min(len(letters), starterLetters)]
	slices.Sort(letters)
	out = binary.AppendUvarint(out, uint64(len(letters)))
	for _, l := range letters {
		docs := by[l]
		slices.SortFunc(docs, func(a, b int) int {
			return cmp.Or(cmp.Compare(len(m.docs[b].Concept), len(m.docs[a].Concept)), cmp.Compare(a, b))
		})
		docs = docs[:min(len(docs), starterDocs)]
		out = binary.AppendUvarint(appendString(out, l), uint64(len(docs)))
		for _, i := range docs {
			out = binary.AppendUvarint(out, uint64(i))
			out = appendString(appendString(out, m.docs[i].Title), m.docs[i].Path)
		}
	}
	return out
}
