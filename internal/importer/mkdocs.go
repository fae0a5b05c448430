package importer

import (
	"path"
	"slices"
	"strings"

	"sitegen/internal/content"
)

// mkdocs is a folder with mkdocs.yml. Its documentation lies at the root of the
// site; the navigation gives order, titles and categories.
type mkdocs struct {
	docsFolder string
	flatURLs   bool // use_directory_urls: false
	nav        map[string]navEntry
	// sections are the titles at the top of the navigation, in order.
	sections []string
	// redirects are those of the plugin, in order.
	redirects []content.Value
	// snippetDirs are the folders in which snippets are looked for.
	snippetDirs []string
}

// navEntry is what the navigation says of a file.
type navEntry struct {
	title, section string
	order          int
}

func (m *mkdocs) roots() []string { return []string{m.docsFolder} }

func (m *mkdocs) plan(s *site) error {
	name := "mkdocs.yml"
	if !s.exists(name) && s.exists("mkdocs.yaml") {
		name = "mkdocs.yaml"
	}
	m.docsFolder, m.nav, s.docsAtRoot = "docs", map[string]navEntry{}, true
	cfg, err := s.readConfig(name, content.FormatYAML)
	if err != nil {
		return err
	}
	if v := cfg.Get("docs_dir"); v != nil {
		m.docsFolder = path.Clean(v.Text)
	}
	if v := cfg.Get("use_directory_urls"); v != nil {
		m.flatURLs = v.Text == "false"
	}
	m.settings(s, name, &cfg)
	if nav := cfg.Get("nav"); nav != nil {
		m.readNav(s, name, nav, "")
	}
	m.snippetDirs = append([]string{".", m.docsFolder}, basePaths(&cfg)...)
	if err := m.files(s); err != nil {
		return err
	}
	m.redirect(s, s.configFile(name))
	m.readAbbreviations(s, &cfg)
	return nil
}

// plugins takes what a plugin does that sitegen does too.
func (m *mkdocs) plugins(report *FileReport, list *content.Value) {
	for i := range list.Items {
		plugin := &list.Items[i]
		if plugin.Kind == content.Table && len(plugin.Items) == 1 {
			plugin = &plugin.Items[0]
		}
		name := plugin.Key
		if plugin.Kind == content.Text {
			name = plugin.Text
		}
		line := int(max(plugin.Line, plugin.KeyLine))
		switch name {
		case "search", "material/search":
			report.mapped("setting", line, "the plugin %s: every site of sitegen has a search", name)
		case "redirects":
			if maps := plugin.Get("redirect_maps"); maps != nil {
				m.redirects = append(m.redirects, maps.Items...)
			}
		default:
			report.lost("setting", line, "the plugin %s has no counterpart", name)
		}
	}
}

// redirect makes old addresses of the pages to which the plugin redirects.
func (m *mkdocs) redirect(s *site, report *FileReport) {
	for i := range m.redirects {
		r := &m.redirects[i]
		to, _, _ := strings.Cut(r.Text, "#")
		at := slices.IndexFunc(s.docs, func(d *doc) bool { return d.src == path.Join(m.docsFolder, to) })
		if at < 0 {
			report.lost("redirect", int(r.KeyLine), "%s leads to %s, which is no page that was imported", r.Key, r.Text)
			continue
		}
		s.docs[at].old = append(s.docs[at].old, m.url(r.Key))
		report.mapped("redirect", int(r.KeyLine), "%s is an old address of %s", r.Key, to)
	}
}

// settings takes what sitegen has too.
func (m *mkdocs) settings(s *site, name string, cfg *content.Value) {
	report := s.configFile(name)
	for i := range cfg.Items {
		v := &cfg.Items[i]
		switch v.Key {
		case "site_name":
			s.setting(v, "title")
		case "site_url":
			s.baseURL(v)
		case "site_description":
			s.setting(v, "description")
		case "site_author":
			s.setting(v, "author")
		case "nav", "docs_dir", "use_directory_urls":
		case "theme":
			if lang := v.Get("language"); lang != nil {
				s.setting(lang, "language")
			}
			report.lost("setting", int(v.KeyLine), "theme: sitegen has its own; see its documentation for what can be changed")
		case "plugins":
			m.plugins(report, v)
		case "repo_url", "edit_uri":
			report.lost("setting", int(v.KeyLine), "%s: the sources lie elsewhere now; say with edit where they can be edited", v.Key)
		case "markdown_extensions", "extra", "extra_css", "extra_javascript", "hooks", "watch", "validation", "repo_name", "copyright", "remote_branch", "strict", "dev_addr", "site_dir", "exclude_docs", "not_in_nav", "use_directory_url":
			report.lost("setting", int(v.KeyLine), "%s has no counterpart", v.Key)
		default:
			report.lost("setting", int(v.KeyLine), "%s is not known", v.Key)
		}
	}
}

// readNav reads the navigation: order and titles of files, and links to
// elsewhere, which become links of the header.
func (m *mkdocs) readNav(s *site, config string, nav *content.Value, section string) {
	for i := range nav.Items {
		entry := &nav.Items[i]
		if entry.Kind == content.Text {
			m.navFile(entry.Text, "", section)
			continue
		}
		for j := range entry.Items {
			v := &entry.Items[j]
			switch {
			case v.Kind == content.List:
				top := section
				if top == "" {
					top = v.Key
					m.sections = append(m.sections, top)
				}
				m.readNav(s, config, v, top)
			case v.Kind != content.Text:
			case strings.Contains(v.Text, "://"):
				s.menuLink(v.Key, v.Text)
				s.configFile(config).mapped("menu link", int(v.KeyLine), "the link %q of the navigation is in the menu", v.Key)
			default:
				m.navFile(v.Text, v.Key, section)
			}
		}
	}
}

func (m *mkdocs) navFile(file, title, section string) {
	file = path.Join(m.docsFolder, file)
	if _, twice := m.nav[file]; !twice {
		m.nav[file] = navEntry{title, section, len(m.nav) + 1}
	}
}

// files lists the files of the documentation.
func (m *mkdocs) files(s *site) error {
	for _, dir := range []string{"overrides", "theme", "hooks"} {
		if dir != m.docsFolder && s.exists(dir) {
			s.leave(dir, "template", "templates and programs of the theme: sitegen's templates are its own")
		}
	}
	return s.walk(m.docsFolder, nil, func(name string) error {
		rel := strings.TrimPrefix(name, m.docsFolder+"/")
		switch {
		case isMarkdown(name):
			d := s.addDoc(name, markdownTarget(rel), m.url(rel))
			if e, ok := m.nav[name]; ok {
				m.order(s, d, e)
			}
		case strings.HasSuffix(name, ".css") || strings.HasSuffix(name, ".js"):
			s.leave(name, "file", "a style sheet or script of the theme; put it into static/ and name it in a template if it is still needed")
		default:
			s.addAsset(name, rel, "/"+rel)
		}
		return nil
	})
}

// url is the address that MkDocs gives a file.
func (m *mkdocs) url(rel string) string {
	u := fileURL(rel)
	if name := strings.ToLower(stem(rel)); m.flatURLs && name != "index" && name != "readme" {
		return strings.TrimSuffix(u, "/") + ".html"
	}
	return u
}

// order notes what the navigation says. A title in it is the page's only where
// the page has none; a section is its category.
func (m *mkdocs) order(s *site, d *doc, e navEntry) {
	if d.target != "index.md" {
		d.set("order", content.Int, itoa(e.order))
		d.report.mapped("order", 0, "its place in the navigation is order %d", e.order)
	}
	if e.section != "" {
		d.setText("category", e.section)
	}
}

// member keeps what Material alone knows, below params.
func (m *mkdocs) member(s *site, d *doc, v *content.Value) bool { return false }

// placed makes categories of the sections of the navigation. A section whose
// files are those of one folder is that folder's category; else the files name
// it.
func (m *mkdocs) placed(s *site) {
	if s.lessonsDir == "" {
		return
	}
	folders, sections := map[string]map[string]bool{}, map[string]map[string]bool{}
	note := func(sets map[string]map[string]bool, key, value string) {
		if sets[key] == nil {
			sets[key] = map[string]bool{}
		}
		sets[key][value] = true
	}
	for _, d := range s.docs {
		if section := d.textOf("category"); section != "" {
			folder := m.folder(d)
			note(folders, section, folder)
			note(sections, folder, section)
		}
	}
	for i, section := range m.sections {
		if len(folders[section]) == 0 {
			continue
		}
		target := "categories/" + content.Slugify(section) + ".md"
		if folder := slices.Sorted(keys(folders[section]))[0]; len(folders[section]) == 1 && folder != "" && len(sections[folder]) == 1 {
			target = s.lessonsDir + "/" + folder + "/_index.md"
			m.folderCategory(s, folder)
		}
		d := s.docAt(target, strings.Replace(target, "/_index.md", "/index.md", 1))
		if d == nil {
			d = s.makeDoc(s.settings.Source, target)
			d.setText("title", section)
		}
		d.set("order", content.Int, itoa(i+1))
		d.report.mapped("category", 0, "the section %q of the navigation is a category", section)
	}
}

// folder is the folder of lessons that a doc lies in, or "".
func (m *mkdocs) folder(d *doc) string {
	rest, ok := strings.CutPrefix(d.target, "lessons/")
	folder, _, nested := strings.Cut(rest, "/")
	if !ok || !nested {
		return ""
	}
	return folder
}

// folderCategory takes the category out of the files of a folder: it follows
// from where they are.
func (m *mkdocs) folderCategory(s *site, folder string) {
	for _, d := range s.docs {
		if m.folder(d) == folder {
			d.remove("category")
		}
	}
}

// readAbbreviations reads files that hold nothing but abbreviations, such as
// includes/abbreviations.md, which Material adds to every page.
func (m *mkdocs) readAbbreviations(s *site, cfg *content.Value) {
	files := autoAppend(cfg)
	for _, dir := range []string{"includes", "abbreviations"} {
		_ = s.walk(dir, nil, func(name string) error {
			if isMarkdown(name) && !slices.Contains(files, name) {
				files = append(files, name)
			}
			return nil
		})
	}
	for _, name := range files {
		data := s.read(name)
		if data == nil {
			continue
		}
		text, _ := decodeText(data)
		report := s.recordReport(name)
		for _, l := range splitLines(string(text), 1) {
			if a := abbrLine.FindStringSubmatch(l.text); a != nil {
				s.abbreviation(name, l.n, a[1], a[2], report)
			}
		}
	}
}

// takeAbbreviations takes the abbreviations that a page defines out of it:
// they are terms of the whole site now.
func (m *mkdocs) takeAbbreviations(s *site, d *doc, lines []line) []line {
	return without(lines, func(l line) bool {
		a := abbrLine.FindStringSubmatch(l.text)
		if a == nil || l.code {
			return false
		}
		s.abbreviation(d.src, l.n, a[1], a[2], d.report)
		return true
	})
}

// abbreviation makes a term of an abbreviation. Where the text is nothing but
// the long name, it is another name of the term as well.
func (s *site) abbreviation(source string, n int, short, text string, report *FileReport) {
	text = plainText(text)
	for _, r := range s.terms.records {
		if r.title == short && r.definition == text {
			return
		}
	}
	r := &record{source: source, line: n, title: short, definition: text}
	if isExpansion(short, text) {
		r.aka = []string{text}
	}
	s.terms.records = append(s.terms.records, r)
	report.mapped("abbreviation", n, "%s is a term", short)
}

// isExpansion reports whether a text is the long name of an abbreviation: a
// few words with its letters at their beginnings.
func isExpansion(short, text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '-' || r == '/' })
	if len(words) < 2 || len(words) > 8 || strings.ContainsAny(text, ".,;:()") {
		return false
	}
	letters := []rune(strings.ToLower(short))
	for _, w := range words {
		if len(letters) > 0 && strings.HasPrefix(strings.ToLower(w), string(letters[0])) {
			letters = letters[1:]
		}
	}
	return len(letters) == 0
}

// basePaths returns the folders of snippets that the configuration names.
func basePaths(cfg *content.Value) []string {
	return extensionTexts(cfg, "base_path")
}

// autoAppend returns the files that the snippets extension adds to every page.
func autoAppend(cfg *content.Value) []string {
	return extensionTexts(cfg, "auto_append")
}

func extensionTexts(cfg *content.Value, key string) []string {
	list := cfg.Get("markdown_extensions")
	if list == nil {
		return nil
	}
	for i := range list.Items {
		if v := list.Items[i].Get("pymdownx.snippets", key); v != nil {
			if v.Kind == content.Text {
				return []string{path.Clean(v.Text)}
			}
			return scalars(v)
		}
	}
	return nil
}
