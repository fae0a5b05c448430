package build

import (
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"strings"

	"sitegen/internal/diag"
	"sitegen/internal/linkcheck"
	"sitegen/internal/markdown"
)

// fix says how to write the slot's destination in the source, where the checker
// knows the one right URL, and turns the hint's URLs into ones of the source.
func (pg *page) fix(out *placing, at linkcheck.Place, slot int) {
	s, t := &pg.node.src.doc.Slots[slot], &pg.node.targets[slot]
	prefix := strings.TrimSuffix(pg.s.urls.prefix, "/")
	// A link from the site's root gets the site's path in front.
	rooted := t.ref == nil && prefix != "" && t.URL == prefix+s.Dest
	if rooted {
		out.Hint = strings.ReplaceAll(out.Hint, `"`+prefix+"/", `"/`)
	}
	if out.Hint == linkcheck.NothingNear && t.URL == s.Dest && s.Kind != markdown.SlotRaw {
		rel, _ := splitDest(s.Dest)
		file := path.Join(path.Dir(pg.node.entry.File), rel)
		if path.Ext(rel) != "" && !strings.HasPrefix(rel, "/") && !strings.HasPrefix(file, "../") && pg.s.cfg.SourcePath(pg.s.cfg.Below(file)) == file {
			out.Hint = fmt.Sprintf("add %s, or name a file that is there", file)
		}
	}
	if at.Fix == "" || t.ref != nil || strings.Contains(out.URL, "?") && !strings.Contains(at.Fix, "?") {
		return // none, or one that would lose what the author asked for
	}
	dest := at.Fix
	if rooted {
		dest = strings.TrimPrefix(dest, prefix)
	} else if t.URL != s.Dest {
		return
	}
	if f := pg.s.edit(pg.node, pg.src, s, dest); f != nil && pg.leadsTo(dest, at.Fix) {
		out.Fix = f
	}
}

// edit replaces the slot's destination, if the new one can stand there as it is.
func (s *Snapshot) edit(n *node, src []byte, slot *markdown.Slot, dest string) *Fix {
	if slot.SourceEnd <= slot.Source || int(slot.SourceEnd) > len(src) {
		return nil
	}
	old := string(src[slot.Source:slot.SourceEnd])
	switch slot.Kind {
	case markdown.SlotRaw:
		dest = escapeAttribute(dest)
	case markdown.SlotLink, markdown.SlotImage:
		if strings.ContainsAny(dest, " ()<>\\\"") {
			return nil
		}
	default:
		return nil
	}
	if old == dest {
		return nil
	}
	return &Fix{File: n.entry.File, Start: int(slot.Source), End: int(slot.SourceEnd), Old: old, New: dest}
}

// leadsTo reports whether a destination, written in the source, becomes the URL
// on the page or leads to the same entry or file: a path may mean a source
// file before it means a URL.
func (pg *page) leadsTo(dest, want string) bool {
	n := *pg.node // which takes up what is wrong with the link
	n.problems = nil
	t := pg.s.finder().linkTarget(&n, &markdown.Slot{Kind: markdown.SlotLink, Dest: dest})
	if t.URL == want {
		return true
	}
	base := &url.URL{Path: pg.s.urls.prefix + strings.TrimPrefix(pg.node.entry.URL, "/")}
	a, err1 := base.Parse(t.URL)
	b, err2 := base.Parse(want)
	return err1 == nil && err2 == nil && a.Path == b.Path && a.Fragment == b.Fragment
}

// finder is a resolver that can look up where links lead, and nothing else.
func (s *Snapshot) finder() *resolver {
	return &resolver{model: &model{cfg: s.cfg, site: s.site, urls: s.urls, assets: s.assets}, opt: s.opt, theme: s.theme, byID: s.byID}
}

// FixSourceLink says how to mend a link to a source file that does not exist,
// where there is one sure answer: the file's name in another case, or the file
// whose alias is where the missing one would have been published. The problem
// is one of the rule broken-source-link that Builder.Snapshot reported.
func (s *Snapshot) FixSourceLink(p diag.Problem) (*Fix, error) {
	e, ok := s.site.Index.ByFile(p.Pos.File)
	if !ok || p.Rule != "broken-source-link" {
		return nil, nil
	}
	n := s.byID[e.ID]
	for i := range n.src.doc.Slots {
		slot := &n.src.doc.Slots[i]
		if slot.Line != p.Pos.Line || slot.Column != p.Pos.Column {
			continue
		}
		file := s.sureFile(n, slot.Dest)
		if file == "" {
			return nil, nil
		}
		src, err := fs.ReadFile(s.opt.Source, e.File)
		if err != nil {
			return nil, err
		}
		_, rest := splitDest(slot.Dest)
		return s.edit(n, src, slot, relativeFile(e.File, file)+rest), nil
	}
	return nil, nil
}

// sureFile is the one source file that a path to a missing one must mean.
func (s *Snapshot) sureFile(n *node, dest string) string {
	p, _ := splitDest(dest)
	if plain, err := url.PathUnescape(p); err == nil {
		p = plain
	}
	file := path.Join(path.Dir(n.entry.File), p)
	if strings.HasPrefix(p, "/") {
		file = s.cfg.SourcePath(p)
	}
	found := ""
	old := strings.TrimSuffix(strings.TrimSuffix("/"+s.cfg.Below(file), path.Ext(file)), "/index")
	for _, other := range s.nodes {
		e := other.entry
		if e.File == "" {
			continue
		}
		means := strings.EqualFold(e.File, file)
		for _, a := range e.Aliases {
			means = means || strings.TrimSuffix(a, "/") == old
		}
		if means && found != "" {
			return ""
		}
		if means {
			found = e.File
		}
	}
	return found
}

// redirectPath is the file that redirects from an alias.
func redirectPath(alias string) string {
	name := outputPath(alias)
	if path.Ext(name) == "" {
		name += "/index.html"
	}
	return name
}
