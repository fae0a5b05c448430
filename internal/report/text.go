package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"

	"sitegen/internal/diag"
)

// writeText writes each problem on a line of its own, as compilers do, with
// the rule's name behind it, by which it can be switched off.
func writeText(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	for i := range r.Problems {
		p := &r.Problems[i]
		if place := p.Pos.String(); place != "" {
			b.WriteString(printable(place) + ": ")
		}
		if p.Severity != diag.Error {
			b.WriteString(p.Severity.String() + ": ")
		}
		fmt.Fprintf(b, "%s [%s]\n", printable(p.Message), p.Rule)
		if p.Hint != "" {
			b.WriteString("    hint: " + printable(p.Hint) + "\n")
		}
	}
	return b.Flush()
}

// printable keeps what a page says from moving a terminal's cursor or from
// looking like a problem of its own.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}

// GitHub's workflow commands end at a line break, and their properties at a
// colon or comma.
var (
	escapeData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// writeGitHub writes workflow commands.
func writeGitHub(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	for i := range r.Problems {
		p := &r.Problems[i]
		var properties []string
		property := func(name, value string) {
			properties = append(properties, name+"="+escapeProperty.Replace(value))
		}
		if file := r.file(p); file != "" {
			property("file", file)
		}
		if p.Pos.Line > 0 {
			property("line", fmt.Sprint(p.Pos.Line))
		}
		if p.Pos.Column > 0 {
			property("col", fmt.Sprint(p.Pos.Column))
		}
		property("title", p.Rule)
		fmt.Fprintf(b, "::%s %s::%s\n", command(p.Severity), strings.Join(properties, ","), escapeData.Replace(sentence(p)))
	}
	return b.Flush()
}

func command(s diag.Severity) string {
	if s == diag.Note {
		return "notice"
	}
	return s.String()
}

// sentence is a problem's message with its hint, for forms that have one text.
func sentence(p *diag.Problem) string {
	if p.Hint == "" {
		return p.Message
	}
	return p.Message + "\n" + p.Hint
}
