package importer

import (
	"net/url"
	"path"
	"regexp"
	"strings"
)

// sourceScheme begins a destination that a tool's notation names by the path
// of a source file ("{% link _posts/a.md %}"). No text of an author's has it.
const sourceScheme = "sitegen-source:"

var (
	// htmlTarget matches the addresses of raw HTML.
	htmlTarget = regexp.MustCompile(`(?i)(<(?:a|img|source|video|audio|iframe|link|script|object|embed)\b[^<>]*?\s(?:href|src|poster|data)\s*=\s*)("[^"]*"|'[^']*')`)
	// bareSource matches such a destination where no link is.
	bareSource = regexp.MustCompile(sourceScheme + `[^\s<>()\[\]"']*[^\s<>()\[\]"'.,;:!?]`)
	// definition matches a link reference definition, but no footnote.
	definition = regexp.MustCompile(`^( {0,3}\[[^\]^][^\]]*\]:\s*)(<[^>]*>|\S+)(.*)$`)
)

// finishBody leads the links of a doc to where their targets are, and escapes
// what only looks like sitegen's notation.
func (s *site) finishBody(d *doc) {
	if d.raw != nil {
		return
	}
	markCode(d.lines)
	for i := range d.lines {
		l := &d.lines[i]
		if l.code {
			continue
		}
		if m := definition.FindStringSubmatch(l.text); m != nil {
			l.text = m[1] + s.bracketed(d, m[2], l.n) + m[3]
			continue
		}
		l.text = prose(l.text, func(part string) string {
			return bareSource.ReplaceAllStringFunc(s.relinkProse(d, part, l.n), func(dest string) string { return s.bareLink(d, dest, l.n) })
		})
	}
	s.escapeNotation(d)
}

// relinkProse handles the inline links and raw HTML of a piece of prose.
func (s *site) relinkProse(d *doc, text string, n int) string {
	if !strings.Contains(text, "](") && !strings.Contains(text, "=") {
		return text
	}
	text = htmlTarget.ReplaceAllStringFunc(text, func(tag string) string {
		m := htmlTarget.FindStringSubmatch(tag)
		quote := m[2][:1]
		return m[1] + quote + s.relink(d, strings.Trim(m[2], quote), n) + quote
	})
	var b strings.Builder
	for {
		i := strings.Index(text, "](")
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:i+2])
		text = text[i+2:]
		space := len(text) - len(strings.TrimLeft(text, " "))
		b.WriteString(text[:space])
		text = text[space:]
		end := destinationEnd(text)
		b.WriteString(s.bracketed(d, text[:end], n))
		text = text[end:]
	}
}

// bareLink is what an address becomes that stands in the text by itself: a link
// under the path that the author wrote, or that path alone where it leads
// nowhere.
func (s *site) bareLink(d *doc, dest string, n int) string {
	text := strings.TrimPrefix(dest, sourceScheme)
	if to := s.relink(d, dest, n); to != text {
		return "[" + text + "](" + to + ")"
	}
	return text
}

// bracketed handles a destination that may stand in angle brackets.
func (s *site) bracketed(d *doc, dest string, n int) string {
	if inner, ok := strings.CutPrefix(dest, "<"); ok && strings.HasSuffix(dest, ">") {
		inner = strings.TrimSuffix(inner, ">")
		if changed := s.relink(d, inner, n); changed != inner {
			return changed
		}
		return dest
	}
	return s.relink(d, dest, n)
}

// destinationEnd returns where the destination at the head of the text ends.
func destinationEnd(text string) int {
	if strings.HasPrefix(text, "<") {
		if end := strings.IndexByte(text, '>'); end >= 0 {
			return end + 1
		}
	}
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth == 0 {
				return i
			}
			depth--
		case ' ', '\t':
			return i
		}
	}
	return len(text)
}

// isExternal reports whether a destination is on another site, or none that a
// file could answer.
func isExternal(dest string) bool {
	if strings.HasPrefix(dest, "//") || strings.HasPrefix(dest, "#") || dest == "" || strings.ContainsAny(dest, "{}") {
		return true
	}
	colon := strings.IndexByte(dest, ':')
	return colon > 0 && !strings.ContainsAny(dest[:colon], "/?#")
}

// relink returns the destination as it must be in the new site.
func (s *site) relink(d *doc, dest string, n int) string {
	named := strings.HasPrefix(dest, sourceScheme)
	if !named && isExternal(dest) {
		return dest
	}
	p, rest := strings.TrimPrefix(dest, sourceScheme), ""
	if i := strings.IndexAny(p, "?#"); i >= 0 {
		p, rest = p[:i], p[i:]
	}
	if unescaped, err := url.PathUnescape(p); err == nil {
		p = unescaped
	}
	if p == "" {
		return dest
	}
	found := s.find(d, p, named)
	switch {
	case found == nil:
		if _, made := s.built.Index.ByURL(joinURL(p)); made && strings.HasPrefix(p, "/") {
			return dest // a page that the import or sitegen itself makes
		}
		if named || !d.made && looksLocal(p) {
			d.report.lost("link", n, "the link %q leads to nothing that was imported", strings.TrimPrefix(dest, sourceScheme))
		}
		return strings.TrimPrefix(dest, sourceScheme)
	case !named && s.works(d, p, found):
		return dest
	}
	changed := relative(d.target, found.target) + rest
	if named {
		dest = "the link to " + strings.TrimPrefix(dest, sourceScheme)
	}
	d.report.mapped("link", n, "%s is %s", dest, changed)
	return changed
}

// looksLocal reports whether a path that was not found should have been: one
// to a page or picture rather than to something that a server makes.
func looksLocal(p string) bool {
	switch strings.ToLower(path.Ext(p)) {
	case ".xml", ".json", ".php", ".txt":
		return false
	}
	return true
}

// find returns the item that a path written in a doc leads to, as a path in
// the source first, then as an address of the old site.
func (s *site) find(d *doc, p string, named bool) *item {
	var bases []string
	switch {
	case named:
		bases = []string{path.Clean(strings.TrimPrefix(p, "/"))}
	case strings.HasPrefix(p, "/"):
		for _, root := range s.roots() {
			bases = append(bases, path.Join(root, p))
		}
	default:
		bases = []string{path.Join(path.Dir(d.src), p)}
	}
	for _, base := range bases {
		for _, candidate := range []string{base, base + ".md", base + ".mdx", base + "/index.md", base + "/_index.md", base + "/README.md", base + "/index.mdx"} {
			if i := s.bySrc[candidate]; i != nil {
				return i
			}
		}
	}
	if named || len(s.byURL) == 0 {
		return nil
	}
	if strings.HasPrefix(p, "/") {
		if below, ok := strings.CutPrefix(p, s.basePath); ok {
			if i := s.byURL[urlKey(below)]; i != nil {
				return i
			}
		}
		return s.byURL[urlKey(p)]
	}
	for _, old := range d.old {
		base := old
		if !strings.HasSuffix(base, "/") {
			base = path.Dir(base)
		}
		if i := s.byURL[urlKey(path.Join(base, p))]; i != nil {
			return i
		}
	}
	return nil
}

// roots are the folders of the source that an absolute path may be below.
func (s *site) roots() []string {
	if r, ok := s.tool.(interface{ roots() []string }); ok {
		return r.roots()
	}
	return []string{"."}
}

// urlKey makes addresses of one page equal.
func urlKey(u string) string {
	u = strings.TrimSuffix(strings.TrimSuffix(u, "index.html"), ".html")
	return "/" + strings.ToLower(strings.Trim(path.Clean("/"+u), "/"))
}

// indexURLs fills byURL.
func (s *site) indexURLs() {
	add := func(i *item) {
		for _, old := range i.old {
			if key := urlKey(old); s.byURL[key] == nil {
				s.byURL[key] = i
			}
		}
	}
	for _, d := range s.docs {
		add(&d.item)
	}
	for _, a := range s.assets {
		add(a)
	}
}

// works reports whether a path still leads to the item when it is written in
// the new file, by the rules of a build.
func (s *site) works(d *doc, p string, found *item) bool {
	file := strings.TrimPrefix(path.Clean("/"+p), "/")
	if !strings.HasPrefix(p, "/") {
		file = path.Join(path.Dir(d.target), p)
	}
	for _, candidate := range []string{file, file + ".md", file + "/index.md", file + "/_index.md"} {
		if i := s.files[candidate]; i != nil {
			return i == found
		}
	}
	u := p
	if !strings.HasPrefix(p, "/") {
		u = path.Join(d.url, p)
	}
	if found.doc == nil && !strings.HasPrefix(p, "/") {
		return false
	}
	return found.url != "" && strings.Trim(path.Clean(u), "/") == strings.Trim(found.url, "/")
}

// relative is the path from one file to another, as a link writes it.
func relative(from, to string) string {
	a, b := strings.Split(from, "/"), strings.Split(to, "/")
	i := 0
	for i < len(a)-1 && i < len(b)-1 && a[i] == b[i] {
		i++
	}
	p := strings.Repeat("../", len(a)-1-i) + strings.Join(b[i:], "/")
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "?", "%3F", "#", "%23").Replace(p)
}
