package glossary

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MatchInside is Match for titles: beside free names it finds those inside
// compounds. "StatefulSets" names Stateful, "Token-Based Authentication" Token,
// "Loadbalancer-Konfiguration" Loadbalancer. A compound that is a name itself
// names what is inside it all the same: a lesson on StatefulSets is one on
// Stateful too. The spans are as exact as Match's; one may lie inside another.
func (s *Scope) MatchInside(dst []Span, text []byte) []Span {
	base := len(dst)
	dst = s.match(dst, text, true)
	whole := slices.Clone(dst[base:])
	for _, w := range whole {
		dst = s.matchParts(dst, text, w)
	}
	if open, offsets := s.openCompounds(text, whole); offsets != nil {
		for _, sp := range s.match(nil, open, true) {
			sp.Start, sp.End = offsets[sp.Start], offsets[sp.End-1]+1
			if !slices.ContainsFunc(whole, func(w Span) bool { return sp.Start < w.End && w.Start < sp.End }) {
				dst = append(dst, sp)
			}
		}
	}
	slices.SortFunc(dst[base:], func(a, b Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	return dst
}

// matchParts appends the names of other terms that are elements of a compound
// which is a name itself.
func (s *Scope) matchParts(dst []Span, text []byte, w Span) []Span {
	if kind, end := tokenAt(text, w.Start); kind != kindWord || end != w.End {
		return dst
	}
	from := w.Start
	for _, cut := range append(s.humps(text[w.Start:w.End]), w.End-w.Start) {
		to := w.Start + cut
		for _, sp := range s.match(nil, text[from:to], true) {
			if sp.Term != w.Term {
				sp.Start, sp.End = sp.Start+from, sp.End+from
				dst = append(dst, sp)
			}
		}
		from = to
	}
	return dst
}

// openCompounds returns the text with spaces inside the compounds that no span
// covers, and for each byte of it where it stands in text; nil offsets where
// there is nothing to open.
func (s *Scope) openCompounds(text []byte, spans []Span) (open []byte, offsets []int) {
	opened := false
	for i := 0; i < len(text); {
		kind, end := tokenAt(text, i)
		var cuts []int
		if kind == kindWord && !slices.ContainsFunc(spans, func(sp Span) bool { return sp.Start < end && i < sp.End }) {
			cuts = s.humps(text[i:end])
		}
		for k := i; k < end; k++ {
			if len(cuts) > 0 && k-i == cuts[0] {
				cuts = cuts[1:]
				opened = true
				open = append(open, ' ')
				offsets = append(offsets, k)
			}
			open = append(open, text[k])
			offsets = append(offsets, k)
		}
		i = end
	}
	if !opened {
		return nil, nil
	}
	return open, offsets
}

// wholeWords look like compounds of two words and are names of their own.
var wholeWords = wordSet("javascript typescript coffeescript youtube powershell graphql")

// humps returns where a compound falls into words: at its inner capitals, else
// after or before a name, where what remains is a word of its own.
func (s *Scope) humps(word []byte) []int {
	if len(word) > maxCompound {
		return nil
	}
	low := strings.ToLower(string(word))
	if wholeWords[strings.TrimSuffix(low, "s")] {
		return nil
	}
	var cuts []int
	w := string(word)
	for i, r := range w {
		if i < 2 || !unicode.IsUpper(r) {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(w[:i])
		after, _ := utf8.DecodeRuneInString(w[i+utf8.RuneLen(r):])
		if unicode.IsLower(before) && after != utf8.RuneError || unicode.IsUpper(before) && unicode.IsLower(after) && after != 's' {
			cuts = append(cuts, i)
		}
	}
	if cuts != nil || len(low) != len(w) {
		return cuts
	}
	return s.closed(low)
}

// closed cuts a compound without inner capitals in two.
func (s *Scope) closed(low string) []int {
	var buf tokenBuffers
	for i := len(low) - minElement; i >= minElement; i-- {
		if !utf8.RuneStart(low[i]) {
			continue
		}
		a, b := low[:i], low[i:]
		if s.m.names.holds([]byte(a), &buf) && s.element(b) || s.m.names.holds([]byte(b), &buf) && s.element(a) {
			return []int{i}
		}
	}
	return nil
}

// maxCompound is the length above which a word is no compound that anybody
// would write in a title; to look for its elements takes time by its square.
const maxCompound = 120

// minElement is the least length of an element of a closed compound, in bytes.
const minElement = 4

// element reports whether the rest of a compound is a word. Languages that
// write compounds solid make them of any words; English of everyday ones.
func (s *Scope) element(w string) bool {
	switch s.m.language {
	case "de", "nl", "sv", "da", "no", "nb", "nn", "is", "fi":
		return len(w) >= minElement+1
	case "en":
		w = strings.TrimSuffix(w, "s")
		return !endings[w] && len(w) >= minElement && (everyday[w] || common[w] || firstElements[w])
	}
	return false
}
