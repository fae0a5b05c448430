// Package layout says where things go in drawings of a graph: which place each
// node has (Place), and how a title fits beside it (Wrap).
//
// Its functions are pure, and give the same numbers on every machine: nothing
// depends on time, on chance or on the number of cores, and every product that
// is added to something is rounded first (a float64 conversion around it), so
// that no processor fuses the two.
package layout

import "math"

// vec is a place, or the way from one to another.
type vec struct{ x, y float64 }

func (a vec) plus(b vec) vec { return vec{a.x + b.x, a.y + b.y} }

func (a vec) minus(b vec) vec { return vec{a.x - b.x, a.y - b.y} }

func (a vec) times(k float64) vec { return vec{float64(a.x * k), float64(a.y * k)} }

func (a vec) length() float64 { return math.Sqrt(float64(a.x*a.x) + float64(a.y*a.y)) }

// within moves a place that is further than r from the origin to that distance.
func (a vec) within(r float64) vec {
	if d := a.length(); d > r {
		return a.times(r / d)
	}
	return a
}

// spiral is the i-th of the places of a sunflower's seeds, each of which has the
// area of a square of side 1.
type spiral struct {
	n    int
	turn vec
}

// The golden angle, by which no two seeds stand behind each other.
var goldenTurn = vec{-0.7373688780783197, 0.6754902942615238}

// next returns the next place, outwards from the middle.
func (s *spiral) next() vec {
	if s.n == 0 {
		s.turn = vec{1, 0}
	} else {
		a, b := s.turn, goldenTurn
		s.turn = vec{float64(a.x*b.x) - float64(a.y*b.y), float64(a.x*b.y) + float64(a.y*b.x)}
	}
	r := math.Sqrt((float64(s.n) + 0.5) / math.Pi)
	s.n++
	return s.turn.times(r)
}

// apart moves two places so that they are at least d from each other, each by
// half of what is missing. Places that are the same go apart in the direction
// of turn.
func apart(a, b *vec, d float64, turn vec) {
	way := b.minus(*a)
	if way.x >= d || way.x <= -d || way.y >= d || way.y <= -d {
		return
	}
	l := way.length()
	if l >= d {
		return
	}
	if l < 1e-6 {
		way, l = turn, 1
	}
	push := way.times((d - l) / (2 * l))
	*a, *b = a.minus(push), b.plus(push)
}
