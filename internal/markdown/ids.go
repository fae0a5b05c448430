package markdown

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// reservedIDs are those that the pages themselves use: no heading may take one.
var reservedIDs = []string{
	"content", "contents", "footnotes", "learn-in-depth", "main", "mentioned-in", "nav", "related-lessons",
	"see-also", "terms", "top",
}

// ids hands out ids that are unique on the page.
type ids struct {
	used map[string]bool
	next map[string]int
	// authored holds the ids of {#id} that have not been met yet.
	authored map[string]bool
}

// reserveIDs takes the ids that authors wrote themselves, in {#id} and in raw
// HTML, so that none made from a heading's text gets one of them first.
func (w *writer) reserveIDs(root ast.Node) {
	d := &w.ids
	if d.used == nil {
		d.used, d.next, d.authored = map[string]bool{}, map[string]int{}, map[string]bool{}
	}
	for _, id := range reservedIDs {
		d.used[id] = true
	}
	next := nextBlock
	if bytes.Contains(w.tree, []byte(" id=")) && !w.opt.NoHTML {
		next = nextNode
	}
	for n := root.FirstChild(); n != nil; n = next(root, n) {
		switch n := n.(type) {
		case *ast.Heading:
			if v, ok := n.AttributeString("id"); ok {
				id := attributeText(v)
				d.used[id], d.authored[id] = true, true
			}
		case *ast.HTMLBlock:
			d.takeRaw(n.Lines().Value(w.tree))
		case *ast.RawHTML:
			d.takeRaw(n.Segments.Value(w.tree))
		}
	}
}

// takeRaw takes the ids in a piece of raw HTML.
func (d *ids) takeRaw(b []byte) {
	r := rawReader{b: b}
	for i := 0; i < len(b); i++ {
		if b[i] == '<' && i+1 < len(b) && isLetter(b[i+1]) {
			end, _ := r.attributes(i+1+len(tagName(b[i+1:])), func(name string, _, from, to, _ int) {
				if name == "id" {
					d.used[unescapeHTML(string(b[from:to]))] = true
				}
			})
			i = end - 1
		}
	}
}

// reset forgets all ids.
func (d *ids) reset() {
	clear(d.used)
	clear(d.next)
	clear(d.authored)
}

// isReserved reports whether the pages themselves use the id.
func (d *ids) isReserved(id string) bool { return slices.Contains(reservedIDs, id) }

// own takes an id that an author wrote.
func (d *ids) own(id string) string {
	if d.authored[id] && !d.isReserved(id) {
		d.authored[id] = false
		return id
	}
	return d.unique(id)
}

// nextNode returns the node after n in document order, or nil.
func nextNode(root, n ast.Node) ast.Node {
	if c := n.FirstChild(); c != nil {
		return c
	}
	for n != root && n.NextSibling() == nil {
		n = n.Parent()
	}
	if n == root {
		return nil
	}
	return n.NextSibling()
}

// nextBlock returns the block after n in document order, or nil.
func nextBlock(root, n ast.Node) ast.Node {
	if c := n.FirstChild(); c != nil && c.Type() == ast.TypeBlock {
		return c
	}
	for n != root && n.NextSibling() == nil {
		n = n.Parent()
	}
	if n == root {
		return nil
	}
	return n.NextSibling()
}

// unique returns id, with a number behind it if it is taken, and takes it.
func (d *ids) unique(id string) string {
	if !d.used[id] {
		d.used[id] = true
		return id
	}
	for {
		d.next[id]++
		if c := id + "-" + strconv.Itoa(d.next[id]); !d.used[c] {
			d.used[c] = true
			return c
		}
	}
}

// slug makes an id of a heading's text the way GitHub does: letters and digits
// of every script in lower case, spaces as hyphens, punctuation left out.
func slug(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		switch {
		case r == ' ' || r == '\t' || r == '-':
			b.WriteByte('-')
		case r == '_':
			b.WriteByte('_')
		case r < utf8.RuneSelf:
			if r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				b.WriteByte(byte(r))
			}
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	if s := b.String(); strings.Trim(s, "-") != "" {
		return s
	}
	return "section"
}
