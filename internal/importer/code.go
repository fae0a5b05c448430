package importer

import (
	"regexp"
	"strings"
)

// codeMarker follows the blocks of CommonMark as far as it takes to tell code
// from prose: quotes, lists, footnotes, fences and indented code.
type codeMarker struct {
	quotes int
	items  []int // the columns at which the text of the open list items begins
	fence  string
	// fenceQuotes and fenceColumn are where the fence stands.
	fenceQuotes, fenceColumn int
	paragraph                bool // the line before is text that may go on
	inCode                   bool // the line before is indented code
	// html says that a block of HTML is open: up to a blank line, or up to the
	// end of a comment.
	html, comment bool
}

var (
	fenceStart = regexp.MustCompile("^(`{3,}|~{3,})(.*)$")
	itemStart  = regexp.MustCompile(`^(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]+|$)`)
	noteStart  = regexp.MustCompile(`^\[\^[^\]\s]+\]:[ \t]*`)
	blockStart = regexp.MustCompile(`^(?:#{1,6}(?:[ \t]|$)|\{\{[<%][^}]*\}\}[ \t]*$|(?:[-*_][ \t]*){3,}$)`)
	// htmlStart matches the tags that begin a block of HTML, even in a
	// paragraph; aloneTag those that do so only with a line for themselves.
	htmlStart = regexp.MustCompile(`(?i)^</?(?:address|article|aside|base|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul|pre|script|style|textarea)(?:[ \t>]|/>|$)`)
	aloneTag  = regexp.MustCompile(`^</?[A-Za-z][\w-]*(?:[ \t][^<>]*)?/?>[ \t]*$`)
)

// markCode marks the lines that are code.
func markCode(lines []line) {
	var m codeMarker
	for i := range lines {
		lines[i].code = m.line(lines[i].text)
	}
}

// line takes the next line, and reports whether it is code.
func (m *codeMarker) line(text string) bool {
	quotes, rest := m.unquote(expandTabs(text))
	blank := strings.TrimSpace(rest) == ""
	n := indent(rest)
	if m.fence != "" {
		if quotes >= m.fenceQuotes && (blank || n >= m.fenceColumn) {
			return m.inFence(strings.TrimLeft(rest, " \t"), n)
		}
		m.fence = ""
	}
	if quotes != m.quotes {
		if !blank && m.paragraph && quotes < m.quotes && (n >= 4 || !m.startsBlock(rest)) {
			return false // a lazy line of the quote's paragraph
		}
		m.quotes, m.items, m.paragraph, m.inCode, m.html, m.comment = quotes, nil, false, false, false, false
	}
	if m.comment {
		m.comment = !strings.Contains(rest, "-->")
		return false
	}
	if blank {
		m.paragraph, m.html = false, false
		return m.inCode
	}
	if m.html {
		return false
	}
	return m.block(rest, n)
}

// unquote takes the marks of quotes from a line, no deeper than they are open
// while a fence is.
func (m *codeMarker) unquote(rest string) (int, string) {
	quotes := 0
	for m.fence == "" || quotes < m.fenceQuotes {
		trimmed := strings.TrimLeft(rest, " ")
		// Inside a list a quote may stand further in; how far is not told apart.
		if !strings.HasPrefix(trimmed, ">") || len(m.items) == 0 && len(rest)-len(trimmed) > 3 {
			break
		}
		quotes++
		rest = strings.TrimPrefix(trimmed[1:], " ")
	}
	return quotes, rest
}

// expandTabs replaces tabs by spaces up to the next multiple of four columns.
func expandTabs(text string) string {
	if !strings.Contains(text, "\t") {
		return text
	}
	var b strings.Builder
	column := 0
	for _, r := range text {
		if r == '\t' {
			n := 4 - column%4
			b.WriteString(strings.Repeat(" ", n))
			column += n
			continue
		}
		b.WriteRune(r)
		column++
	}
	return b.String()
}

// startsBlock reports whether a text begins something of its own rather than
// going on with a paragraph.
func (m *codeMarker) startsBlock(rest string) bool {
	text := strings.TrimLeft(rest, " \t")
	return fenceStart.MatchString(text) || itemStart.MatchString(text) || blockStart.MatchString(text) ||
		htmlStart.MatchString(text) || strings.HasPrefix(text, "<!--")
}

// inFence takes a line of fenced code.
func (m *codeMarker) inFence(text string, n int) bool {
	f := fenceStart.FindStringSubmatch(strings.TrimRight(text, " \t"))
	if f != nil && f[2] == "" && strings.HasPrefix(f[1], m.fence) && n-m.fenceColumn < 4 {
		m.fence = ""
	}
	return true
}

// block takes a line that is not blank; its text begins at column n.
func (m *codeMarker) block(rest string, n int) bool {
	text := strings.TrimLeft(rest, " \t")
	lazy := m.paragraph && (n-m.base(n) >= 4 || !m.startsBlock(rest))
	for len(m.items) > 0 && n < m.items[len(m.items)-1] && !lazy {
		m.items = m.items[:len(m.items)-1]
	}
	base := m.base(n)
	if n-base >= 4 && !m.paragraph {
		m.inCode = true
		return true
	}
	m.inCode = false
	if n-base < 4 {
		if f := fenceStart.FindStringSubmatch(text); f != nil && (f[1][0] == '~' || !strings.Contains(f[2], "`")) {
			m.fence, m.fenceQuotes, m.fenceColumn, m.paragraph = f[1], m.quotes, base, false
			return true
		}
		if item := itemStart.FindString(text); item != "" {
			return m.item(text, item, n)
		}
		if note := noteStart.FindString(text); note != "" {
			// The text of a footnote is four columns in, on later lines too.
			m.items, m.paragraph = append(m.items, base+4), false
			if text = text[len(note):]; text == "" {
				return false
			}
			return m.block(strings.Repeat(" ", base+4)+text, base+4)
		}
		switch {
		case strings.HasPrefix(text, "<!--"):
			m.comment, m.paragraph = !strings.Contains(text, "-->"), false
			return false
		case htmlStart.MatchString(text) || !m.paragraph && aloneTag.MatchString(text):
			m.html, m.paragraph = true, false
			return false
		}
	}
	m.paragraph = n-base >= 4 || !blockStart.MatchString(text)
	return false
}

// base is the column of the innermost list item to which a line that begins at
// column n can belong.
func (m *codeMarker) base(n int) int {
	for i := len(m.items) - 1; i >= 0; i-- {
		if m.items[i] <= n {
			return m.items[i]
		}
	}
	return 0
}

// item takes a line that begins an item of a list; the item may begin with
// another block.
func (m *codeMarker) item(text, mark string, n int) bool {
	width := len(mark)
	if spaces := width - len(strings.TrimRight(mark, " \t")); spaces > 4 || spaces == 0 || len(text) == len(mark) {
		width = len(strings.TrimRight(mark, " \t")) + 1
	}
	m.items = append(m.items, n+width)
	m.paragraph = false
	inner := text[min(len(text), width):]
	if strings.TrimSpace(inner) == "" {
		return false
	}
	return m.block(inner, n+width+indent(inner))
}
