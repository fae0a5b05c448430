package importer

import (
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

// pieces are what bodies are made of: the notation of every tool, sitegen's
// own, and what breaks off half-way.
var pieces = []string{
	"Text", "a [link](other.md) and [another](/x/y)", "[[wiki]]", "[[Other|text]]", "[[!no]]", "[[a]](b)", "{{< tag >}}", "{{< /tag >}}", "{{% x %}}",
	"{{% /x %}}", "{{< ref \"other\" >}}", "{{<", "{{< broken", "{{</* x */>}}", "$$", "$$x$$", "$$ open", "end $$", "$5", "!!! note", "!!! warning \"T\"", "??? tip", "???+ tip \"Open\"",
	"=== \"One\"", "=== \"Two\"", ":::note", ":::tip[Title]", "::::danger", ":::", "::::", "```", "```go", "````", "~~~", "`code", "`a` [[b]] `c`", "> quote", "> [!NOTE]", "> [!ODD]", "- item", "1. item",
	"# Heading", "## Part {#id}", "## Part { .x #y }", "import X from 'y';", "import {", "export const a = 1;", "<Tabs>", "</Tabs>", "<TabItem value=\"a\">", "</TabItem>",
	"<Card />", "<div>", "</div>", "{x.y}", "{/* c */}", "{% include x %}", "{{ page.title }}", "{% highlight go %}", "{% endhighlight %}", "{: .cls}",
	"--8<-- \"other.md\"", "{! x !}", "*[ABC]: A Big Cat", "*[ABC]: Another", "[^1]", "[^1]: note", "[ref]: other.md", "{{< details \"x\" >}}", "{{< /details >}}", "{{% alert %}}", "{{% /alert %}}",
	"{{< highlight go >}}", "{{< /highlight >}}", "| a | b |\n| - | - |\n| [[c\\|d]] | {{< e >}} |", "```quiz", "\t[[x]]", "<!-- [[x]] -->", "", "", "",
}

// TestFootnoteIsNoCode holds that what stands four columns in below a footnote
// is its text, and eight its code.
func TestFootnoteIsNoCode(t *testing.T) {
	lines := []line{{text: "Text[^1]"}, {text: ""}, {text: "[^1]: note"}, {text: ""}, {text: "    {{<"}, {text: ""}, {text: "        code"}, {text: ""}, {text: "Text"}, {text: ""}, {text: "    code"}}
	markCode(lines)
	for i, l := range lines {
		if want := strings.HasSuffix(l.text, "code"); l.text != "" && l.code != want {
			t.Errorf("line %d, %q: code %t", i+1, l.text, l.code)
		}
	}
}

// TestRandomBodies holds that whatever a file says, the imported site builds:
// an import escapes or mends what would be an error.
func TestRandomBodies(t *testing.T) {
	marks := map[Kind][2]string{
		Hugo: {"hugo.toml", "content/"}, MkDocs: {"mkdocs.yml", "docs/"}, Docusaurus: {"docusaurus.config.js", "docs/"},
		Jekyll: {"_config.yml", ""}, Astro: {"astro.config.mjs", "src/content/docs/"}, Markdown: {"note.txt", ""},
	}
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]Kind{Hugo, MkDocs, Docusaurus, Jekyll, Astro, Markdown}).Draw(t, "kind")
		body := func(name string) string {
			var b strings.Builder
			for range rapid.IntRange(0, 9).Draw(t, "lines of "+name) {
				b.WriteString(rapid.SampledFrom([]string{"", "", "", "    ", "  ", "> "}).Draw(t, "margin"))
				b.WriteString(rapid.SampledFrom(pieces).Draw(t, "piece") + rapid.SampledFrom([]string{"\n", "\n\n", " "}).Draw(t, "end"))
			}
			return b.String()
		}
		mark := marks[kind]
		src := fstest.MapFS{
			mark[0]:                    {Data: nil, Mode: 0o644},
			mark[1] + "index.md":       {Data: []byte("---\ntitle: Home\n---\n" + body("index")), Mode: 0o644},
			mark[1] + "guide/other.md": {Data: []byte("---\ntitle: Other\n---\n" + body("other")), Mode: 0o644},
		}
		res, problems, err := Import(src, ".", Options{Name: "random", From: kind})
		if err != nil || len(problems) > 0 {
			t.Fatal(err, problems)
		}
		if _, errs := buildResult(t, src, res); len(errs) > 0 {
			for _, f := range res.Files {
				t.Logf("%s:\n%s", f.Path, f.Data)
			}
			t.Fatalf("%v", errs)
		}
	})
}
