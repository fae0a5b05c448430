package report

import (
	"encoding/xml"
	"io"
	"strings"

	"sitegen/internal/diag"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string       `xml:"name,attr"`
	Class   string       `xml:"classname,attr"`
	File    string       `xml:"file,attr,omitempty"`
	Line    int          `xml:"line,attr,omitempty"`
	Failure *junitResult `xml:"failure"`
	Skipped *junitResult `xml:"skipped"`
}

type junitResult struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// writeJUnit writes one suite: a case for each problem, and a passing one for
// each rule that has none, so that a clean site is not an empty report.
func writeJUnit(w io.Writer, r *Report) error {
	suite := junitSuite{Name: "sitegen check"}
	broken := map[string]bool{}
	for i := range r.Problems {
		p := &r.Problems[i]
		broken[p.Rule] = true
		c := junitCase{Name: caseName(p), Class: r.file(p), File: r.file(p), Line: p.Pos.Line}
		if c.Class == "" {
			c.Class = "sitegen"
		}
		if r.fails(*p) {
			c.Failure = &junitResult{Message: p.Message, Type: p.Severity.String() + " " + p.Rule, Text: details(p)}
			suite.Failures++
		} else {
			c.Skipped = &junitResult{Message: p.Severity.String() + ": " + p.Message}
			suite.Skipped++
		}
		suite.Cases = append(suite.Cases, c)
	}
	for _, rule := range r.Rules {
		if !broken[rule.Name] {
			suite.Cases = append(suite.Cases, junitCase{Name: rule.Name, Class: "sitegen"})
		}
	}
	suite.Tests = len(suite.Cases)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(junitSuites{Name: suite.Name, Tests: suite.Tests, Failures: suite.Failures, Suites: []junitSuite{suite}}); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// caseName tells a problem from others of its file.
func caseName(p *diag.Problem) string {
	at := p.Pos
	at.File = ""
	if place := strings.TrimPrefix(at.String(), ":"); place != "" {
		return place + " " + p.Rule + ": " + p.Message
	}
	return p.Rule + ": " + p.Message
}

// details is all that is known, as text.
func details(p *diag.Problem) string {
	s := p.Message + "\n"
	if place := p.Pos.String(); place != "" {
		s = place + ": " + s
	}
	if p.Hint != "" {
		s += "hint: " + p.Hint + "\n"
	}
	if p.URL != "" {
		s += "url: " + p.URL + "\n"
	}
	if p.Page != "" && p.Page != p.Pos.File {
		s += "page: " + p.Page + "\n"
	}
	return s
}
