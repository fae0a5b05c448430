package importer

import (
	"regexp"
	"strings"
)

// line is one line of a body.
type line struct {
	text string
	n    int  // its number in the source file; 0 for one that was made
	code bool // it belongs to a block of code, its fences included
}

// splitLines cuts a body into lines, the first of which has the number given,
// and marks code.
func splitLines(body string, first int) []line {
	body = strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\r", "\n")
	body = strings.TrimRight(body, " \t\n")
	if body == "" {
		return nil
	}
	var lines []line
	for text := range strings.SplitSeq(body, "\n") {
		lines = append(lines, line{text: text, n: first + len(lines)})
	}
	markCode(lines)
	return lines
}

// fenceLine matches a line that opens or closes fenced code, at any depth of
// lists and quotes.
var fenceLine = regexp.MustCompile("^(?:[ \t]|>|[-*+][ \t]+|[0-9]+[.)][ \t]+)*(`{3,}|~{3,})(.*)$")

// markFences finds fenced code however far it is indented: in Python-Markdown,
// blocks inside others are indented by four columns each. A fence is closed by
// one of the same character that is at least as long and has nothing behind it.
func markFences(lines []line) {
	open := ""
	for i := range lines {
		l := &lines[i]
		m := fenceLine.FindStringSubmatch(l.text)
		l.code = open != ""
		switch {
		case open == "" && m != nil && (m[1][0] == '~' || !strings.Contains(m[2], "`")):
			open, l.code = m[1], true
		case open != "" && m != nil && strings.HasPrefix(m[1], open) && strings.TrimSpace(m[2]) == "":
			open = ""
		}
	}
}

// joinLines is the text of the lines, with a newline at the end.
func joinLines(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.TrimRight(l.text, "\r") + "\n")
	}
	return b.String()
}

// blank reports whether there is nothing on the line.
func (l line) blank() bool { return strings.TrimSpace(l.text) == "" }

// indent counts the columns of white space before a text, a tab reaching to
// the next multiple of four.
func indent(text string) int {
	n := 0
	for _, r := range text {
		switch r {
		case ' ':
			n++
		case '\t':
			n += 4 - n%4
		default:
			return n
		}
	}
	return n
}

// dedent takes n columns of white space away.
func dedent(text string, n int) string {
	at := 0
	for i, r := range text {
		if at >= n {
			return strings.Repeat(" ", at-n) + text[i:]
		}
		switch r {
		case ' ':
			at++
		case '\t':
			at += 4 - at%4
		default:
			return text[i:]
		}
	}
	return ""
}

// indented returns how many of the lines belong to a block that is indented by
// at least n columns, trailing blank lines left out.
func indented(lines []line, n int) int {
	end := 0
	for i, l := range lines {
		if l.blank() {
			continue
		}
		if indent(l.text) < n {
			break
		}
		end = i + 1
	}
	return end
}

// prose applies f to the parts of a line that are not inline code.
func prose(text string, f func(string) string) string {
	var b strings.Builder
	for text != "" {
		open := strings.IndexByte(text, '`')
		if open < 0 {
			break
		}
		n := open
		for n < len(text) && text[n] == '`' {
			n++
		}
		ticks := text[open:n]
		end := closingTicks(text[n:], len(ticks))
		if end < 0 { // no code: the ticks stand for themselves
			b.WriteString(f(text[:open]) + ticks)
			text = text[n:]
			continue
		}
		b.WriteString(f(text[:open]) + text[open:n+end])
		text = text[n+end:]
	}
	return b.String() + f(text)
}

// closingTicks returns where a run of exactly n backticks ends, or -1.
func closingTicks(text string, n int) int {
	for i := 0; i < len(text); {
		if text[i] != '`' {
			i++
			continue
		}
		start := i
		for i < len(text) && text[i] == '`' {
			i++
		}
		if i-start == n {
			return i
		}
	}
	return -1
}

// without leaves lines out, and with them one of the two blank lines between
// which they stood.
func without(lines []line, drop func(line) bool) []line {
	var out []line
	dropped := false
	for _, l := range lines {
		switch {
		case drop(l):
			dropped = true
		case dropped && l.blank() && !l.code && (len(out) == 0 || out[len(out)-1].blank()):
		default:
			out = append(out, l)
			dropped = false
		}
	}
	return out
}

// quoted puts lines into a quote that is indented as given.
func quoted(lines []line, indent string) []line {
	out := make([]line, len(lines))
	for i, l := range lines {
		out[i] = line{indent + strings.TrimRight("> "+l.text, " "), l.n, l.code}
	}
	return out
}

// shifted puts white space before lines.
func shifted(lines []line, indent string) []line {
	out := make([]line, len(lines))
	for i, l := range lines {
		if out[i] = l; !l.blank() {
			out[i].text = indent + l.text
		}
	}
	return out
}

// dedented takes n columns of white space from lines.
func dedented(lines []line, n int) []line {
	out := make([]line, len(lines))
	for i, l := range lines {
		out[i] = line{dedent(l.text, n), l.n, l.code}
	}
	return out
}
