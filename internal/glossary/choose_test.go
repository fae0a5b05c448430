package glossary

import (
	"slices"
	"testing"

	"sitegen/internal/content"
)

func TestChoose(t *testing.T) {
	at := func(term string, section int) Occurrence {
		return Occurrence{Span: Span{Term: term}, Section: section}
	}
	authored := func(o Occurrence) Occurrence { o.Authored = true; return o }
	with := func(o Occurrence, v Verdict) Occurrence { o.Verdict = v; return o }
	page := Page{ID: "home"}
	for _, c := range []struct {
		name string
		page Page
		occ  []Occurrence
		want []Verdict
	}{
		{"first mention in each section", page,
			[]Occurrence{at("a", 0), at("a", 0), at("b", 0), at("a", 1), at("a", 2), at("a", 2)},
			[]Verdict{Linked, NotFirst, Linked, Linked, Linked, NotFirst}},
		{"first mention on the page", Page{ID: "home", Mode: content.LinkPage},
			[]Occurrence{at("a", 0), at("a", 1), at("b", 1)}, []Verdict{Linked, NotFirst, Linked}},
		{"all", Page{ID: "home", Mode: content.LinkAll},
			[]Occurrence{at("a", 0), at("a", 0), authored(at("a", 0)), at("home", 0)}, []Verdict{Linked, Linked, NotFirst, OwnPage}},
		{"none", Page{ID: "home", Mode: content.LinkNone},
			[]Occurrence{at("a", 0), with(at("a", 0), InCode)}, []Verdict{ModeNone, InCode}},
		{"the page is off", Page{ID: "home", Off: true}, []Occurrence{at("a", 0), at("home", 0)}, []Verdict{PageOff, PageOff}},
		{"the term's own page", Page{ID: "a"}, []Occurrence{at("a", 0), at("b", 0)}, []Verdict{OwnPage, Linked}},
		{"the term is off", page, []Occurrence{at("off", 0), at("a", 0)}, []Verdict{TermOff, Linked}},
		{"a mention where no link belongs is not the first", page,
			[]Occurrence{with(at("a", 0), InHeading), with(at("a", 0), Suppressed), at("a", 0)}, []Verdict{InHeading, Suppressed, Linked}},
		{"an author's link is the one link of its section, wherever it stands", page,
			[]Occurrence{at("a", 0), authored(at("a", 0)), at("a", 0), at("a", 1)}, []Verdict{NotFirst, NotFirst, NotFirst, Linked}},
		{"it may come with the verdict that it stands in a link", page,
			[]Occurrence{at("a", 0), with(authored(at("a", 0)), InLink)}, []Verdict{NotFirst, InLink}},
	} {
		t.Run(c.name, func(t *testing.T) {
			Choose(c.page, func(term string) bool { return term == "off" }, c.occ)
			var got []Verdict
			for _, o := range c.occ {
				got = append(got, o.Verdict)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	Choose(page, nil, []Occurrence{at("a", 0)}) // off may be nil
}

// TestVerdicts: every verdict has a name and a sentence of its own.
func TestVerdicts(t *testing.T) {
	names, texts := map[string]bool{}, map[string]bool{}
	for v := Linked; v <= InQuiz; v++ {
		if v.String() == "" || v.Explain() == "" || names[v.String()] || texts[v.Explain()] {
			t.Errorf("verdict %d: %q, %q", v, v.String(), v.Explain())
		}
		names[v.String()], texts[v.Explain()] = true, true
	}
	if Verdict(200).String() != "unknown" || Verdict(200).Explain() == "" {
		t.Error("an unknown verdict must not panic")
	}
}
