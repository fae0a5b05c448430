package content

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"sitegen/internal/diag"
)

// CheckConfig is the key check: what an author wants of `sitegen check`. The
// names of rules are not looked at here, for the rules belong to others.
type CheckConfig struct {
	// Rules are the levels of rules on the whole site (check.rules).
	Rules []RuleLevel
	// Paths are the levels of rules below some paths (check.paths), in order:
	// the last one that fits counts.
	Paths []PathRules
	// Ignore are globs over URLs as they are written; problems with references
	// to them are held back (check.ignore).
	Ignore []CheckPattern
	// Words are acronyms and names that need no term (check.words).
	Words []CheckPattern
}

// RuleLevel is what an author makes of a rule.
type RuleLevel struct {
	// Rule is the name as written, Level one of CheckLevels.
	Rule, Level string
	Pos         diag.Position
}

// PathRules are the levels of rules in files that a glob fits.
type PathRules struct {
	// Glob is over source paths below the site's folder, with ** for any depth.
	Glob  string
	Rules []RuleLevel
	Pos   diag.Position
}

// CheckPattern is a glob or a word, with its place.
type CheckPattern struct {
	Text string
	Pos  diag.Position
}

// CheckLevels are what a rule can be set to, in the order of documentation.
var CheckLevels = []string{"off", "note", "warning", "error", "on"}

// The types of keys below check.
const (
	typeRules     KeyType = "table of rules"
	typeRulePaths KeyType = "table of rules by path"
	typePatterns  KeyType = "list of patterns"
)

const ruleHint = "write, for example, {missing-alt: off, unused-term: warning}"

func (r *configReader) checkRules(v *Value) { r.cfg.Check.Rules = r.ruleLevels("check.rules", v) }

// ruleLevels reads a table from rules to levels.
func (r *configReader) ruleLevels(name string, v *Value) []RuleLevel {
	if v.Kind != Table {
		r.report(v, &valueProblem{rule: "wrong-type", message: name + " must be a table of rules, not " + v.Kind.String(), hint: ruleHint})
		return nil
	}
	var out []RuleLevel
	for _, m := range r.unique(v.Items, false) {
		level := strings.ToLower(m.value.Text)
		switch {
		case m.value.Kind == Null:
			continue
		case m.value.Kind == Bool:
			on, _ := parseBool(level)
			level = map[bool]string{true: "on", false: "off"}[on]
		case m.value.Kind != Text || !slices.Contains(CheckLevels, level):
			hint := "use " + strings.Join(CheckLevels[:len(CheckLevels)-1], ", ") + " or " + CheckLevels[len(CheckLevels)-1]
			if near := diag.Suggest(level, CheckLevels); near != "" {
				hint = fmt.Sprintf("did you mean %s?", near)
			}
			r.report(m.value, &valueProblem{rule: "bad-rule-level", message: fmt.Sprintf("%s is no level of the rule %s", m.value.describe(), m.value.Key), hint: hint})
			continue
		}
		out = append(out, RuleLevel{m.value.Key, level, r.atKey(m.value)})
	}
	return out
}

func (r *configReader) checkPaths(v *Value) {
	if v.Kind != Table {
		r.report(v, &valueProblem{rule: "wrong-type", message: "check.paths must be a table of paths, not " + v.Kind.String(),
			hint: `write, for example, "content/archive/**": {broken-link: note}`})
		return
	}
	for _, m := range r.unique(v.Items, false) {
		glob := m.value.Key
		if !validGlob(glob) {
			r.problems.Errorf(r.atKey(m.value), "bad-glob", "write a pattern over source paths such as content/archive/**", "%q is not a glob", glob)
			continue
		}
		if rules := r.ruleLevels("what holds for "+glob, m.value); len(rules) > 0 {
			r.cfg.Check.Paths = append(r.cfg.Check.Paths, PathRules{glob, rules, r.atKey(m.value)})
		}
	}
}

// validGlob reports whether a pattern with ** can be matched at all.
func validGlob(glob string) bool {
	_, err := path.Match(strings.ReplaceAll(glob, "**", "*"), "")
	return err == nil && glob != ""
}

func (r *configReader) checkIgnore(v *Value) {
	r.cfg.Check.Ignore = r.patterns("check.ignore", v, func(text string) bool { return validGlob(text) })
}

func (r *configReader) checkWords(v *Value) {
	r.cfg.Check.Words = r.patterns("check.words", v, func(string) bool { return true })
}

// patterns reads a list of texts, or one.
func (r *configReader) patterns(name string, v *Value, valid func(string) bool) []CheckPattern {
	items := v.Items
	if v.Kind != List {
		items = []Value{*v}
	}
	doc := KeyDoc{Name: name, Type: TypeText}
	var out []CheckPattern
	for i := range items {
		item := items[i]
		if problem := checkScalar(&doc, &item); problem != nil {
			r.report(&item, problem)
			continue
		}
		if item.Kind == Null {
			continue
		}
		if !valid(item.Text) {
			r.report(&item, &valueProblem{rule: "bad-glob", message: fmt.Sprintf("%q is not a glob", item.Text), hint: "write a pattern over URLs such as /downloads/** or https://example.org/**"})
			continue
		}
		out = append(out, CheckPattern{item.Text, r.at(&item)})
	}
	return out
}
