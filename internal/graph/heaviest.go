package graph

import (
	"cmp"
	"slices"
)

// heavier orders features: by weight, and by id where that is equal, so that a
// choice among many is the same whatever order they come in.
func heavier(a, b feature) bool {
	return a.weight > b.weight || a.weight == b.weight && a.id < b.id
}

func byWeight(a, b feature) int {
	return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.id, b.id))
}

func byFeature(a, b feature) int { return cmp.Compare(a.id, b.id) }

// heaviest moves the n heaviest features to the front, in no order, and cuts
// the rest off. It takes linear time.
func heaviest(list []feature, n int) []feature {
	if n <= 0 {
		return list[:0]
	}
	lo, hi := 0, len(list)
	for tries := 0; n < hi && hi-lo > 1; tries++ {
		if tries > 40 || hi-lo < 12 {
			slices.SortFunc(list[lo:hi], byWeight)
			break
		}
		// Partition by the middle one of three: heavier ones before it.
		mid := middle(list[lo], list[lo+(hi-lo)/2], list[hi-1])
		i, j := lo, hi-1
		for i <= j {
			for heavier(list[i], mid) {
				i++
			}
			for heavier(mid, list[j]) {
				j--
			}
			if i <= j {
				list[i], list[j] = list[j], list[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			hi = j + 1
		case n > i:
			lo = i
		default:
			return list[:n]
		}
	}
	return list[:min(n, len(list))]
}

func middle(a, b, c feature) feature {
	if heavier(b, a) {
		a, b = b, a
	}
	if heavier(c, b) {
		b = c
		if heavier(b, a) {
			b = a
		}
	}
	return b
}

// lightest returns the last of a list in the order of heavier.
func lightest(list []feature) feature {
	last := list[0]
	for _, x := range list[1:] {
		if heavier(last, x) {
			last = x
		}
	}
	return last
}
