package search

import "encoding/binary"

// How much of a long list stands with its word: whole levels, best first, until
// there are this many documents, or this many times as many with the next level.
const (
	headDocs = 320
	headMost = 2 * headDocs
)

// byLevel are the documents of a list, by level.
type byLevel [MaxLevel + 1][]int

// sorted puts postings, ascending by document, in order of their levels. The
// scratch is reused.
func (b *byLevel) sort(list []posting) {
	for i := range b {
		b[i] = b[i][:0]
	}
	for _, p := range list {
		b[p.level()] = append(b[p.level()], p.doc())
	}
}

// split returns the lowest level that stands in the head; 0 if all do.
func (b *byLevel) split(total int) int {
	if total <= headMost {
		return 0
	}
	n := 0
	for level := MaxLevel; level > 0; level-- {
		more := len(b[level])
		if n >= headDocs || n > 0 && n+more > headMost {
			return level + 1
		}
		n += more
	}
	return 0
}

// appendLevels writes the levels from top down to bottom.
func (b *byLevel) appendLevels(out []byte, top, bottom int) []byte {
	count := 0
	for level := top; level >= bottom; level-- {
		if len(b[level]) > 0 {
			count++
		}
	}
	out = binary.AppendUvarint(out, uint64(count))
	for level := top; level >= bottom; level-- {
		docs := b[level]
		if len(docs) == 0 {
			continue
		}
		if n := len(docs); n < 7 {
			out = append(out, byte(level|n<<5))
		} else {
			out = binary.AppendUvarint(append(out, byte(level|7<<5)), uint64(n-7))
		}
		last := -1
		for _, d := range docs {
			out = binary.AppendUvarint(out, uint64(d-last-1))
			last = d
		}
	}
	return out
}

// appendString writes a text with its length.
func appendString(out []byte, s string) []byte {
	return append(binary.AppendUvarint(out, uint64(len(s))), s...)
}
