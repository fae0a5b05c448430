package importer

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/diag"
)

// site is a site on its way from a source to files.
type site struct {
	src  fs.FS
	name string // of the file, or "."
	kind Kind
	opt  Options
	tool tool

	docs   []*doc
	assets []*item
	// left lists the files of the source that were left out, and its settings.
	left []*FileReport
	// config are the members of sitegen.yaml.
	config   []content.Value
	settings *FileReport // where remarks on the source's configuration go

	// contentDir is the folder of the content in the new site.
	contentDir string
	// docsDir is the folder of the documentation below content, "" for content
	// itself; docsAtRoot says that the tool publishes it at the root of the
	// site.
	docsDir    string
	docsAtRoot bool
	// basePath is the path of the old site's first page: "/" or "/docs/".
	basePath string
	// glossaryDir and lessonsDir are where terms and lessons lie below
	// content, "" where there are none.
	glossaryDir, lessonsDir string

	terms termTable
	built *content.Site
	// bySrc and byURL find items by their path in the source and by their old
	// address.
	bySrc map[string]*item
	byURL map[string]*item
	// files has the paths of all files below content.
	files map[string]*item
}

// tool is what one kind of folder needs beyond the rules of all.
type tool interface {
	// plan reads the configuration and lists files: docs with their target and
	// old addresses, assets, and what is left out.
	plan(s *site) error
	// member takes a member of front matter that means something to the tool
	// alone, and returns true.
	member(s *site, d *doc, m *content.Value) bool
	// body turns the tool's notation into sitegen's.
	body(s *site, d *doc)
}

// item is a file of the source that the new site has.
type item struct {
	src    string // in the source
	dir    string // the content folder of the new site
	target string // below it
	// old are the addresses that it had, the one in use first; unescaped
	// paths below the old site's first page, with a leading slash.
	old []string
	// url is its new address.
	url string
	doc *doc // nil for an asset
}

// file is its path below the site's folder.
func (i *item) file() string { return path.Join(i.dir, i.target) }

// doc is one Markdown file.
type doc struct {
	item
	report *FileReport
	// raw is the whole file where its front matter could not be read: it is
	// copied as it is.
	raw []byte
	// fields are the known keys of the front matter by their canonical name,
	// params the author's own.
	fields, params []content.Value
	lines          []line
	// aliases are the addresses that a build gives it besides its own.
	aliases []string
	// kind is what a build makes of it, once that is known.
	kind      content.Kind
	kindKnown bool
	// made says that no single file of the source is behind it.
	made bool
	// docs says that it belongs to the documentation rather than to a blog or
	// to single pages.
	docs bool
	// head, written and problems are what reading the front matter gives, as
	// last assembled; head is nil when something has changed.
	head     *content.Head
	written  []content.Value
	problems diag.List
}

func newSite(src fs.FS, name string, kind Kind, opt Options) *site {
	s := &site{src: src, name: name, kind: kind, opt: opt, tool: toolOf(kind), basePath: "/", contentDir: content.Dir,
		bySrc: map[string]*item{}, byURL: map[string]*item{}, files: map[string]*item{}}
	if s.opt.Name == "" {
		s.opt.Name = name
	}
	return s
}

func toolOf(kind Kind) tool {
	switch kind {
	case Hugo:
		return &hugo{}
	case MkDocs:
		return &mkdocs{}
	case Docusaurus:
		return &docusaurus{}
	case Jekyll:
		return &jekyll{}
	case Astro:
		return &astro{}
	}
	return &plain{}
}

// addDoc lists a Markdown file.
func (s *site) addDoc(src, target string, old ...string) *doc {
	d := &doc{item: item{src: src, dir: s.contentDir, target: target, old: old}, docs: true}
	d.doc = d
	d.report = &FileReport{Source: src}
	s.docs = append(s.docs, d)
	s.bySrc[src] = &d.item
	return d
}

// makeDoc adds a page that no file of the source is behind.
func (s *site) makeDoc(source, target string) *doc {
	d := &doc{item: item{src: source, dir: s.contentDir, target: target}, made: true}
	d.doc = d
	d.report = &FileReport{Source: source}
	s.docs = append(s.docs, d)
	return d
}

// addAsset lists a file that is copied.
func (s *site) addAsset(src, target string, old ...string) {
	a := &item{src: src, dir: s.contentDir, target: target, old: old}
	s.assets = append(s.assets, a)
	s.bySrc[src] = a
}

// leave notes a file or folder of the source that is left out.
func (s *site) leave(src, what, format string, args ...any) {
	f := &FileReport{Source: src}
	f.lost(what, 0, format, args...)
	s.left = append(s.left, f)
}

// setting returns the report of the source's configuration.
func (s *site) configFile(name string) *FileReport {
	if s.settings == nil {
		s.settings = &FileReport{Source: name, Target: content.ConfigFile, Kind: "settings"}
		s.left = append(s.left, s.settings)
	}
	return s.settings
}

// sortSources puts everything into one order, whatever the tool listed first.
func (s *site) sortSources() {
	slices.SortStableFunc(s.docs, func(a, b *doc) int { return strings.Compare(a.src, b.src) })
	slices.SortStableFunc(s.assets, func(a, b *item) int { return strings.Compare(a.src, b.src) })
}

// set sets a key of the configuration: "glossary.dir".
func (s *site) set(name, value string, kind content.ValueKind) {
	table := &s.config
	for {
		first, rest, nested := strings.Cut(name, ".")
		i := slices.IndexFunc(*table, func(v content.Value) bool { return v.Key == first })
		if i < 0 {
			*table = append(*table, content.Value{Key: first, Kind: kind})
			i = len(*table) - 1
		}
		v := &(*table)[i]
		if !nested {
			v.Kind, v.Text = kind, value
			return
		}
		v.Kind = content.Table
		table, name = &v.Items, rest
	}
}

// configured returns a text of the configuration.
func (s *site) configured(name string) string {
	for _, v := range s.config {
		if v.Key == name {
			return v.Text
		}
	}
	return ""
}

// addConfigDefaults completes the configuration.
func (s *site) addConfigDefaults() {
	if s.opt.Title != "" {
		s.set("title", s.opt.Title, content.Text)
	} else if s.configured("title") == "" {
		title := ""
		if home := s.docAt("index.md", "_index.md"); home != nil {
			title = home.title()
		}
		s.set("title", cmp.Or(title, titleFrom(s.opt.Name)), content.Text)
	}
	if s.opt.Language != "" {
		s.set("language", s.opt.Language, content.Text)
	}
	if s.glossaryDir != "" && s.glossaryDir != "glossary" {
		s.set("glossary.dir", s.glossaryDir, content.Text)
	}
	switch {
	case s.lessonsDir != "" && s.lessonsDir != "lessons":
		s.set("lessons.dir", s.lessonsDir, content.Text)
	case s.lessonsDir == "" && s.hasFolder("lessons"):
		s.set("lessons.dir", "no-lessons", content.Text)
	}
}

func (s *site) hasFolder(dir string) bool {
	return slices.ContainsFunc(s.docs, func(d *doc) bool { return strings.HasPrefix(d.target, dir+"/") })
}

// docAt returns the first doc at one of the targets.
func (s *site) docAt(targets ...string) *doc {
	for _, t := range targets {
		for _, d := range s.docs {
			if d.target == t {
				return d
			}
		}
	}
	return nil
}

// configOrder is the order of the keys in sitegen.yaml.
func configOrder(v content.Value) int {
	return slices.IndexFunc(content.ConfigKeys, func(k content.ConfigKeyDoc) bool {
		return k.Name == v.Key || strings.HasPrefix(k.Name, v.Key+".")
	})
}

// configText writes sitegen.yaml.
func (s *site) configText() []byte {
	members := slices.Clone(s.config)
	slices.SortStableFunc(members, func(a, b content.Value) int { return configOrder(a) - configOrder(b) })
	return content.WriteYAML(members)
}

// walk visits the files below a folder of the source in the order of their
// names. Hidden ones, and those for which skip returns true, are left out; a
// folder that does not exist has none.
func (s *site) walk(dir string, skip func(name string, isDir bool) bool, visit func(name string) error) error {
	if _, err := fs.Stat(s.src, dir); err != nil {
		return nil
	}
	return fs.WalkDir(s.src, dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("read the source: %w", err)
		case name != dir && (hidden(path.Base(name)) || skip != nil && skip(name, d.IsDir())):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			s.leave(name, "file", "a symbolic link or special file is not followed")
			return nil
		}
		return visit(name)
	})
}

// hidden reports whether a file is none of the content: what systems, editors,
// version control and package managers leave behind.
func hidden(base string) bool {
	if strings.HasPrefix(base, ".") && base != "." && base != ".well-known" {
		return true
	}
	return strings.HasSuffix(base, "~") || base == "Thumbs.db" || base == "node_modules"
}

// read returns a file of the source, or nil if it does not exist.
func (s *site) read(name string) []byte {
	data, err := fs.ReadFile(s.src, name)
	if err != nil {
		return nil
	}
	return data
}

// exists reports whether the source has a file or folder.
func (s *site) exists(name string) bool {
	_, err := fs.Stat(s.src, name)
	return err == nil
}

// isMarkdown reports whether a name is that of Markdown, MDX included.
func isMarkdown(name string) bool {
	return content.IsMarkdown(name) || strings.EqualFold(path.Ext(name), ".mdx")
}

// stem is a file's name without its extension.
func stem(name string) string {
	base := path.Base(name)
	return strings.TrimSuffix(base, path.Ext(base))
}

// titleFrom makes a title of a file's or folder's name.
func titleFrom(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || r == ' ' })
	for i, w := range words {
		if w == strings.ToLower(w) {
			r := []rune(w)
			words[i] = strings.ToUpper(string(r[0])) + string(r[1:])
		}
	}
	return cmp.Or(strings.Join(words, " "), "Site")
}

// joinURL joins path elements to an address with slashes around it.
func joinURL(parts ...string) string {
	p := path.Join(append([]string{"/"}, parts...)...)
	if p != "/" {
		p += "/"
	}
	return p
}
