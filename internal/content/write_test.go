package content

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestWrite pins the form of what is written.
func TestWrite(t *testing.T) {
	items, _, _ := FrontMatter("f.md", []byte(`+++
title = "Load Balancer: a primer"
draft = false
weight = 10
date = 2026-01-31
tags = ["a b", "c, d", "true"]
aliases = []
empty = {}
note = "two\nlines \"quoted\""
long = ["a text that is long enough to need", "a line of its own, as most sentences do, and then some"]

[params]
version = "1.10"
ratio = 1.10
[[params.links]]
title = "A"
url = "https://example.org/"
[[params.links]]
title = "B # C"
nested = [[1, 2], ["x"]]
+++
`))
	const want = `---
title: "Load Balancer: a primer"
draft: false
weight: 10
date: 2026-01-31
tags: [a b, "c, d", "true"]
aliases: []
empty: {}
note: "two\nlines \"quoted\""
long:
  - a text that is long enough to need
  - a line of its own, as most sentences do, and then some
params:
  version: "1.10"
  ratio: 1.10
  links:
    - title: A
      url: https://example.org/
    - title: "B # C"
      nested:
        - [1, 2]
        - [x]
---
`
	if diff := cmp.Diff(want, string(WriteFrontMatter(items))); diff != "" {
		t.Error(diff)
	}
	if got := string(WriteFrontMatter(nil)); got != "---\n---\n" {
		t.Errorf("nothing: %q", got)
	}
}

// TestWriteRoundTrip holds that what was written reads as it was.
func TestWriteRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := drawTable(t, 3)
		text := string(WriteFrontMatter(items))
		got, head, problems := FrontMatter("f.md", []byte(text+"Body.\n"))
		if head.Broken {
			t.Fatalf("%v\n%s", problems, text)
		}
		if body := (text + "Body.\n")[head.Body:]; body != "Body.\n" {
			t.Fatalf("the body is %q\n%s", body, text)
		}
		if diff := cmp.Diff(bare(items), bare(got)); diff != "" {
			t.Fatalf("%s\n%s", diff, text)
		}
		whole, bad := parseWholeYAML(string(WriteYAML(items)))
		if bad != nil {
			t.Fatal(bad.message)
		}
		if diff := cmp.Diff(bare(items), bare(whole.Items)); diff != "" {
			t.Fatal(diff)
		}
	})
}

var texts4 = []string{"true", "No", "1.10", "2026-01-31", "a: b", "a #b", "- x", "[x]", "{", "", " ", "~", "é", "用語", "a\nb", "\t", "x:", "0x1F",
	"'", `"`, `\`, "a, b", "null", "---", "\u2028", "\ufeff", "\u0085", "\x07", "key", "a]b", "!tag", "*x", "&x", "?", "|", ">", "%", "@", "`", "1e3", "=", "<<", "C#", "😀"}

func drawValue(t *rapid.T, depth int) Value {
	kinds := 5
	if depth > 0 {
		kinds = 7
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return Value{Kind: Text, Text: rapid.SampledFrom(texts4).Draw(t, "text")}
	case 1:
		return Value{Kind: Text, Text: strings.ToValidUTF8(rapid.String().Draw(t, "string"), "")}
	case 2:
		return Value{Kind: Bool, Text: rapid.SampledFrom([]string{"true", "false"}).Draw(t, "bool")}
	case 3:
		return Value{Kind: Int, Text: rapid.SampledFrom([]string{"0", "-12", "9007199254740993"}).Draw(t, "int")}
	case 4:
		return Value{Kind: Date, Text: rapid.SampledFrom([]string{"2026-01-31"}).Draw(t, "date")}
	case 5:
		v := Value{Kind: List}
		for range rapid.IntRange(0, 3).Draw(t, "n") {
			v.Items = append(v.Items, drawValue(t, depth-1))
		}
		return v
	}
	return Value{Kind: Table, Items: drawTable(t, depth-1)}
}

// drawTable draws members with keys that differ.
func drawTable(t *rapid.T, depth int) []Value {
	var items []Value
	for _, key := range rapid.SliceOfNDistinct(rapid.OneOf(rapid.SampledFrom(texts4), rapid.StringMatching(`[a-z_]{1,8}`)), 0, 4, rapid.ID).Draw(t, "keys") {
		if key == "<<" { // YAML's merge
			continue
		}
		v := drawValue(t, depth)
		v.Key = key
		items = append(items, v)
	}
	return items
}

// bare strips the places.
func bare(items []Value) []Value {
	var out []Value
	for _, v := range items {
		out = append(out, Value{Kind: v.Kind, Key: v.Key, Text: v.Text, Items: bare(v.Items)})
	}
	return out
}

// TestParseData reads data files of other tools.
func TestParseData(t *testing.T) {
	for _, c := range []struct {
		name, data string
		format     Format
		want       string // kind and count, or the problem
	}{
		{"list", "- a\n- b: 1\n", FormatYAML, "a list 2"},
		{"table", "a: !!python/name:x.y \nb: !ENV [A, b]\n", FormatYAML, "a table 2"},
		{"empty", "", FormatYAML, "nothing 0"},
		{"start", "---\na: 1\n", FormatYAML, "a table 1"},
		{"bad yaml", "a: [\n", FormatYAML, "f:2:1: did not find expected node content"},
		{"json", `[{"a": 1}, 2]`, FormatJSON, "a list 2"},
		{"empty json", " ", FormatJSON, "nothing 0"},
		{"open json", `[{"a": 1}`, FormatJSON, "f:1:10: the file ends before its last bracket is closed"},
		{"after json", "{}\n x", FormatJSON, "f:2:2: something follows the end of the value"},
		{"comma", "[1,\n]", FormatJSON, "f:2:1: a comma after the last member"},
		{"toml", "a = 1\n[b]\n", FormatTOML, "a table 2"},
		{"latin", "a: \xe9\n", FormatYAML, "f:1:4: byte 0xE9 is not valid UTF-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, problems := ParseData("f", []byte(c.data), c.format)
			got := v.Kind.String() + " " + string(rune('0'+len(v.Items)))
			if len(problems) > 0 {
				got = problems[0].Pos.String() + ": " + problems[0].Message
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestGet finds members of members.
func TestGet(t *testing.T) {
	v, _ := ParseData("f", []byte("a: {b: {c: x}}\n"), FormatYAML)
	if got := v.Get("a", "b", "c"); got == nil || got.Text != "x" {
		t.Errorf("got %v", got)
	}
	if got := v.Get("a", "x", "c"); got != nil {
		t.Errorf("got %v", got)
	}
}
