package graph

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a token, in bytes. What is longer is a key or a checksum and not a
// word that a reader would recognise.
const maxToken = 40

// A class sorts runes by how words are made of them.
type class uint8

const (
	other  class = iota // between words
	letter              // words with spaces between them
	digit               // part of a word that has a letter too
	joined              // a script without spaces: words are overlapping pairs
)

// classify tells how r takes part in a word.
func classify(r rune) class {
	if r < utf8.RuneSelf {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
			return letter
		case '0' <= r && r <= '9':
			return digit
		}
		return other
	}
	switch {
	case r < 0x0e00:
		// Latin, Greek, Cyrillic, Arabic, Indic: below the first joined script.
	case unicode.Is(unicode.Hiragana, r):
		return other // endings and particles; what they bind is in other scripts
	case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			return joined
		}
		return other
	case r == 'ー': // the long vowel of Katakana is a modifier letter
		return letter
	}
	switch {
	case unicode.IsLetter(r), unicode.IsMark(r):
		return letter
	case unicode.IsDigit(r):
		return digit
	}
	return other
}

// eachToken calls word for every word of text that may carry meaning, with its
// place in text and whether all of its letters are capitals. Words of scripts
// without spaces are pairs of neighbouring runes (a rune alone where it has no
// neighbour). Numbers, single letters and two-letter words that are neither an
// acronym nor mixed with a digit are left out.
func eachToken(text string, word func(start, end int, capitals bool)) {
	for i := 0; i < len(text); {
		c, size := classAt(text, i)
		switch c {
		case other:
			i += size
		case joined:
			i = eachPair(text, i, word)
		default:
			start, letters, lower, digits := i, 0, 0, 0
			for i < len(text) {
				b := text[i]
				if b < utf8.RuneSelf {
					switch {
					case 'a' <= b && b <= 'z':
						letters, lower = letters+1, lower+1
					case 'A' <= b && b <= 'Z':
						letters++
					case '0' <= b && b <= '9':
						digits++
					default:
						goto end
					}
					i++
					continue
				}
				r, size := utf8.DecodeRuneInString(text[i:])
				switch classify(r) {
				case letter:
					letters++
					if !unicode.IsUpper(r) {
						lower++
					}
				case digit:
					digits++
				default:
					goto end
				}
				i += size
			}
		end:
			capitals := lower == 0 && letters > 1
			switch {
			case letters == 0, i-start > maxToken, letters+digits < 2:
			case letters+digits == 2 && digits == 0 && !capitals:
			default:
				word(start, i, capitals)
			}
		}
	}
}

// eachPair yields the pairs of a run of a script without spaces that begins at
// i, and returns where the run ends.
func eachPair(text string, i int, word func(start, end int, capitals bool)) int {
	first, prev := i, i
	for i < len(text) {
		c, size := classAt(text, i)
		if c != joined {
			break
		}
		if i > first {
			word(prev, i+size, false)
		}
		prev = i
		i += size
	}
	if prev == first {
		word(first, i, false)
	}
	return i
}

func classAt(text string, i int) (class, int) {
	if b := text[i]; b < utf8.RuneSelf {
		return classify(rune(b)), 1
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	return classify(r), size
}

// A lexicon is what is known of one language's words.
type lexicon struct {
	stop map[string]bool
	// stem cuts the inflection off a word in lower case, so that "partition"
	// and "partitions" count as one. It is light on purpose: a form that is
	// missed costs a little similarity, two words that become one cost sense.
	stem func(string) string
}

func same(w string) string { return w }

// lexiconFor returns the lexicon of a BCP 47 language tag.
func lexiconFor(language string) lexicon {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	base, _, _ = strings.Cut(base, "_")
	if base == "" || base == "en" {
		return lexicon{englishStop, stemEnglish}
	}
	return lexicon{otherStop[base], same}
}

// stemEnglish cuts plurals and the endings of verbs, in the order in which
// they stand on one another: "handlings" gives "handl", as "handle" does.
func stemEnglish(w string) string {
	if len(w) < 4 || w[len(w)-1] >= utf8.RuneSelf {
		return w
	}
	w = cutPlural(w)
	switch {
	case strings.HasSuffix(w, "ing") && hasVowel(w[:len(w)-3]) && len(w) > 5:
		return cutEnd(undouble(w[:len(w)-3]))
	case strings.HasSuffix(w, "ied") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "ed") && hasVowel(w[:len(w)-2]) && len(w) > 4 && w[len(w)-3] != 'e':
		return cutEnd(undouble(w[:len(w)-2]))
	}
	return cutEnd(w)
}

// cutPlural makes an English noun singular by its last letters alone.
func cutPlural(w string) string {
	n := len(w)
	switch {
	case w[n-1] != 's', strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	case strings.HasSuffix(w, "ies") && n > 4:
		return w[:n-3] + "y"
	case n > 4 && (strings.HasSuffix(w, "sses") || strings.HasSuffix(w, "shes") || strings.HasSuffix(w, "ches") ||
		strings.HasSuffix(w, "xes") || strings.HasSuffix(w, "zzes")):
		return w[:n-2]
	}
	return w[:n-1]
}

// cutEnd drops a last "e", so that "cache", "caching" and "cached" meet.
func cutEnd(w string) string {
	if n := len(w); n > 3 && w[n-1] == 'e' {
		return w[:n-1]
	}
	return w
}

// undouble makes "logg" of "logging" into "log", but keeps "ll", "ss", "zz".
func undouble(w string) string {
	n := len(w)
	if n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("aeioulsz", rune(w[n-1])) {
		return w[:n-1]
	}
	return w
}

func hasVowel(w string) bool { return strings.ContainsAny(w, "aeiouy") }
