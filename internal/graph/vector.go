package graph

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"iter"
	"slices"
	"strings"
	"sync"
)

// How often a word of a title or a summary counts against one of the body.
const (
	titleWeight   = 4
	summaryWeight = 2
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
	count int
	form  []byte
}

const itemHead = 6 // bytes before the form

func keyOf(data []byte) uint32 { return binary.LittleEndian.Uint32(data) }

// next returns the first word of packed data and the rest.
func next(data []byte) (item, []byte) {
	n := itemHead + int(data[5])
	return item{keyOf(data), int(data[4]), data[itemHead:n]}, data[n:]
}

// headOf returns the key, the count and the size of the first word.
func headOf(data []byte) (key uint32, count uint8, size int) {
	return keyOf(data), data[4], itemHead + int(data[5])
}

// append packs the word, counted times.
func (it item) append(data []byte, times int) []byte {
	data = binary.LittleEndian.AppendUint32(data, it.key)
	data = append(data, byte(min(it.count*times, 255)), byte(len(it.form)))
	return append(data, it.form...)
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

// WithHead returns the vector of a whole entry from that of its body: with the
// words of its title and its summary, which count more than others.
func (v Vector) WithHead(title, summary, language string) Vector {
	return v.Add(NewVector(title, language), titleWeight).Add(NewVector(summary, language), summaryWeight)
}

// Add returns the vector of both texts together, the second one's words
// counted weight times.
func (v Vector) Add(w Vector, weight int) Vector {
	if len(w.Data) == 0 || weight <= 0 {
		return v
	}
	sum := Vector{make([]byte, 0, len(v.Data)+len(w.Data)), v.Total + w.Total*weight}
	a, b, n := v.Data, w.Data, 0
	for ; len(a) > 0 || len(b) > 0; n++ {
		switch {
		case len(b) == 0 || len(a) > 0 && keyOf(a) < keyOf(b):
			x, rest := next(a)
			sum.Data, a = x.append(sum.Data, 1), rest
		case len(a) == 0 || keyOf(b) < keyOf(a):
			x, rest := next(b)
			sum.Data, b = x.append(sum.Data, weight), rest
		default:
			x, restA := next(a)
			y, restB := next(b)
			x.count += y.count * weight
			if cmp.Or(cmp.Compare(len(y.form), len(x.form)), bytes.Compare(y.form, x.form)) < 0 {
				x.form = y.form
			}
			sum.Data, a, b = x.append(sum.Data, 1), restA, restB
		}
	}
	if n > maxWords {
		return sum.cut()
	}
	return sum
}

// cut keeps the maxWords most frequent words.
func (v Vector) cut() Vector {
	var items []item
	for data := v.Data; len(data) > 0; {
		var it item
		it, data = next(data)
		items = append(items, it)
	}
	return pack(items, v.Total)
}

// pack sorts words, joins those with one key, and keeps the most frequent. Of
// several forms the shortest is shown, so that the order of texts is no matter.
func pack(words []item, total int) Vector {
	slices.SortFunc(words, func(a, b item) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(len(a.form), len(b.form)), bytes.Compare(a.form, b.form))
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
		slices.SortFunc(kept, func(a, b item) int { return cmp.Or(b.count-a.count, cmp.Compare(a.key, b.key)) })
		kept = kept[:maxWords]
		slices.SortFunc(kept, func(a, b item) int { return cmp.Compare(a.key, b.key) })
	}
	size := 0
	for _, w := range kept {
		size += itemHead + len(w.form)
	}
	data := make([]byte, 0, size)
	for _, w := range kept {
		data = w.append(data, 1)
	}
	return Vector{data, total}
}

// A tally counts the words of one text as they are written, in any case.
type tally struct {
	table []int32 // 1 + index into seen, by hash
	seen  []seenWord
	words []item // scratch space
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
	words := t.words[:0]
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
		words = append(words, item{key(lex.stem(low)), s.count, []byte(form)})
	}
	t.words = words
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
	t.seen, t.words = t.seen[:0], t.words[:0]
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
