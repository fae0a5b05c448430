package build

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"sitegen/internal/content"
	"sitegen/internal/graph"
	"sitegen/internal/layout"
	"sitegen/internal/output"
	"sitegen/internal/view"
)

// The page of the graph, and the file that its script draws from: a script
// itself, since a page opened from a disk may load that and nothing else.
const (
	graphPath     = "/graph/"
	graphDataPath = "/graph/data.js"
)

// How many relations of an entry the page of the graph draws: the strongest.
// Other entries may draw theirs to it. A large site makes do with fewer, for all
// of them are loaded together.
const (
	maxRelations = 6
	fewRelations = 4
	largeGraph   = 4000 // entries
)

// How strong a relation is drawn. The layout takes them as weights.
const (
	faint  = iota + 1 // derived
	strong            // derived, and among the first
	firm              // of an author
)

// wholeGraph is what the page of the graph draws: all entries but the
// categories, which are its groups. A snapshot makes it when it is first asked
// for; where things are placed is worked out later still.
type wholeGraph struct {
	snapshot *Snapshot
	// nodes are ordered by group, and by id in it; sizes counts each group's.
	nodes  []*node
	groups []*content.Category // nil is the group of all that have no category
	sizes  []int
	// edges lead from a lower number to a higher one, sorted.
	edges []relation
	// sum identifies all that is drawn.
	sum view.Sum
}

// relation is an edge of the whole graph, between two numbers of nodes.
type relation struct{ from, to, strength int }

// makeWhole gathers the graph from the relations.
func (s *Snapshot) makeWhole() *wholeGraph {
	w := &wholeGraph{snapshot: s}
	lists := s.listURLs()
	byGroup := map[string][]*node{}
	for _, n := range s.nodes {
		if e := n.entry; n.category == nil && e.URL != "" && !lists[e.URL] {
			slug := ""
			if s.site.Index.Category(e.Category) != nil {
				slug = e.Category
			}
			byGroup[slug] = append(byGroup[slug], n)
		}
	}
	for _, c := range append(slices.Clone(s.site.Categories), nil) {
		slug := ""
		if c != nil {
			slug = c.Slug
		}
		if members := byGroup[slug]; len(members) > 0 {
			w.nodes, w.groups, w.sizes = append(w.nodes, members...), append(w.groups, c), append(w.sizes, len(members))
		}
	}
	w.relate()
	w.identify()
	return w
}

// relate takes the strongest relations of each node, and every pair once.
func (w *wholeGraph) relate() {
	number := make(map[string]int, len(w.nodes))
	for i, n := range w.nodes {
		number[n.entry.ID] = i
	}
	most := maxRelations
	if len(w.nodes) > largeGraph {
		most = fewRelations
	}
	for i, n := range w.nodes {
		own := w.snapshot.strongest(n)
		slices.SortStableFunc(own, func(a, b tie) int { return cmp.Compare(b.strength, a.strength) })
		kept := 0
		for _, t := range own {
			if to, ok := number[t.id]; ok && to != i && kept < most {
				w.edges = append(w.edges, relation{min(i, to), max(i, to), t.strength})
				kept++
			}
		}
	}
	slices.SortFunc(w.edges, func(a, b relation) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(b.strength, a.strength))
	})
	w.edges = slices.CompactFunc(w.edges, func(a, b relation) bool { return a.from == b.from && a.to == b.to })
}

// tie is a relation as the entry that has it sees it.
type tie struct {
	id       string
	strength int
}

// strongest lists an entry's relations for the graph: what authors said, then
// the first derived ones of each list, then the others.
func (s *Snapshot) strongest(n *node) []tie {
	var out []tie
	add := func(list []graph.Relation, first int) {
		for i, r := range list {
			t := tie{r.ID, faint}
			if r.Authored {
				t.strength = firm
			} else if i < first {
				t.strength = strong
			}
			out = append(out, t)
		}
	}
	id, r := n.entry.ID, s.relations
	switch {
	case n.term != nil:
		if n.term.Lesson != "" {
			out = append(out, tie{n.term.Lesson, firm})
		}
		add(r.SeeAlso[id], 3)
		add(r.Lessons[id], 2)
	case n.lesson != nil:
		add(r.Prerequisites[id], 0)
		for _, t := range n.lesson.Teaches {
			out = append(out, tie{t, firm})
		}
		add(r.SeeAlso[id], 0)
		add(r.Related[id], 3)
	default:
		for _, to := range n.refs {
			out = append(out, tie{to, strong})
		}
		for _, t := range n.linked {
			out = append(out, tie{t, faint})
		}
	}
	return out
}

// identify sums up everything that the page and its data are made of.
func (w *wholeGraph) identify() {
	var b bytes.Buffer
	str := func(t string) {
		b.Write(binary.AppendUvarint(nil, uint64(len(t))))
		b.WriteString(t)
	}
	num := func(n int) { b.Write(binary.AppendUvarint(nil, uint64(n))) }
	str(w.snapshot.urls.prefix)
	num(len(w.nodes))
	for _, n := range w.nodes {
		str(n.entry.ID)
		str(n.entry.Title)
		str(n.entry.URL)
		str(n.entry.Kind.String())
		str(n.level())
	}
	for g, c := range w.groups {
		num(w.sizes[g])
		if c != nil {
			str(c.Title)
			str(w.snapshot.categoryLink(c.Slug).URL)
		}
	}
	for _, e := range w.edges {
		num(e.from)
		num(e.to)
		num(e.strength)
	}
	w.sum = view.Sum(output.SumOf(b.Bytes()))
}

func (n *node) level() string {
	if n.lesson != nil {
		return n.lesson.Level.String()
	}
	return ""
}

// placementCache keeps the last placement, by the sum of its graph: an edit that
// changes no relation has the nodes stay where they are without asking again.
type placementCache struct {
	mu    sync.Mutex
	sum   view.Sum
	valid bool
	last  layout.Placement
}

// placement says where everything is.
func (w *wholeGraph) placement() layout.Placement {
	c := w.snapshot.placements
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.valid || c.sum != w.sum {
		groups := make([]int, 0, len(w.nodes))
		for g, size := range w.sizes {
			groups = append(groups, slices.Repeat([]int{g}, size)...)
		}
		edges := make([]layout.Edge, len(w.edges))
		for i, e := range w.edges {
			edges[i] = layout.Edge{A: e.from, B: e.to, Weight: float64(e.strength)}
		}
		c.last, c.sum, c.valid = layout.Place(groups, edges), w.sum, true
	}
	return c.last
}

// addGraph adds the page of the graph, and the file that its script draws from.
func (s *Snapshot) addGraph() {
	if s.siteView.GraphURL == "" {
		return
	}
	s.add(graphPath, "", s.graphView)
	s.files = append(s.files, &File{Path: outputPath(graphDataPath), Class: output.Page,
		key: func() (view.Sum, error) {
			sum := s.whole().sum
			return view.SumOf([]byte("graph"), sum[:]), nil
		},
		data: buffered(func() ([]byte, error) { return s.whole().script() })})
}

// graphData is the graph as the script reads it, in columns, which take less
// room than nodes one by one. Nodes are ordered by group.
type graphData struct {
	// Size is the frame in which the places are.
	Size [2]int `json:"size"`
	// Groups are title, path, place, radius and number of nodes of each; the
	// last one's title is empty where there are entries without category.
	Groups [][6]any `json:"groups"`
	// Kinds and Levels have a letter for each node: t, l and p; f, i, a and -.
	Kinds  string   `json:"kinds"`
	Levels string   `json:"levels"`
	IDs    []string `json:"ids"`
	Titles []string `json:"titles"`
	// Paths are those that are not the id and a slash, by the node's number.
	Paths map[int]string `json:"paths"`
	// X and Y are the places, from the middle of their group.
	X []int `json:"x"`
	Y []int `json:"y"`
	// Edges has for each node those that lead to nodes of higher numbers: three
	// times how much higher, and what is left is the strength, from 0.
	Edges [][]int `json:"edges"`
}

// script writes the data as a call of the page's script.
func (w *wholeGraph) script() ([]byte, error) {
	p := w.placement()
	d := graphData{Size: [2]int{p.Width, p.Height}, Paths: map[int]string{}, Edges: make([][]int, len(w.nodes))}
	i := 0
	var kinds, levels strings.Builder
	for g, c := range w.groups {
		disc := p.Groups[g]
		title, path := "", ""
		if c != nil {
			title, path = c.Title, strings.TrimPrefix(w.snapshot.categoryLink(c.Slug).URL, w.snapshot.urls.prefix)
		}
		d.Groups = append(d.Groups, [6]any{title, path, disc.X, disc.Y, disc.R, w.sizes[g]})
		for range w.sizes[g] {
			n := w.nodes[i]
			kinds.WriteByte(n.entry.Kind.String()[0])
			levels.WriteByte((n.level() + "-")[0])
			d.IDs, d.Titles = append(d.IDs, n.entry.ID), append(d.Titles, n.entry.Title)
			if path := escapePath(strings.TrimPrefix(n.entry.URL, "/")); path != n.entry.ID+"/" {
				d.Paths[i] = path
			}
			d.X, d.Y = append(d.X, p.Nodes[i].X-disc.X), append(d.Y, p.Nodes[i].Y-disc.Y)
			d.Edges[i] = []int{}
			i++
		}
	}
	for _, e := range w.edges {
		d.Edges[e.from] = append(d.Edges[e.from], 3*(e.to-e.from)+e.strength-1)
	}
	d.Kinds, d.Levels = kinds.String(), levels.String()
	data, err := json.Marshal(d)
	return slices.Concat([]byte("sitegen.graph("), data, []byte(");\n")), err
}
