package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"sitegen/internal/diag"
)

var update = flag.Bool("update", false, "rewrite golden files")

// sample has everything that a report can hold, odd characters included.
func sample() *Report {
	r := &Report{
		Problems: diag.List{
			{Rule: "no-place", Severity: diag.Warning, Message: "the site as a whole"},
			{Rule: "broken-link", Pos: diag.Position{File: "content/a b,c:d%.md", Line: 3, Column: 7}, Page: "a/index.html", URL: "/x?a=1&b=<2>",
				Message: `the site has no "x"`, Hint: "did you mean \"y\"?\nOr not."},
			{Rule: "broken-link", Pos: diag.Position{File: "content/a b,c:d%.md", Line: 9, Column: 1}, Page: "a/index.html", URL: "/x?a=1&b=<2>",
				Message: `the site has no "x"`},
			{Rule: "missing-alt", Severity: diag.Warning, Pos: diag.Position{File: "content/ü.md", Line: 1}, Message: "kein alt: 100 % – \u0001 & <b>"},
			{Rule: "unused-term", Severity: diag.Note, Pos: diag.Position{File: "content/z.md"}, Message: "nobody uses it"},
		},
		Rules: []Rule{
			{"broken-link", diag.Error, "a link to nothing", "Readers are lost. Mend it."},
			{"empty-link", diag.Warning, "a link without words", "Say where it leads."},
			{"missing-alt", diag.Warning, "an image without alt", "Describe it."},
			{"unused-term", diag.Note, "a term that nobody uses", "Use it."},
		},
		Summary: Summary{Pages: 3, Links: 20, Fragments: 4, External: 2, Ignored: 1, Baseline: 5},
		Version: "1.2.3", Root: "docs/site", FailOn: diag.Warning,
	}
	r.Count()
	return r
}

// TestFormats compares every format of two reports with golden files.
func TestFormats(t *testing.T) {
	empty := &Report{Rules: sample().Rules, Version: "1.2.3"}
	for _, f := range Formats() {
		for name, r := range map[string]*Report{"full": sample(), "empty": empty} {
			var b bytes.Buffer
			if err := Write(&b, f, r); err != nil {
				t.Fatal(f, err)
			}
			golden := filepath.Join("testdata", name+"."+string(f))
			if *update {
				if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("%s of the %s report (-want +got):\n%s", f, name, diff)
			}
		}
	}
}

// TestSARIFSchema holds what is written as SARIF to a schema of the standard's
// rules for the members that are used, and each result to its rule.
func TestSARIFSchema(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("testdata/sarif.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*Report{"full": sample(), "empty": {}, "bare": {Problems: diag.List{{Message: "x", Rule: "y"}}}} {
		var b bytes.Buffer
		if err := Write(&b, SARIF, r); err != nil {
			t.Fatal(err)
		}
		var log sarifLog
		if err := json.Unmarshal(b.Bytes(), &log); err != nil {
			t.Fatal(err)
		}
		for _, res := range log.Runs[0].Results {
			if i := res.RuleIndex; i != nil && log.Runs[0].Tool.Driver.Rules[*i].ID != res.RuleID {
				t.Errorf("%s: a result of %s points to rule %d", name, res.RuleID, *i)
			}
		}
		doc, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The schema must be able to say no.
	for _, text := range []string{`{"version": "2.1.0", "runs": [{"tool": {}}]}`, `{"version": "2.1", "runs": []}`,
		`{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"message": {"text": "x"}, "level": "notice"}]}]}`} {
		bad, _ := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if schema.Validate(bad) == nil {
			t.Errorf("the schema takes %s", text)
		}
	}
}

// TestSARIFIdentity holds that a result is recognised when its line moves, and
// that two alike on one page are two.
func TestSARIFIdentity(t *testing.T) {
	prints := func(r *Report) []string {
		var b bytes.Buffer
		if err := Write(&b, SARIF, r); err != nil {
			t.Fatal(err)
		}
		var doc sarifLog
		if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, res := range doc.Runs[0].Results {
			out = append(out, res.PartialFingerprints["sitegen/v1"])
		}
		return out
	}
	before, moved := sample(), sample()
	for i := range moved.Problems {
		moved.Problems[i].Pos.Line += 10
	}
	a, b := prints(before), prints(moved)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("fingerprints follow the lines: %s", diff)
	}
	if a[1] == a[2] {
		t.Error("two problems have one fingerprint")
	}
}

// TestJSON holds the form that other programs rely upon: every member is there.
func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, JSON, sample()); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Problems []map[string]any
		Summary  map[string]float64
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	for _, p := range doc.Problems {
		for _, member := range []string{"rule", "severity", "file", "line", "column", "page", "url", "message", "hint"} {
			if _, ok := p[member]; !ok || len(p) != 9 {
				t.Errorf("%v has no %s, or more than it should", p, member)
			}
		}
	}
	if got := doc.Summary["errors"]*100 + doc.Summary["warnings"]*10 + doc.Summary["notes"]; got != 221 {
		t.Errorf("the summary counts %v", doc.Summary)
	}
}

// TestJUnit holds that the file is XML and that its counts are those of its
// cases.
func TestJUnit(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, JUnit, sample()); err != nil {
		t.Fatal(err)
	}
	var doc junitSuites
	if err := xml.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	s := doc.Suites[0]
	failures, skipped := 0, 0
	for _, c := range s.Cases {
		if c.Failure != nil {
			failures++
		}
		if c.Skipped != nil {
			skipped++
		}
	}
	if s.Tests != len(s.Cases) || s.Tests != doc.Tests || s.Failures != failures || doc.Failures != failures || s.Skipped != skipped || failures != 4 || skipped != 1 {
		t.Errorf("%d tests, %d failures, %d skipped are said; %d, %d, %d are there", s.Tests, s.Failures, s.Skipped, len(s.Cases), failures, skipped)
	}
}

func TestFailed(t *testing.T) {
	for _, c := range []struct {
		problem, failOn diag.Severity
		want            bool
	}{
		{diag.Error, diag.Error, true}, {diag.Warning, diag.Error, false}, {diag.Warning, diag.Warning, true},
		{diag.Note, diag.Warning, false}, {diag.Note, diag.Note, true},
	} {
		r := &Report{Problems: diag.List{{Severity: c.problem}}, FailOn: c.failOn}
		if r.Failed() != c.want {
			t.Errorf("a %s fails on %s: %v", c.problem, c.failOn, r.Failed())
		}
	}
	if (&Report{FailOn: diag.Note}).Failed() {
		t.Error("no problem fails")
	}
}

func TestParseFormat(t *testing.T) {
	for name, want := range map[string]string{"sarif": "", "sarf": "did you mean sarif?", "yaml": "use text, json, sarif, junit, github"} {
		_, err := ParseFormat(name)
		if got := err; (want == "") != (got == nil) || got != nil && !strings.HasSuffix(got.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// full is a writer with no room left.
type full struct{ room int }

func (w *full) Write(p []byte) (int, error) {
	if w.room -= len(p); w.room < 0 {
		return 0, errors.New("no space left")
	}
	return len(p), nil
}

// TestWriteErrors holds that a full disk is noticed, wherever it happens.
func TestWriteErrors(t *testing.T) {
	for _, f := range Formats() {
		for _, room := range []int{0, 30, 60} {
			if err := Write(&full{room}, f, sample()); err == nil {
				t.Errorf("%s does not notice that there is no room", f)
			}
		}
	}
}
