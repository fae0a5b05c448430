package build

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/output"
	"sitegen/internal/view"
)

// maxNavItems is how many pages of a category the navigation lists; in a
// larger category it lists none, for a list that nobody can scan would be the
// largest part of every page.
const maxNavItems = 60

// makeNavs renders the navigation once for each section of the site. Keys are
// "lessons/SLUG" and "glossary/SLUG", with an empty slug where no category is
// open, and "pages/FOLDER" for plain pages.
func (s *Snapshot) makeNavs() error {
	s.navs = map[string]view.HTML{}
	add := func(kind, slug string, sections []view.NavSection) error {
		html, err := s.theme.Nav(view.Navigation{Site: s.siteView, Kind: kind, Current: slug, Sections: sections})
		s.navs[kind+"/"+slug] = html
		return err
	}
	course := s.courseCategories()
	for _, current := range append([]*content.Category{nil}, course...) {
		var sections []view.NavSection
		slug := ""
		if current != nil {
			slug = current.Slug
		}
		for _, c := range course {
			sec := view.NavSection{Title: c.Title, URL: s.urls.path(c.LessonsURL), Slug: c.Slug, Current: c == current}
			if c == current && len(c.Lessons) <= maxNavItems {
				for _, l := range c.Lessons {
					sec.Items = append(sec.Items, view.NavItem{ID: l.ID, Title: l.Title, URL: s.urls.path(l.URL)})
				}
			}
			sections = append(sections, sec)
		}
		if err := add("lessons", slug, sections); err != nil {
			return err
		}
	}
	for top, sections := range s.pageSections() {
		if err := add("pages", top, sections); err != nil {
			return err
		}
	}
	for _, current := range append([]*content.Category{nil}, s.site.Categories...) {
		var sections []view.NavSection
		slug := ""
		if current != nil {
			slug = current.Slug
		}
		for _, c := range s.site.Categories {
			if len(c.Terms) == 0 {
				continue
			}
			sec := view.NavSection{Title: c.Title, URL: s.urls.path(c.URL), Slug: c.Slug, Current: c == current}
			if c == current && len(c.Terms) <= maxNavItems {
				for _, card := range s.section(c, c.URL).Terms {
					sec.Items = append(sec.Items, view.NavItem{ID: card.ID, Title: card.Title, URL: card.URL})
				}
			}
			sections = append(sections, sec)
		}
		if err := add("glossary", slug, sections); err != nil {
			return err
		}
	}
	return nil
}

// addFiles lists everything that the site consists of.
func (s *Snapshot) addFiles() {
	s.addSearch()
	s.addGraph()
	s.addPages()
	s.addLists()
	s.addRedirects()
	s.addData()
	s.addCards()
	own := make(map[string]bool, len(s.site.Assets))
	for _, a := range s.site.Assets {
		own[outputPath(a.URL)] = true
	}
	for _, f := range s.theme.Files() {
		if own[f.Path] {
			continue // content/favicon.ico stands for the theme's
		}
		class := output.Page
		if strings.HasPrefix(f.Path, "assets/") {
			class = output.Asset
		}
		s.files = append(s.files, &File{Path: f.Path, Class: class,
			key:  func() (view.Sum, error) { return view.Sum(output.SumOf(f.Data)), nil },
			data: buffered(func() ([]byte, error) { return f.Data, nil })})
	}
	for _, a := range s.site.Assets {
		s.files = append(s.files, &File{Path: outputPath(a.URL), Class: output.Asset,
			data: buffered(func() ([]byte, error) {
				data, err := fs.ReadFile(s.opt.Source, a.File)
				if err != nil {
					return nil, fmt.Errorf("read %s: %w", a.File, err)
				}
				return data, nil
			})})
	}
	for feature, script := range s.cfg.Scripts {
		if script.File == "" {
			continue
		}
		s.files = append(s.files, &File{Path: scriptPath(feature, script.File), Class: output.Asset,
			data: buffered(func() ([]byte, error) {
				data, err := fs.ReadFile(s.opt.Source, script.File)
				if err != nil {
					return nil, fmt.Errorf("script for %s: %w", feature, err)
				}
				return data, nil
			})})
	}
}

// scriptPath is where a script that the site brings is published.
func scriptPath(feature, script string) string { return "assets/" + feature + "/" + path.Base(script) }

// scripts are the URLs of the site's own scripts that a page needs.
func (s *Snapshot) scripts(features []string) []string {
	var out []string
	for _, f := range features {
		if script := s.cfg.Scripts[f]; script.File != "" {
			out = append(out, s.urls.path(scriptPath(f, script.File)))
		}
	}
	return out
}

// add appends a page and, where it has text of an author's, its Markdown twin.
func (s *Snapshot) add(urlPath, entry string, view func() any) {
	s.files = append(s.files, &File{Path: outputPath(urlPath), Class: output.Page, Entry: entry, view: view})
}

// addTwin adds the Markdown twin of a page.
func (s *Snapshot) addTwin(urlPath string, n *node) {
	if n.src == nil {
		return
	}
	s.files = append(s.files, &File{Path: outputPath(twinPath(urlPath)), Class: output.Page, Entry: n.entry.ID,
		key:  func() (view.Sum, error) { return s.twinSum(n), nil },
		data: buffered(func() ([]byte, error) { return s.twin(n) })})
}

// listURLs are those of pages that list others, which an entry may introduce.
func (s *Snapshot) listURLs() map[string]bool {
	return map[string]bool{"/": true, content.ReviewURL: len(s.terms) > 0, s.site.GlossaryURL(): true, s.site.LessonsURL(): true,
		categoriesPath: true, tagsPath: true}
}

func (s *Snapshot) addPages() {
	lists := s.listURLs()
	for _, n := range s.nodes {
		e := n.entry
		switch {
		case n.term != nil:
			s.add(e.URL, e.ID, func() any { return s.termView(n) })
		case n.lesson != nil:
			s.add(e.URL, e.ID, func() any { return s.lessonView(n) })
		case n.category != nil || lists[e.URL]:
			continue // the lists' business
		default:
			s.add(e.URL, e.ID, func() any { return s.plainView(n) })
		}
		s.addTwin(e.URL, n)
	}
}

// addLists adds the pages that list others; an entry at such a URL gives the
// list its title and text.
func (s *Snapshot) addLists() {
	list := func(urlPath string, view func() any) {
		id := ""
		if e, ok := s.site.Index.ByURL(urlPath); ok && s.byID[e.ID] != nil {
			id = e.ID
			s.addTwin(urlPath, s.byID[id])
		}
		s.add(urlPath, id, view)
	}
	list("/", s.homeView)
	if len(s.site.Terms) > 0 {
		list(s.site.GlossaryURL(), s.glossaryView)
	}
	if len(s.site.Lessons) > 0 {
		list(s.site.LessonsURL(), s.courseView)
	}
	for _, c := range s.site.Categories {
		n := s.byID[c.ID]
		if c.LessonsURL != "" {
			s.add(c.LessonsURL, c.ID, func() any { return s.categoryView(c, true) })
			s.addTwin(c.LessonsURL, n)
			s.add(c.URL, "", func() any { return s.categoryView(c, false) })
			continue
		}
		s.add(c.URL, c.ID, func() any { return s.categoryView(c, false) })
		s.addTwin(c.URL, n)
	}
	if len(s.terms) > 0 {
		list(content.ReviewURL, func() any { return s.reviewView(nil) })
		for _, c := range s.site.Categories {
			if url := c.ReviewURL(); url != "" {
				s.add(url, "", func() any { return s.reviewView(c) })
			}
		}
	}
	if len(s.site.Categories) > 0 {
		list(categoriesPath, s.categoriesView)
	}
	for _, t := range s.site.Tags {
		s.add(t.URL, "", func() any { return s.tagView(t) })
	}
	if len(s.site.Tags) > 0 {
		list(tagsPath, s.tagsView)
	}
	s.add("/404.html", "", s.notFoundView)
}

// addRedirects adds a page at each old URL, for hosts that know no _redirects.
func (s *Snapshot) addRedirects() {
	for _, n := range s.nodes {
		for _, alias := range n.entry.Aliases {
			name := outputPath(alias)
			if path.Ext(name) == "" {
				name += "/index.html"
			}
			s.redirectPaths[name] = true
			s.files = append(s.files, &File{Path: name, Class: output.Page, view: func() any {
				return &view.Redirect{Language: s.cfg.Language, Title: n.entry.Title, URL: s.urls.path(n.entry.URL),
					Canonical: firstNonEmpty(s.urls.absolute(n.entry.URL), s.urls.path(n.entry.URL))}
			}})
		}
	}
}
