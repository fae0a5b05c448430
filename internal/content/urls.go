package content

import (
	"fmt"
	"path"
	"strings"

	"sitegen/internal/diag"
)

// urls gives entries their slugs and URLs: a page lies below the page of the
// folder that its file is in.
type urls struct {
	layout *layout
	// index has the file that describes a folder.
	index map[string]*info
	// dirs has the URL of each folder that was asked for.
	dirs map[string]string
}

func newURLs(l *layout) *urls {
	return &urls{layout: l, index: map[string]*info{}, dirs: map[string]string{"": "/"}}
}

// learn notes which folders are described by a file.
func (u *urls) learn(files []*info) {
	for _, f := range files {
		if f.isIndex() && f.role != roleHome && u.index[f.dir] == nil {
			u.index[f.dir] = f
		}
	}
}

// dir returns the URL of a folder below content, "" for content itself.
func (u *urls) dir(dir string) string {
	if url, ok := u.dirs[dir]; ok {
		return url
	}
	var url string
	if f := u.index[dir]; f != nil {
		_, url = u.entry(f)
	} else {
		url = u.dir(parent(dir)) + pathSlug(path.Base(dir)) + "/"
	}
	u.dirs[dir] = url
	return url
}

// parent is the folder that holds dir; that of a folder at the top is "".
func parent(dir string) string {
	if i := strings.LastIndexByte(dir, '/'); i >= 0 {
		return dir[:i]
	}
	return ""
}

// pathSlug is the slug of a file or folder, which is never empty.
func pathSlug(name string) string {
	if s := Slugify(name); s != "" {
		return s
	}
	return strings.Trim(strings.ToLower(name), ".")
}

// entry returns slug and URL of a file's page. For a folder of lessons the URL
// is that of the folder, not of the category.
func (u *urls) entry(f *info) (slug, url string) {
	if f.role == roleHome {
		return "", "/"
	}
	name, above := f.stem, f.dir
	if f.isIndex() {
		name, above = path.Base(f.dir), parent(f.dir)
	}
	slug = pathSlug(name)
	if f.role == roleSection {
		return slug, u.dir(above) + slug + "/"
	}
	own := ""
	for i := range f.Head.Fields {
		switch field := &f.Head.Fields[i]; field.Key {
		case "slug":
			slug = strings.Join(strings.Fields(field.Value.Text), "-")
		case "url":
			own = field.Value.Text
		}
	}
	if own == "" || f.role == roleFolder || f.role == roleNamedCategory {
		return slug, u.dir(above) + slug + "/"
	}
	url, _ = pageURL(own)
	if last := path.Base(url); last != "/" {
		slug = last
	}
	return slug, url
}

// pageURL brings the path that an author wants for a page to the form of all
// pages; old is the path as it was where that one must redirect.
func pageURL(own string) (url, old string) {
	p := "/" + strings.Trim(own, "/")
	for _, name := range []string{"/index.html", "/index.htm"} {
		if before, ok := strings.CutSuffix(p, name); ok {
			return strings.TrimSuffix(before, "/") + "/", ""
		}
	}
	for _, extension := range []string{".html", ".htm"} {
		if before, ok := strings.CutSuffix(p, extension); ok {
			return before + "/", p
		}
	}
	return strings.TrimSuffix(p, "/") + "/", ""
}

// aliases returns the old URLs of an entry, without its own and repetitions.
func (u *urls) aliases(f *info, url string) []string {
	var list []string
	add := func(alias string) {
		if alias == url {
			return
		}
		for _, a := range list {
			if a == alias {
				return
			}
		}
		list = append(list, alias)
	}
	for i := range f.Head.Fields {
		field := &f.Head.Fields[i]
		switch field.Key {
		case "url":
			if _, old := pageURL(field.Value.Text); old != "" && f.role != roleSection {
				add(old)
			}
		case "aliases":
			for j := range field.Value.Items {
				add(aliasURL(field.Value.Items[j].Text, url))
			}
		}
	}
	return list
}

// aliasURL makes an alias absolute. Unless it names a file, it ends in a slash.
func aliasURL(alias, url string) string {
	p := alias
	if !strings.HasPrefix(p, "/") {
		p = path.Dir(strings.TrimSuffix(url, "/")) + "/" + p
	}
	p = path.Clean(p)
	switch strings.ToLower(path.Ext(p)) {
	case ".html", ".htm", ".php", ".asp", ".aspx", ".jsp", ".cgi", ".xml", ".json", ".txt", ".md", ".pdf":
		return p
	}
	return strings.TrimSuffix(p, "/") + "/"
}

// GlossaryURL returns the path of the A-Z of all terms.
func (s *Site) GlossaryURL() string { return rootURL(s.Config.Glossary.Dir, "glossary") }

// LessonsURL returns the path of the course's first page.
func (s *Site) LessonsURL() string { return rootURL(s.Config.Lessons.Dir, "lessons") }

func rootURL(dir, fallback string) string {
	if dir == "." {
		return "/" + fallback + "/"
	}
	elements := strings.Split(dir, "/")
	for i, e := range elements {
		elements[i] = pathSlug(e)
	}
	return "/" + strings.Join(elements, "/") + "/"
}

// collectAssets gives the files that are copied their URLs.
func (a *assembler) collectAssets(s *Site) {
	for i := range a.sources {
		src := &a.sources[i]
		if src.Head != nil {
			continue
		}
		rel := below(src.File)
		dir := strings.TrimSuffix(path.Dir(rel), ".")
		if isHidden(rel) || a.belongsToDropped(dir) {
			continue
		}
		a.assets = append(a.assets, &Asset{File: src.File, URL: a.urls.dir(dir) + path.Base(rel)})
	}
	s.Assets = a.assets
	sortBy(s.Assets, func(x *Asset) string { return x.URL + "\x00" + x.File })
}

// belongsToDropped reports whether a folder is, or lies in, that of an entry
// that is left out.
func (a *assembler) belongsToDropped(dir string) bool {
	for ; dir != ""; dir = parent(dir) {
		if a.dropped.dirs[dir] {
			return true
		}
	}
	return false
}

// claim is who writes to an output path.
type claim struct {
	url  string // as it will be, with its letter case
	who  string // "the page of content/a.md"
	page bool
	// intro marks a page of sitegen's own that may begin with an author's
	// text; own is any page of sitegen's own.
	intro, own bool
}

// claims are the output paths of a site, compared without letter case, since
// many file systems do not tell "About" from "about".
type claims map[string]claim

// outputPath is the file that holds what is at a URL.
func outputPath(url string) string {
	p := strings.TrimPrefix(url, "/")
	if p == "" || strings.HasSuffix(p, "/") {
		p += "index.html"
	}
	return p
}

// checkURLs reports everything that would be written to one place twice.
func (a *assembler) checkURLs(s *Site) {
	taken := make(claims, 2*(len(a.made)+len(s.Assets)))
	for _, url := range []string{"/graph/", "/search/", "/404.html", "/sitemap.xml", "/feed.xml", "/robots.txt", "/llms.txt",
		"/graph.json", "/glossary.json", "/_redirects"} {
		taken[fold(outputPath(url))] = claim{url: url, own: true}
	}
	for _, url := range []string{"/", s.GlossaryURL(), s.LessonsURL(), "/categories/", "/tags/"} {
		taken[fold(outputPath(url))] = claim{url: url, own: true, intro: true}
	}
	for _, c := range s.Categories {
		a.claimCategory(taken, c)
	}
	for _, t := range s.Tags {
		a.claim(taken, t.Entries[0].Pos("tags"), "url-collision", claim{url: t.URL, who: fmt.Sprintf("the page of the tag %q", t.Name)})
	}
	for _, m := range a.made {
		e := m.entry
		c := claim{url: e.URL, who: "the page of " + e.File, page: e.Kind == KindPage}
		a.claim(taken, urlPosition(e), "url-collision", c)
	}
	for _, asset := range s.Assets {
		a.claim(taken, diag.Position{File: asset.File}, "url-collision", claim{url: asset.URL, who: "the file " + asset.File})
	}
	for _, m := range a.made {
		a.claimAliases(taken, m.entry, m.head)
	}
	for _, c := range s.Categories {
		if h := a.categories.heads[c]; h != nil {
			a.claimAliases(taken, &c.Entry, h)
		}
	}
	a.checkFolders(taken, s)
}

// urlPosition is where the author said what makes the URL.
func urlPosition(e *Entry) diag.Position {
	if p := e.Pos("url"); p.Column > 0 {
		return p
	}
	return e.Pos("slug")
}

// claimCategory claims both pages of a category.
func (a *assembler) claimCategory(taken claims, c *Category) {
	pos := diag.Position{File: c.File}
	if c.Pos != nil {
		pos = c.Pos("slug")
	}
	who := fmt.Sprintf("the page of the category %q", c.Title)
	if c.LessonsURL != "" {
		a.claim(taken, pos, "url-collision", claim{url: c.LessonsURL, who: who})
	}
	a.claim(taken, pos, "url-collision", claim{url: c.URL, who: who})
}

// claimAliases claims the redirects of an entry.
func (a *assembler) claimAliases(taken claims, e *Entry, h *Head) {
	for _, alias := range e.Aliases {
		a.claim(taken, aliasPosition(e, h, alias), "alias-collision",
			claim{url: alias, who: "an alias of " + e.File})
	}
}

// aliasPosition finds the item that an alias was made from.
func aliasPosition(e *Entry, h *Head, alias string) diag.Position {
	for i := range h.Fields {
		if f := &h.Fields[i]; f.Key == "aliases" {
			for j := range f.Value.Items {
				if v := &f.Value.Items[j]; aliasURL(v.Text, e.URL) == alias {
					return diag.Position{File: e.File, Line: int(v.Line), Column: int(v.Column)}
				}
			}
		}
	}
	return e.Pos("url")
}

// claim records who writes to a URL, or reports that it is taken.
func (a *assembler) claim(taken claims, pos diag.Position, rule string, c claim) {
	key := fold(outputPath(c.url))
	first, clash := taken[key]
	switch {
	case !clash, first.intro && c.page && first.url == c.url:
		taken[key] = c
	case first.own && rule == "alias-collision":
		a.problems.Errorf(pos, rule, "remove the alias", "%s is a page that sitegen writes itself", c.url)
	case first.own:
		a.problems.Errorf(pos, "reserved-url", "rename the file, or give the page another slug",
			"%s is taken: sitegen writes that itself", c.url)
	default:
		message := fmt.Sprintf("%s is already %s", c.url, first.who)
		if first.url != c.url {
			message = fmt.Sprintf("%s and %s, which is %s, differ only in letter case", c.url, first.url, first.who)
		}
		hint := "rename one of the two, or give one another slug"
		if rule == "alias-collision" {
			hint = "an old URL can lead to one page only: remove the alias from one of them"
		}
		a.problems.Errorf(pos, rule, hint, "%s", message)
	}
}

// checkFolders reports files whose name is needed for a folder.
func (a *assembler) checkFolders(taken claims, s *Site) {
	for _, asset := range s.Assets {
		if path.Ext(asset.URL) != "" {
			continue // cheap, and folders with an extension are rare
		}
		key := fold(outputPath(asset.URL))
		if c, ok := taken[key+"/index.html"]; ok {
			a.problems.Errorf(diag.Position{File: asset.File}, "url-collision", "rename the file",
				"%s would be a file and the folder of %s", asset.URL, strings.TrimPrefix(c.who, "the page of "))
		}
	}
}
