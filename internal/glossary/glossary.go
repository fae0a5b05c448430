// Package glossary knows by which words a text names a term, finds them, and
// decides which of them become links. The rules come from the design,
// section 5.
//
// A term answers to its names (title, both parts of "Long Name (LN)", aka) and
// to forms derived from them: inflections in the site's language, hyphen or
// space, the name without a generic last word where no other term owns that.
// Matcher finds the longest name at the leftmost place, whole words only (in
// languages without spaces: inside runs, on grapheme borders). Link applies
// the site's policy to what was found.
package glossary

// Span is one mention of a term in a text.
type Span struct {
	// Start and End are byte offsets in the text.
	Start, End int
	// Term is the id of the term that owns the name here.
	Term string
	// Name is the index of the matched form in Matcher.Forms.
	Name int
}

// Origin says where a form comes from.
type Origin uint8

// The origins of forms, strongest first: an authored name wins over a derived
// one where two terms claim the same words.
const (
	// OriginTitle is the title or a part of "Long Name (LN)".
	OriginTitle Origin = iota
	// OriginAKA is an authored other name.
	OriginAKA
	// OriginInflected is a plural, a possessive, a same-stem form.
	OriginInflected
	// OriginShort is the name without its generic last word.
	OriginShort
)

// Form is one way to write a term's name.
type Form struct {
	Text   string
	Term   string
	Origin Origin
	// Exact means that the case must match.
	Exact bool
}

// Collision is a name that two terms own alike, with nothing (only_in, not_in)
// to tell them apart.
type Collision struct {
	Name string
	// Terms are the ids, sorted; Keys the front matter key ("title" or "aka")
	// in each that gives the name.
	Terms []string
	Keys  []string
}
