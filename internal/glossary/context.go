package glossary

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// These rules look at the words beside a mention that is one English word. They
// only ever keep a link from being made.

// usedAsVerb reports whether the noun at text[i:end] is used as a verb: "can
// service requests", "to host the application", "it caches the answer". An
// article behind the word tells a verb, unless an article or a preposition
// stands before it: "in the state the machine was in".
func usedAsVerb(text []byte, i, end int) bool {
	before := prevWord(text, i)
	if in(modals, before) && in(verbalNouns, text[i:end]) {
		return true
	}
	if !in(determiners, nextWord(text, end)) {
		return false
	}
	return in(infinitive, before) || verbal(text[i:end]) && !in(nounMarkers, before)
}

// verbal reports whether a noun, in the plural or not, is a verb as well.
func verbal(w []byte) bool {
	for _, cut := range []int{0, 1, 2} {
		if len(w) > cut+2 && (cut == 0 || lower[w[len(w)-1]] == 's') && in(verbalNouns, w[:len(w)-cut]) {
			return true
		}
	}
	var buf [16]byte
	if n := len(w) - 3; n > 1 && n < len(buf) && string(w[n:]) == "ies" {
		copy(buf[:], w[:n])
		buf[n] = 'y'
		return in(verbalNouns, buf[:n+1])
	}
	return false
}

var (
	determiners = wordSet(`the a an its their your our his her it them this that these those all any each every both some
		multiple many several more how whether`)
	modals      = wordSet("can could will would shall should may might must cannot")
	infinitive  = wordSet("to not helps help let lets")
	nounMarkers = wordSet(`the a an this that these those each every any no its their your our my his her one another some
		all both same own of in on at by for with from per into as than`)
	// verbalNouns are nouns that are as common as verbs.
	verbalNouns = wordSet(`access address batch benchmark block branch bridge broadcast buffer bundle cache channel check
		cluster commit copy debug document drop filter figure flag fork function handle hash host index interface issue
		join label link load lock log map mask match matter measure merge message model monitor name object order
		package page patch place pool port process profile program project proxy query queue rank rate record
		reference release request reset route sample scan schedule scope script search seed service set shard share ship
		signal snapshot sort source stack stage state store stream swap switch sync table tag target template test thread
		throttle time trace track transfer trigger type update use value version view watch wrap`)
)

// inProperName reports whether the common noun at text[i:end] is written with a
// capital because it is part of a longer proper name: the "Container" of "Open
// Container Initiative". A neighbour that is a proper name of the glossary
// itself, as in "Kubernetes Pods", does not make it part of a longer one, nor
// does one that has its capital from the beginning of a sentence.
func (sc *scanner) inProperName(i, end int) bool {
	first, _ := utf8.DecodeRune(sc.text[i:])
	if !unicode.IsUpper(first) {
		return false
	}
	if w := nextWord(sc.text, end); capitalised(w) && !sc.properTerm(w) {
		return true
	}
	w := prevWord(sc.text, i)
	if !capitalised(w) || sc.properTerm(w) || beginsSentence(sc.text, i, w) {
		return false
	}
	return !in(littleWords, w) && !in(determiners, w)
}

// properTerm reports whether a word is a term's name and, also without an s or
// es, no common noun.
func (sc *scanner) properTerm(w []byte) bool {
	if !sc.names.holds(w, &sc.tokenBuffers) {
		return false
	}
	for _, end := range []int{0, 1, 2} {
		if len(w) > end+2 && (in(everyday, w[:len(w)-end]) || in(common, w[:len(w)-end])) {
			return false
		}
	}
	return true
}

// holds reports whether a word is a name by itself.
func (n *names) holds(word []byte, buf *tokenBuffers) bool {
	folded := buf.foldToken(word)
	if len(folded) == 0 {
		return false
	}
	node := int32(-1)
	if t := n.lookup(hashBytes(folded), folded); t != 0 {
		node = n.child(0, gapNone, t)
	}
	return node >= 0 && n.entry[node] >= 0
}

// beginsSentence reports whether the word w, which stands before i, is the
// first of its sentence.
func beginsSentence(text []byte, i int, w []byte) bool {
	j := i
	for j > 0 && isSpaceRune(rune(text[j-1])) {
		j--
	}
	j -= len(w)
	r := runeBefore(text, j, true)
	return r == utf8.RuneError || strings.ContainsRune(".!?:…\"“(*", r)
}

// capitalised reports whether a word begins with a capital that a small letter
// follows.
func capitalised(w []byte) bool {
	r, size := utf8.DecodeRune(w)
	if !unicode.IsUpper(r) {
		return false
	}
	r, _ = utf8.DecodeRune(w[size:])
	return unicode.IsLower(r)
}

// nextWord returns the word after a single gap from end, or nil; prevWord the
// one before i.
func nextWord(text []byte, end int) []byte {
	kind, next := gapAt(text, end, kindWord)
	if kind != gapSoft || next >= len(text) || !wordStartsAt(text, next) {
		return nil
	}
	return wordAfter(text, next)
}

func wordStartsAt(text []byte, i int) bool {
	kind, _ := tokenAt(text, i)
	return kind == kindWord
}

func prevWord(text []byte, i int) []byte {
	j := i
	for j > 0 && i-j < maxGap {
		r, size := utf8.DecodeLastRune(text[:j])
		if !isSpaceRune(r) {
			break
		}
		j -= size
	}
	if j == i {
		return nil
	}
	return wordBefore(text, j)
}

// in reports whether a word, whatever its case, is in the set; no set holds
// words longer than the buffer.
func in(set map[string]bool, w []byte) bool {
	var buf [16]byte
	if len(w) > len(buf) {
		return false
	}
	for i, c := range w {
		buf[i] = lower[c]
	}
	return set[string(buf[:len(w)])]
}
