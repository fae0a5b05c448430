package graph

import (
	"cmp"
	"math"
	"slices"
)

// How much terms and tags count against words of the same rarity, and how many
// of its heaviest words and terms an entry is compared by.
const (
	termScale = 2.0
	tagScale  = 1.0
	topWords  = 48
	topNamed  = 48
)

// A feature is one thing that entries may have in common: a term (its number),
// a tag, or a word, numbered after one another.
type feature struct {
	id     int32
	weight float32
}

// features are the entries as sparse vectors of length 1, cut to their
// heaviest parts.
type features struct {
	// of has the features of a node, by its number, sorted by id.
	of [][]feature
	// tags and words name the features from len(of) on: first all tags, then
	// the keys of the words, both sorted.
	tags  []string
	words []uint32
	// rarity is the inverse document frequency, by feature id.
	rarity []float32
}

// features makes the vectors of lessons and terms.
func (s *sighting) features() *features {
	f := &features{of: make([][]feature, len(s.nodes))}
	known := s.countWords()
	for i, k := range known.keys {
		if k != 0 && known.values[i] > 1 {
			f.words = append(f.words, k)
		}
	}
	slices.Sort(f.words)
	tagCount := map[string]int{}
	texts := 0
	for i := range s.nodes {
		if n := &s.nodes[i]; n.lesson != nil || n.term != nil {
			texts++
			for _, tag := range n.Tags {
				tagCount[tag]++
			}
		}
	}
	for tag := range tagCount {
		f.tags = append(f.tags, tag)
	}
	slices.Sort(f.tags)

	f.rarity = append(f.rarity, s.rarity...)
	for _, tag := range f.tags {
		f.rarity = append(f.rarity, idf(tagCount[tag], texts))
	}
	base := int32(len(f.rarity))
	// From here on the table gives a word's number; 0 is one that occurs once.
	for i := range known.values {
		if known.keys[i] != 0 && known.values[i] == 1 {
			known.values[i] = 0
		}
	}
	for i, k := range f.words {
		at := known.slot(k)
		f.rarity = append(f.rarity, idf(int(known.values[at]), texts))
		known.values[at] = base + int32(i)
	}
	once := idf(1, texts)
	parallel(len(s.nodes), func(_, from, to int) {
		var all []feature
		for i := from; i < to; i++ {
			if n := &s.nodes[i]; n.lesson != nil || n.term != nil {
				f.of[i], all = s.vector(f, n, known, once, all[:0])
			}
		}
	})
	return f
}

// countWords counts in how many lessons and terms each word occurs.
func (s *sighting) countWords() *table {
	tables := make([]*table, workers())
	parallel(len(s.nodes), func(w, from, to int) {
		if tables[w] == nil {
			tables[w] = newTable(1 << 14)
		}
		for i := from; i < to; i++ {
			n := &s.nodes[i]
			if n.text == nil || n.lesson == nil && n.term == nil {
				continue
			}
			for data := n.text.Words.Data; len(data) > 0; {
				var it item
				it, data = next(data)
				tables[w].add(it.key, 1)
			}
		}
	})
	all := tables[0]
	if all == nil {
		all = newTable(0)
	}
	for _, t := range tables[1:] {
		if t == nil {
			continue
		}
		for i, k := range t.keys {
			if k != 0 {
				all.add(k, t.values[i])
			}
		}
	}
	return all
}

// vector makes the vector of one node; all is scratch space.
func (s *sighting) vector(f *features, n *node, known *table, once float32, all []feature) (vec, scratch []feature) {
	var sum float32
	put := func(id int32, w float32) {
		all = append(all, feature{id, w})
	}
	for k := range n.names {
		nm := &n.names[k]
		put(nm.term, termScale*nm.weight()*s.rarity[nm.term])
	}
	all = heaviest(all, topNamed)
	for _, tag := range n.Tags {
		i, _ := slices.BinarySearch(f.tags, tag)
		id := int32(len(f.of) + i)
		put(id, tagScale*f.rarity[id])
	}
	for _, x := range all {
		sum += x.weight * x.weight
	}
	words := len(all)
	if n.text != nil {
		for data := n.text.Words.Data; len(data) > 0; {
			var it item
			it, data = next(data)
			id := known.get(it.key)
			rarity := once
			if id > 0 {
				rarity = f.rarity[id]
			}
			w := logCount[it.count] * rarity
			sum += w * w
			if id > 0 {
				put(id, w)
			}
		}
	}
	top := heaviest(all[words:], topWords)
	all = all[:words+len(top)]
	scale := float32(1)
	if sum > 0 {
		scale = 1 / float32(math.Sqrt(float64(sum)))
	}
	vec = make([]feature, len(all))
	for i, x := range all {
		vec[i] = feature{x.id, x.weight * scale}
	}
	slices.SortFunc(vec, func(a, b feature) int { return cmp.Compare(a.id, b.id) })
	return vec, all
}

var logCount = func() (t [256]float32) {
	for i := range t {
		t[i] = saturate(i)
	}
	return t
}()

// heaviest moves the n heaviest features to the front and cuts the rest off.
func heaviest(list []feature, n int) []feature {
	if len(list) <= n {
		return list
	}
	slices.SortFunc(list, func(a, b feature) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.id, b.id))
	})
	return list[:n]
}

// cosine compares two nodes.
func (f *features) cosine(a, b int32) float32 {
	var sum float32
	f.shared(a, b, func(_ int32, w float32) { sum += w })
	return sum
}

// shared calls each for every feature that two nodes have in common, in order
// of ids, with what it adds to their cosine.
func (f *features) shared(a, b int32, each func(id int32, w float32)) {
	x, y := f.of[a], f.of[b]
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0].id < y[0].id:
			x = x[1:]
		case x[0].id > y[0].id:
			y = y[1:]
		default:
			each(x[0].id, x[0].weight*y[0].weight)
			x, y = x[1:], y[1:]
		}
	}
}
