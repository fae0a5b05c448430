package markdown

import (
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
	"search", "see-also", "terms", "top",
}

// ids hands out ids that are unique on the page.
type ids struct {
	used map[string]bool
	next map[string]int
	// authored holds the ids of {#id} that have not been met yet.
	authored map[string]bool
}

// reserve takes the ids that authors wrote themselves, so that none made from a
// heading's text gets one of them first.
func (d *ids) reserve(root ast.Node, body []byte) {
	d.used, d.next = make(map[string]bool, len(reservedIDs)), map[string]int{}
	d.authored = map[string]bool{}
	for _, id := range reservedIDs {
		d.used[id] = true
	}
	for n := root.FirstChild(); n != nil; n = nextBlock(root, n) {
		h, ok := n.(*ast.Heading)
		if !ok {
			continue
		}
		if v, ok := h.AttributeString("id"); ok {
			id := attributeText(v)
			d.used[id], d.authored[id] = true, true
		}
	}
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
