package glossary

import (
	"strings"
	"sync"
	"unicode"

	pluralize "github.com/gertd/go-pluralize"
)

// plurals makes the plural and the singular of English nouns. Its answers are
// remembered: a glossary has few head words.
type plurals struct {
	seen map[string][]string
}

func newPlurals() *plurals { return &plurals{seen: map[string][]string{}} }

// numbers returns the other number of a noun, or both where the word could be
// either. The case of the word is kept.
func (p *plurals) numbers(word string) []string {
	if out, ok := p.seen[word]; ok {
		return out
	}
	out := p.make(word)
	p.seen[word] = out
	return out
}

func (p *plurals) make(word string) []string {
	low := strings.ToLower(word)
	switch last := word[len(word)-1]; {
	case last >= 0x80 || !unicode.IsLetter(rune(last)) || strings.ContainsAny(word, "./+#@"), invariable[low]:
		return nil
	case hasInnerCapital(word) && unicode.IsUpper(rune(last)):
		return []string{word + "s"}
	case len(word) < 3:
		return nil
	}
	plural, singular := regular(low)
	if plural == "" {
		plural, singular = irregular(low)
	}
	var out []string
	for _, form := range []string{plural, singular, second(low, plural)} {
		if form != low && len(form) > 2 {
			out = append(out, recase(word, low, form))
		}
	}
	return out
}

// second returns the plain plural of a word that has a learned one beside it
// (indexes, schemas).
func second(low, plural string) string {
	if plural == low {
		return low
	}
	for _, s := range []string{"us", "as", "ix", "ex"} {
		if strings.HasSuffix(low, s) {
			return low + "es"
		}
	}
	for _, s := range []string{"a", "um", "o"} {
		if strings.HasSuffix(low, s) {
			return low + "s"
		}
	}
	return low
}

// invariable are names that look like a plural and are none.
var invariable = wordSet("kubernetes postgres jenkins windows rails pandas atlas express analytics devops")

// regular gives the plural and the singular of a word whose ending leaves no
// doubt; a word that is in one of them already is its own. Most words are of
// this sort, and the library tries a hundred expressions on each.
func regular(low string) (plural, singular string) {
	n := len(low)
	if strings.HasSuffix(low, "aches") && n > 5 && !isVowel(low[n-6]) {
		return low, low[:n-1] // caches, but not approaches
	}
	for _, s := range doubtful {
		if strings.HasSuffix(low, s) {
			return "", ""
		}
	}
	switch {
	case strings.HasSuffix(low, "ss"):
		return low + "es", low
	case strings.HasSuffix(low, "ies") && n > 4:
		return low, low[:n-3] + "y"
	case low[n-1] == 's':
		return low, low[:n-1]
	case low[n-1] == 'y' && !isVowel(low[n-2]):
		return low[:n-1] + "ies", low
	case strings.HasSuffix(low, "x"), strings.HasSuffix(low, "z"), strings.HasSuffix(low, "ch"), strings.HasSuffix(low, "sh"):
		return low + "es", low
	}
	return low + "s", low
}

// doubtful endings are those of words with an irregular plural, and of words
// that look like plurals.
var doubtful = strings.Fields(`us is as os a i o f fe man men um rion enon ix ex ices ves ses xes zes ches shes oes ouse oose
	oot ooth eet eeth ice people person child children series species news movies cookies ties`)

// pluralizer is shared: it is slow to make, slow to ask, and only read.
var pluralizer = sync.OnceValue(pluralize.NewClient)

// irregulars remembers what the library said of a word, for all matchers: the
// one of the next build asks for the same words again.
var irregulars sync.Map

func irregular(low string) (plural, singular string) {
	if v, ok := irregulars.Load(low); ok {
		pair := v.([2]string)
		return pair[0], pair[1]
	}
	plural, singular = pluralizer().Plural(low), pluralizer().Singular(low)
	if strings.HasSuffix(low, "is") && singular == low[:len(low)-1] {
		singular = low // Redis is no plural
	}
	irregulars.Store(low, [2]string{plural, singular})
	return plural, singular
}

// recase gives a form of a word the case of the word as far as both agree.
func recase(word, low, form string) string {
	if len(word) != len(low) {
		return form // a letter whose lower case is of another length
	}
	n := 0
	for n < len(low) && n < len(form) && low[n] == form[n] {
		n++
	}
	return word[:n] + form[n:]
}
