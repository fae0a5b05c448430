package build

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/linkcheck"
	"sitegen/internal/markdown"
	"sitegen/internal/view"
)

// Placed is a problem of the link checker's, moved from the page where it was
// found to the source that it comes from.
type Placed struct {
	diag.Problem
	// Fix is how to mend it in the source, or nil where there is no one sure
	// answer.
	Fix *Fix
}

// Fix replaces the bytes [Start, End) of a source file, Old, by New.
type Fix struct {
	// File is the path below the site's folder.
	File       string
	Start, End int
	Old, New   string
}

// Place moves problems from the pages of the snapshot to their sources: to the
// line and column of a link in Markdown, to a key of the front matter, to the
// configuration, or to a template. A problem that a template puts on many
// pages becomes one. Place renders the pages that have problems anew, one for
// each worker at a time. places[i] belongs to problems[i], as in a
// linkcheck.Result; the result is sorted.
func (s *Snapshot) Place(ctx context.Context, problems diag.List, places []linkcheck.Place) ([]Placed, error) {
	pages := map[string][]int{}
	var names []string
	for i, p := range problems {
		if pages[p.Page] == nil {
			names = append(names, p.Page)
		}
		pages[p.Page] = append(pages[p.Page], i)
	}
	slices.Sort(names)
	pl := &placer{s: s}
	out := make([]placing, len(problems))
	err := parallel(ctx, s.opt.workers(), len(names), func(k int) error {
		page, err := pl.open(names[k])
		if err != nil {
			return err
		}
		for _, i := range pages[names[k]] {
			out[i] = page.place(problems[i], places[i])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return merge(out), nil
}

// placing is a problem with its place, while it waits for others like it.
type placing struct {
	Placed
	// shared says that it stands in what many pages share; by is the key of the
	// configuration that makes a URL for each page.
	shared bool
	by     string
}

func (p *placing) key() (k [5]string) {
	if p.by != "" {
		return [5]string{p.Rule, p.by}
	}
	return [5]string{p.Rule, p.URL, p.Message, p.Hint, p.Pos.String()}
}

// merge makes one problem of all that are alike in a shared source.
func merge(all []placing) []Placed {
	pages, first := map[[5]string]map[string]bool{}, map[[5]string]int{}
	for i := range all {
		p := &all[i]
		if !p.shared {
			continue
		}
		k := p.key()
		if pages[k] == nil {
			pages[k] = map[string]bool{}
		}
		pages[k][p.Page] = true
		if at, ok := first[k]; !ok || p.Page < all[at].Page {
			first[k] = i
		}
	}
	var out []Placed
	for i := range all {
		p := all[i].Placed
		if all[i].shared {
			k := all[i].key()
			if first[k] != i {
				continue
			}
			if n := len(pages[k]); n > 1 {
				p.Message += fmt.Sprintf(" (on %d pages)", n)
			}
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b Placed) int { return a.Problem.Compare(b.Problem) })
	return slices.CompactFunc(out, func(a, b Placed) bool { return a.Problem == b.Problem })
}

// placer places the problems of one snapshot.
type placer struct {
	s         *Snapshot
	once      sync.Once
	templates []templateText
}

// page is a page while its problems are placed.
type page struct {
	*placer
	file *File
	// html are the page's bytes, lines the offsets at which its lines begin.
	html  []byte
	lines []int
	// node is the entry whose body the page holds, from byte at; nil for none.
	node *node
	body bodyMap
	at   int
	// src is the node's source.
	src []byte
}

// open renders a page and finds the body in it.
func (pl *placer) open(name string) (*page, error) {
	pg := &page{placer: pl, file: pl.s.byPath[name], at: -1}
	if pg.file == nil {
		return pg, nil
	}
	var buf bytes.Buffer
	if err := pg.file.Render(&buf); err != nil {
		if _, ours := renderProblem(err); ours {
			return pg, nil
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	pg.html = buf.Bytes()
	pg.lines = append(pg.lines, 0)
	for i, c := range pg.html {
		if c == '\n' {
			pg.lines = append(pg.lines, i+1)
		}
	}
	pg.node = pl.s.byID[pg.file.Entry]
	if pg.node == nil || pg.node.src == nil {
		return pg, nil
	}
	src, err := fs.ReadFile(pl.s.opt.Source, pg.node.entry.File)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", pg.node.entry.File, err)
	}
	pg.src = src
	if pg.file.view != nil {
		pg.body = pg.node.mapBody()
		if len(pg.body.html) > 0 {
			pg.at = bytes.Index(pg.html, pg.body.html)
		}
	}
	return pg, nil
}

// offset is the byte of the page at a line and column.
func (pg *page) offset(line, column int) int {
	if line < 1 || line > len(pg.lines) {
		return 0
	}
	at := pg.lines[line-1]
	for ; column > 1 && at < len(pg.html); column-- {
		_, n := utf8.DecodeRune(pg.html[at:])
		at += n
	}
	return at
}

// place finds the source of one problem of the page.
func (pg *page) place(p diag.Problem, at linkcheck.Place) placing {
	p.Message = pageLine.ReplaceAllString(p.Message, "already used on its page")
	out := placing{Placed: Placed{Problem: p}}
	if pg.file == nil || pg.html == nil {
		return out
	}
	if pg.file.view == nil {
		pg.copied(&out)
		return out
	}
	offset := pg.offset(p.Pos.Line, p.Pos.Column)
	if pg.at >= 0 && offset >= pg.at && offset < pg.at+len(pg.body.html) {
		pg.inBody(&out, at, offset-pg.at)
		return out
	}
	if pg.inHead(&out) {
		return out
	}
	out.shared = true
	pg.inTemplate(&out, offset)
	return out
}

// pageLine is how the checker says that something is elsewhere on a page, whose
// lines the author never sees.
var pageLine = regexp.MustCompile(`already used in line \d+`)

// copied places a problem of a file that is no page of a view: one that was
// copied from the sources has its problem at the same place.
func (pg *page) copied(out *placing) {
	for _, a := range pg.s.site.Assets {
		if outputPath(a.URL) == pg.file.Path {
			out.Pos.File = a.File
			return
		}
	}
	if name := pg.staticSource(); name != "" {
		out.Pos.File = name
		return
	}
	// What sitegen writes by itself follows from the configuration.
	out.Pos = diag.Position{File: content.ConfigFile}
}

// staticSource is the file below static that the file was made from, or "". An
// asset's name carries a hash; rewriting references in it keeps its lines.
func (pg *page) staticSource() string {
	name := pg.file.Path
	if m := hashedName.FindStringSubmatch(name); m != nil {
		name = m[1] + m[2]
	}
	name = "static/" + name
	for _, fsys := range []fs.FS{pg.s.opt.Source, pg.s.opt.Static} {
		if fsys == nil {
			continue
		}
		file := name
		if fsys == pg.s.opt.Static {
			file = strings.TrimPrefix(name, "static/")
		}
		if info, err := fs.Stat(fsys, file); err == nil && info.Mode().IsRegular() {
			return name
		}
	}
	return ""
}

var hashedName = regexp.MustCompile(`^(assets/.*)\.[0-9a-f]{10}(\.[^./]+)$`)

// inBody places a problem of the body at an offset of it.
func (pg *page) inBody(out *placing, at linkcheck.Place, offset int) {
	doc := pg.node.src.doc
	slot := pg.body.at(offset)
	if slot < 0 || doc.Slots[slot].Kind != markdown.SlotRaw && at.Attr == "srcset" {
		from, to := tagAround(pg.body.html, offset)
		if at.Attr == "alt" || at.Attr == "href" {
			slot = pg.body.within(from, to)
		}
	}
	out.Pos = diag.Position{File: pg.node.entry.File}
	if slot >= 0 && doc.Slots[slot].Line > 0 {
		s := &doc.Slots[slot]
		out.Pos.Line, out.Pos.Column = s.Line, s.Column
		pg.fix(out, at, slot)
		return
	}
	where := pg.literal(attributeAt(pg.body.html, offset), offset)
	if where < 0 {
		if code := pg.body.shortcodeAt(offset); code >= 0 {
			s := &doc.Slots[code]
			if pos, ok := pg.written("templates/shortcodes/"+s.Dest+".html", attributeAt(pg.body.html, offset)); ok {
				out.Pos, out.shared = pos, true
				return
			}
			out.Pos.Line, out.Pos.Column = s.Line, s.Column
			return
		}
		where = pg.before(offset)
	}
	out.Pos.Line, out.Pos.Column = markdown.Position(pg.src, where)
}

// literal finds, in the source, the text that stands in the body at an offset:
// the one of its occurrences that has as many before it as in the body.
func (pg *page) literal(text string, offset int) int {
	if text == "" {
		return -1
	}
	n := bytes.Count(pg.body.html[:offset], []byte(text))
	plain := strings.NewReplacer("&amp;", "&", "&quot;", `"`, "&lt;", "<", "&gt;", ">").Replace(text)
	return occurrence(pg.src, pg.node.src.head.BodyOffset(), plain, n)
}

// before is the offset in the source of the last prose before an offset of the
// body.
func (pg *page) before(offset int) int {
	where := pg.node.src.head.BodyOffset()
	doc, err := pg.node.src.whole()
	if err != nil {
		return min(where, len(pg.src))
	}
	at := pg.body.docOffset(doc, offset)
	for i := range doc.Runs {
		if r := &doc.Runs[i]; r.Place == markdown.PlaceProse && r.Start <= at && len(r.Pieces) > 0 {
			where = int(r.Pieces[0].Source)
		}
	}
	return min(where, len(pg.src))
}

// inHead places a problem that the front matter or the configuration put on
// the page.
func (pg *page) inHead(out *placing) bool {
	if n := pg.aliasOf(); n != nil {
		out.Pos = pg.s.aliasPos(n, pg.file.Path)
		return true
	}
	if n := pg.node; n != nil && n.entry.Image != "" && out.URL == pg.s.imageURL(n.entry) {
		out.Pos = n.valuePos("image", 0)
		return true
	}
	if key := pg.readerLink(out.URL); key != "" {
		out.Pos, out.shared, out.by = pg.configPos(key), true, key
		return true
	}
	for i, item := range pg.s.cfg.Menu {
		if at := len(pg.s.siteView.Menu) - len(pg.s.cfg.Menu) + i; at >= 0 && pg.s.siteView.Menu[at].URL == out.URL {
			out.Pos, out.shared = item.Pos, true
			return true
		}
	}
	return false
}

// readerLink is the key of the configuration that makes the URL for the page.
func (pg *page) readerLink(url string) string {
	var e *content.Entry
	p := &view.Page{}
	if b, ok := pg.file.view().(bodied); ok {
		p.ID, p.Title, p.URL, p.Canonical = b.Base().ID, b.Base().Title, b.Base().URL, b.Base().Canonical
	}
	if pg.node != nil {
		e = pg.node.entry
	}
	pg.s.addLinks(p, e)
	switch {
	case url == "":
	case url == p.EditURL:
		return "edit"
	case url == p.AskURL:
		return "ask"
	case url == p.ReportURL:
		return "report"
	}
	return ""
}

// configPos is the place of a key at the top of the configuration.
func (pl *placer) configPos(key string) diag.Position {
	data, err := readOptional(pl.s.opt.Source, content.ConfigFile)
	pos := diag.Position{File: content.ConfigFile}
	if err != nil {
		return pos
	}
	if at := regexp.MustCompile(`(?m)^` + key + `(_ur[il])?\s*:`).FindIndex(data); at != nil {
		pos.Line, pos.Column = markdown.Position(data, at[0])
	}
	return pos
}

// aliasOf is the entry that the page redirects to.
func (pg *page) aliasOf() *node {
	if !pg.s.isRedirect(pg.file) {
		return nil
	}
	for _, n := range pg.s.nodes {
		for _, a := range n.entry.Aliases {
			if redirectPath(a) == pg.file.Path {
				return n
			}
		}
	}
	return nil
}

// aliasPos is the place of the alias whose redirect page has the path.
func (s *Snapshot) aliasPos(n *node, path string) diag.Position {
	for i, a := range n.entry.Aliases {
		if redirectPath(a) == path {
			return n.valuePos("aliases", i)
		}
	}
	return n.entry.Pos("aliases")
}

// valuePos is the place of a front matter key's value, or of its i-th element
// where it is a list.
func (n *node) valuePos(key string, i int) diag.Position {
	if n.src == nil {
		return n.entry.Pos(key)
	}
	for k := range n.src.head.Fields {
		f := &n.src.head.Fields[k]
		if f.Key != key {
			continue
		}
		v := &f.Value
		if i < len(v.Items) {
			v = &v.Items[i]
		}
		return diag.Position{File: n.entry.File, Line: int(v.Line), Column: int(v.Column)}
	}
	return n.entry.Pos(key)
}
