package linkcheck

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
)

// anchorSet is a set of ids, made for being filled and asked once per page: an
// open hash table of indexes into values, which it does not copy.
type anchorSet struct {
	values [][]byte
	slots  []uint32 // index + 1; 0 is free
}

// seed is the same for all sets of a process; results do not depend on it.
var seed = maphash.MakeSeed()

// reset empties the set and makes room for n values.
func (s *anchorSet) reset(n int) {
	s.values = s.values[:0]
	size := 16
	for size < n*2 {
		size *= 2
	}
	if size <= cap(s.slots) {
		s.slots = s.slots[:size]
		clear(s.slots)
	} else {
		s.slots = make([]uint32, size)
	}
}

// add puts the value in and returns its index, or that of an equal value which
// was there before. There must be room.
func (s *anchorSet) add(v []byte) (index int, fresh bool) {
	slot, found := s.find(v)
	if found {
		return int(s.slots[slot]) - 1, false
	}
	s.values = append(s.values, v)
	s.slots[slot] = uint32(len(s.values))
	return len(s.values) - 1, true
}

// has reports whether the value is in the set.
func (s *anchorSet) has(v []byte) bool {
	if len(s.slots) == 0 {
		return false
	}
	_, found := s.find(v)
	return found
}

// find returns the slot of the value, or the free one where it belongs.
func (s *anchorSet) find(v []byte) (slot int, found bool) {
	mask := len(s.slots) - 1
	for i := int(maphash.Bytes(seed, v)) & mask; ; i = (i + 1) & mask {
		n := s.slots[i]
		if n == 0 {
			return i, false
		}
		if bytes.Equal(s.values[n-1], v) {
			return i, true
		}
	}
}

// hasFragment reports whether a URL's fragment names a value of the set: as it
// is written, or percent-decoded, or as a range of lines ("L3-L9", "3-9") of
// which both ends are there, as viewers of source code have them.
func (s *anchorSet) hasFragment(fragment []byte) bool {
	if s.has(fragment) {
		return true
	}
	if bytes.IndexByte(fragment, '%') >= 0 {
		var buf [128]byte
		return s.has(appendDecoded(buf[:0], fragment))
	}
	from, to, ok := bytes.Cut(fragment, []byte("-"))
	return ok && isLine(from) && isLine(to) && s.has(from) && s.has(to)
}

// isLine reports whether an id is that of a line: "12" or "L12".
func isLine(id []byte) bool {
	id = bytes.TrimPrefix(id, []byte("L"))
	return len(id) > 0 && isInteger(id)
}

// packAnchors appends the values, each behind its length.
func packAnchors(dst []byte, values [][]byte) []byte {
	for _, v := range values {
		dst = binary.AppendUvarint(dst, uint64(len(v)))
		dst = append(dst, v...)
	}
	return dst
}

// unpackAnchors appends the values that packAnchors wrote.
func unpackAnchors(dst [][]byte, packed []byte) [][]byte {
	for len(packed) > 0 {
		n, size := binary.Uvarint(packed)
		packed = packed[size:]
		dst = append(dst, packed[:n:n])
		packed = packed[n:]
	}
	return dst
}
