package glossary

import "strings"

// short returns the phrase without its generic last words, as far as what is
// left still names the thing.
func (e *english) short(p phrase) []phrase {
	var out []phrase
	for n := len(p.words) - 1; n > 0; n-- {
		g, ok := generics[e.singular(p.words[n])]
		if !ok {
			break
		}
		rest := p.to(n)
		if telling(rest, g) {
			out = append(out, rest)
		}
	}
	return out
}

// singular returns the lower-case singular of a word that is a generic one.
func (e *english) singular(word string) string {
	low := strings.ToLower(word)
	if _, ok := generics[low]; ok {
		return low
	}
	if strings.HasSuffix(low, "ies") {
		return low[:len(low)-3] + "y"
	}
	return strings.TrimSuffix(low, "s")
}

// generics are the last words that say only of what kind a thing is. Where the
// value is true the rest must not consist of everyday words alone: a "single
// page" is no single page application.
var generics = map[string]bool{
	"architecture": false, "deployment": false, "pattern": false, "methodology": false, "strategy": false,
	"paradigm": false, "approach": false, "principle": false, "technique": false, "theorem": false,
	"development": false, "algorithm": false, "framework": false, "protocol": false,
	"app": true, "application": true, "system": true, "technology": true, "tech": true, "machine": true,
	"model": true, "method": true, "software": true, "computing": true,
}

// telling reports whether the rest of a name may stand for the whole.
func telling(rest phrase, strict bool) bool {
	if len(rest.words) == 1 {
		return namesAlone(rest.words[0])
	}
	if prepositions[strings.ToLower(rest.last())] || littleWords[strings.ToLower(rest.last())] {
		return false
	}
	if !strict || compoundAdjectives[strings.ToLower(rest.last())] {
		return true
	}
	for _, w := range rest.words {
		if w = strings.ToLower(w); !everyday[w] && !common[w] {
			return true
		}
	}
	return false
}

// compoundAdjectives make an adjective with the word before them, which tells
// more than either: cloud native, mobile first.
var compoundAdjectives = wordSet("native driven based first oriented")

// namesAlone reports whether one word may stand for a longer name: no everyday
// word, and no participle, which only tells of what sort the thing is.
func namesAlone(word string) bool {
	if hasInnerCapital(word) {
		return true
	}
	w := strings.ToLower(word)
	return len(w) > 2 && !everyday[w] && !common[w] && !strings.HasSuffix(w, "ing") && !strings.HasSuffix(w, "ed")
}
