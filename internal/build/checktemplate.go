package build

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"

	"sitegen/internal/diag"
	"sitegen/internal/markdown"
)

// templateText is a template's source.
type templateText struct {
	name string // "templates/partials/head.html"
	text []byte
}

// loadTemplates reads the templates in force: the site's own, and those of the
// theme that it does not replace.
func (pl *placer) loadTemplates() []templateText {
	pl.once.Do(func() {
		seen := map[string]bool{}
		add := func(fsys fs.FS, dir string) {
			if fsys == nil {
				return
			}
			// A folder that is not there has none, and one that cannot be read was
			// reported when the theme was loaded.
			_ = fs.WalkDir(fsys, dir, func(name string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() || path.Ext(name) != ".html" {
					return nil
				}
				full := path.Join("templates", strings.TrimPrefix(name, "templates"))
				if data, err := fs.ReadFile(fsys, name); err == nil && !seen[full] {
					seen[full] = true
					pl.templates = append(pl.templates, templateText{full, data})
				}
				return nil
			})
		}
		add(pl.s.opt.Source, "templates")
		add(pl.s.opt.Templates, ".")
		slices.SortFunc(pl.templates, func(a, b templateText) int { return strings.Compare(a.name, b.name) })
	})
	return pl.templates
}

// inTemplate places a problem in the template that wrote it: at the text as it
// stands on the page, or as it was before the site's path was put in front, in
// the page's own template first. A text that no template holds was computed:
// then the place is the page's template as a whole.
func (pg *page) inTemplate(out *placing, offset int) {
	kind := "page"
	if pg.s.isRedirect(pg.file) {
		kind = "redirect"
	} else if b, ok := pg.file.view().(bodied); ok {
		kind = b.Base().Kind
	}
	own := "templates/" + kind + ".html"
	if pos, ok := pg.written(own, attributeAt(pg.html, offset)); ok {
		out.Pos = pos
		return
	}
	if pos, ok := pg.onlyTag(offset); ok {
		out.Pos = pos
		return
	}
	out.Pos = diag.Position{File: own}
}

// onlyTag finds the one tag of the templates that begins as the one on the page
// does, up to a value that was computed.
func (pg *page) onlyTag(offset int) (found diag.Position, ok bool) {
	from, _ := tagAround(pg.html, offset)
	start := pg.html[from:min(offset, len(pg.html))]
	if len(start) < len("<a href=\"") {
		return found, false
	}
	for _, t := range pg.loadTemplates() {
		at := bytes.Index(t.text, start)
		if at < 0 {
			continue
		}
		if ok || bytes.Contains(t.text[at+1:], start) {
			return diag.Position{}, false
		}
		line, column := markdown.Position(t.text, at+len(start))
		found, ok = diag.Position{File: t.name, Line: line, Column: column}, true
	}
	return found, ok
}

// written finds where the templates have a value that stands on the page.
func (pg *page) written(own, value string) (diag.Position, bool) {
	short := strings.TrimPrefix(value, pg.s.urls.prefix)
	for _, wanted := range []string{value, "/" + short, short} {
		if wanted == "" || wanted == "/" {
			continue
		}
		for _, quote := range []string{`"`, "'", "`"} {
			if pos, ok := pg.inTemplates(own, quote+wanted+quote); ok {
				return pos, true
			}
		}
	}
	return diag.Position{}, false
}

// inTemplates finds a quoted text in the templates, in the one of the given name
// first.
func (pg *page) inTemplates(own, quoted string) (diag.Position, bool) {
	var found diag.Position
	for _, t := range pg.loadTemplates() {
		if found.File != "" && t.name != own {
			continue
		}
		if at := strings.Index(string(t.text), quoted); at >= 0 {
			line, column := markdown.Position(t.text, at+1)
			found = diag.Position{File: t.name, Line: line, Column: column}
		}
	}
	return found, found.File != ""
}
