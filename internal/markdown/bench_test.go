package markdown

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// lessons returns n pages of made-up prose with lists, tables and links, and
// with code blocks of which no two are alike.
func lessons(n int, code bool) [][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields(`a the of to and in is that for with on by as it state session request server client cache
		replica shard token queue broker latency throughput consistency availability partition leader follower balancer
		container cluster storage database message event stream batch window schema index transaction commit lock`)
	word := func() string { return words[r.IntN(len(words))] }
	sentence := func() string {
		var b strings.Builder
		for i := range 8 + r.IntN(16) {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(word())
		}
		return strings.ToUpper(b.String()[:1]) + b.String()[1:] + "."
	}
	paragraph := func() string {
		return strings.Join([]string{sentence(), sentence(), sentence(), sentence()}, " ") + "\n\n"
	}
	blocks := []string{
		"```go\nfunc %[1]s(w http.ResponseWriter, r *http.Request) {\n\t%[2]s := r.Header.Get(\"X-%[3]s\")\n\tif %[2]s == \"\" {\n\t\thttp.Error(w, \"no %[3]s\", 401) // %[1]s\n\t\treturn\n\t}\n\tfmt.Fprintf(w, \"hello %%s\", %[2]s)\n}\n```\n\n",
		"```python\ndef %[1]s_for(%[2]s: str, n: int) -> int:\n    \"\"\"Pick a %[3]s by hash.\"\"\"\n    return int(hashlib.sha256(%[2]s.encode()).hexdigest(), 16) %% n\n```\n\n",
		"```yaml\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: %[1]s\nspec:\n  replicas: 3\n  serviceName: \"%[2]s-%[3]s\"\n```\n\n",
		"```sql\nSELECT %[1]s_id, count(*) AS %[2]s\nFROM %[3]s\nWHERE created_at > now() - interval '1 day'\nGROUP BY %[1]s_id ORDER BY %[2]s DESC LIMIT 10;\n```\n\n",
	}
	pages := make([][]byte, n)
	for i := range pages {
		var b strings.Builder
		for k := range 8 {
			if k%3 == 0 {
				fmt.Fprintf(&b, "## %s %s %d\n\n", word(), word(), k)
			}
			b.WriteString(paragraph())
			if code && k%5 == 2 {
				fmt.Fprintf(&b, blocks[r.IntN(len(blocks))], word(), word(), word())
			}
			if k == 4 {
				b.WriteString("- " + sentence() + "\n- **" + word() + "** " + sentence() + "\n- " + sentence() + "\n\n")
			}
			if k == 6 {
				b.WriteString("| A | B |\n|---|---|\n| " + word() + " | `" + word() + "` |\n| " + word() + " | " + word() + " |\n\n")
			}
		}
		fmt.Fprintf(&b, "Read [%s](../%s/%s.md) and [%s](/glossary/%s/).\n", word(), word(), word(), word(), word())
		pages[i] = []byte(b.String())
	}
	return pages
}

func BenchmarkParse(b *testing.B) {
	for _, c := range []struct {
		name string
		code bool
	}{{"prose", false}, {"code", true}} {
		b.Run(c.name, func(b *testing.B) {
			pages := lessons(200, c.code)
			size := 0
			for _, p := range pages {
				size += len(p)
				Parse("a.md", p, 0, Options{})
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, p := range pages {
					Parse("a.md", p, 0, Options{})
				}
			}
		})
	}
}

func BenchmarkRender(b *testing.B) {
	pages := lessons(200, true)
	docs := make([]*Doc, len(pages))
	targets := make([][]Target, len(pages))
	terms := make([][]TermLink, len(pages))
	size := 0
	for i, p := range pages {
		d := Parse("a.md", p, 0, Options{})
		docs[i] = d
		for range d.Slots {
			targets[i] = append(targets[i], Target{URL: "/lessons/some/where/"})
		}
		for r := 0; r < len(d.Runs); r += 2 {
			if len(d.RunText(r)) < 8 {
				continue
			}
			terms[i] = append(terms[i], TermLink{Run: r, Start: 2, End: 8, ID: "glossary/state", URL: "/glossary/state/"})
		}
		size += len(d.HTML)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	var dst []byte
	for b.Loop() {
		for i, d := range docs {
			var err error
			if dst, err = d.Render(dst[:0], targets[i], terms[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
}
