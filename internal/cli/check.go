package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/report"
)

// checkOptions are the flags of sitegen check.
type checkOptions struct {
	siteFlags
	formats         []string
	failOn          string
	rules           []string
	enable, disable []string
	listRules       bool

	baseline      string
	writeBaseline bool
	fix, dryRun   bool
	cleanURLs     bool

	external externalOptions
}

func checkCommand(e *env) *cobra.Command {
	var opt checkOptions
	c := &cobra.Command{
		Use:   "check [DIR]",
		Short: "Check links and the health of the glossary, or any folder of HTML",
		Long: `Check what the sources would build: links, fragments, pictures, scripts, styles
and ids of every page, rendered in memory, and the health of glossary and
course. Each problem is placed where it can be mended: at line and column of
the Markdown, the front matter, the configuration or the template.

With DIR, check a folder of HTML that any tool built.

The network is not touched without --external.`,
		Example: `  sitegen check
  sitegen check --fail-on warning --format github
  sitegen check --format sarif=check.sarif --format junit=check.xml
  sitegen check --fix --dry-run     show what --fix would rewrite
  sitegen check --external          ask other sites too
  sitegen check public              a finished folder`,
		Args: atMostOneFolder,
		RunE: func(c *cobra.Command, args []string) error {
			if err := opt.external.validate(c.Flags().Changed); err != nil {
				return err
			}
			if len(args) == 1 {
				return runCheckFolder(c.Context(), e, opt, args[0])
			}
			return runCheck(c.Context(), e, opt)
		},
	}
	opt.register(c)
	f := c.Flags()
	f.StringArrayVar(&opt.formats, "format", nil, "text, json, sarif, junit or github; FORMAT=FILE writes to a file; may be repeated")
	f.StringVar(&opt.failOn, "fail-on", "error", "mildest severity that fails the check: error, warning or note")
	f.StringSliceVar(&opt.rules, "rules", nil, "set rules: RULE=LEVEL, with off, note, warning, error or on")
	f.StringSliceVar(&opt.enable, "enable", nil, "rules to look for at their default level, whatever the configuration says")
	f.StringSliceVar(&opt.disable, "disable", nil, "rules not to look for")
	f.BoolVar(&opt.listRules, "list-rules", false, "print all rules and stop")
	f.StringVar(&opt.baseline, "baseline", "", "file with known problems, which are not reported")
	f.BoolVar(&opt.writeBaseline, "write-baseline", false, "write all problems into the --baseline file")
	f.BoolVar(&opt.fix, "fix", false, "rewrite in the Markdown what has one sure answer")
	f.BoolVar(&opt.dryRun, "dry-run", false, "with --fix: print the patch and change nothing")
	f.BoolVar(&opt.cleanURLs, "clean-urls", false, "with DIR: the server finds about.html at /about")
	opt.external.register(c)
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json", "sarif", "junit", "github"}, cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("fail-on", cobra.FixedCompletions([]string{"error", "warning", "note"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func atMostOneFolder(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return &hintError{fmt.Errorf("check takes one folder, not %d", len(args)), fmt.Sprintf("run \"%s --help\"", c.CommandPath())}
	}
	return nil
}

// destination is a form of the report and where it goes: "" is standard output.
type destination struct {
	format report.Format
	file   string
}

// destinations reads --format. Where every form goes to a file, standard output
// has the text.
func (o *checkOptions) destinations() ([]destination, error) {
	var out []destination
	toStdout := 0
	for _, f := range o.formats {
		name, file, toFile := strings.Cut(f, "=")
		format, err := report.ParseFormat(name)
		if err != nil {
			return nil, &hintError{err, "write FORMAT, or FORMAT=FILE"}
		}
		if toFile && file == "" {
			return nil, &hintError{fmt.Errorf("--format %s names no file", f), "write FORMAT=FILE"}
		}
		if !toFile {
			toStdout++
		}
		out = append(out, destination{format, file})
	}
	if toStdout > 1 {
		return nil, &hintError{errors.New("two formats cannot both go to standard output"), "send one to a file: --format json=check.json"}
	}
	if toStdout == 0 {
		out = append(out, destination{report.Text, ""})
	}
	return out, nil
}

func severityOf(name string) (diag.Severity, error) {
	for _, s := range []diag.Severity{diag.Error, diag.Warning, diag.Note} {
		if s.String() == name {
			return s, nil
		}
	}
	return 0, &hintError{fmt.Errorf("unknown severity %q", name), "use error, warning or note"}
}

// prepare reads the flags that do not depend on what is checked.
func (o *checkOptions) prepare() ([]destination, diag.Severity, error) {
	dest, err := o.destinations()
	if err != nil {
		return nil, 0, err
	}
	failOn, err := severityOf(o.failOn)
	switch {
	case err != nil:
		return nil, 0, err
	case o.dryRun && !o.fix:
		return nil, 0, &hintError{errors.New("--dry-run belongs to --fix"), "run check --fix --dry-run"}
	case o.writeBaseline && o.baseline == "":
		return nil, 0, &hintError{errors.New("--write-baseline needs a file"), "name it with --baseline"}
	}
	_, err = newRuleLevels(o, content.CheckConfig{}, new(diag.List))
	return dest, failOn, err
}

// listCheckRules prints all rules as a table.
func listCheckRules(e *env) error {
	w := bufio.NewWriter(e.out)
	for _, r := range checkRules() {
		fmt.Fprintf(w, "%-24s %-8s %-8s %s\n", r.Name, r.Severity, r.Group, r.What)
	}
	return w.Flush()
}

// findings are what a check found before anything is held back.
type findings struct {
	problems diag.List
	summary  report.Summary
	// root is the path from the current folder to the checked one.
	root string
	took time.Duration
}

// finish holds back what the baseline knows, writes the report and says what
// came of it.
func (e *env) finish(f *findings, opt *checkOptions, dest []destination, failOn diag.Severity) error {
	f.problems.Sort()
	if opt.strict {
		for i := range f.problems {
			if f.problems[i].Severity == diag.Warning {
				f.problems[i].Severity = diag.Error
			}
		}
	}
	if opt.writeBaseline {
		if err := writeBaseline(opt.baseline, f.problems); err != nil {
			return err
		}
		e.say("%s written to %s", plural(len(f.problems), "problem", "problems"), opt.baseline)
		return nil
	}
	if opt.baseline != "" {
		b, err := readBaseline(opt.baseline)
		if err != nil {
			return err
		}
		known := len(f.problems)
		f.problems = b.unknown(f.problems)
		f.summary.Baseline = known - len(f.problems)
		if n := b.left(); n > 0 {
			e.say("%s of %s mended: run with --write-baseline to forget them", plural(n, "problem", "problems"), opt.baseline)
		}
	}
	r := &report.Report{Problems: f.problems, Summary: f.summary, Version: Version, Root: f.root, FailOn: failOn}
	for _, rule := range checkRules() {
		r.Rules = append(r.Rules, rule.Rule)
	}
	r.Count()
	for _, d := range dest {
		if err := e.writeReport(r, d); err != nil {
			return err
		}
	}
	e.summarise(r, f)
	if r.Failed() {
		return errProblems
	}
	return nil
}

// writeReport writes one form of the report.
func (e *env) writeReport(r *report.Report, d destination) error {
	shown := r
	if e.quiet && d.format == report.Text && r.FailOn != diag.Note {
		quiet := *r
		quiet.Problems = slices.DeleteFunc(slices.Clone(r.Problems), func(p diag.Problem) bool { return p.Severity == diag.Note })
		shown = &quiet
	}
	if d.file == "" {
		return report.Write(e.out, d.format, shown)
	}
	return writeFile(d.file, func(w io.Writer) error { return report.Write(w, d.format, shown) })
}

// writeFile writes a file beside its name and renames it, so that nobody reads
// half of it. What a link leads to is written, and what is no file, such as
// /dev/null or a pipe, is written to as it is.
func writeFile(name string, write func(io.Writer) error) error {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		if mode = info.Mode(); !mode.IsRegular() {
			f, err := os.OpenFile(name, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			return errors.Join(write(f), f.Close())
		}
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if cause := new(fs.PathError); errors.As(err, &cause) { // it names a file that nobody asked for
		return fmt.Errorf("write %s: %w", name, cause.Err)
	} else if err != nil {
		return err
	}
	err = errors.Join(write(f), f.Chmod(mode.Perm()), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// summarise tells in one glance what was checked and found.
func (e *env) summarise(r *report.Report, f *findings) {
	s := r.Summary
	e.say("checked %s with %s in %s", plural(s.Pages, "page", "pages"), plural(s.Links, "link", "links"), roughly(f.took))
	held := ""
	if s.Ignored > 0 {
		held += fmt.Sprintf("; %d ignored", s.Ignored)
	}
	if s.Baseline > 0 {
		held += fmt.Sprintf("; %d known to the baseline", s.Baseline)
	}
	if len(r.Problems) == 0 {
		e.say("no problem%s", held)
		return
	}
	e.say("%s, %s, %s%s", plural(s.Errors, "error", "errors"), plural(s.Warnings, "warning", "warnings"), plural(s.Notes, "note", "notes"), held)
}

// rootOf is the way from the current folder to another, for tools that want
// files from there; "" where it leads outside.
func rootOf(dir string) string {
	cwd, err1 := os.Getwd()
	abs, err2 := filepath.Abs(dir)
	if err1 != nil || err2 != nil {
		return ""
	}
	rel, err := filepath.Rel(cwd, abs)
	if err != nil || !filepath.IsLocal(rel) || rel == "." {
		return ""
	}
	return filepath.ToSlash(rel)
}
