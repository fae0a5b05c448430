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
				f.of[i], f.whole[i] = v.vector(f, n, known)
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
func (v *vectors) vector(f *features, n *node, known *table) (vec []feature, whole float32) {
	all := v.all[:0]
	var sum, alone float32
	for k := range n.names {
		nm := &n.names[k]
		all = append(all, feature{nm.term, termScale * nm.weight() * f.rarity[nm.term]})
	}
	tags := len(all)
	for _, tag := range n.Tags {
		i, _ := slices.BinarySearch(f.tags, tag)
		id := len(f.of) + i
		all = append(all, feature{int32(id), tagScale * f.rarity[id]})
	}
	slices.SortFunc(all[tags:], byFeature)
	for _, x := range all {
		sum += x.weight * x.weight
	}
	if n.text != nil {
		once := idf(1, f.texts)
		once *= once
		heads, _ := n.text.Words.heads()
		for ; len(heads) > 0; heads = heads[headSize:] {
			id, count := known.get(keyOf(heads)), countOf(heads)
			if id == 0 {
				alone += saturated[count] * saturated[count] * once
				continue
			}
			w := saturated[count] * f.rarity[id]
			sum += w * w
			all = append(all, feature{id, w})
		}
	}
	v.all = all
	if sum == 0 {
		return nil, 0
	}
	return v.cut(1 / float32(math.Sqrt(float64(sum)))), float32(math.Sqrt(float64(1 + alone/sum)))
}

// cut copies the heaviest features of v.all, scaled, in the order of ids.
func (v *vectors) cut(scale float32) []feature {
	size := min(len(v.all), topFeatures)
	if cap(v.block)-len(v.block) < size {
		v.block = make([]feature, 0, 1<<13)
	}
	from := len(v.block)
	least := rank(0)
	if size < len(v.all) {
		v.ranks = v.ranks[:0]
		for _, x := range v.all {
			v.ranks = append(v.ranks, x.rank())
		}
		least = highest(v.ranks, size)
	}
	for _, x := range v.all {
		if x.rank() >= least {
			v.block = append(v.block, feature{x.id, x.weight * scale})
		}
	}
	return v.block[from:len(v.block):len(v.block)]
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
