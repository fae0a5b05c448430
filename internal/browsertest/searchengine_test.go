package browsertest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitegen/internal/content"
	"sitegen/internal/markdown"
	"sitegen/internal/search"
	"sitegen/static"
)

// engine opens a tab that has the search engine and nothing else.
func engine(t *testing.T) *tab {
	t.Helper()
	script, err := fs.ReadFile(static.FS, "assets/search-index.js")
	if err != nil {
		t.Fatal(err)
	}
	b := newTab(t, "about:")
	b.visit("blank")
	b.run(string(script))
	return b
}

// TestSearchWords holds that the script cuts texts into the same words as the
// build does.
func TestSearchWords(t *testing.T) {
	t.Parallel()
	b := engine(t)
	texts := []string{
		"C++ and C# on .NET, not c+ or a#b; F#, g++", "k8s K8S i18n 3.14 2-phase 10x", "e-mail write-ahead-log one-two-three-four a-b-c",
		"Node.js snake_case __init__ a.b.c. end. (.NET) /.net x.net", "a client's cache, don’t o'reilly l'eau rock'n'roll 'tis", "Café Zürich Straße Ærø Łódź İstanbul ſ ﬁle ＡＰＩ",
		"負載均衡 Redis的缓存 猫 第1章 𠀋𠀌", "ロードバランサー ﾛｰﾄﾞ ひらがな", "한국어 문서", "كِتَاب العربية ہم آہنگی", "שָׁלוֹם", "ภาษาไทย", "ΣΊΣΥΦΟΣ ς", "naïve‐hyphen non‑breaking",
		strings.Repeat("x", 40) + " " + strings.Repeat("y", 41) + " " + strings.Repeat("é", 21), "averyveryverylong-compoundword-x", "a\u0301b e\u0301-mail", "½ ² x² №5", "_a_ -b- .c. ++ # C# C#x C++x",
	}
	_ = filepath.WalkDir("../../content", func(path string, d fs.DirEntry, err error) error {
		if data, err := os.ReadFile(path); err == nil && strings.HasSuffix(path, ".md") {
			texts = append(texts, string(data))
		}
		return nil
	})
	rnd := rand.New(rand.NewPCG(5, 6))
	signs := []rune("aZé+#.-_'’ 19\nß猫ñ가ーのx\u0301.")
	for range 400 {
		r := make([]rune, 1+rnd.IntN(24))
		for i := range r {
			r[i] = signs[rnd.IntN(len(signs))]
		}
		texts = append(texts, string(r))
	}
	for from := 0; from < len(texts); from += 40 {
		part := texts[from:min(from+40, len(texts))]
		data, _ := json.Marshal(part)
		got := value[[]string](b, `(`+string(data)+`).map((text) => sitegen.search.tokens(text).map((t) => (t.extra ? "+" : "") + t.key).join(" "))`)
		for i, text := range part {
			var want []string
			search.EachToken(text, func(token []byte, extra bool) {
				if extra {
					want = append(want, "+"+string(token))
				} else {
					want = append(want, string(token))
				}
			})
			if w := strings.Join(want, " "); got[i] != w {
				at := 0
				for at < min(len(w), len(got[i])) && w[at] == got[i][at] {
					at++
				}
				b.Errorf("%.60q: the script says …%.60q, the build …%.60q", text, got[i][max(0, at-20):], w[max(0, at-20):])
			}
		}
	}
}

// library is a small site with a page of each sort that queries meet.
func library() search.Input {
	in := search.Input{Language: "en", Categories: []search.Category{{Slug: "data", Title: "Data"}, {Slug: "code", Title: "Code"}}, Texts: map[string]string{}}
	add := func(d search.Doc, text string) {
		d.Path, d.Words, d.Twin = d.ID+"/", search.NewWords(markdown.Parse("a.md", []byte(text), 0, markdown.Options{})), true
		in.Docs = append(in.Docs, d)
	}
	add(search.Doc{ID: "t/load-balancer", Kind: content.KindTerm, Category: "data", Title: "Load Balancer", AKA: []string{"LB"}, Summary: "Spreads requests over servers.",
		Names:   []search.Name{{Text: "LB", Strength: 2}, {Text: "load balancers", Strength: 1}, {Text: "load balancing", Strength: 1}},
		Concept: []search.Mention{{ID: "l/scaling", Level: 26}}}, "A balancer stands before the servers.")
	add(search.Doc{ID: "t/cache", Kind: content.KindTerm, Category: "data", Title: "Cache", Summary: "Copies close at hand."}, "It replicates what is asked for often.")
	add(search.Doc{ID: "t/kubernetes", Kind: content.KindTerm, Category: "code", Title: "Kubernetes", AKA: []string{"k8s"}, Names: []search.Name{{Text: "k8s", Strength: 2}}}, "Runs containers.")
	add(search.Doc{ID: "t/cpp", Kind: content.KindTerm, Category: "code", Title: "C++"}, "A language.")
	add(search.Doc{ID: "t/c", Kind: content.KindTerm, Category: "code", Title: "C"}, "Another language.")
	add(search.Doc{ID: "t/net", Kind: content.KindTerm, Category: "code", Title: ".NET"}, "A runtime.")
	add(search.Doc{ID: "t/zh", Kind: content.KindTerm, Category: "data", Title: "負載均衡"}, "把請求分給很多伺服器。")
	add(search.Doc{ID: "t/rare", Kind: content.KindTerm, Category: "data", Title: "\U00020000\U00020001"}, "Ein Zeichen.")
	add(search.Doc{ID: "t/compat", Kind: content.KindTerm, Category: "data", Title: "\ufa0e\ufa0f"}, "Zwei Zeichen.")
	add(search.Doc{ID: "l/scaling", Kind: content.KindLesson, Level: content.LevelFoundation, Category: "data", Title: "Growing a Site", Summary: "From one server to many."}, "First the balancer, then the database.")
	add(search.Doc{ID: "l/caching", Kind: content.KindLesson, Level: content.LevelAdvanced, Category: "data", Title: "Caching in Depth"}, "Caches, and what they cost. Eviction is a policy.")
	add(search.Doc{ID: "l/cache-twin", Kind: content.KindLesson, Level: content.LevelAdvanced, Category: "code", Title: "LB"}, "A lesson with the other name of a term for a title.")
	for i := range 60 { // enough for rarity to mean something
		add(search.Doc{ID: fmt.Sprintf("p/%02d", i), Kind: content.KindPage, Title: fmt.Sprintf("Note %c%c", 'a'+i/26, 'a'+i%26)}, "A note on servers, a cache and what a language is.")
	}
	return in
}

// give hands an index over to the page as window.index.
func (b *tab) give(index *search.Index) {
	b.Helper()
	files := map[string]string{"index.bin": base64.StdEncoding.EncodeToString(index.Manifest)}
	for _, f := range index.Files {
		files[f.Name] = base64.StdEncoding.EncodeToString(f.Data)
	}
	data, _ := json.Marshal(files)
	b.is("an index", `(async () => {
		const files = `+string(data)+`;
		window.loaded = [];
		window.index = await sitegen.search.open(async (name) => {
			loaded.push(name);
			return new Response(Uint8Array.from(atob(files[name]), (c) => c.charCodeAt(0)));
		});
		return true;
	})()`)
}

// TestSearchEngine asks for what readers ask for.
func TestSearchEngine(t *testing.T) {
	t.Parallel()
	b := engine(t)
	b.give(search.New(library()))
	for _, c := range []struct{ query, options, want string }{
		{"load balancer", "{}", "term t/load-balancer"},
		{"Load  BALANCER ", "{}", "term t/load-balancer"},
		{"lb", "{}", "term t/load-balancer"},
		{"load balancers", "{}", "term t/load-balancer"},
		{"load bal", "{}", "term t/load-balancer"},
		{"laod balancer", "{}", "term corrected t/load-balancer"},
		{"load blaancer", "{}", "term corrected t/load-balancer"},
		{"lb", "{kind: 2}", "l/cache-twin"},
		{"growing", "{}", "l/scaling"},
		{"grow", "{}", "l/scaling"},
		{"eviction policies", "{}", "l/caching"},
		{"replicating", "{}", "t/cache"},
		{"k8s", "{}", "term t/kubernetes"},
		{"kubernets", "{}", "term corrected t/kubernetes"},
		{"kubren", "{}", "corrected t/kubernetes"},
		{"C++", "{}", "term t/cpp"},
		{"c", "{}", "term t/c"},
		{".NET", "{}", "term t/net"},
		{"net", "{}", "t/net"},
		{"負載均衡", "{}", "term t/zh"},
		{"均衡", "{}", "t/zh"},
		{"伺服器", "{}", "t/zh"},
		{"\U00020000\U00020001", "{}", "term t/rare"},
		{"\ufa0e\ufa0f", "{}", "term t/compat"},
		{"cache", "{kind: 2, level: 3}", "l/caching"},
		{"language", "{category: 2, kind: 1}", "t/c"},
		{"qqqqqq", "{}", ""},
		{"+++ ---", "{}", ""},
		{"load balancer", "{kind: 2}", "l/scaling"},
	} {
		got := value[string](b, fmt.Sprintf(`(async () => {
			const { hits, term, corrected } = await index.find(%q, %s);
			if (!hits.length) return "";
			const first = await index.record(hits[0].id);
			return (term === hits[0].id ? "term " : "") + (corrected ? "corrected " : "") + first.path.slice(0, -1);
		})()`, c.query, c.options))
		if got != c.want && !(strings.HasPrefix(got, "term ") && got[5:] == c.want) {
			b.Errorf("%q %s: %q, want %q", c.query, c.options, got, c.want)
		}
	}
	b.is("first letters", `index.starters("L").some((d) => d.path === "t/load-balancer/") && index.starters("猫").length === 0`)
	b.is("all files by name", `(async () => { const names = await index.names(); return names.length > 3 && loaded.every((n) => names.includes(n)); })()`)
}

// TestSearchSnippets holds what is quoted of a page, and what is marked in it.
func TestSearchSnippets(t *testing.T) {
	t.Parallel()
	b := engine(t)
	b.give(search.New(library()))
	twin := "# Caching in Depth\n\n> A summary.\n\nMuch *else* stands [here](/x \"t\") before it: " + strings.Repeat("words and words ", 40) +
		"then **eviction** of [[Cache|caches]] by `policy`, C++.\n\n```go\nfunc evict() {}\n```\n\n{{< kbd k >}} <b>end</b>"
	data, _ := json.Marshal(twin)
	b.is("a snippet", `(async () => {
		const { slots } = await index.find("eviction cache", {});
		const text = sitegen.search.plain(`+string(data)+`), part = sitegen.search.snippet(text, slots);
		window.part = part.text;
		return part.slots === 2 && /^… .* eviction of caches by policy ?, C\+\+\./.test(part.text) && part.text.length < 190
			&& sitegen.search.matches(part.text, slots).map(([from, to]) => part.text.slice(from, to)).join() === "eviction,caches"
			&& !/[*\[\]{}<>]|kbd/.test(text);
	})()`)
}

// TestSearchGivesUp holds that a file that cannot be loaded fails the query and
// is asked for again by the next one.
func TestSearchGivesUp(t *testing.T) {
	t.Parallel()
	b := engine(t)
	b.give(search.New(library()))
	if err := context.Cause(b.ctx); err != nil {
		t.Fatal(err)
	}
	b.is("a failure, then an answer", `(async () => {
		const real = window.Response;
		let failed = false;
		window.Response = class extends real { constructor(...a) { if (!failed) { failed = true; throw new Error("gone"); } super(...a); } };
		const first = await index.find("kubernetes", {}).then(() => "found", (e) => e.message);
		window.Response = real;
		const { hits } = await index.find("kubernetes", {});
		return first === "gone" && hits.length > 0;
	})()`)
}
