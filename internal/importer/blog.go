package importer

import (
	"path"
	"regexp"
	"strings"

	"sitegen/internal/content"
)

// dated matches the date before the name of a post, in a file's or a folder's
// name or as folders of their own.
var dated = regexp.MustCompile(`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[-/](.+)$`)

// blog lists the posts of Docusaurus.
func (t *docusaurus) blog(s *site) error {
	t.authors = map[string]string{}
	authors, err := s.readConfig("blog/authors.yml", content.FormatYAML)
	if err != nil {
		return err
	}
	for i := range authors.Items {
		if name := authors.Items[i].Get("name"); name != nil {
			t.authors[authors.Items[i].Key] = name.Text
		}
	}
	return s.walk("blog", nil, func(name string) error {
		rel := strings.TrimPrefix(name, "blog/")
		switch base := path.Base(name); {
		case base == "authors.yml" || base == "tags.yml":
		case isMarkdown(name):
			t.post(s, name, rel)
		default:
			s.addAsset(name, "blog/"+rel, "/blog/"+rel)
		}
		return nil
	})
}

// post lists one post.
func (t *docusaurus) post(s *site, name, rel string) {
	target := markdownTarget(rel)
	d := s.addDoc(name, "blog/"+target, fileURL("blog/"+target))
	d.docs = false
	m := dated.FindStringSubmatch(strings.TrimSuffix(strings.TrimSuffix(target, ".md"), "/index"))
	if m == nil {
		return
	}
	d.old = []string{joinURL("blog", m[1], two(m[2]), two(m[3]), m[4])}
	d.set("date", content.Date, m[1]+"-"+two(m[2])+"-"+two(m[3]))
	d.report.mapped("post", 0, "the date before its name is its date")
}

// two writes a month or a day with two digits.
func two(digits string) string {
	if len(digits) == 1 {
		return "0" + digits
	}
	return digits
}

// blogAuthors puts names for the keys of authors.yml.
func (t *docusaurus) blogAuthors(d *doc, m *content.Value) bool {
	names := scalars(m)
	if len(names) == 0 {
		return false
	}
	for i, n := range names {
		if full := t.authors[n]; full != "" {
			names[i] = full
		}
	}
	d.setText("author", strings.Join(names, ", "))
	d.report.mapped("key", int(m.KeyLine), "authors is author")
	return true
}
