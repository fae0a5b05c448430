package importer

import (
	"regexp"
	"strings"
)

// alerts says which of the five kinds of alerts an admonition becomes. Kinds
// that are not listed become a note.
var alerts = map[string]string{
	"note": "NOTE", "abstract": "NOTE", "summary": "NOTE", "tldr": "NOTE", "info": "NOTE", "todo": "NOTE", "question": "NOTE",
	"help": "NOTE", "faq": "NOTE", "example": "NOTE", "quote": "NOTE", "cite": "NOTE", "seealso": "NOTE", "primary": "NOTE", "secondary": "NOTE",
	"tip": "TIP", "hint": "TIP", "success": "TIP", "check": "TIP", "done": "TIP",
	"important": "IMPORTANT", "key": "IMPORTANT",
	"warning": "WARNING", "attention": "WARNING", "warn": "WARNING",
	"caution": "CAUTION", "danger": "CAUTION", "error": "CAUTION", "failure": "CAUTION", "fail": "CAUTION", "missing": "CAUTION", "bug": "CAUTION",
}

// alert makes an alert of the lines, indented as given. A title that says more
// than the kind stands in bold above the text.
func alert(kind, title, margin string, n int, inner []line) []line {
	name := alerts[strings.ToLower(kind)]
	if name == "" {
		name = "NOTE"
	}
	out := []line{{text: margin + "> [!" + name + "]", n: n}}
	if title != "" && !strings.EqualFold(title, name) && !strings.EqualFold(title, kind) {
		out = append(out, line{text: margin + "> **" + title + "**", n: n})
		if len(inner) > 0 {
			out = append(out, line{text: margin + ">", n: n})
		}
	}
	return append(out, quoted(inner, margin)...)
}

// details makes a part that folds. One that is open needs HTML; the shortcode
// of the default theme is for one that is closed.
func details(title, margin string, n int, open bool, inner []line) []line {
	first, last := `{{< details "`+strings.ReplaceAll(title, `"`, `\"`)+`" >}}`, "{{< /details >}}"
	if open {
		first, last = "<details open>\n"+margin+"<summary>"+title+"</summary>", "</details>"
	}
	out := []line{}
	for part := range strings.SplitSeq(margin+first, "\n") {
		out = append(out, line{text: part, n: n})
	}
	out = append(out, line{n: n})
	out = append(out, shifted(inner, margin)...)
	return append(out, line{n: n}, line{text: margin + last, n: n})
}

// appendBlock adds a block to the lines, with a blank line before it and, when
// text follows at once, behind it.
func appendBlock(out, block, rest []line) []line {
	if len(out) > 0 && !out[len(out)-1].blank() {
		out = append(out, line{n: block[0].n})
	}
	out = append(out, block...)
	if len(rest) > 0 && !rest[0].blank() {
		out = append(out, line{n: block[0].n})
	}
	return out
}

// tab is one of a set of tabs.
type tab struct {
	title string
	n     int
	inner []line
}

// tabSet writes tabs. Where each is one piece of code, sitegen has tabs too;
// else each becomes a part under its name. The result says which it was.
func tabSet(tabs []tab, margin string) (out []line, isCode bool) {
	isCode = true
	for _, t := range tabs {
		isCode = isCode && isOneFence(t.inner)
	}
	for i, t := range tabs {
		inner := trimBlank(t.inner)
		for len(inner) > 0 && inner[len(inner)-1].blank() {
			inner = inner[:len(inner)-1]
		}
		if isCode {
			inner = append([]line{}, inner...)
			inner[0].text = strings.TrimRight(inner[0].text, " ") + ` tab="` + strings.ReplaceAll(t.title, `"`, "'") + `"`
			inner[0].text = fenceTab.ReplaceAllString(inner[0].text, "${1}text tab=")
		} else {
			inner = append([]line{{text: "**" + t.title + "**", n: t.n}, {n: t.n}}, inner...)
		}
		if i > 0 {
			out = append(out, line{n: t.n})
		}
		out = append(out, shifted(inner, margin)...)
	}
	return out, isCode
}

// fenceTab matches a fence without a language that was given a tab.
var fenceTab = regexp.MustCompile("^(`{3,}|~{3,}) *tab=")

// isOneFence reports whether the lines are one piece of fenced code.
func isOneFence(lines []line) bool {
	lines = trimBlank(lines)
	fences := 0
	for i, l := range lines {
		if !l.code && !l.blank() {
			return false
		}
		if l.code && (i == 0 || !lines[i-1].code) {
			fences++
		}
	}
	if fences != 1 || indent(lines[0].text) > 0 {
		return false
	}
	// Two fences may follow each other without a blank line.
	inside := append([]line{}, lines...)
	open := 0
	for _, l := range inside {
		if m := fenceLine.FindStringSubmatch(l.text); m != nil && strings.TrimSpace(m[2]) != "" {
			open++
		}
	}
	return open <= 1
}
