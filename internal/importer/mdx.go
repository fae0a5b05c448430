package importer

import (
	"regexp"
	"strings"
)

// mdx is what Docusaurus and Starlight write beyond Markdown: admonitions
// between colons, modules, components and expressions.
type mdx struct{}

var (
	colons     = regexp.MustCompile(`^([ \t]*)(:{3,})[ \t]*([\w-]+)?[ \t]*(?:\[(.*?)\])?[ \t]*(.*?)[ \t]*(?:\{[^{}]*\})?[ \t]*$`)
	moduleLine = regexp.MustCompile(`^(?:import\s+(?:.*\bfrom\s*)?['"][^'"]*['"];?\s*$|import\s+(?:type\s+)?(?:\w+\s*,\s*)?\{[^}]*$|export\s+(?:const|let|var|async|function|default|\{))`)
	commentID  = regexp.MustCompile(`\{/\*\s*#([\w-]+)\s*\*/\}`)
	jsxComment = regexp.MustCompile(`\{/\*(.*?)\*/\}`)
	component  = regexp.MustCompile(`</?[A-Z][\w.]*(?:\s(?:[^<>"'{}]|"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\})*)?/?>`)
	required   = regexp.MustCompile(`\{require\((['"])(.+?)['"]\)(?:\.default)?\}`)
	useBaseURL = regexp.MustCompile(`\{useBaseUrl\((['"])(.+?)['"]\)\}`)
	className  = regexp.MustCompile(`(<[a-z][^<>]*?\s)className=`)
	jsxStyle   = regexp.MustCompile(`\sstyle=\{\{[^{}]*\}\}`)
	truncate   = regexp.MustCompile(`^\s*(?:<!--\s*truncate\s*-->|\{/\*\s*truncate\s*\*/\})\s*$`)
	expression = regexp.MustCompile(`\{[A-Za-z_][\w.]*(?:\([^{}]*\))?\}`)
	tabsOpen   = regexp.MustCompile(`^[ \t]*<Tabs\b[^>]*>[ \t]*$`)
	tabsClose  = regexp.MustCompile(`^[ \t]*</Tabs>[ \t]*$`)
	tabOpen    = regexp.MustCompile(`^[ \t]*<TabItem\b([^>]*)>[ \t]*$`)
	tabClose   = regexp.MustCompile(`^[ \t]*</TabItem>[ \t]*$`)
	tabName    = regexp.MustCompile(`\b(label|value)=\{?["']([^"']*)["']`)
)

// convert handles all of a body.
func (x *mdx) convert(d *doc) {
	d.lines = x.modules(d, d.lines)
	d.lines = x.tabs(d, d.lines)
	d.lines = x.admonitions(d, d.lines)
	for i := range d.lines {
		if l := &d.lines[i]; !l.code {
			l.text = prose(l.text, func(part string) string { return x.inline(d, part, l.n) })
		}
	}
}

// modules takes out imports and exports, to their end, and marks of the place
// where a list of posts cuts them.
func (x *mdx) modules(d *doc, lines []line) []line {
	out := map[int]bool{} // lines to take out
	paragraph := false    // a module statement begins a block
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		switch {
		case !l.code && truncate.MatchString(l.text):
			out[l.n] = true
		case !l.code && !paragraph && moduleLine.MatchString(l.text):
			d.report.lost("import", l.n, "%s is taken out: sitegen runs no program in a page", strings.TrimRight(strings.TrimSpace(l.text), "; ({"))
			for end := i; ; end++ {
				out[lines[end].n] = true
				if closed(lines[i:end+1]) || end+1 == len(lines) || lines[end+1].blank() {
					i = end
					break
				}
			}
		default:
			paragraph = !l.blank() && !l.code
		}
	}
	return without(lines, func(l line) bool { return out[l.n] })
}

// closed reports whether all brackets of a statement are closed.
func closed(lines []line) bool {
	depth := 0
	for _, l := range lines {
		depth += strings.Count(l.text, "{") + strings.Count(l.text, "(") + strings.Count(l.text, "[")
		depth -= strings.Count(l.text, "}") + strings.Count(l.text, ")") + strings.Count(l.text, "]")
	}
	return depth <= 0
}

// admonitions turns ":::note" and what follows, up to ":::", into alerts.
func (x *mdx) admonitions(d *doc, lines []line) []line {
	var out []line
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		m := colons.FindStringSubmatch(l.text)
		if l.code || m == nil || m[3] == "" {
			out = append(out, l)
			continue
		}
		end := x.closing(lines[i+1:], len(m[2]))
		if end < 0 {
			d.report.lost("admonition", l.n, "%s is never closed, and stays as it is written", strings.TrimSpace(l.text))
			out = append(out, l)
			continue
		}
		inner := dedented(lines[i+1:i+1+end], indent(m[1]))
		title := m[4]
		if title == "" {
			title = m[5]
		}
		for len(inner) > 0 && inner[len(inner)-1].blank() {
			inner = inner[:len(inner)-1]
		}
		block := alert(m[3], title, m[1], l.n, x.admonitions(d, trimBlank(inner)))
		d.report.mapped("admonition", l.n, ":::%s is an alert", m[3])
		i += end + 1
		out = appendBlock(out, block, lines[i+1:])
	}
	return out
}

// closing returns the index of the line that closes an admonition of n colons:
// the next with at least as many. One inside has fewer.
func (x *mdx) closing(lines []line, n int) int {
	for i, l := range lines {
		if m := colons.FindStringSubmatch(l.text); !l.code && m != nil && m[3] == "" && len(m[2]) >= n {
			return i
		}
	}
	return -1
}

// tabs turns <Tabs> into what sitegen has.
func (x *mdx) tabs(d *doc, lines []line) []line {
	var out []line
	for i := 0; i < len(lines); i++ {
		if lines[i].code || !tabsOpen.MatchString(lines[i].text) {
			out = append(out, lines[i])
			continue
		}
		tabs, n := readTabs(lines[i+1:])
		if n < 0 {
			out = append(out, lines[i])
			continue
		}
		margin := lines[i].text[:len(lines[i].text)-len(strings.TrimLeft(lines[i].text, " \t"))]
		for j := range tabs {
			tabs[j].inner = x.tabs(d, tabs[j].inner)
		}
		block, isCode := tabSet(tabs, margin)
		if isCode {
			d.report.mapped("tab set", lines[i].n, "<Tabs> of code are tabs of code")
		} else {
			d.report.kept("tab set", lines[i].n, "<Tabs> became parts under their names: sitegen has tabs for code only")
		}
		i += n
		out = appendBlock(out, block, lines[i+1:])
	}
	return out
}

// readTabs reads the tabs up to </Tabs>, whose index plus one is n; n is -1
// where they are not well formed.
func readTabs(lines []line) (tabs []tab, n int) {
	depth := 0
	for i, l := range lines {
		switch {
		case l.code:
		case depth == 0 && tabsClose.MatchString(l.text):
			if len(tabs) == 0 {
				return nil, -1
			}
			return tabs, i + 1
		case tabClose.MatchString(l.text):
			depth--
			continue
		case tabOpen.MatchString(l.text):
			depth++
			if depth == 1 {
				tabs = append(tabs, tab{title: tabTitle(l.text), n: l.n})
				continue
			}
		}
		if depth > 0 {
			t := &tabs[len(tabs)-1]
			t.inner = append(t.inner, l)
		}
	}
	return nil, -1
}

// tabTitle is a tab's label, or its value.
func tabTitle(text string) string {
	title := "Tab"
	for _, m := range tabName.FindAllStringSubmatch(tabOpen.FindStringSubmatch(text)[1], -1) {
		if m[1] == "label" {
			return m[2]
		}
		title = m[2]
	}
	return title
}

// inline handles components and expressions in a line. A component is put into
// a comment: it does nothing, but its author finds it.
func (x *mdx) inline(d *doc, text string, n int) string {
	if !strings.ContainsAny(text, "{<") {
		return text
	}
	text = commentID.ReplaceAllString(text, "{#$1}")
	text = jsxComment.ReplaceAllString(text, "<!--$1-->")
	text = required.ReplaceAllString(text, `"$2"`)
	text = useBaseURL.ReplaceAllString(text, `"$2"`)
	text = className.ReplaceAllString(text, "${1}class=")
	text = jsxStyle.ReplaceAllStringFunc(text, func(s string) string {
		d.report.lost("attribute list", n, "%s is taken out", strings.TrimSpace(s))
		return ""
	})
	text = component.ReplaceAllStringFunc(text, func(tag string) string {
		d.report.kept("component", n, "%s stands in a comment: sitegen runs no program in a page", tag)
		return "<!-- " + strings.ReplaceAll(tag, "--", "- -") + " -->"
	})
	for _, e := range expression.FindAllString(text, -1) {
		d.report.kept("expression", n, "the expression %s shows as text", e)
	}
	return text
}
