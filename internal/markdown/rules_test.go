package markdown

import (
	"slices"
	"strings"
	"testing"

	"sitegen/internal/diag"
)

// TestRules holds that what is reported is what Rules lists, with its severity,
// and that every rule is met by some page of the tests.
func TestRules(t *testing.T) {
	if !slices.IsSortedFunc(Rules, func(a, b RuleDoc) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("Rules are not sorted by name")
	}
	sources := append(caseSources(t), strings.Repeat(">", 1000)+" x\n",
		"```goat\n"+strings.Repeat("-", maxDrawingSide+1)+"\n```\n",
		"```goat\n"+strings.Repeat("|\n", maxDrawingSide+1)+"```\n", "[^a]: never used\n")
	met := map[string]diag.Severity{}
	for _, s := range sources {
		for _, opt := range []Options{{}, {NoHTML: true}} {
			for _, p := range Parse("a.md", []byte(s), 0, opt).Problems {
				if before, ok := met[p.Rule]; ok && before != p.Severity {
					t.Errorf("%s is sometimes %v, sometimes %v", p.Rule, before, p.Severity)
				}
				met[p.Rule] = p.Severity
			}
		}
	}
	for _, r := range Rules {
		severity, ok := met[r.Name]
		if !ok {
			t.Errorf("no page breaks the rule %s", r.Name)
		} else if severity != r.Severity {
			t.Errorf("%s is reported as %v, and listed as %v", r.Name, severity, r.Severity)
		}
		delete(met, r.Name)
	}
	for name := range met {
		t.Errorf("the rule %s is not listed", name)
	}
}
