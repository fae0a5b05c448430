package graph

import (
	"cmp"
	"math"
	"slices"
)

// A rank orders features by weight, and by id where that is equal, in one
// number: the heavier, the higher. So a choice among many is the same in
// whatever order they come. Weights must not be negative.
type rank uint64

func (x feature) rank() rank {
	return rank(math.Float32bits(x.weight))<<32 | rank(^uint32(x.id))
}

// feature is the inverse of feature.rank.
func (r rank) feature() feature {
	return feature{int32(^uint32(r)), math.Float32frombits(uint32(r >> 32))}
}

func byWeight(a, b feature) int { return cmp.Compare(b.rank(), a.rank()) }

func byFeature(a, b feature) int { return cmp.Compare(a.id, b.id) }

// highest moves the n highest ranks to the front, in no order, and returns
// the lowest of them. There must be n of them; n is not 0. It takes linear
// time.
func highest(list []rank, n int) rank {
	lo, hi := 0, len(list)
	for tries := 0; hi-lo > 12 && tries < 40; tries++ {
		// Partition by the middle one of three: what is higher before it.
		mid := middle(list[lo], list[lo+(hi-lo)/2], list[hi-1])
		i, j := lo, hi-1
		for i <= j {
			for list[i] > mid {
				i++
			}
			for list[j] < mid {
				j--
			}
			if i <= j {
				list[i], list[j] = list[j], list[i]
				i++
				j--
			}
		}
		// [lo, j] is as high as mid or higher, [i, hi) as low or lower, and what
		// is between them is mid.
		switch {
		case n-1 <= j:
			hi = j + 1
		case n-1 >= i:
			lo = i
		default:
			return mid
		}
	}
	slices.Sort(list[lo:hi])
	slices.Reverse(list[lo:hi])
	return list[n-1]
}

func middle(a, b, c rank) rank { return max(min(a, b), min(max(a, b), c)) }

// A choice keeps the n heaviest of the features that it is offered.
type choice struct {
	n     int
	kept  []rank
	least rank // what is not above it need not be kept
}

// reset empties the choice, which is to keep n features.
func (c *choice) reset(n int) { c.n, c.kept, c.least = n, c.kept[:0], 0 }

func (c *choice) offer(x feature) {
	if r := x.rank(); r > c.least {
		if c.kept = append(c.kept, r); len(c.kept) >= 4*c.n {
			c.least = highest(c.kept, c.n)
			c.kept = c.kept[:c.n]
		}
	}
}

// cut returns what was kept, in no order.
func (c *choice) cut() []rank {
	if len(c.kept) > c.n {
		highest(c.kept, c.n)
		c.kept = c.kept[:c.n]
	}
	return c.kept
}

// ranks returns what was kept, the heaviest first.
func (c *choice) ranks() []rank {
	kept := c.cut()
	slices.Sort(kept)
	slices.Reverse(kept)
	return kept
}
