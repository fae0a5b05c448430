package layout

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// random makes a graph of n nodes in k groups with some edges of each node, most
// of them inside of its group.
func random(n, k, degree int, seed uint64) ([]int, []Edge) {
	rnd := rand.New(rand.NewPCG(seed, 1))
	groups := make([]int, n)
	members := make([][]int, k)
	for i := range groups {
		g := rnd.IntN(k)
		groups[i] = g
		members[g] = append(members[g], i)
	}
	var edges []Edge
	for i := range n {
		for range degree {
			to := rnd.IntN(n)
			if rnd.IntN(4) > 0 {
				to = members[groups[i]][rnd.IntN(len(members[groups[i]]))]
			}
			edges = append(edges, Edge{i, to, float64(1 + rnd.IntN(3))})
		}
	}
	return groups, edges
}

func distance(a, b Point) float64 { return math.Hypot(float64(a.X-b.X), float64(a.Y-b.Y)) }

// TestPlace holds what is promised of any placement: nodes are inside of their
// groups and apart from each other, groups do not touch, all of it is in the
// frame, and it is the same again.
func TestPlace(t *testing.T) {
	for _, c := range []struct{ n, k, degree int }{
		{0, 0, 0}, {1, 1, 2}, {2, 1, 1}, {2, 2, 1}, {3, 1, 0}, {40, 40, 2}, {200, 10, 6}, {1000, 10, 6}, {900, 300, 5}, {2000, 1, 8},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			groups, edges := random(c.n, max(c.k, 1), c.degree, 7)
			p := Place(groups, edges)
			if again := Place(groups, edges); !reflect.DeepEqual(p, again) {
				t.Error("another placement of the same graph")
			}
			if len(p.Nodes) != c.n {
				t.Fatalf("%d places of %d nodes", len(p.Nodes), c.n)
			}
			for a, d := range p.Groups {
				if d.X-d.R < -1 || d.Y-d.R < -1 || d.X+d.R > p.Width+1 || d.Y+d.R > p.Height+1 || d.R <= 0 {
					t.Errorf("group %d at %v is not in %d by %d", a, d, p.Width, p.Height)
				}
				for b := range a {
					if e := p.Groups[b]; distance(Point{d.X, d.Y}, Point{e.X, e.Y}) < float64(d.R+e.R) {
						t.Errorf("groups %d and %d touch", a, b)
					}
				}
			}
			crowded := 0
			for i, at := range p.Nodes {
				d := p.Groups[groups[i]]
				if distance(at, Point{d.X, d.Y}) > float64(d.R) {
					t.Errorf("node %d is outside of its group", i)
				}
				for j := range i {
					if distance(at, p.Nodes[j]) < Spacing*0.6 {
						crowded++
					}
				}
			}
			if crowded > c.n/50 {
				t.Errorf("%d of %d nodes are too near another", crowded, c.n)
			}
		})
	}
}

// TestPlaceTogether holds that what is connected is near each other, and that
// groups are near those that they are connected with.
func TestPlaceTogether(t *testing.T) {
	groups, edges := random(600, 6, 4, 3)
	// Groups 0 and 1 are connected much, and 2 with 3.
	for i, g := range groups {
		for j := i + 1; j < len(groups) && g%2 == 0 && g < 4; j++ {
			if groups[j] == g+1 && j%7 == 0 {
				edges = append(edges, Edge{i, j, 3})
				break
			}
		}
	}
	p := Place(groups, edges)
	between := func(a, b int) float64 {
		x, y := p.Groups[a], p.Groups[b]
		return distance(Point{x.X, x.Y}, Point{y.X, y.Y}) - float64(x.R+y.R)
	}
	for _, g := range []int{0, 2} {
		if d := between(g, g+1); d > 2*Spacing {
			t.Errorf("groups %d and %d are %.0f apart", g, g+1, d)
		}
	}
	var joined, any float64
	n, m := 0, 0
	for _, e := range edges {
		if groups[e.A] == groups[e.B] && e.A != e.B {
			joined += distance(p.Nodes[e.A], p.Nodes[e.B])
			n++
		}
	}
	for i := range groups {
		for j := range i {
			if groups[i] == groups[j] {
				any += distance(p.Nodes[i], p.Nodes[j])
				m++
			}
		}
	}
	if near := joined / float64(n) / (any / float64(m)); near > 0.8 {
		t.Errorf("connected nodes of a group are %.2f times as far from each other as any two", near)
	}
}

// TestPlaceSame holds the numbers themselves, which are to be the same on every
// machine: a change of the rules changes this sum, a change of the machine must
// not.
func TestPlaceSame(t *testing.T) {
	p := Place(random(500, 7, 5, 11))
	sum := 0
	for _, at := range p.Nodes {
		sum = (sum*31 + at.X*7919 + at.Y) % 1_000_000_007
	}
	const want = 802098534
	if sum != want {
		t.Errorf("the sum of all places is %d, want %d", sum, want)
	}
}

func BenchmarkPlace(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		groups, edges := random(n, 10, 5, 1)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Place(groups, edges)
			}
		})
	}
}
