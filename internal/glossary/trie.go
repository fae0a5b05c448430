package glossary

import (
	"math/bits"
)

// names is the set of all forms as a trie over interned tokens. It is built
// once, in the order in which forms are added, and then only read.
//
// Its tables are flat: a vocabulary of folded tokens, one hash table for the
// edges of all nodes, and a bitmap over the hashes of first tokens, which
// turns most words of a text away at the cost of one load.
type names struct {
	vocab []vocabSlot
	arena []byte
	edges []edge
	// first has a bit for the hash of each token with which a name begins.
	first [1 << 11]uint32
	// sign says which ASCII signs begin a name.
	sign [128]bool
	// entry is the index of the entry that ends at a node, or -1.
	entry []int32
}

type vocabSlot struct {
	hash, off uint32
	// id is the token's number from 1; 0 is an empty slot.
	id   uint32
	size uint8
}

type edge struct {
	// key is node, gap and token; 0 is an empty slot (no edge leads by token 0).
	key  uint64
	node int32
}

const (
	hashSeed  = 2166136261
	hashPrime = 16777619
)

func hashBytes(b []byte) uint32 {
	h := uint32(hashSeed)
	for _, c := range b {
		h = (h ^ uint32(c)) * hashPrime
	}
	return mixHash(h)
}

// mixHash spreads the entropy of h into its low bits.
func mixHash(h uint32) uint32 {
	h ^= h >> 15
	h *= 0x2c1b3c6d
	return h ^ h>>13
}

func edgeKey(node int32, gap gapKind, token uint32) uint64 {
	return uint64(node)<<33 | uint64(gap)<<32 | uint64(token)
}

func edgeSlot(key uint64, mask uint64) uint64 {
	key *= 0x9e3779b97f4a7c15
	return (key >> 29) & mask
}

// lookup returns the number of a folded token, or 0.
func (n *names) lookup(hash uint32, tok []byte) uint32 {
	mask := uint32(len(n.vocab) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		s := &n.vocab[i]
		if s.id == 0 {
			return 0
		}
		if s.hash == hash && int(s.size) == len(tok) && string(n.arena[s.off:s.off+uint32(s.size)]) == string(tok) {
			return s.id
		}
	}
}

// lookupASCII is lookup for a token that is ASCII and not yet folded.
func (n *names) lookupASCII(hash uint32, tok []byte) uint32 {
	mask := uint32(len(n.vocab) - 1)
next:
	for i := hash & mask; ; i = (i + 1) & mask {
		s := &n.vocab[i]
		if s.id == 0 {
			return 0
		}
		if s.hash != hash || int(s.size) != len(tok) {
			continue
		}
		for j, c := range n.arena[s.off : s.off+uint32(s.size)] {
			if lower[tok[j]] != c {
				continue next
			}
		}
		return s.id
	}
}

// child returns the node to which token leads from node over gap, or -1.
func (n *names) child(node int32, gap gapKind, token uint32) int32 {
	key := edgeKey(node, gap, token)
	mask := uint64(len(n.edges) - 1)
	for i := edgeSlot(key, mask); ; i = (i + 1) & mask {
		e := &n.edges[i]
		if e.key == key {
			return e.node
		}
		if e.key == 0 {
			return -1
		}
	}
}

func (n *names) mayBegin(hash uint32) bool {
	return n.first[hash>>21]&(1<<(hash>>16&31)) != 0
}

// nameToken is one token of a name: folded, with the gap before it.
type nameToken struct {
	text string
	kind tokenKind
	gap  gapKind
}

// tokenize cuts a name into tokens. It returns nil for a name that cannot be
// matched: an empty one, one with a token that is too long.
func tokenize(name string) []nameToken {
	var buf tokenBuffers
	var out []nameToken
	text := []byte(name)
	gap := gapNone
	for i := 0; i < len(text); {
		kind, end := tokenAt(text, i)
		if kind == kindNone {
			i = end
			continue
		}
		folded := buf.foldToken(text[i:end])
		if folded == nil {
			return nil
		}
		if len(folded) > 0 {
			out = append(out, nameToken{text: string(folded), kind: kind, gap: gap})
		}
		var next int
		gap, next = gapAt(text, end, kind)
		if gap == gapHard {
			gap = gapSoft
		}
		i = max(next, end)
	}
	if len(out) > 0 {
		out[0].gap = gapNone
	}
	return out
}

// trieBuilder collects the names of a trie.
type trieBuilder struct {
	tokens map[string]uint32
	order  []string
	edges  map[uint64]int32
	entry  []int32
	signs  []string
	firsts []string
}

func newTrieBuilder() *trieBuilder {
	return &trieBuilder{tokens: map[string]uint32{}, edges: map[uint64]int32{}, entry: []int32{-1}}
}

// add returns the node at which the name ends.
func (b *trieBuilder) add(name []nameToken) int32 {
	node := int32(0)
	for i, t := range name {
		id := b.tokens[t.text]
		if id == 0 {
			b.order = append(b.order, t.text)
			id = uint32(len(b.order))
			b.tokens[t.text] = id
		}
		key := edgeKey(node, t.gap, id)
		next, ok := b.edges[key]
		if !ok {
			next = int32(len(b.entry))
			b.entry = append(b.entry, -1)
			b.edges[key] = next
			if i == 0 {
				b.firsts = append(b.firsts, t.text)
			}
		}
		node = next
	}
	return node
}

// build freezes the collected names.
func (b *trieBuilder) build() *names {
	n := &names{
		vocab: make([]vocabSlot, tableSize(len(b.order))),
		edges: make([]edge, tableSize(len(b.edges))),
		entry: b.entry,
	}
	mask := uint32(len(n.vocab) - 1)
	for i, t := range b.order {
		h := hashBytes([]byte(t))
		s := h & mask
		for n.vocab[s].id != 0 {
			s = (s + 1) & mask
		}
		n.vocab[s] = vocabSlot{hash: h, off: uint32(len(n.arena)), id: uint32(i + 1), size: uint8(len(t))}
		n.arena = append(n.arena, t...)
	}
	// The order of this loop decides only which slot an edge takes.
	emask := uint64(len(n.edges) - 1)
	for key, node := range b.edges {
		s := edgeSlot(key, emask)
		for n.edges[s].key != 0 {
			s = (s + 1) & emask
		}
		n.edges[s] = edge{key: key, node: node}
	}
	for _, t := range b.firsts {
		h := hashBytes([]byte(t))
		n.first[h>>21] |= 1 << (h >> 16 & 31)
		if len(t) == 1 && t[0] < 128 && byteClass[t[0]] == classSign {
			n.sign[t[0]] = true
		}
	}
	return n
}

// tableSize is a power of two that is at most half filled by n.
func tableSize(n int) int {
	return 1 << bits.Len(uint(max(2*n, 4)-1))
}
