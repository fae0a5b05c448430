package build

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// graphOf reads what the script of the graph draws from.
func graphOf(t *testing.T, s *Snapshot) graphData {
	t.Helper()
	var b bytes.Buffer
	f, ok := s.File("graph/data.js")
	if !ok {
		t.Fatal("there is no graph/data.js")
	}
	if err := f.Render(&b); err != nil {
		t.Fatal(err)
	}
	text, ok := strings.CutPrefix(b.String(), "sitegen.graph(")
	text, end := strings.CutSuffix(text, ");\n")
	var d graphData
	if err := json.Unmarshal([]byte(text), &d); err != nil || !ok || !end {
		t.Fatalf("graph/data.js is no call with data: %v", err)
	}
	return d
}

func snapshot(t *testing.T, b *Builder) *Snapshot {
	t.Helper()
	s, problems, err := b.Snapshot(context.Background())
	if err != nil || s == nil {
		t.Fatal(err, problems)
	}
	return s
}

// TestWholeGraph holds that every entry is in the graph once, in the group of its
// category, inside of its disc, and that its strongest relations are there.
func TestWholeGraph(t *testing.T) {
	_, s := shipped(t, nil)
	d := graphOf(t, s)
	want := len(s.site.Terms) + len(s.site.Lessons) + 1 // and the page about the course
	for name, n := range map[string]int{"ids": len(d.IDs), "titles": len(d.Titles), "kinds": len(d.Kinds), "levels": len(d.Levels),
		"x": len(d.X), "y": len(d.Y), "edges": len(d.Edges)} {
		if n != want {
			t.Errorf("%d %s of %d entries", n, name, want)
		}
	}
	pairs := map[[2]string]int{}
	for i, list := range d.Edges {
		for _, code := range list {
			to := i + code/3
			if to <= i || to >= want {
				t.Fatalf("an edge from %d to %d", i, to)
			}
			pairs[[2]string{d.IDs[i], d.IDs[to]}] = code%3 + 1
			pairs[[2]string{d.IDs[to], d.IDs[i]}] = code%3 + 1
		}
	}
	i := 0
	for _, g := range d.Groups {
		title, r := g[0].(string), g[4].(float64)
		for range int(g[5].(float64)) {
			n := s.byID[d.IDs[i]]
			if c := s.site.Index.Category(n.entry.Category); title != "" && (c == nil || c.Title != title) {
				t.Errorf("%s is in the group %s", d.IDs[i], title)
			}
			if x, y := float64(d.X[i]), float64(d.Y[i]); x*x+y*y > r*r {
				t.Errorf("%s is outside of its group", d.IDs[i])
			}
			path := d.Paths[i]
			if path == "" {
				path = d.IDs[i] + "/"
			}
			if "/"+path != n.entry.URL || d.Titles[i] != n.entry.Title || d.Kinds[i] != n.entry.Kind.String()[0] {
				t.Errorf("%s is %s %s of kind %c", d.IDs[i], path, d.Titles[i], d.Kinds[i])
			}
			if n.term != nil && n.term.Lesson != "" && pairs[[2]string{d.IDs[i], n.term.Lesson}] != firm {
				t.Errorf("%s is not connected with the lesson that treats it", d.IDs[i])
			}
			i++
		}
	}
	if d.Groups[len(d.Groups)-1][0] != "" {
		t.Error("the last group is not that of entries without category")
	}
}

// TestGraphStays holds that the layout is worked out when it is asked for, and
// again only when the graph is another one.
func TestGraphStays(t *testing.T) {
	site := newEditable(map[string]string{
		"content/glossary/cache.md":   "---\ntitle: Cache\n---\nA copy of data.\n",
		"content/glossary/queue.md":   "---\ntitle: Queue\n---\nA line of work.\n",
		"content/lessons/c/_index.md": "---\ntitle: C\n---\n",
		"content/lessons/c/one.md":    "---\ntitle: One\n---\nOf a cache.\n",
		"content/lessons/c/two.md":    "---\ntitle: Two\n---\nOf a queue.\n",
	})
	b := New(options(sources{site}))
	s := snapshot(t, b)
	page, _ := s.File("graph/index.html")
	first, _, err := page.Key()
	if err != nil {
		t.Fatal(err)
	}
	if s.placements.valid {
		t.Error("the layout was worked out though nobody asked for it")
	}
	graphOf(t, s)
	const mark = 123456
	s.placements.last.Width = mark // what is kept is recognised by this
	site.write("content/lessons/c/two.md", "---\ntitle: Two\n---\nOf a queue, said in other words.\n")
	s = snapshot(t, b)
	if d := graphOf(t, s); d.Size[0] != mark {
		t.Error("an edit that changes no relation had the layout worked out again")
	}
	page, _ = s.File("graph/index.html")
	if second, _, err := page.Key(); err != nil || second != first {
		t.Errorf("the page of the graph changed with a word: %v", err)
	}
	site.write("content/lessons/c/two.md", "---\ntitle: Two\nprerequisites: [one]\n---\nOf a queue.\n")
	s = snapshot(t, b)
	if d := graphOf(t, s); d.Size[0] == mark {
		t.Error("another graph has the old layout")
	}
	page, _ = s.File("graph/index.html")
	if third, _, err := page.Key(); err != nil || third == first {
		t.Errorf("the page of another graph is the same: %v", err)
	}
}

// TestGraphPage holds when there is a page of the graph.
func TestGraphPage(t *testing.T) {
	plain := snapshot(t, New(options(newEditable(map[string]string{"content/about.md": "---\ntitle: About\n---\nUs.\n"}).at())))
	if _, ok := plain.File("graph/index.html"); ok || plain.siteView.GraphURL != "" {
		t.Error("a site of plain pages has a graph")
	}
	small := snapshot(t, New(options(newEditable(map[string]string{"content/glossary/cache.md": "---\ntitle: Cache\n---\nA copy.\n"}).at())))
	var b bytes.Buffer
	f, _ := small.File("graph/index.html")
	if err := f.Render(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`data-src="/graph/data.js"`, "<title>Cache</title>", `href="/glossary/cache/"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page of the graph has no %q", want)
		}
	}
	if n := len(small.whole().nodes); n != 1 {
		t.Errorf("%d entries in a graph of one term", n)
	}
}
