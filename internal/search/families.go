package search

import (
	"slices"
	"strings"
)

// bases are the words of which a word may be an inflected form, likeliest
// first, by the rules of a language. They are only taken where the site has
// the base: "caching" belongs to "cache" on a site that speaks of a cache. The
// rules are careful, because two families joined are found as one for good:
// there are none for agent nouns (server, serve) and abstract ones
// (replication, replicate).
func bases(language, word string, out []string) []string {
	for _, c := range []byte(word) {
		if c < 'a' || c > 'z' {
			return out
		}
	}
	switch language {
	case "en":
		return englishBases(word, out)
	case "de":
		return suffixes(word, out, 4, "en", "n", "e", "er", "ern", "es", "s")
	case "fr":
		return suffixes(word, out, 3, "s", "x")
	case "es", "pt":
		return suffixes(word, out, 3, "s", "es")
	case "nl":
		return suffixes(word, out, 4, "en", "s")
	}
	return out
}

// suffixes strips each of the endings, if enough is left.
func suffixes(word string, out []string, least int, endings ...string) []string {
	for _, e := range endings {
		if base, ok := strings.CutSuffix(word, e); ok && len(base) >= least {
			out = append(out, base)
		}
	}
	return out
}

func englishBases(w string, out []string) []string {
	if alone[w] {
		return out
	}
	n := len(w)
	has := func(suffix string, least int) bool { return n >= least+len(suffix) && strings.HasSuffix(w, suffix) }
	switch {
	case has("ies", 2):
		return append(out, w[:n-3]+"y", w[:n-1])
	case has("sses", 2), has("xes", 2), has("zes", 2), has("ches", 2), has("shes", 2):
		return append(out, w[:n-2], w[:n-1])
	case has("ss", 1), has("us", 1), has("is", 1):
		return out
	case has("s", 3):
		return append(out, w[:n-1])
	case has("ied", 2):
		return append(out, w[:n-3]+"y")
	case has("ed", 3):
		return verbBases(w[:n-2], out)
	case has("ing", 3):
		return verbBases(w[:n-3], out)
	}
	return out
}

// verbBases are the verbs whose form without ending is stem: cach(e), scan(n).
func verbBases(stem string, out []string) []string {
	n := len(stem)
	out = append(out, stem+"e")
	if n >= 4 && stem[n-1] == stem[n-2] && strings.IndexByte("lsz", stem[n-1]) < 0 {
		return append(out, stem[:n-1])
	}
	if n >= 4 {
		out = append(out, stem)
	}
	return out
}

// alone are words that look like forms of others and are none.
var alone = map[string]bool{"news": true, "https": true, "evening": true, "does": true, "goes": true}

// families gives each word of a vocabulary the word under which it is found:
// itself, or the base of its family.
func families(language string, vocabulary []string, find func(string) (int, bool)) []int {
	of := make([]int, len(vocabulary))
	var out []string
	for i, w := range vocabulary {
		of[i] = i
		out = bases(language, w, out[:0])
		if at := slices.IndexFunc(out, func(b string) bool { _, ok := find(b); return ok }); at >= 0 {
			of[i], _ = find(out[at])
		}
	}
	// A base is shorter than what is made from it, or ends in e for it, so that
	// no way leads back; the bound is for rules to come.
	for i := range of {
		for steps := 0; of[i] != of[of[i]] && steps < 4; steps++ {
			of[i] = of[of[i]]
		}
	}
	return of
}
