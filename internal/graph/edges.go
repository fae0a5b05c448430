package graph

import (
	"cmp"
	"slices"
	"strings"
)

// edges lists all relations as edges, sorted by From, To and Kind.
func (s *sighting) edges(r *Relations) {
	lists := make([][]Edge, len(s.nodes))
	parallel(len(s.nodes), func(_, from, to int) {
		for i := from; i < to; i++ {
			lists[i] = s.edgesFrom(int32(i), r)
		}
	})
	total := 0
	for _, list := range lists {
		total += len(list)
	}
	r.Edges = make([]Edge, 0, total)
	for _, list := range lists {
		r.Edges = append(r.Edges, list...)
	}
}

func (s *sighting) edgesFrom(i int32, r *Relations) []Edge {
	n := &s.nodes[i]
	var out []Edge
	authored := func(kind Kind, to int32) {
		out = append(out, Edge{From: n.ID, To: s.nodes[to].ID, Kind: kind, Authored: true, Weight: 1})
	}
	relations := func(kind Kind, list []Relation) {
		for _, rel := range list {
			out = append(out, Edge{n.ID, rel.ID, kind, rel.Authored, rel.Weight, 0, rel.Reason})
		}
	}
	for _, nm := range n.names {
		if m := nm.mention; m != nil {
			out = append(out, Edge{From: n.ID, To: m.Term, Kind: Mentions, Weight: round(nm.share), Count: mentionCount(m)})
		}
	}
	for _, to := range n.taught {
		authored(Teaches, to)
	}
	for _, to := range n.links {
		authored(Links, to)
	}
	relations(SeeAlso, r.SeeAlso[n.ID])
	relations(Related, r.Lessons[n.ID])
	relations(Related, r.Related[n.ID])
	if n.term != nil {
		if to, ok := s.num[n.term.Lesson]; ok && s.nodes[to].lesson != nil {
			authored(InDepth, to)
		}
	}
	for _, rel := range r.Prerequisites[n.ID] {
		authored(Prerequisite, s.num[rel.ID])
	}
	slices.SortFunc(out, func(a, b Edge) int {
		return cmp.Or(strings.Compare(a.To, b.To), strings.Compare(string(a.Kind), string(b.Kind)))
	})
	return out
}

// mentionCount counts a mention wherever it stands.
func mentionCount(m *Mention) int {
	n := max(m.Count, 0)
	if m.InTitle || m.InCompound {
		n++
	}
	if m.InSummary {
		n++
	}
	return n
}
