package glossary

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sitegen/internal/content"
)

// rank orders the rights that a term can have to a form, weakest first.
type rank uint8

const (
	rankNone rank = iota
	// rankAcronym: the definition gives the acronym, "a virtual machine (VM) is".
	rankAcronym
	// rankShort: the name without its generic last word.
	rankShort
	// rankStem: another word of the same stem.
	rankStem
	// rankInflected: plural, spelling, hyphen or space.
	rankInflected
	// rankGloss: the part in parentheses that is no acronym. It may be another
	// term's name that merely qualifies this one: "Service (Kubernetes)".
	rankGloss
	// rankPart: the acronym in parentheses.
	rankPart
	// rankAuthored: title or aka.
	rankAuthored
	// rankInsisted: an acronym that stands both in the title and in aka.
	rankInsisted
)

// name is one authored name of a term.
type name struct {
	text   string
	key    string
	origin Origin
	rank   rank
}

// authored returns the names that the author of a term gave it.
func authored(t *content.Term) []name {
	var out []name
	add := func(text, key string, origin Origin, r rank) {
		text = trimName(text)
		if text == "" {
			return
		}
		for i := range out {
			if out[i].text == text {
				if out[i].rank == rankPart && r == rankAuthored {
					r = rankInsisted
				}
				out[i].rank = max(out[i].rank, r)
				return
			}
		}
		out = append(out, name{text, key, origin, r})
	}
	title := func(text, key string, origin Origin) {
		long, part := splitParens(text)
		if part == "" {
			add(text, key, origin, rankAuthored)
			return
		}
		add(long, key, origin, rankAuthored)
		switch {
		case isAcronym(part):
			add(part, key, origin, rankPart)
		case isName(part, long):
			add(part, key, origin, rankGloss)
		}
	}
	title(t.Title, "title", OriginTitle)
	for _, aka := range t.AKA {
		title(aka, "aka", OriginAKA)
	}
	return out
}

// trimName removes what is no part of a name: white space, quotation marks and
// emphasis around it, a final full stop.
func trimName(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	s = strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("\"“”„‟«»「」『』`*_", r)
	})
	s = strings.TrimRight(s, ".。:;,!?")
	if len(s) > 2 && s[0] == '\'' && s[len(s)-1] == '\'' {
		s = s[1 : len(s)-1]
	}
	return strings.TrimSpace(s)
}

// splitParens cuts "Long Name (LN)" in two; part is empty for any other title.
// Full-width parentheses and mixed pairs count too.
func splitParens(s string) (long, part string) {
	s = strings.TrimSpace(s)
	last, size := utf8.DecodeLastRuneInString(s)
	if last != ')' && last != '）' {
		return s, ""
	}
	open := strings.LastIndexAny(s, "(（")
	if open <= 0 {
		return s, ""
	}
	_, width := utf8.DecodeRuneInString(s[open:])
	long = strings.TrimSpace(s[:open])
	part = strings.TrimSpace(s[open+width : len(s)-size])
	if part == "" || long == "" || len(part) < 2 && part[0] < utf8.RuneSelf && !unicode.IsUpper(rune(part[0])) {
		return s, "" // "pod(s)" is no second name
	}
	return long, part
}

// isAcronym reports whether s is one word with a capital or digit beyond its
// first letter, or all in capitals: "API", "mTLS", "k8s", "CI/CD".
func isAcronym(s string) bool {
	inner := false
	for i, r := range s {
		if unicode.IsSpace(r) {
			return false
		}
		if i > 0 && (unicode.IsUpper(r) || unicode.IsDigit(r)) {
			inner = true
		}
	}
	return inner
}

// isName reports whether the part in parentheses is another name, not a remark
// that tells two meanings apart: "Node (graph theory)", "Session (web)". A name
// begins with a capital, or is of another script than the name before it.
func isName(part, long string) bool {
	first, _ := utf8.DecodeRuneInString(part)
	if unicode.IsUpper(first) {
		return true
	}
	return latin(part) != latin(long)
}

// latin reports whether most letters of s are Latin.
func latin(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Latin, r):
			n++
		case unicode.IsLetter(r):
			n--
		}
	}
	return n > 0
}

// wantsExact reports whether a name matches by exact case: acronyms and names
// with inner capitals, where each of its words is one, and names that are
// nothing but an everyday little word.
func wantsExact(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return !isWordRune(r) })
	capped, long := 0, 0
	for _, w := range words {
		switch {
		case hasInnerCapital(w):
			capped++
		case utf8.RuneCountInString(w) == 1 && unicode.IsUpper([]rune(w)[0]):
			capped++
		case strings.IndexFunc(w, unicode.IsLetter) < 0:
		default:
			return len(words) == 1 && littleWords[strings.ToLower(w)]
		}
		long = max(long, len(w))
	}
	// A title in capitals throughout is loud, no acronym.
	if text == strings.ToUpper(text) && long > 7 {
		return false
	}
	return capped > 0
}

// hasInnerCapital reports whether a word has a capital after its first letter.
func hasInnerCapital(w string) bool {
	for i, r := range w {
		if i > 0 && unicode.IsUpper(r) {
			return true
		}
	}
	return false
}

// littleWords are English words that mean nothing by themselves. A term with
// such a title (Go, Make, Is) is named only in its own case.
var littleWords = wordSet(`a an and any are as at be but by can do for from get go had has have he her his how i if in
	into is it its let make may me more most my no none not of off on one only or our out over own put
	see set she so some such than that the their them then there these they this those to too try
	under up us use was we were what when where which while who why will with you your`)
