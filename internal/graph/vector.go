package graph

import (
	"cmp"
	"encoding/binary"
	"iter"
	"slices"
	"strings"
	"sync"
)

// TitleWeight and SummaryWeight say how often a word of a title or a summary
// counts against one of the body:
//
//	words := graph.NewVector(body, lang).
//		Add(graph.NewVector(title, lang), graph.TitleWeight).
//		Add(graph.NewVector(summary, lang), graph.SummaryWeight)
const (
	TitleWeight   = 4
	SummaryWeight = 2
)

// maxWords bounds what a vector keeps of one text: its most frequent words.
const maxWords = 256

// Vector is the bag of words of a text: without the words that every text has,
// inflected forms as one, each with a form to show to people. It is plain data
// (gob writes it as it stands), immutable, and depends on nothing but the text
// and its language.
type Vector struct {
	// Data has, for each word by ascending key, the 32-bit hash of its stem
	// (little endian), how often it occurs (at most 255), the length in bytes
	// of the form to show, and that form.
	Data []byte
	// Total counts all words, those that maxWords left out included.
	Total int
}

// An item is one word of a Vector.
type item struct {
	key   uint32
	count uint8
	form  []byte
}

const itemHead = 6 // bytes before the form

// next returns the first word of packed data and the rest.
func next(data []byte) (item, []byte) {
	n := itemHead + int(data[5])
	return item{binary.LittleEndian.Uint32(data), data[4], data[itemHead:n]}, data[n:]
}

// All yields each word in the form to show, and how often it occurs. The order
// is fixed, but means nothing.
func (v Vector) All() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for data := v.Data; len(data) > 0; {
			var it item
			if it, data = next(data); !yield(string(it.form), int(it.count)) {
				return
			}
		}
	}
}

// form returns the form to show of the word with a key, or "".
func (v Vector) form(key uint32) string {
	for data := v.Data; len(data) > 0; {
		var it item
		if it, data = next(data); it.key == key {
			return string(it.form)
		} else if it.key > key {
			break
		}
	}
	return ""
}

// Add returns the vector of both texts together, the second one's words
// counted weight times.
func (v Vector) Add(w Vector, weight int) Vector {
	items := make([]entryWord, 0, (len(v.Data)+len(w.Data))/12)
	for data := v.Data; len(data) > 0; {
		var it item
		it, data = next(data)
		items = append(items, entryWord{it.key, int(it.count), string(it.form)})
	}
	for data := w.Data; len(data) > 0; {
		var it item
		it, data = next(data)
		items = append(items, entryWord{it.key, int(it.count) * weight, string(it.form)})
	}
	return pack(items, v.Total+w.Total*weight)
}

// An entryWord is a word on its way into a Vector.
type entryWord struct {
	key   uint32
	count int
	form  string
}

// pack sorts words, joins those with one key, and keeps the most frequent.
func pack(words []entryWord, total int) Vector {
	slices.SortFunc(words, func(a, b entryWord) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(len(a.form), len(b.form)), strings.Compare(a.form, b.form))
	})
	kept := words[:0]
	for _, w := range words {
		if n := len(kept); n > 0 && kept[n-1].key == w.key {
			kept[n-1].count += w.count
			continue
		}
		kept = append(kept, w)
	}
	if len(kept) > maxWords {
		slices.SortFunc(kept, func(a, b entryWord) int { return cmp.Or(b.count-a.count, cmp.Compare(a.key, b.key)) })
		kept = kept[:maxWords]
		slices.SortFunc(kept, func(a, b entryWord) int { return cmp.Compare(a.key, b.key) })
	}
	size := 0
	for _, w := range kept {
		size += itemHead + len(w.form)
	}
	data := make([]byte, 0, size)
	for _, w := range kept {
		data = binary.LittleEndian.AppendUint32(data, w.key)
		data = append(data, byte(min(w.count, 255)), byte(len(w.form)))
		data = append(data, w.form...)
	}
	return Vector{data, total}
}

// A tally counts the words of one text as they are written, in any case.
type tally struct {
	table []int32 // 1 + index into seen, by hash
	seen  []seenWord
}

type seenWord struct {
	hash       uint64
	start, end int
	count      int
	capitals   bool
}

var tallies = sync.Pool{New: func() any { return &tally{table: make([]int32, 1024)} }}

// NewVector returns the vector of a text in a language, a BCP 47 tag. English
// is stemmed; for the commonest others the words without meaning are known;
// scripts without spaces count pairs of neighbouring characters.
func NewVector(text, language string) Vector {
	t := tallies.Get().(*tally)
	defer t.reset()
	total := 0
	eachToken(text, func(start, end int, capitals bool) {
		t.count(text, start, end, capitals)
	})
	lex := lexiconFor(language)
	words := make([]entryWord, 0, len(t.seen))
	for _, s := range t.seen {
		form := text[s.start:s.end]
		low := strings.ToLower(form)
		if lex.stop[low] {
			continue
		}
		if !s.capitals {
			form = low
		}
		total += s.count
		words = append(words, entryWord{key(lex.stem(low)), s.count, form})
	}
	return pack(words, total)
}

// count adds one occurrence of the word at text[start:end].
func (t *tally) count(text string, start, end int, capitals bool) {
	h := foldedHash(text[start:end])
	mask := uint64(len(t.table) - 1)
	i := (h ^ h>>32) & mask
	for ; t.table[i] != 0; i = (i + 1) & mask {
		if s := &t.seen[t.table[i]-1]; s.hash == h {
			s.count++
			if capitals && !s.capitals {
				s.start, s.end, s.capitals = start, end, true
			}
			return
		}
	}
	t.seen = append(t.seen, seenWord{h, start, end, 1, capitals})
	t.table[i] = int32(len(t.seen))
	if 2*len(t.seen) > len(t.table) {
		t.grow()
	}
}

func (t *tally) grow() {
	t.table = make([]int32, 4*len(t.table))
	mask := uint64(len(t.table) - 1)
	for n, s := range t.seen {
		i := (s.hash ^ s.hash>>32) & mask
		for t.table[i] != 0 {
			i = (i + 1) & mask
		}
		t.table[i] = int32(n + 1)
	}
}

func (t *tally) reset() {
	if len(t.table) > 1<<16 {
		return // a giant page's table is not kept
	}
	clear(t.table)
	t.seen = t.seen[:0]
	tallies.Put(t)
}

// foldedHash is FNV-1a over the word in lower case (ASCII letters folded byte
// by byte, others as written unless they need folding).
func foldedHash(w string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(w) {
		b := w[i]
		if 'A' <= b && b <= 'Z' {
			b += 'a' - 'A'
		} else if b >= 0x80 {
			return plainHash(strings.ToLower(w))
		}
		h = (h ^ uint64(b)) * 1099511628211
	}
	return h
}

func plainHash(w string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(w) {
		h = (h ^ uint64(w[i])) * 1099511628211
	}
	return h
}

// key is the 32-bit name of a stem, never 0, its bits well mixed.
func key(stem string) uint32 {
	h := plainHash(stem)
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	return max(uint32(h), 1)
}
