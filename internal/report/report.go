// Package report writes a list of problems in the forms that people and
// programs read: text for a terminal, JSON, SARIF 2.1.0 for code scanning,
// JUnit XML for test reports, and GitHub's annotations.
//
// Every form has the same problems in the same order, and the same input gives
// the same bytes: there is no clock, no host and no absolute path in any of
// them. Report is the input; Write writes it in one Format.
//
// What a Format is for, and what it leaves out:
//
//	text     all there is, one line each, the hint below; for people
//	json     all there is; for programs. Every member is always present
//	sarif    all there is, with the rules; for code scanning (GitHub, Azure, IDEs)
//	junit    a test case for each problem and each rule without any; problems
//	         below Report.FailOn are skipped cases; for GitLab, Jenkins, Azure
//	github   workflow commands, which GitHub shows beside the lines of a change
//
// In text and JSON a file is named from the folder that was checked. SARIF,
// JUnit and GitHub want it from the repository's root, which Report.Root adds.
package report

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"sitegen/internal/diag"
)

// Format is a form of the report.
type Format string

// The formats.
const (
	Text   Format = "text"
	JSON   Format = "json"
	SARIF  Format = "sarif"
	JUnit  Format = "junit"
	GitHub Format = "github"
)

// Formats are all formats, in the order of the documentation.
func Formats() []Format { return []Format{Text, JSON, SARIF, JUnit, GitHub} }

// Rule describes a rule that problems may be of.
type Rule struct {
	// Name is stable and in kebab-case.
	Name string
	// Severity is the rule's own, before any setting.
	Severity diag.Severity
	// What says in one line what the rule finds, without a full stop; Mend why
	// it matters and what to do, in a sentence or two. Both are plain text.
	What, Mend string
}

// Summary counts what was checked and what was held back.
type Summary struct {
	// Errors, Warnings and Notes count the problems by severity.
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Notes    int `json:"notes"`
	// Pages, Links, Fragments and External are what the checker went through:
	// HTML files, references in them, those of the references that name a place on
	// a page, and those that lead to other sites.
	Pages     int `json:"pages"`
	Links     int `json:"links"`
	Fragments int `json:"fragments"`
	External  int `json:"external"`
	// Ignored counts problems that a comment or the configuration held back,
	// Baseline those that the baseline knows.
	Ignored  int `json:"ignored"`
	Baseline int `json:"baseline"`
}

// Report is what was found.
type Report struct {
	// Problems are sorted.
	Problems diag.List
	// Rules are all rules that were in force, sorted by name. A problem's rule
	// need not be among them.
	Rules []Rule
	// Summary counts; its three severities are those of Problems (see Count).
	Summary Summary
	// Version of sitegen.
	Version string
	// Root is the path from the repository's root to the checked folder, with
	// forward slashes, or "".
	Root string
	// FailOn is the mildest severity that counts as a failure.
	FailOn diag.Severity
}

// Count sets the severities of the summary from the problems.
func (r *Report) Count() {
	r.Summary.Errors = r.Problems.Count(diag.Error)
	r.Summary.Warnings = r.Problems.Count(diag.Warning)
	r.Summary.Notes = r.Problems.Count(diag.Note)
}

// Failed reports whether any problem is as grave as FailOn.
func (r *Report) Failed() bool {
	return slices.ContainsFunc(r.Problems, r.fails)
}

func (r *Report) fails(p diag.Problem) bool { return p.Severity <= r.FailOn }

// file is a problem's file from the repository's root.
func (r *Report) file(p *diag.Problem) string {
	if p.Pos.File == "" {
		return ""
	}
	return path.Join(r.Root, p.Pos.File)
}

// ParseFormat finds a format by its name.
func ParseFormat(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if string(f) == name {
			return f, nil
		}
		names = append(names, string(f))
	}
	if near := diag.Suggest(name, names); near != "" {
		return "", fmt.Errorf("unknown format %q: did you mean %s?", name, near)
	}
	return "", fmt.Errorf("unknown format %q: use %s", name, strings.Join(names, ", "))
}

// Write writes the report in a format. The error is the writer's.
func Write(w io.Writer, f Format, r *Report) error {
	switch f {
	case Text:
		return writeText(w, r)
	case JSON:
		return writeJSON(w, r)
	case SARIF:
		return writeSARIF(w, r)
	case JUnit:
		return writeJUnit(w, r)
	case GitHub:
		return writeGitHub(w, r)
	}
	panic("report: unknown format " + string(f))
}
