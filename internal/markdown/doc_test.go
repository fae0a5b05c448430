package markdown

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
)

func TestPosition(t *testing.T) {
	src := []byte("a\nüx\r\n\n日本語")
	for _, c := range []struct{ offset, line, column int }{
		{0, 1, 1}, {1, 1, 2}, {2, 2, 1}, {4, 2, 2}, {5, 2, 3}, {7, 3, 1}, {8, 4, 1}, {11, 4, 2}, {17, 4, 4}, {99, 4, 4}, {-1, 1, 1},
	} {
		if line, column := Position(src, c.offset); line != c.line || column != c.column {
			t.Errorf("Position(%d) = %d:%d, want %d:%d", c.offset, line, column, c.line, c.column)
		}
	}
	// The cursor gives the same in any order.
	cur := cursor{src: src}
	for _, offset := range []int{5, 8, 2, 17, 0, 11, 11, 4} {
		line, column := cur.position(offset)
		if l, c := Position(src, offset); l != line || c != column {
			t.Errorf("cursor at %d gives %d:%d, want %d:%d", offset, line, column, l, c)
		}
	}
}

// TestPositionsOfTheFile holds that positions count from the top of the file,
// with a byte order mark, front matter and carriage returns.
func TestPositionsOfTheFile(t *testing.T) {
	head := "\ufeff---\r\ntitle: x\r\n---\r\n"
	src := []byte(head + "Line\r\nwith [a](b.md)\r\n\r\n## H\r\n\r\n{{< /x >}}\r\n")
	d := Parse("x/a.md", src, len(head), Options{})
	s := d.Slots[0]
	if s.Line != 5 || s.Column != 10 || string(src[s.Source:s.SourceEnd]) != "b.md" {
		t.Errorf("slot %+v", s)
	}
	if d.Headings[0].Line != 7 {
		t.Errorf("heading %+v", d.Headings[0])
	}
	if got := d.Problems[0].Pos.String(); got != "x/a.md:9:1" {
		t.Errorf("problem at %s", got)
	}
	mark := Parse("a.md", []byte("\ufeff# Title\n"), 0, Options{})
	if mark.Title != "Title" {
		t.Errorf("title %q", mark.Title)
	}
}

// TestPieces holds that every byte of a run leads back to its source.
func TestPieces(t *testing.T) {
	src := []byte("Some \\*text\\* &amp; more,\n> lazily\nnext **bold** é.\n")
	d := Parse("a.md", src, 0, Options{})
	if len(d.Runs) == 0 {
		t.Fatal("no runs")
	}
	for i, r := range d.Runs {
		text := d.RunText(i)
		for k := range text {
			p := 0
			for p+1 < len(r.Pieces) && int(r.Pieces[p+1].Text) <= k {
				p++
			}
			at := int(r.Pieces[p].Source) + k - int(r.Pieces[p].Text)
			if src[at] != text[k] && src[at] != '&' {
				t.Errorf("run %d %q: byte %d is from %q", i, text, k, src[at:])
			}
		}
	}
}

func TestRunText(t *testing.T) {
	d := Parse("a.md", []byte("a < b & \"c\" > d\n"), 0, Options{})
	if got := string(d.RunText(0)); got != `a < b & "c" > d` {
		t.Errorf("RunText = %q", got)
	}
	d = Parse("a.md", []byte("plain text\n"), 0, Options{})
	if text := d.RunText(0); &text[0] != &d.HTML[d.Runs[0].Start] {
		t.Error("the text of a run without escapes is a copy")
	}
}

func TestRender(t *testing.T) {
	src := "A <cache> & a [link](x.md \"t\") ![i](i.png) [[Term]].\n\n{{< box >}}in a cache{{< /box >}}\n"
	d := Parse("a.md", []byte(src), 0, Options{NoHTML: true})
	targets := []Target{
		{URL: `/x/?a&"b`, Attrs: ` rel="r"`}, {URL: "/i.png", Attrs: ` width="1"`}, {URL: "/t/", Attrs: ` class="term" data-term="t"`},
		{HTML: func(inner string) (string, error) { return "<div>" + inner + "</div>", nil }},
	}
	last := len(d.Runs) - 1
	out, err := d.Render([]byte("^"), targets, []TermLink{{Run: last, Start: 5, End: 10, ID: "glossary/cache", URL: "/c/"}})
	if err != nil {
		t.Fatal(err)
	}
	want := `^<p>A  &amp; a <a href="/x/?a&amp;&quot;b" rel="r" title="t">link</a> ` +
		`<img src="/i.png" width="1" alt="i" loading="lazy" decoding="async"> <a href="/t/" class="term" data-term="t">Term</a>.</p>` + "\n" +
		`<div>in a <a class="term" data-term="glossary/cache" href="/c/">cache</a></div>` + "\n"
	if string(out) != want {
		t.Errorf("got  %s\nwant %s", out, want)
	}
}

func TestRenderEscapes(t *testing.T) {
	d := Parse("a.md", []byte("x < AT&T \"q\" end\n"), 0, Options{})
	text := string(d.RunText(0))
	at := strings.Index(text, "AT&T")
	out, err := d.Render(nil, nil, []TermLink{{Run: 0, Start: at, End: at + 4, ID: "a", URL: "/a"}})
	if want := "<p>x &lt; <a class=\"term\" data-term=\"a\" href=\"/a\">AT&amp;T</a> &quot;q&quot; end</p>\n"; err != nil || string(out) != want {
		t.Errorf("got %s (%v), want %s", out, err, want)
	}
}

// TestRenderMistakes holds that a caller's mistake is an error and not a page.
func TestRenderMistakes(t *testing.T) {
	d := Parse("a.md", []byte("one cache, two caches\n\n`code`\n\nmore {{< s >}}x{{< /s >}}\n"), 0, Options{AllRuns: true})
	ok := make([]Target, 1)
	failing := errors.New("template")
	for name, c := range map[string]struct {
		targets []Target
		terms   []TermLink
		want    error
	}{
		"too few targets": {nil, nil, ErrTargets},
		"no such run":     {ok, []TermLink{{Run: 9, End: 1}}, ErrTargets},
		"negative run":    {ok, []TermLink{{Run: -1, End: 1}}, ErrTargets},
		"past the run":    {ok, []TermLink{{Run: 0, Start: 5, End: 99}}, ErrTargets},
		"overlapping":     {ok, []TermLink{{Run: 0, Start: 0, End: 5}, {Run: 0, Start: 4, End: 6}}, ErrTargets},
		"out of order":    {ok, []TermLink{{Run: 2, Start: 0, End: 2}, {Run: 0, Start: 0, End: 2}}, ErrTargets},
		"not prose":       {ok, []TermLink{{Run: 1, Start: 0, End: 2}}, ErrTargets},
		"a template fails": {[]Target{{HTML: func(string) (string, error) { return "", failing }}},
			nil, failing},
	} {
		if _, err := d.Render(nil, c.targets, c.terms); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.Render(nil, ok, nil); err != nil {
		t.Error(err)
	}
}

// TestGob holds that a Doc can be kept on disk.
func TestGob(t *testing.T) {
	for i, source := range caseSources(t) {
		d := Parse("a.md", []byte(source), 0, Options{AllRuns: true})
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(d); err != nil {
			t.Fatal(err)
		}
		var back Doc
		if err := gob.NewDecoder(&b).Decode(&back); err != nil {
			t.Fatal(err)
		}
		// Empty and nil are the same to gob.
		if fmt.Sprintf("%+v", *d) != fmt.Sprintf("%+v", back) {
			t.Errorf("case %d: %+v became %+v", i, *d, back)
		}
		if !bytes.Equal(renderSome(t, "before", d, 1), renderSome(t, "after", &back, 1)) {
			t.Errorf("case %d: it renders otherwise", i)
		}
	}
}

// TestConcurrent holds that Parse gives the same from many goroutines at once,
// and keeps nothing of one page for the next.
func TestConcurrent(t *testing.T) {
	sources := caseSources(t)
	want := make([]*Doc, len(sources))
	for i, s := range sources {
		want[i] = Parse("a.md", []byte(s), 0, Options{AllRuns: true})
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for k := range sources {
				i := (k*7 + g*13) % len(sources)
				if got := Parse("a.md", []byte(sources[i]), 0, Options{AllRuns: true}); !reflect.DeepEqual(got, want[i]) {
					t.Errorf("case %d differs", i)
				}
			}
		})
	}
	wg.Wait()
}

// TestSourceIsKept holds that Parse does not write to what it is given, nor to
// the memory behind it.
func TestSourceIsKept(t *testing.T) {
	for i, source := range caseSources(t) {
		room := []byte(source + "\x00guard")
		src := room[:len(source)]
		Parse("a.md", src, 0, Options{})
		if string(room) != source+"\x00guard" {
			t.Errorf("case %d: the source was changed", i)
		}
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "one": 1, "don't well-known": 2, "a, b; c": 3, "naïve café": 2, "日本語の文章": 3, "2 x 3.5": 4, "– — …": 0,
		"word日本": 2, "ภาษา": 2,
	} {
		if got := countWords(text); got != want {
			t.Errorf("countWords(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestFeatures(t *testing.T) {
	for source, want := range map[string]Features{
		"text":                                0,
		"`code`":                              0,
		"```\nx\n```":                         HasCode,
		"```go tab=x\nx\n```":                 HasCode | HasTabs,
		"$x$":                                 HasMath,
		"```mermaid\nx\n```":                  HasMermaid,
		"```goat\nx\n```":                     HasGoat,
		"|a|\n|-|\n":                          HasTable,
		"![a](b)":                             HasImage,
		"```quiz\n? q\n- [x] a\n```":          HasQuiz,
		"````quiz\n? q\n- [x] $a$\n````\n---": HasQuiz | HasMath,
	} {
		if got := Parse("a.md", []byte(source), 0, Options{}).Features; got != want {
			t.Errorf("%q has the features %b, want %b", source, got, want)
		}
	}
}

// TestLabels holds that labels may be given in part, and are escaped.
func TestLabels(t *testing.T) {
	d := Parse("a.md", []byte("> [!NOTE]\n> x\n\n|a|\n|-|\n"), 0, Options{Labels: Labels{Note: "Hinweis <1>"}})
	for _, want := range []string{"Hinweis &lt;1&gt;", `aria-label="Table 1"`} {
		if !strings.Contains(string(d.HTML), want) {
			t.Errorf("%s lacks %s", d.HTML, want)
		}
	}
}

// TestQuestionID holds that a question keeps its id while its text stays.
func TestQuestionID(t *testing.T) {
	id := func(source string) string {
		html := string(Parse("a.md", []byte("```quiz\n"+source+"\n```\n"), 0, Options{}).HTML)
		_, rest, _ := strings.Cut(html, `data-question="`)
		id, _, _ := strings.Cut(rest, `"`)
		return id
	}
	a := id("? What is it?\n- [x] a")
	if b := id("? What  is\nit?\n- [ ] z\n- [x] other\n! more"); a != b {
		t.Errorf("%s became %s", a, b)
	}
	if b := id("? What was it?\n- [x] a"); a == b {
		t.Errorf("two questions have the id %s", a)
	}
}

// TestGoatRepeats holds that a drawing gives the same bytes each time.
func TestGoatRepeats(t *testing.T) {
	src := []byte("```goat\n.--.   .---.\n|A +-->| b |*--o\n'--'   '-+-'\n    \\    v\n     '-->*\n```\n")
	want := Parse("a.md", src, 0, Options{}).HTML
	for range 50 {
		if got := Parse("a.md", src, 0, Options{}).HTML; !bytes.Equal(got, want) {
			t.Fatalf("%s\n%s", got, want)
		}
	}
}
