package build

import (
	"bytes"
	"strconv"
	"strings"

	"sitegen/internal/markdown"
)

// The marks stand around URLs and the output of shortcodes in a body that is
// rendered only to learn where they lie: markOpen, the slot's number, markNumber,
// what fills the slot, markClose. They are of a private use area, and escaping
// leaves them alone.
const (
	markOpen   = "\ue000"
	markNumber = "\ue001"
	markClose  = "\ue002"
)

// region says that body[start:end] comes from a slot: the value of an href or
// src, or the whole output of a shortcode.
type region struct {
	start, end int
	slot       int
	code       bool
}

// bodyMap is a rendered body with the places of what fills its slots.
type bodyMap struct {
	html    []byte
	regions []region // by start; a shortcode comes before what is in it
}

// mapBody renders the node's body twice, once with marks, and tells where its
// slots went. Where a template did something to the marked text other than
// pass it on, there are no regions.
func (n *node) mapBody() bodyMap {
	html, err := n.body()
	if err != nil {
		return bodyMap{}
	}
	doc, err := n.src.whole()
	if err != nil {
		return bodyMap{}
	}
	marked := make([]markdown.Target, len(n.targets))
	for i := range n.targets {
		t := n.targets[i].Target
		open := markOpen + itoa(i) + markNumber
		t.URL = open + t.URL + markClose
		if make := t.HTML; make != nil {
			t.HTML = func(inner string) (string, error) {
				out, err := make(inner)
				return open + out + markClose, err
			}
		}
		marked[i] = t
	}
	text, err := doc.Render(nil, marked, n.links)
	if err != nil {
		return bodyMap{html: html}
	}
	regions, stripped := readMarks(text, doc.Slots)
	if !bytes.Equal(stripped, html) {
		return bodyMap{html: html}
	}
	return bodyMap{html: html, regions: regions}
}

// readMarks takes the marks out of a text and returns what was between them.
func readMarks(text []byte, slots []markdown.Slot) ([]region, []byte) {
	out := make([]byte, 0, len(text))
	var all []region
	var open []int
	for {
		i := bytes.Index(text, []byte("\xee\x80"))
		if i < 0 {
			break
		}
		out, text = append(out, text[:i]...), text[i:]
		switch {
		case bytes.HasPrefix(text, []byte(markOpen)):
			number, _, _ := bytes.Cut(text[len(markOpen):], []byte(markNumber))
			slot, err := strconv.Atoi(string(number))
			if err != nil || slot < 0 || slot >= len(slots) {
				return nil, nil
			}
			open = append(open, len(all))
			all = append(all, region{start: len(out), slot: slot, code: slots[slot].Kind == markdown.SlotShortcode})
			text = text[len(markOpen)+len(number)+len(markNumber):]
		case bytes.HasPrefix(text, []byte(markClose)) && len(open) > 0:
			all[open[len(open)-1]].end = len(out)
			open = open[:len(open)-1]
			text = text[len(markClose):]
		default:
			return nil, nil
		}
	}
	if len(open) > 0 {
		return nil, nil
	}
	return all, append(out, text...)
}

// at returns the slot whose URL stands at the offset, or -1.
func (m *bodyMap) at(offset int) int {
	for _, r := range m.regions {
		if !r.code && r.start <= offset && offset <= r.end {
			return r.slot
		}
	}
	return -1
}

// within returns the first slot with its URL in [from, to), or -1.
func (m *bodyMap) within(from, to int) int {
	for _, r := range m.regions {
		if !r.code && r.start >= from && r.start < to {
			return r.slot
		}
	}
	return -1
}

// shortcodeAt returns the innermost shortcode whose output holds the offset,
// or -1.
func (m *bodyMap) shortcodeAt(offset int) int {
	slot := -1
	for _, r := range m.regions {
		if r.code && r.start <= offset && offset < r.end {
			slot = r.slot
		}
	}
	return slot
}

// docOffset is about where in Doc.HTML the offset of the body comes from: exact
// behind the last slot before it, but for links that the glossary made since.
func (m *bodyMap) docOffset(doc *markdown.Doc, offset int) uint32 {
	from, base := 0, uint32(0)
	for _, r := range m.regions {
		if !r.code && r.end <= offset {
			from, base = r.end, doc.Slots[r.slot].Offset
		}
	}
	return base + uint32(offset-from)
}

// tagAround returns the tag that holds the offset, as far as it can be told
// without parsing: from the last "<" to the next ">".
func tagAround(html []byte, offset int) (from, to int) {
	offset = min(offset, len(html))
	from = max(0, bytes.LastIndexByte(html[:offset], '<'))
	if offset < len(html) && html[offset] == '<' {
		from = offset
	}
	to = len(html)
	if i := bytes.IndexByte(html[offset:], '>'); i >= 0 {
		to = offset + i
	}
	return from, to
}

// attributeAt returns the text of the attribute's value that begins at the
// offset.
func attributeAt(html []byte, offset int) string {
	rest := html[min(offset, len(html)):]
	end := bytes.IndexAny(rest, "\"'<> \t\r\n")
	if end < 0 {
		end = len(rest)
	}
	return string(rest[:end])
}

// occurrence returns the offset of the n-th occurrence of a text in the data
// from an offset on, of the last one where there are fewer, or -1.
func occurrence(data []byte, from int, text string, n int) int {
	at := -1
	for i := from; text != "" && n >= 0; n-- {
		k := bytes.Index(data[i:], []byte(text))
		if k < 0 {
			break
		}
		at = i + k
		i = at + len(text)
	}
	return at
}

// escapeAttribute is how a text stands in an attribute that the renderer wrote.
func escapeAttribute(s string) string {
	return strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;").Replace(s)
}
