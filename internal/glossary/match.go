package glossary

import (
	"bytes"
	"sync"
	"unicode/utf8"
)

// Owners that are no form.
const (
	// ownerNobody marks words to which two terms have the same right: they
	// name none, but still stand in the way of a shorter name inside them.
	ownerNobody = -1
	// ownerAbsent marks words that name nothing on this page.
	ownerAbsent = -2
)

// entry is what the words at one node of the trie may name.
type entry struct {
	// fold is the group of the forms whose case does not matter, or -1.
	fold int32
	// exact are the groups of those whose case does.
	exact []exactGroup
}

type exactGroup struct {
	text  string
	group int32
}

// scanner is the state of one Match.
type scanner struct {
	m       *Matcher
	names   *names
	entries []entry
	owners  []int32
	// conjunctions are those over which two names can share their last word.
	conjunctions map[string]bool
	text         []byte
	borders      borders
	tokenBuffers
}

var conjunctions = map[string]map[string]bool{"en": wordSet("and or"), "de": wordSet("und oder")}

var scanners = sync.Pool{New: func() any { return new(scanner) }}

// Match appends the mentions of terms in text to dst: the leftmost first, the
// longest of those that begin at one place, none overlapping another. The text
// is plain UTF-8, without markup or entities. A name may reach over one line
// break, and stands for itself with a hyphen or a space between its words. Match
// allocates only to grow dst, and is safe for concurrent use.
func (s *Scope) Match(dst []Span, text []byte) []Span { return s.match(dst, text, false) }

func (s *Scope) match(dst []Span, text []byte, inside bool) []Span {
	if len(s.m.forms) == 0 {
		return dst
	}
	sc := scanners.Get().(*scanner)
	sc.m, sc.names, sc.entries, sc.owners, sc.text = s.m, s.m.names, s.m.entries, s.owners, text
	sc.conjunctions = conjunctions[s.m.language]
	sc.borders.reset(text, s.m.language, inside)
	dst = sc.run(dst, s.m.forms)
	sc.m, sc.names, sc.entries, sc.owners, sc.text, sc.borders.text = nil, nil, nil, nil, nil, nil
	scanners.Put(sc)
	return dst
}

func (sc *scanner) run(dst []Span, forms []Form) []Span {
	text, n := sc.text, sc.names
	for i := 0; i < len(text); {
		c := text[i]
		var tok uint32
		var end int
		switch byteClass[c] {
		case classSpace:
			i++
			continue
		case classSign:
			if !n.sign[c] {
				i++
				continue
			}
			end = i + 1
			tok = n.lookup(hashBytes(text[i:end]), text[i:end])
		case classAlnum:
			h := uint32(hashSeed)
			end = i
			for end < len(text) {
				f := letter[text[end]]
				if f == 0 {
					break
				}
				h = (h ^ uint32(f)) * hashPrime
				end++
			}
			if end < len(text) && text[end] >= utf8.RuneSelf {
				tok, _, end = sc.token(i)
				break
			}
			h = mixHash(h)
			if !n.mayBegin(h) {
				i = end
				continue
			}
			tok = n.lookupASCII(h, text[i:end])
		default:
			tok, _, end = sc.token(i)
		}
		if tok == 0 {
			i = end
			continue
		}
		stop, owner := sc.longest(i, end, tok)
		if owner == ownerAbsent && stop == end {
			owner = sc.shared(i, end, tok)
		}
		if owner >= 0 {
			dst = append(dst, Span{Start: i, End: stop, Term: forms[owner].Term, Name: int(owner)})
		}
		i = stop
	}
	return dst
}

// token returns the number of the token at i, 0 if no name has it, with its
// kind and its end.
func (sc *scanner) token(i int) (tok uint32, kind tokenKind, end int) {
	kind, end = tokenAt(sc.text, i)
	if kind == kindNone {
		return 0, kind, end
	}
	folded := sc.foldToken(sc.text[i:end])
	if len(folded) == 0 {
		return 0, kind, end
	}
	return sc.names.lookup(hashBytes(folded), folded), kind, end
}

// longest walks the trie from the token tok at [i, end). It returns the end and
// the owner of the longest name there, or the place from which to go on and
// ownerAbsent.
func (sc *scanner) longest(i, end int, tok uint32) (stop int, owner int32) {
	stop, owner = end, ownerAbsent
	node := sc.names.child(0, gapNone, tok)
	kind, _ := tokenAt(sc.text, i)
	for pos := end; node >= 0; {
		if e := sc.names.entry[node]; e >= 0 {
			if o := sc.owner(&sc.entries[e], i, pos); o != ownerAbsent {
				if sc.borders.badChunk(i) {
					return max(end, sc.borders.chunkEnd), ownerAbsent
				}
				if sc.borders.left(i, pos) && sc.borders.right(i, pos) && !(o >= 0 && pos == end && sc.otherwise(o, i, end)) {
					stop, owner = pos, o
				}
			}
		}
		gap, next := gapAt(sc.text, pos, kind)
		if gap == gapHard || next >= len(sc.text) {
			break
		}
		var t uint32
		t, kind, pos = sc.token(next)
		if t == 0 {
			break
		}
		node = sc.names.child(node, gap, t)
	}
	return stop, owner
}

// otherwise reports whether the one word at [i, end), a form of a term, is used
// there in another way.
func (sc *scanner) otherwise(form int32, i, end int) bool {
	t := sc.m.traits[form]
	if t&traitIdiom != 0 {
		for _, p := range sc.m.idioms[form] {
			if p.holds(sc.text, i, end) {
				return true
			}
		}
	}
	// In titles every word may have a capital.
	return t&traitNoun != 0 && usedAsVerb(sc.text, i, end) || t&traitCommon != 0 && !sc.borders.inside && sc.inProperName(i, end)
}

// shared finds the first of two names that share their last word: the
// "horizontal" of "horizontal and vertical scaling", where both are names.
func (sc *scanner) shared(i, end int, tok uint32) int32 {
	first := sc.names.child(0, gapNone, tok)
	if first < 0 || len(sc.conjunctions) == 0 {
		return ownerAbsent
	}
	gap, next := gapAt(sc.text, end, kindWord)
	if gap != gapSoft || !wordStartsAt(sc.text, next) {
		return ownerAbsent
	}
	and := wordAfter(sc.text, next)
	if !sc.conjunctions[string(and)] {
		return ownerAbsent
	}
	gap, next = gapAt(sc.text, next+len(and), kindWord)
	if gap != gapSoft {
		return ownerAbsent
	}
	second, _, pos := sc.token(next)
	if second == 0 {
		return ownerAbsent
	}
	gap, pos = gapAt(sc.text, pos, kindWord)
	if gap != gapSoft {
		return ownerAbsent
	}
	last, _, stop := sc.token(pos)
	if last == 0 {
		return ownerAbsent
	}
	node := sc.names.child(0, gapNone, second)
	if node < 0 || sc.named(sc.names.child(node, gapSoft, last)) < 0 || !sc.borders.right(i, stop) ||
		sc.borders.badChunk(i) || !sc.borders.left(i, end) {
		return ownerAbsent
	}
	return sc.named(sc.names.child(first, gapSoft, last))
}

// named returns the owner of the folded name that ends at node.
func (sc *scanner) named(node int32) int32 {
	if node < 0 || sc.names.entry[node] < 0 {
		return ownerAbsent
	}
	e := &sc.entries[sc.names.entry[node]]
	if e.fold < 0 {
		return ownerAbsent
	}
	return sc.owners[e.fold]
}

// owner returns whose name the words text[i:end] are.
func (sc *scanner) owner(e *entry, i, end int) int32 {
	for k := range e.exact {
		if x := &e.exact[k]; sameSpelling(sc.text[i:end], x.text) {
			if o := sc.owners[x.group]; o != ownerAbsent {
				return o
			}
			break
		}
	}
	if e.fold >= 0 {
		return sc.owners[e.fold]
	}
	return ownerAbsent
}

// sameSpelling reports whether a mention is spelt like the form, case included;
// only the gaps between the words may differ.
func sameSpelling(mention []byte, form string) bool {
	if string(mention) == form {
		return true
	}
	f := []byte(form)
	i, j := 0, 0
	for i < len(mention) && j < len(f) {
		ki, ei := tokenAt(mention, i)
		kj, ej := tokenAt(f, j)
		if ki != kj || !bytes.Equal(mention[i:ei], f[j:ej]) {
			return false
		}
		_, i = gapAt(mention, ei, ki)
		_, j = gapAt(f, ej, kj)
	}
	return i >= len(mention) && j >= len(f)
}
