package markdown

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the expected parts of testdata/*.txt")

// A case file holds numbered cases:
//
//	=== 1 what it shows [option option]
//	the source
//	--- html
//	the skeleton, with each slot shown as ⟦kind dest line:column⟧
//	--- problems
//	what is reported, left out if nothing is
//
// The options are those of Parse (nohtml, linenos, allruns) and further parts
// to show: runs, doc. In sources, \r stands for a carriage return at the end of
// a line, and ␀ for a byte that is not text.
type testCase struct {
	number  int
	name    string
	options []string
	source  string
	parts   string // everything from the first "---" on
}

func readCases(t *testing.T, file string) []testCase {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []testCase
	for i, block := range strings.Split("\n"+string(data), "\n=== ")[1:] {
		head, body, _ := strings.Cut(block, "\n")
		body = strings.TrimSuffix(body, "\n") + "\n"
		number, name, _ := strings.Cut(head, " ")
		c := testCase{name: name}
		if c.number, err = strconv.Atoi(number); err != nil || c.number != i+1 {
			t.Fatalf("%s: case %q should have the number %d", file, head, i+1)
		}
		if name, options, ok := strings.Cut(name, " ["); ok {
			c.name, c.options = name, strings.Fields(strings.TrimSuffix(options, "]"))
		}
		c.source, c.parts = body, ""
		if at := strings.Index(body, "--- html\n"); at >= 0 {
			c.source, c.parts = body[:at], body[at:]
		}
		cases = append(cases, c)
	}
	return cases
}

func (c *testCase) has(option string) bool { return slices.Contains(c.options, option) }

// TestCases runs every case of every file in testdata. A file that is no case
// file, or a case without its expected parts, is an error.
func TestCases(t *testing.T) {
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && e.Name() == "fuzz" {
			continue
		}
		if filepath.Ext(e.Name()) != ".txt" {
			t.Errorf("testdata/%s belongs to no test", e.Name())
			continue
		}
		file := filepath.Join("testdata", e.Name())
		t.Run(strings.TrimSuffix(e.Name(), ".txt"), func(t *testing.T) {
			cases := readCases(t, file)
			var all strings.Builder
			for _, c := range cases {
				got := c.run(t)
				head := fmt.Sprintf("=== %d %s", c.number, c.name)
				if len(c.options) > 0 {
					head += " [" + strings.Join(c.options, " ") + "]"
				}
				all.WriteString(head + "\n" + c.source + got + "\n")
				if !*update && strings.TrimRight(c.parts, "\n") != strings.TrimRight(got, "\n") {
					t.Errorf("%s, case %d (%s)\n--- source\n%s--- got\n%s--- want\n%s", file, c.number, c.name, c.source, got, c.parts)
				}
			}
			if *update {
				if err := os.WriteFile(file, []byte(strings.TrimRight(all.String(), "\n")+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func (c *testCase) run(t *testing.T) string {
	source := strings.ReplaceAll(strings.ReplaceAll(c.source, "\\r\n", "\r\n"), "␀", "\xff")
	source = strings.TrimSuffix(source, "\n")
	if !c.has("nonl") {
		source += "\n"
	}
	src := "---\ntitle: x\n---\n" + source
	opt := Options{NoHTML: c.has("nohtml"), LineNumbers: c.has("linenos"), AllRuns: c.has("allruns")}
	d := Parse("a.md", []byte(src), len(src)-len(source), opt)
	if !c.has("unbalanced") {
		checkHTML(t, c.name, d.HTML)
	}
	checkDoc(t, c.name, []byte(src), d)
	var b strings.Builder
	b.WriteString("--- html\n" + showSlots(d))
	if len(d.Problems) > 0 {
		b.WriteString("--- problems\n")
		if err := d.Problems.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		for _, p := range d.Problems {
			b.WriteString(p.Rule + " ")
		}
		b.WriteString("\n")
	}
	if c.has("runs") || c.has("allruns") {
		b.WriteString("--- runs\n")
		for i, r := range d.Runs {
			fmt.Fprintf(&b, "%s %d %q\n", placeNames[r.Place], r.Section, d.RunText(i))
		}
	}
	if c.has("doc") {
		fmt.Fprintf(&b, "--- doc\ntitle %q paragraph %q words %d\n", d.Title, d.Paragraph, d.Words)
		for _, h := range d.Headings {
			fmt.Fprintf(&b, "h%d %s line %d %q\n", h.Level, h.ID, h.Line, h.Text)
		}
		b.WriteString(d.Text + "\n")
	}
	return b.String()
}

var placeNames = [...]string{"prose", "code", "link", "heading", "image", "html", "math", "diagram", "suppressed", "quiz"}

var slotNames = [...]string{"link", "image", "wiki", "shortcode", "raw"}

// showSlots returns the skeleton with the slots marked.
func showSlots(d *Doc) string {
	var b bytes.Buffer
	pos := 0
	flush := func(to int) { b.Write(d.HTML[pos:to]); pos = to }
	type closing struct {
		at   int
		name string
		last int
	}
	var open []closing
	closeUpTo := func(slot int) {
		for len(open) > 0 && open[len(open)-1].last < slot {
			c := open[len(open)-1]
			open = open[:len(open)-1]
			flush(c.at)
			b.WriteString("⟦/" + c.name + "⟧")
		}
	}
	for i, s := range d.Slots {
		closeUpTo(i)
		flush(int(s.Offset))
		fmt.Fprintf(&b, "⟦%s %s", slotNames[s.Kind], s.Dest)
		for _, a := range s.Args {
			if a.Name != "" {
				fmt.Fprintf(&b, " %s=%q", a.Name, a.Value)
			} else {
				fmt.Fprintf(&b, " %q", a.Value)
			}
		}
		fmt.Fprintf(&b, " %d:%d⟧", s.Line, s.Column)
		if s.Paired {
			open = append(open, closing{int(s.End), s.Dest, i + s.Inside})
		}
	}
	closeUpTo(len(d.Slots))
	flush(len(d.HTML))
	if out := b.String(); out == "" || strings.HasSuffix(out, "\n") {
		return out
	}
	return b.String() + "\n"
}

// checkDoc holds what every Doc promises.
func checkDoc(t testing.TB, name string, src []byte, d *Doc) {
	t.Helper()
	src = sound(src, 0)
	last := uint32(0)
	for i, s := range d.Slots {
		if s.Offset < last || s.End < s.Offset || int(s.End) > len(d.HTML) {
			t.Errorf("%s: slot %d is at %d to %d, after %d, in %d bytes", name, i, s.Offset, s.End, last, len(d.HTML))
		}
		last = s.Offset
		if s.SourceEnd < s.Source || int(s.SourceEnd) > len(src) {
			t.Errorf("%s: slot %d has the source %d to %d of %d", name, i, s.Source, s.SourceEnd, len(src))
		}
		if s.Line < 1 || s.Column < 1 {
			t.Errorf("%s: slot %d is at line %d, column %d", name, i, s.Line, s.Column)
		}
		if i+s.Inside >= len(d.Slots) {
			t.Errorf("%s: slot %d has %d slots inside, of %d", name, i, s.Inside, len(d.Slots))
		}
	}
	end := uint32(0)
	for i, r := range d.Runs {
		if r.Place == PlaceProse {
			if r.Start < end || r.End <= r.Start || int(r.End) > len(d.HTML) {
				t.Errorf("%s: run %d is at %d to %d, after %d", name, i, r.Start, r.End, end)
			}
			end = r.End
		}
		text := d.RunText(i)
		for k, p := range r.Pieces {
			if int(p.Text) >= len(text) || int(p.Source) >= len(src) || k > 0 && p.Text <= r.Pieces[k-1].Text {
				t.Errorf("%s: run %d %q has the piece %+v after %+v", name, i, text, p, r.Pieces[:k])
				continue
			}
			if src[p.Source] != text[p.Text] && src[p.Source] != '&' && text[p.Text] != '\n' && text[p.Text] != ' ' {
				t.Errorf("%s: run %d %q: the piece %+v is at %q", name, i, text, p, src[p.Source:min(len(src), int(p.Source)+10)])
			}
		}
	}
}
