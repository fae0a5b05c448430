package linkcheck

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// listTags writes what the scanner sees: tags with the attributes it knows.
func listTags(data []byte) []string {
	var d document
	d.reset(data)
	s := scanner{data: data}
	var t tag
	var out []string
	for s.next(&t) {
		var b strings.Builder
		if t.closing {
			fmt.Fprintf(&b, "</%s", appendLower(nil, t.name))
		} else {
			fmt.Fprintf(&b, "<%s", appendLower(nil, t.name))
			for a := attrOther + 1; a < attrCount; a++ {
				if t.has(a) {
					v, _ := d.value(&t, a)
					fmt.Fprintf(&b, " %d=%q", a, v)
				}
			}
			if t.selfClosing {
				b.WriteString("/")
			}
			if isRaw(t.elem) {
				s.skipRaw(&t)
			}
		}
		out = append(out, b.String())
	}
	return out
}

// listNetTags writes the same from the tokenizer of golang.org/x/net/html.
func listNetTags(data []byte) []string {
	z := html.NewTokenizer(bytes.NewReader(data))
	var out []string
	for {
		tt := z.Next()
		if tt == html.ErrorToken {
			return out
		}
		if tt != html.StartTagToken && tt != html.EndTagToken && tt != html.SelfClosingTagToken {
			continue
		}
		name, more := z.TagName()
		if string(name) == "noscript" {
			z.NextIsNotRawText()
		}
		if tt == html.EndTagToken {
			out = append(out, fmt.Sprintf("</%s", name))
			continue
		}
		values := make([]*string, attrCount)
		for more {
			var k, v []byte
			k, v, more = z.TagAttr()
			if a := attrOf(k); a != attrOther && values[a] == nil {
				s := string(v)
				values[a] = &s
			}
		}
		var b strings.Builder
		fmt.Fprintf(&b, "<%s", name)
		for a, v := range values {
			if v != nil {
				fmt.Fprintf(&b, " %d=%q", a, *v)
			}
		}
		if tt == html.SelfClosingTagToken {
			b.WriteString("/")
		}
		out = append(out, b.String())
	}
}

// differs reports whether the two are not meant to agree on the input: where the tokenizer departs from the standard (a "<" in an escaped
// script), tells a self-closing tag by its bytes, or rewrites control
// characters and broken UTF-8.
func differs(data []byte) bool {
	return bytes.ContainsAny(data, "\r\x00") || !utf8.Valid(data) || bytes.Contains(data, []byte("<!--")) && bytes.Contains(bytes.ToLower(data), []byte("<script"))
}

func compareTags(t *testing.T, data []byte) {
	t.Helper()
	got, want := listTags(data), listNetTags(data)
	if slices.Equal(got, want) {
		return
	}
	// x/net decides on "/>" by looking at the byte before ">".
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] && strings.TrimSuffix(got[i], "/") != strings.TrimSuffix(want[i], "/") {
			t.Fatalf("tag %d of %q: got %s, want %s", i, data, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%q: got %q, want %q", data, got, want)
	}
}

var scanSeeds = []string{
	`<a href="x">y</a>`, `<A HREF=x/>`, `<a href='x"y' href=z>`, `<a href = x >`, `<a href="x"class=y id=z>`,
	`<!-- <a href=x> --><b>`, `<!--><b>`, `<!---><b>`, `<!----!><b>`, `<!-- --!><b>`, `<!-- -- ><b>--><i>`, `<!-x><b>`, `<!doctype html><p>`,
	`<?xml version="1.0"?><p>`, `</ x><p>`, `</><p>`, `< a href=x><b`, `<a href=x`, `<a href="x`, `<a =x href=y>`, `<a href==x>`, `<a href>`, `<a / href=x / id = y/>`,
	`<script>if (a<b) "<a href=x>"</script><p>`, `<script></scriptx></script ><p>`, `<style><a></style><p>`, `<title><a></title x=">"><p>`,
	`<textarea><a></TEXTAREA><p>`, `<plaintext><a></plaintext><p>`, `<xmp><a></xmp>`, `<noscript><a href=x></noscript>`, `<iframe><a></iframe>`,
	`<a href="&amp;&#38;&#x26;&copy=1&copy;&notit;&notin;&unknown;&AMP&">`, `<a href=&#X;&#;&#x&#>`, `<a href=&#65&#x41;&#x41g>`, `<a href=&#&#0>`, "<a\nhref\t=\f'x'\n>", `<p id="ü" title="日本">`, `<![CDATA[<a href=x>]]><b>`,
	`<a.b id=x></a.b><a-b/>`, `<svg><title><a href=x></title></svg>`, `<a href="x" HREF="y">`, `a<b>c<d`, `<`, `</`, `<!`, `<!-`, `<!--`, `<a href=">">`, `</a href=">"><b>`,
}

func TestScannerSeeds(t *testing.T) {
	for _, s := range scanSeeds {
		if !differs([]byte(s)) {
			compareTags(t, []byte(s))
		}
	}
}

func FuzzScanner(f *testing.F) {
	for _, s := range scanSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var d document
		d.parseHTML(data) // must come to an end on anything
		if !differs(data) {
			compareTags(t, data)
		}
	})
}

// TestScannerCorpus compares on the pages of the shared corpus, malformed ones
// among them.
func TestScannerCorpus(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(corpus, "cases", "*", "*", "*.html"))
	if err != nil || len(pages) == 0 {
		t.Skip("the shared corpus is absent")
	}
	for _, p := range pages {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		compareTags(t, bytes.ReplaceAll(data, []byte("\r"), nil))
	}
}

// TestEscapedScripts has what the comparison leaves out.
func TestEscapedScripts(t *testing.T) {
	for in, want := range map[string]string{
		`<script><!-- <script> </script> --></script><a href=x>`: "<a",
		`<script><!-- </script><a href=x>`:                       "<a",
		`<script><!--></script><a href=x>`:                       "<a",
		`<script><!-- < </script><a href=x>`:                     "<a",
		`<script><!-- <script> x </script><a href=x>`:            "",
		`<script><!-- <scripty> x </script><a href=x>`:           "<a",
		`<script><!-- <script> --></script><a href=x>`:           "<a",
	} {
		last := ""
		if tags := listTags([]byte(in)); len(tags) > 0 {
			last = tags[len(tags)-1]
		}
		if strings.HasPrefix(last, "<a") != (want != "") {
			t.Errorf("%s: last tag %q, want %q", in, last, want)
		}
	}
}

// TestForeign compares with the parser what is markup and what is text around
// SVG and MathML.
func TestForeign(t *testing.T) {
	for _, in := range []string{
		`<svg><title><a id=x></a></title><a id=y></a></svg><a id=z></a>`,
		`<svg><style><a id=x></a></style></svg>`,
		`<svg><script><a id=x></a></script></svg>`,
		`<svg><![CDATA[<a id=x>]]><a id=y></a></svg>`,
		`<svg><desc><title><a id=x></title></desc></svg><a id=z>`,
		`<svg><foreignObject><style><a id=x></style></foreignObject><a id=y></a></svg>`,
		`<svg><p><title><a id=x></title>`,
		`<svg/><title><a id=x></title><a id=y>`,
		`<svg><svg></svg><style><a id=x></a></style></svg><style><a id=y></style>`,
		`<svg><font><style><a id=x></style></svg>`,
		`<svg><font color=red><style><a id=x></style></svg>`,
		`<math><mi><style><a id=x></style></mi><style><a id=y></a></style></math>`,
		`<svg><g></p><style><a id=x></style>`,
	} {
		doc, err := html.ParseWithOptions(strings.NewReader("<body>"+in), html.ParseOptionEnableScripting(false))
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for n := range doc.Descendants() {
			for _, a := range n.Attr {
				if a.Key == "id" && a.Val != "" {
					want = append(want, a.Val)
				}
			}
		}
		var d document
		d.parseHTML([]byte(in))
		var got []string
		for _, a := range d.anchors {
			got = append(got, string(a.value))
		}
		slices.Sort(got)
		slices.Sort(want)
		want = slices.Compact(want) // the parser repeats formatting elements
		if !slices.Equal(got, want) {
			t.Errorf("%s: ids %q, want %q", in, got, want)
		}
	}
}

func BenchmarkNetTokenizer(b *testing.B) {
	data := benchPageBytes()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		z := html.NewTokenizer(bytes.NewReader(data))
		for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
			if tt != html.StartTagToken {
				continue
			}
			for _, more := z.TagName(); more; {
				_, _, more = z.TagAttr()
			}
		}
	}
}
