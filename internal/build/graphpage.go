package build

import (
	"html"
	"html/template"
	"slices"

	"sitegen/internal/content"
	"sitegen/internal/layout"
	"sitegen/internal/view"
)

// graphView makes the page of the graph. The drawing on it is known by its sum,
// so that asking whether the page changed places nothing.
func (s *Snapshot) graphView() any {
	w := s.whole()
	v := &view.Graph{Page: s.listPage("graph", s.theme.Text("graph"), graphPath), DataURL: s.urls.path(graphDataPath)}
	v.Drawing.Sum = w.sum
	v.Description = s.theme.Text("graph.description", "title", s.cfg.Title)
	for _, n := range w.nodes {
		if kind := n.entry.Kind.String(); !slices.Contains(v.Kinds, kind) {
			v.Kinds = append(v.Kinds, kind)
		}
	}
	slices.Sort(v.Kinds)
	for _, l := range []content.Level{content.LevelFoundation, content.LevelIntermediate, content.LevelAdvanced} {
		if slices.ContainsFunc(s.site.Lessons, func(lesson *content.Lesson) bool { return lesson.Level == l }) {
			v.Levels = append(v.Levels, l.String())
		}
	}
	for g, c := range w.groups {
		if c != nil {
			v.Categories = append(v.Categories, view.ListItem{Title: c.Title, URL: s.categoryLink(c.Slug).URL,
				Summary: firstNonEmpty(c.Summary, c.Description), Count: w.sizes[g]})
		}
	}
	v.JSONLD = s.breadcrumbLD(&v.Page)
	return v
}

// Up to how many entries the drawing without a script has each one's title, has
// each as a link, and has them as dots.
const (
	maxTitled = 60
	maxLinked = 400
	maxDotted = 3000
)

// draw writes the drawing for readers without scripts, and for the moment before
// the script draws: the same places, the categories as discs. It is hidden from
// assistive technology; the page lists the categories too.
func (w *wholeGraph) draw() template.HTML {
	p := w.placement()
	const margin = layout.Spacing / 2
	b := append([]byte(nil), `<svg class="still" viewBox="`...)
	for i, n := range []int{-margin, -margin, p.Width + 2*margin, p.Height + 2*margin} {
		if i > 0 {
			b = append(b, ' ')
		}
		b = number(b, n)
	}
	// Letters of one size on the screen, whatever the size of the site.
	letter := max(max(p.Width, p.Height*3/2)/70, layout.Spacing/3)
	b = append(number(append(b, `" font-size="`...), letter), `" aria-hidden="true">`...)
	for g, d := range p.Groups {
		if w.groups[g] != nil {
			b = append(b, `<a tabindex="-1" href="`...)
			b = append(b, html.EscapeString(w.snapshot.categoryLink(w.groups[g].Slug).URL)...)
			b = append(appendCircle(append(b, `">`...), d.X, d.Y, d.R), `</a>`...)
		}
	}
	b = w.drawNodes(b, p)
	for g, d := range p.Groups {
		if c := w.groups[g]; c != nil {
			b = appendLines(b, layout.Wrap(c.Title, max(15, 3.4*float64(d.R)/float64(letter)), 2), d.X, d.Y-d.R, letter)
		}
	}
	return template.HTML(append(b, `</svg>`...))
}

func (w *wholeGraph) drawNodes(b []byte, p layout.Placement) []byte {
	if len(w.nodes) > maxDotted {
		return b
	}
	if len(w.nodes) > maxLinked {
		// One line with round ends and no length for each.
		b = append(b, `<path d="`...)
		for _, at := range p.Nodes {
			b = append(number(append(number(append(b, 'M'), at.X), ' '), at.Y), "h0"...)
		}
		return append(b, `"/>`...)
	}
	for i, n := range w.nodes {
		at := p.Nodes[i]
		b = append(b, `<a tabindex="-1" class="`...)
		b = append(append(b, n.entry.Kind.String()...), `" href="`...)
		b = append(append(b, html.EscapeString(w.snapshot.urls.path(n.entry.URL))...), `"><title>`...)
		b = append(append(b, html.EscapeString(n.entry.Title)...), `</title>`...)
		b = appendCircle(b, at.X, at.Y, layout.Spacing/8)
		if len(w.nodes) <= maxTitled {
			b = appendLines(b, layout.Wrap(n.entry.Title, 16, 2), at.X, at.Y+layout.Spacing/2, layout.Spacing/4)
		}
		b = append(b, `</a>`...)
	}
	return b
}

func appendCircle(b []byte, x, y, r int) []byte {
	b = number(append(b, `<circle cx="`...), x)
	b = number(append(b, `" cy="`...), y)
	return append(number(append(b, `" r="`...), r), `"/>`...)
}

// appendLines writes lines of text around the middle of which they are.
func appendLines(b []byte, lines []string, x, y, letter int) []byte {
	height := letter * 5 / 4
	y -= height * (len(lines) - 1) / 2
	for _, line := range lines {
		b = number(append(b, `<text x="`...), x)
		b = number(append(b, `" y="`...), y+letter/3)
		b = append(append(append(b, `" text-anchor="middle">`...), html.EscapeString(line)...), `</text>`...)
		y += height
	}
	return b
}
