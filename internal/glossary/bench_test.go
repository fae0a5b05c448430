package glossary

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"sitegen/internal/content"
)

// syllables make words that look like English without being it.
var syllables = strings.Fields("con tai ner ser ver less work flow data store queue sta te ful clus ter scal able mesh " +
	"proto col rout er cache par ti tion rep li ca load bal anc er pol icy gate way to ken ses sion lat en cy")

func madeUpWord(rng *rand.Rand) string {
	var b strings.Builder
	for range 2 + rng.IntN(3) {
		b.WriteString(syllables[rng.IntN(len(syllables))])
	}
	return b.String()
}

// benchTerms returns n terms with names of one to three words.
func benchTerms(n int) []*content.Term {
	rng := rand.New(rand.NewPCG(7, 11))
	var out []*content.Term
	for i := range n {
		words := make([]string, 1+rng.IntN(3))
		for k := range words {
			w := madeUpWord(rng)
			words[k] = strings.ToUpper(w[:1]) + w[1:]
		}
		t := &content.Term{}
		t.ID, t.Title = fmt.Sprintf("t%05d", i), strings.Join(words, " ")
		out = append(out, t)
	}
	return out
}

const proseSample = `When a client sends a request, the gateway looks up the route and hands it to one of the replicas
behind it. Each of them keeps its own copy of the table in memory, so that most answers need no further trip
over the network. A write goes to the leader first, which waits until a majority has taken it down, and only
then says that it is done. Should the leader fall silent, the others choose a new one within a second or two.
`

// benchProse is ASCII prose in which about one word in sixty names a term.
func benchProse(terms []*content.Term, size int) []byte {
	rng := rand.New(rand.NewPCG(5, 3))
	words := strings.Fields(proseSample)
	var b strings.Builder
	for b.Len() < size {
		if rng.IntN(60) == 0 {
			b.WriteString(strings.ToLower(terms[rng.IntN(len(terms))].Title))
		} else {
			b.WriteString(words[rng.IntN(len(words))])
		}
		b.WriteByte(' ')
	}
	return []byte(b.String())
}

func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{100, 5000} {
		b.Run(fmt.Sprintf("%d-names", n), func(b *testing.B) {
			terms := benchTerms(n)
			m, _ := New(terms, "en")
			text := benchProse(terms, 1<<20)
			scope := m.Scope("page")
			var spans []Span
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				spans = scope.Match(spans[:0], text)
			}
			b.ReportMetric(float64(len(spans)), "spans")
		})
	}
}

func BenchmarkNew(b *testing.B) {
	terms := benchTerms(5000)
	b.ReportAllocs()
	for b.Loop() {
		New(terms, "en")
	}
}

// TestMemory holds the matcher of a large glossary to a few megabytes.
func TestMemory(t *testing.T) {
	terms := benchTerms(5000)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	m, _ := New(terms, "en")
	runtime.GC()
	runtime.ReadMemStats(&after)
	used := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d terms, %d forms: %d KiB", len(terms), len(m.Forms()), used>>10)
	if used > 16<<20 {
		t.Errorf("the matcher takes %d KiB", used>>10)
	}
	runtime.KeepAlive(m)
}

// BenchmarkMatchJapanese matches the shared corpus' Japanese pages.
func BenchmarkMatchJapanese(b *testing.B) {
	pages := loadCorpus(b, "ja")
	var terms []*content.Term
	var text []byte
	for _, p := range pages {
		terms = append(terms, p.term)
		for _, block := range p.blocks {
			text = append(text, block.text...)
		}
	}
	m, _ := New(terms, "ja")
	scope := m.Scope("page")
	var spans []Span
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		spans = scope.Match(spans[:0], text)
	}
}
