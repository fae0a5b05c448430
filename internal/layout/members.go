package layout

import (
	"cmp"
	"math"
	"slices"
)

const (
	drawRounds = 16 // of drawing together, spreading out and moving apart
	calmRounds = 40 // of moving apart alone
)

// placeMembers finds the places of a group's nodes: in each round every node
// goes a part of the way to the middle of its neighbours, then the whole is
// spread out over the disc again, and those that are too near each other go
// apart. In the last rounds they only go apart.
func (p *placer) placeMembers(g int) {
	members, r := p.members[g], p.radius[g]-0.55*Spacing
	// What is connected most begins in the middle.
	order := slices.Clone(members)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.weight[b], p.weight[a]) })
	var seeds spiral
	for _, i := range order {
		p.at[i] = seeds.next().times(Spacing).within(r)
	}
	if len(members) < 2 {
		return
	}
	sides := p.sides(g)
	grid := newGrid(r, 1.1*Spacing)
	for round := range drawRounds + calmRounds {
		if round < drawRounds {
			p.draw(g, sides, 0.5-float64(0.3*float64(round)/drawRounds))
			p.spread(order, r)
		}
		grid.fill(members, p.at)
		grid.separate(p.at, Spacing)
		for _, i := range members {
			p.at[i] = p.at[i].within(r)
		}
	}
}

// spread moves nodes outwards or inwards until they fill a disc evenly from its
// middle to its edge. It sorts them by their distance.
func (p *placer) spread(nodes []int, r float64) {
	mean := vec{}
	for _, i := range nodes {
		mean = mean.plus(p.at[i])
	}
	mean = mean.times(1 / float64(len(nodes)))
	for _, i := range nodes {
		p.at[i] = p.at[i].minus(mean)
		p.far[i] = p.at[i].length()
	}
	slices.SortFunc(nodes, func(a, b int) int { return cmp.Or(cmp.Compare(p.far[a], p.far[b]), cmp.Compare(a, b)) })
	for k, i := range nodes {
		if p.far[i] > 1e-9 {
			want := float64(r * math.Sqrt((float64(k)+0.5)/float64(len(nodes))))
			p.at[i] = p.at[i].times(want / p.far[i])
		}
	}
}

// sides are the places at the edge of a group that are nearest to the others.
func (p *placer) sides(g int) []vec {
	out := make([]vec, len(p.middle))
	for to, m := range p.middle {
		way := m.minus(p.middle[g])
		if l := way.length(); l > 0 {
			out[to] = way.times(0.9 * p.radius[g] / l)
		}
	}
	return out
}

// draw moves each node to the middle of its neighbours, of which those of other
// groups stand at the edge and count less.
func (p *placer) draw(g int, sides []vec, heat float64) {
	const outside = 0.35
	for _, i := range p.members[g] {
		sum, weight := p.at[i].times(0.5), 0.5
		for _, h := range p.near[i] {
			at, w := p.at[h.to], h.weight
			if to := p.groups[h.to]; to != g {
				at, w = sides[to], float64(outside*w)
			}
			sum, weight = sum.plus(at.times(w)), weight+w
		}
		way := sum.times(1 / weight).minus(p.at[i])
		p.at[i] = p.at[i].plus(way.times(heat))
	}
}

// grid finds the nodes near a place in a square around the origin.
type grid struct {
	size, half float64
	n          int
	// first is where the nodes of each cell begin in nodes.
	first []int
	nodes []int
	cells []int // of nodes, in the order in which they were given
}

func newGrid(r, size float64) *grid {
	n := int(2*r/size) + 3
	return &grid{size: size, half: float64(float64(n) * size / 2), n: n, first: make([]int, n*n+1)}
}

func (g *grid) cell(at vec) int {
	x, y := int((at.x+g.half)/g.size), int((at.y+g.half)/g.size)
	return min(max(y, 0), g.n-1)*g.n + min(max(x, 0), g.n-1)
}

// fill sorts the nodes into the cells.
func (g *grid) fill(nodes []int, at []vec) {
	clear(g.first)
	g.cells = g.cells[:0]
	for _, i := range nodes {
		c := g.cell(at[i])
		g.cells = append(g.cells, c)
		g.first[c+1]++
	}
	for c := 1; c < len(g.first); c++ {
		g.first[c] += g.first[c-1]
	}
	if g.nodes == nil {
		g.nodes = make([]int, len(nodes))
	}
	// From behind, so that first ends up where each cell begins.
	for k := len(nodes) - 1; k >= 0; k-- {
		c := g.cells[k] + 1
		g.first[c]--
		g.nodes[g.first[c]] = nodes[k]
	}
	copy(g.first, g.first[1:])
	g.first[len(g.first)-1] = len(nodes)
}

// separate moves nodes apart that are nearer to each other than d.
func (g *grid) separate(at []vec, d float64) {
	turn := spiral{n: 1, turn: vec{1, 0}}
	for c := range len(g.first) - 1 {
		here := g.nodes[g.first[c]:g.first[c+1]]
		if len(here) == 0 {
			continue
		}
		apartIn := turn.next()
		apartIn = apartIn.times(1 / apartIn.length())
		for k, i := range here {
			for _, j := range here[k+1:] {
				apart(&at[i], &at[j], d, apartIn)
			}
		}
		// The cells to the right and below; the others have looked here.
		x, y := c%g.n, c/g.n
		for _, o := range [...][2]int{{1, 0}, {-1, 1}, {0, 1}, {1, 1}} {
			if x+o[0] < 0 || x+o[0] >= g.n || y+o[1] >= g.n {
				continue
			}
			other := c + o[0] + o[1]*g.n
			for _, i := range here {
				for _, j := range g.nodes[g.first[other]:g.first[other+1]] {
					apart(&at[i], &at[j], d, apartIn)
				}
			}
		}
	}
}
