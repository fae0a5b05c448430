package content

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// urls gives entries their slugs and URLs: a page lies below the page of the
// folder that its file is in.
type urls struct {
	layout *layout
	// index has the file that describes a folder.
	index map[string]*info
	// dirs has the URL of each folder that was asked for.
	dirs map[string]string
	// pages are the folders that hold Markdown at any depth.
	pages map[string]bool
}

func newURLs(l *layout) *urls {
	return &urls{layout: l, index: map[string]*info{}, dirs: map[string]string{"": "/"}, pages: map[string]bool{}}
}

// learn notes which folders are described by a file.
func (u *urls) learn(files []*info) {
	for _, f := range files {
		if f.isIndex() && f.role != roleHome && u.index[f.dir] == nil {
			u.index[f.dir] = f
		}
		for dir := f.dir; dir != "" && !u.pages[dir]; dir = parent(dir) {
			u.pages[dir] = true
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
	} else if u.pages[dir] {
		url = u.dir(parent(dir)) + pathSlug(path.Base(dir)) + "/"
	} else { // of files that are copied: their links may be in raw HTML
		url = u.dir(parent(dir)) + path.Base(dir) + "/"
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
	if strings.HasPrefix(name, ".") { // .well-known
		return name
	}
	if s := Slugify(name); s != "" {
		return s
	}
	return strings.ToLower(name)
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

// ReviewURL is the path of the flash cards of all terms, on a site that has
// terms.
const ReviewURL = "/review/"

// ReviewURL returns the path of the flash cards of the category's terms, or ""
// where it has none.
func (c *Category) ReviewURL() string {
	if len(c.Terms) == 0 {
		return ""
	}
	return ReviewURL + c.Slug + "/"
}

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
		rel := a.cfg.Below(src.File)
		dir := strings.TrimSuffix(path.Dir(rel), ".")
		if isHidden(rel) || a.belongsToDropped(dir) {
			continue
		}
		a.assets = append(a.assets, &Asset{File: src.File, URL: a.urls.dir(dir) + path.Base(rel)})
	}
	s.Assets = a.assets
	slices.SortFunc(s.Assets, func(x, y *Asset) int {
		return cmp.Or(strings.Compare(x.URL, y.URL), strings.Compare(x.File, y.File))
	})
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
