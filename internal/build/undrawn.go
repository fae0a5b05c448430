package build

import (
	"errors"
	"io/fs"

	"sitegen/internal/diag"
	"sitegen/internal/markdown"
)

// reportUndrawn tells once of diagrams and once of formulas that readers see as
// source, since no script draws them, and of scripts that are not there.
func (r *resolver) reportUndrawn(problems *diag.List) {
	for _, kind := range []struct {
		feature              markdown.Features
		key, one, many, file string
	}{
		{markdown.HasMermaid, "mermaid", "mermaid diagram", "mermaid diagrams", "node_modules/mermaid/dist/mermaid.min.js"},
		{markdown.HasMath, "math", "formula", "formulas", "node_modules/mathjax/es5/tex-svg.js"},
	} {
		if script, told := r.cfg.Scripts[kind.key]; told {
			if _, err := fs.Stat(r.opt.Source, script.File); script.File != "" && errors.Is(err, fs.ErrNotExist) {
				problems.Errorf(script.Pos, "missing-script", "install it (with npm, perhaps), or correct the path, which begins at the site's folder", "there is no file %s", script.File)
			}
			continue
		}
		count, pages := 0, 0
		var first diag.Position
		for _, n := range r.nodes {
			if n.src == nil {
				continue
			}
			for _, d := range n.src.doc.Drawings {
				if d.Feature != kind.feature {
					continue
				}
				if count == 0 || d.First.Compare(first) < 0 {
					first = d.First
				}
				count, pages = count+d.Count, pages+1
			}
		}
		if count > 0 {
			problems.Notef(first, "undrawn", "bring a script with scripts: {"+kind.key+": "+kind.file+"}, or say "+kind.key+": false there",
				"no script draws %s on %s: readers see the source", counted(count, kind.one, kind.many), counted(pages, "page", "pages"))
		}
	}
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return itoa(n) + " " + many
}
