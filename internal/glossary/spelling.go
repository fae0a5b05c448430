package glossary

import (
	"strings"
	"unicode"
)

// spellings returns the other ways to write a phrase: solid for two words, two
// words for a solid compound, "and" for "&", long for clipped words, British
// for American endings.
func (e *english) spellings(p phrase) []phrase {
	seen := map[string]bool{p.String(): true}
	var out []phrase
	add := func(q phrase) {
		if s := q.String(); !seen[s] {
			seen[s] = true
			out = append(out, q)
		}
	}
	n := len(p.words) - 1
	if n == 1 && isAlpha(p.words[0]) && isAlpha(p.words[1]) && !hasInnerCapital(p.words[0]) {
		add(phrase{words: []string{p.words[0] + strings.ToLower(p.words[1])}})
	}
	for i, w := range p.words {
		if w == "&" {
			add(p.with(i, "and"))
		}
		for _, o := range regionalSpelling(w) {
			add(p.with(i, o))
		}
	}
	if o, ok := longWords[strings.ToLower(p.words[n])]; ok {
		add(p.with(n, o))
	}
	if n == 0 {
		w := p.words[0]
		if a, b, ok := splitCompound(w); ok {
			add(phrase{words: []string{a, b}, seps: []string{" "}})
			for _, o := range regionalSpelling(b) {
				add(phrase{words: []string{a, o}, seps: []string{" "}})
			}
		}
		if strings.Contains(w, "/") {
			add(parsePhrase(strings.ReplaceAll(w, "/", " / ")))
			add(parsePhrase(strings.ReplaceAll(w, "/", "-")))
		}
	}
	return out
}

func isAlpha(w string) bool {
	for i := range len(w) {
		if c := w[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return len(w) > 1
}

// splitCompound cuts a solid compound in two: at an inner capital
// ("WebSocket"), after a prefix or after a common first element ("datacenter").
func splitCompound(w string) (a, b string, ok bool) {
	for i, r := range w {
		if i >= 3 && unicode.IsUpper(r) && len(w)-i >= 3 && unicode.IsLower(rune(w[i-1])) && unicode.IsLower(rune(w[i+1])) {
			return w[:i], w[i:], true
		}
	}
	low := strings.ToLower(w)
	for n := 3; n <= 7 && n+3 <= len(low); n++ {
		if firstElements[low[:n]] && !endings[low[n:]] {
			return w[:n], w[n:], true
		}
	}
	return "", "", false
}

// firstElements begin compounds that are written solid, with a hyphen or as two
// words by different people.
var firstElements = wordSet(`auto multi micro macro hyper cross back front web data time run end key name file life load
	work check call white black stack thread block side client server host user code test bench fail hand self non`)

// endings are no second elements.
var endings = wordSet(`able ably ation ing ings ed er ers ered ering or ors ful fully less ness ship ward wards wise like
	some out up in off ion ions ive ity age ages al ally ary ent ents est ess ence ance ism ist ure line lines`)

// regionalSpelling returns the spellings of one word that differ by region.
func regionalSpelling(w string) []string {
	low := strings.ToLower(w)
	var out []string
	for _, r := range regional {
		if strings.HasSuffix(low, r[0]) && len(low) >= len(r[0]) && !everyday[low] && low != "wise" && low != "size" {
			out = append(out, recase(w, low, low[:len(low)-len(r[0])]+r[1]))
		}
	}
	return out
}

var regional = [][2]string{
	{"ization", "isation"}, {"isation", "ization"}, {"izing", "ising"}, {"ising", "izing"}, {"ized", "ised"},
	{"ised", "ized"}, {"ize", "ise"}, {"izer", "iser"}, {"center", "centre"}, {"centre", "center"},
	{"avior", "aviour"}, {"aviour", "avior"}, {"catalog", "catalogue"}, {"catalogue", "catalog"},
	{"yzer", "yser"}, {"yser", "yzer"},
}

// longWords pairs clipped words with their long forms.
var longWords = map[string]string{}

func init() {
	for _, p := range [][2]string{
		{"app", "application"}, {"tech", "technology"}, {"repo", "repository"}, {"config", "configuration"},
		{"admin", "administrator"}, {"param", "parameter"}, {"spec", "specification"},
	} {
		longWords[p[0]], longWords[p[1]] = p[1], p[0]
	}
	longWords["apps"], longWords["applications"] = "applications", "apps"
	longWords["repos"], longWords["repositories"] = "repositories", "repos"
	longWords["technologies"] = "tech"
}
