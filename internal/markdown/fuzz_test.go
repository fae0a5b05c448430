package markdown

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// commonMark returns the examples of CommonMark's specification, which are part
// of goldmark's module.
func commonMark(t testing.TB) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Fatalf("cannot find goldmark's module: %v", err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "_test", "spec.json"))
	if err != nil {
		t.Fatal(err)
	}
	var examples []struct{ Markdown string }
	if err := json.Unmarshal(data, &examples); err != nil {
		t.Fatal(err)
	}
	var sources []string
	for _, e := range examples {
		sources = append(sources, e.Markdown)
	}
	if len(sources) < 500 {
		t.Fatalf("found %d examples", len(sources))
	}
	return sources
}

// caseSources returns the sources of our own cases.
func caseSources(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no case files: %v", err)
	}
	var sources []string
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range strings.Split("\n"+string(data), "\n=== ")[1:] {
			_, body, _ := strings.Cut(block, "\n")
			source, _, _ := strings.Cut(body, "--- html\n")
			sources = append(sources, source)
		}
	}
	return sources
}

// TestCommonMark holds that every example of the specification gives balanced
// HTML, and what every Doc promises.
func TestCommonMark(t *testing.T) {
	for i, source := range commonMark(t) {
		checkPage(t, fmt.Sprintf("example %d", i+1), []byte(source), uint64(i))
	}
}

// checkPage parses a page, checks the Doc, renders it with made-up targets and
// checks the result.
func checkPage(t testing.TB, name string, src []byte, seed uint64) {
	t.Helper()
	// Raw HTML is the author's own, balanced or not.
	opt := Options{NoHTML: true}
	d := Parse("a.md", src, 0, opt)
	checkDoc(t, name, src, d)
	checkHTML(t, name, d.HTML)
	for _, more := range []Options{{}, {NoHTML: true, AllRuns: true, LineNumbers: true}} {
		checkDoc(t, name, src, Parse("a.md", src, 0, more))
	}
	out := renderSome(t, name, d, seed)
	checkHTML(t, name+", rendered", out)
	for _, p := range d.Problems {
		if p.Rule == "" || p.Message == "" || p.Hint == "" || p.Pos.File != "a.md" || p.Pos.Line < 1 || p.Pos.Column < 1 {
			t.Errorf("%s: the problem %+v is not complete", name, p)
		}
	}
}

// TestBareAddresses holds that pages which are not given to the parser that
// looks for bare addresses have none.
func TestBareAddresses(t *testing.T) {
	compared := 0
	for i, source := range append(commonMark(t), caseSources(t)...) {
		body := sound([]byte(source), 0)
		if hasBareAddress(maskRefs(body)) {
			continue
		}
		compared++
		opt := Options{Labels: DefaultLabels()}
		without := parseWith(dialect, "a.md", body, 0, &opt)
		with := parseWith(linkingDialect, "a.md", body, 0, &opt)
		if !bytes.Equal(without.HTML, with.HTML) {
			t.Errorf("example %d: looking for addresses makes a difference\n%s\n%s", i+1, without.HTML, with.HTML)
		}
	}
	if compared < 500 {
		t.Errorf("only %d examples were compared", compared)
	}
	for text, want := range map[string]bool{
		"see https://example.org": true, "(https://example.org)": true, "*www.example.org*": true, "me@example.org": true,
		"[x](https://example.org)": false, "<https://example.org>": false, "@user": false, "a @ b": false, "x": false,
		"[x](a.md) https://example.org": true, "https://example.org": true, "www.example.org": true,
	} {
		if got := hasBareAddress([]byte(text)); got != want {
			t.Errorf("hasBareAddress(%q) = %v", text, got)
		}
	}
}

// renderSome renders a Doc with targets and term links made up from the seed.
func renderSome(t testing.TB, name string, d *Doc, seed uint64) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	targets := make([]Target, len(d.Slots))
	for i := range targets {
		targets[i].URL = []string{"", "/a/b/", `x"&<>'y`, "#f"}[r.IntN(4)]
		if r.IntN(2) == 0 && d.Slots[i].Kind != SlotRaw {
			targets[i].Attrs = ` data-x="y"`
		}
		if r.IntN(2) == 0 {
			targets[i].HTML = func(inner string) (string, error) { return "<b>" + inner + "</b>", nil }
		}
	}
	var terms []TermLink
	for i, run := range d.Runs {
		if run.Place != PlaceProse {
			continue
		}
		n := len(d.RunText(i))
		for at := 0; at < n && r.IntN(3) > 0; {
			from := at + r.IntN(n-at)
			to := from + 1 + r.IntN(n-from)
			terms = append(terms, TermLink{Run: i, Start: from, End: to, ID: `t"`, URL: "/t/?a&b"})
			at = to
		}
	}
	out, err := d.Render(nil, targets, terms)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if got := bytes.Count(out, []byte(`data-term="t&quot;"`)); got < len(terms) {
		t.Errorf("%s: %d of %d term links were made", name, got, len(terms))
	}
	return out
}

func FuzzParse(f *testing.F) {
	for _, s := range commonMark(f) {
		f.Add([]byte(s), uint64(1))
	}
	for _, s := range caseSources(f) {
		f.Add([]byte(s), uint64(2))
	}
	f.Fuzz(func(t *testing.T, src []byte, seed uint64) {
		checkPage(t, "page", src, seed)
	})
}

// FuzzLexers holds that our rule loop and chroma's give the same tokens for
// whatever text.
func FuzzLexers(f *testing.F) {
	names := []string{"go", "python", "yaml", "sql", "bash", "javascript", "typescript", "html", "css", "json", "java",
		"rust", "dockerfile", "c++", "hcl", "toml", "xml", "protobuf", "lua", "ruby", "php"}
	for i, s := range chromaSamples(f) {
		f.Add(s.text[:min(len(s.text), 300)], uint8(i))
	}
	f.Fuzz(func(t *testing.T, text string, which uint8) {
		if len(text) > 2000 {
			return
		}
		compareTokens(t, names[int(which)%len(names)], text)
	})
}
