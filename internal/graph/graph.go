// Package graph relates the entries of a site to each other: what an author
// said (see_also, prerequisites, ...) and what follows from the texts. Every
// derived relation has a reason that a person can read. Derive is the whole of
// it; it is fast enough to run in full at every build. The rules come from the
// design, section 5; where that is silent they are these.
//
// # See also of a term
//
// The authored ones first, in order. Then at most six derived ones, fewer where
// the author chose many, but never fewer than three: terms whose author refers
// to this one; terms that name it (mutual naming first); terms that it names;
// terms that are used in the same lessons, two at least. No group takes more
// than half of the places while another waits. Only where all that makes fewer
// than four are they filled up with terms that have one lesson in common, carry
// a tag, or are of the same category, the most similar in words first.
//
// # Related lessons of a term
//
// The lesson that treats it in depth is apart and never among them. First those
// that the term's author chose, then lessons that chose the term. Then, at most
// twelve in all, lessons that teach it, carry it in the title, inside a longer
// word of the title, in the summary, or are linked with it by an author; within
// each group those first that are about little else. Lessons that only name it
// in the text fill up to six, those that name it once up to four.
//
// # Related lessons of a lesson
//
// What it needs and what builds on it are lists of their own and never among
// them. The authored ones come first, then at most five by closeness. Two
// lessons are compared as vectors of terms (taught more than in the title more
// than in the text), words (those of title and summary more) and tags, each by
// its rarity. Their cosine is divided by how crowded their corners are (the mean
// cosine of each one's ten nearest), so that a lesson that is a little like
// everything does not stand on every page; what is close to a lesson's closest
// lessons is drawn nearer; one category is a small advantage, links between
// the two and the other's choice of this one are large ones. What is below a
// floor is unrelated and left out, and a lesson may have none. This was measured
// on real courses (TestRelatedBeatsTFIDF).
//
// # Order of learning
//
// EarlyUses finds lessons that use a term which no lesson on their path teaches.
// The path is the prerequisites, theirs, and so on.
//
// # Reproducible
//
// Nothing depends on the order of the input, on the number of cores or on map
// order: entries are numbered by id, every sum of floats has one order, every
// choice among equals goes by number, and weights are rounded to four digits.
package graph

import (
	"iter"

	"sitegen/internal/content"
)

// Text is what the texts of one entry say; build gathers it.
type Text struct {
	// ID of the entry.
	ID string
	// Mentions are the terms that title, summary and body name, one each,
	// sorted by term; the entry's own term is left out.
	Mentions []Mention
	// Words is the vector of all words of title, summary and body; see
	// Vector.WithHead.
	Words Vector
	// Links are the ids of entries that the author's own links lead to,
	// sorted, without repetition.
	Links []string
}

// Mention says how one entry names one term.
type Mention struct {
	Term string
	// Count is the number of mentions in the body.
	Count int
	// InTitle, InCompound and InSummary tell where else the term is named;
	// InCompound is a name inside a longer word of the title (StatefulSets).
	InTitle, InCompound, InSummary bool
}

// Input is all that relations follow from.
type Input struct {
	Site *content.Site
	// Texts has one value for each term, lesson and page, in any order.
	Texts []Text
}

// Kind is the kind of an edge in graph.json.
type Kind string

// The kinds of edges.
const (
	Mentions     Kind = "mentions"
	SeeAlso      Kind = "see-also"
	InDepth      Kind = "in-depth"
	Teaches      Kind = "teaches"
	Prerequisite Kind = "prerequisite"
	Related      Kind = "related"
	Links        Kind = "links"
)

// ReasonKind names the sentence that explains a derived relation; the words
// are in the theme's catalogue.
type ReasonKind string

// The reasons. "This" is the entry whose page shows the relation, "the other"
// the one that it leads to. A reason has no more fields than are named here.
const (
	// ReasonNone: an author said so.
	ReasonNone ReasonKind = ""
	// ReasonMentionsIt: the other term's definition or text names this one.
	ReasonMentionsIt ReasonKind = "mentions-it"
	// ReasonMentioned: this term's definition or text names the other.
	ReasonMentioned ReasonKind = "mentioned-here"
	// ReasonShareLesson: both terms are used in the lessons IDs, one to three,
	// the most telling first. There may be more such lessons.
	ReasonShareLesson ReasonKind = "share-lessons"
	// ReasonCategory: both terms are of the category whose id is IDs[0].
	ReasonCategory ReasonKind = "same-category"
	// ReasonTeaches: the other, a lesson, teaches this term.
	ReasonTeaches ReasonKind = "teaches-it"
	// ReasonTitle: the other, a lesson, has this term in its title, as a word
	// or inside one.
	ReasonTitle ReasonKind = "in-title"
	// ReasonSummary: the other, a lesson, has this term in its summary.
	ReasonSummary ReasonKind = "in-summary"
	// ReasonText: the other, a lesson, has this term in its text Count times.
	ReasonText ReasonKind = "in-text"
	// ReasonShareTerms: both lessons use the terms IDs, one to three, the most
	// telling first. There may be more such terms.
	ReasonShareTerms ReasonKind = "share-terms"
	// ReasonShareWords: both lessons speak of Words, one to three, the most
	// telling first, as this lesson writes them, in lower case but for acronyms.
	ReasonShareWords ReasonKind = "share-words"
	// ReasonShareTags: both entries carry the tags Words, one to three.
	ReasonShareTags ReasonKind = "share-tags"
	// ReasonNeeds, in Prerequisites: this lesson needs the other.
	ReasonNeeds ReasonKind = "prerequisite"
	// ReasonBuildsOn, in LeadsTo: the other lesson needs this one.
	ReasonBuildsOn ReasonKind = "builds-on"
	// ReasonLinksTo: an author connected the two, by a link in either text or
	// by the other's see_also or related_lessons.
	ReasonLinksTo ReasonKind = "links-to"
)

// Reason says why a relation was derived; see the kinds for the other fields.
type Reason struct {
	Kind  ReasonKind
	IDs   []string
	Words []string
	Count int
}

// Relation leads from an entry to another.
type Relation struct {
	ID       string
	Authored bool
	// Weight orders derived relations, highest first, between 0 and 1; authored
	// ones have 1. Weights of different lists do not compare.
	Weight float64
	Reason Reason
}

// Relations are what pages show, by entry id.
type Relations struct {
	// SeeAlso of terms and lessons: terms to look up next. Of a lesson, the
	// authored ones alone.
	SeeAlso map[string][]Relation
	// Lessons of terms: related lessons, without the in-depth one.
	Lessons map[string][]Relation
	// Related of lessons: similar lessons, without prerequisites and what
	// builds on them.
	Related map[string][]Relation
	// Prerequisites of lessons, in the author's order, and LeadsTo, what they
	// are a prerequisite of, in course order. Both are authored and have a
	// reason all the same.
	Prerequisites, LeadsTo map[string][]Relation
	// MentionedIn of terms: all entries whose body names the term, the more
	// often for their length the earlier, each with its sentence. Lessons come
	// before terms and these before pages where that is equal.
	MentionedIn map[string][]MentionedIn
	// Edges is the whole graph, sorted by From, To and Kind. It is made while
	// it is read, since a large site has more edges than one wants to keep.
	Edges iter.Seq[Edge]
}

// MentionedIn is an entry that names a term. Its Mention is that of the entry's
// Text, and must not be changed.
type MentionedIn struct {
	ID string
	*Mention
}

// Edge is one line of graph.json. Of mentions, Count is how often, title and
// summary included, and Weight how much of From's talk of terms it is; of
// derived relations they are those of the Relation.
type Edge struct {
	From, To string
	Kind     Kind
	Authored bool
	Weight   float64
	Count    int
	Reason   Reason
}
