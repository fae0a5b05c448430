package content

import (
	"bytes"
	"encoding/gob"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestBody pins where the body begins.
func TestBody(t *testing.T) {
	for _, c := range []struct {
		name, data   string
		format       Format
		body         string
		line         int
		blank, wrong bool
	}{
		{name: "empty", data: "", body: "", line: 1, blank: true},
		{name: "none", data: "# Hi\n", body: "# Hi\n", line: 1},
		{name: "bom", data: "\ufeff# Hi\n", body: "# Hi\n", line: 1},
		{name: "yaml", data: "---\ntitle: x\n---\nBody\n", format: FormatYAML, body: "Body\n", line: 4},
		{name: "yaml at the end", data: "---\ntitle: x\n---", format: FormatYAML, body: "", line: 3, blank: true},
		{name: "yaml crlf", data: "---\r\ntitle: x\r\n---\r\n\r\nBody", format: FormatYAML, body: "\r\nBody", line: 4},
		{name: "yaml bom", data: "\ufeff---\ntitle: x\n---\n\n", format: FormatYAML, body: "\n", line: 4, blank: true},
		{name: "toml", data: "+++\ntitle = 'x'\n+++\nBody", format: FormatTOML, body: "Body", line: 4},
		{name: "json", data: "{\n\"title\": \"x\"\n}\nBody", format: FormatJSON, body: "Body", line: 4},
		{name: "json one line", data: "{\"title\": \"x\"}\n\nBody", format: FormatJSON, body: "\nBody", line: 2},
		{name: "json, body on the line", data: "{\"title\": \"x\"} Body", format: FormatJSON, body: " Body", line: 1},
		{name: "json broken", data: "{\n\"title\": x\n}\nBody", format: FormatJSON, body: "Body", line: 4, wrong: true},
		{name: "shortcode", data: "{{< x >}}\n", body: "{{< x >}}\n", line: 1},
		{name: "attributes", data: "{#id}\n", body: "{#id}\n", line: 1},
		{name: "unclosed", data: "---\ntitle: x\n", format: FormatYAML, body: "title: x\n", line: 2, wrong: true},
		{name: "rule after a blank line", data: "\n---\n\ntext\n", body: "\n---\n\ntext\n", line: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, problems := ParseHead("f.md", []byte(c.data))
			if h.Format != c.format || string(c.data[h.BodyOffset():]) != c.body || h.BodyLine() != c.line || h.Blank != c.blank {
				t.Errorf("got %v %q line %d blank %v", h.Format, c.data[h.BodyOffset():], h.BodyLine(), h.Blank)
			}
			if h.Broken != c.wrong || problems.HasErrors() != c.wrong {
				t.Errorf("broken %v, problems %v", h.Broken, problems)
			}
		})
	}
}

// TestThreeFormats holds that the three languages say the same, each with its
// own places.
func TestThreeFormats(t *testing.T) {
	const (
		yaml = "---\ntitle: Größe\ndate: 2026-01-31\ntags: [ä, b]\ndraft: true\norder: 3\nparams: {x: 1.5}\n---\n"
		toml = "+++\ntitle = 'Größe'\ndate = 2026-01-31\ntags = ['ä', 'b']\ndraft = true\norder = 3\nparams = {x = 1.5}\n+++\n"
		json = "{\n\"title\": \"Größe\",\n\"date\": \"2026-01-31\",\n\"tags\": [\"ä\", \"b\"],\n\"draft\": true,\n\"order\": 3,\n\"params\": {\"x\": 1.5}\n}\n"
	)
	plain := func(data string) (fields []Field, params []any, places []int32) {
		h, problems := ParseHead("f.md", []byte(data))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var strip func(v *Value)
		strip = func(v *Value) {
			places = append(places, v.Line, v.Column)
			v.Line, v.Column, v.KeyLine, v.KeyColumn = 0, 0, 0, 0
			for i := range v.Items {
				strip(&v.Items[i])
			}
		}
		for i := range h.Fields {
			strip(&h.Fields[i].Value)
		}
		for i := range h.Params {
			params = append(params, h.Params[i].Value.Any())
		}
		return h.Fields, params, places
	}
	yamlFields, yamlParams, yamlPlaces := plain(yaml)
	tomlFields, tomlParams, tomlPlaces := plain(toml)
	jsonFields, jsonParams, jsonPlaces := plain(json)
	if !reflect.DeepEqual(yamlFields, tomlFields) || !reflect.DeepEqual(yamlFields, jsonFields) {
		t.Errorf("fields differ:\n%+v\n%+v\n%+v", yamlFields, tomlFields, jsonFields)
	}
	if want := []any{1.5}; !reflect.DeepEqual(yamlParams, want) || !reflect.DeepEqual(tomlParams, want) || !reflect.DeepEqual(jsonParams, want) {
		t.Errorf("params differ: %v %v %v", yamlParams, tomlParams, jsonParams)
	}
	for name, c := range map[string]struct{ got, want []int32 }{
		"yaml": {yamlPlaces, []int32{2, 8, 3, 7, 4, 7, 4, 8, 4, 11, 5, 8, 6, 8}},
		"toml": {tomlPlaces, []int32{2, 9, 3, 8, 4, 8, 4, 9, 4, 14, 5, 9, 6, 9}},
		"json": {jsonPlaces, []int32{2, 10, 3, 9, 4, 9, 4, 10, 4, 15, 5, 10, 6, 10}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: places %v, want %v", name, c.got, c.want)
		}
	}
}

// TestTOMLTables pins tables, dotted keys and arrays of tables.
func TestTOMLTables(t *testing.T) {
	h, problems := ParseHead("f.md", []byte("+++\ntitle = \"x\"\na.b.c = 1\n[params]\nx.y = [true, [2], {z = 3}]\n"+
		"[[params.list]]\nn = 1\n[[params.list]]\nn = 2\n[params.list.sub]\nm = 07:30:00\n+++\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := map[string]any{}
	for i := range h.Params {
		got[h.Params[i].Value.Key] = h.Params[i].Value.Any()
	}
	want := map[string]any{
		"a": map[string]any{"b": map[string]any{"c": int64(1)}},
		"x": map[string]any{"y": []any{true, []any{int64(2)}, map[string]any{"z": int64(3)}}},
		"list": []any{map[string]any{"n": int64(1)},
			map[string]any{"n": int64(2), "sub": map[string]any{"m": "07:30:00"}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestHeadIsPlainData holds that a head survives an encoding as a cache uses.
func TestHeadIsPlainData(t *testing.T) {
	h, _ := ParseHead("f.md", []byte("---\ntitle: x\ntags: [a, b]\nnull: ~\nnested: {a: [1, null, {b: 2026-01-01}]}\n---\nBody"))
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(h); err != nil {
		t.Fatal(err)
	}
	var again Head
	if err := gob.NewDecoder(&b).Decode(&again); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(*h, again) {
		t.Errorf("got  %+v\nwant %+v", again, *h)
	}
}

// TestHugeInput holds that size and nesting cost little and end in words.
func TestHugeInput(t *testing.T) {
	deep := strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)
	for name, data := range map[string]string{
		"50 MB body":       "---\ntitle: x\n---\n" + strings.Repeat("All work and no play.\n", 50<<20/22),
		"50 MB unclosed":   "---\n" + strings.Repeat("a line\n", 50<<20/7),
		"50 MB after JSON": "{\"title\": \"x\"}\n" + strings.Repeat("All work and no play.\n", 50<<20/22),
		"deep YAML":        "---\ntitle: x\na: " + deep + "\n---\n",
		"deep TOML":        "+++\na = " + deep + "\n+++\n",
		"deep JSON":        "{\"a\": " + deep + "}\n",
		"many keys":        "---\n" + strings.Repeat("a: b\n", 5000) + "---\n",
	} {
		start := time.Now()
		h, problems := ParseHead("f.md", []byte(data))
		if fine := strings.HasPrefix(name, "50 MB") && !strings.Contains(name, "unclosed"); fine == problems.HasErrors() {
			t.Errorf("%s: problems %v", name, problems[:min(len(problems), 3)])
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%s took %v", name, d)
		}
		if h.Body > len(data) {
			t.Errorf("%s: body at %d of %d", name, h.Body, len(data))
		}
	}
}

// TestDates pins the forms of dates.
func TestDates(t *testing.T) {
	day := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	clock := time.Date(2026, 1, 31, 15, 4, 5, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"2026-01-31":                        day,
		"2026-1-31":                         day,
		"2026/01/31":                        day,
		"Jan 31, 2026":                      day,
		"Jan 31 2026":                       day,
		"January 31, 2026":                  day,
		"31 January 2026":                   day,
		"Sat Jan 31 2026":                   day,
		"2026-01-31T15:04:05Z":              clock,
		"2026-01-31t15:04:05z":              clock,
		"2026-01-31 15:04:05":               clock,
		"2026-01-31 15:04:05 +0000":         clock,
		"2026-01-31 15:04:05 +0000 UTC":     clock,
		"2026-01-31T16:04:05+01:00":         clock,
		"2026-01-31 17:04:05+02:00":         clock,
		"2026-01-31T15:04:05.000Z":          clock,
		"Sat, 31 Jan 2026 15:04:05 GMT":     clock,
		"Sat, 31 Jan 2026 15:04:05 +0000":   clock,
		"Sat Jan 31 2026 16:04:05 GMT+0100": clock,
		"Sat Jan 31 2026 16:04:05 GMT+0100 (Central European Standard Time)": clock,
		"2026-01-31T15:04": time.Date(2026, 1, 31, 15, 4, 0, 0, time.UTC),
	} {
		if got, ok := parseDate(text); !ok || !got.Equal(want) {
			t.Errorf("parseDate(%q) = %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "2026-02-30", "2026-13-01", "0000-01-01", "2026-01-3x", "01/02/2026", "31.01.2026", "tomorrow",
		"2026-01-31T25:00:00Z", "2026", "2026-01", "-026-01-01", "2026-00-10", "2026-01-00"} {
		if got, ok := parseDate(text); ok {
			t.Errorf("parseDate(%q) = %v", text, got)
		}
	}
}

// sameYAML compares the short cut with the full parser.
func sameYAML(t interface{ Fatalf(string, ...any) }, text string) (taken bool) {
	fast, ok := parseFlat(text, 2)
	if !ok {
		return false
	}
	full, bad := parseFullYAML(text, 2)
	if bad != nil {
		t.Fatalf("%q: the full parser says %v, the short cut read %+v", text, bad.message, fast)
	}
	if len(fast)+len(full) > 0 && !reflect.DeepEqual(fast, full) {
		t.Fatalf("%q:\nshort cut %+v\nfull      %+v", text, fast, full)
	}
	return true
}

// TestFlatYAML holds that the short cut gives what the full parser gives, on
// random texts made of what front matter is made of.
func TestFlatYAML(t *testing.T) {
	taken := 0
	scalar := rapid.OneOf(
		rapid.SampledFrom([]string{"a", "b c", "true", "null", "Null", "~", "2026-01-31", "2026-02-30", "12", "012", "0", "1_0", "1e3", "0x1F",
			"12 things", "a: b", "a:b", "a #b", "a#b", "http://x.org/", "no", "y", "x:", "-", "- a", "-a", "a,b", "[a]", "{a}", "*a", "&a", "!a",
			"@a", "a'b", "a\"b", "日本語", "é", "\u00a0", "a\u2028b", "a\u0085b", "a\ufeff", "a\\n", "?", "? a", "|", ">", "%a", "<<", "...", "---"}),
		rapid.StringMatching(`[a-zA-Z0-9 ':"#,\[\]_-]{0,12}`),
	)
	value := rapid.OneOf(
		scalar,
		rapid.Map(scalar, func(s string) string { return `"` + s + `"` }),
		rapid.Map(scalar, func(s string) string { return `'` + s + `'` }),
	)
	line := rapid.Custom(func(t *rapid.T) string {
		key := rapid.SampledFrom([]string{"title", "a", "tags", "see_also", "x-y", "Key2", "true", "null", "12", "é", ""}).Draw(t, "key")
		space := rapid.SampledFrom([]string{" ", "", "  ", "\t"}).Draw(t, "space")
		list := rapid.SliceOfN(value, 0, 4)
		switch rapid.IntRange(0, 9).Draw(t, "form") {
		case 0, 1, 2, 3:
			return key + ":" + space + value.Draw(t, "value")
		case 4, 5, 6:
			comma := rapid.SampledFrom([]string{", ", ",", " ,  "}).Draw(t, "comma")
			return key + ": [" + strings.Join(list.Draw(t, "list"), comma) + "]"
		case 7, 8:
			indent := rapid.SampledFrom([]string{"- ", "  - ", "    - ", "-   "}).Draw(t, "indent")
			lines := key + ":"
			for _, v := range list.Draw(t, "list") {
				lines += "\n" + indent + v
			}
			return lines
		default:
			return rapid.SampledFrom([]string{"", " ", "# comment", " # comment", "---", "..."}).Draw(t, "other")
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.SampledFrom([]string{"\n", "\n", "\n", "\r\n", "\r"}).Draw(t, "line break")
		text := strings.Join(rapid.SliceOfN(line, 0, 5).Draw(t, "lines"), end)
		if sameYAML(t, text) {
			taken++
		}
	})
	if taken == 0 {
		t.Error("the short cut was never taken")
	}
}

// TestFlatYAMLIsTaken holds that the short cut reads what it is for.
func TestFlatYAMLIsTaken(t *testing.T) {
	for _, text := range []string{
		"title: \"Session Management\"\nsummary: \"What, and why: a story.\"\nlevel: foundation\norder: 12\ndate: 2026-01-31\ntags: [a-b, \"c d\", 'e']\n",
		"title: Load Balancing & Proxies\nsee_also:\n  - one\n  - \"two three\"\naka: []\ndraft: false\n\n# a comment\ncategory: x\n",
		"title: 抽象化\r\nstatus: Completed\r\ncategory: コンセプト\r\ntags: [\"基礎\", \"\", \"\"]\r\n",
	} {
		if !sameYAML(t, text) {
			t.Errorf("not taken: %q", text)
		}
	}
}

func FuzzFlatYAML(f *testing.F) {
	f.Add("title: a\ntags: [b, \"c\"]\nx:\n  - y\n")
	f.Add("a: 'b'\r\n# c\nd: 2026-01-01\n")
	f.Fuzz(func(t *testing.T, text string) {
		if utf8.ValidString(text) {
			sameYAML(t, text)
		}
	})
}

func FuzzParseHead(f *testing.F) {
	for _, s := range []string{"", "---\ntitle: x\n---\nBody", "+++\ntitle = \"x\"\n[params]\na.b=[1]\n+++\n", "{\"title\": \"x\", \"a\": [1, {}]}\nBody",
		"\ufeff---\r\ntitle: x\r\n---\r\n", "---\na: &a [*a]\n---\n", "---\n<<: {a: b}\n---", "+++\n[[a]]\n[a.b]\n[[a]]\n+++\n", "---\nslug: ../x\nurl: /a/b.html\n---\n"} {
		f.Add([]byte(s))
	}
	cases, _ := filepath.Glob("testdata/cases/*.txtar")
	for _, name := range cases {
		data, _ := os.ReadFile(name)
		for part := range bytes.SplitSeq(data, []byte("\n-- ")) {
			_, part, _ = bytes.Cut(part, []byte("\n"))
			f.Add(part)
		}
	}
	cfg, _ := ParseConfig(ConfigFile, nil)
	f.Fuzz(func(t *testing.T, data []byte) {
		h, problems := ParseHead("content/glossary/f.md", data)
		if h.Body < 0 || h.Body > len(data) || h.Line < 1 || h.Line > bytes.Count(data, []byte{'\n'})+1 {
			t.Fatalf("body at %d, line %d of %d bytes", h.Body, h.Line, len(data))
		}
		lines := bytes.Count(data, []byte{'\n'}) + 1
		for _, p := range problems {
			if p.Message == "" || p.Rule == "" || p.Pos.Line < 1 || p.Pos.Line > lines+bytes.Count(data, []byte{'\r'}) && utf8.Valid(data) && !bytes.ContainsAny(data, "\u0085\u2028\u2029") {
				t.Fatalf("problem %+v in %d lines", p, lines)
			}
		}
		if utf8.Valid(data) && bytes.IndexByte(data, 0) < 0 {
			for i := range h.Params {
				h.Params[i].Value.Any()
			}
		}
		again, _ := ParseHead("content/glossary/f.md", data)
		if !reflect.DeepEqual(h, again) {
			t.Fatal("two readings differ")
		}
		Assemble(cfg, []Source{{File: "content/glossary/f.md", Head: h}, {File: "content/lessons/a/f.md", Head: h}}, Options{Today: "2026-01-01"})
	})
}

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte("title: x\nglossary: {dir: a, link: page}\nmenu: [{title: a, url: b}]\nparams: {a: [1]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		cfg, problems := ParseConfig(ConfigFile, data)
		if cfg.Glossary.Dir == cfg.Lessons.Dir || cfg.BaseURL == "" || cfg.BaseURL[len(cfg.BaseURL)-1] != '/' || cfg.Language == "" {
			t.Fatalf("%+v", cfg)
		}
		for _, p := range problems {
			if p.Message == "" || p.Rule == "" || p.Pos.Line < 1 {
				t.Fatalf("%+v", p)
			}
		}
	})
}
