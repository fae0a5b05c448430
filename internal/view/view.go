// Package view holds what templates see: one plain struct for each kind of
// page. A page's bytes are a pure function of its view and of the templates,
// so two views with the same Fingerprint are the same page and need not be
// rendered again. For that every field is exported, none is a function, a
// pointer to something shared or an interface with hidden state, and all of
// them are part of the fingerprint (a test holds this by reflection).
//
// URLs in views are final: with the site's base path, ready to stand in an
// attribute. Texts are plain text in the site's language unless their type is
// HTML.
package view

import (
	"html/template"
	"time"
)

// Sum identifies content: equal sums mean equal content.
type Sum [16]byte

// HTML is a piece of finished HTML that stands for itself in the fingerprint
// by its Sum alone: HTML is a pure function of whatever Sum was made from. The
// markup may therefore be absent until a page is really rendered.
type HTML struct {
	Sum Sum
	// Markup is left out of the fingerprint.
	Markup template.HTML
}

// Site is what all pages share.
type Site struct {
	// Sum identifies the rest, or is zero; see Fingerprint.
	Sum                        Sum
	Title, Description, Author string
	// Language is a BCP 47 tag, Direction "ltr" or "rtl".
	Language, Direction string
	// BasePath begins and ends in a slash: "/" or "/docs/".
	BasePath string
	// The URLs of the built-in pages; those the site has no use for are "".
	HomeURL, GlossaryURL, LessonsURL, CategoriesURL, TagsURL, FeedURL string
	// ReviewURL is the page of flash cards, ManifestURL the web manifest,
	// WorkerURL the service worker of the offline mode; "" where there is none.
	ReviewURL, ManifestURL, WorkerURL string
	// GraphURL is the page that shows how everything belongs together; "" on a
	// site of plain pages.
	GraphURL string
	// Titles of the glossary and of the course.
	GlossaryTitle, LessonsTitle string
	// Menu is the header's navigation, built-in entries first.
	Menu []Link
	// Announcement stands above the header of every page; its text is empty
	// where the site announces nothing.
	Announcement Announcement
	Params       map[string]any
}

// Announcement is a line above the header of every page, until the reader
// closes it.
type Announcement struct {
	// ID changes with the text: a reader who closed one sees the next.
	ID, Text, URL string
}

// Link is a link with its text.
type Link struct {
	Title, URL string
}

// Page is the part that all pages have.
type Page struct {
	Site Site
	// Kind names the page's template: "term", "lesson", "page", "home",
	// "glossary", "course", "category", "lessons-category", "categories",
	// "tag", "tags", "review", "search", "graph", "404".
	Kind string
	// ID of the entry; "" for generated lists.
	ID string
	// Title is the h1, HeadTitle the content of <title>.
	Title, HeadTitle string
	Description      string
	// URL is the page's own, with base path. Canonical is absolute, or "" on a
	// site without base_url.
	URL, Canonical string
	// Markdown is the URL of the page's Markdown twin, or "".
	Markdown string
	// Image is the absolute URL of the page's picture, or "".
	Image string
	// OpenGraphType is "website" or "article".
	OpenGraphType string
	// NoIndex asks search engines to leave the page out.
	NoIndex bool
	// JSONLD are documents of structured data, each for one script element.
	JSONLD []template.JS
	// Breadcrumb leads from the home page to the page's parent.
	Breadcrumb []Link
	// Nav is the navigation of the page's section, rendered once for all its
	// pages; the templates' function "current" marks the page at hand in it.
	Nav HTML
	// Body is the rendered Markdown, possibly empty.
	Body HTML
	// Contents is the outline: h2 and h3.
	Contents []Heading
	// Terms are the definitions of the terms linked on the page, sorted for
	// the language: the section #terms, from which hover cards read.
	Terms []Definition
	// Further are the definitions of terms that occur in Terms only.
	Further []Definition
	// EditURL leads to the page's source, ReportURL to where a mistake is
	// reported, AskURL to where the author is asked; "" where the
	// configuration names none.
	EditURL, ReportURL, AskURL string
	// Scripts are the URLs of scripts that this page needs beyond the
	// theme's own (mermaid, math).
	Scripts []string
	// Features names what occurs in the body: "code", "tabs", "math",
	// "mermaid", "quiz", "goat", "table", "image".
	Features []string
	Tags     []Link
	// Params are the author's own front matter keys.
	Params map[string]any
}

// Heading is one entry of a page's outline.
type Heading struct {
	ID, Text string
	// Children are the headings one level down.
	Children []Heading
}

// Definition is a term as other pages show it.
type Definition struct {
	// Sum identifies the rest, or is zero; see Fingerprint.
	Sum Sum
	// ID is the term's id, as in data-term.
	ID, Title, URL, Definition string
	// Parts are the definition once more, with its own terms as links.
	Parts []Part
	AKA   []string
	// Lesson is the in-depth lesson, or empty.
	Lesson Link
}

// Part is a piece of a text: plain, or a link to a term.
type Part struct {
	// ID and URL are those of the term, or "".
	Text, ID, URL string
}

// Card shows an entry in a list: related lessons, see also, lessons of a
// category.
type Card struct {
	ID string
	// Kind is "term", "lesson", "page" or "category".
	Kind, Title, URL string
	// Summary is a lesson's summary or a term's definition.
	Summary string
	// Level is "foundation", "intermediate", "advanced" or "".
	Level string
	// Category is empty where the entry has none.
	Category Link
	// Minutes is the reading time; 0 where it does not apply.
	Minutes int
	// Reason is the sentence that says why a derived relation exists; "" for
	// an authored one.
	Reason string
	// Needs are the ids of the lessons to read before this one. Only lists of
	// the course's lessons have them.
	Needs []string
}

// Quote is a sentence that mentions a term, split around the mention.
type Quote struct {
	Before, Match, After string
}

// Mention is an entry whose text names a term.
type Mention struct {
	Card  Card
	Quote Quote
}

// Dates of an entry; zero where unknown.
type Dates struct {
	Published, Updated time.Time
}

// Term is a glossary entry's page.
type Term struct {
	Page
	Definition string
	AKA        []string
	Category   Link
	// InDepth is the lesson that treats the term; nil where there is none.
	InDepth        *Card
	RelatedLessons []Card
	SeeAlso        []Card
	MentionedIn    []Mention
	Neighbours     Neighbours
	Dates          Dates
	// Previous and Next are the neighbours in the glossary's order.
	Previous, Next Link
}

// Lesson is a lesson's page.
type Lesson struct {
	Page
	Summary       string
	Level         string
	Category      Link
	Minutes       int
	Author        string
	Dates         Dates
	Prerequisites []Card
	LeadsTo       []Card
	Related       []Card
	SeeAlso       []Card
	// Teaches are the terms that the lesson teaches.
	Teaches    []Card
	Neighbours Neighbours
	// Previous and Next are the neighbours in course order.
	Previous, Next Link
}

// Plain is any other page of the author's.
type Plain struct {
	Page
	Author string
	Dates  Dates
	// Children are the pages below a section page.
	Children []Card
}

// Home is the front page.
type Home struct {
	Page
	// Categories are those with lessons, in course order.
	Categories []Section
	// TermCount and LessonCount are for the reader's orientation.
	TermCount, LessonCount int
	// Terms are all terms, where the site is a small glossary without
	// lessons; nil otherwise.
	TermList []Letter
}

// Section is a category with its entries.
type Section struct {
	Title, URL, Slug, Summary string
	Lessons                   []Card
	Terms                     []Card
	// Minutes is the sum of the lessons' reading times.
	Minutes int
	// Levels are those of the lessons, lowest first.
	Levels []string
	// After are the earlier categories whose lessons those of this one build on.
	After []Link
	// ReviewURL is the page of flash cards of the category's terms, or "".
	ReviewURL string
}

// Letter is one group of an alphabetical list.
type Letter struct {
	// Label is the letter ("S", "あ", "#"), ID its anchor on the page.
	Label, ID string
	Terms     []Card
}

// Glossary is the list of all terms.
type Glossary struct {
	Page
	// Letters group the terms as the language sorts them.
	Letters []Letter
	// Categories group them by category, where there are any.
	Categories []Section
	Count      int
}

// Course is the course's home: its categories in order, with their lessons.
type Course struct {
	Page
	Sections []Section
	Count    int
	Minutes  int
}

// Category is the page of one category: of the course ("lessons-category") or
// of everything ("category").
type Category struct {
	Page
	Section Section
	// Previous and Next are the neighbouring categories of the course.
	Previous, Next Link
}

// List is a page of links with counts: all categories, all tags.
type List struct {
	Page
	Items []ListItem
}

// ListItem is one line of a List.
type ListItem struct {
	Title, URL, Summary string
	Count               int
}

// Tag is the page of one tag.
type Tag struct {
	Page
	Name    string
	Lessons []Card
	Terms   []Card
	Pages   []Card
}

// Review is a page of flash cards: of all terms, or of one category's.
type Review struct {
	Page
	// Cards are the terms in the order of learning.
	Cards []Definition
	// Categories lead to the pages of flash cards of each category, with the
	// number of their terms.
	Categories []ListItem
}

// NotFound is the page that a server shows for an unknown URL. Its URLs are
// absolute paths, since it is shown at any depth.
type NotFound struct {
	Page
}

// Redirect is the page at an old URL.
type Redirect struct {
	// Language is the site's, Title the target's, URL and Canonical where it is.
	Language, Title, URL, Canonical string
}

// Navigation is what the template "nav" renders once for each section.
type Navigation struct {
	Site Site
	// Kind is "lessons", "glossary" or "pages"; Current is the slug of the
	// category that is open, or "".
	Kind, Current string
	Sections      []NavSection
}

// NavSection is one group of the navigation.
type NavSection struct {
	Title, URL, Slug string
	Current          bool
	// Items are the pages of the group; nil for a group that is closed.
	Items []NavItem
}

// NavItem is a page in the navigation.
type NavItem struct {
	ID, Title, URL string
}

// Shortcode is what a template under shortcodes/ sees.
type Shortcode struct {
	Name string
	// Args are the positional arguments, Named the others.
	Args  []string
	Named map[string]string
	// Inner is the rendered text between the opening and the closing form.
	Inner template.HTML
	// Page tells where the shortcode stands.
	PageID, PageURL, PageTitle string
	Site                       Site
}
