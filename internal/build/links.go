package build

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/markdown"
)

// target is what fills a slot, with the entry that it leads to, if any.
type target struct {
	markdown.Target
	ref *content.Entry
}

// target resolves every slot of a node's body.
func (r *resolver) target(n *node, codes *shortcodes) {
	doc := n.src.doc
	n.targets = make([]target, len(doc.Slots))
	var refs []string
	for i := range doc.Slots {
		slot := &doc.Slots[i]
		t := &n.targets[i]
		switch slot.Kind {
		case markdown.SlotShortcode:
			codes.bind(r, n, slot, t)
		case markdown.SlotWiki:
			r.wiki(n, slot, t)
		case markdown.SlotImage:
			*t = r.linkTarget(n, slot)
			t.Attrs = r.imageSize(n, slot.Dest)
			n.pictures = n.pictures || t.Attrs != ""
		default:
			*t = r.linkTarget(n, slot)
		}
		if t.ref != nil && t.ref.ID != n.entry.ID {
			refs = append(refs, t.ref.ID)
		}
	}
	slices.Sort(refs)
	n.refs = slices.Compact(refs)
}

// wiki resolves [[term]]: to a term first, else to any entry.
func (r *resolver) wiki(n *node, slot *markdown.Slot, t *target) {
	ref, fragment, _ := strings.Cut(slot.Dest, "#")
	e, others := r.site.Index.Resolve(ref, content.KindTerm)
	if e == nil && len(others) < 2 {
		if any, several := r.site.Index.Resolve(ref); any != nil || len(several) > 1 {
			e, others = any, several
		}
	}
	pos := diag.Position{File: n.entry.File, Line: slot.Line, Column: slot.Column}
	switch {
	case e != nil:
		t.ref, t.URL = e, r.urls.path(e.URL)
		if fragment != "" {
			t.URL += "#" + fragment
		}
		if e.Kind == content.KindTerm {
			t.Attrs = ` class="term" data-term="` + attr(e.ID) + `"`
		}
	case len(others) > 1:
		n.problems.Errorf(pos, "ambiguous-reference", "write the whole id, such as [["+others[0].ID+"]]", "[[%s]] may mean %s", slot.Dest, ids(others))
	case r.leftOut(ref):
		n.problems.Warnf(pos, "draft-reference", "publish it, or build with --drafts or --future", "[[%s]] names an entry that is left out of this build", slot.Dest)
	default:
		hint := "add the term, or write the name of one that exists"
		if len(others) == 1 {
			hint = "did you mean [[" + others[0].Title + "]]?"
		}
		n.problems.Errorf(pos, "unknown-reference", hint, "[[%s]] names no term or page", slot.Dest)
	}
}

// leftOut reports whether a reference means a draft or a future entry.
func (r *resolver) leftOut(ref string) bool {
	e, several := r.site.Index.Dropped().Resolve(ref)
	return e != nil || len(several) > 1
}

func ids(entries []*content.Entry) string {
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.ID
	}
	return strings.Join(names, ", ")
}

// attr escapes text for a double-quoted attribute.
func attr(s string) string {
	return strings.NewReplacer("&", "&amp;", `"`, "&#34;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// linkTarget resolves the destination of a link or picture. What leads
// nowhere in the sources stays as written, for it may be published by other
// means; only a link to a Markdown file that does not exist is surely a
// mistake.
func (r *resolver) linkTarget(n *node, slot *markdown.Slot) target {
	dest := slot.Dest
	t := target{Target: markdown.Target{URL: dest}}
	rawPath, rest := splitDest(dest)
	if rawPath == "" && strings.HasPrefix(dest, "#") && namesTitle(n, dest) {
		t.URL = "#"
		return t
	}
	if rawPath == "" || isExternal(dest) {
		return t
	}
	p, err := url.PathUnescape(rawPath)
	if err != nil {
		p = rawPath
	}
	e, file := r.find(n, p)
	if under, ok := strings.CutPrefix(p, r.urls.prefix); ok && e == nil && file == "" {
		// Other tools want the site's path in such links: with it, they lead to
		// the same page.
		e, file = r.find(n, "/"+under)
	}
	if e != nil {
		if namesTitle(r.byID[e.ID], rest) {
			rest, _, _ = strings.Cut(rest, "#")
		}
		t.ref, t.URL = e, r.urls.path(e.URL)+rest
	} else if file != "" {
		t.URL = r.urls.path(file) + rest
	} else if ext := strings.ToLower(path.Ext(p)); ext == ".md" || ext == ".markdown" {
		r.deadLink(n, slot, p)
	} else if strings.HasPrefix(rawPath, "/") {
		t.URL = strings.TrimSuffix(r.urls.prefix, "/") + rawPath + rest
	}
	return t
}

// namesTitle reports whether the fragment at the end of a destination is the id
// of the heading that became the page's title. The title stands at the top of
// its page, without that id.
func namesTitle(n *node, rest string) bool {
	_, fragment, ok := strings.Cut(rest, "#")
	if !ok || n == nil || n.src == nil || fragment == "" {
		return false
	}
	id, err := url.PathUnescape(fragment)
	return err == nil && id == n.src.doc.TitleID
}

// splitDest parts a destination into its path and the query and fragment.
func splitDest(dest string) (p, rest string) {
	if i := strings.IndexAny(dest, "?#"); i >= 0 {
		return dest[:i], dest[i:]
	}
	return dest, ""
}

// isExternal reports whether the destination has a scheme or a host.
func isExternal(dest string) bool {
	if strings.HasPrefix(dest, "//") {
		return true
	}
	colon := strings.IndexByte(dest, ':')
	return colon > 0 && !strings.ContainsAny(dest[:colon], "/?#")
}

// find looks for the entry, or else the URL path of the asset, that a path
// written on the page leads to: first as a path of source files, then as a URL.
func (r *resolver) find(n *node, p string) (*content.Entry, string) {
	var file string
	if strings.HasPrefix(p, "/") {
		file = r.cfg.SourcePath(p)
	} else {
		file = path.Join(path.Dir(n.entry.File), p)
	}
	for _, candidate := range []string{file, file + ".md", file + "/index.md", file + "/_index.md"} {
		if e, ok := r.site.Index.ByFile(candidate); ok {
			return e, ""
		}
	}
	if published, ok := r.assets[file]; ok {
		return nil, published
	}
	u := p
	if !strings.HasPrefix(p, "/") {
		u = path.Join(n.entry.URL, p)
		if strings.HasSuffix(p, "/") {
			u += "/"
		}
	}
	for _, candidate := range []string{u, u + "/", strings.TrimSuffix(u, "index.html")} {
		if e, ok := r.site.Index.ByURL(candidate); ok {
			return e, ""
		}
	}
	return nil, ""
}

func (r *resolver) deadLink(n *node, slot *markdown.Slot, p string) {
	pos := diag.Position{File: n.entry.File, Line: slot.Line, Column: slot.Column}
	for _, file := range []string{path.Join(path.Dir(n.entry.File), p), r.cfg.SourcePath(p)} {
		if _, dropped := r.site.Index.Dropped().ByFile(file); dropped {
			n.problems.Warnf(pos, "draft-reference", "publish it, or build with --drafts or --future", "the link leads to %s, which is left out of this build", file)
			return
		}
	}
	base := strings.TrimSuffix(path.Base(p), path.Ext(p))
	top := r.cfg.Content
	if top == "." {
		top = "the site's folder"
	}
	hint := "write the path of a file below " + top + ", from this file's folder"
	if base == "index" || base == "_index" {
		base = path.Base(path.Dir(p))
	}
	if e, near := r.site.Index.Resolve(base); e != nil {
		hint = "did you mean " + relativeFile(n.entry.File, e.File) + "?"
	} else if len(near) > 0 && near[0].File != "" {
		hint = "did you mean " + relativeFile(n.entry.File, near[0].File) + "?"
	}
	n.problems.Warnf(pos, "broken-source-link", hint,
		"the link %q leads to no source file", slot.Dest)
}

// relativeFile is the path from one file to another, as a link writes it.
func relativeFile(from, to string) string {
	var a []string
	if dir := path.Dir(from); dir != "." {
		a = strings.Split(dir, "/")
	}
	b := strings.Split(to, "/")
	i := 0
	for i < len(a) && i < len(b)-1 && a[i] == b[i] {
		i++
	}
	return strings.Repeat("../", len(a)-i) + strings.Join(b[i:], "/")
}
