package schema

import (
	"bytes"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"sitegen/internal/content"
	"sitegen/internal/diag"
)

var update = flag.Bool("update", false, "rewrite docs/schemas")

const published = "../../docs/schemas"

// TestPublished holds the schemas in the documentation to the code.
func TestPublished(t *testing.T) {
	for _, name := range Names {
		got, err := Generate(name, Draft2020)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := Generate(name, Draft2020)
		if !bytes.Equal(got, again) {
			t.Errorf("%s differs from one time to the next", name)
		}
		path := filepath.Join(published, name+".json")
		if *update {
			if err := os.MkdirAll(published, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not current: run go test ./internal/schema -update", path)
		}
	}
	entries, err := os.ReadDir(published)
	if err != nil || len(entries) != len(Names) {
		t.Errorf("%d files in %s, want %d (%v)", len(entries), published, len(Names), err)
	}
	if _, err := Generate("nothing", Draft2020); err == nil {
		t.Error("a schema of nothing")
	}
}

// compiled returns the schemas, checked against the meta-schema.
func compiled(t testing.TB) map[string]*jsonschema.Schema {
	t.Helper()
	return compiledAs(t, Draft2020)
}

func compiledAs(t testing.TB, version string) map[string]*jsonschema.Schema {
	t.Helper()
	out := map[string]*jsonschema.Schema{}
	for _, name := range Names {
		data, err := Generate(name, version)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource(name+".json", doc); err != nil {
			t.Fatal(err)
		}
		if out[name], err = c.Compile(name + ".json"); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestTypesKnown holds that every type of a key has a form here: one that has
// none would let everything pass.
func TestTypesKnown(t *testing.T) {
	for _, k := range content.Keys {
		if len(valueOf(k.Type)) == 0 {
			t.Errorf("the type %q of %s has no form", k.Type, k.Name)
		}
	}
	for _, k := range content.ConfigKeys {
		if len(valueOf(k.Type)) == 0 {
			t.Errorf("the type %q of %s has no form", k.Type, k.Name)
		}
	}
}

// instance is a table as an editor hands it to a validator.
func instance(t testing.TB, items []content.Value) any {
	t.Helper()
	data, err := json.Marshal(plain(&content.Value{Kind: content.Table, Items: items}))
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// plain is a value as JSON has it. Dates are texts, as they were written.
func plain(v *content.Value) any {
	switch v.Kind {
	case content.Date:
		return v.Text
	case content.List:
		list := make([]any, len(v.Items))
		for i := range v.Items {
			list[i] = plain(&v.Items[i])
		}
		return list
	case content.Table:
		table := map[string]any{}
		for i := range v.Items {
			table[v.Items[i].Key] = plain(&v.Items[i])
		}
		return table
	}
	return v.Any()
}

// TestShippedSites holds that all front matter and configurations that ship
// with the project are valid.
func TestShippedSites(t *testing.T) {
	schemas := compiled(t)
	checked := 0
	for _, dir := range []string{"../../content", "../../docs", "../cli/starter"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			switch {
			case d.Name() == content.ConfigFile:
				v, problems := content.ParseData(path, bytes.ReplaceAll(data, []byte(`"TITLE"`), []byte("T")), content.FormatYAML)
				if problems.HasErrors() {
					t.Error(problems)
				}
				if err := schemas["config"].Validate(instance(t, v.Items)); err != nil {
					t.Errorf("%s: %v", path, err)
				}
			case content.IsMarkdown(path):
				items, _, _ := content.FrontMatter(path, data)
				if err := schemas[schemaOf(path)].Validate(instance(t, items)); err != nil {
					t.Errorf("%s: %v", path, err)
				}
				checked++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if checked < 100 {
		t.Errorf("only %d files", checked)
	}
}

// schemaOf guesses the kind of a file by its place.
func schemaOf(path string) string {
	switch {
	case strings.HasSuffix(path, "_index.md"):
		return "category"
	case strings.Contains(path, "glossary/"):
		return "term"
	case strings.Contains(path, "lessons/"):
		return "lesson"
	}
	return "page"
}

// samples are values as people write them, right ones and wrong.
var samples = []string{`text`, `""`, `2024`, `1.5`, `true`, `no`, `"Yes"`, `~`, `2026-01-31`, `2026-1-2`, `"2026-01-31T15:04:05Z"`, `2026-01-31 10:00:00 +0200`,
	`January 2, 2026`, `2 Jan 2006`, `01/02/2026`, `2026/01/31`, `"Mon, 02 Jan 2006 15:04:05 MST"`, `2026-13-01`, `Foundation`, `advanced`, `expert`, `EXACT`, `fold`, `a/b`, `a-b`, `"a:b"`, `"a?b"`, `"#x"`, `/old/`, `https://example.org/`,
	`https://example.org/x?y`, `ftp://example.org`, `section`, `Page`, `none`, `off`, `[a, b]`, `[1, true]`, `[]`, `[{name: A}]`, `[[a]]`, `{name: A}`, `{src: x.png}`, `{date: 2026-01-31}`, `{}`, `"10"`, `"0x1F"`, `"ten"`, `[/old?, /b]`, `['/a#b']`,
	`en`, `pt-BR`, `"e n"`, `content/x`, `..`, `a\b`, `con`, `{title: A, url: /x}`, `[{title: A, url: /x}]`, `[{title: A}]`, `{mermaid: a.js}`, `{text: A, url: /x}`, `{broken-link: off}`, `{broken-link: odd}`, `{"a/**": {broken-link: note}}`, `"lessons/**"`, `"[a"`}

// TestNeverStricter holds that front matter which a schema rejects is an error
// of sitegen too, for every key and every sample.
func TestNeverStricter(t *testing.T) {
	schemas := compiled(t)
	agreed := 0
	for name, kind := range kinds {
		for _, key := range content.Keys {
			if !key.AppliesTo(kind) {
				continue
			}
			for _, sample := range samples {
				text := "---\n" + key.Name + ": " + sample + "\n---\n"
				items, _, problems := content.FrontMatter("f.md", []byte(text))
				rejected := schemas[name].Validate(instance(t, items))
				if rejected != nil && !problems.HasErrors() {
					t.Errorf("%s: the schema rejects %s: %s, which sitegen takes", name, key.Name, sample)
				}
				if rejected != nil && problems.HasErrors() {
					agreed++
				}
			}
		}
	}
	if agreed < 200 {
		t.Errorf("the schemas reject only %d of the wrong samples", agreed)
	}
}

// TestConfigNeverStricter holds the same of the configuration.
func TestConfigNeverStricter(t *testing.T) {
	config := compiled(t)["config"]
	agreed := 0
	for _, key := range content.ConfigKeys {
		for _, sample := range samples {
			text, tail := "", ""
			for part := range strings.SplitSeq(key.Name, ".") {
				text, tail = text+"{"+part+": ", tail+"}"
			}
			text += sample + tail
			v, bad := content.ParseData("c", []byte(text), content.FormatYAML)
			if bad.HasErrors() {
				continue
			}
			_, problems := content.ParseConfig("c", []byte(text))
			rejected := config.Validate(instance(t, v.Items))
			if rejected != nil && countErrors(problems) == 0 {
				t.Errorf("the schema rejects %s, which sitegen takes: %v", text, rejected)
			}
			if rejected != nil && countErrors(problems) > 0 {
				agreed++
			}
		}
	}
	if agreed < 200 {
		t.Errorf("the schema rejects only %d of the wrong samples", agreed)
	}
}

// countErrors counts what a build would report, unknown keys included: there
// the schema is stricter on purpose.
func countErrors(problems diag.List) int {
	n := 0
	for _, p := range problems {
		if p.Severity == diag.Error || p.Rule == "unknown-key" {
			n++
		}
	}
	return n
}

// TestRandomNeverStricter does the same with lists and tables of samples.
func TestRandomNeverStricter(t *testing.T) {
	schemas := compiled(t)
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom([]string{"term", "lesson", "page", "category"}).Draw(rt, "kind")
		key := rapid.SampledFrom(content.Keys).Filter(func(k content.KeyDoc) bool { return k.AppliesTo(kinds[name]) }).Draw(rt, "key")
		parts := rapid.SliceOfN(rapid.SampledFrom(samples), 0, 3).Draw(rt, "parts")
		text := "---\n" + key.Name + ": [" + strings.Join(parts, ", ") + "]\n---\n"
		items, head, problems := content.FrontMatter("f.md", []byte(text))
		if head.Broken {
			return
		}
		if err := schemas[name].Validate(instance(t, items)); err != nil && !problems.HasErrors() {
			rt.Fatalf("the schema rejects %s%v", text, err)
		}
	})
}

// TestRejects pins what an editor must underline, and what it must not.
func TestRejects(t *testing.T) {
	for _, version := range []string{Draft2020, Draft7} {
		testRejects(t, compiledAs(t, version))
	}
}

func testRejects(t *testing.T, schemas map[string]*jsonschema.Schema) {
	t.Helper()
	for _, c := range []struct {
		schema, yaml string
		valid        bool
	}{
		{"config", "title: A\nglossary: {link: page}\n", true},
		{"config", "titel: A\n", false},
		{"config", "glossary: {link: sometimes}\n", false},
		{"config", "glossary: {colour: red}\n", false},
		{"config", "site_name: A\n", true},
		{"config", "base_url: example.org\n", false},
		{"config", "check: {rules: {missing-alt: off}}\n", true},
		{"config", "check: {rules: {missing-alt: never}}\n", false},
		{"term", "title: A\naka: [B]\nown: {x: 1}\n", true},
		{"term", "aka: {x: 1}\n", false},
		{"term", "link: maybe\n", false},
		{"term", "case: loud\n", false},
		{"lesson", "level: expert\n", false},
		{"lesson", "level: Advanced\n", true},
		{"lesson", "date: yesterday\n", false},
		{"lesson", "order: first\n", false},
		{"page", "level: expert\n", true},
		{"page", "draft: perhaps\n", false},
		{"category", "summary: [a]\n", false},
		{"page", "slug: a/b\n", false},
	} {
		v, problems := content.ParseData("x", []byte(c.yaml), content.FormatYAML)
		if problems.HasErrors() {
			t.Fatal(problems)
		}
		if err := schemas[c.schema].Validate(instance(t, v.Items)); (err == nil) != c.valid {
			t.Errorf("%s %q: %v", c.schema, c.yaml, err)
		}
	}
}
