package glossary

import "sitegen/internal/content"

// Choose decides for every mention of a page, in document order, whether it
// becomes a link, and sets its Verdict. A verdict that the caller has set, other
// than Linked, stays: no link belongs in that place, and such a mention is not a
// first one. An authored link is none of ours to make: it gets NotFirst, and
// counts as the first mention of its section. off tells the terms that say
// link: false.
func Choose(p Page, off func(term string) bool, occ []Occurrence) {
	type place struct {
		term    string
		section int
	}
	seen := make(map[place]bool)
	at := func(o *Occurrence) place {
		if p.Mode == content.LinkPage {
			return place{o.Term, 0}
		}
		return place{o.Term, o.Section}
	}
	// An author's link later in the section counts as well: one link there is
	// enough, and it is the author who chose its place.
	if p.Mode == content.LinkSection || p.Mode == content.LinkPage {
		for i := range occ {
			if occ[i].Authored {
				seen[at(&occ[i])] = true
			}
		}
	}
	for i := range occ {
		o := &occ[i]
		switch {
		case o.Verdict != Linked:
		case o.Authored:
			o.Verdict = NotFirst
		case p.Mode == content.LinkNone:
			o.Verdict = ModeNone
		case p.Off:
			o.Verdict = PageOff
		case o.Term == p.ID:
			o.Verdict = OwnPage
		case off != nil && off(o.Term):
			o.Verdict = TermOff
		case p.Mode == content.LinkAll:
		case seen[at(o)]:
			o.Verdict = NotFirst
		default:
			seen[at(o)] = true
		}
	}
}

// verdicts gives each verdict its name in output and its sentence.
var verdicts = [...]struct{ name, text string }{
	Linked:     {"linked", "it is linked"},
	OwnPage:    {"own-page", "this is the term's own page"},
	NotFirst:   {"not-first", "the term is linked already in this section (or on this page, by glossary.link)"},
	TermOff:    {"term-off", "the term says link: false"},
	PageOff:    {"page-off", "the page says glossary: false"},
	ModeNone:   {"mode-none", "the site says glossary.link: none"},
	Suppressed: {"suppressed", "the author wrote [[!…]] around it"},
	InCode:     {"in-code", "it stands in code"},
	InLink:     {"in-link", "it stands inside a link"},
	InHeading:  {"in-heading", "it stands in a heading"},
	InImage:    {"in-image", "it stands in the text of an image"},
	InHTML:     {"in-html", "it stands in raw HTML"},
	InMath:     {"in-math", "it stands in a formula"},
	InDiagram:  {"in-diagram", "it stands in a diagram"},
	InQuiz:     {"in-quiz", "it stands in a question or an answer of a quiz"},
}

// String returns the verdict's name, in kebab-case; the names are stable.
func (v Verdict) String() string {
	if int(v) < len(verdicts) {
		return verdicts[v].name
	}
	return "unknown"
}

// Explain returns the rule behind the verdict as a clause for a person, without
// a full stop: "it stands in code".
func (v Verdict) Explain() string {
	if int(v) < len(verdicts) {
		return verdicts[v].text
	}
	return "no rule is known for it"
}
