package glossary

import "strings"

// romance derives the plural and the singular of French and Spanish names. The
// nouns and adjectives before the first preposition agree in number: "bases de
// données", "máquinas virtuales".
func romance(prepositions map[string]bool, number func(low string) (string, bool)) func(string) []derived {
	return func(text string) []derived {
		p := parsePhrase(text)
		q := p
		changed := false
		for i, w := range p.words {
			low := strings.ToLower(w)
			if i > 0 && (prepositions[low] || strings.HasPrefix(low, "d'") || strings.HasPrefix(low, "d’")) {
				break
			}
			if hasInnerCapital(w) || len(low) < 4 || !isAlphaRunes(low) {
				continue
			}
			if other, ok := number(low); ok {
				q = q.with(i, recase(w, low, other))
				changed = true
			}
		}
		if !changed {
			return nil
		}
		return []derived{{q.String(), rankInflected}}
	}
}

var (
	french = romance(wordSet("de du des à au aux en par pour sur sous avec sans comme entre dans et ou d"), frenchNumber)

	spanish = romance(wordSet("de del en por para con sin como a al entre y e o sobre"), spanishNumber)
)

// frenchNumber returns the plural of a singular and the singular of a plural.
func frenchNumber(w string) (string, bool) {
	for _, s := range [][2]string{{"eaux", "eau"}, {"aux", "al"}, {"eux", "eu"}} {
		if stem, ok := strings.CutSuffix(w, s[0]); ok {
			return stem + s[1], true
		}
		if strings.HasSuffix(w, s[1]) && s[1] != "eu" {
			return strings.TrimSuffix(w, s[1]) + s[0], true
		}
	}
	switch {
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"), strings.HasSuffix(w, "x"),
		strings.HasSuffix(w, "z"), strings.HasSuffix(w, "ing"):
		return "", false
	case strings.HasSuffix(w, "s"):
		return w[:len(w)-1], true
	}
	return w + "s", true
}

// spanishNumber is the same for Spanish, accents included: función, funciones.
func spanishNumber(w string) (string, bool) {
	for _, s := range [][2]string{{"iones", "ión"}, {"ces", "z"}, {"dades", "dad"}, {"ores", "or"}, {"ales", "al"},
		{"eles", "el"}, {"enes", "en"}, {"ones", "ón"}} {
		if stem, ok := strings.CutSuffix(w, s[0]); ok {
			return stem + s[1], true
		}
		if stem, ok := strings.CutSuffix(w, s[1]); ok {
			return stem + s[0], true
		}
	}
	last := w[len(w)-1]
	switch {
	case isVowel(last):
		return w + "s", true
	case last == 's' && isVowel(w[len(w)-2]):
		return w[:len(w)-1], true
	case strings.IndexByte("lnrdj", last) >= 0:
		return w + "es", true
	}
	return "", false
}
