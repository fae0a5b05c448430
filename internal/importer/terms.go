package importer

import (
	"fmt"
	"html"
	"path"
	"regexp"
	"slices"
	"strings"

	"sitegen/internal/content"
)

// record is one term of a table, of a data file or of a list of abbreviations.
type record struct {
	source string // file
	line   int
	// title and definition are plain text, body is Markdown.
	title, definition, body string
	aka, seeAlso, tags      []string
	category, lesson, slug  string
	date, updated           string
	// links are addresses for further reading, old the term's own on the site
	// that the table was taken from.
	links []string
	old   string
	// fields are other known keys, params the author's own.
	fields, params []content.Value
}

// termTable collects records.
type termTable struct {
	records []*record
	reports map[string]*FileReport
	// names says which record has a name.
	names map[string]*record
}

// report returns the report of the file that a record comes from.
func (s *site) recordReport(source string) *FileReport {
	t := &s.terms
	if t.reports == nil {
		t.reports = map[string]*FileReport{}
	}
	r := t.reports[source]
	if r == nil {
		r = &FileReport{Source: source}
		t.reports[source] = r
		s.left = append(s.left, r)
	}
	return r
}

// nameKey makes names comparable: one that is written in capitals is another
// than the same letters in small.
func nameKey(name string) string {
	name = strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '-' || r == '_' }), " ")
	if len(name) > 1 && name == strings.ToUpper(name) {
		return name
	}
	return strings.ToLower(name)
}

// addTermDocs turns the records into files of the glossary. Two of one title
// are one term; a name that another term has is left out, for a glossary with
// such a name does not build.
func (s *site) addTermDocs() {
	t := &s.terms
	if len(t.records) == 0 {
		return
	}
	if s.glossaryDir == "" {
		s.glossaryDir = "glossary"
	}
	t.names = map[string]*record{}
	s.existingNames()
	var kept []*record
	for _, r := range t.records {
		key := nameKey(r.title)
		first := t.names[key]
		switch {
		case first == nil:
			t.names[key] = r
			kept = append(kept, r)
		case first.source == "":
			s.recordReport(r.source).kept("existing file", r.line, "%q is a term already, which stays as it is", r.title)
		default:
			s.join(first, r)
		}
	}
	for _, r := range kept {
		r.aka = slices.DeleteFunc(r.aka, func(name string) bool { return !s.ownName(r, name) })
	}
	slugs := map[string]bool{}
	for _, d := range s.docs {
		slugs[strings.ToLower(strings.TrimSuffix(d.target, ".md"))] = true
	}
	if s.built != nil {
		for _, term := range s.built.Terms {
			slugs[strings.ToLower(term.ID)] = true
		}
	}
	for _, r := range kept {
		s.addTermDoc(r, slugs)
	}
}

// existingNames takes the names of terms that are there already: of a folder
// of terms, or of the site to which they are added.
func (s *site) existingNames() {
	for _, d := range s.docs {
		if s.glossaryDir != "." && !strings.HasPrefix(d.target, s.glossaryDir+"/") {
			continue
		}
		s.terms.names[nameKey(d.title())] = &record{title: d.title()}
		if aka := d.field("aka"); aka != nil {
			for _, v := range aka.Items {
				s.terms.names[nameKey(v.Text)] = &record{title: d.title()}
			}
		}
	}
	if s.opt.Site == nil || s.built == nil {
		return
	}
	for _, term := range s.built.Terms {
		for _, name := range append([]string{term.Title}, term.AKA...) {
			s.terms.names[nameKey(name)] = &record{title: term.Title}
		}
	}
}

// join adds what a second record of the same term says to the first.
func (s *site) join(first, r *record) {
	report := s.recordReport(r.source)
	if r.definition != "" && r.definition != first.definition {
		if first.definition == "" {
			first.definition = r.definition
		} else {
			first.body = strings.TrimSpace(first.body + "\n\n" + markdownText(r.definition))
		}
	}
	if r.body != "" && r.body != first.body {
		first.body = strings.TrimSpace(first.body + "\n\n" + r.body)
	}
	first.aka = append(first.aka, r.aka...)
	first.seeAlso = append(first.seeAlso, r.seeAlso...)
	first.tags = append(first.tags, r.tags...)
	first.links = append(first.links, r.links...)
	if first.category == "" {
		first.category = r.category
	}
	where := ""
	if first.source == r.source && first.line > 0 {
		where = fmt.Sprintf(" (line %d)", first.line)
	}
	report.mapped("doubled term", r.line, "%q is there already%s; what this entry adds stands below the definition of the first", r.title, where)
}

// ownName reports whether a name is the record's alone, and takes it.
func (s *site) ownName(r *record, name string) bool {
	key := nameKey(name)
	if key == nameKey(r.title) {
		return false
	}
	if other := s.terms.names[key]; other != nil && other != r {
		s.recordReport(r.source).lost("name", r.line, "%q cannot be a name of %q: it is one of %q", name, r.title, other.title)
		return false
	}
	s.terms.names[key] = r
	return true
}

// addTermDoc makes the file of a record.
func (s *site) addTermDoc(r *record, slugs map[string]bool) {
	slug := content.Slugify(path.Base(r.slug))
	if slug == "" || slug == "." {
		slug = content.Slugify(r.title)
	}
	if slug == "" || slug == "index" {
		slug = strings.TrimSuffix("term-"+slug, "-")
	}
	base := path.Join(s.glossaryDir, slug)
	for n := 2; slugs[base]; n++ {
		base = path.Join(s.glossaryDir, fmt.Sprintf("%s-%d", slug, n))
	}
	slugs[base] = true
	d := s.makeDoc(r.source, base+".md")
	if r.old != "" {
		d.old = []string{r.old}
	}
	d.setText("title", r.title)
	d.setText("definition", r.definition)
	d.addTexts("aka", r.aka...)
	d.setText("category", r.category)
	d.addTexts("see_also", r.seeAlso...)
	d.setText("lesson", r.lesson)
	d.addTexts("tags", r.tags...)
	d.setDate("date", r.date)
	d.setDate("updated", r.updated)
	d.fields = append(d.fields, r.fields...)
	for i := range d.fields {
		d.fields[i].KeyLine = int32(r.line)
		for j := range d.fields[i].Items {
			d.fields[i].Items[j].Line = int32(r.line)
		}
	}
	d.params = r.params
	body := r.body
	if len(r.links) > 0 {
		body = strings.TrimSpace(body + "\n\n" + furtherReading(r.links))
	}
	d.lines = splitLines(body, r.line)
	for i := range d.lines {
		d.lines[i].n = r.line
	}
}

// setDate sets a date. One that sitegen cannot read is taken out, and
// reported, when the site is assembled.
func (d *doc) setDate(name, text string) {
	if text = strings.TrimSpace(text); text != "" {
		d.set(name, content.Date, text)
	}
}

// furtherReading is a list of addresses.
func furtherReading(links []string) string {
	slices.Sort(links)
	var b strings.Builder
	for _, l := range slices.Compact(links) {
		fmt.Fprintf(&b, "- <%s>\n", l)
	}
	return b.String()
}

var (
	htmlTag   = regexp.MustCompile(`(?i)</?(?:p|br|div|span|b|i|u|em|strong|a|ul|ol|li|code|pre|sup|sub|h[1-6]|blockquote|table|t[rdh]|tbody|thead|img|font)\b[^<>]*>`)
	blockTag  = regexp.MustCompile(`(?i)</?(?:ul|ol|li|pre|h[1-6]|blockquote|table|t[rdh]|img)\b[^<>]*>`)
	breakTag  = regexp.MustCompile(`(?i)<br\s*/?>|</p\s*>\s*|</div\s*>\s*`)
	blankLine = regexp.MustCompile(`\n[ \t]*\n`)
)

// setText fills in definition and body from a text that may have several
// paragraphs, or HTML: the first paragraph is the definition.
func (r *record) setText(text string, report *FileReport) {
	text = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"))
	isHTML := htmlTag.MatchString(text)
	if at := blockTag.FindStringIndex(text); isHTML && at != nil {
		// Lists and tables stay as they are: Markdown passes HTML on.
		r.body = blankLine.ReplaceAllString(text[at[0]:], "\n")
		report.kept("HTML", r.line, "the HTML of %q stands below its definition", r.title)
		if before := text[:at[0]]; strings.TrimSpace(htmlTag.ReplaceAllString(before, "")) != "" {
			text = before
		} else {
			text = blockTag.ReplaceAllString(text, " ")
		}
		r.definition = strings.Join(strings.Fields(html.UnescapeString(htmlTag.ReplaceAllString(text, " "))), " ")
		return
	}
	if isHTML {
		text = breakTag.ReplaceAllString(text, "\n\n")
		text = strings.TrimSpace(html.UnescapeString(htmlTag.ReplaceAllString(text, "")))
	}
	paragraphs := blankLine.Split(text, -1)
	r.definition = strings.Join(strings.Fields(paragraphs[0]), " ")
	r.body = strings.TrimSpace(strings.Join(paragraphs[1:], "\n\n"))
	if isHTML {
		report.mapped("HTML", r.line, "the HTML of %q became plain text", r.title)
		r.body = markdownText(r.body)
	}
}

// markdownText is plain text as Markdown.
func markdownText(text string) string {
	return strings.NewReplacer("<", `\<`, "[", `\[`, "*", `\*`, "`", "\\`").Replace(strings.TrimSpace(text))
}
