package glossary

import (
	"strings"
	"unicode"

	pluralize "github.com/gertd/go-pluralize"
)

// plurals makes the plural and the singular of English nouns. Its answers are
// remembered: a glossary has few head words.
type plurals struct {
	client *pluralize.Client
	seen   map[string][]string
}

func newPlurals() *plurals { return &plurals{seen: map[string][]string{}} }

// numbers returns the other number of a noun, or both where the word could be
// either. The case of the word is kept.
func (p *plurals) numbers(word string) []string {
	if out, ok := p.seen[word]; ok {
		return out
	}
	out := p.make(word)
	p.seen[word] = out
	return out
}

func (p *plurals) make(word string) []string {
	last := rune(word[len(word)-1])
	switch {
	case last >= 0x80 || !unicode.IsLetter(last) && !unicode.IsDigit(last):
		return nil
	case hasInnerCapital(word) && unicode.IsUpper(last), unicode.IsDigit(last):
		return []string{word + "s"}
	case len(word) < 3:
		return nil
	}
	if p.client == nil {
		p.client = pluralize.NewClient()
	}
	low := strings.ToLower(word)
	plural := p.client.Plural(low)
	singular := p.client.Singular(low)
	var out []string
	if plural != low {
		out = append(out, recase(word, low, plural))
	}
	if singular != low && len(singular) > 2 {
		out = append(out, recase(word, low, singular))
	}
	return out
}

// recase gives a form of a word the case of the word as far as both agree.
func recase(word, low, form string) string {
	n := 0
	for n < len(low) && n < len(form) && low[n] == form[n] {
		n++
	}
	return word[:n] + form[n:]
}
