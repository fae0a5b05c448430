package health

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitegen/internal/content"
	"sitegen/internal/diag"
)

// maxDefinition is how long a definition may be to be read in passing, in
// characters; those of scripts that are wide count twice.
const maxDefinition = 300

// maxLeft is how many words of its own a definition may have beside the name
// of another term and still say little more than that term.
const maxLeft = 1

// definitions looks at what the terms say of themselves.
func (c *checker) definitions() {
	explains := map[string][]string{}
	spaced, _ := c.spaced()
	for _, t := range c.Site.Terms {
		c.long(t)
		if strings.TrimSpace(t.Definition) == "" {
			c.add(ruleMissingDefinition, t.Pos("title"), fmt.Sprintf("the term %q has no definition", t.Title), "write a definition, or a first paragraph")
			continue
		}
		if !spaced {
			continue // what a definition has beside a name cannot be told
		}
		d := c.dissect(t)
		if d.own > 0 && len(d.left) == 0 && len(d.others) == 0 {
			c.add(ruleSelfDefinition, definitionPos(t), fmt.Sprintf("the definition of %q says nothing but its name", t.Title),
				"say what kind of thing it is and what sets it apart")
			continue
		}
		explains[t.ID] = d.explained()
	}
	c.circles(explains)
}

// definitionPos is the place of the definition, be it authored or the first
// paragraph.
func definitionPos(t *content.Term) diag.Position {
	p := t.Pos("definition")
	if p.Line == 1 && t.BodyLine > 1 { // no such key
		return diag.Position{File: t.File, Line: t.BodyLine, Column: 1}
	}
	return p
}

// long reports an authored definition that is too long. A first paragraph in its
// stead is shortened where it is shown.
func (c *checker) long(t *content.Term) {
	p := t.Pos("definition")
	if p.Line <= 1 {
		return
	}
	n := 0
	for _, r := range t.Definition {
		if n++; unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			n++
		}
	}
	if n > maxDefinition {
		c.add(ruleLongDefinition, p, fmt.Sprintf("the definition of %q has %d characters; cards show definitions of up to %d well", t.Title, n, maxDefinition),
			"keep the first sentence or two, and move the rest into the text below")
	}
}

// dissection is a definition taken apart.
type dissection struct {
	// own counts the names of the term itself, others are the other terms named,
	// each once, in order.
	own    int
	others []string
	// left are the words that are no part of a name and mean something.
	left []string
	// genus is the term that the definition says its own is a kind of, or "".
	genus string
}

// explained are the terms that one has to know to learn anything from the
// definition.
func (d *dissection) explained() []string {
	var ids []string
	if d.genus != "" {
		ids = append(ids, d.genus)
	}
	if len(d.left) <= maxLeft {
		for _, id := range d.others {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// dissect takes the definition of a term apart.
func (c *checker) dissect(t *content.Term) dissection {
	text := []byte(t.Definition)
	own := nameWords(t)
	var d dissection
	opening, at := true, 0
	between := func(part string) {
		for _, w := range strings.FieldsFunc(part, func(r rune) bool { return !isWordRune(r) }) {
			w = fold(w)
			switch {
			case own[w] || own[stem(w)]:
				d.own++
			case !emptyWords[w]:
				d.left = append(d.left, w)
			}
		}
		// A kind is named before anything is said of it.
		if strings.ContainsAny(part, ",;:.(–—") {
			opening = false
		}
		for _, w := range strings.Fields(part) {
			if joining[fold(w)] {
				opening = false
			}
		}
	}
	for _, span := range c.Matcher.Scope(t.ID).Match(nil, text) {
		between(string(text[at:span.Start]))
		at = span.End
		if span.Term == t.ID {
			d.own++
			continue
		}
		if !slices.Contains(d.others, span.Term) {
			d.others = append(d.others, span.Term)
		}
		if opening && endsPhrase(string(text[span.End:])) {
			d.genus = span.Term
		}
		opening = false
	}
	between(string(text[at:]))
	return d
}

// endsPhrase reports whether a name that stands before the text is the last word of
// its phrase: "a cookie that …", not "a cookie jar".
func endsPhrase(rest string) bool {
	trimmed := strings.TrimLeft(rest, " \n")
	if trimmed == "" || trimmed == rest {
		return true
	}
	word := trimmed
	if i := strings.IndexFunc(trimmed, func(r rune) bool { return !isWordRune(r) }); i >= 0 {
		word = trimmed[:i]
	}
	return word == "" || joining[fold(word)]
}

// nameWords are the words of all names of a term, folded, and their stems.
func nameWords(t *content.Term) map[string]bool {
	words := map[string]bool{}
	for _, name := range append([]string{t.Title}, t.AKA...) {
		for _, w := range strings.FieldsFunc(name, func(r rune) bool { return !isWordRune(r) }) {
			if w = fold(w); !emptyWords[w] {
				words[w], words[stem(w)] = true, true
			}
		}
	}
	return words
}

// stem cuts the endings off that English puts on one word, roughly: it only has
// to bring "cache", "caches" and "caching" together.
func stem(w string) string {
	for _, end := range []string{"ations", "ation", "ings", "ing", "ies", "ers", "er", "ed", "es", "s", "e", "y"} {
		if s, ok := strings.CutSuffix(w, end); ok && utf8.RuneCountInString(s) >= 4 {
			return s
		}
	}
	return w
}

func fold(w string) string { return strings.ToLower(w) }

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// circles reports the circles among terms that have to be known to understand
// one another, each once.
func (c *checker) circles(explains map[string][]string) {
	const (
		unseen = iota
		open
		done
	)
	state := map[string]int{}
	var path []string
	var visit func(id string)
	visit = func(id string) {
		state[id] = open
		path = append(path, id)
		for _, next := range explains[id] {
			switch state[next] {
			case unseen:
				visit(next)
			case open:
				c.circle(path[slices.Index(path, next):])
			}
		}
		path = path[:len(path)-1]
		state[id] = done
	}
	for _, t := range c.Site.Terms {
		if state[t.ID] == unseen {
			visit(t.ID)
		}
	}
}

// circle reports a circle at the first of its terms, in the order of ids.
func (c *checker) circle(ids []string) {
	start := slices.Index(ids, slices.Min(ids))
	ids = slices.Concat(ids[start:], ids[:start])
	names := make([]string, len(ids)+1)
	for i := range names {
		names[i] = c.title(ids[i%len(ids)])
	}
	t := c.Site.Index.Term(ids[0])
	c.add(ruleCircularDefinition, definitionPos(t), "definitions go in a circle: "+strings.Join(names, " → "),
		fmt.Sprintf("let one of them, such as %s, say what it is in words that need no entry", names[0]))
}
