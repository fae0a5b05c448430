package glossary

import "strings"

// german derives the forms of German names: the cases and numbers of the last
// noun, as far as its ending tells them, and the endings of the adjectives
// before it. Umlauts are left alone.
func german(text string) []derived {
	p := parsePhrase(text)
	if len(p.words) == 0 {
		return nil
	}
	bases := []phrase{p}
	bases = append(bases, germanShort(p)...)
	var out []derived
	for i, b := range bases {
		r := rankInflected
		if i > 0 {
			r = rankShort
			out = append(out, derived{b.String(), r})
		}
		for _, q := range adjectiveEndings(b) {
			n := len(q.words) - 1
			out = append(out, derived{q.String(), r})
			for _, w := range germanNoun(q.words[n]) {
				out = append(out, derived{q.with(n, w).String(), r})
			}
		}
	}
	return out
}

// germanNoun returns the other forms of a noun.
func germanNoun(w string) []string {
	low := strings.ToLower(w)
	if hasInnerCapital(w) || len(low) < 4 || !isAlphaRunes(low) {
		if isAlphaRunes(low) && len(low) > 1 {
			return []string{w + "s"}
		}
		return nil
	}
	if o, ok := germanSynonyms[low]; ok {
		return o
	}
	for _, s := range []string{"ung", "heit", "keit", "schaft", "ion", "tät", "enz", "anz", "ur", "ik", "or"} {
		if strings.HasSuffix(low, s) {
			return []string{w + "en"}
		}
		if stem, ok := strings.CutSuffix(w, s+"en"); ok && len(stem) > 2 {
			return []string{stem + s}
		}
	}
	switch {
	case strings.HasSuffix(low, "e"):
		return []string{w + "n", w + "s"}
	case strings.HasSuffix(low, "er"), strings.HasSuffix(low, "el"):
		return []string{w + "n", w + "s"}
	case strings.HasSuffix(low, "en"), strings.HasSuffix(low, "ing"), strings.HasSuffix(low, "a"), strings.HasSuffix(low, "o"):
		return []string{w + "s"}
	case strings.HasSuffix(low, "s"):
		return []string{w[:len(w)-1]}
	}
	return []string{w + "s", w + "es", w + "e", w + "en"}
}

// germanSynonyms are words that German texts on software use for one another.
var germanSynonyms = map[string][]string{
	"app":           {"Apps", "Applikation", "Applikationen", "Anwendung", "Anwendungen"},
	"apps":          {"App", "Applikation", "Applikationen", "Anwendung", "Anwendungen"},
	"applikation":   {"App", "Apps", "Applikationen", "Anwendung", "Anwendungen"},
	"applikationen": {"App", "Apps", "Applikation", "Anwendung", "Anwendungen"},
	"anwendung":     {"App", "Apps", "Anwendungen", "Applikation", "Applikationen"},
	"anwendungen":   {"App", "Apps", "Anwendung", "Applikation", "Applikationen"},
}

// adjectiveEndings returns the phrase with each ending that the adjectives at
// its beginning can have: verteiltes System, verteilten Systems.
func adjectiveEndings(p phrase) []phrase {
	out := []phrase{p}
	w := p.words[0]
	if len(p.words) < 2 || len(w) < 5 || p.seps[0] != " " {
		return out
	}
	for _, s := range []string{"es", "er", "en", "em", "e"} {
		if stem, ok := strings.CutSuffix(w, s); ok {
			for _, o := range []string{"e", "es", "er", "en", "em"} {
				if o != s {
					out = append(out, p.with(0, stem+o))
				}
			}
			break
		}
	}
	return out
}

// germanShort is short for German: the rest must be of two words or a word of
// some length that common English or German does not have.
func germanShort(p phrase) []phrase {
	n := len(p.words) - 1
	if n < 1 || !germanGenerics[strings.ToLower(p.words[n])] {
		return nil
	}
	rest := p.to(n)
	if n == 1 && (!namesAlone(rest.words[0]) || germanCommon[strings.ToLower(rest.words[0])] || len(rest.words[0]) < 5) {
		return nil
	}
	return []phrase{rest}
}

var (
	germanGenerics = wordSet(`architektur architekturen muster anwendung anwendungen applikation applikationen app apps
		technologie technologien methode verfahren protokoll algorithmus prinzip`)
	germanCommon = wordSet(`agile verteilte verteiltes verteilter mobile moderne daten netzwerk rechner software web
		virtuelle virtueller virtuelles entwurf entwurfs system systeme betriebs unternehmens referenz schichten`)
)

// isAlphaRunes reports whether w is made of letters alone.
func isAlphaRunes(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return !isWordRune(r) || r >= '0' && r <= '9' }) < 0
}
