package build

import (
	"errors"
	"html/template"
	"sort"
	"sync"

	"sitegen/internal/diag"
	"sitegen/internal/markdown"
	"sitegen/internal/theme"
	"sitegen/internal/view"
)

// shortcodes binds the shortcodes of bodies to their templates, and remembers
// those that have none.
type shortcodes struct {
	theme *theme.Theme
	mu    sync.Mutex
	// unknown are the places of shortcodes without template, by name.
	unknown map[string][]diag.Position
}

func newShortcodes(th *theme.Theme) *shortcodes {
	return &shortcodes{theme: th, unknown: map[string][]diag.Position{}}
}

// bind fills a shortcode's target. One without template shows its inner part.
func (c *shortcodes) bind(r *resolver, n *node, slot *markdown.Slot, t *target) {
	if !c.theme.HasShortcode(slot.Dest) {
		pos := diag.Position{File: n.entry.File, Line: slot.Line, Column: slot.Column}
		c.mu.Lock()
		c.unknown[slot.Dest] = append(c.unknown[slot.Dest], pos)
		c.mu.Unlock()
		t.HTML = func(inner string) (string, error) { return inner, nil }
		return
	}
	v := view.Shortcode{
		Name: slot.Dest, Named: map[string]string{},
		PageID: n.entry.ID, PageURL: r.urls.path(n.entry.URL), PageTitle: n.entry.Title, Site: siteView(r.cfg, r.site, r.urls, r.theme),
	}
	for _, a := range slot.Args {
		if a.Name == "" {
			v.Args = append(v.Args, a.Value)
		} else {
			v.Named[a.Name] = a.Value
		}
	}
	pos := diag.Position{File: n.entry.File, Line: slot.Line, Column: slot.Column}
	t.HTML = func(inner string) (string, error) {
		v := v
		v.Inner = template.HTML(inner)
		out, err := c.theme.Shortcode(v)
		return string(out), placed(err, pos)
	}
}

// report tells of each shortcode without template once, at its first place.
func (c *shortcodes) report(_ []*node, problems *diag.List) {
	names := make([]string, 0, len(c.unknown))
	for name := range c.unknown {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		at := c.unknown[name]
		sort.Slice(at, func(i, j int) bool { return at[i].Compare(at[j]) < 0 })
		hint := "add templates/shortcodes/" + name + ".html"
		if near := diag.Suggest(name, c.theme.ShortcodeNames()); near != "" {
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

// renderProblem turns a failure to render into the author's problem, if it is
// one.
func renderProblem(err error) (diag.Problem, bool) {
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
