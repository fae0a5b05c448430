package markdown

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
)

// sample is a file of chroma's own test data with the name of its lexer.
type sample struct{ lexer, file, text string }

// chromaSamples returns chroma's own test data, which is part of its module.
func chromaSamples(t testing.TB) []sample {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/alecthomas/chroma/v2").Output()
	if err != nil {
		t.Fatalf("cannot find chroma's module: %v", err)
	}
	root := filepath.Join(strings.TrimSpace(string(out)), "lexers", "testdata")
	var samples []sample
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".actual" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(filepath.Base(path), ".actual")
		if dir := filepath.Dir(rel); dir != "." {
			name = dir
		}
		samples = append(samples, sample{name, rel, string(text)})
		return nil
	})
	if err != nil || len(samples) < 100 {
		t.Fatalf("found %d samples below %s: %v", len(samples), root, err)
	}
	return samples
}

// compareTokens holds that our rule loop gives the tokens of chroma's.
func compareTokens(t testing.TB, name, text string) {
	t.Helper()
	expected, err := chroma.Tokenise(chroma.Coalesce(lexers.Get(name)), nil, text)
	if err != nil {
		t.Fatal(err)
	}
	got, err := chroma.Tokenise(chroma.Coalesce(languages.get(name)), nil, text)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	for i := range max(len(expected), len(got)) {
		if i >= len(got) || i >= len(expected) || got[i] != expected[i] {
			t.Errorf("%s: token %d of %d differs (chroma has %d) in %.200q", name, i, len(got), len(expected), text)
			return
		}
	}
}

// TestMachineTokens compares them on all of chroma's own test data.
func TestMachineTokens(t *testing.T) {
	checked := 0
	for _, s := range chromaSamples(t) {
		if lexers.Get(s.lexer) == nil || len(s.text) > longestSample {
			continue
		}
		if languages.get(s.lexer) == nil {
			t.Errorf("%s: no lexer %q", s.file, s.lexer)
			continue
		}
		checked++
		compareTokens(t, s.lexer, s.text)
	}
	if checked < 100 {
		t.Errorf("only %d samples were compared", checked)
	}
}

// TestSpansLikeChroma holds that our writer gives the bytes of chroma's HTML
// formatter.
func TestSpansLikeChroma(t *testing.T) {
	variants := []struct {
		name    string
		lines   lineOptions
		options []html.Option
	}{
		{"plain", lineOptions{first: 1}, []html.Option{html.PreventSurroundingPre(true)}},
		{"numbers", lineOptions{numbers: true, first: 1}, []html.Option{html.WithLineNumbers(true)}},
		{"marked", lineOptions{first: 8, marked: [][2]int{{9, 9}, {11, 14}}},
			[]html.Option{html.BaseLineNumber(8), html.HighlightLines([][2]int{{9, 9}, {11, 14}})}},
	}
	style := styles.Get("github")
	for _, s := range chromaSamples(t) {
		l := lexers.Get(s.lexer)
		if l == nil || len(s.text) > min(20_000, longestSample) {
			continue
		}
		for _, v := range variants {
			it, err := chroma.Coalesce(l).Tokenise(nil, s.text)
			if err != nil {
				t.Fatal(err)
			}
			var want bytes.Buffer
			f := html.New(append(v.options, html.WithClasses(true))...)
			if err := f.Format(&want, style, it); err != nil {
				t.Fatal(err)
			}
			expected := want.String()
			if v.name != "plain" {
				expected = strings.TrimSuffix(strings.TrimPrefix(expected, `<pre class="chroma"><code>`), "</code></pre>")
			}
			got, ok := highlight(nil, languages.get(s.lexer), s.text, &v.lines)
			if !ok {
				t.Errorf("%s, %s: the lexer failed", s.file, v.name)
			} else if string(got) != expected {
				i := 0
				for i < len(got) && i < len(expected) && got[i] == expected[i] {
					i++
				}
				t.Errorf("%s, %s: differs from byte %d on\n got %.120q\nwant %.120q", s.file, v.name, i, got[i:], expected[i:])
			}
		}
	}
}

// BenchmarkHighlight compares ways to highlight the same blocks.
func BenchmarkHighlight(b *testing.B) {
	blocks := map[string]string{
		"go":     "func handle(w http.ResponseWriter, r *http.Request) {\n\tid := r.Header.Get(\"X-Session\")\n\tif id == \"\" {\n\t\thttp.Error(w, \"no session\", http.StatusUnauthorized)\n\t\treturn\n\t}\n\tfmt.Fprintf(w, \"hello %s\", id) // stateless\n}\n",
		"python": "def shard_for(key: str, shards: int) -> int:\n    \"\"\"Pick a shard by hash.\"\"\"\n    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % shards\n\nprint([shard_for(f\"user-{i}\", 8) for i in range(10)])\n",
		"yaml":   "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  replicas: 3\n  serviceName: \"db\"\n",
		"sql":    "SELECT user_id, count(*) AS sessions\nFROM sessions\nWHERE created_at > now() - interval '1 day'\nGROUP BY user_id ORDER BY sessions DESC LIMIT 10;\n",
	}
	size := 0
	for _, text := range blocks {
		size += len(text)
	}
	b.Run("chroma", func(b *testing.B) {
		b.SetBytes(int64(size))
		f := html.New(html.WithClasses(true), html.PreventSurroundingPre(true))
		style := styles.Get("github")
		for b.Loop() {
			for lang, text := range blocks {
				it, err := chroma.Coalesce(lexers.Get(lang)).Tokenise(nil, text)
				if err != nil {
					b.Fatal(err)
				}
				var out bytes.Buffer
				if err := f.Format(&out, style, it); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("ours", func(b *testing.B) {
		b.SetBytes(int64(size))
		b.ReportAllocs()
		var dst []byte
		for b.Loop() {
			for lang, text := range blocks {
				var ok bool
				if dst, ok = highlight(dst[:0], languages.get(lang), text, &lineOptions{first: 1}); !ok {
					b.Fatal(lang)
				}
			}
		}
	})
}
