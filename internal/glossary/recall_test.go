package glossary

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	pluralize "github.com/gertd/go-pluralize"

	"sitegen/internal/content"
)

// pair is a page and a term that it links.
type pair struct{ page, term string }

// linkedBy returns for every page the terms that the finder finds on it.
type finder func(p page) map[string]bool

// tally is the outcome of one comparison.
type tally struct {
	pairs, found            int
	missing, outside, selfs int
	missed                  []string
}

func (t tally) recall() float64 { return float64(t.found) / float64(max(t.pairs, 1)) }

// compare counts the (page, term) pairs that people linked and find finds too.
func compare(pages []page, find finder) tally {
	known := map[string]bool{}
	for _, p := range pages {
		known[p.term.ID] = true
	}
	var t tally
	for _, p := range pages {
		got := find(p)
		texts := map[string][]string{}
		for _, l := range p.links {
			switch {
			case l.target == "(outside)":
				t.outside++
			case l.target == p.term.ID:
				t.selfs++
			case !known[l.target]:
				t.missing++
			default:
				texts[l.target] = append(texts[l.target], strings.ReplaceAll(l.text, "\n", " "))
			}
		}
		for target, words := range texts {
			t.pairs++
			if got[target] {
				t.found++
				continue
			}
			t.missed = append(t.missed, fmt.Sprintf("%s -> %s: %s", p.term.ID, target, strings.Join(words, " | ")))
		}
	}
	slices.Sort(t.missed)
	return t
}

// sitegenFinder links as the package does, without the titles' or texts' help
// of any aka.
func sitegenFinder(pages []page, language string) (finder, []Collision) {
	var terms []*content.Term
	for _, p := range pages {
		terms = append(terms, p.term)
	}
	m, collisions := New(terms, language)
	return func(p page) map[string]bool {
		got := map[string]bool{}
		for _, o := range linkPage(m, p) {
			if o.Verdict == Linked {
				got[o.Term] = true
			}
		}
		return got
	}, collisions
}

// occurrence is a mention with the block in which it stands.
type occurrence struct {
	Occurrence
	text string
	// block is where the block begins in the prose of the page.
	block int
}

func linkPage(m *Matcher, p page) []occurrence {
	scope := m.Scope(p.term.ID)
	var occ []Occurrence
	var texts []string
	var starts []int
	var spans []Span
	start := 0
	for _, b := range p.blocks {
		spans = scope.Match(spans[:0], []byte(b.text))
		for _, s := range spans {
			occ = append(occ, Occurrence{Span: s, Section: b.section})
			texts = append(texts, b.text)
			starts = append(starts, start)
		}
		start += len(b.text) + 1
	}
	Choose(Page{ID: p.term.ID}, nil, occ)
	out := make([]occurrence, len(occ))
	for i := range occ {
		out[i] = occurrence{occ[i], texts[i], starts[i]}
	}
	return out
}

// plainFinder is a baseline: the titles as whole words, whatever their case;
// with plurals also both parts of "Long Name (LN)", plurals, hyphen or space.
func plainFinder(pages []page, plurals bool) finder {
	plural := pluralize.NewClient()
	names := map[string]*regexp.Regexp{}
	for _, p := range pages {
		alt := []string{regexp.QuoteMeta(p.term.Title)}
		long, part := splitParens(p.term.Title)
		for _, n := range []string{long, part} {
			if plurals && n != "" {
				for _, f := range []string{n, plural.Plural(n), plural.Singular(n)} {
					alt = append(alt, strings.NewReplacer(" ", "[- ]", "-", "[- ]").Replace(regexp.QuoteMeta(f)))
				}
			}
		}
		pattern := `(?i)(?:^|[^\pL\pN])(?:` + strings.Join(alt, "|") + `)(?:$|[^\pL\pN])`
		names[p.term.ID] = regexp.MustCompile(pattern)
	}
	return func(p page) map[string]bool {
		got := map[string]bool{}
		for id, re := range names {
			for _, b := range p.blocks {
				if re.MatchString(strings.ReplaceAll(b.text, "\n", " ")) {
					got[id] = true
				}
			}
		}
		return got
	}
}

// TestRecall links the corpus, from which the hand-made links were taken, and
// compares page by page with what people linked. Run it with -v for the report.
func TestRecall(t *testing.T) {
	pages := loadCorpus(t, "en")
	find, collisions := sitegenFinder(pages, "en")
	if len(collisions) > 0 {
		t.Errorf("collisions in a glossary that must build: %v", collisions)
	}
	got := compare(pages, find)
	t.Logf("%d terms; links left out: %d to other sites, %d to terms that do not exist, %d to the page itself",
		len(pages), got.outside, got.missing, got.selfs)
	t.Logf("exact names   %.3f", compare(pages, plainFinder(pages, false)).recall())
	t.Logf("plain plurals %.3f", compare(pages, plainFinder(pages, true)).recall())
	t.Logf("sitegen       %.3f (%d of %d pairs)", got.recall(), got.found, got.pairs)
	for _, m := range got.missed {
		t.Logf("  missed %s", m)
	}
	if got.recall() < 0.90 {
		t.Errorf("recall %.3f, want at least 0.90", got.recall())
	}
}

// TestRecallOtherLanguages reports the same for the translations.
func TestRecallOtherLanguages(t *testing.T) {
	for _, language := range []string{"de", "ja", "zh-cn", "ur"} {
		pages := loadCorpus(t, language)
		find, collisions := sitegenFinder(pages, language)
		got := compare(pages, find)
		t.Logf("%s: %.3f (%d of %d pairs); plain %.3f; left out: %d outside, %d missing, %d self; collisions %v", language, got.recall(),
			got.found, got.pairs, compare(pages, plainFinder(pages, true)).recall(), got.outside, got.missing, got.selfs, collisions)
		for _, m := range got.missed {
			t.Logf("  missed %s", m)
		}
	}
}

// TestForms lists what was matched, by count, for a look at false friends.
func TestMatchedForms(t *testing.T) {
	pages := loadCorpus(t, "en")
	var terms []*content.Term
	for _, p := range pages {
		terms = append(terms, p.term)
	}
	m, _ := New(terms, "en")
	count := map[string]int{}
	for _, p := range pages {
		for _, o := range linkPage(m, p) {
			if o.Term != p.term.ID {
				count[strings.ToLower(o.text[o.Start:o.End])+" -> "+o.Term]++
			}
		}
	}
	var keys []string
	for k := range count {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	for _, k := range keys {
		t.Logf("%4d %s", count[k], strings.ReplaceAll(k, "\n", " "))
	}
}
