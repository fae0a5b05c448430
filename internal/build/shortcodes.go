package build

import (
	"errors"
	"html/template"
	"maps"
	"slices"

	"sitegen/internal/diag"
	"sitegen/internal/markdown"
	"sitegen/internal/theme"
	"sitegen/internal/view"
)

// shortcodes binds the shortcodes of bodies to their templates.
type shortcodes struct {
	theme *theme.Theme
	site  func() view.Site
}

// unknownShortcode is one without template.
type unknownShortcode struct {
	name string
	pos  diag.Position
}

// bind fills a shortcode's target. One without template shows its inner part.
func (c *shortcodes) bind(r *resolver, n *node, slot *markdown.Slot, t *target) {
	pos := diag.Position{File: n.entry.File, Line: slot.Line, Column: slot.Column}
	if !c.theme.HasShortcode(slot.Dest) {
		n.unknown = append(n.unknown, unknownShortcode{slot.Dest, pos})
		t.HTML = func(inner string) (string, error) { return inner, nil }
		return
	}
	v := view.Shortcode{
		Name: slot.Dest, Named: map[string]string{},
		PageID: n.entry.ID, PageURL: r.urls.path(n.entry.URL), PageTitle: n.entry.Title, Site: c.site(),
	}
	for _, a := range slot.Args {
		if a.Name == "" {
			v.Args = append(v.Args, a.Value)
		} else {
			v.Named[a.Name] = a.Value
		}
	}
	t.HTML = func(inner string) (string, error) {
		v := v
		v.Inner = template.HTML(inner)
		out, err := c.theme.Shortcode(v)
		return string(out), placed(err, pos)
	}
}

// reportShortcodes tells of each shortcode without template once, at its first
// place.
func (r *resolver) reportShortcodes(problems *diag.List) {
	places := map[string][]diag.Position{}
	for _, n := range r.nodes {
		for _, u := range n.unknown {
			places[u.name] = append(places[u.name], u.pos)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(places)) {
		at := places[name]
		slices.SortFunc(at, diag.Position.Compare)
		hint := "add templates/shortcodes/" + name + ".html"
		if near := diag.Suggest(name, r.theme.ShortcodeNames()); near != "" {
			hint = "did you mean " + near + "? Otherwise " + hint
		}
		times := ""
		if len(at) > 1 {
			times = " (and in " + itoa(len(at)-1) + " more places)"
		}
		problems.Warnf(at[0], "unknown-shortcode", hint, "the shortcode %q has no template%s", name, times)
	}
}

// placedError is a template's failure with the place in the content that
// called it.
type placedError struct {
	pos diag.Position
	err error
}

func (e *placedError) Error() string { return e.pos.String() + ": " + e.err.Error() }
func (e *placedError) Unwrap() error { return e.err }

func placed(err error, pos diag.Position) error {
	if err == nil {
		return nil
	}
	return &placedError{pos: pos, err: err}
}

// takenError says that a file of static lies where the site has another.
type takenError struct{ path string }

func (e *takenError) Error() string { return "two files of the site have the path " + e.path }

// renderProblem turns a failure to render into the author's problem, if it is
// one.
func renderProblem(err error) (diag.Problem, bool) {
	var taken *takenError
	if errors.As(err, &taken) {
		return diag.Problem{Pos: diag.Position{File: "static/" + taken.path}, Rule: "reserved-url", Severity: diag.Error,
			Message: "/" + taken.path + " is taken by a page or file of the site", Hint: "rename or delete the file"}, true
	}
	var te *theme.TemplateError
	if !errors.As(err, &te) {
		return diag.Problem{}, false
	}
	p := templateProblem(te)
	var at *placedError
	if errors.As(err, &at) {
		p.Hint = "the shortcode stands at " + at.pos.String() + hintTail(p.Hint)
	}
	return p, true
}

func hintTail(hint string) string {
	if hint == "" {
		return ""
	}
	return "; " + hint
}
