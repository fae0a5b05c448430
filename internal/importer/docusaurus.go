package importer

import (
	"math"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sitegen/internal/content"
)

// docusaurus is a folder with docusaurus.config.js. Its documentation is in
// docs/, its blog in blog/, single pages in src/pages, files in static/.
type docusaurus struct {
	mdx
	config string
	// base is the path below which the documentation is published.
	base    string
	authors map[string]string // of the blog, by key
	// positions are the places among siblings, which may be fractions.
	positions map[*doc]float64
}

func (t *docusaurus) roots() []string { return []string{".", "static", "docs"} }

var docusaurusKeys = []string{"title", "tagline", "url", "baseUrl", "routeBasePath", "defaultLocale"}

func (t *docusaurus) plan(s *site) error {
	for _, ext := range []string{"js", "ts", "mjs", "cjs"} {
		if name := "docusaurus.config." + ext; s.exists(name) {
			t.config = name
		}
	}
	t.base, t.positions = "docs", map[*doc]float64{}
	t.settings(s)
	s.docsDir = strings.Trim(t.base, "/")
	if s.docsDir == "" {
		s.docsAtRoot = true
	}
	for _, plan := range []func(*site) error{t.docs, t.blog, t.pages, t.static} {
		if err := plan(s); err != nil {
			return err
		}
	}
	t.leftovers(s)
	return nil
}

// settings reads what it can of the configuration.
func (t *docusaurus) settings(s *site) {
	report := s.configFile(t.config)
	values := programTexts(s.read(t.config), docusaurusKeys)
	if v, ok := values["title"]; ok {
		s.setting(&v, "title")
	}
	if v, ok := values["tagline"]; ok {
		s.setting(&v, "description")
	}
	if v, ok := values["defaultLocale"]; ok {
		s.setting(&v, "language")
	}
	if v, ok := values["url"]; ok {
		v.Text = strings.TrimSuffix(v.Text, "/") + "/" + strings.TrimPrefix(values["baseUrl"].Text, "/")
		s.baseURL(&v)
	} else if v, ok := values["baseUrl"]; ok {
		s.basePath = joinURL(v.Text)
	}
	if v, ok := values["routeBasePath"]; ok {
		t.base = v.Text
		report.mapped("setting", int(v.KeyLine), "the documentation lies below /%s", strings.Trim(v.Text, "/"))
	}
	report.lost("setting", 0, "only title, tagline, url, baseUrl, routeBasePath and defaultLocale are read, where they are plain texts; the navigation bar, the footer, plugins and the theme are not")
}

// numbered matches the number before a name, which gives order and is no part
// of the address. A date or a version is no number.
var numbered = regexp.MustCompile(`^(\d+)\s*[-_.]+\s*([^\d\s_.-].*)$`)

// withoutNumbers takes the numbers off the elements of a path.
func withoutNumbers(p string) string {
	parts := strings.Split(p, "/")
	for i, part := range parts {
		if m := numbered.FindStringSubmatch(part); m != nil {
			parts[i] = m[2]
		}
	}
	return strings.Join(parts, "/")
}

// docs lists the documentation.
func (t *docusaurus) docs(s *site) error {
	dir := "docs"
	skip := func(name string, _ bool) bool {
		return strings.HasPrefix(path.Base(name), "_") && !isCategoryFile(name)
	}
	return s.walk(dir, skip, func(name string) error {
		rel := withoutNumbers(strings.TrimPrefix(name, dir+"/"))
		switch {
		case isCategoryFile(name):
			return t.category(s, name, path.Join(s.docsDir, path.Dir(rel)))
		case isMarkdown(name):
			d := s.addDoc(name, path.Join(s.docsDir, t.target(rel)))
			d.old = []string{fileURL(d.target)}
			if m := numbered.FindStringSubmatch(path.Base(name)); m != nil {
				t.position(d, m[1], 0, "the number before its name")
			}
			t.folderNumber(s, name, d)
		default:
			s.addAsset(name, path.Join(s.docsDir, rel), joinFile(t.base, rel))
		}
		return nil
	})
}

// target is the place of a doc: a file that is called like its folder is the
// folder's page, as index and README are.
func (t *docusaurus) target(rel string) string {
	target := markdownTarget(rel)
	if dir := path.Base(path.Dir(target)); dir != "." && strings.EqualFold(stem(target), dir) {
		return path.Dir(target) + "/index.md"
	}
	return target
}

func joinFile(base, rel string) string { return path.Join("/", base, rel) }

// folderNumber gives the category of a numbered folder its order.
func (t *docusaurus) folderNumber(s *site, name string, d *doc) {
	dir := path.Dir(name)
	m := numbered.FindStringSubmatch(path.Base(dir))
	if m == nil || strings.Count(dir, "/") != 1 {
		return
	}
	c := t.folderDoc(s, dir, path.Dir(d.target))
	if _, known := t.positions[c]; !known {
		t.position(c, m[1], 0, "the number before the folder's name")
	}
	c.setDefault("title", titleFrom(m[2]))
}

// folderDoc returns the doc that describes a folder until its own page is
// known; see placed.
func (t *docusaurus) folderDoc(s *site, src, target string) *doc {
	target += "/_index.md"
	if d := s.docAt(target); d != nil {
		return d
	}
	return s.makeDoc(src, target)
}

func isCategoryFile(name string) bool {
	base := path.Base(name)
	return base == "_category_.json" || base == "_category_.yml" || base == "_category_.yaml"
}

// category reads _category_.json.
func (t *docusaurus) category(s *site, name, target string) error {
	format := content.FormatYAML
	if strings.HasSuffix(name, ".json") {
		format = content.FormatJSON
	}
	cfg, err := s.readConfig(name, format)
	if err != nil {
		return err
	}
	d := t.folderDoc(s, path.Dir(name), target)
	d.report.Source = name
	for i := range cfg.Items {
		v := &cfg.Items[i]
		switch v.Key {
		case "label":
			d.setText("title", v.Text)
			d.report.mapped("folder title", int(v.KeyLine), "label is the folder's title")
		case "position":
			t.position(d, v.Text, int(v.KeyLine), "position")
		case "link":
			if text := v.Get("description"); text != nil {
				d.setText("summary", text.Text)
			}
			if slug := v.Get("slug"); slug != nil && strings.HasPrefix(slug.Text, "/") {
				d.old = append(d.old, joinURL(t.base, slug.Text))
			}
		default:
			d.report.lost("setting", int(v.KeyLine), "%s has no counterpart", v.Key)
		}
	}
	return nil
}

// position notes the place of a doc among its siblings. A later, stronger one
// replaces it.
func (t *docusaurus) position(d *doc, text string, n int, what string) {
	if f, err := strconv.ParseFloat(text, 64); err == nil && f > -1e6 && f < 1e6 {
		t.positions[d] = f
		d.report.mapped("order", n, "%s is its order", what)
	}
}

// setOrders turns the positions into orders, which are whole numbers: all ten
// or a hundred times as large where some are fractions.
func (t *docusaurus) setOrders() {
	scale := 1.0
	for _, f := range t.positions {
		for scale < 100 && f*scale != math.Round(f*scale) {
			scale *= 10
		}
	}
	for d, f := range t.positions {
		d.set("order", content.Int, itoa(int(math.Round(f*scale))))
	}
}

// wholeNumber takes what is behind the point off a position.
func wholeNumber(text string) string {
	whole, _, _ := strings.Cut(text, ".")
	return whole
}

// placed joins what is known of a folder with the page that describes it.
func (t *docusaurus) placed(s *site) {
	t.setOrders()
	for _, d := range slices.Clone(s.docs) {
		if !d.made || !strings.HasSuffix(d.target, "/_index.md") {
			continue
		}
		if s.docsAtRoot && s.lessonsDir == "lessons" && !strings.HasPrefix(d.target, "lessons/") && !s.isTerm(d) {
			d.target = "lessons/" + d.target
		}
		page := s.docAt(strings.TrimSuffix(d.target, "_index.md") + "index.md")
		if page == nil {
			continue
		}
		for _, v := range d.fields {
			switch {
			case v.Key == "title" && page.title() != "" && page.title() != v.Text:
				page.param(content.Value{Key: "nav_title", Kind: content.Text, Text: v.Text})
				page.report.kept("title", 0, "the label of its folder, %q, stands below params, as nav_title", v.Text)
			case page.field(v.Key) == nil && v.Key != "title":
				page.fields = append(page.fields, v)
			}
		}
		page.old = append(page.old, d.old...)
		s.docs = slices.DeleteFunc(s.docs, func(x *doc) bool { return x == d })
		s.left = append(s.left, d.report)
		d.report.Target, d.report.Kind = page.file(), "settings"
	}
}

// leftovers names what is not imported.
func (t *docusaurus) leftovers(s *site) {
	if s.exists("versioned_docs") {
		s.leave("versioned_docs", "version", "older versions of the documentation: only the current one in docs/ is imported; import each into a site of its own, published below its own path")
	}
	if s.exists("i18n") {
		s.leave("i18n", "language", "translations: one source folder is one language; import each into a site of its own")
	}
	for _, name := range []string{"sidebars.js", "sidebars.ts"} {
		if s.exists(name) {
			s.leave(name, "order", "the order of a sidebar that is written by hand is not read; sidebar_position, numbers before names and _category_ files are")
		}
	}
	for _, name := range []string{"src/components", "src/theme", "src/css", "plugins"} {
		if s.exists(name) {
			s.leave(name, "template", "components, styles and programs of the theme: sitegen's templates are its own")
		}
	}
}

// static lists the files of static/, which lie at the root of the site.
func (t *docusaurus) static(s *site) error {
	return s.walk("static", nil, func(name string) error {
		rel := strings.TrimPrefix(name, "static/")
		s.addAsset(name, rel, "/"+rel)
		return nil
	})
}

// pages lists the Markdown below src/pages.
func (t *docusaurus) pages(s *site) error {
	return s.walk("src/pages", nil, func(name string) error {
		rel := strings.TrimPrefix(name, "src/pages/")
		switch {
		case isMarkdown(name):
			s.addDoc(name, markdownTarget(rel), fileURL(rel)).docs = false
		case isContentFile(name):
			s.addAsset(name, rel, "/"+rel)
		default:
			s.leave(name, "template", "a page that is a program: write it anew in Markdown, or as a template")
		}
		return nil
	})
}

// member takes the keys that mean something to Docusaurus alone.
func (t *docusaurus) member(s *site, d *doc, m *content.Value) bool {
	switch m.Key {
	case "slug":
		if m.Kind == content.Text {
			t.slug(s, d, m)
		}
	case "id":
		id := path.Base(m.Text)
		if d.docs && id != stem(d.target) && d.field("slug") == nil && d.field("url") == nil && stem(d.target) != "index" {
			d.old = []string{joinURL(path.Dir(strings.TrimSuffix(d.old[0], "/")), id)}
		}
		d.param(*m)
		d.report.kept("own key", int(m.KeyLine), "id stands below params")
	case "sidebar_position":
		if m.Kind != content.Float && m.Kind != content.Int {
			return false
		}
		t.position(d, m.Text, int(m.KeyLine), "sidebar_position")
	case "authors":
		return t.blogAuthors(d, m)
	default:
		return false
	}
	return true
}

// slug takes the address that a page asks for: from the root of the
// documentation, or from its folder.
func (t *docusaurus) slug(s *site, d *doc, m *content.Value) {
	base := t.base
	if !d.docs {
		base = "blog"
	}
	u := joinURL(base, m.Text)
	if !strings.HasPrefix(m.Text, "/") && d.docs {
		u = joinURL(path.Dir(strings.TrimSuffix(d.old[0], "/")), m.Text)
	}
	d.old = []string{u}
	if index := path.Join(s.docsDir, "index.md"); d.docs && u == joinURL(t.base) && s.docAt(index, path.Join(s.docsDir, "_index.md")) == nil {
		// The page above all others is that of the folder.
		d.target = index
		d.report.mapped("address", int(m.KeyLine), "slug %s: it is the page of the folder", m.Text)
		return
	}
	d.set("url", content.Text, u)
	d.report.mapped("address", int(m.KeyLine), "slug %s is url %s", m.Text, u)
}

func (t *docusaurus) body(s *site, d *doc) {
	t.mdx.convert(d)
	for i := range d.lines {
		l := &d.lines[i]
		if !l.code {
			l.text = strings.ReplaceAll(strings.ReplaceAll(l.text, "(@site/", "("+sourceScheme), `"@site/`, `"`+sourceScheme)
		}
	}
}
