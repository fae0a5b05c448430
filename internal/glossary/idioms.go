package glossary

import (
	_ "embed" // for idioms.txt
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// idiomList holds set phrases of English, one a line, in which an everyday word
// does not name what a glossary calls so: "for instance" is no instance, a
// service provider no service. They count for names of one word alone: a term
// with the very name of a phrase has it.
//
//go:embed idioms.txt
var idiomList string

// idiom is a phrase as seen from one of its words.
type idiom struct {
	// before holds the words in front, the nearest first, after those behind.
	before, after []string
}

// idioms are the phrases by each of their words that is more than a little one.
var idioms = sync.OnceValue(func() map[string][]idiom {
	by := map[string][]idiom{}
	for line := range strings.Lines(idiomList) {
		words := strings.Fields(line)
		for k, w := range words {
			if littleWords[w] {
				continue
			}
			before := slices.Clone(words[:k])
			slices.Reverse(before)
			by[w] = append(by[w], idiom{before, words[k+1:]})
		}
	}
	return by
})

// holds reports whether the word at text[i:end] stands in the phrase.
func (p idiom) holds(text []byte, i, end int) bool {
	for _, want := range p.before {
		w := prevWord(text, i)
		if !equalLower(w, want) {
			return false
		}
		for i--; isSpaceRune(rune(text[i])) || text[i] >= utf8.RuneSelf; i-- {
		}
		i -= len(w) - 1
	}
	for _, want := range p.after {
		w := nextWord(text, end)
		if !equalLower(w, want) {
			return false
		}
		_, end = gapAt(text, end, kindWord)
		end += len(w)
	}
	return true
}

// equalLower reports whether a word, whatever its case, is the lower-case one.
func equalLower(w []byte, want string) bool {
	if len(w) != len(want) {
		return false
	}
	for i, c := range w {
		if lower[c] != want[i] {
			return false
		}
	}
	return true
}
