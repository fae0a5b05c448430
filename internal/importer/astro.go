package importer

import (
	"path"
	"strings"

	"sitegen/internal/content"
)

// astro is a folder with astro.config.mjs: collections in src/content, of which
// docs is the documentation of Starlight, pages in src/pages, files in public.
type astro struct {
	mdx
	starlight bool
}

const astroContent = "src/content/"

func (t *astro) roots() []string { return []string{"public", ".", "src/content/docs", "src/content"} }

func (t *astro) plan(s *site) error {
	t.starlight = s.exists(astroContent + "docs")
	s.docsAtRoot = t.starlight
	t.settings(s)
	err := s.walk("src/content", nil, func(name string) error {
		rel := strings.TrimPrefix(name, astroContent)
		inDocs := false
		if t.starlight {
			rel, inDocs = strings.CutPrefix(rel, "docs/")
		}
		return t.file(s, name, rel, inDocs || !t.starlight)
	})
	if err != nil {
		return err
	}
	err = s.walk("src/pages", nil, func(name string) error {
		rel := strings.TrimPrefix(name, "src/pages/")
		if isMarkdown(name) {
			s.addDoc(name, markdownTarget(rel), fileURL(rel)).docs = false
		} else {
			s.leave(name, "template", "a page that is a program: write it anew in Markdown, or as a template")
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, dir := range []string{"src/components", "src/layouts", "src/styles"} {
		if s.exists(dir) {
			s.leave(dir, "template", "components, styles and programs of the theme: sitegen's templates are its own")
		}
	}
	for _, dir := range []string{"public", "src/assets"} {
		err := s.walk(dir, nil, func(name string) error {
			rel := strings.TrimPrefix(strings.TrimPrefix(name, "public/"), "src/")
			s.addAsset(name, rel, "/"+rel)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// file lists a file of a collection.
func (t *astro) file(s *site, name, rel string, docs bool) error {
	switch base := path.Base(name); {
	case isMarkdown(name):
		d := s.addDoc(name, markdownTarget(rel), fileURL(rel))
		d.docs = docs
	case strings.HasPrefix(base, "config.") || strings.HasSuffix(base, ".ts") || strings.HasSuffix(base, ".astro"):
		s.leave(name, "template", "a program: sitegen's keys of front matter need no schema")
	case strings.HasSuffix(base, ".json") || strings.HasSuffix(base, ".yaml") || strings.HasSuffix(base, ".yml"):
		return s.dataFile(name)
	default:
		s.addAsset(name, rel, "/"+rel)
	}
	return nil
}

var astroKeys = []string{"site", "base", "title", "description"}

func (t *astro) settings(s *site) {
	for _, ext := range []string{"mjs", "ts", "js", "mts"} {
		name := "astro.config." + ext
		if !s.exists(name) {
			continue
		}
		report := s.configFile(name)
		seen := programTexts(s.read(name), astroKeys)
		for _, key := range []string{"title", "description"} {
			if v, ok := seen[key]; ok {
				s.setting(&v, key)
			}
		}
		if v, ok := seen["site"]; ok {
			v.Text = strings.TrimSuffix(v.Text, "/") + "/" + strings.TrimPrefix(seen["base"].Text, "/")
			s.baseURL(&v)
		}
		report.lost("setting", 0, "only site, base, title and description are read, where they are plain texts")
		return
	}
}

// member takes the keys that mean something to Astro and Starlight alone.
func (t *astro) member(s *site, d *doc, m *content.Value) bool {
	switch m.Key {
	case "sidebar":
		if order := m.Get("order"); order != nil && (order.Kind == content.Int || order.Kind == content.Float) {
			d.set("order", content.Int, wholeNumber(order.Text))
			d.report.mapped("order", int(order.KeyLine), "sidebar.order is order")
		}
		d.param(*m)
		return true
	case "slug":
		if m.Kind == content.Text && t.starlight && d.docs {
			d.old = []string{joinURL(m.Text)}
			d.set("url", content.Text, joinURL(m.Text))
			d.report.mapped("address", int(m.KeyLine), "slug %s is url %s", m.Text, joinURL(m.Text))
			return true
		}
	case "lastUpdated":
		if m.Kind == content.Date {
			d.set("updated", content.Date, m.Text)
			d.report.mapped("key", int(m.KeyLine), "lastUpdated is updated")
			return true
		}
	}
	return false
}

func (t *astro) body(s *site, d *doc) { t.mdx.convert(d) }
