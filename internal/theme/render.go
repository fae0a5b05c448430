package theme

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"

	"sitegen/internal/view"
)

// Render writes the page of a view, which is one of package view's pages or a
// pointer to one, or a view.Redirect. The error is a *TemplateError; dst then
// holds a part of the page.
func (t *Theme) Render(dst *bytes.Buffer, v any) error {
	switch r := v.(type) {
	case *view.Redirect:
		return t.execute(dst, "redirect.html", r)
	case view.Redirect:
		return t.execute(dst, "redirect.html", &r)
	}
	p, v := page(v)
	if p == nil {
		panic(fmt.Sprintf("theme: a %T is not a page", v))
	}
	if _, ok := t.sums[p.Kind]; !ok && t.sums != nil {
		panic(fmt.Sprintf("theme: a page of kind %q has no template", p.Kind))
	}
	return t.execute(dst, rootName(p.Kind), v)
}

// Nav returns the navigation of a section. Its Sum is that of the navigation
// and of the templates.
func (t *Theme) Nav(n view.Navigation) (view.HTML, error) {
	var b bytes.Buffer
	if err := t.execute(&b, "nav.html", &n); err != nil {
		return view.HTML{}, err
	}
	sum, from := view.Fingerprint(&n), t.sums["nav"]
	return view.HTML{Sum: view.SumOf(sum[:], from[:]), Markup: template.HTML(b.String())}, nil
}

// Shortcode returns what a shortcode becomes. For one without a template the
// error names those that there are.
func (t *Theme) Shortcode(v view.Shortcode) (template.HTML, error) {
	if !t.HasShortcode(v.Name) {
		return "", t.unknownShortcode(v.Name)
	}
	var b bytes.Buffer
	if err := t.execute(&b, "shortcodes/"+v.Name+".html", &v); err != nil {
		return "", err
	}
	return template.HTML(bytes.TrimSpace(b.Bytes())), nil
}

func (t *Theme) execute(dst *bytes.Buffer, name string, v any) error {
	if t.fast(dst, name, v) {
		return nil
	}
	return t.slow(dst, name, v)
}

// slow executes a template by html/template.
func (t *Theme) slow(dst *bytes.Buffer, name string, v any) error {
	g := guard{dst: dst, start: dst.Len()}
	err := t.set.ExecuteTemplate(&g, name, v)
	if err == nil {
		return nil
	}
	if stop := (*guardError)(nil); errors.As(err, &stop) && len(g.open) > 0 && !execError(err) {
		// The guard stopped what was executed last.
		name := t.names[g.open[len(g.open)-1]]
		return &TemplateError{File: t.source[name].file(), Message: stop.message, Hint: stop.hint}
	}
	return t.explain(name, err)
}

// Marks are empty texts in the templates that a guard tells apart by their
// capacity: the only thing about an empty text that reaches the writer. From
// capEnter on they say which template begins.
const (
	capStep = 1 + iota
	capLeave
	capEnter
)

// guard passes on what a template writes and ends a template that would not
// end by itself. Package text/template has a limit of its own for depth, but
// one so high that unwinding from it takes minutes.
type guard struct {
	dst   *bytes.Buffer
	start int
	steps int
	open  []int // the templates that are being executed
}

// guardError is a mistake whose place is known to others.
type guardError struct{ message, hint string }

func (e *guardError) Error() string { return e.message }

var (
	depthExceeded = &guardError{
		fmt.Sprintf("templates call each other more than %d levels deep", MaxDepth),
		"a template that calls itself needs a condition under which it stops",
	}
	stepsExceeded = &guardError{
		fmt.Sprintf("the template ran through more than %d steps", MaxSteps),
		"a loop does not end, or not in a reasonable time",
	}
	outputExceeded = &guardError{
		fmt.Sprintf("the page is larger than %d MiB", MaxOutput>>20),
		"a loop writes without end, or the page should be several",
	}
)

// Write implements io.Writer.
func (g *guard) Write(p []byte) (int, error) {
	if g.steps++; g.steps > MaxSteps {
		return 0, stepsExceeded
	}
	if len(p) == 0 {
		switch mark := cap(p); {
		case mark == capLeave:
			g.open = g.open[:len(g.open)-1]
		case mark >= capEnter:
			if g.open = append(g.open, mark-capEnter); len(g.open) > MaxDepth {
				return 0, depthExceeded
			}
		}
		return 0, nil
	}
	if g.dst.Len()-g.start+len(p) > MaxOutput {
		return 0, outputExceeded
	}
	return g.dst.Write(p)
}
