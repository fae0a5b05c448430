package glossary

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"sitegen/internal/content"
)

// derived is a form that follows from a name.
type derived struct {
	text string
	rank rank
}

// deriver makes the forms of terms in one language.
type deriver struct {
	// short maps a long name, in lower case, to its acronym, over all terms.
	short map[string]string
	// inflect returns what follows from a name, in any order, doubles allowed.
	inflect func(text string) []derived
}

func newDeriver(language string, terms []*content.Term) *deriver {
	d := &deriver{inflect: acronymPlurals, short: shortNames(terms)}
	switch language {
	case "en":
		d.inflect = newEnglish().derive
	case "de":
		d.inflect = german
	case "fr":
		d.inflect = french
	case "es":
		d.inflect = spanish
	case "ja":
		d.inflect = japanese
	case "zh":
		d.inflect = chinese
	}
	return d
}

// acronymPlurals is all that is derived in a language without rules of its own:
// "APIs" is written in many.
func acronymPlurals(text string) []derived {
	if isAcronym(text) && latin(text) {
		return []derived{{text + "s", rankInflected}}
	}
	return nil
}

// claimSet collects the forms that one term claims, each once.
type claimSet struct {
	term *content.Term
	all  []claim
	at   map[string]int
}

func (s *claimSet) add(text, key string, origin Origin, r rank, exact bool) {
	tokens := tokenize(text)
	if len(tokens) == 0 {
		return
	}
	c := claim{
		Form:   Form{Text: text, Term: s.term.ID, Origin: origin, Exact: exact},
		tokens: tokens, rank: r, key: key,
	}
	k := tokensKey(tokens)
	if exact {
		k = "=" + spelling(text)
	}
	if i, ok := s.at[k]; ok {
		if r > s.all[i].rank {
			s.all[i] = c
		}
		return
	}
	s.at[k] = len(s.all)
	s.all = append(s.all, c)
}

// exact reports whether a form matches by its case only.
func (s *claimSet) exact(text string) bool {
	return !s.term.FoldCase && (s.term.Exact || wantsExact(text))
}

// claims returns the forms that a term claims.
func (d *deriver) claims(t *content.Term) []claim {
	set := &claimSet{term: t, at: map[string]int{}}
	names := authored(t)
	for _, n := range names {
		if s, ok := d.abridge(n.text); ok {
			names = append(names, name{s, n.key, OriginInflected, rankInflected})
		}
	}
	for _, n := range names {
		set.add(n.text, n.key, n.origin, n.rank, set.exact(n.text))
	}
	for _, n := range names {
		for _, f := range d.inflect(n.text) {
			if t.Exact && !sameFirst(f.text, n.text) {
				continue
			}
			origin := OriginInflected
			if f.rank <= rankShort {
				origin = OriginShort
			}
			// The plural of an acronym keeps its case: "APIs".
			exact := set.exact(f.text) || strings.HasPrefix(f.text, n.text) && set.exact(n.text)
			set.add(f.text, n.key, origin, f.rank, exact)
		}
	}
	for _, a := range definedAcronyms(t.Definition, names) {
		set.add(a, "definition", OriginInflected, rankAcronym, !t.FoldCase)
		set.add(a+"s", "definition", OriginInflected, rankAcronym, !t.FoldCase)
	}
	for _, n := range names {
		if a := numeronym(n.text); a != "" && !t.Exact {
			set.add(a, n.key, OriginInflected, rankAcronym, false)
		}
	}
	return set.all
}

// sameFirst reports whether two forms begin with the same letter, case
// included: where case counts, "Pod" has no form "pod".
func sameFirst(a, b string) bool {
	ra, _ := utf8.DecodeRuneInString(a)
	rb, _ := utf8.DecodeRuneInString(b)
	return ra == rb
}

// shortNames collects the acronyms of all titles "Long Name (LN)". Of two for
// one name the first in the order of the alphabet counts.
func shortNames(terms []*content.Term) map[string]string {
	short := map[string]string{}
	for _, t := range terms {
		long, part := splitParens(t.Title)
		if long = strings.ToLower(trimName(long)); part != "" && isAcronym(part) && strings.Contains(long, " ") {
			if old, ok := short[long]; !ok || part < old {
				short[long] = part
			}
		}
	}
	return short
}

// abridge puts the acronym of another term for its long name inside a longer
// one: "Mutual TLS" for "Mutual Transport Layer Security".
func (d *deriver) abridge(text string) (string, bool) {
	words := strings.Fields(text)
	low := strings.Fields(strings.ToLower(text))
	if len(low) != len(words) || len(d.short) == 0 {
		return "", false
	}
	for n := len(words) - 1; n > 1; n-- {
		for i := 0; i+n <= len(words); i++ {
			if s, ok := d.short[strings.Join(low[i:i+n], " ")]; ok {
				out := append(append(slices.Clone(words[:i]), s), words[i+n:]...)
				return strings.Join(out, " "), true
			}
		}
	}
	return "", false
}

// numeronym returns the short form that counts the letters it leaves out: k8s,
// o11y, l10n. Only long words have one.
func numeronym(text string) string {
	if len(text) < 10 || !isAlpha(text) {
		return ""
	}
	low := strings.ToLower(text)
	return fmt.Sprintf("%c%d%c", low[0], len(low)-2, low[len(low)-1])
}

func tokensKey(tokens []nameToken) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteByte('0' + byte(t.gap))
		b.WriteString(t.text)
	}
	return b.String()
}

// definedAcronyms finds the acronyms by which a definition calls the term: "a
// virtual machine (VM) is", "Site Reliability Engineering or SRE". The letters
// must be those with which the words of a name begin.
func definedAcronyms(definition string, names []name) []string {
	var out []string
	for w := range strings.FieldsFuncSeq(definition, func(r rune) bool { return !isWordRune(r) }) {
		w = strings.TrimSuffix(w, "s")
		if len(w) < 2 || !isAcronym(w) {
			continue
		}
		if slices.ContainsFunc(names, func(n name) bool { return initials(n.text, w) }) {
			out = append(out, w)
		}
	}
	return out
}

// initials reports whether the acronym's letters are the first letters of the
// words of the name, in order; little words may be passed over.
func initials(text, acronym string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !isWordRune(r) })
	letters := []byte(strings.ToLower(acronym))
	i := 0
	for _, w := range words {
		if i < len(letters) && w[0] == letters[i] {
			i++
		} else if !littleWords[w] {
			return false
		}
	}
	return i == len(letters) && i > 1
}
