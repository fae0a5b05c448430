package markdown

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

// cpu is the time that this process has spent so far.
func cpu(t *testing.T) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		t.Fatal(err)
	}
	return time.Duration(r.Utime.Nano())
}

// hostile are pages that try to make the parser slow or deep: 10,000 of
// everything, nested, unclosed, on one line or on many.
func hostile() map[string]string {
	const n = 10_000
	rep := strings.Repeat
	var stairs, ticks strings.Builder
	for i := range 600 {
		stairs.WriteString(rep("  ", i) + "- x\n")
		ticks.WriteString(rep("`", i+1) + " ")
	}
	return map[string]string{
		"quotes":          rep(">", n) + " x\n",
		"quotes, lines":   rep(rep("> ", 150)+"x\n", 200),
		"lists":           rep("- ", n) + "x\n",
		"ordered lists":   rep("1. ", n) + "x\n",
		"stairs":          stairs.String(),
		"emphasis":        rep("*a ", n) + rep("a* ", n),
		"emphasis, mixed": rep("*a_ ", n),
		"strike":          rep("~~a ", n) + rep("a~~ ", n),
		"brackets":        rep("[", n) + "a" + rep("]", n),
		"links":           rep("[a](b ", n),
		"link titles":     rep("[a](b \"c ", n),
		"link angles":     rep("[a](<b", n),
		"links, nested":   rep("[a", n) + rep("](b)", n),
		"images, nested":  rep("![", n) + "a" + rep("](b)", n),
		"references":      rep("[a][", n),
		"definitions":     rep("[a]: b\n", n),
		"footnotes":       rep("[^a]", n) + "\n\n[^a]: x\n",
		"footnote nest":   rep("[^a]: ", n) + "x\n",
		"list nest":       "a\n" + rep(": ", n) + "x\n",
		"wiki":            rep("[[a", n) + rep("[[a]] ", n),
		"ticks":           ticks.String(),
		"tick pairs":      rep("`a`` ", n),
		"dollars":         rep("$a ", n) + rep("$$a ", n),
		"dollar blocks":   rep("$$\na\n\n", n),
		"shortcodes":      rep("{{< a >}}", n) + rep("{{< /b >}}", n),
		"shortcode nest":  rep("{{< a >}}", n) + rep("{{< /a >}}", n),
		"shortcode quote": rep("{{< a \"", n),
		"shortcode lines": rep("{{< a \"\n", n),
		"tags, open":      rep("<a ", n),
		"attributes":      rep("<a b=\"", n),
		"comments":        rep("<!-- ", n),
		"instructions":    rep("a <? ", n),
		"sections":        rep("a <![CDATA[ ", n),
		"tags, wrong end": rep("<a>", n) + rep("</code>", n),
		"scripts":         "<div>" + rep("<script>", n) + "\n",
		"references, cut": rep("&amp", n) + rep("&#1", n),
		"backslashes":     rep("\\", n) + rep("\\*", n),
		"wide table":      "|" + rep("a|", 500) + "\n|" + rep("-|", 500) + "\n" + rep("|"+rep("b|", 20)+"\n", 500),
		"table pipes":     "|a|\n|-|\n" + rep("|"+rep("\\|", 500)+"`\\|`|\n", 20),
		"headings":        rep("# a\n", n),
		"heading braces":  "# a " + rep("{", n) + "\n",
		"addresses":       rep("http://a.b/", n) + rep(" a@b.c", n) + rep("www.", n),
		"underline":       rep("a\n", n) + "===\n",
		"tabs":            rep("```go tab=a\nx\n```\n", 2000),
		"quiz":            "```quiz\n" + rep("? a\n- [x] b\n", 2000) + "```\n",
		"goat":            "```goat\n" + rep(rep("-+", 200)+"\n", 50) + "```\n",
		"long word":       rep("a", 20*n),
		"alerts":          rep("> [!NOTE]\n", n),
		"lazy lines":      rep("> ", 90) + "a\n" + rep("b\n", n),
	}
}

// TestHostile holds that no page takes more than seconds, nor crashes, nor
// gives HTML nested deeper than other programs read.
func TestHostile(t *testing.T) {
	for name, src := range hostile() {
		start := cpu(t)
		d := Parse("a.md", []byte(src), 0, Options{})
		if took := cpu(t) - start; took > 30*time.Second {
			t.Errorf("%s: %d bytes took %v", name, len(src), took)
		}
		if strings.HasPrefix(name, "tags") || name == "scripts" { // the author's own nesting
			continue
		}
		if depth := checkHTML(t, name, d.HTML); depth > 2*maxBlockDepth+maxInlineDepth {
			t.Errorf("%s: the HTML is %d levels deep", name, depth)
		}
	}
}

// TestTooDeep holds that what is cut off is reported, once and at its place.
func TestTooDeep(t *testing.T) {
	for name, src := range map[string]string{
		"quotes":   "x\n\n" + strings.Repeat(">", 10_000) + " x\n",
		"lists":    "x\n\n" + strings.Repeat("- ", 10_000) + "x\n",
		"emphasis": "x\n\n" + strings.Repeat("*a ", 1000) + strings.Repeat("a* ", 1000),
		"marks":    "x\n\n" + strings.Repeat("*a* ", maxMarks),
	} {
		d := Parse("a.md", []byte(src), 0, Options{})
		if len(d.Problems) != 1 || d.Problems[0].Rule != "too-deep" || d.Problems[0].Pos.Line != 3 {
			t.Errorf("%s: problems %v, want one too-deep in line 3", name, d.Problems)
		}
	}
}

// TestHugePage holds that a page of 50 MB is parsed in seconds and with memory
// in proportion.
func TestHugePage(t *testing.T) {
	block := "## Part\n\nSome *prose* about [caches](../cache.md) and `code`,\nover two lines." +
		strings.Repeat(" Then more words follow, as they do.", 20) + "\n\n- one\n- two\n\n"
	src := []byte(strings.Repeat(block, 50_000_000/len(block)))
	if testing.Short() {
		src = src[:5_000_000]
	}
	start := cpu(t)
	d := Parse("a.md", src, 0, Options{})
	if took := cpu(t) - start; took > 60*time.Second {
		t.Errorf("%d bytes took %v", len(src), took)
	}
	if len(d.Problems) != 0 || len(d.Headings) < len(src)/len(block)-1 {
		t.Errorf("%d problems, %d headings", len(d.Problems), len(d.Headings))
	}
	if d.Headings[1].ID != "part-1" || d.Slots[1].Line != 11 {
		t.Errorf("heading %+v, slot %+v", d.Headings[1], d.Slots[1])
	}
}
