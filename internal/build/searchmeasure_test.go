package build

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sitegen/internal/markdown"
	"sitegen/internal/output"
	"sitegen/internal/search"
)

// knownItem is a query that was made from one page, which is to be found by it.
type knownItem struct {
	Kind  string   `json:"kind"`
	Query string   `json:"query"`
	Paths []string `json:"paths"`
}

// knownItems makes queries from a site: at most n of each kind.
func knownItems(s *Snapshot, n int) []knownItem {
	rnd := rand.New(rand.NewPCG(7, 11))
	var nodes []*node
	titled := map[string][]string{} // URLs by folded title
	for _, node := range s.nodes {
		if node.entry.Title == "" || node.entry.URL == "/" {
			continue
		}
		key := search.Fold(node.entry.Title)
		titled[key] = append(titled[key], node.entry.URL)
		if node.category != nil {
			titled[key] = append(titled[key], node.category.LessonsURL)
		}
		nodes = append(nodes, node)
	}
	rnd.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
	var texts []string
	for _, node := range s.nodes {
		if node.src != nil {
			data, err := fs.ReadFile(s.opt.Source, node.entry.File)
			if err != nil {
				panic(err)
			}
			doc := markdown.Parse(node.entry.File, data, node.src.head.BodyOffset(), markdown.Options{})
			texts = append(texts, strings.Join(strings.Fields(doc.Text), " "))
		}
	}
	var items []knownItem
	count := map[string]int{}
	add := func(kind, query string, node *node) {
		if query != "" && count[kind] < n {
			count[kind]++
			items = append(items, knownItem{kind, query, titled[search.Fold(node.entry.Title)]})
		}
	}
	for _, node := range nodes {
		title := node.entry.Title
		add("title", title, node)
		if b := begun(title); b != "" && onlyBegins(titled, b) {
			add("begun", b, node)
		}
		add("mistyped", mistyped(rnd, title), node)
		if node.term != nil {
			for _, name := range node.term.AKA {
				add("alias", name, node)
			}
		}
		if node.src != nil && count["sentence"] < n {
			if sentence := firstWords(firstSentences(node.src.doc.Paragraph, 400), 12); isOnly(texts, sentence) {
				add("sentence", sentence, node)
			}
		}
	}
	return items
}

// begun is a title of which three quarters are typed.
func begun(title string) string {
	r := []rune(title)
	if len(r) < 8 {
		return ""
	}
	return strings.TrimSpace(string(r[:len(r)*3/4]))
}

// mistyped is a title with one slip in its longest word.
func mistyped(rnd *rand.Rand, title string) string {
	words := strings.Fields(title)
	at := 0
	for i, w := range words {
		if len(w) > len(words[at]) {
			at = i
		}
	}
	w := []byte(words[at])
	if len(w) < 5 || strings.ContainsFunc(string(w), func(r rune) bool { return r < 'A' || r > 'z' }) {
		return ""
	}
	i := rnd.IntN(len(w) - 1)
	switch rnd.IntN(4) {
	case 0:
		w = slices.Delete(w, i, i+1)
	case 1:
		w = slices.Insert(w, i, byte('a'+rnd.IntN(26)))
	case 2:
		w[i] = byte('a' + rnd.IntN(26))
	default:
		w[i], w[i+1] = w[i+1], w[i]
	}
	words[at] = string(w)
	return strings.Join(words, " ")
}

// onlyBegins tells whether one title alone begins so.
func onlyBegins(titles map[string][]string, begun string) bool {
	n := 0
	begun = search.Fold(begun)
	for title := range titles {
		if strings.HasPrefix(title, begun) {
			n++
		}
	}
	return n == 1
}

// firstWords keeps n words.
func firstWords(text string, n int) string {
	words := strings.Fields(text)
	return strings.Join(words[:min(n, len(words))], " ")
}

// isOnly tells whether one text alone has these words, and they are enough for
// a query.
func isOnly(texts []string, sentence string) bool {
	if len(strings.Fields(sentence)) < 5 {
		return false
	}
	found := 0
	for _, text := range texts {
		if strings.Contains(text, sentence) {
			found++
		}
	}
	return found == 1
}

// measured is what one query gave.
type measured struct {
	// Rank is the place of the wanted page, from 1; 0 where it is not among
	// the first ten.
	Rank int `json:"rank"`
	// Raw and Packed are the bytes loaded for ten results with their snippets:
	// as stored, and as a server compresses texts. Program are those of scripts.
	Raw, Packed, Program int
	Millis               float64 `json:"millis"`
}

// bytesServer serves a folder and counts what is fetched.
type bytesServer struct {
	*httptest.Server
	mu              sync.Mutex
	raw, packed     int
	program         int
	packedSize      map[string]int
	isProgram       func(name string) bool
	extra           map[string]string
	fsys            fs.FS
	overlay, prefix string
}

func newBytesServer(t testing.TB, dir string) *bytesServer {
	s := &bytesServer{packedSize: map[string]int{}, fsys: os.DirFS(dir), isProgram: func(name string) bool {
		ext := path.Ext(name)
		return ext == ".js" || ext == ".css" || strings.Contains(name, "wasm.")
	}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *bytesServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "_count" {
		s.mu.Lock()
		defer s.mu.Unlock()
		_ = json.NewEncoder(w).Encode([]int{s.raw, s.packed, s.program})
		s.raw, s.packed, s.program = 0, 0, 0
		return
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	data, err := fs.ReadFile(s.fsys, name)
	if rest, ok := strings.CutPrefix(name, "pagefind/"); ok && s.overlay != "" {
		data, err = os.ReadFile(filepath.Join(s.overlay, filepath.FromSlash(rest)))
	}
	if err != nil {
		http.NotFound(w, r)
		return
	}
	s.mu.Lock()
	size, known := s.packedSize[name]
	if !known {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(data)
		_ = z.Close()
		size = min(len(data), b.Len())
		s.packedSize[name] = size
	}
	if s.isProgram(name) {
		s.program += size
	} else {
		s.raw += len(data)
		s.packed += size
	}
	s.mu.Unlock()
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	_, _ = w.Write(data)
}

// ownDriver answers a query with the index of the site, as it is the first time.
const ownDriver = `
window.measure = async (item) => {
	const load = (name) => fetch("/search/" + name);
	await (await fetch("/_count")).json();
	for (const name of program) await fetch(name);
	const start = performance.now();
	const index = await sitegen.search.open(load);
	const { hits, slots, term } = await index.find(item.query, { limit: 10 });
	const docs = await Promise.all(hits.map((h) => index.record(h.id)));
	const paths = docs.map((d) => "/" + d.path);
	const millis = performance.now() - start;
	await Promise.all(sitegen.search.toQuote(docs.filter((d) => d.id !== term), slots).map((d) => fetch("/" + d.path + "index.md").then((a) => a.text())));
	const [Raw, Packed, Program] = await (await fetch("/_count")).json();
	return { rank: 1 + paths.findIndex((p) => item.paths.includes(p)), Raw, Packed, Program, millis };
};`

// pagefindDriver does the same with Pagefind.
const pagefindDriver = `
window.measure = async (item) => {
	await (await fetch("/_count")).json();
	const start = performance.now();
	const pagefind = await import("/pagefind/pagefind.js?" + Math.random());
	await pagefind.init();
	const { results } = await pagefind.search(item.query);
	const paths = (await Promise.all(results.slice(0, 10).map((r) => r.data()))).map((d) => d.raw_url ?? d.url);
	const millis = performance.now() - start;
	const [Raw, Packed, Program] = await (await fetch("/_count")).json();
	return { rank: 1 + paths.findIndex((p) => item.paths.includes(p)), Raw, Packed, Program, millis };
};`

// measure runs the queries in a browser.
func measure(t testing.TB, ctx context.Context, s *bytesServer, driver string, items []knownItem) []measured {
	t.Helper()
	var program []string
	engine := ""
	_ = fs.WalkDir(s.fsys, "assets", func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasPrefix(path.Base(name), "search") {
			program = append(program, "/"+name)
			if strings.HasPrefix(path.Base(name), "search-index.") {
				engine = "/" + name
			}
		}
		return nil
	})
	names, _ := json.Marshal(program)
	setup := fmt.Sprintf(`window.program = %s; new Promise((done, failed) => { const s = document.createElement("script"); s.src = %q; s.onload = () => done(true); s.onerror = failed; document.head.append(s); })`, names, engine)
	await := func(script string) { t.Helper(); evalAwait[bool](t, ctx, script) }
	out := make([]measured, len(items))
	for i, item := range items {
		if i%20 == 0 { // what a page keeps of earlier queries goes with it
			if err := chromedp.Do(ctx, chromedp.Navigate(s.URL+"/404.html")); err != nil {
				t.Fatal(err)
			}
			await(setup)
			await(driver + "; true")
		}
		data, err := json.Marshal(item)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = evalAwait[measured](t, ctx, "measure("+string(data)+")")
	}
	return out
}

// evalAwait evaluates a script and waits for its promise.
func evalAwait[T any](t testing.TB, ctx context.Context, script string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%.200s: %v", script, err)
	}
	return v
}

// quality sums up measurements by the kind of query.
type quality struct {
	n                    int
	reciprocal           float64
	first                int
	raw, packed, program int
	mostRaw, mostPacked  int
	millis               float64
}

func summarise(items []knownItem, results []measured) map[string]*quality {
	by := map[string]*quality{}
	for i, r := range results {
		if r.Rank != 1 && os.Getenv("SITEGEN_SEARCH_MISSES") != "" {
			fmt.Fprintf(os.Stderr, "%s %q: %d, not %v\n", items[i].Kind, items[i].Query, r.Rank, items[i].Paths)
		}
		for _, kind := range []string{items[i].Kind, "all"} {
			q := by[kind]
			if q == nil {
				q = &quality{}
				by[kind] = q
			}
			q.n++
			if r.Rank > 0 {
				q.reciprocal += 1 / float64(r.Rank)
			}
			if r.Rank == 1 {
				q.first++
			}
			q.raw += r.Raw
			q.packed += r.Packed
			q.program = max(q.program, r.Program)
			q.mostRaw, q.mostPacked = max(q.mostRaw, r.Raw), max(q.mostPacked, r.Packed)
			q.millis += r.Millis
		}
	}
	return by
}

func (q *quality) mrr() float64 { return q.reciprocal / float64(q.n) }

func logQuality(t testing.TB, name string, by map[string]*quality) {
	t.Helper()
	t.Logf("%-10s %-9s %5s %6s %6s %9s %9s %9s %9s %8s %6s", name, "kind", "n", "MRR", "first", "KB raw", "most", "KB packed", "most", "program", "ms")
	for _, kind := range []string{"title", "begun", "alias", "mistyped", "sentence", "all"} {
		if q := by[kind]; q != nil {
			kb := func(n int) float64 { return float64(n) / 1000 }
			t.Logf("%-10s %-9s %5d %6.3f %5.1f%% %9.1f %9.1f %9.1f %9.1f %8.1f %6.1f", "", kind, q.n, q.mrr(), 100*float64(q.first)/float64(q.n),
				kb(q.raw)/float64(q.n), kb(q.mostRaw), kb(q.packed)/float64(q.n), kb(q.mostPacked), kb(q.program), q.millis/float64(q.n))
		}
	}
}

// chromium starts a headless browser.
func chromium(t testing.TB, limit time.Duration) context.Context {
	t.Helper()
	bin, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("Chromium is missing: run make tools")
		}
		t.Skip("Chromium is not installed: make test installs it")
	}
	opts := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(bin), chromedp.UserDataDir(t.TempDir()), chromedp.Headless, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoSandbox,
	}
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync"} {
		opts = append(opts, chromedp.Flag(flag, true))
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	limited, stopLimit := context.WithTimeout(alloc, limit)
	ctx, stop := chromedp.NewContext(limited)
	t.Cleanup(func() { stop(); stopLimit(); stopAlloc() })
	return ctx
}

// TestSearchQuality measures how well known pages are found on the shipped
// site, and what that loads; with SITEGEN_SEARCH_SITE on any other, and beside
// Pagefind where SITEGEN_PAGEFIND names its program.
func TestSearchQuality(t *testing.T) {
	var (
		dir string
		s   *Snapshot
		n   = 25
	)
	other := os.Getenv("SITEGEN_SEARCH_SITE")
	if other == "" {
		dir, s = shipped(t, nil)
	} else {
		dir = t.TempDir()
		b := New(options(os.DirFS(other)))
		var err error
		if s, _, err = b.Snapshot(context.Background()); err != nil || s == nil {
			t.Fatal("the site has problems", err)
		}
		if _, _, err = b.Publish(context.Background(), s, dir, output.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	items := knownItems(s, n)
	ctx := chromium(t, 20*time.Minute)
	server := newBytesServer(t, dir)
	own := summarise(items, measure(t, ctx, server, ownDriver, items))
	logQuality(t, "sitegen", own)
	if most := own["all"].mostPacked; most > 100_000 {
		t.Errorf("a query loads up to %d bytes, not 100,000", most)
	}
	if other == "" && own["all"].mrr() < 0.97 {
		t.Errorf("known pages are found with a mean reciprocal rank of %.3f", own["all"].mrr())
	}
	if tool := os.Getenv("SITEGEN_PAGEFIND"); tool != "" {
		server.overlay = t.TempDir()
		if out, err := exec.Command(tool, "--site", dir, "--output-path", server.overlay, "--root-selector", "main").CombinedOutput(); err != nil {
			t.Fatalf("pagefind: %v\n%s", err, out)
		}
		theirs := summarise(items, measure(t, ctx, server, pagefindDriver, items))
		logQuality(t, "Pagefind", theirs)
		if a, b := own["all"], theirs["all"]; a.mrr() < b.mrr() || a.packed >= b.packed {
			t.Error("Pagefind finds better, or loads less")
		}
	}
}
