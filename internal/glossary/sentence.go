package glossary

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxSentence is the length, in characters, beyond which Sentence cuts.
	maxSentence = 240
	// sentenceReach bounds the look to each side of the mention, in bytes: four
	// bytes are the longest character.
	sentenceReach = 4 * maxSentence
)

// Sentence returns the sentence around the mention text[start:end], without the
// white space around it. Abbreviations and decimal points end no sentence; a
// blank line does. Of a very long sentence it returns about 240 characters
// around the mention, cut at word borders. Offsets out of range are clamped.
func Sentence(text string, start, end int) (from, to int) {
	start = min(max(start, 0), len(text))
	end = min(max(end, start), len(text))
	from = max(0, start-sentenceReach)
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for {
		next := sentenceEnd(text, from, start)
		if next > start || next == from {
			break
		}
		from = next
	}
	to = sentenceEnd(text, end, min(len(text), end+sentenceReach))
	for from < start {
		r, size := utf8.DecodeRuneInString(text[from:])
		if !unicode.IsSpace(r) {
			break
		}
		from += size
	}
	to = end + len(strings.TrimRightFunc(text[end:to], unicode.IsSpace))
	return cutAround(text, from, to, start, end)
}

// sentenceEnd returns the end of the sentence that goes on at i, or, where it
// does not end before limit, a place at or behind limit.
func sentenceEnd(text string, i, limit int) int {
	for i < len(text) && i < limit {
		r, size := utf8.DecodeRuneInString(text[i:])
		next := i + size
		switch {
		case r == '\n' && blankLine(text[next:]):
			return next
		case strings.ContainsRune("。！？｡．", r):
			return closers(text, next)
		case strings.ContainsRune(".!?…۔؟।", r):
			stop := closers(text, next)
			if endsSentence(text, i, stop, r) {
				return stop
			}
		}
		i = next
	}
	return min(i+1, len(text))
}

func blankLine(rest string) bool {
	line, _, found := strings.Cut(rest, "\n")
	return found && strings.TrimSpace(line) == ""
}

// closers passes over further stops, quotation marks and brackets.
func closers(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !strings.ContainsRune(".!?…。！？\"'”’»)]）」』", r) {
			break
		}
		i += size
	}
	return i
}

// endsSentence reports whether the stop r at i, with what closes it up to stop,
// ends a sentence: white space follows, and no small letter after that, and no
// abbreviation stands before it.
func endsSentence(text string, i, stop int, r rune) bool {
	if stop >= len(text) {
		return true
	}
	next, _ := utf8.DecodeRuneInString(text[stop:])
	if !unicode.IsSpace(next) {
		return false
	}
	after := strings.TrimLeftFunc(text[stop:], unicode.IsSpace)
	first, _ := utf8.DecodeRuneInString(after)
	if unicode.IsLower(first) {
		return false
	}
	if r != '.' {
		return true
	}
	before := text[max(0, i-16):i]
	if k := strings.LastIndexFunc(before, func(r rune) bool { return !unicode.IsLetter(r) && r != '.' }); k >= 0 {
		_, size := utf8.DecodeRuneInString(before[k:])
		before = before[k+size:]
	}
	if utf8.RuneCountInString(before) == 1 {
		single, _ := utf8.DecodeRuneInString(before)
		return !unicode.IsUpper(single) || single == 'I'
	}
	return !abbreviations[strings.ToLower(before)]
}

// abbreviations end in a full stop that ends no sentence. Some may end one
// ("etc."); then two sentences are shown, which does no harm.
var abbreviations = wordSet(`e.g eg i.e ie vs cf al approx ca dr mr mrs ms prof st no nos fig figs eq sec ch vol pp ed eds
	est dept inc ltd co corp jr sr max min resp incl excl z.b d.h u.a bzw usw ggf evtl vgl nr bspw o.ä p.ex par.ex p.ej`)

// cutAround shortens [from, to) to maxSentence characters around the mention.
func cutAround(text string, from, to, start, end int) (int, int) {
	total := utf8.RuneCountInString(text[from:to])
	if total <= maxSentence {
		return from, to
	}
	room := max(0, maxSentence-utf8.RuneCountInString(text[start:end]))
	before := utf8.RuneCountInString(text[from:start])
	after := utf8.RuneCountInString(text[end:to])
	left := min(before, max(room/2, room-after))
	right := min(after, room-left)
	if left < before {
		from = wordFrom(text, back(text, start, left), start)
	}
	if right < after {
		to = wordTo(text, end, ahead(text, end, right))
	}
	return from, to
}

// back and ahead move n characters.
func back(text string, i, n int) int {
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:i])
		i -= size
	}
	return i
}

func ahead(text string, i, n int) int {
	for ; n > 0 && i < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return i
}

// wordFrom returns the beginning of the first whole word in [i, start). A run
// without spaces may be cut anywhere but inside a grapheme.
func wordFrom(text string, i, start int) int {
	if k := strings.IndexFunc(text[i:start], unicode.IsSpace); k >= 0 {
		return i + k + len(text[i+k:start]) - len(strings.TrimLeftFunc(text[i+k:start], unicode.IsSpace))
	}
	for i < start {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.Is(unicode.M, r) && r != zwj && r != zwnj {
			break
		}
		i += size
	}
	return i
}

// wordTo returns the end of the last whole word in [end, i).
func wordTo(text string, end, i int) int {
	if k := strings.LastIndexFunc(text[end:i], unicode.IsSpace); k >= 0 {
		return end + len(strings.TrimRightFunc(text[end:end+k], unicode.IsSpace))
	}
	for i > end {
		r, _ := utf8.DecodeRuneInString(text[i:])
		if !unicode.Is(unicode.M, r) && r != zwj && r != zwnj {
			break
		}
		_, size := utf8.DecodeLastRuneInString(text[:i])
		i -= size
	}
	return i
}
