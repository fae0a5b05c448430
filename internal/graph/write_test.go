package graph

import (
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"sitegen/internal/content"
)

var update = flag.Bool("update", false, "rewrite the graphs in testdata")

// oddSite has titles that each format would take for its own.
func oddSite() ([]Node, *Relations) {
	b := newBuilder()
	title := func(s string) func(*content.Term) { return func(t *content.Term) { t.Title = s } }
	b.term("quote", title(`A "quoted" \ title`), seeAlso("lines", "brackets"))
	b.term("lines", title("Two\nlines\tand\u2028more"))
	b.term("brackets", title("[list](x) {a} <b>&amp;</b> #1; `c` *d* _e_"))
	b.term("wide", title("状态 👩‍👧 עברית"))
	b.term("empty", title(""))
	b.term("broken", title("bad \xff byte"))
	b.category("core")
	b.lesson("first", func(l *content.Lesson) {
		l.Title, l.Level, l.Category, l.URL = "First", content.LevelFoundation, "core", "/lessons/core/first/"
		l.Teaches = []string{"glossary/quote"}
	})
	b.lesson("second", func(l *content.Lesson) {
		l.Title, l.Prerequisites = "Second", []string{"lessons/first"}
	})
	b.names("lessons/second", "wide", 2, "summary")
	b.names("glossary/quote", "wide", 1)
	b.links("lessons/second", "glossary/empty")
	in := b.input()
	return Nodes(in.Site), Derive(in)
}

func sentence(r Reason) string {
	return strings.Join(append(append([]string{"because", string(r.Kind)}, r.IDs...), r.Words...), " ")
}

func TestWriters(t *testing.T) {
	nodes, r := oddSite()
	formats := map[string]func(w io.Writer) error{
		"graph.json": func(w io.Writer) error { return WriteJSON(w, nodes, r.Edges, sentence) },
		"plain.json": func(w io.Writer) error { return WriteJSON(w, nodes, r.Edges, nil) },
		"graph.dot":  func(w io.Writer) error { return WriteDOT(w, nodes, r.Edges, sentence) },
		"graph.mmd":  func(w io.Writer) error { return WriteMermaid(w, nodes, r.Edges) },
		"empty.json": func(w io.Writer) error { return WriteJSON(w, nil, slices.Values([]Edge{}), nil) },
	}
	for name, write := range formats {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		if !utf8.ValidString(b.String()) {
			t.Errorf("%s is no UTF-8", name)
		}
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		golden, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if b.String() != string(golden) {
			t.Errorf("%s differs (go test -update rewrites it):\n%s", file, b.String())
		}
	}
	files, _ := filepath.Glob("testdata/*.*")
	for _, file := range files {
		if formats[filepath.Base(file)] == nil {
			t.Errorf("%s belongs to no test", file)
		}
	}
}

func TestJSONIsJSON(t *testing.T) {
	nodes, r := oddSite()
	var b strings.Builder
	if err := WriteJSON(&b, nodes, r.Edges, sentence); err != nil {
		t.Fatal(err)
	}
	var out struct {
		Nodes []struct{ ID, Kind, Title, URL, Category, Level string }
		Edges []struct {
			From, To, Kind, Origin, Reason string
			Weight                         float64
			Count                          int
		}
	}
	d := json.NewDecoder(strings.NewReader(b.String()))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		t.Fatal(err)
	}
	edges := slices.Collect(r.Edges)
	if len(out.Nodes) != len(nodes) || len(out.Edges) != len(edges) {
		t.Fatalf("%d nodes and %d edges of %d and %d", len(out.Nodes), len(out.Edges), len(nodes), len(edges))
	}
	for i, n := range out.Nodes {
		if n.Title != strings.ToValidUTF8(nodes[i].Title, "\ufffd") || n.ID != nodes[i].ID || n.Level != nodes[i].Level {
			t.Errorf("node %+v became %+v", nodes[i], n)
		}
	}
	for i, e := range out.Edges {
		if e.From != edges[i].From || e.Weight != edges[i].Weight || e.Count != edges[i].Count || (e.Origin == "authored") != edges[i].Authored {
			t.Errorf("edge %+v became %+v", edges[i], e)
		}
	}
}

func TestStringsSurviveJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		var back string
		if err := json.Unmarshal(appendString(nil, s), &back); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		var theirs string
		plain, _ := json.Marshal(s)
		if err := json.Unmarshal(plain, &theirs); err != nil || back != theirs {
			t.Fatalf("%q came back as %q, with encoding/json as %q", s, back, theirs)
		}
	})
}

type fullDisk struct{}

var errFull = errors.New("disk full")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWriteErrors(t *testing.T) {
	nodes, r := oddSite()
	for name, err := range map[string]error{
		"json":    WriteJSON(fullDisk{}, nodes, r.Edges, nil),
		"dot":     WriteDOT(fullDisk{}, nodes, r.Edges, nil),
		"mermaid": WriteMermaid(fullDisk{}, nodes, r.Edges),
	} {
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
