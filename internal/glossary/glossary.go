// Package glossary knows by which words a text names a term, finds them, and
// decides which of them become links. The rules come from the design,
// section 5. Its types are Matcher, the names of a glossary, and Scope, what a
// page sees of them.
//
// # Names
//
// An author gives a term its title, both parts of a title "Long Name (LN)",
// and aka. The part in parentheses is a name when it is an acronym, begins with
// a capital or is of another script; "Node (graph theory)" is a Node and no
// more. From each name follow, in the site's language:
//
//   - its plural and its singular; a possessive needs no form, since a name may
//     end before an apostrophe;
//   - other spellings: hyphen, space or solid, British or American, app for
//     application, "and" for "&", k8s for Kubernetes, another term's acronym
//     for its long name;
//   - words of the same stem, in English only: scale and scalable for
//     Scalability, containerized for Containerization, load balancing for Load
//     Balancer. They are made from the name, never by stemming the text, and
//     none of them is a word of everyday English: available is not Availability;
//   - the name without a generic last word (architecture, pattern, system, ...)
//     if what is left tells enough by itself: microservices, zero trust, but
//     not the web of Web Application;
//   - the acronym by which the definition calls the term: "a virtual machine
//     (VM) is".
//
// English is treated in full; German, French, Spanish, Japanese and Chinese
// have a few safe rules; every other language has its names as they are.
//
// # Whose name it is
//
// Of several terms that claim the same words, the strongest claim wins: authored
// names, then inflections, then stems, then shortened names, then acronyms from
// definitions. A term that says where it belongs (only_in) wins there over one
// that is at home everywhere. Two authored names alike are a Collision, unless
// only_in or not_in tells the terms apart. One acronym in the parentheses of two
// titles is no mistake but ambiguous, and so are two derived forms alike:
// such words are nobody's, and a shorter name inside them is not found either.
// An author settles it by repeating the acronym in aka.
//
// # Finding
//
// Match finds the leftmost name and, of those that begin there, the longest.
// Case does not count, except for acronyms, names with inner capitals and names
// that are nothing but a little word (Go, Make), unless case: says otherwise. A
// soft line break, a hyphen or any white space may stand between the words of a
// name. A name stands free: not inside a word, an address, a path, a file name
// or an identifier, and in a hyphenated compound only where the other half
// leaves its meaning alone ("container-based", not "service-oriented"). In
// scripts without spaces names are found inside runs, on grapheme borders; a
// short name in Katakana or Hangul ends where the word does, particles apart.
//
// Three more rules keep English nouns of one word from being linked where they
// mean something else: set phrases ("for instance"), verbs ("to host the site"),
// and parts of proper names ("Open Container Initiative"). And one finds more:
// "horizontal and vertical scaling" names both.
//
// # Measured
//
// The tests compare with the links that people made by hand in a real glossary:
// see TestRecall and TestPrecision.
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
	// OriginInflected is a plural, another spelling, a same-stem form, or an
	// acronym that the definition gives.
	OriginInflected
	// OriginShort is the name without its generic last word.
	OriginShort
)

// Form is one way to write a term's name.
type Form struct {
	// Text is the form as it was made; a mention may differ from it in case and
	// in what stands between its words.
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
