// Package graph relates the entries of a site to each other: what an author
// said (see_also, prerequisites, ...) and what follows from the texts. Every
// derived relation has a reason that a person can read. The rules come from
// the design, section 5.
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
	// Words is the vector of all words of title, summary and body.
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
	// Before, Match and After are the sentence around the first mention in the
	// body, or all empty.
	Before, Match, After string
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

// The reasons. Titles are those of Reason.IDs.
const (
	ReasonNone        ReasonKind = ""               // authored: no reason needed
	ReasonMentionsIt  ReasonKind = "mentions-it"    // the other entry names this one
	ReasonMentioned   ReasonKind = "mentioned-here" // this entry names the other
	ReasonShareLesson ReasonKind = "share-lessons"  // both are used in lessons IDs
	ReasonCategory    ReasonKind = "same-category"  // IDs[0] is the category
	ReasonTeaches     ReasonKind = "teaches-it"     // the lesson teaches the term
	ReasonTitle       ReasonKind = "in-title"       // the lesson's title names the term
	ReasonSummary     ReasonKind = "in-summary"     // its summary does
	ReasonText        ReasonKind = "in-text"        // its text does, Count times
	ReasonShareTerms  ReasonKind = "share-terms"    // both use terms IDs
	ReasonShareWords  ReasonKind = "share-words"    // both speak of Words
	ReasonShareTags   ReasonKind = "share-tags"     // both carry tags Words
	ReasonNeeds       ReasonKind = "prerequisite"   // this needs the other
	ReasonBuildsOn    ReasonKind = "builds-on"      // the other needs this
	ReasonLinksTo     ReasonKind = "links-to"       // the author linked them
)

// Reason says why a relation was derived.
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
	// Weight orders derived relations, highest first; authored ones have 1.
	Weight float64
	Reason Reason
}

// Relations are what pages show, by entry id.
type Relations struct {
	// SeeAlso of terms and lessons: terms to look up next.
	SeeAlso map[string][]Relation
	// Lessons of terms: related lessons, without the in-depth one.
	Lessons map[string][]Relation
	// Related of lessons: similar lessons, without prerequisites and what
	// builds on them.
	Related map[string][]Relation
	// Prerequisites and LeadsTo of lessons.
	Prerequisites, LeadsTo map[string][]Relation
	// MentionedIn of terms: entries whose body names the term, strongest
	// first, each with its sentence.
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

// Edge is one line of graph.json.
type Edge struct {
	From, To string
	Kind     Kind
	Authored bool
	Weight   float64
	Count    int
	Reason   Reason
}
