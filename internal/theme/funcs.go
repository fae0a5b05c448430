package theme

import (
	"errors"
	"fmt"
	"html/template"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"sitegen/internal/view"
)

// function is one of the functions that templates can call. All are pure.
type function struct {
	name string
	// usage and about are for docs/templates.md.
	usage, about string
	make         func(*Theme) any
}

// functions is the whole list, in the order of the documentation.
var functions = []function{
	{"t", `{{t "reading.minutes" "count" .Minutes}}`,
		"a text of the catalogue in the site's language; pairs of a name and a value fill in {name}, the number `count` chooses the plural form",
		func(t *Theme) any { return t.translate }},
	{"asset", `{{asset "theme.css"}}`,
		"the URL of the file `static/assets/theme.css`, under its published name",
		func(t *Theme) any { return t.assetURL }},
	{"findAsset", `{{with findAsset "site.css"}}<link rel="stylesheet" href="{{.}}">{{end}}`,
		"the URL of an asset, or nothing where there is no such file",
		func(t *Theme) any { return t.Asset }},
	{"url", `{{url "about/"}}`,
		"a path from the site's root, with the base path in front; a URL of another site stays as it is",
		func(t *Theme) any { return t.siteURL }},
	{"date", `{{date .Dates.Updated}}`,
		"a date as the language writes it; empty for an unknown one",
		func(t *Theme) any { return t.date }},
	{"isodate", `<time datetime="{{isodate .Dates.Updated}}">`,
		"a date for machines, 2026-11-22",
		func(*Theme) any { return isoDate }},
	{"join", `{{join .AKA}}`,
		"the items of a list of strings as an enumeration",
		func(t *Theme) any { return t.Join }},
	{"current", `{{current .Nav.Markup .URL}}`,
		"HTML in which the links to a URL carry `aria-current=\"page\"`",
		func(*Theme) any { return current }},
	{"has", `{{if has .Features "code"}}`,
		"whether a list of strings holds a string",
		func(*Theme) any { return func(list []string, s string) bool { return slices.Contains(list, s) } }},
	{"within", `{{if within .URL $.URL}}`,
		"whether the second URL lies below the first, the site's root apart",
		func(t *Theme) any { return t.within }},
	{"arg", `{{arg . "src" 0}}`,
		"in a shortcode: the named argument, or else the positional one (from 0), or else nothing",
		func(*Theme) any { return argument }},
	{"dict", `{{template "partials/x.html" (dict "Title" .Title "Page" $)}}`,
		"a map from pairs of a key and a value, to give a template more than one thing",
		func(*Theme) any { return dict }},
	{"list", `{{range list "a" "b"}}`,
		"a list of its arguments",
		func(*Theme) any { return func(items ...any) []any { return items } }},
	{"default", `{{default "?" (index .Params "source")}}`,
		"the second value, or the first where the second is empty",
		func(*Theme) any { return defaultTo }},
	{"lower", `{{lower .Title}}`, "the string in lower case", func(*Theme) any { return strings.ToLower }},
	{"upper", `{{upper .Title}}`, "the string in upper case", func(*Theme) any { return strings.ToUpper }},
	{"contains", `{{if contains .URL "/archive/"}}`,
		"whether the first string contains the second",
		func(*Theme) any { return strings.Contains }},
	{"replace", `{{replace .Title "_" " "}}`,
		"the first string with the second replaced by the third",
		func(*Theme) any { return strings.ReplaceAll }},
	{"add", `{{add $i 1}}`, "the sum of two whole numbers", func(*Theme) any { return func(a, b int) int { return a + b } }},
	{"safeHTML", `{{safeHTML (index .Params "badge")}}`,
		"the string as HTML that is not escaped: for what the author wrote as HTML",
		func(*Theme) any { return safeHTML }},
}

// functions returns the functions bound to the theme.
func (t *Theme) functions() template.FuncMap {
	m := make(template.FuncMap, len(functions))
	for _, f := range functions {
		m[f.name] = f.make(t)
	}
	return m
}

// functionTypes are the types of the functions by name.
func functionTypes(m template.FuncMap) map[string]reflect.Type {
	types := make(map[string]reflect.Type, len(m))
	for name, f := range m {
		types[name] = reflect.TypeOf(f)
	}
	return types
}

// usage shows how a function is called.
func usage(name string) string {
	i := slices.IndexFunc(functions, func(f function) bool { return f.name == name })
	return "it is called like " + functions[i].usage
}

// builtins are the functions of html/template itself.
var builtins = []string{"and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or",
	"print", "printf", "println", "slice", "urlquery"}

// parseFuncs is what the parser wants: the names.
func (t *Theme) parseFuncs() map[string]any {
	m := map[string]any(maps.Clone(t.funcs))
	for _, name := range builtins {
		m[name] = struct{}{}
	}
	return m
}

func functionNames() []string {
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = f.name
	}
	slices.Sort(names)
	return names
}

// translate is the function t.
func (t *Theme) translate(key string, args ...any) (string, error) {
	if !t.texts.has(key) {
		return "", t.unknownText(key)
	}
	return t.texts.text(key, args)
}

func (t *Theme) assetURL(name string) (string, error) {
	if u := t.assets[name]; u != "" {
		return u, nil
	}
	return "", t.unknownAsset(name)
}

func (t *Theme) unknownAsset(name string) *guardError {
	names := slices.Sorted(maps.Keys(t.assets))
	e := &guardError{message: fmt.Sprintf("there is no file static/assets/%s", name)}
	e.hint = didYouMean(name, names) + "assets are " + strings.Join(names, ", ")
	return e
}

func (t *Theme) unknownText(key string) *guardError {
	e := &guardError{message: fmt.Sprintf("there is no text %q in the catalogues", key)}
	e.hint = didYouMean(key, t.texts.keys()) + "add it to templates/i18n/en.json, or mend the key"
	return e
}

func (t *Theme) unknownShortcode(name string) *TemplateError {
	return &TemplateError{File: "templates/shortcodes/" + name + ".html",
		Message: fmt.Sprintf("there is no shortcode %q", name),
		Hint: didYouMean(name, t.shortcodes) + "shortcodes are " + strings.Join(t.shortcodes, ", ") +
			"; a new one is a template templates/shortcodes/" + name + ".html"}
}

func (t *Theme) siteURL(path string) string {
	if strings.Contains(path, "://") || strings.HasPrefix(path, "//") || strings.HasPrefix(path, "#") ||
		strings.HasPrefix(path, "mailto:") {
		return path
	}
	return t.opt.BasePath + strings.TrimLeft(path, "/")
}

func (t *Theme) within(section, url string) bool {
	return section != t.opt.BasePath && strings.HasSuffix(section, "/") && strings.HasPrefix(url, section)
}

func argument(s *view.Shortcode, name string, position int) string {
	if v, ok := s.Named[name]; ok {
		return v
	}
	if position >= 0 && position < len(s.Args) {
		return s.Args[position]
	}
	return ""
}

// date writes a date with the catalogue's months and order.
func (t *Theme) date(d time.Time) (string, error) {
	if d.IsZero() {
		return "", nil
	}
	months := strings.Split(t.Text("date.months"), "|")
	if len(months) != 12 {
		return "", errors.New(`the text "date.months" has to be twelve names with | between them`)
	}
	return t.Text("date.long", "day", d.Day(), "month", months[d.Month()-1], "year", d.Year()), nil
}

func isoDate(d time.Time) string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

// hrefOf writes a URL as the templates write it into an attribute.
var hrefOf = template.Must(template.New("href").Parse(`<a href="{{.}}">`))

// current marks links in finished HTML. The navigation of a section is the
// same bytes for all of its pages but for this one attribute, so it is rendered
// once and marked for each page.
func current(markup template.HTML, url string) (template.HTML, error) {
	var b strings.Builder
	if err := hrefOf.Execute(&b, url); err != nil {
		return "", err
	}
	link := strings.TrimSuffix(b.String(), ">")
	return template.HTML(strings.ReplaceAll(string(markup), link, link+` aria-current="page"`)), nil
}

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("arguments are pairs of a key and a value, but there are %d", len(pairs))
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("key %v is not a string", pairs[i])
		}
		m[key] = pairs[i+1]
	}
	return m, nil
}

func defaultTo(fallback, value any) any {
	if truth, _ := template.IsTrue(value); truth {
		return value
	}
	return fallback
}

func safeHTML(v any) template.HTML { return template.HTML(fmt.Sprint(defaultTo("", v))) }
