package importer

import (
	"net/url"
	"strings"
	"unicode"

	"sitegen/internal/content"
)

// column is what a column of a table, or a key of a JSON entry, means.
type column string

// The columns. Each other name of a front matter key means that key.
const (
	colTerm       column = "term"
	colDefinition column = "definition"
	colText       column = "text"
	colAKA        column = "aka"
	colCategory   column = "category"
	colSeeAlso    column = "see_also"
	colTags       column = "tags"
	colLink       column = "link"
	colSlug       column = "slug"
	colDate       column = "date"
	colUpdated    column = "updated"
	colLesson     column = "lesson"
	colOwn        column = "" // the author's own
)

// columnNames are the common spellings of each column, in the languages of the
// theme. Case, spaces, hyphens, underscores and a plural s do not count.
var columnNames = map[column][]string{
	colTerm: {"term", "title", "name", "word", "entry", "headword", "concept", "keyword", "glossary term", "term name",
		"begriff", "terme", "mot", "término", "termino", "palabra", "用語", "术语", "名称"},
	colDefinition: {"definition", "description", "meaning", "explanation", "gloss", "short definition", "short description", "summary",
		"beschreibung", "erklärung", "bedeutung", "définition", "definición", "significado", "定義", "説明", "定义", "描述"},
	colText: {"text", "body", "content", "details", "detail", "note", "long description", "long definition", "full definition",
		"full description", "article", "remarks", "comment",
		"notizen", "anmerkung", "anmerkungen", "bemerkung", "bemerkungen", "erläuterung", "remarque", "nota", "備考", "备注"},
	colAKA: {"aka", "also known as", "synonym", "alias", "aliases", "abbreviation", "abbr", "acronym", "alternative name",
		"alternate name", "other name", "alternative", "alt", "short", "short form", "abkürzung", "synonyme", "sigle", "abréviation",
		"sinónimo", "abreviatura", "別名", "略語", "同义词", "缩写"},
	colCategory: {"category", "categories", "topic", "group", "subject", "domain", "area", "section", "field", "kategorie",
		"thema", "catégorie", "categoría", "カテゴリ", "分類", "类别", "分类"},
	colSeeAlso: {"see also", "see", "related", "related term", "cross reference", "xref", "siehe auch", "verwandte begriffe",
		"voir aussi", "véase también", "関連用語", "参见"},
	colTags:    {"tag", "keywords list", "label", "schlagwörter", "étiquettes", "etiquetas"},
	colLink:    {"link", "url", "uri", "source", "reference", "further reading", "more", "more info", "website", "href", "quelle", "lien", "enlace"},
	colSlug:    {"slug", "id", "identifier", "key", "anchor"},
	colDate:    {"date", "created", "created at", "published", "date added", "datum"},
	colUpdated: {"updated", "modified", "last modified", "lastmod", "updated at", "last updated"},
	colLesson:  {"lesson"},
}

var columnOf = map[string]column{}

func init() {
	for c, names := range columnNames {
		for _, n := range names {
			columnOf[foldColumn(n)] = c
		}
	}
}

// foldColumn makes spellings of one column equal.
func foldColumn(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
	if len(name) > 3 {
		name = strings.TrimSuffix(name, "s")
	}
	return name
}

// findColumn returns what a header means; known is false for one that nobody
// knows.
func findColumn(header string) (c column, known bool) {
	// "Definition (English)" is a definition.
	before, _, _ := strings.Cut(header, "(")
	c, known = columnOf[foldColumn(header)]
	if !known && strings.TrimSpace(before) != "" {
		c, known = columnOf[foldColumn(before)]
	}
	return c, known
}

// add puts the texts of a cell or of a JSON value into the record. Of a column
// that lists things, listed says that each text is one; else they are cut.
func (r *record) add(c column, header string, texts []string, listed bool, report *FileReport) {
	each := texts
	if !listed {
		each = split(texts)
	}
	switch c {
	case colTerm:
		r.title = join(r.title, texts)
	case colDefinition:
		if r.definition != "" { // a second column that explains
			r.body = strings.TrimSpace(r.body + "\n\n" + strings.Join(texts, "\n\n"))
			return
		}
		r.setText(strings.Join(texts, "\n\n"), report)
	case colText:
		r.body = strings.TrimSpace(r.body + "\n\n" + strings.Join(texts, "\n\n"))
	case colAKA:
		r.aka = append(r.aka, each...)
	case colCategory:
		if len(each) == 0 {
			return
		}
		r.category = each[0]
		if len(each) > 1 {
			report.lost("category", r.line, "%q has several categories; the first, %q, counts, and the others became tags", r.title, each[0])
			r.tags = append(r.tags, each[1:]...)
		}
	case colSeeAlso:
		r.seeAlso = append(r.seeAlso, each...)
	case colTags:
		r.tags = append(r.tags, each...)
	case colLink:
		r.addLinks(header, strings.Join(texts, " "), report)
	case colSlug:
		r.slug = strings.Join(texts, " ")
	case colDate:
		r.date = strings.Join(texts, " ")
	case colUpdated:
		r.updated = strings.Join(texts, " ")
	case colLesson:
		r.lesson = strings.Join(texts, " ")
	case colOwn:
		r.addOwn(header, texts, each)
	}
}

// addOwn takes what is no column: another key of front matter, or the author's
// own.
func (r *record) addOwn(header string, texts, each []string) {
	v := content.Value{Kind: content.Text, Text: strings.Join(texts, " ")}
	key := content.FindKey(header)
	if key == nil || key.Type == content.TypeTable || !key.AppliesTo(content.KindTerm) {
		v.Key = ownKey(header)
		r.params = append(r.params, v)
		return
	}
	v.Key = key.Name
	switch {
	case key.Type.IsList():
		v = content.Value{Key: key.Name, Kind: content.List}
		for _, t := range each {
			v.Items = append(v.Items, content.Value{Kind: content.Text, Text: t})
		}
	case key.Type == content.TypeBool:
		v.Kind = content.Bool
	case key.Type == content.TypeInt:
		v.Kind = content.Int
	case key.Type == content.TypeDate:
		v.Kind = content.Date
	}
	r.fields = append(r.fields, v)
}

// addLinks takes addresses: those of other sites for further reading, one of
// this as the term's old address.
func (r *record) addLinks(header, text string, report *FileReport) {
	for word := range strings.FieldsSeq(text) {
		u, err := url.Parse(strings.Trim(word, "<>,;"))
		switch {
		case err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "":
			r.links = append(r.links, u.String())
		case err == nil && u.Scheme == "" && strings.HasPrefix(u.Path, "/") && u.Fragment == "" && u.RawQuery == "":
			r.old = u.Path
		default:
			report.kept("own key", r.line, "%s is no address: %q stands below params", header, text)
			r.params = append(r.params, content.Value{Key: ownKey(header), Kind: content.Text, Text: text})
			return
		}
	}
}

// join adds texts to one, with spaces.
func join(first string, texts []string) string {
	return strings.Join(strings.Fields(first+" "+strings.Join(texts, " ")), " ")
}

// split cuts a cell that lists several things: at line breaks, semicolons or
// bars, and only where there are none of these at commas.
func split(texts []string) []string {
	var out []string
	for _, t := range texts {
		separators := "\n;|；、"
		if !strings.ContainsAny(t, separators) {
			separators = ",，"
		}
		for part := range strings.FieldsFuncSeq(t, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
			if part = strings.Join(strings.Fields(part), " "); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

// ownKey makes a key of a header.
func ownKey(header string) string {
	key := strings.ReplaceAll(content.Slugify(header), "-", "_")
	if key == "" {
		return "column"
	}
	return key
}
