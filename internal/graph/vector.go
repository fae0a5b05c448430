package graph

import (
	"encoding/binary"
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// How often a word of a title or a summary counts against one of the body.
const (
	titleWeight   = 3
	summaryWeight = 2
)

// maxWords bounds what a vector keeps of one text: its most frequent words.
// More gained nothing when it was measured. A sum keeps the words of its parts
// up to maxSum.
const (
	maxWords = 192
	maxSum   = 4 * maxWords
)

// Vector is the bag of words of a text: without the words that every text has,
// inflected forms as one, each with a form to show to people. It is plain data
// (gob writes it as it stands), immutable, and depends on nothing but the text
// and its language. It takes some 2 KB for a page of a thousand words.
type Vector struct {
	// Data has the number of words (two bytes, little endian); then, for each
	// word by ascending key, the 32-bit hash of its stem, how often it occurs
	// (at most 255) and the length in bytes of the form to show; then the
	// forms, in the same order.
	Data []byte
	// Total counts all words, those that maxWords left out included.
	Total int
}

// headSize is the size of what a word has before the forms.
const headSize = 6

// heads returns the part of Data before the forms, headSize bytes for each
// word, and the forms.
func (v Vector) heads() (heads, forms []byte) {
	if len(v.Data) < 2 {
		return nil, nil
	}
	n := 2 + headSize*int(binary.LittleEndian.Uint16(v.Data))
	return v.Data[2:n:n], v.Data[n:]
}

// keyOf and countOf read the first of some heads.
func keyOf(heads []byte) uint32 { return binary.LittleEndian.Uint32(heads) }

func countOf(heads []byte) uint8 { return heads[4] }

// All yields each word in the form to show, and how often it occurs. The order
// is fixed, but means nothing.
func (v Vector) All() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		heads, forms := v.heads()
		for ; len(heads) > 0; heads = heads[headSize:] {
			n := heads[5]
			if !yield(string(forms[:n]), int(countOf(heads))) {
				return
			}
			forms = forms[n:]
		}
	}
}

// form returns the form to show of the word with a key, or "".
func (v Vector) form(key uint32) string {
	heads, forms := v.heads()
	at := 0
	for ; len(heads) > 0 && keyOf(heads) < key; heads = heads[headSize:] {
		at += int(heads[5])
	}
	if len(heads) == 0 || keyOf(heads) != key {
		return ""
	}
	return string(forms[at : at+int(heads[5])])
}

// WithHead returns the vector of a whole entry from that of its body: with the
// words of its title and its summary, which count more than others.
func (v Vector) WithHead(title, summary, language string) Vector {
	head := Vector{}.Add(NewVector(title, language), titleWeight).Add(NewVector(summary, language), summaryWeight)
	return v.Add(head, 1)
}

// Add returns the vector of both texts together, the second one's words
// counted weight times.
func (v Vector) Add(w Vector, weight int) Vector {
	if weight <= 0 || len(w.Data) == 0 {
		return v
	}
	t := tallies.Get().(*tally)
	defer t.release()
	heads, forms := v.heads()
	out := append(make([]byte, 0, len(v.Data)+len(w.Data)), 0, 0)
	restW, formsW := w.heads()
	for len(restW) > 0 {
		var x word
		x, restW, formsW = take(restW, formsW, weight)
		// All words of v before x are copied at once.
		n, size := 0, 0
		for ; n < len(heads) && keyOf(heads[n:]) < x.key; n += headSize {
			size += int(heads[n+5])
		}
		out, heads = append(out, heads[:n]...), heads[n:]
		t.forms, forms = append(t.forms, forms[:size]...), forms[size:]
		if len(heads) > 0 && keyOf(heads) == x.key {
			var y word
			y, heads, forms = take(heads, forms, 1)
			x = x.join(y)
		}
		out, t.forms = x.append(out), append(t.forms, x.form...)
	}
	out = append(append(append(out, heads...), t.forms...), forms...)
	sum := Vector{out, v.Total + w.Total*weight}
	n := (len(out) - 2 - len(t.forms) - len(forms)) / headSize
	if n > maxSum {
		return sum.cut(n)
	}
	binary.LittleEndian.PutUint16(out, uint16(n))
	return sum
}

// cut keeps the most frequent of n words; their number does not stand in Data
// yet.
func (v Vector) cut(n int) Vector {
	words := make([]word, 0, n)
	heads, forms := v.Data[2:2+headSize*n], v.Data[2+headSize*n:]
	for len(heads) > 0 {
		var w word
		w, heads, forms = take(heads, forms, 1)
		words = append(words, w)
	}
	return pack(mostFrequent(words, maxWords), v.Total)
}

// take returns the first word of a vector and the rest.
func take(heads, forms []byte, times int) (w word, restHeads, restForms []byte) {
	n := heads[5]
	w = word{keyOf(heads), min(255, int(countOf(heads))*times), forms[:n]}
	return w, heads[headSize:], forms[n:]
}

// A word is on its way into a Vector.
type word struct {
	key   uint32
	count int
	form  []byte
}

// join adds up two words with one key. Of two forms the shorter is shown, so
// that the order of texts is no matter.
func (w word) join(x word) word {
	w.count += x.count
	if len(x.form) < len(w.form) || len(x.form) == len(w.form) && string(x.form) < string(w.form) {
		w.form = x.form
	}
	return w
}

// append packs what stands before the forms.
func (w word) append(heads []byte) []byte {
	heads = binary.LittleEndian.AppendUint32(heads, w.key)
	return append(heads, byte(min(w.count, 255)), byte(len(w.form)))
}

// pack makes a vector of words that are sorted by key, each key once.
func pack(words []word, total int) Vector {
	if len(words) == 0 {
		return Vector{Total: total}
	}
	size := 2 + headSize*len(words)
	for _, w := range words {
		size += len(w.form)
	}
	data := binary.LittleEndian.AppendUint16(make([]byte, 0, size), uint16(len(words)))
	for _, w := range words {
		data = w.append(data)
	}
	for _, w := range words {
		data = append(data, w.form...)
	}
	return Vector{data, total}
}

// mostFrequent keeps n words in their order. Of those that occur as often as
// the last one kept it keeps the first by key, which is any.
func mostFrequent(words []word, n int) []word {
	if len(words) <= n {
		return words
	}
	var times [256]int
	for _, w := range words {
		times[min(w.count, 255)]++
	}
	least, more := 255, 0 // words that occur more than least times
	for ; more+times[least] < n; least-- {
		more += times[least]
	}
	room := n - more
	kept := words[:0]
	for _, w := range words {
		switch c := min(w.count, 255); {
		case c > least:
			kept = append(kept, w)
		case c == least && room > 0:
			room--
			kept = append(kept, w)
		}
	}
	return kept
}

// A tally counts the words of one text as they are written, in any case.
type tally struct {
	table []int32 // 1 + index into seen, by hash
	seen  []seenWord
	order []uint64
	words []word
	forms []byte
}

type seenWord struct {
	hash       uint64
	start, end int
	count      int
	capitals   bool
}

var tallies = sync.Pool{New: func() any { return &tally{table: make([]int32, 1024)} }}

// release makes the tally ready for another text.
func (t *tally) release() {
	if len(t.table) > 1<<16 {
		return // the memory of a giant page is given back
	}
	clear(t.table)
	clear(t.words)
	t.seen, t.order, t.words, t.forms = t.seen[:0], t.order[:0], t.words[:0], t.forms[:0]
	tallies.Put(t)
}

// NewVector returns the vector of a text in a language, a BCP 47 tag. English
// is stemmed; for the commonest others the words without meaning are known;
// scripts without spaces count pairs of neighbouring characters.
func NewVector(text, language string) Vector {
	t := tallies.Get().(*tally)
	defer t.release()
	eachToken(text, func(start, end int, capitals bool) {
		t.count(text, start, end, capitals)
	})
	lex := lexiconFor(language)
	total := 0
	for i, s := range t.seen {
		low := lower(text[s.start:s.end])
		if lex.stop[low] {
			continue
		}
		total += s.count
		t.order = append(t.order, uint64(key(lex.stem(low)))<<32|uint64(i))
	}
	slices.Sort(t.order)
	for _, o := range t.order {
		s := t.seen[uint32(o)]
		form := text[s.start:s.end]
		if !s.capitals {
			form = lower(form)
		}
		// The pieces of t.forms that words hold stay as they are when it grows.
		from := len(t.forms)
		t.forms = append(t.forms, form...)
		w := word{uint32(o >> 32), min(s.count, 255), t.forms[from:]}
		if n := len(t.words); n > 0 && t.words[n-1].key == w.key {
			t.words[n-1] = t.words[n-1].join(w)
		} else {
			t.words = append(t.words, w)
		}
	}
	return pack(mostFrequent(t.words, maxWords), total)
}

// lower is strings.ToLower, but leaves alone what is in lower case already.
func lower(w string) string {
	for i := range len(w) {
		if b := w[i]; b >= utf8.RuneSelf || 'A' <= b && b <= 'Z' {
			return strings.ToLower(w)
		}
	}
	return w
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

// The numbers of FNV-1a, 64 bits.
const (
	fnvStart = 14695981039346656037
	fnvPrime = 1099511628211
)

// foldedHash is the hash of the word in lower case.
func foldedHash(w string) uint64 {
	h := uint64(fnvStart)
	for i := range len(w) {
		b := w[i]
		if 'A' <= b && b <= 'Z' {
			b += 'a' - 'A'
		} else if b >= utf8.RuneSelf {
			return plainHash(strings.ToLower(w))
		}
		h = (h ^ uint64(b)) * fnvPrime
	}
	return h
}

func plainHash(w string) uint64 {
	h := uint64(fnvStart)
	for i := range len(w) {
		h = (h ^ uint64(w[i])) * fnvPrime
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
