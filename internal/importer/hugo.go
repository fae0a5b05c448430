package importer

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"sitegen/internal/content"
)

// hugo is a folder with hugo.toml and content/, or a content folder by itself.
type hugo struct {
	root string // the folder of the content
	// uglyURLs gives pages addresses that end in .html.
	uglyURLs bool
	// permalinks has the pattern of the addresses of a section.
	permalinks map[string]string
	language   string
	languages  []string
	contentOf  string // the folder of the default language below root
}

func (h *hugo) roots() []string { return []string{h.root, "static"} }

// hugoConfigs are the names of the configuration, first found first read.
var hugoConfigs = []string{"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config.yaml", "config.yml", "config.json",
	"config/_default/hugo.toml", "config/_default/hugo.yaml", "config/_default/config.toml", "config/_default/config.yaml"}

func (h *hugo) plan(s *site) error {
	h.root, h.permalinks = "content", map[string]string{}
	name := ""
	for _, n := range hugoConfigs {
		if s.exists(n) {
			name = n
			break
		}
	}
	cfg, err := s.readConfig(name, formatOf(name))
	if err != nil {
		return err
	}
	if name != "" {
		h.settings(s, name, &cfg)
	}
	if !s.exists(h.root) {
		h.root = "."
	}
	h.chooseLanguage(s)
	if err := h.files(s); err != nil {
		return err
	}
	return h.beside(s)
}

func formatOf(name string) content.Format {
	switch path.Ext(name) {
	case ".toml":
		return content.FormatTOML
	case ".json":
		return content.FormatJSON
	}
	return content.FormatYAML
}

// settings takes what sitegen has too. Hugo does not count letter case in keys.
func (h *hugo) settings(s *site, name string, cfg *content.Value) {
	report := s.configFile(name)
	for i := range cfg.Items {
		v := &cfg.Items[i]
		switch strings.ToLower(v.Key) {
		case "title":
			s.setting(v, "title")
		case "baseurl":
			s.baseURL(v)
		case "languagecode":
			s.setting(v, "language")
		case "defaultcontentlanguage":
			h.language = v.Text
			if s.configured("language") == "" {
				s.setting(v, "language")
			}
		case "contentdir":
			h.root = path.Clean(v.Text)
		case "uglyurls":
			h.uglyURLs = v.Text == "true"
		case "languages":
			h.readLanguages(s, v)
		case "permalinks":
			h.readPermalinks(v)
		case "menu", "menus":
			h.menus(s, name, v)
		case "params":
			h.params(s, v)
		default:
			report.lost("setting", int(v.KeyLine), "%s has no counterpart", v.Key)
		}
	}
}

// params takes what themes commonly keep there.
func (h *hugo) params(s *site, v *content.Value) {
	for i := range v.Items {
		switch p := &v.Items[i]; strings.ToLower(p.Key) {
		case "description":
			s.setting(p, "description")
		case "author":
			if name := p.Get("name"); name != nil {
				p = name
			}
			if p.Kind == content.Text {
				s.set("author", p.Text, content.Text)
			}
		default:
			s.settings.lost("setting", int(p.KeyLine), "params.%s is for the theme", p.Key)
		}
	}
}

func (h *hugo) readLanguages(s *site, v *content.Value) {
	for i := range v.Items {
		l := &v.Items[i]
		h.languages = append(h.languages, l.Key)
		if l.Key != cmp.Or(h.language, "en") {
			continue
		}
		if dir := l.Get("contentDir"); dir != nil {
			h.root = path.Clean(dir.Text)
		}
		if title := l.Get("title"); title != nil && s.configured("title") == "" {
			s.setting(title, "title")
		}
	}
}

// readPermalinks reads patterns, those of pages where there are several kinds.
func (h *hugo) readPermalinks(v *content.Value) {
	for i := range v.Items {
		p := &v.Items[i]
		if p.Key == "page" && p.Kind == content.Table {
			h.readPermalinks(p)
		} else if p.Kind == content.Text {
			h.permalinks[p.Key] = p.Text
		}
	}
}

// menus takes the links of the main menu that lead to other sites.
func (h *hugo) menus(s *site, config string, v *content.Value) {
	for i := range v.Items {
		menu := &v.Items[i]
		for j := range menu.Items {
			entry := &menu.Items[j]
			name, target := entry.Get("name"), entry.Get("url")
			if menu.Key == "main" && name != nil && target != nil && strings.Contains(target.Text, "://") {
				s.menuLink(name.Text, target.Text)
				s.settings.mapped("menu link", int(entry.Line), "the link %q is in the menu", name.Text)
			} else if name != nil {
				s.settings.lost("menu link", int(name.KeyLine), "the entry %q of the menu %q is left out: sitegen makes the links to its own pages", name.Text, menu.Key)
			}
		}
	}
}

// languageName matches a folder or a suffix that is a language.
var languageName = regexp.MustCompile(`^[a-z]{2}(?:-[a-zA-Z]{2,4})?$`)

// chooseLanguage finds the folder of the wanted language where all folders of
// the content are languages; the others are left out.
func (h *hugo) chooseLanguage(s *site) {
	dirs := s.folders(h.root)
	var found []string
	for _, dir := range dirs {
		if languageName.MatchString(dir) && (len(h.languages) == 0 || slices.Contains(h.languages, dir)) {
			found = append(found, dir)
		}
	}
	if len(found) == 0 || len(found) != len(dirs) {
		return
	}
	wanted := cmp.Or(s.opt.Language, h.language, "en")
	if !slices.ContainsFunc(found, func(dir string) bool { return strings.EqualFold(dir, wanted) }) {
		wanted = found[0]
	}
	for _, dir := range found {
		if strings.EqualFold(dir, wanted) {
			h.root = path.Join(h.root, dir)
			s.set("language", languageTag(dir), content.Text)
			if dir != cmp.Or(h.language, "en") {
				// Hugo publishes it below its name, and its links say so.
				s.basePath = joinURL(s.basePath, dir)
				if base := s.configured("base_url"); base != "" {
					s.set("base_url", base+dir+"/", content.Text)
				}
			}
			continue
		}
		s.leave(path.Join(h.root, dir), "language", "one source folder is one language: import this one with --language %s into a site of its own", dir)
	}
}

// languageTag writes a folder's name as a language tag: "zh-cn" is zh-CN.
func languageTag(dir string) string {
	lang, region, ok := strings.Cut(dir, "-")
	if !ok {
		return dir
	}
	if len(region) == 4 {
		return lang + "-" + strings.ToUpper(region[:1]) + region[1:]
	}
	return lang + "-" + strings.ToUpper(region)
}

// files lists the content.
func (h *hugo) files(s *site) error {
	return s.walk(h.root, nil, func(name string) error {
		rel := strings.TrimPrefix(name, h.root+"/")
		switch ext := strings.ToLower(path.Ext(name)); {
		case isMarkdown(name):
			return h.markdown(s, name, rel)
		case ext == ".html" || ext == ".htm" || ext == ".adoc" || ext == ".org" || ext == ".rst" || ext == ".pandoc":
			s.leave(name, "file", "a page in another language than Markdown: convert it, and copy it into the site")
		default:
			s.addAsset(name, rel, "/"+rel)
		}
		return nil
	})
}

// markdown lists a Markdown file, unless it is a translation.
func (h *hugo) markdown(s *site, name, rel string) error {
	target := rel[:len(rel)-len(path.Ext(rel))] + ".md"
	if base, lang, ok := cutLanguage(target); ok && (slices.Contains(h.languages, lang) || len(h.languages) == 0 && s.exists(path.Join(h.root, base))) {
		if lang != cmp.Or(s.opt.Language, h.language, "en") {
			s.leave(name, "language", "one source folder is one language: this is a translation into %s", lang)
			return nil
		}
		target = base
	}
	d := s.addDoc(name, target)
	d.old = []string{h.url(target)}
	return nil
}

// cutLanguage parts "about.de.md" into about.md and de.
func cutLanguage(target string) (base, lang string, ok bool) {
	without := strings.TrimSuffix(target, ".md")
	i := strings.LastIndexByte(without, '.')
	if i < 0 || !languageName.MatchString(without[i+1:]) {
		return "", "", false
	}
	return without[:i] + ".md", without[i+1:], true
}

// url is the address that Hugo gives a file by its place.
func (h *hugo) url(target string) string {
	parts := strings.Split(strings.Trim(fileURL(target), "/"), "/")
	for i, p := range parts {
		parts[i] = hugoSlug(p)
	}
	u := joinURL(parts...)
	if name := stem(target); h.uglyURLs && name != "index" && name != "_index" {
		return strings.TrimSuffix(u, "/") + ".html"
	}
	return u
}

// hugoSlug writes a name as Hugo does in addresses: small letters, spaces as
// hyphens, signs left out.
func hugoSlug(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case strings.ContainsRune(`"'?#%&<>{}|\^~[]`+"`:;,!@$*()=", r):
			return -1
		}
		return r
	}, strings.ToLower(name))
	return strings.Trim(name, "-")
}

// beside looks at what stands beside the content.
func (h *hugo) beside(s *site) error {
	if h.root == "." {
		return nil
	}
	for _, dir := range []string{"layouts", "themes", "assets", "archetypes", "i18n"} {
		if s.exists(dir) {
			s.leave(dir, "template", "templates, styles and programs of the theme: sitegen's templates are its own")
		}
	}
	err := s.walk("static", nil, func(name string) error {
		rel := strings.TrimPrefix(name, "static/")
		if isMarkdown(name) {
			s.leave(name, "file", "a Markdown file that is published as it is has no counterpart")
			return nil
		}
		s.addAsset(name, rel, "/"+rel)
		return nil
	})
	if err != nil {
		return err
	}
	return s.dataTerms("data")
}

// member takes the keys that mean something to Hugo alone.
func (h *hugo) member(s *site, d *doc, m *content.Value) bool {
	switch strings.ToLower(m.Key) {
	case "slug":
		if m.Kind == content.Text && m.Text != "" && len(d.old) > 0 && stem(d.target) != "_index" {
			d.old[0] = joinURL(path.Dir(strings.TrimSuffix(d.old[0], "/")), hugoSlug(m.Text))
		}
	case "url":
		d.old = []string{m.Text} // the page keeps that address
	case "linktitle", "menu", "menus", "cascade", "layout", "type", "outputs", "resources", "sitemap", "build", "headless", "markup", "expirydate":
		if m.Kind != content.Null {
			d.param(*m)
			d.report.kept("own key", int(m.KeyLine), "%s stands below params: it is for Hugo", m.Key)
		}
		return true
	}
	return false
}

// placed gives the pages of a section with a pattern the address that it makes.
func (h *hugo) placed(s *site) {
	for _, d := range s.docs {
		section, _, nested := strings.Cut(d.target, "/")
		pattern := h.permalinks[section]
		if !nested || pattern == "" || d.field("url") != nil || stem(d.target) == "_index" || len(d.old) == 0 {
			continue
		}
		if u, ok := hugoPermalink(pattern, d); ok {
			d.old[0] = u
		} else {
			d.report.lost("old address", 0, "the pattern %q of its address is not understood", pattern)
		}
	}
}

// hugoToken matches a part of a pattern.
var hugoToken = regexp.MustCompile(`:[a-z]+(?:\[[^\]]*\])?`)

// hugoPermalink fills in a pattern such as "/:year/:month/:slug/".
func hugoPermalink(pattern string, d *doc) (string, bool) {
	date := d.date()
	dir := path.Dir(d.target)
	name := stem(d.target)
	if name == "index" {
		name, dir = path.Base(dir), path.Dir(dir)
	}
	known := true
	u := hugoToken.ReplaceAllStringFunc(pattern, func(token string) string {
		switch token {
		case ":year", ":month", ":day":
			known = known && !date.IsZero()
			return date.Format(map[string]string{":year": "2006", ":month": "01", ":day": "02"}[token])
		case ":title":
			return hugoSlug(d.title())
		case ":slug":
			return hugoSlug(cmp.Or(d.textOf("slug"), d.title()))
		case ":slugorfilename", ":slugorcontentbasename":
			return hugoSlug(cmp.Or(d.textOf("slug"), name))
		case ":filename", ":contentbasename":
			return hugoSlug(name)
		case ":section":
			section, _, _ := strings.Cut(d.target, "/")
			return hugoSlug(section)
		case ":sections":
			return dir
		}
		known = false
		return ""
	})
	return joinURL(u), known
}

// date is the doc's date, or the zero time.
func (d *doc) date() time.Time {
	if v := d.field("date"); v != nil {
		if t, ok := v.Any().(time.Time); ok {
			return t
		}
	}
	return time.Time{}
}
