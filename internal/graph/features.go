package graph

import (
	"math"
	"slices"
)

// How much terms and tags count against words of the same rarity, and by how
// many of its heaviest features an entry is compared. Measured on real courses
// (TestRelatedBeatsTFIDF).
const (
	termScale   = 0.4
	tagScale    = 0.4
	topFeatures = 80
)

// A feature is one thing that entries may have in common: a term (its number),
// a tag, or a word, numbered after one another.
type feature struct {
	id     int32
	weight float32
}

// features are the entries as sparse vectors.
type features struct {
	// of has the heaviest features of a node, by its number, sorted by id. What
	// occurs in one entry only is left out; with the rest a vector would have
	// the length 1.
	of [][]feature
	// whole is the length that the vector would have with what occurs in this
	// entry only, by number.
	whole []float32
	// tags and words name the features from len(of) on: first all tags, then
	// the keys of the words, both sorted.
	tags  []string
	words []uint32
	// rarity is the inverse document frequency, by feature id.
	rarity []float32
	// base is the id of the first word, texts how many lessons and terms there
	// are.
	base, texts int
}

// compared tells whether the features of a node are of interest.
func (n *node) compared() bool { return n.lesson != nil || n.term != nil }

// features makes the vectors of lessons and terms.
func (s *sighting) features() *features {
	f := &features{of: make([][]feature, len(s.nodes)), whole: make([]float32, len(s.nodes))}
	known := s.countWords()
	tagCount := map[string]int{}
	for i := range s.nodes {
		if n := &s.nodes[i]; n.compared() {
			f.texts++
			for _, tag := range n.Tags {
				tagCount[tag]++
			}
		}
	}
	for tag := range tagCount {
		f.tags = append(f.tags, tag)
	}
	slices.Sort(f.tags)
	f.rarity = slices.Clone(s.rarity)
	for _, tag := range f.tags {
		f.rarity = append(f.rarity, idf(tagCount[tag], f.texts))
	}
	f.base = len(f.rarity)
	f.number(known)
	blocks := make([]vectors, workers())
	parallel(len(s.nodes), func(w, from, to int) {
		v := &blocks[w]
		for i := from; i < to; i++ {
			if n := &s.nodes[i]; n.compared() {
				f.of[i], f.whole[i] = v.vector(f, s, n, known)
			}
		}
	})
	return f
}

// number gives each word that occurs in two texts or more its id, which takes
// the place of its count in the table; those of one text get 0.
func (f *features) number(known *table) {
	f.words = make([]uint32, 0, known.used)
	for i, k := range known.keys {
		if k != 0 && known.values[i] > 1 {
			f.words = append(f.words, k)
		} else {
			known.values[i] = 0
		}
	}
	slices.Sort(f.words)
	for i, k := range f.words {
		at := known.slot(k)
		f.rarity = append(f.rarity, idf(int(known.values[at]), f.texts))
		known.values[at] = int32(f.base + i)
	}
}

// countWords counts in how many lessons and terms each word occurs.
func (s *sighting) countWords() *table {
	tables := make([]*table, workers())
	parallel(len(s.nodes), func(w, from, to int) {
		if tables[w] == nil {
			tables[w] = newTable()
		}
		for i := from; i < to; i++ {
			n := &s.nodes[i]
			if n.text == nil || !n.compared() {
				continue
			}
			heads, _ := n.text.Words.heads()
			for ; len(heads) > 0; heads = heads[headSize:] {
				tables[w].add(keyOf(heads), 1)
			}
		}
	})
	var all *table
	for _, t := range tables {
		switch {
		case t == nil:
		case all == nil:
			all = t
		default:
			for i, k := range t.keys {
				if k != 0 {
					all.add(k, t.values[i])
				}
			}
		}
	}
	if all == nil {
		return newTable()
	}
	return all
}

// vectors makes vectors on one core, with memory of its own.
type vectors struct {
	all   []feature
	ranks []rank
	block []feature // what vectors are cut from
}

// vector makes the vector of one node.
func (v *vectors) vector(f *features, s *sighting, n *node, known *table) (vec []feature, whole float32) {
	var sum, alone float32
	v.all = v.all[:0]
	put := func(id int32, w float32) {
		v.all = append(v.all, feature{id, w})
		sum += w * w
	}
	for k := range n.names {
		nm := &n.names[k]
		if w := termScale * nm.weight() * f.rarity[nm.term]; len(s.users[nm.term]) > 1 {
			put(nm.term, w)
		} else {
			alone += w * w
		}
	}
	terms := len(v.all)
	for _, id := range f.tagsOf(n) {
		put(id, tagScale*f.rarity[id])
	}
	tags := len(v.all)
	if n.text != nil {
		once := idf(1, f.texts)
		heads, _ := n.text.Words.heads()
		for ; len(heads) > 0; heads = heads[headSize:] {
			w := saturated[countOf(heads)]
			if id := known.get(keyOf(heads)); id > 0 {
				put(id, w*f.rarity[id])
			} else {
				alone += w * w * once * once
			}
		}
	}
	if sum == 0 {
		return nil, 0
	}
	if cap(v.block)-len(v.block) < topFeatures {
		v.block = make([]feature, 0, 1<<13)
	}
	from := len(v.block)
	scale := 1 / float32(math.Sqrt(float64(sum)))
	v.keep(v.all[:terms], topFeatures/2, scale)
	v.keep(v.all[terms:tags], topFeatures/8, scale)
	v.keep(v.all[tags:], topFeatures-len(v.block)+from, scale)
	return v.block[from:len(v.block):len(v.block)], float32(math.Sqrt(float64(1 + alone/sum)))
}

// tagsOf returns the ids of a node's tags, sorted, each once.
func (f *features) tagsOf(n *node) []int32 {
	if len(n.Tags) == 0 {
		return nil
	}
	ids := make([]int32, len(n.Tags))
	for k, tag := range n.Tags {
		i, _ := slices.BinarySearch(f.tags, tag)
		ids[k] = int32(len(f.of) + i)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// keep copies the n heaviest features of a list to the block, scaled, in their
// order.
func (v *vectors) keep(list []feature, n int, scale float32) {
	least := rank(0)
	if n < len(list) {
		v.ranks = v.ranks[:0]
		for _, x := range list {
			v.ranks = append(v.ranks, x.rank())
		}
		least = highest(v.ranks, n)
	}
	for _, x := range list {
		if x.rank() >= least {
			v.block = append(v.block, feature{x.id, x.weight * scale})
		}
	}
}

// cosine compares two nodes by the features that both have, in order of ids.
func (f *features) cosine(a, b int32) float32 {
	x, y := f.of[a], f.of[b]
	var sum float32
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0].id < y[0].id:
			x = x[1:]
		case x[0].id > y[0].id:
			y = y[1:]
		default:
			sum += x[0].weight * y[0].weight
			x, y = x[1:], y[1:]
		}
	}
	return sum
}
