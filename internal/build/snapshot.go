package build

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync/atomic"

	"sitegen/internal/content"
	"sitegen/internal/glossary"
	"sitegen/internal/graph"
	"sitegen/internal/markdown"
	"sitegen/internal/output"
	"sitegen/internal/theme"
	"sitegen/internal/view"
)

// Snapshot is a whole site at one moment, resolved and ready to render any of
// its files. It is immutable and safe for concurrent use.
type Snapshot struct {
	opt       Options
	cfg       *content.Config
	site      *content.Site
	theme     *theme.Theme
	nodes     []*node
	byID      map[string]*node
	urls      urls
	assets    map[string]string       // URL paths of copied files, by source path
	tags      map[string]*content.Tag // by slug
	linkless  map[string]bool
	relations *graph.Relations
	matcher   *glossary.Matcher
	searches  *searchCache
	// placements and whole are the graph of all entries; see wholeGraph.
	placements *placementCache
	whole      func() *wholeGraph

	// sources are the sums of the Markdown files read.
	sources map[string]output.Sum

	siteView  view.Site
	siteSum   view.Sum
	themeSum  view.Sum
	cards     map[string]view.Card
	defs      map[string]view.Definition
	terms     []*content.Term // in the language's order
	rank      map[string]int  // place in terms, by id
	letters   []letterGroup
	navs      map[string]view.HTML // by kind and current slug
	neighbour map[string][2]view.Link

	files         []*File
	byPath        map[string]*File
	redirectPaths map[string]bool

	// unfit is set when a body could not be had.
	unfit atomic.Pointer[error]
}

// File is one file of the published site.
type File struct {
	// Path is below the output folder, with slashes.
	Path  string
	Class output.Class
	// Entry is the id of the entry whose page this is, or "".
	Entry string

	snapshot *Snapshot
	// view makes the view of an HTML page.
	view func() any
	// key identifies what a file without view is made of; data makes it.
	key  func() (view.Sum, error)
	data func(dst *bytes.Buffer) error
	// stream, if not nil, makes the bytes of a file that may be too large to
	// be held in memory.
	stream func(dst io.Writer) error
}

// Site returns what the authors wrote, resolved.
func (s *Snapshot) Site() *content.Site { return s.site }

// Relations returns the relations between the site's entries.
func (s *Snapshot) Relations() *graph.Relations { return s.relations }

// Files returns all files of the site, sorted by path. The search index is made
// for it.
func (s *Snapshot) Files() []*File {
	files := slices.Concat(s.files, s.searchFiles().list)
	slices.SortFunc(files, func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// File returns the file at a path below the output folder.
func (s *Snapshot) File(path string) (*File, bool) {
	if f, ok := s.byPath[path]; ok {
		return f, true
	}
	return s.searchFile(path)
}

// Key identifies the file's bytes before they are made: equal keys mean equal
// bytes, in every process that runs the same version of sitegen. The second
// result is false for a file that is cheaper to make than to identify.
func (f *File) Key() (view.Sum, bool, error) { return f.keyOf(f.makeView()) }

// makeView makes the view of an HTML page; nil for other files.
func (f *File) makeView() any {
	if f.view == nil {
		return nil
	}
	return f.view()
}

// keyOf is Key of a file whose view is made already.
func (f *File) keyOf(v any) (view.Sum, bool, error) {
	if v != nil {
		if err := f.snapshot.Err(); err != nil {
			return view.Sum{}, false, err
		}
		return joinSums(view.Fingerprint(v), f.snapshot.theme.FingerprintOf(templateOf(v)), boolSum(f.snapshot.opt.Portable)), true, nil
	}
	if f.key == nil {
		return view.Sum{}, false, nil
	}
	sum, err := f.key()
	return sum, err == nil, err
}

// Render makes the file's bytes; dst is emptied first. A *theme.TemplateError
// in the error's chain is the fault of a template's author.
func (f *File) Render(dst *bytes.Buffer) error { return f.render(dst, f.makeView()) }

// render is Render of a file whose view is made already; the view gets its body.
func (f *File) render(dst *bytes.Buffer, v any) error {
	dst.Reset()
	if v == nil {
		return f.data(dst)
	}
	if err := f.snapshot.Err(); err != nil {
		return err
	}
	if err := f.snapshot.fillBody(v, f.Entry); err != nil {
		return err
	}
	if err := f.snapshot.theme.Render(dst, v); err != nil {
		return err
	}
	if f.snapshot.opt.Portable {
		portable := f.snapshot.portable(f.Path, dst.Bytes())
		dst.Reset()
		dst.Write(portable)
	}
	return nil
}

// templateOf names the template that a view is rendered by.
func templateOf(v any) string {
	if b, ok := v.(bodied); ok {
		return b.Base().Kind
	}
	return "redirect"
}

// bodied is a view with a Body to fill; every page view embeds view.Page.
type bodied interface{ Base() *view.Page }

// fillBody renders the body of an entry's view, which so far is known by its
// sum only.
func (s *Snapshot) fillBody(v any, id string) error {
	if g, ok := v.(*view.Graph); ok {
		g.Drawing.Markup = s.whole().draw()
	}
	b, ok := v.(bodied)
	n := s.byID[id]
	if !ok || n == nil || n.src == nil {
		return nil
	}
	html, err := n.body()
	b.Base().Body.Markup = template.HTML(html)
	return err
}

// body renders the node's Markdown.
func (n *node) body() ([]byte, error) {
	targets := make([]markdown.Target, len(n.targets))
	for i := range n.targets {
		targets[i] = n.targets[i].Target
	}
	doc, err := n.src.whole()
	if err != nil {
		return nil, err
	}
	return doc.Render(make([]byte, 0, len(doc.HTML)+len(doc.HTML)/8), targets, n.links)
}

// bodySum identifies the body's HTML by all that it is made of.
func (s *Snapshot) bodySum(n *node) view.Sum {
	b := make([]byte, 0, 256+64*(len(n.links)+len(n.targets)))
	str := func(t string) {
		b = binary.AppendUvarint(b, uint64(len(t)))
		b = append(b, t...)
	}
	b = append(b, n.src.key.sum[:]...)
	str(n.src.key.options)
	for i, slot := range n.src.doc.Slots {
		str(n.targets[i].URL)
		str(n.targets[i].Attrs)
		if slot.Kind == markdown.SlotShortcode {
			sum := s.theme.FingerprintOf("shortcodes/" + slot.Dest)
			b = append(b, sum[:]...)
			b = append(b, s.siteSum[:]...)
			str(n.entry.ID + "\x00" + n.entry.URL + "\x00" + n.entry.Title)
		}
	}
	for _, l := range n.links {
		b = binary.AppendUvarint(b, uint64(l.Run))
		b = binary.AppendUvarint(b, uint64(l.Start))
		b = binary.AppendUvarint(b, uint64(l.End))
		str(l.ID)
		str(l.URL)
	}
	return view.Sum(output.SumOf(b))
}

func joinSums(sums ...view.Sum) view.Sum {
	var b []byte
	for _, s := range sums {
		b = append(b, s[:]...)
	}
	return view.Sum(output.SumOf(b))
}

func boolSum(b bool) view.Sum {
	if b {
		return view.Sum{1}
	}
	return view.Sum{}
}

// prepare works out what many pages share and lists the files.
func (s *Snapshot) prepare() error {
	s.siteView = siteView(s.opt, s.cfg, s.site, s.urls, s.theme)
	s.siteSum = view.Fingerprint(s.siteView)
	s.siteView.Sum = s.siteSum
	s.themeSum = s.theme.Fingerprint()
	s.tags = make(map[string]*content.Tag, len(s.site.Tags))
	for _, t := range s.site.Tags {
		s.tags[t.Slug] = t
	}
	s.sortTerms()
	s.makeCards()
	s.makeDefinitions()
	s.findNeighbours()
	if err := s.makeNavs(); err != nil {
		return err
	}
	s.redirectPaths = map[string]bool{}
	s.addFiles()
	slices.SortFunc(s.files, func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
	s.byPath = make(map[string]*File, len(s.files))
	for _, f := range s.files {
		if _, twice := s.byPath[f.Path]; twice {
			// content.Assemble has reported two entries with one URL, so this
			// is a generated file over another.
			if s.hasStatic(f.Path) {
				return &takenError{f.Path}
			}
			return fmt.Errorf("two files of the site have the path %s", f.Path)
		}
		f.snapshot = s
		s.byPath[f.Path] = f
	}
	return nil
}

// makeCards makes the short form of every entry.
func (s *Snapshot) makeCards() {
	s.cards = make(map[string]view.Card, len(s.nodes))
	for _, n := range s.nodes {
		c := view.Card{ID: n.entry.ID, Kind: n.entry.Kind.String(), Title: n.entry.Title, URL: s.urls.path(n.entry.URL), Summary: n.summary()}
		if n.lesson != nil {
			c.Level, c.Minutes = n.lesson.Level.String(), n.minutes
		}
		c.Category = s.categoryLink(n.entry.Category)
		s.cards[n.entry.ID] = c
	}
}

// categoryLink is the link to a category's page of the course, or else to its
// page under /categories/.
func (s *Snapshot) categoryLink(slug string) view.Link {
	c := s.site.Index.Category(slug)
	if slug == "" || c == nil {
		return view.Link{}
	}
	if c.LessonsURL != "" {
		return view.Link{Title: c.Title, URL: s.urls.path(c.LessonsURL)}
	}
	return view.Link{Title: c.Title, URL: s.urls.path(c.URL)}
}

// link is an entry as a plain link.
func (s *Snapshot) link(e *content.Entry) view.Link {
	return view.Link{Title: e.Title, URL: s.urls.path(e.URL)}
}

// findNeighbours finds what comes before and after: terms in the glossary's
// order, lessons and their categories in the course's.
func (s *Snapshot) findNeighbours() {
	s.neighbour = make(map[string][2]view.Link, len(s.nodes))
	chain := func(entries []*content.Entry) {
		for i, e := range entries {
			var pair [2]view.Link
			if i > 0 {
				pair[0] = s.link(entries[i-1])
			}
			if i+1 < len(entries) {
				pair[1] = s.link(entries[i+1])
			}
			s.neighbour[e.ID] = pair
		}
	}
	var entries []*content.Entry
	for _, t := range s.terms {
		entries = append(entries, &t.Entry)
	}
	chain(entries)
	entries = nil
	for _, l := range s.site.Lessons {
		entries = append(entries, &l.Entry)
	}
	chain(entries)
}
