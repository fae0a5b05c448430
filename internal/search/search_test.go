package search

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"sitegen/internal/content"
	"sitegen/internal/markdown"
)

// tokensOf lists the words of a text; extra ones in brackets.
func tokensOf(text string) string {
	var out []string
	EachToken(text, func(token []byte, extra bool) {
		if extra {
			out = append(out, "["+string(token)+"]")
		} else {
			out = append(out, string(token))
		}
	})
	return strings.Join(out, " ")
}

func TestTokens(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "",
		"Load Balancer":                        "load balancer",
		"C++ and C# on .NET, not c+ or a#b":    "c++ and c# on .net [net] not c or a b",
		"k8s runs on K8S":                      "k8s runs on k8s",
		"e-mail":                               "e mail [email]",
		"write-ahead-log":                      "write ahead log [writeaheadlog]",
		"one-two-three-four":                   "one two three four",
		"Node.js, snake_case":                  "node js [nodejs] snake case [snakecase]",
		"a client's cache, don’t":              "a client cache don",
		"o'reilly":                             "o reilly",
		"3.14 2-phase":                         "3 14 2 phase",
		"Café Zürich Straße Ærø":               "cafe zurich strasse aero",
		"ＡＰＩ ﬁle":                              "api file",
		"負載均衡":                                 "負載 載均 均衡",
		"猫":                                    "猫",
		"Redis的缓存":                             "redis 的缓 缓存",
		"ロードバランサー":                             "ロー ード ドバ バラ ラン ンサ サー",
		"한국어":                                  "한국 국어",
		"كِتَاب":                               "كتاب",
		"CAP/PACELC (a|b)":                     "cap pacelc a b",
		strings.Repeat("x", maxToken) + " y":   strings.Repeat("x", maxToken) + " y",
		strings.Repeat("x", maxToken+1) + " y": "y",
	} {
		if got := tokensOf(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"C++ .NET e-mail", "don’t", "負載均衡 k8s", "\xff\xfea-b", "ǅ İI", strings.Repeat("á", 60)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		EachToken(text, func(token []byte, _ bool) {
			if len(token) == 0 || len(token) > maxJoined+maxToken || utf8.ValidString(text) && !utf8.Valid(token) {
				t.Errorf("%q gives %q", text, token)
			}
		})
	})
}

func TestFamilies(t *testing.T) {
	words := []string{"cache", "caching", "cached", "caches", "scan", "scanned", "query", "queries", "bus", "status", "server", "serve", "news", "replica", "run", "running", "https", "http"}
	find := func(w string) (int, bool) { i := slices.Index(words, w); return i, i >= 0 }
	of := families("en", words, find)
	for word, want := range map[string]string{
		"cache": "cache", "caching": "cache", "cached": "cache", "caches": "cache", "scanned": "scan", "queries": "query",
		"bus": "bus", "status": "status", "server": "server", "news": "news", "running": "run", "https": "https",
	} {
		i, _ := find(word)
		if got := words[of[i]]; got != want {
			t.Errorf("%s belongs to %s, want %s", word, got, want)
		}
	}
	for i, f := range families("ja", words, find) {
		if i != f {
			t.Error("a language without rules has no families, but", words[i], words[f])
		}
	}
}

// library makes documents of random words from a small vocabulary.
func library(n int) Input {
	rnd := rand.New(rand.NewPCG(1, 2))
	word := func() string { return fmt.Sprintf("w%c%c", 'a'+rnd.IntN(26), 'a'+min(rnd.IntN(26), rnd.IntN(26))) }
	in := Input{Language: "en", Categories: []Category{{"a", "A"}, {"b", "B"}}, Texts: map[string]string{"count": "{count}", "none": "-"}}
	for i := range n {
		var text strings.Builder
		for range 100 {
			text.WriteString(word() + " ")
		}
		d := Doc{ID: fmt.Sprintf("d/%04d", i), Kind: []content.Kind{content.KindTerm, content.KindLesson, content.KindPage}[i%3], Category: "ab"[i%2 : i%2+1],
			Title: word() + " " + word(), Path: fmt.Sprintf("d/%04d/", i), Summary: word(), Twin: true, Words: wordsOf(text.String())}
		if i%3 == 0 {
			d.Names = []Name{{word(), 2}, {word() + "s", 1}}
			d.Concept = []Mention{{fmt.Sprintf("d/%04d", (i+1)%n), 9}}
		}
		in.Docs = append(in.Docs, d)
	}
	return in
}

func wordsOf(text string) Words {
	return NewWords(markdown.Parse("a.md", []byte(text), 0, markdown.Options{}))
}

func inflated(t *testing.T, data []byte) []byte {
	t.Helper()
	out, err := io.ReadAll(flate.NewReader(bytes.NewReader(data)))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestOrder holds that the order of the input does not matter.
func TestOrder(t *testing.T) {
	in := library(300)
	want := New(in)
	rand.New(rand.NewPCG(3, 4)).Shuffle(len(in.Docs), func(i, j int) { in.Docs[i], in.Docs[j] = in.Docs[j], in.Docs[i] })
	got := New(in)
	if !bytes.Equal(got.Manifest, want.Manifest) || !slices.EqualFunc(got.Files, want.Files, func(a, b File) bool { return a.Name == b.Name && bytes.Equal(a.Data, b.Data) }) {
		t.Error("another order of documents gives another index")
	}
}

// TestEdit holds that an edit of one page leaves most files as they are.
func TestEdit(t *testing.T) {
	in := library(900)
	before := New(in)
	known := map[string]bool{}
	for _, f := range before.Files {
		known[f.Name] = true
	}
	in.Docs[450].Words = wordsOf("a completely different text with zebra")
	after := New(in)
	fresh := 0
	for _, f := range after.Files {
		if !known[f.Name] {
			fresh++
		}
	}
	// The words that went and came are in as many blocks as they have places;
	// what must not move is everything behind them.
	if fresh == 0 || fresh > len(after.Files)*2/3 {
		t.Errorf("%d of %d files differ after an edit of one page of 900", fresh, len(after.Files))
	}
}

// TestSizes holds that no file is large, whatever a site has.
func TestSizes(t *testing.T) {
	for _, n := range []int{0, 1, 2000} {
		index := New(library(n))
		if string(inflated(t, index.Manifest)[:4]) != "sgs1" {
			t.Error("no index")
		}
		for _, f := range index.Files {
			if size := len(inflated(t, f.Data)); size > 12000 {
				t.Errorf("%d documents: %s has %d bytes", n, f.Name, size)
			}
		}
	}
}

func TestRelativeLength(t *testing.T) {
	last := 0
	for _, length := range []int{0, 1, 10, 99, 100, 150, 200, 400, 100000} {
		now := relativeLength(length, 128)
		if now < last || now < 1 {
			t.Errorf("a text of %d words is %d %% of one of 128, a shorter one %d %%", length, now, last)
		}
		last = now
	}
	if got := relativeLength(128, 128); got != 100 {
		t.Errorf("as long as the mean is %d %%", got)
	}
}

func TestWords(t *testing.T) {
	w := wordsOf("# Title\n\nThe lead has a cache.\n\n## A heading\n\ncache cache\n\n```go\nfunc main() {}\n```\n")
	marks := map[string]uint8{}
	for data := w.Data; len(data) > 0; data = data[2+int(data[0]):] {
		marks[string(data[1:1+data[0]])] = data[1+data[0]]
	}
	for word, want := range map[string]uint8{"cache": inLead | 3, "heading": inHeading | 1, "func": inCode} {
		if got := marks[word]; got != want {
			t.Errorf("%s: %08b, want %08b", word, got, want)
		}
	}
	if w.Total == 0 {
		t.Error("no words are counted")
	}
}
