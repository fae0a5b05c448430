package build

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/markdown"
	"sitegen/internal/output"
	"sitegen/internal/view"
)

// llms writes llms.txt: the site's outline for language models, with links to
// the Markdown twins.
func (s *Snapshot) llms() ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", firstNonEmpty(s.cfg.Title, s.theme.Text("home")))
	if s.cfg.Description != "" {
		fmt.Fprintf(&b, "\n> %s\n", oneLine(s.cfg.Description))
	}
	for _, c := range s.courseCategories() {
		fmt.Fprintf(&b, "\n## %s\n\n", oneLine(c.Title))
		for _, l := range c.Lessons {
			s.llmsItem(&b, &l.Entry)
		}
	}
	if len(s.terms) > 0 {
		fmt.Fprintf(&b, "\n## %s\n\n", oneLine(s.siteView.GlossaryTitle))
		for _, t := range s.terms {
			s.llmsItem(&b, &t.Entry)
		}
	}
	if len(s.site.Pages) > 0 {
		fmt.Fprintf(&b, "\n## %s\n\n", s.theme.Text("pages"))
		for _, p := range s.site.Pages {
			s.llmsItem(&b, &p.Entry)
		}
	}
	return []byte(b.String()), nil
}

func (s *Snapshot) llmsItem(b *strings.Builder, e *content.Entry) {
	u := firstNonEmpty(s.urls.absolute(twinPath(e.URL)), s.urls.path(twinPath(e.URL)))
	fmt.Fprintf(b, "- [%s](%s)", oneLine(e.Title), u)
	if text := s.byID[e.ID].summary(); text != "" {
		fmt.Fprintf(b, ": %s", oneLine(text))
	}
	b.WriteByte('\n')
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// twinSum identifies the Markdown twin of a page.
func (s *Snapshot) twinSum(n *node) view.Sum {
	return joinSums(s.bodySum(n), view.Fingerprint(s.cards[n.entry.ID]), s.siteSum, view.Sum(output.SumOf([]byte(s.urls.base))))
}

// twin writes the page as Markdown: its title and summary, then the author's
// own text with the links leading to published pages.
func (s *Snapshot) twin(n *node) ([]byte, error) {
	src, err := fs.ReadFile(s.opt.Source, n.entry.File)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", n.entry.File, err)
	}
	if output.SumOf(src) != n.src.key.sum {
		return nil, changedError(n.entry.File)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n\n", oneLine(n.entry.Title))
	if text := n.summary(); text != "" && oneLine(text) != oneLine(n.src.doc.Paragraph) {
		fmt.Fprintf(&b, "> %s\n\n", oneLine(text))
	}
	b.Write(bytes.TrimSpace(s.linkedSource(n, src)))
	b.WriteString("\n")
	return b.Bytes(), nil
}

// linkedSource is the body's source with the destinations of links replaced.
func (s *Snapshot) linkedSource(n *node, src []byte) []byte {
	type change struct {
		from, to uint32
		url      string
	}
	var changes []change
	for i, slot := range n.src.doc.Slots {
		linked := slot.Kind == markdown.SlotLink || slot.Kind == markdown.SlotImage || slot.Kind == markdown.SlotRaw
		if linked && slot.SourceEnd > slot.Source && n.targets[i].URL != slot.Dest {
			changes = append(changes, change{slot.Source, slot.SourceEnd, s.absoluteURL(n.targets[i].URL)})
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Compare(a.from, b.from) })
	var out []byte
	at := uint32(n.src.head.BodyOffset())
	for _, c := range changes {
		if c.from < at {
			continue
		}
		out = append(append(out, src[at:c.from]...), c.url...)
		at = c.to
	}
	out = append(out, src[at:]...)
	// The page's title stands above already.
	if n.src.doc.Title != "" {
		if _, rest, found := bytes.Cut(bytes.TrimLeft(out, " \t\r\n"), []byte("\n")); found && bytes.HasPrefix(bytes.TrimSpace(out), []byte("# ")) {
			return rest
		}
	}
	return out
}

// absoluteURL makes a URL of a page absolute where the site has a base_url.
func (s *Snapshot) absoluteURL(u string) string {
	if s.urls.base == "" {
		return u
	}
	return s.full(u)
}
