// Package theme turns views into pages: it parses, checks and executes the
// templates, keeps the theme's texts in the site's language, and names the
// theme's assets by their content. Its type is Theme.
//
// # Files
//
// A theme is two trees, templates and static. A site has its own two beside
// it, and a file of the site takes the place of the theme's file of the same
// path; nothing else has to be repeated.
//
//	templates/base.html            the frame of every page; {{template "main" .}} is where the page goes
//	templates/KIND.html            what is inside the frame, one for each kind of page (Kinds)
//	templates/redirect.html        the whole page at an old URL
//	templates/nav.html             the navigation of a section, executed once for all its pages
//	templates/shortcodes/NAME.html what {{< NAME >}} in a text becomes
//	templates/**/*.html            anything else is called by its path: {{template "partials/card.html" .}}
//	templates/i18n/LANG.json       texts; here the site's file adds to the theme's, key by key
//	static/assets/**               published as assets/NAME.HASH.EXT
//	static/**                      published as they are
//
// # Templates
//
// The language is that of html/template, which escapes by context. A template
// sees the view of its page (package view) and the functions of docs/templates.md,
// and nothing else: a page is a function of its view and of the templates. The
// templates are parsed once; executing one never copies it. Where a template holds
// nothing unusual, html/template only decides how each value is escaped, and a
// program made of its tree does the work; see program.
//
// # Mistakes
//
// Load reports every mistake that it can find as a TemplateError with its
// place: what does not parse, what names a field that the view does not have
// in any branch, a template, function, text or asset that does not exist. What
// shows only when a page is rendered ends that page with a TemplateError, as do
// a template that calls itself without end, one that writes more than
// MaxOutput, and one that loops more than MaxSteps times.
//
// # Assets
//
// HASH is the beginning of the SHA-256 of the published bytes, ten lower-case
// hexadecimal digits. References among assets (url() and @import in style
// sheets, import and export in scripts, source maps) are rewritten to the
// published names first, so that a change of a picture changes the name of the
// style sheet that shows it. A file in which references lead back to itself
// cannot be named and is a mistake.
//
// The default theme's scripts lose their comments and their indentation on the
// way; all other files are published byte by byte.
//
// A Theme is safe for concurrent use, and what it answers never changes.
package theme

import (
	"html/template"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"

	"sitegen/internal/view"
)

// Limits that end a template which would not end by itself.
const (
	// MaxOutput is the size of the largest page, in bytes.
	MaxOutput = 64 << 20
	// MaxSteps is how often the loops and texts of a template may be run
	// through for one page.
	MaxSteps = 5_000_000
	// MaxDepth is how deep templates may call each other.
	MaxDepth = 1000
)

// Sources are the trees of a theme and of the site that uses it. The site's
// may be nil, or folders that do not exist.
type Sources struct {
	Templates, SiteTemplates fs.FS
	Static, SiteStatic       fs.FS
}

// Options of Load.
type Options struct {
	// BasePath is the path of the site's root: it begins and ends in a slash.
	BasePath string
	// Language is the site's BCP 47 tag.
	Language string
}

// Theme is a theme with the site's own files over it, ready to render.
type Theme struct {
	opt        Options
	funcs      template.FuncMap
	funcTypes  map[string]reflect.Type
	set        *template.Template
	names      []string // the files of the set's templates, as marked
	files      []File
	assets     map[string]string // "theme.css" -> "/docs/assets/theme.0123456789.css"
	texts      *catalogue
	shortcodes []string
	source     map[string]*source // by name
	sums       map[string]view.Sum
	sum        view.Sum
	warnings   []*TemplateError
	// ofDefinition are the templates that see one definition and nothing else.
	ofDefinition map[string]bool
	shared       shared
	programs     programs
	// ready is set when the templates are checked and folded.
	ready bool
}

// Load reads, parses and checks a theme. It returns a nil Theme if there is any
// mistake, and all mistakes, sorted by file and line.
func Load(src Sources, opt Options) (*Theme, []*TemplateError) {
	var errs errorList
	opt.BasePath = "/" + strings.Trim(opt.BasePath, "/") + "/"
	if opt.BasePath == "//" {
		opt.BasePath = "/"
	}
	t := &Theme{opt: opt}
	t.texts = loadTexts(src, opt.Language, &errs)
	t.files, t.assets = loadStatic(src, opt.BasePath, &errs)
	t.funcs = t.functions()
	t.funcTypes = functionTypes(t.funcs)
	t.source = readTemplates(src, &errs)
	p := t.parse(&errs)
	t.check(p, &errs)
	if len(errs) == 0 {
		t.try(&errs)
	}
	if len(errs) > 0 {
		return nil, errs.sorted()
	}
	t.fold()
	t.ready = true
	t.fingerprint(p)
	return t, nil
}

// Fingerprint stands for everything that can change the bytes of any page:
// templates, texts, names of assets, options.
func (t *Theme) Fingerprint() view.Sum { return t.sum }

// FingerprintOf is Fingerprint for the pages of one kind (or "redirect",
// "nav", "shortcodes/NAME"): only the templates that such a page can reach
// count. It is the zero Sum for a kind that does not exist.
func (t *Theme) FingerprintOf(kind string) view.Sum { return t.sums[kind] }

// Files are the files that the theme and the site's static folder publish,
// sorted by path.
func (t *Theme) Files() []File { return t.files }

// Asset returns the URL of an asset by its name below static/assets, with base
// path, or "" where there is none.
func (t *Theme) Asset(name string) string { return t.assets[name] }

// Warnings are mistakes that do no harm, such as a template that no page uses.
func (t *Theme) Warnings() []*TemplateError { return t.warnings }

// HasShortcode reports whether there is a template for the shortcode.
func (t *Theme) HasShortcode(name string) bool {
	_, found := slices.BinarySearch(t.shortcodes, name)
	return found
}

// ShortcodeNames are the names of all shortcodes, sorted.
func (t *Theme) ShortcodeNames() []string { return slices.Clone(t.shortcodes) }

// Text returns a text of the site's language. The arguments are pairs of a name
// and a value that take the place of {name} in the text; the number "count"
// chooses among plural forms. A key that does not exist is returned as it is.
func (t *Theme) Text(key string, args ...any) string {
	s, err := t.texts.text(key, args)
	if err != nil {
		return key
	}
	return s
}

// Join joins the items of an enumeration as the language writes it.
func (t *Theme) Join(items []string) string {
	return strings.Join(items, t.Text("list.separator"))
}

// fingerprint sums up what each kind of page depends on.
func (t *Theme) fingerprint(p *parsed) {
	common := [][]byte{[]byte(t.opt.BasePath), []byte(t.opt.Language), t.texts.encoded()}
	for _, name := range slices.Sorted(maps.Keys(t.assets)) {
		common = append(common, []byte(name), []byte(t.assets[name]))
	}
	base := view.SumOf(common...)
	t.sums = map[string]view.Sum{}
	of := func(root string) view.Sum {
		parts := [][]byte{base[:]}
		for _, file := range p.reach(root) {
			parts = append(parts, []byte(file), t.source[file].text)
		}
		return view.SumOf(parts...)
	}
	for _, k := range Kinds() {
		t.sums[k] = of(rootName(k))
	}
	t.sums["redirect"], t.sums["nav"] = of("redirect.html"), of("nav.html")
	for _, s := range t.shortcodes {
		t.sums["shortcodes/"+s] = of("shortcodes/" + s + ".html")
	}
	all := [][]byte{base[:]}
	for _, name := range slices.Sorted(maps.Keys(t.source)) {
		all = append(all, []byte(name), t.source[name].text)
	}
	t.sum = view.SumOf(all...)
}
