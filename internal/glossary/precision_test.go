package glossary

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sitegen/internal/content"
)

// autoLink is a link that the matcher makes on a page of the corpus.
type autoLink struct {
	page string
	occurrence
	block int
}

// autoLinks returns all links that the default policy makes, in page order.
func autoLinks(pages []page) []autoLink {
	var terms []*content.Term
	for _, p := range pages {
		terms = append(terms, p.term)
	}
	m, _ := New(terms, "en")
	var out []autoLink
	for _, p := range pages {
		for _, o := range linkPage(m, p) {
			if o.Verdict == Linked {
				out = append(out, autoLink{page: p.term.ID, occurrence: o})
			}
		}
	}
	return out
}

func TestSample(t *testing.T) {
	pages := loadCorpus(t, "en")
	links := autoLinks(pages)
	t.Logf("%d links", len(links))
	rng := rand.New(rand.NewPCG(1, 2))
	rng.Shuffle(len(links), func(i, j int) { links[i], links[j] = links[j], links[i] })
	for i, l := range links[:100] {
		from, to := max(0, l.Start-110), min(len(l.text), l.End+70)
		t.Logf("%d %s -> %s: %s", i, l.page, l.Term, strings.ReplaceAll(fmt.Sprintf("%s[[%s]]%s", l.text[from:l.Start], l.text[l.Start:l.End], l.text[l.End:to]), "\n", " "))
	}
}
