package importer

import (
	"bytes"
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"sitegen/internal/content"
)

// jekyll is a folder with _config.yml or _posts.
type jekyll struct {
	permalink   string
	collections map[string]string // name to pattern of its addresses
	baseURL     string
}

func (j *jekyll) roots() []string { return []string{"."} }

// jekyllStyles are the patterns that have a name.
var jekyllStyles = map[string]string{
	"date":    "/:categories/:year/:month/:day/:title:output_ext",
	"pretty":  "/:categories/:year/:month/:day/:title/",
	"ordinal": "/:categories/:year/:y_day/:title:output_ext",
	"none":    "/:categories/:title:output_ext",
}

func (j *jekyll) plan(s *site) error {
	name := "_config.yml"
	if !s.exists(name) && s.exists("_config.yaml") {
		name = "_config.yaml"
	}
	j.permalink, j.collections = "date", map[string]string{}
	cfg, err := s.readConfig(name, content.FormatYAML)
	if err != nil {
		return err
	}
	j.settings(s, name, &cfg)
	if style := jekyllStyles[j.permalink]; style != "" {
		j.permalink = style
	}
	for _, dir := range []string{"_includes", "_layouts", "_sass", "_plugins"} {
		if s.exists(dir) {
			s.leave(dir, "template", "templates, styles and programs of the theme: sitegen's templates are its own")
		}
	}
	if err := s.walk(".", j.skip, func(name string) error { return j.file(s, name) }); err != nil {
		return err
	}
	for collection := range j.collections {
		s.docsDir = cmp.Or(s.docsDir, docsName(collection))
	}
	return s.dataTerms("_data")
}

// docsName is the name if it is that of documentation, or "".
func docsName(name string) string {
	if slices.Contains(lessonNames, name) {
		return name
	}
	return ""
}

// settings takes what sitegen has too.
func (j *jekyll) settings(s *site, name string, cfg *content.Value) {
	report := s.configFile(name)
	for i := range cfg.Items {
		v := &cfg.Items[i]
		switch v.Key {
		case "title", "name":
			s.setting(v, "title")
		case "description", "tagline":
			if s.configured("description") == "" {
				s.setting(v, "description")
			}
		case "lang", "locale":
			s.setting(v, "language")
		case "author":
			if n := v.Get("name"); n != nil {
				v = n
			}
			s.setting(v, "author")
		case "permalink":
			j.permalink = v.Text
		case "url":
			if base := cfg.Get("baseurl"); base != nil {
				v.Text = strings.TrimSuffix(v.Text, "/") + "/" + strings.Trim(base.Text, "/")
			}
			s.baseURL(v)
		case "baseurl":
			j.baseURL = strings.TrimSuffix(v.Text, "/")
			s.basePath = joinURL(v.Text)
		case "collections":
			j.readCollections(v)
		default:
			report.lost("setting", int(v.KeyLine), "%s has no counterpart", v.Key)
		}
	}
}

func (j *jekyll) readCollections(v *content.Value) {
	if v.Kind == content.List {
		for _, item := range v.Items {
			j.collections[item.Text] = ""
		}
		return
	}
	for i := range v.Items {
		c := &v.Items[i]
		j.collections[c.Key] = ""
		if p := c.Get("permalink"); p != nil {
			j.collections[c.Key] = p.Text
		}
	}
}

// skip leaves out what Jekyll does, and what it makes.
func (j *jekyll) skip(name string, isDir bool) bool {
	base := path.Base(name)
	if isDir && strings.HasPrefix(base, "_") {
		return base != "_posts" && base != "_drafts" && !j.isCollection(base)
	}
	switch base {
	case "Gemfile", "Gemfile.lock", "Rakefile", "vendor", "CNAME", "_config.yml", "_config.yaml", "LICENSE", "package.json", "package-lock.json":
		return true
	}
	return !isDir && (strings.HasSuffix(base, ".gemspec") || strings.EqualFold(base, "README.md") && !strings.Contains(name, "/"))
}

func (j *jekyll) isCollection(base string) bool {
	_, ok := j.collections[strings.TrimPrefix(base, "_")]
	return ok && strings.HasPrefix(base, "_")
}

// file lists one file.
func (j *jekyll) file(s *site, name string) error {
	dirs := strings.Split(path.Dir(name), "/")
	at := slices.IndexFunc(dirs, func(d string) bool { return strings.HasPrefix(d, "_") })
	switch {
	case !isMarkdown(name) && at >= 0 && !isContentFile(name):
		s.leave(name, "file", "a file of a collection that is no Markdown")
	case !isMarkdown(name):
		j.other(s, name)
	case at >= 0 && (dirs[at] == "_posts" || dirs[at] == "_drafts"):
		j.post(s, name, dirs[:at], dirs[at] == "_drafts")
	case at >= 0:
		j.document(s, name, strings.TrimPrefix(dirs[at], "_"), strings.Join(append(dirs[at+1:], path.Base(name)), "/"))
	case !hasFrontMatter(s.read(name)):
		// Jekyll copies such a file; most people mean a page.
		s.addDoc(name, markdownTarget(name)).docs = false
	default:
		d := s.addDoc(name, markdownTarget(name), j.pageURL(name))
		d.docs = docsName(dirs[0]) != ""
	}
	return nil
}

// other lists a file that is no Markdown: one with front matter is a template.
func (j *jekyll) other(s *site, name string) {
	data := s.read(name)
	rel := strings.ReplaceAll(name, "/_", "/")
	rel = strings.TrimPrefix(rel, "_")
	switch ext := strings.ToLower(path.Ext(name)); {
	case hasFrontMatter(data):
		s.leave(name, "template", "a page or style that is a Liquid template: write it anew in Markdown, or as a template")
	case ext == ".rb" || ext == ".sh" || ext == ".yml" || ext == ".yaml" || ext == ".scss" || ext == ".sass":
		s.leave(name, "file", "no content: a file of a program or its settings")
	default:
		s.addAsset(name, rel, "/"+name)
	}
}

func hasFrontMatter(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), []byte("---"))
}

// pageURL is the address of a page: its place with .html, unless the style of
// addresses ends in a slash.
func (j *jekyll) pageURL(name string) string {
	u := fileURL(name)
	if base := strings.ToLower(stem(name)); base == "index" || base == "readme" || strings.HasSuffix(j.permalink, "/") {
		return u
	}
	return strings.TrimSuffix(u, "/") + ".html"
}

// post lists a post, which may lie in folders that are its categories.
func (j *jekyll) post(s *site, name string, categories []string, draft bool) {
	base := stem(name)
	m := dated.FindStringSubmatch(base)
	title := base
	if m != nil {
		title = m[4]
	}
	target := "posts/" + title + ".md"
	if s.docAt(target) != nil {
		target = "posts/" + base + ".md"
	}
	d := s.addDoc(name, target)
	d.docs = false
	if m != nil {
		d.set("date", content.Date, m[1]+"-"+two(m[2])+"-"+two(m[3]))
	}
	if draft {
		d.set("draft", content.Bool, "true")
	}
	d.old = []string{"post:" + title}
	if len(categories) > 0 && categories[0] != "." {
		d.setText("category", categories[0])
		d.old[0] = "post:" + strings.Join(categories, "/") + "/" + title
	}
	d.report.mapped("post", 0, "the post stands in content/posts")
}

// document lists a document of a collection.
func (j *jekyll) document(s *site, name, collection, rel string) {
	target := markdownTarget(rel)
	d := s.addDoc(name, collection+"/"+target)
	d.docs = docsName(collection) != ""
	pattern := j.collections[collection]
	if pattern == "" {
		pattern = "/:collection/:path:output_ext"
	}
	p := strings.TrimSuffix(target, ".md")
	title := cmp.Or(path.Base(p), p)
	u := strings.NewReplacer(":collection", collection, ":path", p, ":name", title, ":title", title, ":output_ext", ".html").Replace(pattern)
	if strings.HasSuffix(u, ".html") {
		d.old = []string{path.Join("/", u)}
	} else {
		d.old = []string{joinURL(u)}
	}
}

// placed gives the posts the addresses that they had, now that their date and
// their categories are known.
func (j *jekyll) placed(s *site) {
	for _, d := range s.docs {
		if d.made || len(d.old) == 0 || !strings.HasPrefix(d.old[0], "post:") {
			continue
		}
		where := strings.TrimPrefix(d.old[0], "post:")
		d.old = nil
		if d.field("url") != nil {
			continue
		}
		if u, ok := j.postURL(d, where); ok {
			d.old = []string{u}
		} else if d.textOf("draft") != "true" {
			d.report.lost("old address", 0, "the pattern %q of its address is not understood", j.permalink)
		}
	}
}

// jekyllToken matches a part of a pattern.
var jekyllToken = regexp.MustCompile(`:[a-z_]+`)

// postURL fills in the pattern of the posts' addresses.
func (j *jekyll) postURL(d *doc, where string) (string, bool) {
	date := d.date()
	dir, title := path.Split(where)
	categories := strings.Trim(dir, "/")
	if categories == "" {
		categories = strings.ReplaceAll(strings.ToLower(d.textOf("category")), " ", "-")
		if v := member(d.params, "categories"); v != nil {
			categories = strings.ReplaceAll(strings.ToLower(strings.Join(scalars(v), "/")), " ", "-")
		}
	}
	known := !date.IsZero() || !strings.Contains(j.permalink, ":year")
	layouts := map[string]string{":year": "2006", ":month": "01", ":day": "02", ":short_year": "06", ":i_month": "1", ":i_day": "2",
		":y_day": "002", ":hour": "15", ":minute": "04", ":second": "05", ":long_month": "January", ":short_month": "Jan"}
	u := jekyllToken.ReplaceAllStringFunc(j.permalink, func(token string) string {
		switch token {
		case ":categories":
			return categories
		case ":title":
			return cmp.Or(d.textOf("slug"), title)
		case ":slug", ":slugified_title":
			return content.Slugify(title)
		case ":output_ext":
			return ".html"
		}
		layout, ok := layouts[token]
		known = known && ok
		return date.Format(layout)
	})
	if strings.HasSuffix(u, "/") {
		return joinURL(u), known
	}
	if !strings.HasSuffix(u, ".html") {
		u += ".html" // a pattern without a slash at its end makes a file
	}
	return path.Join("/", u), known
}

// member takes the keys that mean something to Jekyll alone.
func (j *jekyll) member(s *site, d *doc, m *content.Value) bool {
	switch m.Key {
	case "permalink":
		if strings.Contains(m.Text, ":") {
			d.report.lost("old address", int(m.KeyLine), "the pattern %q of its address is not understood", m.Text)
			return true
		}
		d.old = []string{m.Text}
	case "layout":
		d.param(*m)
		d.report.kept("own key", int(m.KeyLine), "layout stands below params: it is for Jekyll")
		return true
	case "date":
		d.remove("date") // stronger than the one in the name
	case "category":
		if d.field("category") != nil && m.Kind == content.Text {
			d.remove("category")
		}
	}
	return false
}

var (
	liquidLink   = regexp.MustCompile(`\{%-?\s*link\s+(\S+?)\s*-?%\}`)
	liquidPost   = regexp.MustCompile(`\{%-?\s*post_url\s+(\S+?)\s*-?%\}`)
	liquidBase   = regexp.MustCompile(`\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}`)
	liquidURL    = regexp.MustCompile(`\{\{-?\s*["']([^"']+)["']\s*\|\s*(?:relative_url|absolute_url)\s*-?\}\}`)
	liquidCode   = regexp.MustCompile(`^([ \t]*)\{%-?\s*highlight\s+(\w+)[^%]*%\}\s*$`)
	liquidEnd    = regexp.MustCompile(`^[ \t]*\{%-?\s*endhighlight\s*-?%\}\s*$`)
	liquidRaw    = regexp.MustCompile(`\{%-?\s*(?:end)?raw\s*-?%\}`)
	liquidAny    = regexp.MustCompile(`\{%-?\s*(\w+)[^%]*%\}|\{\{[^{}]*\}\}`)
	kramdownList = regexp.MustCompile(`^[ \t]*\{:[^{}]*\}[ \t]*$`)
)

func (j *jekyll) body(s *site, d *doc) {
	d.lines = j.code(d, d.lines)
	d.lines = without(d.lines, func(l line) bool {
		if l.code || !kramdownList.MatchString(l.text) {
			return false
		}
		d.report.lost("attribute list", l.n, "the attributes %s have no counterpart", strings.TrimSpace(l.text))
		return true
	})
	for i := range d.lines {
		if l := &d.lines[i]; !l.code {
			l.text = prose(l.text, func(part string) string { return j.liquid(s, d, part, l.n) })
		}
	}
}

// liquid follows the tags that are links; the others stay as they are.
func (j *jekyll) liquid(s *site, d *doc, text string, n int) string {
	if !strings.ContainsRune(text, '{') {
		return text
	}
	isHeading := strings.HasPrefix(strings.TrimLeft(text, " "), "#")
	text = attrList.ReplaceAllStringFunc(text, func(list string) string {
		if id := headingID.FindStringSubmatch(list); id != nil && isHeading {
			return " {#" + id[1] + "}"
		}
		d.report.lost("attribute list", n, "the attributes %s have no counterpart", strings.TrimSpace(list))
		return ""
	})
	text = liquidLink.ReplaceAllString(text, sourceScheme+"$1")
	text = liquidPost.ReplaceAllStringFunc(text, func(tag string) string {
		name := liquidPost.FindStringSubmatch(tag)[1]
		return sourceScheme + path.Join(path.Dir(name), "_posts", path.Base(name)+".md")
	})
	text = liquidURL.ReplaceAllStringFunc(text, func(tag string) string {
		return "/" + strings.TrimPrefix(liquidURL.FindStringSubmatch(tag)[1], "/")
	})
	text = liquidBase.ReplaceAllString(text, "")
	text = liquidRaw.ReplaceAllString(text, "")
	text = strings.ReplaceAll(text, sourceScheme+"/", sourceScheme)
	for _, tag := range liquidAny.FindAllString(text, -1) {
		d.report.kept("liquid tag", n, "%s shows as text", tag)
	}
	return text
}

// code turns {% highlight %} into fenced code.
func (j *jekyll) code(d *doc, lines []line) []line {
	var out []line
	open := ""
	for _, l := range lines {
		m := liquidCode.FindStringSubmatch(l.text)
		switch {
		case open == "" && m != nil && !l.code:
			d.report.mapped("liquid tag", l.n, "highlight is fenced code")
			open = m[1] + "```"
			l.text, l.code = open+m[2], true
		case open != "" && liquidEnd.MatchString(l.text):
			l.text, l.code, open = open, true, ""
		case open != "":
			l.code = true
		}
		out = append(out, l)
	}
	return out
}
