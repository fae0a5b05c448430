package health

import (
	"bytes"
	"cmp"
	"fmt"
	"hash/maphash"
	"math"
	"slices"
	"strings"
)

// Thresholds of phrases that look like missing terms. A word that the author
// stressed, or wrote with a capital, needs less evidence than one that is merely
// frequent.
const (
	stressedCount, stressedPages = 4, 2
	capitalCount, capitalPages   = 4, 3
	plainCount, plainPages       = 8, 4
	plainBond                    = 0.45 // normalised pointwise mutual information
	maxWords                     = 3    // of a phrase
	maxStressed                  = 4    // words of a stressed phrase
)

// manyWords is how many words of a site are looked at for phrases. Of a larger
// site every n-th page is taken, which is enough to see what is frequent.
const manyWords = 1_500_000

// phrase is a candidate for a missing term.
type phrase struct {
	tally
	text     string
	weight   float64
	stressed bool
}

// phraseCounter goes through the pages twice: first to find candidates within a
// bounded memory, then to count them.
type phraseCounter struct {
	*checker
	pages    []*Page
	capitals bool
	english  bool

	total   int
	lower   map[string]int     // words written small, at any place
	upper   map[string]*phrase // capitalised phrases
	stress  map[string]bool    // stressed phrases, folded
	sketch  []uint16           // how often runs of words occur, by hash
	runs    map[string]*phrase // runs that may be frequent, folded
	buckets uint64
	scratch []byte
	titles  string // all titles, folded, once they were asked for
}

// phrases reports the names and set phrases that look like missing terms.
func (c *checker) phrases(known *knownWords) {
	spaced, capitals := c.spaced()
	if !spaced || len(c.Site.Terms) == 0 {
		return
	}
	p := &phraseCounter{checker: c, capitals: capitals, english: strings.HasPrefix(strings.ToLower(c.Site.Config.Language), "en"),
		lower: map[string]int{}, upper: map[string]*phrase{}, stress: map[string]bool{}, runs: map[string]*phrase{}, sketch: make([]uint16, 1<<20)}
	p.buckets = uint64(len(p.sketch) - 1)
	p.pages = c.sample()
	p.eachPassage(p.pages, p.collect)
	p.eachPassage(p.pages, p.count)
	all := p.rank(known)
	for i, ph := range all[:min(len(all), maxPhrases)] {
		c.reportWord(ruleMissingTerm, ph.text, &ph.tally, fmt.Sprintf("is no term (rank %d of %d)", i+1, min(len(all), maxPhrases)),
			"add a term, add it to the aka of the one that is meant")
	}
}

// sample returns the pages to look at.
func (c *checker) sample() []*Page {
	pages, total := c.all(), 0
	for _, p := range pages {
		if t := c.text[p.Entry.ID]; t != nil {
			total += t.Words.Total
		}
	}
	step := 1 + total/manyWords
	var out []*Page
	for i := 0; i < len(pages); i += step {
		out = append(out, pages[i])
	}
	return out
}

// collect is the first pass.
func (p *phraseCounter) collect(pg *Page, i int, text []byte, words []token) {
	p.total += len(words)
	if n := len(words); n > 0 && n <= maxStressed && pg.Body.Stressed(i) && plainRun(text, words) && !slices.ContainsFunc(words, func(t token) bool { return t.named }) {
		p.stress[oneLine(fold(string(text[words[0].start:words[n-1].end])))] = true
	}
	for k, w := range words {
		word := text[w.start:w.end]
		if !isCapital(word) {
			p.lower[string(word)]++
		}
		if p.capitals && !w.first && !w.named && isCapital(word) && (k == 0 || !p.partOfName(text, words, k-1)) {
			p.capital(pg, i, text, words[k:])
		}
		if p.english {
			for n := 2; n <= maxWords && k+n <= len(words); n++ {
				if !p.setPhrase(text, words[k:k+n]) {
					break
				}
				if run := words[k : k+n]; !common(text, run[n-1]) {
					h := p.hash(text, run)
					if p.sketch[h] < math.MaxUint16 {
						p.sketch[h]++
					}
				}
			}
		}
	}
}

// partOfName reports whether the word belongs to a capitalised phrase that goes
// on behind it.
func (p *phraseCounter) partOfName(text []byte, words []token, k int) bool {
	w := words[k]
	return !w.first && !w.named && isCapital(text[w.start:w.end]) && k+1 < len(words) && joined(text, words[k], words[k+1])
}

// joined reports whether nothing but a space stands between two words.
func joined(text []byte, a, b token) bool {
	between := text[a.end:b.start]
	return len(between) == 1 && (between[0] == ' ' || between[0] == '\n')
}

// plainRun reports whether the words follow each other with nothing but spaces
// between them.
func plainRun(text []byte, words []token) bool {
	for i := 1; i < len(words); i++ {
		if !joined(text, words[i-1], words[i]) {
			return false
		}
	}
	return true
}

// capital takes the capitalised phrase that begins with the first word.
func (p *phraseCounter) capital(pg *Page, i int, text []byte, words []token) {
	n := 1
	for n < len(words) && joined(text, words[n-1], words[n]) && isCapital(text[words[n].start:words[n].end]) && !words[n].named && !words[n].first {
		n++
	}
	if n > maxStressed || n == 1 && isAcronym(text, words[0]) {
		return
	}
	name := oneLine(string(text[words[0].start:words[n-1].end]))
	name = strings.TrimSuffix(strings.TrimSuffix(name, "'s"), "’s")
	ph := p.upper[name]
	if ph == nil {
		ph = &phrase{text: name}
		p.upper[name] = ph
	}
	ph.add(use{pg, i, words[0].start})
}

// oneLine puts a phrase that is broken between two lines on one.
func oneLine(phrase string) string { return strings.ReplaceAll(phrase, "\n", " ") }

// setPhrase reports whether the words may be a set phrase: written small, next
// to each other, none of them too usual.
func (p *phraseCounter) setPhrase(text []byte, words []token) bool {
	for k, w := range words {
		word := text[w.start:w.end]
		if w.named || len(word) < 3 || word[0] < 'a' || word[0] > 'z' || bytes.ContainsAny(word, "0123456789'’") {
			return false
		}
		if k == 0 && common(text, w) || k > 0 && !joined(text, words[k-1], w) {
			return false
		}
	}
	return !common(text, words[len(words)-1])
}

// common reports whether a word is too usual to begin or end a phrase. Forms of
// verbs that end in -ly, -ing or -ed seldom end one.
func common(text []byte, w token) bool {
	word := string(text[w.start:w.end])
	return commonWords[word] || strings.HasSuffix(word, "ly")
}

var seed = maphash.MakeSeed()

// hash is the bucket of a run of words. It differs from process to process,
// which shows nowhere: a sketch only ever counts too much, and what it lets
// through is counted exactly.
func (p *phraseCounter) hash(text []byte, words []token) uint64 {
	p.scratch = p.scratch[:0]
	for _, w := range words {
		p.scratch = append(append(p.scratch, text[w.start:w.end]...), ' ')
	}
	return maphash.Bytes(seed, p.scratch) & p.buckets
}

// count is the second pass: it counts stressed phrases wherever they stand, and
// the runs of words that the sketch has seen often enough.
func (p *phraseCounter) count(pg *Page, i int, text []byte, words []token) {
	for k := range words {
		for n := 1; n <= maxStressed && k+n <= len(words); n++ {
			run := words[k : k+n]
			if n > 1 && !joined(text, run[n-2], run[n-1]) {
				break
			}
			if slices.ContainsFunc(run, func(t token) bool { return t.named }) {
				break
			}
			p.countRun(pg, i, text, run)
		}
	}
}

func (p *phraseCounter) countRun(pg *Page, i int, text []byte, run []token) {
	n := len(run)
	if len(p.stress) > 0 {
		written := oneLine(string(text[run[0].start:run[n-1].end]))
		if key := fold(written); p.stress[key] {
			p.run(key, written, true).add(use{pg, i, run[0].start})
			return
		}
	}
	if !p.english || n < 2 || n > maxWords || !p.setPhrase(text, run) || p.sketch[p.hash(text, run)] < plainCount {
		return
	}
	written := oneLine(string(text[run[0].start:run[n-1].end]))
	p.run(written, written, false).add(use{pg, i, run[0].start})
}

// run returns the phrase of a key, which is shown as it is first written.
func (p *phraseCounter) run(key, written string, stressed bool) *phrase {
	ph := p.runs[key]
	if ph == nil {
		ph = &phrase{text: written, stressed: stressed}
		p.runs[key] = ph
	}
	return ph
}

// rank returns the phrases with enough evidence, strongest first.
func (p *phraseCounter) rank(known *knownWords) []*phrase {
	var all []*phrase
	for _, key := range sortedKeys(p.upper) {
		ph := p.upper[key]
		if ph.count < capitalCount || ph.pages < capitalPages || capitalised[fold(ph.text)] || !p.isName(ph) {
			continue
		}
		ph.weight = 2 * float64(ph.pages)
		all = append(all, ph)
	}
	for _, key := range sortedKeys(p.runs) {
		ph := p.runs[key]
		switch {
		case ph.stressed && ph.count >= stressedCount && ph.pages >= stressedPages && p.meansSomething(ph.text):
			ph.weight = 3 * float64(ph.pages)
		case !ph.stressed && ph.count >= plainCount && ph.pages >= plainPages && p.bond(ph) >= plainBond:
			ph.weight = float64(ph.pages)
		default:
			continue
		}
		all = append(all, ph)
	}
	all = slices.DeleteFunc(all, func(ph *phrase) bool { return p.subject(ph.text) || known.hold(ph.text) })
	slices.SortFunc(all, func(a, b *phrase) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(b.count, a.count), cmp.Compare(len(b.text), len(a.text)), cmp.Compare(a.text, b.text))
	})
	return p.apart(all)
}

// isName reports whether a capitalised phrase is always a name: a single word
// that is also written small is an ordinary one.
func (p *phraseCounter) isName(ph *phrase) bool {
	return strings.Contains(ph.text, " ") || p.lower[fold(ph.text)]*10 <= ph.count
}

// meansSomething reports whether a stressed phrase is more than emphasis: a
// word that is used all over is stressed for its sake, not because it is new.
func (p *phraseCounter) meansSomething(text string) bool {
	fields := strings.Fields(fold(text))
	if len(fields) == 0 || commonWords[fields[0]] || commonWords[fields[len(fields)-1]] {
		return false
	}
	return len(fields) > 1 && len(text) > 6
}

// bond is how much more often the words of a phrase stand together than by
// chance, from 0 to 1.
func (p *phraseCounter) bond(ph *phrase) float64 {
	words := strings.Fields(ph.text)
	chance := 1.0
	for _, w := range words {
		chance *= float64(max(p.lower[w], 1)) / float64(p.total)
	}
	together := float64(ph.count) / float64(p.total)
	return math.Log(together/chance) / -math.Log(together) / float64(len(words)-1)
}

// subject reports whether the phrase is in the title of a lesson, of a category
// or of the site: readers find what it means there.
func (p *phraseCounter) subject(text string) bool {
	if p.titles == "" {
		var b strings.Builder
		add := func(title string) { b.WriteString("\x00 " + fold(title) + " ") }
		for _, l := range p.Site.Lessons {
			add(l.Title)
		}
		for _, g := range p.Site.Categories {
			add(g.Title)
		}
		add(p.Site.Config.Title)
		p.titles = b.String()
	}
	return strings.Contains(p.titles, " "+fold(text)+" ")
}

// apart drops phrases that are part of a better one, or hold it.
func (p *phraseCounter) apart(all []*phrase) []*phrase {
	var out []*phrase
	for _, ph := range all {
		text := " " + fold(ph.text) + " "
		if !slices.ContainsFunc(out, func(o *phrase) bool {
			other := " " + fold(o.text) + " "
			return strings.Contains(text, other) || strings.Contains(other, text)
		}) {
			out = append(out, ph)
		}
	}
	return out
}
