package glossary

import "strings"

// sameStem returns the other words of the same stem: for "Scalability" scalable,
// scale, scales, scaled, scaling.
func (e *english) sameStem(p phrase) []string {
	if len(p.words) == 1 {
		if _, _, ok := splitCompound(p.words[0]); ok {
			return nil // its two parts have the stems
		}
		var out []string
		for _, w := range e.stems(strings.ToLower(p.words[0])) {
			if everyday[w] {
				continue
			}
			out = append(out, w)
		}
		return out
	}
	return e.phraseStems(p)
}

// stems returns the words that share their stem with a single word.
func (e *english) stems(w string) []string {
	cut := func(suffix string, atLeast int) (string, bool) {
		s, ok := strings.CutSuffix(w, suffix)
		return s, ok && len(s) >= atLeast
	}
	if s, ok := cut("ability", 3); ok {
		out := []string{s + "able", s + "ably"}
		for _, v := range bases(s) {
			if propertyVerbs[v.base] {
				out = append(out, verbForms(v.base, v.doubled)...)
			}
		}
		return out
	}
	if s, ok := cut("ibility", 3); ok {
		return []string{s + "ible", s + "ibly"}
	}
	for _, z := range []string{"iz", "is"} {
		if s, ok := cut(z+"ation", 3); ok {
			return append(e.verb(verb{s + z + "e", false}), s+z+"able")
		}
	}
	if s, ok := cut("ation", 4); ok && !strings.HasSuffix(s, "ific") {
		return e.verb(verb{s + "ate", false})
	}
	if s, ok := cut("cryption", 2); ok {
		return e.verb(verb{s + "crypt", false})
	}
	if s, ok := cut("ing", 3); ok {
		return e.verbs(s)
	}
	for _, v := range []string{"a", "e"} {
		for _, n := range []string{"nce", "ncy"} {
			if s, ok := cut(v+n, 3); ok {
				return []string{s + v + "nt", s + v + "nce", s + v + "ncy", s + v + "ntly"}
			}
		}
	}
	if s, ok := cut("icity", 3); ok {
		return []string{s + "ic"}
	}
	if s, ok := cut("ularity", 3); ok {
		return []string{s + "ular"}
	}
	for _, a := range []string{"less", "ful"} {
		if s, ok := cut(a+"ness", 3); ok {
			return []string{s + a, s + a + "ly"}
		}
		if _, ok := cut(a, 3); ok {
			return []string{w + "ness", w + "ly"}
		}
	}
	return nil
}

// propertyVerbs are those that mean by themselves what the noun in -ability
// means: what scales is scalable. Of most verbs that is not so: who reads, uses
// or observes does not speak of readability.
var propertyVerbs = wordSet("scale autoscale interoperate trace audit evolve")

// verbs returns the forms of the verb whose -ing form begins with stem; none
// for an everyday verb.
func (e *english) verbs(stem string) []string {
	var out []string
	for _, v := range bases(stem) {
		out = append(out, e.verb(v)...)
	}
	return out
}

// verb returns the forms of a verb, or nil for an everyday one.
func (e *english) verb(v verb) []string {
	if everyday[v.base] {
		return nil
	}
	return verbForms(v.base, v.doubled)
}

type verb struct {
	base    string
	doubled bool
}

const vowels = "aeiou"

func isVowel(c byte) bool { return strings.IndexByte(vowels, c) >= 0 }

// bases undoes the spelling rules of -ing: log(ging), scal(ing), shard(ing).
func bases(stem string) []verb {
	n := len(stem)
	if n < 3 || !strings.ContainsAny(stem, "aeiouy") {
		return nil
	}
	if s, ok := strings.CutSuffix(stem, "i"); ok {
		return []verb{{s + "y", false}}
	}
	last, before := stem[n-1], stem[n-2]
	switch {
	case last == before && strings.IndexByte("lsfz", last) < 0 && !isVowel(last):
		return []verb{{stem[:n-1], true}}
	case last == 'l' && before == 'l' && n > 5:
		return []verb{{stem[:n-1], true}}
	case last == before:
		return []verb{{stem, false}}
	case strings.HasSuffix(stem, "rout"), strings.IndexByte("cuvz", last) >= 0,
		last == 'l' && strings.IndexByte("bdfgkpt", before) >= 0,
		last == 's' && strings.IndexByte("nr", before) >= 0,
		last == 'g' && before != 'n':
		return []verb{{stem + "e", false}}
	case last == 'h' && before == 'c' && n > 3 && stem[n-3] == 'a':
		return []verb{{stem + "e", false}}
	case !isVowel(before):
		return []verb{{stem, false}}
	case n > 3 && stem[n-4:n-2] == "qu":
		return []verb{{stem + "e", false}}
	case isVowel(stem[n-3]), strings.IndexByte("wxy", last) >= 0:
		return []verb{{stem, false}}
	case oneSyllable(stem):
		return []verb{{stem + "e", false}}
	}
	for _, s := range []string{"or", "er", "on", "en", "et", "it", "el", "ow", "op", "ish", "in", "al"} {
		if strings.HasSuffix(stem, s) {
			return []verb{{stem, false}}
		}
	}
	return []verb{{stem + "e", false}}
}

// oneSyllable reports whether a word has a single run of vowels.
func oneSyllable(w string) bool {
	runs := 0
	for i := range len(w) {
		if isVowel(w[i]) && (i == 0 || !isVowel(w[i-1])) {
			runs++
		}
	}
	return runs <= 1
}

// verbForms returns base, -s, -ed and -ing.
func verbForms(base string, doubled bool) []string {
	stem := base
	ed := "ed"
	switch {
	case strings.HasSuffix(base, "e"):
		stem = base[:len(base)-1]
	case doubled:
		stem = base + base[len(base)-1:]
	case strings.HasSuffix(base, "y") && len(base) > 2 && !isVowel(base[len(base)-2]):
		ed = "ied"
		return []string{base, base[:len(base)-1] + "ies", base[:len(base)-1] + ed, base + "ing"}
	}
	return []string{base, third(base), stem + ed, stem + "ing"}
}

// third returns the third person singular of a verb.
func third(base string) string {
	for _, s := range []string{"s", "x", "z", "ch", "sh"} {
		if strings.HasSuffix(base, s) {
			return base + "es"
		}
	}
	return base + "s"
}

// agent returns the noun for who or what does it: balancer, orchestrator.
func agent(v verb) string {
	switch {
	case strings.HasSuffix(v.base, "ate"):
		return v.base[:len(v.base)-1] + "or"
	case strings.HasSuffix(v.base, "e"):
		return v.base + "r"
	case v.doubled:
		return v.base + v.base[len(v.base)-1:] + "er"
	case strings.HasSuffix(v.base, "er") && len(v.base) > 6:
		return v.base // engineer is both
	}
	return v.base + "er"
}

// phraseStems derives from the last word of a name of several words.
func (e *english) phraseStems(p phrase) []string {
	n := len(p.words) - 1
	if head(p) != n {
		return nil
	}
	low, front := strings.ToLower(p.words[n]), strings.ToLower(p.words[n-1])
	adv, hasAdverb := adverb(front)
	hasAdverb = hasAdverb && n == 1
	var out []string
	put := func(words ...string) {
		for _, w := range words {
			out = append(out, p.with(n, w).String())
		}
	}
	switch {
	case strings.HasSuffix(low, "ing") && len(low) > 5:
		for _, v := range bases(low[:len(low)-3]) {
			a := agent(v)
			put(a, a+"s")
			if (!everyday[v.base] || compoundNouns[v.base]) && a != v.base {
				put(verbForms(v.base, v.doubled)...)
			}
			if hasAdverb {
				for _, f := range verbForms(v.base, v.doubled) {
					out = append(out, f+" "+adv, adv+" "+f)
				}
				s := low[:len(low)-3]
				out = append(out, adv+" "+s+"able", front+" "+s+"ability")
			}
		}
		return out
	case particles[low] && n == 1:
		for _, f := range verbForms(front, false) {
			out = append(out, f+" "+low)
		}
	case strings.HasSuffix(low, "ed") && n == 1 && strings.HasSuffix(front, "ly") && len(front) > 4:
		out = append(out, front[:len(front)-2]+" "+low[:len(low)-2]+"ing")
	case strings.HasSuffix(low, "er") && len(low) > 5:
		for _, v := range bases(low[:len(low)-2]) {
			if agentVerbs[v.base] {
				f := verbForms(v.base, v.doubled)
				put(f[2], f[3])
			}
		}
	}
	if s, ok := strings.CutSuffix(low, "ation"); ok && len(s) > 3 && !strings.HasSuffix(s, "ific") && !everyday[s+"ate"] {
		put(s+"ator", s+"ators")
	}
	for _, w := range e.stems(low) {
		adjective := strings.HasSuffix(w, "ble") || strings.HasSuffix(w, "nt")
		if adjective || strings.HasSuffix(w, "ncy") || strings.HasSuffix(w, "nce") {
			put(w)
		}
		if adjective && hasAdverb {
			out = append(out, adv+" "+w)
		}
	}
	return out
}

// compoundNouns are everyday verbs that make nouns with the word before them:
// rate limit, load test.
var compoundNouns = wordSet("limit test model plan review search match lock join")

// agentVerbs are the verbs whose agent noun and gerund are used for one another:
// load balancer, load balancing.
var agentVerbs = wordSet(`balance break cache compile compress crawl decode discover encode encrypt index limit parse
	profile provision replicate route sample scan schedule shard throttle trace`)

var particles = wordSet("left right up down out in off over back on")

// adverb returns the adverb of an adjective that is recognised as one.
func adverb(adj string) (string, bool) {
	for _, s := range []string{"al", "ous", "ive", "ant", "ent", "ary"} {
		if strings.HasSuffix(adj, s) && len(adj) > len(s)+2 {
			return strings.TrimSuffix(adj, "y") + map[bool]string{true: "ily", false: "ly"}[s == "ary"], true
		}
	}
	if plainAdjectives[adj] {
		return adj + "ly", true
	}
	return "", false
}

var plainAdjectives = wordSet("high strong weak loose tight close deep full rapid dynamic static secure")
