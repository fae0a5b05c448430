package importer

import (
	"regexp"
	"slices"
	"strings"

	"sitegen/internal/content"
)

// hidden tags: what would begin a shortcode in the text of a tool that has none
// is hidden while the text is converted, so that it is not mistaken for one
// that the import makes. The mark is a character of private use.
const hiddenTag = "\ue000"

// hideTags hides the two braces before < and %, in code too: what is code is
// known for sure only when all is converted.
func hideTags(lines []line) {
	for i := range lines {
		if l := &lines[i]; strings.Contains(l.text, "{{") {
			l.text = strings.ReplaceAll(strings.ReplaceAll(l.text, "{{<", hiddenTag+"<"), "{{%", hiddenTag+"%")
		}
	}
}

// showTags undoes hideTags in a text that leaves the body.
func showTags(text string) string { return strings.ReplaceAll(text, hiddenTag, "{{") }

// wikiLink matches what sitegen takes for a reference to a term.
var wikiLink = regexp.MustCompile(`\[\[([^\[\]]+)\]\](\(?)`)

// escapeNotation keeps text from being read as sitegen's notation where its
// author meant none: [[…]] that names nothing, tags of shortcodes in the text
// of a tool that has none, $$ without its end, and fences of a quiz.
func (s *site) escapeNotation(d *doc) {
	for i := range d.lines {
		l := &d.lines[i]
		if l.code {
			l.text = showTags(l.text)
			if quizFence.MatchString(l.text) {
				l.text = quizFence.ReplaceAllString(l.text, "${1}text")
				d.report.mapped("notation", l.n, "a fence of the language quiz is one of text: it would be a quiz")
			}
			continue
		}
		if strings.Contains(l.text, "[[") {
			l.text = prose(l.text, func(part string) string { return s.escapeWiki(d, part, l.n) })
		}
		if strings.Contains(l.text, hiddenTag) {
			l.text = prose(l.text, func(part string) string { return strings.ReplaceAll(part, hiddenTag, `{\{`) })
			l.text = showTags(l.text) // in code
			d.report.mapped("notation", l.n, "braces that would begin a shortcode are escaped")
		}
	}
	escapeMath(d)
}

// quizFence matches the fence of a quiz.
var quizFence = regexp.MustCompile("^([ \t>]*(?:`{3,}|~{3,})[ \t]*)quiz\\b")

func (s *site) escapeWiki(d *doc, text string, n int) string {
	return wikiLink.ReplaceAllStringFunc(text, func(m string) string {
		inner := strings.TrimPrefix(strings.TrimSuffix(m, "]]"), "[[")
		if strings.HasSuffix(m, "(") || inner[0] == '^' || inner[0] == '!' {
			return m
		}
		ref, _, _ := strings.Cut(inner, "|")
		ref, _, _ = strings.Cut(ref, "#")
		if e, several := s.built.Index.Resolve(strings.TrimSpace(ref)); e != nil || len(several) > 1 && oneTerm(several) {
			return m
		}
		d.report.mapped("notation", n, "%s names nothing here and is escaped", m)
		return `\[` + m[1:]
	})
}

// oneTerm reports whether exactly one of the entries is a term: that is what
// [[…]] means then.
func oneTerm(entries []*content.Entry) bool {
	n := 0
	for _, e := range entries {
		if e.Kind == content.KindTerm {
			n++
		}
	}
	return n == 1
}

// margin matches what stands before the text of a line: quotes and lists.
var marginOf = regexp.MustCompile(`^(?:[ \t]|>|[-*+][ \t]|[0-9]{1,9}[.)][ \t])*`)

// escapeMath escapes a $$ that begins a line and has no line that ends it in
// the same quote or list item.
func escapeMath(d *doc) {
	for i := 0; i < len(d.lines); i++ {
		l := &d.lines[i]
		margin := marginOf.FindString(l.text)
		rest, ok := strings.CutPrefix(l.text[len(margin):], "$$")
		if l.code || !ok || strings.Contains(rest, "$$") {
			continue
		}
		if end := mathEnd(d.lines[i+1:], margin); end >= 0 {
			i += end + 1
			continue
		}
		l.text = margin + `\$\$` + rest
		d.report.mapped("notation", l.n, "$$ without an end is escaped")
	}
}

// mathEnd returns the index of the line that ends a block of math, or -1.
func mathEnd(lines []line, margin string) int {
	quotes, columns := strings.Count(margin, ">"), indent(margin)
	if strings.TrimSpace(margin) != "" {
		columns = len(margin)
	}
	for i, l := range lines {
		own := marginOf.FindString(l.text)
		if quotes == 0 && columns > 3 && !l.blank() && indent(l.text) < columns-3 || strings.Count(own, ">") != quotes {
			return -1
		}
		if strings.HasSuffix(strings.TrimRight(l.text, " \t"), "$$") {
			return i
		}
	}
	return -1
}

// pairs follows the shortcodes of a body. sitegen wants the two tags of a pair
// in one paragraph, or each on a line of its own at the same level; a tag that
// closes nothing there would keep the site from being built.
type pairs struct {
	d    *doc
	used map[string]int // name to the line of its first use
	open []openTag
	// place is the paragraph that is being read.
	place int
}

// openTag is a tag that may yet be closed.
type openTag struct {
	name  string
	where string // the paragraph or the margin
}

var (
	tagStart = regexp.MustCompile(`\{\{[<%]`)
	// wholeTag matches a tag, over several lines too.
	wholeTag = regexp.MustCompile(`^\{\{[<%]\s*(/?)\s*([\w./-]+)((?:\s+(?:[\w.-]+=)?(?:"(?:[^"\\]|\\.)*"|` + "`[^`]*`" + `|[^\s"` + "`" + `>%]+))*)\s*(/?)[>%]\}\}`)
	shownTag = regexp.MustCompile(`^\{\{[<%]/\*.*?\*/[>%]\}\}`)
	newBlock = regexp.MustCompile(`^[ \t]*(?:[-*+]|[0-9]{1,9}[.)]|>|#|\|)`)
)

// run goes through all paragraphs.
func (p *pairs) run() {
	lines := p.d.lines
	for i := 0; i < len(lines); {
		if lines[i].code || lines[i].blank() {
			i++
			continue
		}
		end := i + 1
		for end < len(lines) && !lines[end].code && !lines[end].blank() && !newBlock.MatchString(lines[end].text) && !p.alone(lines[end].text) && !p.alone(lines[end-1].text) {
			end++
		}
		p.paragraph(lines[i:end])
		i = end
	}
}

// alone reports whether a line is one tag and nothing else, but for the marks
// of quotes and lists.
func (p *pairs) alone(text string) bool {
	text = strings.TrimSpace(text[len(marginOf.FindString(text)):])
	m := wholeTag.FindString(text)
	return m != "" && m == text
}

// level says at which level a tag that has its line for itself stands. One that
// begins the item of a list has no fellow.
func (p *pairs) level(text string) string {
	margin := marginOf.FindString(text)
	if strings.Trim(margin, "> \t") != "" {
		return "item " + itoa(p.place)
	}
	return "margin " + itoa(strings.Count(margin, ">")) + " " + itoa(indent(margin))
}

// paragraph handles the lines of one paragraph, or one tag alone.
func (p *pairs) paragraph(lines []line) {
	p.place++
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = l.text
	}
	where := "paragraph " + itoa(p.place)
	if len(lines) == 1 && p.alone(lines[0].text) {
		where = p.level(lines[0].text)
	}
	row, cell := 0, 0
	joined := prose(strings.Join(texts, "\n"), func(part string) string {
		var b strings.Builder
		for {
			at := tagStart.FindStringIndex(part)
			if at == nil {
				b.WriteString(part)
				row += strings.Count(part, "\n")
				return b.String()
			}
			before := part[:at[0]]
			row, cell = row+strings.Count(before, "\n"), cell+strings.Count(before, "|")
			b.WriteString(before)
			place := where
			if strings.HasPrefix(strings.TrimSpace(lines[0].text), "|") {
				place += " cell " + itoa(cell)
			}
			text, n := p.tag(part[at[0]:], place, lines[min(row, len(lines)-1)].n)
			row += strings.Count(part[at[0]:at[0]+n], "\n")
			b.WriteString(text)
			part = part[at[0]+n:]
		}
	})
	for i, text := range strings.Split(joined, "\n") {
		if i < len(lines) {
			lines[i].text = text
		}
	}
}

// tag handles the tag at the head of the text, and returns what to write for
// its first n bytes.
func (p *pairs) tag(text, where string, n int) (string, int) {
	if m := shownTag.FindString(text); m != "" {
		return m, len(m)
	}
	m := wholeTag.FindStringSubmatch(text)
	if m == nil {
		p.d.report.mapped("notation", n, "%s is no whole tag of a shortcode, and is escaped", text[:3])
		return `{\{`, 2
	}
	closing, name, single := m[1] != "", m[2], m[4] != ""
	switch {
	case !closing:
		if p.used[name] == 0 {
			p.used[name] = n
		}
		if !single {
			p.open = append(p.open, openTag{name, where})
		}
		return m[0], len(m[0])
	default:
		for i, o := range slices.Backward(p.open) {
			if o.name == name {
				if o.where != where {
					break
				}
				p.open = p.open[:i]
				return m[0], len(m[0])
			}
		}
	}
	p.d.report.lost("shortcode", n, "%s closes nothing that begins in the same paragraph or at the same level, and is taken out", m[0])
	return "", len(m[0])
}
