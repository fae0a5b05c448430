package layout

import (
	"cmp"
	"math"
	"slices"
)

// Spacing is about how far from each other the nodes of a placement are.
const Spacing = 40

// Edge joins two nodes, given by their numbers. Weight says how strongly, and is
// positive.
type Edge struct {
	A, B   int
	Weight float64
}

// Point is the place of a node.
type Point struct{ X, Y int }

// Disc is the place of a group; all of its nodes are inside.
type Disc struct{ X, Y, R int }

// Placement says where everything is. Right and down are positive, as on a
// screen, and nothing is left of 0 or above it.
type Placement struct {
	Nodes         []Point
	Groups        []Disc
	Width, Height int
}

// Place puts the nodes of a graph into a plane. groups has the number of each
// node's group. Each group becomes a disc that is as large as its nodes need;
// discs that much connects are near each other, and never touch. In a disc, nodes
// that are connected are near each other, those that are connected with another
// group's are at the side where that is, and all of them keep a distance.
//
// It takes a time that grows little more than linearly with nodes and edges, and
// quadratically with groups.
func Place(groups []int, edges []Edge) Placement {
	p := newPlacer(groups, edges)
	p.placeGroups()
	for g := range p.members {
		p.placeMembers(g)
	}
	return p.placement()
}

type placer struct {
	groups  []int
	members [][]int // by group
	near    [][]half
	weight  []float64 // of all edges of a node

	at     []vec     // of nodes, from the middle of their group
	far    []float64 // of nodes, their distance from that
	middle []vec     // of groups
	radius []float64
}

// half is an edge as one of its nodes sees it.
type half struct {
	to     int
	weight float64
}

func newPlacer(groups []int, edges []Edge) *placer {
	n, k := len(groups), 0
	for _, g := range groups {
		k = max(k, g+1)
	}
	p := &placer{groups: groups, members: make([][]int, k), near: make([][]half, n), weight: make([]float64, n),
		at: make([]vec, n), far: make([]float64, n), middle: make([]vec, k), radius: make([]float64, k)}
	for i, g := range groups {
		p.members[g] = append(p.members[g], i)
	}
	for _, e := range edges {
		if e.A == e.B {
			continue
		}
		p.near[e.A] = append(p.near[e.A], half{e.B, e.Weight})
		p.near[e.B] = append(p.near[e.B], half{e.A, e.Weight})
		p.weight[e.A] += e.Weight
		p.weight[e.B] += e.Weight
	}
	for g, m := range p.members {
		p.radius[g] = radius(len(m))
	}
	return p
}

// radius is that of a group of n nodes: with room for its title.
func radius(n int) float64 {
	return Spacing * (0.7 + float64(0.62*math.Sqrt(float64(n))))
}

const (
	groupGap    = 0.9 * Spacing // between the edges of two groups
	groupRounds = 240
	groupPairs  = 30_000_000 // how many pairs of groups are looked at, at most
	// flat makes the whole broader than high, as most windows are.
	flat = 0.72
)

// placeGroups finds the middles of the groups.
func (p *placer) placeGroups() {
	k := len(p.members)
	// Large groups begin in the middle.
	order := make([]int, k)
	mean := 0.0
	for g := range order {
		order[g] = g
		mean += p.radius[g] / float64(k)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(p.members[b]), len(p.members[a])) })
	var seeds spiral
	for _, g := range order {
		p.middle[g] = seeds.next().times(2.2 * mean)
	}
	pull := p.groupPull()
	rounds := min(groupRounds, groupPairs/max(1, k*k)+2)
	moved := make([]vec, k)
	for round := range rounds {
		heat := 1 - float64(round)/float64(rounds)
		for g := range k {
			to := p.middle[g]
			move := vec{float64(to.x * -0.02), float64(to.y * (-0.02 / flat))}
			for _, h := range pull[g] {
				way := p.middle[h.to].minus(to)
				free := way.length() - p.radius[g] - p.radius[h.to] - groupGap
				if free > 0 {
					move = move.plus(way.times(float64(0.2*h.weight) * free / (free + p.radius[g])))
				}
			}
			moved[g] = to.plus(move.times(heat))
		}
		copy(p.middle, moved)
		p.separateGroups()
	}
	p.loosenGroups()
}

// groupPull says how strongly groups draw each other, as parts of all that a
// group's edges to other groups weigh.
func (p *placer) groupPull() [][]half {
	out := make([][]half, len(p.members))
	sum := make([]float64, len(p.members))
	for g, members := range p.members {
		total := 0.0
		for _, i := range members {
			for _, h := range p.near[i] {
				if to := p.groups[h.to]; to != g {
					sum[to] += h.weight
					total += h.weight
				}
			}
		}
		for to, w := range sum {
			if w > 0 {
				out[g] = append(out[g], half{to, w / total})
			}
			sum[to] = 0
		}
	}
	return out
}

// separateGroups pushes groups apart that touch.
func (p *placer) separateGroups() {
	var seeds spiral
	for a := range p.middle {
		turn := seeds.next()
		turn = turn.times(1 / turn.length())
		for b := a + 1; b < len(p.middle); b++ {
			apart(&p.middle[a], &p.middle[b], p.radius[a]+p.radius[b]+groupGap, turn)
		}
	}
}

// loosenGroups moves all groups outwards by what the two that touch most need.
func (p *placer) loosenGroups() {
	factor := 1.0
	for a := range p.middle {
		for b := a + 1; b < len(p.middle); b++ {
			need := p.radius[a] + p.radius[b] + groupGap/2
			if d := p.middle[b].minus(p.middle[a]).length(); d < need && d > 0 {
				factor = max(factor, need/d)
			}
		}
	}
	for g := range p.middle {
		p.middle[g] = p.middle[g].times(factor)
	}
}

// placement moves everything to where no number is negative, and rounds.
func (p *placer) placement() Placement {
	out := Placement{Nodes: make([]Point, len(p.at)), Groups: make([]Disc, len(p.middle))}
	if len(p.middle) == 0 {
		return out
	}
	least, most := vec{math.Inf(1), math.Inf(1)}, vec{math.Inf(-1), math.Inf(-1)}
	for g, m := range p.middle {
		r := p.radius[g]
		least = vec{min(least.x, m.x-r), min(least.y, m.y-r)}
		most = vec{max(most.x, m.x+r), max(most.y, m.y+r)}
	}
	round := func(f float64) int { return int(math.Round(f)) }
	for g, m := range p.middle {
		m = m.minus(least)
		out.Groups[g] = Disc{round(m.x), round(m.y), round(p.radius[g])}
	}
	for i, at := range p.at {
		at = at.plus(p.middle[p.groups[i]]).minus(least)
		out.Nodes[i] = Point{round(at.x), round(at.y)}
	}
	size := most.minus(least)
	out.Width, out.Height = round(size.x), round(size.y)
	return out
}
