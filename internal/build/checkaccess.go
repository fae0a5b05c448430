package build

import (
	"bytes"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"sync"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/graph"
	"sitegen/internal/health"
	"sitegen/internal/markdown"
)

// Config returns the site's configuration.
func (s *Snapshot) Config() *content.Config { return s.cfg }

// Sources returns the paths of all Markdown files of the site, sorted.
func (s *Snapshot) Sources() []string {
	files := make([]string, 0, len(s.sources))
	for f := range s.sources {
		files = append(files, f)
	}
	slices.Sort(files)
	return files
}

// BodyStart returns the byte at which the body of a source file begins, and
// false for a file that is no entry's.
func (s *Snapshot) BodyStart(file string) (int, bool) {
	e, ok := s.site.Index.ByFile(file)
	if !ok || s.byID[e.ID] == nil || s.byID[e.ID].src == nil {
		return 0, false
	}
	return s.byID[e.ID].src.head.BodyOffset(), true
}

// Health returns what package health looks at.
func (s *Snapshot) Health() health.Input {
	in := health.Input{Site: s.site, Relations: s.relations, Matcher: s.matcher, Reached: s.reached(), ItemPos: s.itemPos, Words: s.cfg.Check.Words}
	in.Texts = make([]graph.Text, 0, len(s.nodes))
	for _, n := range s.nodes {
		if n.category == nil {
			in.Texts = append(in.Texts, n.text)
		}
		if n.src != nil {
			in.Pages = append(in.Pages, health.Page{Entry: n.entry, Refs: n.refs, Body: &prose{s: s, n: n}})
		}
	}
	return in
}

// reached are the entries that the menu leads to, or a template of the site's
// own, by their URL.
func (s *Snapshot) reached() map[string]bool {
	ids := map[string]bool{}
	for _, item := range s.siteView.Menu {
		if e, ok := s.site.Index.ByURL("/" + strings.TrimPrefix(item.URL, s.urls.prefix)); ok {
			ids[e.ID] = true
		}
	}
	pl := &placer{s: s}
	var own [][]byte
	for _, t := range pl.loadTemplates() {
		if _, err := fs.Stat(s.opt.Source, t.name); err == nil {
			own = append(own, t.text)
		}
	}
	if len(own) == 0 {
		return ids
	}
	for _, p := range s.site.Pages {
		path := []byte(strings.Trim(p.URL, "/"))
		if len(path) > 0 && slices.ContainsFunc(own, func(t []byte) bool { return bytes.Contains(t, path) }) {
			ids[p.ID] = true
		}
	}
	return ids
}

// itemPos is the place of the element of a list in the front matter that means
// an entry.
func (s *Snapshot) itemPos(e *content.Entry, key, id string) diag.Position {
	n := s.byID[e.ID]
	if n == nil || n.src == nil {
		return e.Pos(key)
	}
	for i := range n.src.head.Fields {
		f := &n.src.head.Fields[i]
		for k := range f.Value.Items {
			v := &f.Value.Items[k]
			if f.Key != key {
				continue
			}
			if to, _ := s.site.Index.Resolve(v.Text, content.KindTerm); to != nil && to.ID == id {
				return diag.Position{File: e.File, Line: int(v.Line), Column: int(v.Column)}
			}
		}
	}
	return e.Pos(key)
}

// prose is a node's text as package health reads it.
type prose struct {
	s    *Snapshot
	n    *node
	once sync.Once
	src  []byte
}

// doc is the node's whole Doc. A page whose source has changed meanwhile has no
// text.
func (p *prose) doc() *markdown.Doc {
	doc, err := p.n.src.whole()
	if err != nil {
		p.s.unfit.CompareAndSwap(nil, &err)
		return &markdown.Doc{}
	}
	return doc
}

// Len is the number of passages: of all runs, for a mention names its run.
func (p *prose) Len() int { return len(p.doc().Runs) }

// Text is empty for a run that is no prose.
func (p *prose) Text(i int) []byte {
	doc := p.doc()
	if i >= len(doc.Runs) || doc.Runs[i].Place != markdown.PlaceProse {
		return nil
	}
	return doc.RunText(i)
}

// Stressed looks at the tag in front of the run.
func (p *prose) Stressed(i int) bool {
	doc := p.doc()
	if i >= len(doc.Runs) {
		return false
	}
	before := doc.HTML[:doc.Runs[i].Start]
	return bytes.HasSuffix(before, []byte("<em>")) || bytes.HasSuffix(before, []byte("<strong>"))
}

// Mentions are those of the relations, in document order.
func (p *prose) Mentions() iter.Seq[health.Mention] {
	return func(yield func(health.Mention) bool) {
		for _, f := range p.n.found {
			if !yield(health.Mention{Term: f.term, Passage: int(f.run), Start: int(f.start), End: int(f.end)}) {
				return
			}
		}
	}
}

// Place reads the source, once. Where it has gone meanwhile, only the file is
// known.
func (p *prose) Place(i, at int) diag.Position {
	p.once.Do(func() { p.src, _ = fs.ReadFile(p.s.opt.Source, p.n.entry.File) })
	pos := diag.Position{File: p.n.entry.File}
	doc := p.doc()
	if i >= len(doc.Runs) {
		return pos
	}
	if offset := sourceOffset(doc.Runs[i].Pieces, at); offset < len(p.src) {
		pos.Line, pos.Column = markdown.Position(p.src, offset)
	}
	return pos
}

// Lighten lets go of the vectors of words, which relations were derived from and
// which make a good part of a large snapshot. The pages stay as they are. What is
// let go of is shared with the Builder and with Health: neither may be used
// afterwards, nor may anybody else use the snapshot meanwhile.
func (s *Snapshot) Lighten() {
	for _, n := range s.nodes {
		n.text.Words = graph.Vector{}
		if n.src != nil {
			n.src.words, n.src.said = graph.Vector{}, said{}
		}
	}
}
