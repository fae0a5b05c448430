package glossary

import "strings"

// english derives the forms of English names. The care is taken here, on the
// side of the term: what is generated must mean the term wherever it stands in
// a text on its subject. Stemming the text instead would make university and
// universe, container and contain one.
type english struct {
	plurals *plurals
}

func newEnglish() *english { return &english{plurals: newPlurals()} }

// phrase is a name cut into words at its spaces and hyphens.
type phrase struct {
	words []string
	seps  []string // seps[i] stands after words[i]
}

func parsePhrase(text string) phrase {
	var p phrase
	start := 0
	for i, r := range text {
		if r == ' ' || isHyphenRune(r) && i > start && i+1 < len(text) {
			if i > start {
				p.words = append(p.words, text[start:i])
				p.seps = append(p.seps, string(r))
			}
			start = i + len(string(r))
		}
	}
	if start < len(text) {
		p.words = append(p.words, text[start:])
	} else if len(p.seps) > 0 {
		p.seps = p.seps[:len(p.seps)-1]
	}
	return p
}

func (p phrase) String() string {
	var b strings.Builder
	for i, w := range p.words {
		b.WriteString(w)
		if i < len(p.seps) && i+1 < len(p.words) {
			b.WriteString(p.seps[i])
		}
	}
	return b.String()
}

// with returns the phrase with another word at i; an empty word removes it.
func (p phrase) with(i int, word string) phrase {
	q := phrase{append([]string{}, p.words...), append([]string{}, p.seps...)}
	q.words[i] = word
	return q
}

// to returns the first n words.
func (p phrase) to(n int) phrase {
	return phrase{p.words[:n], p.seps[:max(0, min(n-1, len(p.seps)))]}
}

func (p phrase) last() string { return p.words[len(p.words)-1] }

// derive returns all forms that follow from a name.
func (e *english) derive(text string) []derived {
	var out []derived
	full := parsePhrase(text)
	if len(full.words) == 0 {
		return nil
	}
	if len(full.words) > 1 && articles[strings.ToLower(full.words[0])] {
		full = phrase{full.words[1:], full.seps[1:]}
		out = append(out, derived{full.String(), rankInflected})
	}
	out = e.expand(out, full, rankInflected, rankStem)
	for _, s := range e.short(full) {
		out = append(out, derived{s.String(), rankShort})
		out = e.expand(out, s, rankShort, rankShort)
	}
	return out
}

var articles = wordSet("the a an")

// expand adds the spellings, the inflections and the words of the same stem.
func (e *english) expand(out []derived, p phrase, inflected, stem rank) []derived {
	variants := append([]phrase{p}, e.spellings(p)...)
	for _, v := range variants {
		out = append(out, derived{v.String(), inflected})
		for _, n := range e.numbers(v) {
			out = append(out, derived{n.String(), inflected})
		}
	}
	for _, v := range variants {
		if len(p.words) > 1 && len(v.words) == 1 {
			continue // a name run together: its parts are what has stems
		}
		for _, s := range e.sameStem(v) {
			out = append(out, derived{s, stem})
			if a, b, ok := strings.Cut(s, " "); ok && firstElements[strings.ToLower(a)] && isAlpha(b) {
				out = append(out, derived{a + b, stem})
			}
		}
	}
	return out
}

// numbers returns the phrase with its head word in the plural and in the
// singular.
func (e *english) numbers(p phrase) []phrase {
	h := head(p)
	low := strings.ToLower(p.words[h])
	for _, s := range uncounted {
		if strings.HasSuffix(low, s) && (len(p.words) > 1 || s != "ing") {
			return nil
		}
	}
	var out []phrase
	for _, w := range e.plurals.numbers(p.words[h]) {
		out = append(out, p.with(h, w))
	}
	return out
}

// uncounted are the endings of adjectives and of nouns without a plural; a
// gerund has one where it is a word by itself ("bindings").
var uncounted = strings.Fields("less ful driven based ous ed ability ibility ness ism ing")

// head returns the index of the word that is inflected: the last one, or the
// one before a preposition: points of presence, containers as a service.
func head(p phrase) int {
	for i := 1; i < len(p.words)-1; i++ {
		if prepositions[strings.ToLower(p.words[i])] {
			return i - 1
		}
	}
	return len(p.words) - 1
}

var prepositions = wordSet("of as in on for to by with at from per")
