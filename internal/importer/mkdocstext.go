package importer

import (
	"path"
	"regexp"
	"strings"

	"sitegen/internal/content"
)

var (
	admonition = regexp.MustCompile(`^([ \t]*)(!!!|\?\?\?\+?)[ \t]+([\w-]+)((?:[ \t]+[\w-]+)*)[ \t]*(?:"(.*)")?[ \t]*$`)
	contentTab = regexp.MustCompile(`^([ \t]*)===[!+]?[ \t]+"(.*)"[ \t]*$`)
	abbrLine   = regexp.MustCompile(`^[ \t]*\*\[([^\]]+)\]:[ \t]*(.*)$`)
	snippet    = regexp.MustCompile(`^([ \t]*)-{1,}8<-{1,}[ \t]+"([^"]+)"[ \t]*$`)
	oldInclude = regexp.MustCompile(`^([ \t]*)\{!\s*([^!]+?)\s*!\}[ \t]*$`)
	attrList   = regexp.MustCompile(`[ \t]?\{:?[ \t]*(?:[.#][\w:-]|[\w-]+=)[^{}]*\}`)
	iconCode   = regexp.MustCompile(`:(?:material|fontawesome|octicons|simple)-[\w-]+:`)
)

func (m *mkdocs) body(s *site, d *doc) {
	markFences(d.lines)
	m.navTitle(d)
	d.lines = m.includes(s, d, d.lines, 0)
	d.lines = m.takeAbbreviations(s, d, d.lines)
	d.lines = m.blocks(d, d.lines)
	m.notation(d)
}

// navTitle uses the title of the navigation for a page without one, and keeps
// it for templates where it is another.
func (m *mkdocs) navTitle(d *doc) {
	e := m.nav[d.src]
	switch {
	case e.title == "":
	case d.title() == "":
		d.setText("title", e.title)
		d.report.mapped("title", 0, "its title in the navigation, %q, is its title", e.title)
	case d.title() != e.title:
		d.param(content.Value{Key: "nav_title", Kind: content.Text, Text: e.title})
		d.report.kept("title", 0, "its title in the navigation, %q, stands below params", e.title)
	}
}

// blocks turns admonitions and tabs into what sitegen has, inner ones too.
func (m *mkdocs) blocks(d *doc, lines []line) []line {
	var out []line
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		if !l.code {
			if a := admonition.FindStringSubmatch(l.text); a != nil {
				margin := a[1]
				n := indented(lines[i+1:], indent(margin)+4)
				inner := m.blocks(d, dedented(lines[i+1:i+1+n], indent(margin)+4))
				i += n
				out = appendBlock(out, m.admonition(d, a, l.n, trimBlank(inner)), lines[i+1:])
				continue
			}
			if t := contentTab.FindStringSubmatch(l.text); t != nil {
				var block []line
				block, n := m.tabs(d, lines[i:], t[1])
				i += n - 1
				out = appendBlock(out, block, lines[i+1:])
				continue
			}
		}
		out = append(out, l)
	}
	return out
}

func (m *mkdocs) admonition(d *doc, a []string, n int, inner []line) []line {
	margin, sign, kind, more, title := a[1], a[2], a[3], strings.TrimSpace(a[4]), a[5]
	if more != "" {
		d.report.lost("admonition", n, "the modifiers %q of an admonition have no counterpart", more)
	}
	if sign == "!!!" {
		d.report.mapped("admonition", n, "!!! %s is an alert", kind)
		return alert(kind, title, margin, n, inner)
	}
	if title == "" {
		title = titleFrom(kind)
	}
	d.report.mapped("admonition", n, "%s %s is a part that folds", sign, kind)
	return details(title, margin, n, sign == "???+", inner)
}

// tabs reads the set of tabs at the head of the lines and returns how many
// lines it has.
func (m *mkdocs) tabs(d *doc, lines []line, margin string) ([]line, int) {
	var tabs []tab
	end := 0
	for i := 0; i < len(lines); {
		t := contentTab.FindStringSubmatch(lines[i].text)
		if t == nil || lines[i].code || indent(t[1]) != indent(margin) {
			break
		}
		n := indented(lines[i+1:], indent(margin)+4)
		inner := m.blocks(d, dedented(lines[i+1:i+1+n], indent(margin)+4))
		tabs = append(tabs, tab{t[2], lines[i].n, inner})
		i += n + 1
		end = i
		for i < len(lines) && lines[i].blank() {
			i++
		}
	}
	out, isCode := tabSet(tabs, margin)
	if isCode {
		d.report.mapped("tab set", lines[0].n, "%s of code are tabs of code", count(len(tabs), "tab", "tabs"))
	} else {
		d.report.kept("tab set", lines[0].n, "%s became parts under their names: sitegen has tabs for code only", count(len(tabs), "tab", "tabs"))
	}
	return out, end
}

// includes puts in the snippets that are whole files of the source.
func (m *mkdocs) includes(s *site, d *doc, lines []line, depth int) []line {
	var out []line
	for _, l := range lines {
		match := snippet.FindStringSubmatch(l.text)
		if match == nil && !l.code {
			match = oldInclude.FindStringSubmatch(l.text)
		}
		if match == nil {
			out = append(out, l)
			continue
		}
		text, ok := m.snippet(s, match[2])
		if !ok || depth > 8 {
			d.report.lost("snippet", l.n, "the snippet %q stays as it is written: only whole files of the source can be put in", match[2])
			out = append(out, l)
			continue
		}
		inner := splitLines(text, 0)
		markFences(inner)
		hideTags(inner)
		inner = shifted(inner, match[1])
		for i := range inner {
			inner[i].n, inner[i].code = l.n, l.code || inner[i].code
		}
		d.report.mapped("snippet", l.n, "the text of %q stands here now", match[2])
		out = append(out, m.includes(s, d, inner, depth+1)...)
	}
	return out
}

func (m *mkdocs) snippet(s *site, name string) (string, bool) {
	for _, dir := range m.snippetDirs {
		if p := path.Join(dir, name); !strings.HasPrefix(p, "..") {
			if data := s.read(p); data != nil {
				text, _ := decodeText(data)
				return string(text), true
			}
		}
	}
	return "", false
}

// notation handles what stands inside lines: attribute lists, of which only
// ids of headings have a counterpart, and icons.
func (m *mkdocs) notation(d *doc) {
	for i := range d.lines {
		l := &d.lines[i]
		if l.code {
			continue
		}
		isHeading := strings.HasPrefix(strings.TrimLeft(l.text, " "), "#")
		l.text = prose(l.text, func(part string) string {
			part = attrList.ReplaceAllStringFunc(part, func(list string) string {
				if id := headingID.FindStringSubmatch(list); id != nil && isHeading {
					return " {#" + id[1] + "}"
				}
				d.report.lost("attribute list", l.n, "the attributes %s have no counterpart", strings.TrimSpace(list))
				return ""
			})
			for _, icon := range iconCode.FindAllString(part, -1) {
				d.report.kept("icon", l.n, "the icon %s shows as text", icon)
			}
			return part
		})
	}
}

// headingID matches the id in an attribute list.
var headingID = regexp.MustCompile(`\{:?[^{}]*#([\w:.-]+)[^{}]*\}`)
