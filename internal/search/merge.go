package search

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"sitegen/internal/content"
)

// MaxLevel is the highest level of a word in a document.
const MaxLevel = 31

// What a word counts for by its place. The parts are summed and the sum is
// scaled to MaxLevel, so that no number of mentions in a text weighs as much as
// a title. All is in whole numbers, which are the same on every machine.
const (
	titleWeight   = 1200
	nameWeight    = 1000
	summaryWeight = 400
	leadWeight    = 300
	headingWeight = 300
	textWeight    = 600
	codeWeight    = 80
	allWeights    = titleWeight + summaryWeight + leadWeight + headingWeight + textWeight
)

// Of BM25, for the text, in percent: how soon more mentions stop to count, and
// how much a long text weakens each.
const (
	saturation = 120
	lengthPart = 75
)

// posting is a document with a level for it: document<<8 | level.
type posting uint32

func (p posting) doc() int     { return int(p >> 8) }
func (p posting) level() uint8 { return uint8(p) }

// merger joins the words of all documents.
type merger struct {
	in   Input
	docs []Doc // in the order of their numbers
	byID map[string]int

	// vocabulary in the order of first occurrence, and where each word is in it.
	words []string
	index table
	// family is the word under which a word is found.
	family []int
	// mean is the mean length of a text, a power of two.
	mean int

	// postings of each family, ascending by document; start has one more.
	start    []uint32
	postings []posting
	// titles marks the words of titles, names and headings.
	titles []bool
}

// merge numbers the documents and joins their words.
func merge(in Input) *merger {
	m := &merger{in: in, docs: slices.Clone(in.Docs), byID: make(map[string]int, len(in.Docs)), index: newTable(1 << 12)}
	m.in.Docs = nil // so that the words of a text go when they are numbered
	m.number()
	ids := m.intern()
	m.family = families(primary(in.Language), m.words, func(w string) (int, bool) { return m.index.find(m.words, w) })
	m.score(ids)
	return m
}

// primary returns the first part of a language tag: "pt" of "pt-BR".
func primary(language string) string {
	language, _, _ = strings.Cut(strings.ToLower(language), "-")
	return language
}

// number sorts the documents by what readers filter by, so that runs of
// numbers say it all.
func (m *merger) number() {
	rank := make(map[string]int, len(m.in.Categories))
	for i, c := range m.in.Categories {
		rank[c.Slug] = i + 1
	}
	slices.SortFunc(m.docs, func(a, b Doc) int {
		return cmp.Or(cmp.Compare(kindRank(a.Kind), kindRank(b.Kind)), cmp.Compare(rank[a.Category], rank[b.Category]),
			cmp.Compare(a.Level, b.Level), cmp.Compare(a.ID, b.ID))
	})
	total := 0
	for i, d := range m.docs {
		m.byID[d.ID] = i
		total += d.Words.Total
	}
	mean := max(1, total/max(1, len(m.docs)))
	m.mean = 1 << (bits.Len(uint(mean)) - 1)
}

func kindRank(k content.Kind) int {
	return [...]int{content.KindTerm: 0, content.KindLesson: 1, content.KindCategory: 2, content.KindPage: 3}[k]
}

// marked is a word of a document with what NewWords and the head say of it.
type marked struct {
	word uint32
	mark uint8
	head uint8
}

// The places of a word in a document's head, in marked.head.
const (
	inTitle = 1 << iota
	inName
	inSummary
	inTag
)

// intern numbers all words, and returns those of each document.
func (m *merger) intern() [][]marked {
	all := make([][]marked, len(m.docs))
	var place []int32 // 1 + where a word is in the document at hand
	for i := range m.docs {
		d := &m.docs[i]
		list := make([]marked, 0, len(d.Words.Data)/9+16)
		for data := d.Words.Data; len(data) > 0; {
			n := int(data[0])
			list = append(list, marked{word: m.index.add(&m.words, data[1:1+n]), mark: data[1+n]})
			data = data[n+2:]
		}
		if len(place) < len(m.words) {
			place = append(place, make([]int32, 2*len(m.words)-len(place))...)
		}
		for k, w := range list {
			place[w.word] = int32(k + 1)
		}
		head := func(bit uint8) func([]byte, bool) {
			return func(token []byte, _ bool) {
				w := m.index.add(&m.words, token)
				if int(w) >= len(place) {
					place = append(place, make([]int32, 1+int(w))...)
				}
				if place[w] == 0 {
					list = append(list, marked{word: w})
					place[w] = int32(len(list))
				}
				list[place[w]-1].head |= bit
			}
		}
		d.Words.Data = nil
		m.head(d, head)
		for _, w := range list {
			place[w.word] = 0
		}
		all[i] = list
	}
	return all
}

// head calls the function of each part of a document's head with its words.
func (m *merger) head(d *Doc, of func(bit uint8) func([]byte, bool)) {
	EachToken(d.Title, of(inTitle))
	EachToken(d.Summary, of(inSummary))
	for _, n := range d.Names {
		if n.Strength == 2 {
			EachToken(n.Text, of(inName))
		}
	}
	for _, t := range d.Tags {
		EachToken(t, of(inTag))
	}
}

// score gives every family its postings.
func (m *merger) score(docs [][]marked) {
	m.titles = make([]bool, len(m.words))
	type level struct {
		word  uint32
		level uint8
	}
	levels := make([][]level, len(docs))
	m.start = make([]uint32, len(m.words)+1)
	place := make([]int32, len(m.words))
	var joined []marked
	var counts []int
	for i, list := range docs {
		joined, counts = joined[:0], counts[:0]
		for _, w := range list {
			if w.head&(inTitle|inName) != 0 || w.mark&inHeading != 0 {
				m.titles[w.word] = true
			}
			f := uint32(m.family[w.word])
			if place[f] == 0 {
				joined, counts = append(joined, marked{word: f}), append(counts, 0)
				place[f] = int32(len(joined))
			}
			k := place[f] - 1
			joined[k].mark |= w.mark &^ countMask
			joined[k].head |= w.head
			counts[k] += int(w.mark & countMask)
		}
		s := newScorer(&m.docs[i], m.mean)
		out := make([]level, len(joined))
		for k, w := range joined {
			out[k] = level{w.word, s.level(w, counts[k])}
			m.start[w.word+1]++
			place[w.word] = 0
		}
		levels[i], docs[i] = out, nil
	}
	for i := range m.words {
		m.start[i+1] += m.start[i]
	}
	m.postings = make([]posting, m.start[len(m.words)])
	next := slices.Clone(m.start)
	for i, list := range levels {
		for _, l := range list {
			m.postings[next[l.word]] = posting(i<<8) | posting(l.level)
			next[l.word]++
		}
	}
}

// of returns a family's postings, ascending by document.
func (m *merger) of(word int) []posting { return m.postings[m.start[word]:m.start[word+1]] }

// scorer works out levels in one document.
type scorer struct{ title, norm int }

// shortTitles is what a title of one word, two, ... counts for, in percent.
var shortTitles = [...]int{100, 84, 77, 73, 70, 67, 66, 64, 63, 62}

func newScorer(d *Doc, mean int) scorer {
	n := 0
	EachToken(d.Title, func(_ []byte, extra bool) {
		if !extra {
			n++
		}
	})
	return scorer{
		title: titleWeight * shortTitles[min(max(n, 1), len(shortTitles))-1] / 100,
		norm:  saturation * (100 - lengthPart + lengthPart*relativeLength(d.Words.Total, mean)/100) / 100,
	}
}

// relativeLength is a length in percent of the mean, in half steps of powers of
// two: an edit of a few words is to leave the levels of a page's other words
// alone.
func relativeLength(length, mean int) int {
	const one = 1 << 16
	ratio := min(max(uint64(length)<<12/uint64(mean), 1<<6), 1<<18) // times 4096
	square := ratio * ratio >> 8
	half := bits.Len64(square) - bits.Len64(one) // of the logarithm, rounded down
	percent := 100
	if half%2 != 0 {
		percent = 141
		half--
	}
	if half < 0 {
		return percent >> (-half / 2)
	}
	return percent << (half / 2)
}

func (s scorer) level(w marked, count int) uint8 {
	sum := 0
	switch {
	case w.head&inTitle != 0:
		sum = s.title
	case w.head&inName != 0:
		sum = nameWeight
	}
	if w.head&inSummary != 0 {
		sum += summaryWeight
	}
	if w.head&inTag != 0 {
		sum += headingWeight / 2
	}
	if w.mark&inLead != 0 {
		sum += leadWeight
	}
	if w.mark&inHeading != 0 {
		sum += headingWeight
	}
	if count > 0 {
		sum += textWeight * 100 * count / (100*count + s.norm)
	}
	if w.mark&inCode != 0 {
		sum += codeWeight
	}
	return uint8(min(MaxLevel, max(1, (sum*MaxLevel+allWeights/2)/allWeights)))
}

// table finds words by their bytes.
type table struct{ slots []int32 }

func newTable(n int) table { return table{make([]int32, n)} }

// add returns a word's number, a new one for a new word.
func (t *table) add(words *[]string, token []byte) uint32 {
	mask := uint64(len(t.slots) - 1)
	i := hashOf(token) & mask
	for ; t.slots[i] != 0; i = (i + 1) & mask {
		if n := t.slots[i] - 1; (*words)[n] == string(token) {
			return uint32(n)
		}
	}
	*words = append(*words, string(token))
	n := len(*words)
	t.slots[i] = int32(n)
	if 2*n > len(t.slots) {
		t.grow(*words)
	}
	return uint32(n - 1)
}

func (t *table) grow(words []string) {
	t.slots = make([]int32, 4*len(t.slots))
	mask := uint64(len(t.slots) - 1)
	for n, w := range words {
		i := hashOf([]byte(w)) & mask
		for ; t.slots[i] != 0; i = (i + 1) & mask {
		}
		t.slots[i] = int32(n + 1)
	}
}

// find returns a word's number.
func (t *table) find(words []string, word string) (int, bool) {
	mask := uint64(len(t.slots) - 1)
	for i := hashOf([]byte(word)) & mask; t.slots[i] != 0; i = (i + 1) & mask {
		if n := int(t.slots[i] - 1); words[n] == word {
			return n, true
		}
	}
	return 0, false
}
