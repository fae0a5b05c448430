package importer

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/diag"
)

// maxRepairs bounds how often the site is assembled anew. Every round takes
// out all that it finds, so a second is rare; what is left after the last
// stays for the build to report.
const maxRepairs = 12

// settle assembles the site as a build does, and takes out what is an error,
// until there is none.
func (s *site) settle() error {
	for range maxRepairs {
		problems, err := s.assemble()
		if err != nil {
			return err
		}
		if !s.repair(problems) {
			break
		}
	}
	s.files = map[string]*item{}
	for _, d := range s.docs {
		s.learn(&d.item)
		if e, ok := s.built.Index.ByFile(d.file()); ok {
			d.url, d.aliases = e.URL, e.Aliases
			if c := s.built.Index.Category(e.Slug); c != nil && &c.Entry == e && c.LessonsURL != "" {
				d.url = c.LessonsURL
			}
			if !d.kindKnown || d.kind != e.Kind {
				d.kind, d.kindKnown, d.head = e.Kind, true, nil
			}
		}
	}
	urls := map[string]string{}
	for _, a := range s.built.Assets {
		urls[a.File] = a.URL
	}
	for _, a := range s.assets {
		s.learn(a)
		a.url = urls[a.file()]
	}
	return nil
}

func (s *site) learn(i *item) { s.files[i.target] = i }

// assemble makes the content model of the site as it is now.
func (s *site) assemble() (diag.List, error) {
	config := s.configText()
	if s.opt.Site != nil {
		var err error
		if config, err = fs.ReadFile(s.opt.Site, content.ConfigFile); err != nil {
			return nil, fmt.Errorf("read the site's configuration: %w", err)
		}
	}
	cfg, _ := content.ParseConfig(content.ConfigFile, config)
	sources, err := s.existing(cfg)
	if err != nil {
		return nil, err
	}
	var problems diag.List
	for _, d := range s.docs {
		if d.head == nil {
			d.parse()
		}
		problems = append(problems, d.problems...)
		sources = append(sources, content.Source{File: d.file(), Head: d.head, Heading: heading(d.lines)})
	}
	for _, a := range s.assets {
		sources = append(sources, content.Source{File: a.file()})
	}
	built, found := content.Assemble(cfg, sources, content.Options{Drafts: true, Future: true})
	s.built = built
	return append(problems, found...), nil
}

// parse reads the front matter of a doc as it would be written now.
func (d *doc) parse() {
	text := d.raw
	if text == nil {
		text = d.frontMatter()
		if len(d.lines) > 0 {
			text = append(text, "Text.\n"...)
		}
	}
	d.written, d.head, d.problems = content.FrontMatter(d.file(), text)
}

// existing returns the sources of the site to which terms are added.
func (s *site) existing(cfg *content.Config) ([]content.Source, error) {
	if s.opt.Site == nil {
		return nil, nil
	}
	var sources []content.Source
	err := fs.WalkDir(s.opt.Site, cfg.Content, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == cfg.Content && errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll
		case err != nil:
			return err
		case d.IsDir() && name != cfg.Content && (hidden(d.Name()) || cfg.Besides(name) || s.isPublished(name)):
			return fs.SkipDir
		case !d.Type().IsRegular() || cfg.Besides(name):
			return nil
		}
		source := content.Source{File: name}
		if content.IsMarkdown(name) {
			data, err := fs.ReadFile(s.opt.Site, name)
			if err != nil {
				return err
			}
			source.Head, _ = content.ParseHead(name, data)
			source.Heading = heading(splitLines(string(data[source.Head.Body:]), 1))
		}
		sources = append(sources, source)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the site: %w", err)
	}
	return sources, nil
}

// isPublished reports whether a folder of the site is one that a build wrote,
// which may lie among the pages.
func (s *site) isPublished(dir string) bool {
	_, err := fs.Stat(s.opt.Site, path.Join(dir, ".sitegen-manifest"))
	return err == nil
}

// repair takes out what the problems are about, and reports whether anything
// changed.
func (s *site) repair(problems diag.List) bool {
	docs := map[string]*doc{}
	for _, d := range s.docs {
		docs[d.file()] = d
	}
	changed := false
	for _, p := range problems {
		if p.Severity != diag.Error {
			continue
		}
		if d := docs[p.Pos.File]; d != nil && d.raw == nil {
			changed = s.repairDoc(d, p) || changed
		} else if d == nil {
			changed = s.dropAsset(p) || changed
		}
	}
	return changed
}

// repairDoc mends one problem of a doc.
func (s *site) repairDoc(d *doc, p diag.Problem) bool {
	switch p.Rule {
	case "url-collision", "reserved-url", "duplicate-id":
		// The key that asked for the address goes first, then the file's name.
		for _, key := range []string{"url", "slug"} {
			if d.field(key) != nil && p.Rule != "duplicate-id" {
				d.report.lost("address", 0, "%s", p.Message)
				d.remove(key)
				return true
			}
		}
		s.rename(d, p)
		return true
	}
	if d.head == nil { // mended in this round already; the next one tells
		return true
	}
	for i := range d.written {
		m := &d.written[i]
		own := d.field(m.Key)
		if own == nil || p.Pos.Line == 0 {
			continue
		}
		for j := range m.Items {
			if at(&m.Items[j], p) && own.Kind == content.List && j < len(own.Items) {
				d.report.lost(subject(m.Key), int(own.Items[j].Line), "%s: left out", p.Message)
				own.Items = slices.Delete(slices.Clone(own.Items), j, j+1)
				if len(own.Items) == 0 {
					d.remove(m.Key)
				}
				d.head = nil
				return true
			}
		}
		if at(m, p) || int(m.KeyLine) == p.Pos.Line && int(m.KeyColumn) == p.Pos.Column {
			d.report.lost(subject(m.Key), int(own.KeyLine), "%s; it stands below params now", p.Message)
			d.param(*own)
			d.remove(m.Key)
			return true
		}
	}
	return false
}

// at reports whether a problem is about a value.
func at(v *content.Value, p diag.Problem) bool {
	return int(v.Line) == p.Pos.Line && int(v.Column) == p.Pos.Column
}

// subject is what a remark about a key's value is about.
func subject(key string) string {
	switch content.FindKey(key).Type {
	case content.TypeReference, content.TypeReferences:
		return "reference"
	case content.TypePath, content.TypePaths, content.TypeSlug:
		return "old address"
	}
	switch key {
	case "tags":
		return "tag"
	case "category":
		return "category"
	}
	return "value"
}

// rename gives a file another name, since its address is taken.
func (s *site) rename(d *doc, p diag.Problem) {
	dir, base := path.Split(d.target)
	name := strings.TrimSuffix(base, path.Ext(base))
	if name == "index" || name == "_index" {
		dir, name = path.Split(strings.TrimSuffix(dir, "/"))
	}
	name = strings.TrimPrefix(name, "_")
	for n := 2; ; n++ {
		target := fmt.Sprintf("%s%s-%d.md", dir, name, n)
		if s.docAt(target) == nil && s.docAt(strings.TrimSuffix(target, ".md")+"/index.md") == nil {
			d.report.lost("address", 0, "%s, so this file became %s", p.Message, target)
			d.target, d.head = target, nil
			return
		}
	}
}

// dropAsset leaves out a file whose address is taken.
func (s *site) dropAsset(p diag.Problem) bool {
	i := slices.IndexFunc(s.assets, func(a *item) bool { return a.file() == p.Pos.File })
	if i < 0 {
		return false
	}
	s.leave(s.assets[i].src, "file", "%s", p.Message)
	delete(s.bySrc, s.assets[i].src)
	s.assets = slices.Delete(s.assets, i, i+1)
	return true
}

// sectionPages gives a folder of pages without one a page of its own, which
// lists them.
func (s *site) sectionPages() {
	described, holds := map[string]bool{}, map[string]bool{}
	for _, d := range s.docs {
		dir, base := path.Split(d.target)
		if name := stem(base); name == "index" || name == "_index" {
			described[dir] = true
		} else if d.kindKnown && d.kind == content.KindPage {
			holds[dir] = true
		}
	}
	for _, d := range s.docs { // content/blog.md describes content/blog
		described[strings.TrimSuffix(d.target, ".md")+"/"] = true
	}
	for _, dir := range slices.Sorted(keys(holds)) {
		if dir == "" || described[dir] || s.opt.Site != nil {
			continue
		}
		d := s.makeDoc(strings.TrimSuffix(dir, "/"), dir+"_index.md")
		d.setText("title", titleFrom(path.Base(dir)))
		d.report.mapped("section page", 0, "a page for the folder, which lists what is in it")
	}
}

// addAliases keeps the old addresses of pages that have another now.
func (s *site) addAliases() {
	if s.kind == Markdown { // no site was made of it
		return
	}
	taken := s.claimed()
	for _, d := range s.docs {
		if d.url == "" || d.raw != nil {
			continue
		}
		for _, old := range d.old {
			s.addAlias(d, old, taken)
		}
	}
}

// addAlias makes an old address lead to the doc.
func (s *site) addAlias(d *doc, old string, taken map[string]bool) {
	old = "/" + strings.TrimPrefix(strings.TrimSuffix(old, "index.html"), "/")
	if !strings.HasSuffix(old, "/") && path.Ext(old) != ".html" {
		old += "/"
	}
	key := strings.ToLower(old)
	switch {
	case old == d.url || slices.Contains(d.aliases, old):
	case key == strings.ToLower(d.url):
		// A redirect would be the page itself where the file system does not
		// tell the letters apart, so the page keeps its address.
		if d.kind != content.KindCategory && d.field("url") == nil {
			d.set("url", content.Text, old)
			d.report.mapped("old address", 0, "the address %s stays", old)
		}
	case taken[key]:
		d.report.lost("old address", 0, "%s cannot lead here: another page has that address", old)
	default:
		taken[key] = true
		d.addTexts("aliases", old)
		d.report.mapped("old address", 0, "%s leads here, to %s", old, d.url)
	}
}

// claimed returns all addresses of the site, in small letters.
func (s *site) claimed() map[string]bool {
	taken := map[string]bool{"/": true, "/categories/": true, "/tags/": true, "/search/": true, "/graph/": true, "/404.html": true}
	add := func(urls ...string) {
		for _, u := range urls {
			taken[strings.ToLower(u)] = true
		}
	}
	add(s.built.GlossaryURL(), s.built.LessonsURL())
	for _, t := range s.built.Terms {
		add(append(t.Aliases, t.URL)...)
	}
	for _, l := range s.built.Lessons {
		add(append(l.Aliases, l.URL)...)
	}
	for _, p := range s.built.Pages {
		add(append(p.Aliases, p.URL)...)
	}
	for _, c := range s.built.Categories {
		add(append(c.Aliases, c.URL, c.LessonsURL)...)
	}
	for _, t := range s.built.Tags {
		add(t.URL)
	}
	for _, a := range s.built.Assets {
		add(a.URL)
	}
	return taken
}

// makeReport counts and sorts.
func (s *site) makeReport() Report {
	b := s.built
	r := Report{From: s.kind, Source: s.opt.Name, Title: b.Config.Title}
	for _, d := range s.docs {
		d.report.Target = d.file()
		d.report.Kind = d.kind.String()
		if !d.kindKnown {
			d.report.Kind = "file"
			d.report.kept("file", 0, "sitegen leaves the file out, as its name or its front matter asks")
		} else {
			switch d.kind {
			case content.KindTerm:
				r.Terms++
			case content.KindLesson:
				r.Lessons++
			case content.KindPage:
				r.Pages++
			case content.KindCategory:
				r.Categories++
			}
		}
		r.Files = append(r.Files, *d.report)
	}
	for _, a := range s.assets {
		r.Files = append(r.Files, FileReport{Source: a.src, Target: a.file(), Kind: "asset"})
	}
	r.Assets = len(s.assets)
	for _, f := range s.left {
		r.Files = append(r.Files, *f)
	}
	for _, f := range r.Files {
		slices.SortStableFunc(f.Remarks, func(x, y Remark) int { return x.Line - y.Line })
	}
	slices.SortStableFunc(r.Files, func(x, y FileReport) int {
		if c := strings.Compare(x.Source, y.Source); c != 0 {
			return c
		}
		return strings.Compare(x.Target, y.Target)
	})
	return r
}
