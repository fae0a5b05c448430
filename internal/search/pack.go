package search

import (
	"encoding/binary"
	"slices"
	"strings"
)

// Sizes of files, in bytes. A file ends where the hash of a key says so, once it
// is large enough: so the ends of files stay where they are when something is
// added in the middle.
const (
	blockLeast, blockMost, blockCut = 2400, 6000, 48
	tailMost                        = 6000
	shardLeast, shardMost, shardCut = 1500, 4500, 4
)

// block is a file of the dictionary.
type block struct {
	first string
	hash  fileHash
}

// cutsAt tells whether a file may end before this key.
func cutsAt(key string, cut uint64) bool { return hashOf([]byte(key))%cut == 0 }

// blocks packs the dictionary into files.
func (f *files) blocks(entries []entry) []block {
	var out []block
	for len(entries) > 0 {
		n, size := 0, 0
		for n < len(entries) {
			e := &entries[n]
			more := len(e.list) + len(e.rest) + 6 + len(e.key)/3
			if n > 0 && (size+more > blockMost || size >= blockLeast && cutsAt(e.key, blockCut)) {
				break
			}
			size += more
			n++
		}
		out = append(out, f.block(entries[:n]))
		entries = entries[n:]
	}
	return out
}

// block packs some entries, and the tails of their lists.
func (f *files) block(entries []entry) block {
	var tails [][]byte
	body := make([]byte, 0, blockMost)
	last := ""
	for i := range entries {
		e := &entries[i]
		shared := sharedBytes(last, e.key)
		body = binary.AppendUvarint(body, uint64(shared))
		body = appendString(body, e.key[shared:])
		body = append(append(body, e.flags), e.list...)
		if e.flags&flagTail != 0 {
			body = binary.AppendUvarint(body, uint64(e.total))
			file, offset := 0, 0
			if len(e.tail) > 0 {
				if n := len(tails); n == 0 || len(tails[n-1])+len(e.tail) > tailMost {
					tails = append(tails, nil)
				}
				file = len(tails)
				offset = len(tails[file-1])
				tails[file-1] = append(tails[file-1], e.tail...)
			}
			// 0 says that there is no tail.
			body = binary.AppendUvarint(body, uint64(file))
			body = binary.AppendUvarint(body, uint64(offset))
		}
		body = append(body, e.rest...)
		last = e.key
	}
	head := binary.AppendUvarint(nil, uint64(len(tails)))
	for _, t := range tails {
		hash := f.add("p", t)
		head = append(head, hash[:]...)
	}
	return block{entries[0].key, f.add("w", append(head, body...))}
}

// sharedBytes is the length of what two keys begin with alike.
func sharedBytes(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// shard is a file of documents.
type shard struct {
	docs int
	hash fileHash
}

// The flags of a document; see the package's comment.
const (
	hasAKA = 1 << iota
	hasLesson
	hasMinutes
	hasTwin
)

// shards packs the documents into files.
func (f *files) shards(docs []Doc) []shard {
	var out []shard
	var body []byte
	n := 0
	flush := func() {
		if n > 0 {
			out = append(out, shard{n, f.add("d", body)})
			body, n = nil, 0
		}
	}
	for i := range docs {
		record := appendDoc(nil, &docs[i])
		if len(body)+len(record) > shardMost || len(body) >= shardLeast && cutsAt(docs[i].ID, shardCut) {
			flush()
		}
		body = append(body, record...)
		n++
	}
	flush()
	return out
}

func appendDoc(out []byte, d *Doc) []byte {
	out = appendString(out, d.Title)
	out = appendString(out, d.Path)
	out = appendString(out, d.Summary)
	flags := byte(0)
	for i, has := range []bool{len(d.AKA) > 0, d.Lesson.Path != "", d.Minutes > 0, d.Twin} {
		if has {
			flags |= 1 << i
		}
	}
	out = append(out, flags)
	if flags&hasAKA != 0 {
		out = appendString(out, strings.Join(d.AKA, ", "))
	}
	if flags&hasLesson != 0 {
		out = appendString(appendString(out, d.Lesson.Title), d.Lesson.Path)
	}
	if flags&hasMinutes != 0 {
		out = binary.AppendUvarint(out, uint64(d.Minutes))
	}
	if flags&hasTwin != 0 {
		out = binary.AppendUvarint(out, uint64(d.Words.Total+99)/100)
	}
	return out
}

// Sizes of what helps who mistypes.
const (
	spellLeast  = 4 // characters of the shortest word that is corrected
	spellLong   = 15
	spellBytes  = 6000
	spellShared = 15
)

// spelled are the words of one length, or of spellLong and more.
type spelled struct {
	length int
	hash   fileHash
}

// spelling packs the words that others may be slips of.
func (f *files) spelling(m *merger) []spelled {
	byLength := map[int][]int{}
	for i, w := range m.words {
		n := spellable(w)
		if n >= spellLeast && (m.titles[i] || len(m.of(m.family[i])) > 1+len(m.docs)/2000) {
			byLength[min(n, spellLong)] = append(byLength[min(n, spellLong)], i)
		}
	}
	var out []spelled
	for n := spellLeast; n <= spellLong; n++ {
		if list := byLength[n]; len(list) > 0 {
			out = append(out, spelled{n, f.add("s", m.packSpelling(list))})
		}
	}
	return out
}

// spellable returns the number of characters of a word that has only letters
// with spaces between words, else 0.
func spellable(w string) int {
	n := 0
	for _, r := range w {
		if classify(r) != letter || '0' <= r && r <= '9' {
			return 0
		}
		n++
	}
	return n
}

// packSpelling keeps as many words as have room, those of titles first, then
// the most frequent.
func (m *merger) packSpelling(list []int) []byte {
	df := func(i int) int { return len(m.of(m.family[i])) }
	slices.SortFunc(list, func(a, b int) int {
		if m.titles[a] != m.titles[b] {
			if m.titles[a] {
				return -1
			}
			return 1
		}
		if d := df(b) - df(a); d != 0 {
			return d
		}
		return strings.Compare(m.words[a], m.words[b])
	})
	size, n := 0, 0
	for n < len(list) && size < spellBytes {
		size += 2 + len(m.words[list[n]])*2/3
		n++
	}
	list = list[:n]
	slices.SortFunc(list, func(a, b int) int { return strings.Compare(m.words[a], m.words[b]) })
	var out []byte
	last := ""
	for _, i := range list {
		w := m.words[i]
		shared := min(sharedBytes(last, w), spellShared)
		out = append(out, byte(shared<<4|min(15, log2(df(i)))))
		out = appendString(out, w[shared:])
		last = w
	}
	return out
}

func log2(n int) int {
	k := 0
	for ; n > 1; n >>= 1 {
		k++
	}
	return k
}
