// Package content is what an author writes, made typed: the configuration,
// front matter, and the entries of a site (terms, lessons, pages, categories)
// with their ids, URLs and authored references.
//
// It works in two steps, so that the first can be cached per file:
//
//   - ParseHead reads the front matter of one file, and depends on nothing but
//     its bytes.
//   - Assemble joins all heads into a Site: it decides what kind each file is,
//     gives ids, slugs and URLs, resolves references between entries, and
//     collects everything that an author got wrong.
//
// Load does both for a folder. The rules come from the design, section 4; in
// detail:
//
// Kinds. A Markdown file in the folder of the glossary is a term, one in the
// folder of the lessons a lesson, any other a page. NAME/index.md is the same
// as NAME.md, with the files beside it belonging to it. NAME/_index.md
// describes a folder: the category of a folder directly in that of the
// lessons, else a page; that of the glossary or of the lessons itself is a page
// with the text above the list. index.md in a folder of lessons describes it
// likewise, but is a lesson where nothing else is in the folder.
// categories/NAME.md describes a category that is no folder. Where the folders
// lie in one another, the inner one decides. With "." as the glossary's folder
// all files are terms but index and _index files at the top and _index files
// below; with "." as the lessons' folder, files at the top are pages.
//
// Left out, each with a note, are files whose name begins with an underscore,
// empty files, and files without text that name a layout or type of another
// tool; drafts and entries of the future are left out silently.
//
// URLs. A page lies below the page of its folder: /glossary/SLUG/. A slug is
// made from the name of the file or folder unless the front matter has one. A
// file that is copied keeps its name and lies beside the page of its folder.
// URLs are unescaped paths: they may hold letters of every script and spaces.
//
// References. See Index.Resolve. What entries say about each other is resolved
// to ids; what cannot be is reported and dropped, and of a circle of
// prerequisites the reference that closes it.
//
// Keys are compared without regard to case, hyphens and underscores. See Keys
// for all of them, ConfigKeys for those of the configuration, and Rules for
// everything that is reported.
package content

import (
	"time"

	"sitegen/internal/diag"
)

// Kind says what an entry is.
type Kind uint8

// The kinds of entries.
const (
	KindPage Kind = iota
	KindTerm
	KindLesson
	KindCategory
)

// String returns the kind's name as it stands in graph.json.
func (k Kind) String() string {
	return [...]string{"page", "term", "lesson", "category"}[k]
}

// Level is how much a lesson asks of its reader. The zero value is none given.
type Level uint8

// The levels, easiest first.
const (
	LevelNone Level = iota
	LevelFoundation
	LevelIntermediate
	LevelAdvanced
)

// String returns the level's name in front matter, or "".
func (l Level) String() string {
	return [...]string{"", "foundation", "intermediate", "advanced"}[l]
}

// Entry is what terms, lessons, pages and categories have in common. It is
// immutable once Assemble has returned.
type Entry struct {
	Kind Kind
	// ID is the path below content without extension, "/index" or "/_index":
	// "glossary/stateless". The home page's id is "index".
	ID string
	// File is the source path below the site's folder; "" for an entry that no
	// file describes, such as a category that is only named.
	File string
	// BodyLine is the line of File on which the body begins, from 1.
	BodyLine int
	Slug     string
	// URL is the path of the page below the site's root, with a leading slash
	// and, for pages, a trailing one: "/glossary/stateless/".
	URL         string
	Title       string
	Description string
	// Aliases are old URL paths that redirect here, with a leading slash.
	Aliases []string
	// Date and Updated are zero where the author gave none.
	Date, Updated time.Time
	Tags          []string
	Draft         bool
	Author        string
	// Image is the picture of the page as written: a path or a URL.
	Image string
	// Params holds the author's own keys, as decoded: strings, bools, int64,
	// float64, time.Time, []any and map[string]any.
	Params map[string]any
	// NoGlossary means that no automatic links are made on this page.
	NoGlossary bool
	// Category is the slug of the entry's category, or "".
	Category string
	// Order sorts siblings, lowest first; entries without one come after all
	// that have one, by title.
	Order    int
	HasOrder bool
	// Pos tells where a front matter key stands, by its canonical name; it
	// falls back to the file's first line.
	Pos func(key string) diag.Position

	// rank is the entry's place in the order of titles of the whole site.
	rank int
}

// Term is a glossary entry.
type Term struct {
	Entry
	// Definition is one sentence or two of plain text; where the author gave
	// none it is the body's first paragraph.
	Definition string
	// AKA are other names and acronyms.
	AKA []string
	// Exact asks for exact case in matching, FoldCase for folded case; with
	// neither, the matcher decides by each name's form.
	Exact, FoldCase bool
	// NoLink means that the term is never linked automatically.
	NoLink bool
	// OnlyIn and NotIn are path globs over page ids (with ** for any depth)
	// within which the term's names are, or are not, its own.
	OnlyIn, NotIn []string
	// SeeAlso, Lesson and RelatedLessons are authored, as resolved ids.
	SeeAlso        []string
	Lesson         string
	RelatedLessons []string
}

// Lesson is one lesson of the course.
type Lesson struct {
	Entry
	Summary string
	Level   Level
	// Prerequisites, Teaches, SeeAlso and RelatedLessons are resolved ids.
	// Teaches includes the terms whose Lesson this is.
	Prerequisites  []string
	Teaches        []string
	SeeAlso        []string
	RelatedLessons []string
}

// Page is any other page: the home page's text, "about", a section.
type Page struct {
	Entry
}

// Category groups lessons and terms. Its id is "lessons/SLUG" where a folder
// of lessons makes it, "categories/SLUG" otherwise.
type Category struct {
	Entry
	Summary string
	// Lessons and Terms are in display order.
	Lessons []*Lesson
	Terms   []*Term
	// LessonsURL is "/lessons/SLUG/" where the category has a folder, else "".
	// URL is always its page under /categories/.
	LessonsURL string
}

// Tag is a word that authors put on entries.
type Tag struct {
	// Name is the tag as first written, Slug its form in URLs.
	Name, Slug string
	URL        string
	// Entries are sorted by title.
	Entries []*Entry
}

// Asset is a source file that is copied: a picture beside a lesson, a PDF.
type Asset struct {
	// File is the source path below the site's folder, URL where it is
	// published: "/lessons/caching/cdn/edge.png".
	File, URL string
}

// Site is everything that the authors wrote, resolved. It is immutable and may
// be read concurrently.
type Site struct {
	Config *Config
	// Terms are sorted by id, Lessons in course order (category order, then
	// lesson order, then title), Pages by id, Categories in display order,
	// Tags by slug, Assets by URL.
	Terms      []*Term
	Lessons    []*Lesson
	Pages      []*Page
	Categories []*Category
	Tags       []*Tag
	Assets     []*Asset
	// Home is the page with id "index", or nil.
	Home *Page

	// Index finds entries; see its methods.
	Index *Index
}
