package cli

import (
	"cmp"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"sitegen/internal/build"
	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/health"
	"sitegen/internal/linkcheck"
	"sitegen/internal/report"
)

// checkRule is a rule that `sitegen check` can find, with where it belongs.
type checkRule struct {
	report.Rule
	// Group is "links", "health", "sources" or "check".
	Group string
}

// The rules about checking itself.
const (
	ruleUnknownRule  = "unknown-rule"
	ruleUnusedIgnore = "unused-ignore"
)

var ownRules = []report.Rule{
	{Name: ruleUnknownRule, Severity: diag.Warning, What: "a comment or the configuration names a rule that does not exist",
		Mend: "It changes nothing, though somebody thought that it would. Write the rule's name as it stands in square brackets behind a problem."},
	{Name: ruleUnusedIgnore, Severity: diag.Warning, What: "a comment or a pattern of the configuration that no longer ignores anything",
		Mend: "What it was for has been mended, and it would hide the next mistake. Delete it."},
}

// checkRules returns all rules, sorted by name. What a build reports is here
// too, for it is in the same list.
func checkRules() []checkRule {
	var all []checkRule
	known := map[string]bool{}
	add := func(group string, r report.Rule) {
		if !known[r.Name] {
			known[r.Name] = true
			all = append(all, checkRule{r, group})
		}
	}
	for _, r := range linkcheck.Rules() {
		add("links", report.Rule{Name: r.Name, Severity: r.Severity, What: r.What, Mend: r.Mend})
	}
	for _, r := range health.Rules() {
		add("health", report.Rule{Name: r.Name, Severity: r.Severity, What: r.What, Mend: r.Mend})
	}
	for _, r := range ownRules {
		add("check", r)
	}
	for _, r := range build.AllRules() {
		text := strings.ReplaceAll(r.Doc, "`", "")
		add("sources", report.Rule{Name: r.Name, Severity: r.Severity, What: strings.TrimSuffix(text, "."), Mend: text + " The message says where, and the hint what to do."})
	}
	slices.SortFunc(all, func(a, b checkRule) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// ruleLevels decides what a problem is worth: by the flags first, then by the
// configuration's paths, its rules, and the rule's own severity.
type ruleLevels struct {
	flags, site map[string]string
	paths       []pathLevels
}

// pathLevels are the levels of rules in the files that a pattern fits.
type pathLevels struct {
	content.PathRules
	files *regexp.Regexp
	rules map[string]string
}

// stalePaths reports the patterns that fit no file of the sources.
func (l *ruleLevels) stalePaths(source fs.FS, problems *diag.List) error {
	if len(l.paths) == 0 {
		return nil
	}
	fits := make([]bool, len(l.paths))
	err := fs.WalkDir(source, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"):
			return fs.SkipDir
		case !d.IsDir():
			for i, p := range l.paths {
				fits[i] = fits[i] || p.files.MatchString(name)
			}
		}
		return nil
	})
	for i, p := range l.paths {
		if !fits[i] && err == nil {
			problems.Warnf(p.Pos, ruleUnusedIgnore, "mend or delete it", "no file of the sources fits %q", p.Glob)
		}
	}
	return err
}

// newRuleLevels reads the flags and the configuration. A rule that does not exist
// is a misuse of a flag, and a problem of the configuration.
func newRuleLevels(opt *checkOptions, cfg content.CheckConfig, problems *diag.List) (*ruleLevels, error) {
	l := &ruleLevels{flags: map[string]string{}, site: map[string]string{}}
	names := ruleNames()
	for _, f := range []struct {
		level string
		rules []string
	}{{"on", opt.enable}, {"off", opt.disable}} {
		for _, name := range f.rules {
			if err := knownRule(names, name); err != nil {
				return nil, err
			}
			l.flags[name] = f.level
		}
	}
	for _, setting := range opt.rules {
		name, level, ok := strings.Cut(setting, "=")
		if !ok || !slices.Contains(content.CheckLevels, level) {
			return nil, &hintError{fmt.Errorf("--rules %q is no setting", setting), "write RULE=LEVEL, with off, note, warning, error or on for LEVEL"}
		}
		if err := knownRule(names, name); err != nil {
			return nil, err
		}
		l.flags[name] = level
	}
	all := slices.Clone(cfg.Rules)
	for _, r := range cfg.Rules {
		l.site[r.Rule] = r.Level
	}
	for _, p := range cfg.Paths {
		all = append(all, p.Rules...)
		at := pathLevels{p, glob(p.Glob), map[string]string{}}
		for _, r := range p.Rules {
			at.rules[r.Rule] = r.Level
		}
		l.paths = append(l.paths, at)
	}
	for _, r := range all {
		reportUnknown(names, r.Rule, r.Pos, problems)
	}
	return l, nil
}

func ruleNames() []string {
	var names []string
	for _, r := range checkRules() {
		names = append(names, r.Name)
	}
	return names
}

func knownRule(names []string, name string) error {
	if slices.Contains(names, name) {
		return nil
	}
	hint := "\"sitegen check --list-rules\" lists them"
	if near := diag.Suggest(name, names); near != "" {
		hint = fmt.Sprintf("did you mean %s?", near)
	}
	return &hintError{fmt.Errorf("there is no rule %q", name), hint}
}

// reportUnknown reports a rule in the sources that does not exist.
func reportUnknown(names []string, name string, pos diag.Position, problems *diag.List) bool {
	err := knownRule(names, name)
	if err == nil {
		return false
	}
	h := err.(*hintError)
	problems.Warnf(pos, ruleUnknownRule, h.hint, "%s", h.Error())
	return true
}

// of returns the level set for a rule in a file: "" where none is.
func (l *ruleLevels) of(rule, file string) string {
	if level, ok := l.flags[rule]; ok {
		return level
	}
	for _, p := range slices.Backward(l.paths) {
		if level, ok := p.rules[rule]; ok && p.files.MatchString(file) {
			return level
		}
	}
	return l.site[rule]
}

// off reports whether the rule is switched off in a file.
func (l *ruleLevels) off(rule, file string) bool { return l.of(rule, file) == "off" }

// everywhereOff are the rules that need not be looked for at all.
func (l *ruleLevels) everywhereOff() map[string]linkcheck.Level {
	out := map[string]linkcheck.Level{}
	for _, r := range linkcheck.Rules() {
		switch level, flagged := l.flags[r.Name]; {
		case flagged && level == "off":
			out[r.Name] = linkcheck.Off
		case !flagged && l.site[r.Name] == "off" && !slices.ContainsFunc(l.paths, func(p pathLevels) bool { return p.rules[r.Name] != "" }):
			out[r.Name] = linkcheck.Off
		}
	}
	return out
}

// apply gives a problem its severity; false means that its rule is off.
func (l *ruleLevels) apply(p *diag.Problem) bool {
	switch l.of(p.Rule, p.Pos.File) {
	case "off":
		return false
	case "note":
		p.Severity = diag.Note
	case "warning":
		p.Severity = diag.Warning
	case "error":
		p.Severity = diag.Error
	}
	return true
}

// glob compiles a pattern that has to fit a whole path or URL: * and ? stand for
// anything but a slash, ** for anything, **/ for no folder too, [a-z] for one of
// these.
func glob(pattern string) *regexp.Regexp {
	pattern = strings.ToValidUTF8(pattern, "\ufffd")
	var b strings.Builder
	b.WriteString("^(?:")
	for i := 0; i < len(pattern); i++ {
		switch rest := pattern[i:]; {
		case strings.HasPrefix(rest, "**/"):
			b.WriteString("(?:.*/)?")
			i += 2
		case strings.HasPrefix(rest, "**"):
			b.WriteString(".*")
			i++
		case rest[0] == '*':
			b.WriteString("[^/]*")
		case rest[0] == '?':
			b.WriteString("[^/]")
		case rest[0] == '[' && strings.IndexByte(rest, ']') > 1:
			end := strings.IndexByte(rest, ']')
			b.WriteString(strings.ReplaceAll(rest[:end+1], `\`, `\\`))
			i += end
		default:
			b.WriteString(regexp.QuoteMeta(rest[:1]))
		}
	}
	b.WriteString(")$")
	re, err := regexp.Compile(b.String())
	if err != nil { // a class that regexp does not know: the pattern as it stands
		return regexp.MustCompile("^" + regexp.QuoteMeta(pattern) + "$")
	}
	return re
}
