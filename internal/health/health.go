// Package health looks at a glossary and a course as a careful editor would:
// do terms get used, do definitions explain, do lessons come in an order in
// which they can be learnt? It works on what the authors wrote, before any page
// is made, and reports each finding at its place with what to do about it.
//
// # What is reported
//
// Rules returns the table. What a person has to decide is a note: a site can
// be good and have some. A warning is something that readers stumble over:
// a definition that defines nothing, a page that nothing leads to. Nothing is an
// error, for every site with these mistakes can be built.
//
// # How findings are kept few
//
// A rule asks only where its question makes sense: lessons are asked for
// terms only if the course teaches any, capitals only in languages that keep
// them for names. What may be reported without end (words that look like
// missing terms, acronyms) is ranked and bounded, and is reported once for the
// site, with the first place and some of the others.
//
// Check is a pure function of its Input: the same input gives the same list,
// sorted.
package health

import (
	"fmt"
	"iter"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/glossary"
	"sitegen/internal/graph"
)

// Input is everything that the rules look at.
type Input struct {
	Site      *content.Site
	Relations *graph.Relations
	// Texts is what the relations were derived from.
	Texts   []graph.Text
	Matcher *glossary.Matcher
	// Pages are all entries that have a source file, sorted by id.
	Pages []Page
	// Reached are the ids of entries that the menu or a template of the site's
	// own leads to.
	Reached map[string]bool
	// ItemPos is the place of the element of a front matter list (see_also) that
	// means the entry with the id, or that of the key.
	ItemPos func(e *content.Entry, key, id string) diag.Position
	// Words need no term, whatever the texts do with them (check.words).
	Words []content.CheckPattern
}

// Page is an entry with its text.
type Page struct {
	Entry *content.Entry
	// Refs are the ids of entries that the author's own links lead to.
	Refs []string
	Body Body
}

// Body is the prose of a page: passages of plain text, each without a break of
// style inside. It is safe for concurrent use.
type Body interface {
	// Len is the number of passages.
	Len() int
	// Text is passage i; the caller must not change it.
	Text(i int) []byte
	// Stressed reports whether the author set passage i in italics or bold.
	Stressed(i int) bool
	// Mentions are the terms that the passages name, in document order.
	Mentions() iter.Seq[Mention]
	// Place is where byte at of passage i stands in the source.
	Place(i, at int) diag.Position
}

// Mention is a term's name in a passage, at its bytes [Start, End).
type Mention struct {
	Term                string
	Passage, Start, End int
}

// Rule is something that Check can find.
type Rule struct {
	// Name is stable, in kebab-case.
	Name     string
	Severity diag.Severity
	// What says in one line what the rule finds.
	What string
	// Mend says why it matters and what to do.
	Mend string
}

// The names of the rules.
const (
	ruleAmbiguousName       = "ambiguous-name"
	ruleCircularDefinition  = "circular-definition"
	ruleEarlyTerm           = "early-term"
	ruleLongDefinition      = "long-definition"
	ruleMissingDefinition   = "missing-definition"
	ruleMissingPrerequisite = "missing-prerequisite"
	ruleMissingTerm         = "missing-term"
	ruleOneSidedSeeAlso     = "one-sided-see-also"
	ruleOrphanPage          = "orphan-page"
	ruleSelfDefinition      = "self-definition"
	ruleUndefinedAcronym    = "undefined-acronym"
	ruleUntaughtTerm        = "untaught-term"
	ruleUnusedTerm          = "unused-term"
	ruleUnusedWord          = "unused-word"
)

var rules = []Rule{
	{ruleAmbiguousName, diag.Note, "a name to which two terms have the same right, so that it links to neither",
		"Readers get no definition where they meet it. Give the name to one of the terms with aka, or say only_in or not_in where each is meant."},
	{ruleCircularDefinition, diag.Warning, "definitions that explain each other in a circle",
		"A reader who knows none of the words learns nothing. Let one of them say what it is in words that need no entry."},
	{ruleEarlyTerm, diag.Note, "a lesson that uses a term which only later lessons teach",
		"Readers who follow the course meet the word before its explanation. Move the teaching lesson up, or link to it where the word is used."},
	{ruleLongDefinition, diag.Note, "a definition too long to be read in passing",
		"It fills the card at a link and the list of the glossary. Keep the first sentence or two as the definition and move the rest into the text below."},
	{ruleMissingDefinition, diag.Warning, "a term without any definition",
		"Its links promise an explanation and give none. Write a definition, or a first paragraph."},
	{ruleMissingPrerequisite, diag.Note, "a lesson that uses a term which an earlier lesson teaches, without needing that lesson",
		"Readers who come from a search are not told what to read first. Add the teaching lesson to prerequisites if the lesson cannot be understood without it, or link to it where the word is used."},
	{ruleMissingTerm, diag.Note, "a name or set phrase that occurs often and is no term",
		"Readers who do not know it find no explanation. Add a term, add it to the aka of the one that is meant, or list it under check.words if it needs none."},
	{ruleOneSidedSeeAlso, diag.Note, "a term whose see_also names another that does not lead back",
		"Whoever comes from the other side does not find the relation. Add it there too, if it helps from there."},
	{ruleOrphanPage, diag.Warning, "a page that no other page, no menu and no list leads to",
		"Readers find it by a search engine only. Link to it from a page, add it to the menu, or delete it."},
	{ruleSelfDefinition, diag.Warning, "a definition that says nothing but the term's own name",
		"Readers learn nothing from it. Say what kind of thing it is and what sets it apart."},
	{ruleUndefinedAcronym, diag.Note, "an acronym that occurs more than once and is spelled out nowhere",
		"Not every reader knows it. Spell it out where it first occurs, add it to a term's aka, or list it under check.words."},
	{ruleUntaughtTerm, diag.Note, "a term that no lesson teaches, in a course whose lessons teach terms",
		"Its definition is all that readers get. Name the lesson that treats it with lesson, or list it in a lesson's teaches."},
	{ruleUnusedTerm, diag.Note, "a term that no page uses and no entry refers to",
		"Nobody gets to it but through the list. Use it, add the name that texts use to its aka, or delete it."},
	{ruleUnusedWord, diag.Note, "a word of check.words that would not be reported without it",
		"The texts have changed, or it has become a term, and it would hide the next mistake. Delete it."},
}

// Rules returns all rules, sorted by name. The slice is the caller's own.
func Rules() []Rule { return append([]Rule(nil), rules...) }

// checker is one run of Check.
type checker struct {
	Input
	text     map[string]*graph.Text
	page     map[string]*Page
	problems diag.List
	// count is how often each rule has been broken.
	count map[string]int
}

// maxOfRule is how many problems of one rule are reported: nobody mends more at
// a time. The last of a longer list says how many more there are.
const maxOfRule = 200

// Check looks at a site and returns what it finds, sorted.
func Check(in Input) diag.List {
	c := &checker{Input: in, text: make(map[string]*graph.Text, len(in.Texts)), page: make(map[string]*Page, len(in.Pages)),
		count: map[string]int{}}
	for i := range in.Texts {
		c.text[in.Texts[i].ID] = &in.Texts[i]
	}
	for i := range in.Pages {
		c.page[in.Pages[i].Entry.ID] = &in.Pages[i]
	}
	c.names()
	c.usage()
	c.definitions()
	c.seeAlso()
	c.orphans()
	c.course()
	c.words()
	for i := range rules {
		if n := c.count[rules[i].Name] - maxOfRule; n > 0 {
			c.problems.Add(diag.Problem{Rule: rules[i].Name, Severity: rules[i].Severity, Pos: diag.Position{File: content.ConfigFile},
				Message: fmt.Sprintf("%d more are not listed: %s", n, rules[i].What), Hint: "mend some of those that are listed, or set the rule to off"})
		}
	}
	c.problems.Sort()
	return c.problems
}

// full reports whether a rule has been broken too often to list once more, and
// counts that it was.
func (c *checker) full(rule string) bool {
	if c.count[rule] < maxOfRule {
		return false
	}
	c.count[rule]++
	return true
}

// add reports a finding by the table.
func (c *checker) add(rule string, pos diag.Position, message, hint string) {
	if c.full(rule) {
		return
	}
	c.count[rule]++
	for i := range rules {
		if rules[i].Name == rule {
			c.problems.Add(diag.Problem{Rule: rule, Severity: rules[i].Severity, Pos: pos, Message: message, Hint: hint})
			return
		}
	}
	panic("health: no rule " + rule)
}
