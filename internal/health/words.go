package health

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitegen/internal/diag"
)

// Bounds of what is reported of the words of a site.
const (
	maxAcronyms = 20
	maxPhrases  = 12
	maxPlaces   = 3 // further places named in a hint
)

// token is a word of a passage.
type token struct {
	start, end int
	// first says that a capital means nothing here: the word begins a passage or
	// a sentence.
	first bool
	// named says that the word is part of a term's name.
	named bool
}

// use is one occurrence of something.
type use struct {
	page        *Page
	passage, at int
}

// tally counts the occurrences of something and remembers the first places.
type tally struct {
	count, pages int
	uses         []use // on different pages
}

func (t *tally) add(u use) {
	t.count++
	if n := len(t.uses); n == 0 || t.uses[n-1].page != u.page {
		t.pages++
		if n <= maxPlaces {
			t.uses = append(t.uses, u)
		}
	}
}

// places are where the uses stand.
func (t *tally) places() []diag.Position {
	out := make([]diag.Position, len(t.uses))
	for i, u := range t.uses {
		out[i] = u.page.Body.Place(u.passage, u.at)
	}
	return out
}

// words looks for acronyms and phrases that need explaining.
func (c *checker) words() {
	known := &knownWords{words: map[string]bool{}, ambiguous: map[string]bool{}}
	for _, w := range c.Words {
		known.words[fold(w.Text)] = false
	}
	for _, a := range c.Matcher.Ambiguous() {
		known.ambiguous[fold(a.Name)] = true
	}
	c.acronyms(known)
	c.phrases(known)
	for _, w := range c.Words {
		if !known.words[fold(w.Text)] {
			c.add(ruleUnusedWord, w.Pos, fmt.Sprintf("%q would not be reported without this", w.Text), "delete it")
		}
	}
}

// knownWords need no explaining: those that the author lists, by whether they
// have held anything back, and those that are reported by a rule of their own.
type knownWords struct {
	words, ambiguous map[string]bool
}

// hold reports whether a word that would be reported is known.
func (k *knownWords) hold(word string) bool {
	word = fold(word)
	_, listed := k.words[word]
	if listed {
		k.words[word] = true
	}
	return listed || k.ambiguous[word]
}

// eachPassage calls do with the words of every passage, in order.
func (c *checker) eachPassage(pages []*Page, do func(p *Page, i int, text []byte, words []token)) {
	var words []token
	var names []Mention
	for _, p := range pages {
		if p.Body == nil {
			continue
		}
		names = slices.AppendSeq(names[:0], p.Body.Mentions())
		rest := names
		for i := range p.Body.Len() {
			n := 0
			for n < len(rest) && rest[n].Passage == i {
				n++
			}
			text := p.Body.Text(i)
			words = tokens(words[:0], text, rest[:n])
			rest = rest[n:]
			do(p, i, text, words)
		}
	}
}

// tokens appends the words of a text: letters and digits, with apostrophes and
// hyphens inside.
func tokens(dst []token, text []byte, names []Mention) []token {
	sentence := true
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if !isWordRune(r) {
			if r == '.' || r == '!' || r == '?' || r == ':' || r == '\n' && i+1 < len(text) && text[i+1] == '\n' {
				sentence = true
			}
			i += n
			continue
		}
		start := i
		for i < len(text) {
			r, n := utf8.DecodeRune(text[i:])
			if !isWordRune(r) {
				next, _ := utf8.DecodeRune(text[min(i+n, len(text)):])
				if r != '\'' && r != '’' && r != '-' || !isWordRune(next) {
					break
				}
			}
			i += n
		}
		t := token{start: start, end: i, first: sentence}
		for _, m := range names {
			t.named = t.named || m.Start < i && start < m.End
		}
		dst = append(dst, t)
		sentence = false
	}
	return dst
}

// all returns the pages in order.
func (c *checker) all() []*Page {
	pages := make([]*Page, len(c.Pages))
	for i := range c.Pages {
		pages[i] = &c.Pages[i]
	}
	return pages
}

// near is within how many words of an acronym its words may stand, outside
// brackets, to explain it: "**LFU**, least frequently used, counts uses".
const near = 12

// acronymCounter goes through the words of one page after another.
type acronymCounter struct {
	found map[string]*tally
	// lower are short words that are also written small; spelled are acronyms
	// whose words stand somewhere near them.
	lower, spelled map[string]bool
	// initials are those of the page's words, at is where its acronyms stand.
	initials []byte
	at       []acronymAt
}

type acronymAt struct {
	name string
	word int
}

// passage takes the words of a passage.
func (a *acronymCounter) passage(p *Page, i int, text []byte, words []token) {
	for k, w := range words {
		word := text[w.start:w.end]
		a.initials = appendInitials(a.initials, text, w)
		if !isAcronym(text, w) {
			if len(word) <= maxAcronym+1 && word[0] >= 'a' {
				a.lower[string(word)] = true
			}
			continue
		}
		if w.named {
			continue
		}
		name := strings.TrimSuffix(string(word), "s")
		if explained(text, words, k) {
			a.spelled[name] = true
		}
		a.at = append(a.at, acronymAt{name, len(a.initials) - 1})
		t := a.found[name]
		if t == nil {
			t = &tally{}
			a.found[name] = t
		}
		t.add(use{p, i, w.start})
	}
}

// endPage looks for the words of the page's acronyms near them. Two letters
// are the initials of too many words to mean anything.
func (a *acronymCounter) endPage() {
	for _, at := range a.at {
		letters := bytes.ToLower([]byte(at.name))
		if len(letters) < 3 || a.spelled[at.name] {
			continue
		}
		before := a.initials[max(0, at.word-near-len(letters)):at.word]
		after := a.initials[at.word+1 : min(len(a.initials), at.word+1+near+len(letters))]
		if bytes.Contains(before, letters) || bytes.Contains(after, letters) {
			a.spelled[at.name] = true
		}
	}
	a.initials, a.at = a.initials[:0], a.at[:0]
}

// acronyms reports those that are used and never spelled out.
func (c *checker) acronyms(known *knownWords) {
	a := &acronymCounter{found: map[string]*tally{}, lower: map[string]bool{}, spelled: map[string]bool{}}
	for _, p := range c.all() {
		c.eachPassage([]*Page{p}, a.passage)
		a.endPage()
	}
	found, lower, spelled := a.found, a.lower, a.spelled
	var names []string
	for name, t := range found {
		small := strings.ToLower(name)
		if t.count > 1 && !spelled[name] && !lower[small] && !everyday[small] && !c.owned(name) && !known.hold(name) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(found[b].pages, found[a].pages), cmp.Compare(found[b].count, found[a].count), cmp.Compare(a, b))
	})
	for _, name := range names[:min(len(names), maxAcronyms)] {
		c.reportWord(ruleUndefinedAcronym, name, found[name], "is spelled out nowhere", "spell it out where it first occurs, add it to a term's aka")
	}
}

// owned reports whether an acronym is in the name of a term or lesson, or in the
// site's own name: then it is explained there, or is the very subject.
func (c *checker) owned(name string) bool {
	in := func(text string) bool {
		return slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return !isWordRune(r) }), name)
	}
	for _, t := range c.Site.Terms {
		if in(t.Title) || in(t.Definition) || slices.ContainsFunc(t.AKA, in) {
			return true
		}
	}
	return in(c.Site.Config.Title)
}

// maxAcronym is the length of the longest acronym; longer words are shouted.
const maxAcronym = 6

// isAcronym reports whether a word is an acronym: two to six capitals, perhaps
// with digits and a plural s, standing alone.
func isAcronym(text []byte, w token) bool {
	word := text[w.start:w.end]
	if n := len(word); n > 2 && word[n-1] == 's' {
		word = word[:n-1]
	}
	if len(word) < 2 || len(word) > maxAcronym || word[0] < 'A' || word[0] > 'Z' {
		return false
	}
	capitals := 0
	roman := true
	for _, c := range word {
		switch {
		case c >= 'A' && c <= 'Z':
			capitals++
			roman = roman && (c == 'I' || c == 'V' || c == 'X')
		case c >= '0' && c <= '9':
			roman = false
		default:
			return false
		}
	}
	placeholder := len(bytes.Trim(word, string(word[:1]))) == 0 // YYYY stands for digits
	if capitals < 2 || capitals < len(word)-1 || roman || placeholder {
		return false
	}
	// Part of a name in code, a path or a compound is no word of its own.
	before, after := byte(' '), byte(' ')
	if w.start > 0 {
		before = text[w.start-1]
	}
	if w.end < len(text) {
		after = text[w.end]
	}
	return strings.IndexByte("-_/.:@#$&+=", before) < 0 && strings.IndexByte("-_/@#&+=", after) < 0
}

// explained reports whether the acronym at words[k] stands in brackets behind
// its words, or its words in brackets behind it.
func explained(text []byte, words []token, k int) bool {
	w := words[k]
	letters := bytes.ToLower(text[w.start:w.end])
	if w.start > 0 && text[w.start-1] == '(' && k > 0 {
		for _, back := range []int{len(letters), len(letters) - 1, len(letters) + 1, 2} {
			if from := k - back; from >= 0 && initial(text, words[from]) == letters[0] {
				return true
			}
		}
	}
	rest := bytes.TrimLeft(text[w.end:], " \n")
	return len(rest) > 0 && rest[0] == '(' && k+1 < len(words) && initial(text, words[k+1]) == letters[0]
}

// appendInitials appends the initial of a word, and of each part of a compound:
// single sign-on is SSO.
func appendInitials(dst, text []byte, w token) []byte {
	for i := w.start; i < w.end; i++ {
		if i == w.start || text[i-1] == '-' {
			dst = append(dst, bytes.ToLower(text[i:i+1])...)
		}
	}
	return dst
}

func initial(text []byte, w token) byte { return bytes.ToLower(text[w.start : w.start+1])[0] }

// reportWord reports something that wants explaining, with its places.
func (c *checker) reportWord(rule, name string, t *tally, what, hint string) {
	places := t.places()
	pages := "one page"
	if t.pages > 1 {
		pages = fmt.Sprintf("%d pages", t.pages)
	}
	hint += ", or list it under check.words if it needs none"
	var also []string
	for _, p := range places[1:] {
		also = append(also, p.String())
	}
	if len(also) > 0 {
		hint += "; also at " + strings.Join(also, ", ")
	}
	c.add(rule, places[0], fmt.Sprintf("%q occurs %d times on %s and %s", name, t.count, pages, what), hint)
}

// spaced reports whether the site's language writes words apart, and names with
// a capital that other nouns do not have.
func (c *checker) spaced() (words, capitals bool) {
	base, _, _ := strings.Cut(strings.ToLower(c.Site.Config.Language), "-")
	switch base {
	case "zh", "ja", "ko", "th", "lo", "km", "my", "bo":
		return false, false
	case "de", "lb", "ar", "fa", "he", "ur", "hi":
		return true, false
	}
	return true, true
}

// sortedKeys are the keys of a map, sorted.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// isCapital reports whether a word begins with a capital letter.
func isCapital(word []byte) bool {
	r, _ := utf8.DecodeRune(word)
	return unicode.IsUpper(r)
}
