package graph

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// edges yields all relations as edges, sorted by From, To and Kind.
func (s *sighting) edges(r *Relations) iter.Seq[Edge] {
	return func(yield func(Edge) bool) {
		var list []Edge
		for i := range s.nodes {
			list = s.edgesFrom(int32(i), r, list[:0])
			for _, e := range list {
				if !yield(e) {
					return
				}
			}
		}
	}
}

func (s *sighting) edgesFrom(i int32, r *Relations, out []Edge) []Edge {
	n := &s.nodes[i]
	authored := func(kind Kind, to int32) {
		out = append(out, Edge{From: n.ID, To: s.nodes[to].ID, Kind: kind, Authored: true, Weight: 1})
	}
	relations := func(kind Kind, list []Relation) {
		for _, rel := range list {
			e := Edge{From: n.ID, To: rel.ID, Kind: kind, Authored: rel.Authored, Weight: rel.Weight}
			if !rel.Authored {
				e.Reason = rel.Reason
			}
			out = append(out, e)
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
	relations(Prerequisite, r.Prerequisites[n.ID])
	if n.term != nil {
		if to, ok := s.num[n.term.Lesson]; ok && s.nodes[to].lesson != nil {
			authored(InDepth, to)
		}
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
