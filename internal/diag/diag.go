// Package diag holds what an author did wrong: a place, a rule, a message and
// a hint that says what to do.
//
// It is the channel for mistakes in content, templates and configuration, as
// opposed to error (the machine failed) and panic (sitegen is wrong). Every
// stage adds its problems to a list and goes on, so that one build reports all
// mistakes together, sorted by place, as
//
//	content/lessons/a.md:7:3: unknown level "expert"
//	    hint: use foundation, intermediate or advanced
//
// Lines and columns count from 1, in the file as the author sees it, front
// matter included; a column counts characters (code points), not bytes. Zero
// means unknown.
package diag

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Severity says how much a problem matters. The zero value is Error.
type Severity uint8

// The severities, gravest first. Only an Error keeps a build from being
// written; --strict treats a Warning as one.
const (
	Error Severity = iota
	Warning
	Note
)

// String returns "error", "warning" or "note".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	default:
		return "note"
	}
}

// MarshalText writes the severity as its name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Position is a place in a source file.
type Position struct {
	// File is the path below the site's folder, with forward slashes.
	File string
	// Line and Column count from 1; zero means unknown.
	Line, Column int
}

// String returns "file:line:column" without the parts that are unknown.
func (p Position) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	default:
		return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	}
}

// Compare orders positions by file, line and column.
func (p Position) Compare(q Position) int {
	return cmp.Or(strings.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

// Problem is one mistake.
type Problem struct {
	// Rule is the stable name of the rule that was broken, in kebab-case.
	Rule     string
	Severity Severity
	Pos      Position
	// Page is the HTML file below the checked folder, and URL the reference as
	// written there; both are set by the link checker only.
	Page, URL string
	// Message says what is wrong, in one line and without the place.
	Message string
	// Hint says what to do about it; it may be empty.
	Hint string
}

// Compare orders problems by place, then rule, page, URL and message.
func (p Problem) Compare(q Problem) int {
	return cmp.Or(p.Pos.Compare(q.Pos), strings.Compare(p.Page, q.Page), strings.Compare(p.Rule, q.Rule),
		strings.Compare(p.URL, q.URL), strings.Compare(p.Message, q.Message), cmp.Compare(p.Severity, q.Severity))
}

// List is a collection of problems. The zero value is empty and ready to use.
// It is not safe for concurrent use: each worker fills its own list.
type List []Problem

// Add appends a problem.
func (l *List) Add(p Problem) { *l = append(*l, p) }

// Errorf appends an Error with a formatted message. The hint is taken as is.
func (l *List) Errorf(pos Position, rule, hint, format string, args ...any) {
	l.Add(Problem{Rule: rule, Pos: pos, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// Warnf appends a Warning with a formatted message. The hint is taken as is.
func (l *List) Warnf(pos Position, rule, hint, format string, args ...any) {
	l.Add(Problem{Rule: rule, Severity: Warning, Pos: pos, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// Notef appends a Note with a formatted message. The hint is taken as is.
func (l *List) Notef(pos Position, rule, hint, format string, args ...any) {
	l.Add(Problem{Rule: rule, Severity: Note, Pos: pos, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// Sort orders the list by place and drops exact repetitions.
func (l *List) Sort() {
	slices.SortFunc(*l, Problem.Compare)
	*l = slices.Compact(*l)
}

// Count returns how many problems have the severity.
func (l List) Count(s Severity) int {
	n := 0
	for _, p := range l {
		if p.Severity == s {
			n++
		}
	}
	return n
}

// HasErrors reports whether any problem is an Error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(p Problem) bool { return p.Severity == Error })
}

// WriteText writes the problems as an author reads them in a terminal: one
// line each, with the hint indented below. A severity other than Error stands
// before the message.
func (l List) WriteText(w io.Writer) error {
	var b strings.Builder
	for _, p := range l {
		if s := p.Pos.String(); s != "" {
			b.WriteString(s + ": ")
		}
		if p.Severity != Error {
			b.WriteString(p.Severity.String() + ": ")
		}
		b.WriteString(p.Message + "\n")
		if p.Hint != "" {
			b.WriteString("    hint: " + p.Hint + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
