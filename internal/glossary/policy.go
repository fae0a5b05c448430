package glossary

import "sitegen/internal/content"

// Verdict says what became of one mention, and by which rule.
type Verdict uint8

// The verdicts. Only Linked makes a link.
const (
	Linked Verdict = iota
	// OwnPage: a term is not linked on its own page.
	OwnPage
	// NotFirst: an earlier mention in the same section (or on the page, by
	// mode) is linked already, or an author's own link there leads to the term.
	NotFirst
	// TermOff: the term says link: false.
	TermOff
	// PageOff: the page says glossary: false.
	PageOff
	// ModeNone: the site says glossary.link: none.
	ModeNone
	// Suppressed: the author wrote [[!word]].
	Suppressed
	// InCode and the rest: no link belongs in such a place.
	InCode
	InLink
	InHeading
	InImage
	InHTML
	InMath
	InDiagram
	InQuiz
)

// Occurrence is one mention in a page, in document order.
type Occurrence struct {
	Span
	// Section counts the h2 headings before the mention; 0 is the text before
	// the first.
	Section int
	// Authored marks an author's own link or wiki link to the term: it gets no
	// link from the glossary, but counts as a first mention.
	Authored bool
	// Verdict is set by Choose; the caller sets it beforehand, to something
	// other than Linked, for a mention in a place where no link belongs.
	Verdict Verdict
}

// Page is what Choose has to know of the page around the mentions.
type Page struct {
	ID   string
	Mode content.LinkMode
	// Off means that the page says glossary: false.
	Off bool
}
