package build

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"sitegen/internal/view"
)

// TestNeighbours holds what is drawn on a page: links to what its lists name and
// to nothing else, written so that they cannot break out, at different heights.
func TestNeighbours(t *testing.T) {
	files := map[string]string{
		"content/glossary/hub.md":     "---\ntitle: Hub\nsee_also: [odd]\nlesson: first\n---\nThe middle of it.\n",
		"content/glossary/odd.md":     "---\ntitle: \"Odd <b> & \\\"Co\\\"\"\n---\nNot even.\n",
		"content/glossary/alone.md":   "---\ntitle: Alone\n---\nNothing.\n",
		"content/lessons/c/_index.md": "---\ntitle: C\n---\n",
	}
	for i, name := range []string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"} {
		files["content/lessons/c/"+name+".md"] = fmt.Sprintf("---\ntitle: Lesson %s\norder: %d\nprerequisites: [%s]\n---\nOf the hub.\n", name, i, map[bool]string{true: "first"}[i > 0])
	}
	s, problems, err := New(options(newEditable(files).at())).Snapshot(context.Background())
	if err != nil || s == nil {
		t.Fatal(err, problems)
	}
	hub := s.termView(s.byID["glossary/hub"]).(*view.Term)
	svg := string(hub.Neighbours.Drawing.Markup)
	if !strings.Contains(svg, "Odd &lt;b&gt; &amp; &#34;Co&#34;") || strings.Contains(svg, "<b>") {
		t.Errorf("titles are not escaped: %s", svg)
	}
	for _, n := range s.nodes {
		drawing, lists := drawnOn(s, n)
		links := regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(drawing, -1)
		if len(links) > 2*maxBeside || n.entry.ID == "glossary/alone" && len(links) > 0 {
			t.Errorf("%s has %d neighbours", n.entry.ID, len(links))
		}
		seen := map[string]bool{s.urls.path(n.entry.URL): true}
		for _, l := range links {
			if seen[l[1]] || !lists[l[1]] {
				t.Errorf("%s draws %s, which it drew before or does not list", n.entry.ID, l[1])
			}
			seen[l[1]] = true
		}
		places := map[string]bool{}
		for _, place := range regexp.MustCompile(`<svg x="[^"]*" y="[^"]*">`).FindAllString(drawing, -1) {
			if places[place] {
				t.Errorf("%s draws two neighbours at %s", n.entry.ID, place)
			}
			places[place] = true
		}
	}
	first, _ := drawnOn(s, s.byID["lessons/c/first"])
	if n := strings.Count(first, "<line"); n != maxBeside+1 {
		t.Errorf("the first lesson has %d lines, want one to the term and %d to lessons", n, maxBeside)
	}
}

// drawnOn returns the drawing on the page of a node, and the URLs that the lists
// of the page have.
func drawnOn(s *Snapshot, n *node) (string, map[string]bool) {
	lists := map[string]bool{}
	add := func(all ...[]view.Card) {
		for _, cards := range all {
			for _, c := range cards {
				lists[c.URL] = true
			}
		}
	}
	switch {
	case n.term != nil:
		v := s.termView(n).(*view.Term)
		if v.InDepth != nil {
			add([]view.Card{*v.InDepth})
		}
		add(v.RelatedLessons, v.SeeAlso)
		return string(v.Neighbours.Drawing.Markup), lists
	case n.lesson != nil:
		v := s.lessonView(n).(*view.Lesson)
		add(v.Prerequisites, v.LeadsTo, v.Related, v.SeeAlso, v.Teaches)
		for _, d := range v.Terms {
			lists[d.URL] = true
		}
		return string(v.Neighbours.Drawing.Markup), lists
	}
	return "", lists
}

// BenchmarkNeighbours draws the neighbours of all terms of the shipped site.
func BenchmarkNeighbours(b *testing.B) {
	_, s := shipped(b, nil)
	var views []any
	for _, n := range s.nodes {
		if n.term != nil {
			views = append(views, s.termView(n))
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, v := range views {
			t := v.(*view.Term)
			s.termNeighbours(t, s.byID[t.ID].entry)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(views)), "µs/page")
}
