package graph

import (
	"bufio"
	"cmp"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sitegen/internal/content"
)

// Node is one node of graph.json. Category and Level may be empty.
type Node struct {
	ID       string
	Kind     string // term, lesson, page or category
	Title    string
	URL      string
	Category string
	Level    string
}

var kindTerm = content.KindTerm.String()

// Nodes lists the entries of a site as nodes, sorted by id, with URLs as the
// entries have them.
func Nodes(site *content.Site) []Node {
	var out []Node
	add := func(e *content.Entry, level content.Level) {
		out = append(out, Node{e.ID, e.Kind.String(), e.Title, e.URL, e.Category, level.String()})
	}
	for _, t := range site.Terms {
		add(&t.Entry, content.LevelNone)
	}
	for _, l := range site.Lessons {
		add(&l.Entry, l.Level)
	}
	for _, p := range site.Pages {
		add(&p.Entry, content.LevelNone)
	}
	for _, c := range site.Categories {
		add(&c.Entry, content.LevelNone)
	}
	slices.SortStableFunc(out, func(a, b Node) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// WriteJSON writes graph.json: an object of nodes and edges, one to a line, in
// the order given. describe turns a reason into a sentence; where it is nil
// the reason's kind is written. An authored edge has no reason. Fields that
// are empty are left out, but for those that every node and edge has.
func WriteJSON(w io.Writer, nodes []Node, edges iter.Seq[Edge], describe func(Reason) string) error {
	out := bufio.NewWriterSize(w, 1<<16)
	var line []byte
	out.WriteString("{\"nodes\": [")
	for i, n := range nodes {
		line = appendBreak(line[:0], i)
		line = appendString(append(line, `{"id": `...), n.ID)
		line = appendString(append(line, `, "kind": `...), n.Kind)
		line = appendString(append(line, `, "title": `...), n.Title)
		line = appendString(append(line, `, "url": `...), n.URL)
		if n.Category != "" {
			line = appendString(append(line, `, "category": `...), n.Category)
		}
		if n.Level != "" {
			line = appendString(append(line, `, "level": `...), n.Level)
		}
		out.Write(append(line, '}'))
	}
	out.WriteString("\n],\n\"edges\": [")
	i := 0
	for e := range edges {
		line = appendEdge(appendBreak(line[:0], i), e, describe)
		out.Write(line)
		i++
	}
	out.WriteString("\n]}\n")
	return out.Flush() // the first error of all writes
}

func appendBreak(line []byte, i int) []byte {
	if i > 0 {
		line = append(line, ',')
	}
	return append(line, '\n')
}

func appendEdge(line []byte, e Edge, describe func(Reason) string) []byte {
	line = appendString(append(line, `{"from": `...), e.From)
	line = appendString(append(line, `, "to": `...), e.To)
	line = appendString(append(line, `, "kind": `...), string(e.Kind))
	origin := "derived"
	if e.Authored {
		origin = "authored"
	}
	line = append(append(append(line, `, "origin": "`...), origin...), '"')
	line = strconv.AppendFloat(append(line, `, "weight": `...), e.Weight, 'f', -1, 64)
	if e.Count > 0 {
		line = strconv.AppendInt(append(line, `, "count": `...), int64(e.Count), 10)
	}
	if e.Reason.Kind != ReasonNone {
		line = appendString(append(line, `, "reason": `...), why(e.Reason, describe))
	}
	return append(line, '}')
}

func why(r Reason, describe func(Reason) string) string {
	if describe == nil {
		return string(r.Kind)
	}
	return describe(r)
}

const hex = "0123456789abcdef"

// appendString appends s as a JSON string. It escapes what must be, and the
// two separators that break JavaScript; bytes that are no UTF-8 become U+FFFD.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' && c != 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if c >= utf8.RuneSelf && r != '\u2028' && r != '\u2029' && (r != utf8.RuneError || size > 1) {
			i += size
			continue
		}
		b = append(b, s[from:i]...)
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', c)
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r == utf8.RuneError:
			b = append(b, "\ufffd"...)
		default:
			b = append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		}
		i += size
		from = i
	}
	return append(append(b, s[from:]...), '"')
}

// WriteDOT writes the graph for Graphviz. Nodes have their title as label,
// their kind as class and their URL; derived edges are dashed and have their
// reason, in the words of describe, as tooltip.
func WriteDOT(w io.Writer, nodes []Node, edges iter.Seq[Edge], describe func(Reason) string) error {
	out := bufio.NewWriterSize(w, 1<<16)
	out.WriteString("digraph site {\n  rankdir=LR;\n  node [shape=box];\n")
	for _, n := range nodes {
		out.WriteString("  " + dotString(n.ID) + " [label=" + dotString(dotText(n.Title)) + ", class=" + dotString(n.Kind) +
			", URL=" + dotString(n.URL))
		if n.Kind == kindTerm {
			out.WriteString(", shape=ellipse")
		}
		out.WriteString("];\n")
	}
	for e := range edges {
		out.WriteString("  " + dotString(e.From) + " -> " + dotString(e.To) + " [label=" + dotString(string(e.Kind)))
		if !e.Authored {
			out.WriteString(", style=dashed")
			if e.Reason.Kind != ReasonNone {
				out.WriteString(", tooltip=" + dotString(dotText(why(e.Reason, describe))))
			}
		}
		out.WriteString("];\n")
	}
	out.WriteString("}\n")
	return out.Flush()
}

// dotText keeps what looks like an HTML entity in a label from becoming one.
func dotText(s string) string { return strings.ReplaceAll(s, "&", "&amp;") }

// dotString quotes s for DOT. Backslashes are doubled, since labels give them a
// meaning; control characters and bytes that are no UTF-8 become spaces.
func dotString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, " ") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < ' ' || r == 0x7f:
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// WriteMermaid writes the graph as a Mermaid flowchart. Ids may hold anything,
// so nodes are numbered in the order given; an edge to or from an entry that
// is not among the nodes is left out.
func WriteMermaid(w io.Writer, nodes []Node, edges iter.Seq[Edge]) error {
	out := bufio.NewWriterSize(w, 1<<16)
	out.WriteString("flowchart LR\n")
	number := make(map[string]string, len(nodes))
	for i, n := range nodes {
		name := "n" + strconv.Itoa(i)
		number[n.ID] = name
		open, shut := `["`, `"]`
		if n.Kind == kindTerm {
			open, shut = `(["`, `"])`
		}
		out.WriteString("  " + name + open + mermaidText(n.Title) + shut + "\n")
	}
	for e := range edges {
		from, to := number[e.From], number[e.To]
		if from == "" || to == "" {
			continue
		}
		arrow := " -.->|"
		if e.Authored {
			arrow = " -->|"
		}
		out.WriteString("  " + from + arrow + string(e.Kind) + "| " + to + "\n")
	}
	return out.Flush()
}

// mermaidText writes s inside a quoted label. What Mermaid, Markdown or HTML
// would take for its own is written as a character code; an empty label is
// not allowed.
func mermaidText(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, " ") {
		switch {
		case strings.ContainsRune("\"#&<>`\\*_", r):
			b.WriteString("#" + strconv.Itoa(int(r)) + ";")
		case r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	if strings.TrimSpace(b.String()) == "" {
		return "#160;"
	}
	return b.String()
}
