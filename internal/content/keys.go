package content

import (
	"slices"
	"strings"
)

// KeyType is the type of a key's value.
type KeyType string

// The types of keys. The names are those that documentation shows.
const (
	TypeText       KeyType = "text"
	TypeTexts      KeyType = "list of texts"
	TypeBool       KeyType = "true or false"
	TypeInt        KeyType = "whole number"
	TypeDate       KeyType = "date"
	TypeTable      KeyType = "table"
	TypeLevel      KeyType = "foundation, intermediate or advanced"
	TypeCase       KeyType = "exact or fold"
	TypeSlug       KeyType = "text without slashes"
	TypePath       KeyType = "path"
	TypePaths      KeyType = "list of paths"
	TypeGlobs      KeyType = "list of globs"
	TypeReference  KeyType = "reference"
	TypeReferences KeyType = "list of references"
)

// list reports whether values of the type are lists; a single value is then a
// list of one.
func (t KeyType) list() bool {
	return t == TypeTexts || t == TypePaths || t == TypeGlobs || t == TypeReferences
}

// phrase is the type with its article.
func (t KeyType) phrase() string {
	switch t {
	case TypeBool, TypeLevel, TypeCase, typeLinkMode:
		return string(t)
	case typeURL, typeLink:
		return "an " + string(t)
	}
	return "a " + string(t)
}

// example is a value of the type, as an author would write it.
func (t KeyType) example() string {
	switch t {
	case TypeTexts, TypeReferences:
		return "[one, two]"
	case TypePaths:
		return "[/old/path/]"
	case TypeGlobs:
		return `["lessons/**"]`
	case TypeBool:
		return "true"
	case TypeInt:
		return "10"
	case TypeDate:
		return "2026-01-31"
	case TypeLevel:
		return "foundation"
	case TypeCase:
		return "exact"
	case TypePath:
		return "/about/us/"
	case typeURL, typeLink:
		return "https://example.org/"
	case typeLanguage:
		return "en"
	case typeLinkMode:
		return "section"
	case TypeSlug, TypeReference, typeFolder:
		return "some-name"
	case TypeTable:
		return "{name: value}"
	default:
		return `"Some text"`
	}
}

// KeyDoc describes one front matter key. Documentation of the keys is
// generated from Keys.
type KeyDoc struct {
	Name string
	// Kinds are the kinds of entries for which the key means something; nil
	// stands for all.
	Kinds []Kind
	Type  KeyType
	// Spellings are what other tools call it, the strongest first. Names are
	// compared without regard to case, hyphens and underscores, so seeAlso
	// need not be listed beside see_also.
	Spellings []string
	// Doc says what the key does, in a sentence or two of Markdown.
	Doc string
}

// Keys are all front matter keys that sitegen knows. Where a file has a key in
// several spellings, its own name wins over the others and those over later
// ones; lists are joined.
var Keys = []KeyDoc{
	{Name: "title", Type: TypeText, Spellings: []string{"term", "name"},
		Doc: "The name of the entry. Where it is missing, a level 1 heading at the start of the body is the title."},
	{Name: "description", Type: TypeText,
		Spellings: []string{"desc", "intro", "excerpt", "abstract", "lead", "teaser", "subtitle", "meta_description", "seo_description"},
		Doc:       "One or two sentences for search engines and previews."},
	{Name: "slug", Type: TypeSlug,
		Doc: "The last part of the URL. By default it is made from the file's name."},
	{Name: "url", Type: TypePath, Spellings: []string{"permalink"},
		Doc: "The whole path of the page, for pages that must keep the address they had. `/about.html` becomes `/about/`, and the old address redirects."},
	{Name: "aliases", Type: TypePaths, Spellings: []string{"alias", "redirect_from", "redirects"},
		Doc: "Old URLs that redirect here. One without a leading slash is relative to the page's folder."},
	{Name: "date", Type: TypeDate,
		Spellings: []string{"pubDate", "publishDate", "datePublished", "published_at", "published_time", "created", "created_at"},
		Doc:       "When it was published. An entry dated later than the day of the build is left out unless `--future` is given."},
	{Name: "updated", Type: TypeDate,
		Spellings: []string{"lastmod", "updatedDate", "updated_at", "modified", "dateModified", "modified_at", "last_modified", "last_modified_at", "last_updated", "last_update"},
		Doc:       "When it was last changed."},
	{Name: "tags", Type: TypeTexts, Spellings: []string{"tag"},
		Doc: "Words under which the entry is listed at `/tags/`."},
	{Name: "category", Type: TypeText, Spellings: []string{"categories"},
		Doc: "The category, by slug or title. A lesson's default is its folder. Of a list the first counts."},
	{Name: "order", Type: TypeInt, Spellings: []string{"weight", "nav_order", "sidebar_position"},
		Doc: "Position among siblings, lowest first. Those without one follow, by title."},
	{Name: "draft", Type: TypeBool, Spellings: []string{"published"},
		Doc: "Leave the entry out unless `--drafts` is given. `published: false` is the same."},
	{Name: "author", Type: TypeText, Spellings: []string{"authors"},
		Doc: "Who wrote it. Several names are joined by commas."},
	{Name: "image", Type: TypeText,
		Spellings: []string{"images", "heroImage", "cover", "coverImage", "ogImage", "thumbnail", "featured_image"},
		Doc:       "The entry's picture, a path or URL, for previews on other sites."},
	{Name: "params", Type: TypeTable,
		Doc: "The site's own keys, for templates."},
	{Name: "glossary", Type: TypeBool,
		Doc: "`false`: no automatic links on this page."},
	{Name: "definition", Kinds: []Kind{KindTerm}, Type: TypeText, Spellings: []string{"meaning", "short_definition"},
		Doc: "What the term means, in a sentence or two of plain text. The default is the first paragraph."},
	{Name: "aka", Kinds: []Kind{KindTerm}, Type: TypeTexts,
		Spellings: []string{"synonyms", "synonym", "also_known_as", "alternate_names", "alternative_names", "abbreviations", "abbreviation", "abbr", "acronyms", "acronym"},
		Doc:       "Other names and acronyms, by which texts may name the term."},
	{Name: "see_also", Kinds: []Kind{KindTerm, KindLesson}, Type: TypeReferences,
		Spellings: []string{"see", "related_terms", "related"},
		Doc:       "Terms to look up next."},
	{Name: "lesson", Kinds: []Kind{KindTerm}, Type: TypeReference,
		Doc: "The lesson that treats the term in depth."},
	{Name: "related_lessons", Kinds: []Kind{KindTerm, KindLesson}, Type: TypeReferences,
		Doc: "Lessons that touch on it, before those that sitegen finds."},
	{Name: "case", Kinds: []Kind{KindTerm}, Type: TypeCase,
		Doc: "How texts must write the names: `exact` as they stand, `fold` in any case. By default acronyms and names with inner capitals are exact."},
	{Name: "link", Kinds: []Kind{KindTerm}, Type: TypeBool,
		Doc: "`false`: the term is never linked automatically."},
	{Name: "only_in", Kinds: []Kind{KindTerm}, Type: TypeGlobs,
		Doc: "Globs over ids (`lessons/security/**`): the names mean this term only on those pages."},
	{Name: "not_in", Kinds: []Kind{KindTerm}, Type: TypeGlobs,
		Doc: "Globs over ids: the names do not mean this term on those pages."},
	{Name: "summary", Kinds: []Kind{KindLesson, KindCategory, KindTerm, KindPage}, Type: TypeText,
		Doc: "One or two sentences for lists. For a term it is its definition, for a page its description, where those are missing."},
	{Name: "level", Kinds: []Kind{KindLesson}, Type: TypeLevel, Spellings: []string{"difficulty"},
		Doc: "How much the lesson asks of its reader."},
	{Name: "prerequisites", Kinds: []Kind{KindLesson}, Type: TypeReferences,
		Spellings: []string{"prerequisite", "prereqs", "requires"},
		Doc:       "Lessons to read first."},
	{Name: "teaches", Kinds: []Kind{KindLesson}, Type: TypeReferences,
		Doc: "Terms that the lesson teaches. Those whose `lesson` it is are included."},
}

// foreignKeys are common in the files of other tools or make good names for an
// author's own, and lie one slip away from a key by accident.
var foreignKeys = []string{"data", "links", "line", "lines", "code", "page", "pages", "rate", "like", "likes", "cases",
	"lesson_id", "image_alt", "sink", "tab", "tabs", "ref", "refs", "file", "tile", "table", "tape", "base", "cast", "cash",
	"label", "sees", "seed", "need", "lean", "load", "read", "head", "leads", "covers", "over", "loves", "border", "owner"}

// spelling says which key a name stands for: an index in Keys, and its rank,
// 0 for the key's own name.
type spelling struct{ key, rank int }

var (
	// spellings holds the names as they are listed, and their folded forms.
	spellings = map[string]spelling{}
	// slipCandidates are the folded forms from which a slip is measured.
	slipCandidates []string
	// listed gives the listed name of a folded form.
	listed = map[string]string{}
)

func init() {
	for i, k := range Keys {
		for rank, name := range append([]string{k.Name}, k.Spellings...) {
			folded := foldKey(name)
			spellings[name], spellings[folded] = spelling{i, rank}, spelling{i, rank}
			listed[folded] = name
			// Of short names nearly every word is one slip away.
			if rank == 0 || len(folded) > 4 {
				slipCandidates = append(slipCandidates, folded)
			}
		}
	}
}

var keyFolder = strings.NewReplacer("_", "", "-", "", " ", "")

// foldKey makes spellings of one name equal: seeAlso, see-also, See_Also.
func foldKey(name string) string {
	for i := range len(name) {
		if c := name[i]; c < 'a' || c > 'z' {
			return keyFolder.Replace(strings.ToLower(name))
		}
	}
	return name
}

// findKey returns which key the name stands for.
func findKey(name string) (spelling, bool) {
	if s, ok := spellings[name]; ok {
		return s, true
	}
	s, ok := spellings[foldKey(name)]
	return s, ok
}

// oneSlipFrom returns the known name that is one slip away from the one given,
// or "".
func oneSlipFrom(name string) string {
	folded := foldKey(name)
	if len(folded) < 3 || slices.Contains(foreignKeys, strings.ToLower(name)) {
		return ""
	}
	for _, c := range slipCandidates {
		if oneSlip(folded, c) {
			return listed[c]
		}
	}
	return ""
}

// oneSlip reports whether one inserted, missing or wrong character, or two
// neighbours swapped, turn a into b.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == b || len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// appliesTo reports whether a key means something for entries of a kind.
func (k *KeyDoc) appliesTo(kind Kind) bool { return k.Kinds == nil || slices.Contains(k.Kinds, kind) }
