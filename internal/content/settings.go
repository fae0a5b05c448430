package content

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"sitegen/internal/diag"
)

// ConfigKeyDoc describes one key of sitegen.yaml; documentation is generated
// from ConfigKeys.
type ConfigKeyDoc struct {
	// Name is the path of the key: "glossary.dir".
	Name string
	Type KeyType
	// Default is the value where the file has none, as it would be written; ""
	// stands for none.
	Default string
	// Spellings are what other tools call the last element of the name. As in
	// front matter, case, hyphens and underscores do not count.
	Spellings []string
	// Doc says what the key does, in a sentence or two of Markdown.
	Doc string
	// set checks the value and puts it into the configuration.
	set func(*configReader, *Value)
}

// The types of keys that only the configuration has.
const (
	typeURL      KeyType = "absolute URL"
	typeLanguage KeyType = "language tag"
	typeFolder   KeyType = "folder"
	typeLinkMode KeyType = "section, page, all or none"
	typeMenu     KeyType = "list of links"
	typeScripts  KeyType = "table of files"
)

// ConfigKeys are all keys of the configuration. A new key is a line here and a
// field of Config.
var ConfigKeys = []ConfigKeyDoc{
	{Name: "title", Type: TypeText, Spellings: []string{"site_name", "site_title", "name"},
		Doc: "The site's name. Where it is missing, the title of the home page is taken.",
		set: func(r *configReader, v *Value) { r.cfg.Title = v.Text }},
	{Name: "base_url", Type: typeURL, Default: "/", Spellings: []string{"url", "site_url", "site"},
		Doc: "Where the site will be, for example `https://example.org/docs/`. Without it, no absolute URLs (canonical links, sitemap, feed) are written.",
		set: (*configReader).baseURL},
	{Name: "language", Type: typeLanguage, Default: "en", Spellings: []string{"lang", "language_code", "locale", "default_content_language"},
		Doc: "The language of the content, as a BCP 47 tag.",
		set: (*configReader).language},
	{Name: "description", Type: TypeText, Spellings: []string{"site_description", "tagline"},
		Doc: "One or two sentences about the site.",
		set: func(r *configReader, v *Value) { r.cfg.Description = v.Text }},
	{Name: "author", Type: TypeText, Spellings: []string{"site_author", "authors"},
		Doc: "Who writes the site.",
		set: func(r *configReader, v *Value) { r.cfg.Author = v.Text }},
	{Name: "content", Type: typeFolder, Default: "content", Spellings: []string{"content_dir"},
		Doc: "The folder of the pages below the site's folder. With `.` it is the site's folder itself, all but `sitegen.yaml`, `templates`, `static` and `node_modules` at its top and what sitegen published there. `sitegen serve` reads it when it starts.",
		set: (*configReader).contentFolder},
	{Name: "glossary.dir", Type: typeFolder, Default: "glossary", Spellings: []string{"folder", "path"},
		Doc: "The folder of the terms below that of the pages. With `.` the whole site is a glossary.",
		set: func(r *configReader, v *Value) { r.folder(&r.cfg.Glossary.Dir, v) }},
	{Name: "glossary.link", Type: typeLinkMode, Default: "section",
		Doc: "Which mentions of a term become links: the first in each `section` (h2), the first on each `page`, `all`, or `none`.",
		set: (*configReader).linkMode},
	{Name: "glossary.title", Type: TypeText,
		Doc: "What the glossary is called.",
		set: func(r *configReader, v *Value) { r.cfg.Glossary.Title = v.Text }},
	{Name: "lessons.dir", Type: typeFolder, Default: "lessons", Spellings: []string{"folder", "path"},
		Doc: "The folder of the lessons below that of the pages. With `.` each folder at the top is a category.",
		set: func(r *configReader, v *Value) { r.folder(&r.cfg.Lessons.Dir, v) }},
	{Name: "lessons.title", Type: TypeText,
		Doc: "What the course is called.",
		set: func(r *configReader, v *Value) { r.cfg.Lessons.Title = v.Text }},
	{Name: "markdown.html", Type: TypeBool, Default: "true", Spellings: []string{"raw_html", "unsafe"},
		Doc: "`false` leaves out raw HTML in Markdown.",
		set: func(r *configReader, v *Value) { on, _ := parseBool(v.Text); r.cfg.Markdown.NoHTML = !on }},
	{Name: "markdown.line_numbers", Type: TypeBool, Default: "false", Spellings: []string{"linenos"},
		Doc: "`true` numbers the lines of every code block that does not say otherwise.",
		set: func(r *configReader, v *Value) { r.cfg.Markdown.LineNumbers, _ = parseBool(v.Text) }},
	{Name: "menu", Type: typeMenu,
		Doc: "Links in the header, after the built-in ones, each with `title` and `url`.",
		set: (*configReader).menu},
	{Name: "scripts", Type: typeScripts,
		Doc: "Script files below the site's folder, by what they draw: `mermaid`, `math`. Each is loaded only on pages that need it. `false` says that the site has other means, or shows the source on purpose.",
		set: (*configReader).scripts},
	{Name: "ask", Type: typeLink,
		Doc: "Where readers ask the author: an address with the placeholders `{title}`, `{url}`, `{id}` and `{path}` (of the source file), a path of the site, or an e-mail address.",
		set: func(r *configReader, v *Value) { r.link(&r.cfg.Reader.Ask, v) }},
	{Name: "edit", Type: typeLink, Spellings: []string{"edit_uri", "edit_url"},
		Doc: "Where the sources can be edited, such as `https://example.org/project/edit/main/{path}`; without a placeholder the path is appended.",
		set: func(r *configReader, v *Value) { r.link(&r.cfg.Reader.Edit, v) }},
	{Name: "report", Type: typeLink, Spellings: []string{"issues", "feedback"},
		Doc: "Where readers report mistakes; the same placeholders as in `ask`.",
		set: func(r *configReader, v *Value) { r.link(&r.cfg.Reader.Report, v) }},
	{Name: "announcement", Type: typeAnnouncement,
		Doc: "A line at the top of every page, until the reader closes it: a text, or a table of `text` and `url`.",
		set: (*configReader).announcement},
	{Name: "offline", Type: TypeBool, Default: "false", Spellings: []string{"pwa"},
		Doc: "`true` adds a service worker: pages that were read stay readable without a network, and the whole course can be kept.",
		set: func(r *configReader, v *Value) { r.cfg.Reader.Offline, _ = parseBool(v.Text) }},
	{Name: "social_cards", Type: TypeBool, Default: "false", Spellings: []string{"social"},
		Doc: "`true` draws a picture with the title of each page, which other sites show beside a link to it. Needs `base_url`.",
		set: func(r *configReader, v *Value) { r.cfg.Reader.SocialCards, _ = parseBool(v.Text) }},
	{Name: "last_updated", Type: TypeBool, Default: "false", Spellings: []string{"enable_git_info", "git_info", "show_last_update_time"},
		Doc: "`true` gives every page without `updated` the day of the last commit that changed its file. Needs git and the whole history; it is read once, when sitegen starts.",
		set: func(r *configReader, v *Value) { r.cfg.Reader.LastUpdated, _ = parseBool(v.Text) }},
	{Name: "check.rules", Type: typeRules, Spellings: []string{"rule"},
		Doc: "What rules of `sitegen check` are worth on this site: `off`, `note`, `warning`, `error`, or `on` for the default.",
		set: (*configReader).checkRules},
	{Name: "check.paths", Type: typeRulePaths, Spellings: []string{"path"},
		Doc: "The same for the files that a glob fits, such as `\"content/archive/**\": {broken-external: off}`. The last that fits counts.",
		set: (*configReader).checkPaths},
	{Name: "check.ignore", Type: typePatterns, Spellings: []string{"ignores"},
		Doc: "Globs over URLs, as they are written, that `sitegen check` says nothing about.",
		set: (*configReader).checkIgnore},
	{Name: "check.words", Type: typePatterns,
		Doc: "Acronyms and names that need no term, for the rules `undefined-acronym` and `missing-term`.",
		set: (*configReader).checkWords},
	{Name: "params", Type: TypeTable,
		Doc: "The site's own values, for templates.",
		set: func(r *configReader, v *Value) { r.cfg.Params, _ = v.Any().(map[string]any) }},
}

// scriptFeatures are what a script may draw.
var scriptFeatures = []string{"mermaid", "math"}

// ParseConfig reads sitegen.yaml. The configuration is never nil: where data is
// nil, or a value cannot be used, it has the default. Problems are sorted by
// place.
func ParseConfig(file string, data []byte) (*Config, diag.List) {
	r := &configReader{
		decoder: decoder{file: file, problems: &diag.List{}},
		cfg: &Config{BaseURL: "/", Language: "en", Content: Dir, Glossary: GlossaryConfig{Dir: "glossary"},
			Lessons: LessonsConfig{Dir: "lessons"}},
		seen: map[string]*Value{},
	}
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	if checkBytes(file, data, r.problems) >= 0 {
		return r.cfg, *r.problems
	}
	root, bad := parseYAML(string(data), 1)
	if bad != nil {
		r.problems.Errorf(diag.Position{File: file, Line: bad.line, Column: bad.column}, bad.rule, bad.hint, "%s", bad.message)
		return r.cfg, *r.problems
	}
	r.table("", root)
	r.belowContent("glossary.dir", &r.cfg.Glossary.Dir)
	r.belowContent("lessons.dir", &r.cfg.Lessons.Dir)
	if g, l := &r.cfg.Glossary, &r.cfg.Lessons; g.Dir == l.Dir {
		v := r.seen["lessons.dir"]
		if v == nil {
			v = r.seen["glossary.dir"]
		}
		r.report(v, &valueProblem{rule: "bad-path", message: fmt.Sprintf("glossary.dir and lessons.dir are both %q", g.Dir),
			hint: "terms and lessons need folders of their own"})
		g.Dir, l.Dir = "glossary", "lessons"
	}
	r.problems.Sort()
	return r.cfg, *r.problems
}

// configReader fills in a configuration.
type configReader struct {
	decoder
	cfg  *Config
	seen map[string]*Value // by name of the key
}

// table reads the members of a table of the configuration, whose own path is
// the prefix ("glossary.").
func (r *configReader) table(prefix string, items []Value) {
	for _, m := range r.unique(items, false) {
		v := m.value
		key, group := findConfigKey(prefix, v.Key)
		switch {
		case group != "":
			if v.Kind == Table {
				r.table(group, v.Items)
			} else if v.Kind != Null {
				r.report(v, &valueProblem{rule: "wrong-type", message: fmt.Sprintf("%s must be a table, not %s", v.Key, v.Kind),
					hint: "write the keys below it, indented by two spaces"})
			}
		case key == nil:
			r.unknownKey(prefix, v, configNames(prefix))
		case r.seen[key.Name] != nil:
			first := r.seen[key.Name]
			r.problems.Errorf(r.atKey(v), "duplicate-key", "keep one of the two",
				"%s and %s are the same key; the first is on line %d", first.Key, v.Key, first.KeyLine)
		default:
			r.seen[key.Name] = v
			r.value(key, v)
		}
	}
}

// value checks a value by the type of its key and sets it.
func (r *configReader) value(key *ConfigKeyDoc, v *Value) {
	if v.Kind == Null {
		return
	}
	value := *v
	doc := KeyDoc{Name: key.Name, Type: key.Type}
	switch key.Type {
	case typeMenu, typeScripts, typeRules, typeRulePaths, typePatterns, typeAnnouncement:
	default:
		if key.Name == "author" {
			doc.Name = "author" // a list of names is joined
			value = unwrap(&doc, value)
		}
		if problem := checkScalar(&doc, &value); problem != nil {
			r.report(&value, problem)
			return
		}
		if value.Kind == Null {
			return
		}
	}
	if key.Type == TypeText {
		value.Text = oneLine(value.Text)
	}
	key.set(r, &value)
}

// findConfigKey finds a key below a prefix; for one that only holds others,
// group is the prefix of those.
func findConfigKey(prefix, name string) (key *ConfigKeyDoc, group string) {
	folded := foldKey(name)
	for i := range ConfigKeys {
		k := &ConfigKeys[i]
		rest, ok := strings.CutPrefix(k.Name, prefix)
		if !ok {
			continue
		}
		first, _, nested := strings.Cut(rest, ".")
		if nested {
			if foldKey(first) == folded {
				return nil, prefix + first + "."
			}
			continue
		}
		if foldKey(rest) == folded || slices.ContainsFunc(k.Spellings, func(s string) bool { return foldKey(s) == folded }) {
			return k, ""
		}
	}
	return nil, ""
}

// configNames lists the names that may stand below a prefix.
func configNames(prefix string) []string {
	var names []string
	for _, k := range ConfigKeys {
		if rest, ok := strings.CutPrefix(k.Name, prefix); ok {
			first, _, nested := strings.Cut(rest, ".")
			if !slices.Contains(names, first) {
				names = append(names, first)
			}
			if !nested {
				names = append(names, k.Spellings...)
			}
		}
	}
	return names
}

// unknownKey reports a key that is not in the list of names.
func (r *configReader) unknownKey(prefix string, v *Value, names []string) {
	if meant := diag.Suggest(v.Key, names); meant != "" {
		r.problems.Errorf(r.atKey(v), "misspelt-key", fmt.Sprintf("did you mean %s?", meant), "unknown key %q", prefix+v.Key)
		return
	}
	hint := "values of your own belong below params"
	if table := strings.TrimSuffix(prefix, "."); table != "" {
		hint = "below " + table + " sitegen knows " + strings.Join(names, ", ")
	}
	r.problems.Notef(r.atKey(v), "unknown-key", hint, "sitegen does not know the key %q, and passes over it", prefix+v.Key)
}

func (r *configReader) baseURL(v *Value) {
	fail := func(why string) {
		r.report(v, &valueProblem{rule: "bad-base-url", message: fmt.Sprintf("base_url %q %s", v.Text, why),
			hint: "write the address of the site's first page, such as https://example.org/docs/"})
	}
	if v.Text == "/" {
		return
	}
	u, err := url.Parse(v.Text)
	switch {
	case err != nil:
		fail("is not a URL")
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		fail("is not an absolute http or https URL")
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(v.Text, "#"):
		fail("has a query or a fragment")
	case u.User != nil:
		fail("holds a user name, which everybody could read")
	case slices.Contains(strings.Split(u.Path, "/"), ".."):
		fail("has .. in its path")
	default:
		u.Host = strings.ToLower(u.Host)
		// Not u.String, which would escape a host in another script.
		r.cfg.BaseURL = u.Scheme + "://" + u.Host + strings.TrimRight(u.EscapedPath(), "/") + "/"
	}
}

func (r *configReader) language(v *Value) {
	tag, err := language.Parse(v.Text)
	if err != nil {
		r.report(v, &valueProblem{rule: "bad-language", message: fmt.Sprintf("%q is not a language tag", v.Text),
			hint: "write a BCP 47 tag such as en, pt-BR or zh-Hans"})
		return
	}
	r.cfg.Language = tag.String()
}

// cleanPath checks a path below a folder and returns it in its shortest form.
func (r *configReader) cleanPath(v *Value) (string, bool) {
	fail := func(why, hint string) (string, bool) {
		r.report(v, &valueProblem{rule: "bad-path", message: fmt.Sprintf("the path %q %s", v.Text, why), hint: hint})
		return "", false
	}
	if strings.HasPrefix(v.Text, "/") || len(v.Text) > 1 && v.Text[1] == ':' {
		return fail("is absolute", "write it relative to its folder, without a leading slash")
	}
	p := path.Clean(v.Text)
	if p == "." {
		return p, true
	}
	for element := range strings.SplitSeq(p, "/") {
		if why := badElement(element); why != "" {
			return fail(why, "write a path below its folder, with forward slashes")
		}
	}
	return p, true
}

// folder sets the folder of the terms or the lessons.
func (r *configReader) folder(dir *string, v *Value) {
	if p, ok := r.cleanPath(v); ok {
		*dir = p
	}
}

// contentFolder sets the folder of the pages.
func (r *configReader) contentFolder(v *Value) {
	p, ok := r.cleanPath(v)
	if !ok {
		return
	}
	if top, _, _ := strings.Cut(p, "/"); slices.Contains(besides, top) {
		r.report(v, &valueProblem{rule: "bad-path", message: fmt.Sprintf("%s cannot hold the pages", top),
			hint: "choose a folder of their own, such as content or docs"})
		return
	}
	r.cfg.Content = p
}

// belowContent refuses a folder that is written as below the site's folder.
// It is asked when the whole configuration was read, since the order of keys
// is the author's.
func (r *configReader) belowContent(key string, dir *string) {
	rest, wrong := strings.CutPrefix(*dir+"/", r.cfg.Content+"/")
	v := r.seen[key]
	if !wrong || v == nil || r.cfg.Content == "." {
		return
	}
	hint := "write " + strings.TrimSuffix(rest, "/")
	if rest == "" {
		hint = `write "."`
	}
	r.report(v, &valueProblem{rule: "bad-path", message: fmt.Sprintf("the path %q is counted from the folder %s", v.Text, r.cfg.Content), hint: hint})
	*dir = strings.TrimSuffix(key, ".dir")
}

func (r *configReader) linkMode(v *Value) {
	modes := map[string]LinkMode{"section": LinkSection, "page": LinkPage, "all": LinkAll, "none": LinkNone}
	text := strings.ToLower(v.Text)
	if text == "false" || text == "no" || text == "off" {
		text = "none"
	}
	mode, ok := modes[text]
	if !ok {
		r.report(v, &valueProblem{rule: "bad-link-mode", message: fmt.Sprintf("unknown link mode %q", v.Text),
			hint: "use section, page, all or none"})
		return
	}
	r.cfg.Glossary.Link = mode
}

func (r *configReader) menu(v *Value) {
	if v.Kind != List {
		r.report(v, &valueProblem{rule: "wrong-type", message: "menu must be a list of links, not " + v.Kind.String(),
			hint: "write, for example, menu: [{title: Blog, url: https://example.org/}]"})
		return
	}
	for i := range v.Items {
		item := &v.Items[i]
		if item.Kind != Table {
			r.report(item, &valueProblem{rule: "wrong-type", message: "a link of the menu must be a table, not " + item.Kind.String(),
				hint: "write, for example, {title: Blog, url: https://example.org/}"})
			continue
		}
		r.menuItem(item)
	}
}

// menuItem reads one link.
func (r *configReader) menuItem(item *Value) {
	link := MenuItem{Pos: r.at(item)}
	for _, m := range r.unique(item.Items, false) {
		var to *string
		switch foldKey(m.value.Key) {
		case "title", "name", "text", "label":
			to = &link.Title
		case "url", "href", "link", "to":
			to = &link.URL
		default:
			r.unknownKey("menu.", m.value, []string{"title", "url"})
			continue
		}
		doc := KeyDoc{Name: "menu." + m.value.Key, Type: TypeText}
		if problem := checkScalar(&doc, m.value); problem != nil {
			r.report(m.value, problem)
			continue
		}
		*to = oneLine(m.value.Text)
	}
	if link.Title == "" || link.URL == "" {
		r.report(item, &valueProblem{rule: "bad-menu", message: "a link of the menu needs a title and a url",
			hint: "write, for example, {title: Blog, url: https://example.org/}"})
		return
	}
	r.cfg.Menu = append(r.cfg.Menu, link)
}

func (r *configReader) script(v *Value, file string) {
	if r.cfg.Scripts == nil {
		r.cfg.Scripts = map[string]Script{}
	}
	r.cfg.Scripts[v.Key] = Script{file, r.atKey(v)}
}

func (r *configReader) scripts(v *Value) {
	if v.Kind != Table {
		r.report(v, &valueProblem{rule: "wrong-type", message: "scripts must be a table of files, not " + v.Kind.String(),
			hint: "write, for example, scripts: {mermaid: node_modules/mermaid/dist/mermaid.min.js}"})
		return
	}
	for _, m := range r.unique(v.Items, false) {
		doc := KeyDoc{Name: "scripts." + m.value.Key, Type: TypeText}
		on, _ := parseBool(m.value.Text)
		switch {
		case !slices.Contains(scriptFeatures, m.value.Key):
			r.unknownKey("scripts.", m.value, scriptFeatures)
		case m.value.Kind == Null:
		case m.value.Kind == Bool && !on:
			r.script(m.value, "")
		default:
			if problem := checkScalar(&doc, m.value); problem != nil {
				r.report(m.value, problem)
				continue
			}
			if p, ok := r.cleanPath(m.value); ok {
				r.script(m.value, p)
			}
		}
	}
}
