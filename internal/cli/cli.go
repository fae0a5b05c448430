// Package cli is sitegen's command line: it reads flags, wires the packages
// together and speaks with the user. Each command has a file of its own with
// an options struct, its flags and a run function.
//
// Data go to standard output, talk to standard error. Colour and progress
// appear on a terminal only, and no colour where NO_COLOR is set. The exit
// status is 0 when all is well, 1 when the content has problems, and 2 when
// the command was called wrongly or the machine failed.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"sitegen/internal/diag"
)

// Exit statuses.
const (
	exitOK       = 0
	exitProblems = 1
	exitFailure  = 2
)

// errProblems says that the problems were told already; only the exit status
// is left to set.
var errProblems = errors.New("the content has problems")

// hintError is an error with advice for the user.
type hintError struct {
	err  error
	hint string
}

func (e *hintError) Error() string { return e.err.Error() }
func (e *hintError) Unwrap() error { return e.err }

// env is what commands share: where to talk, and the flags of all commands.
type env struct {
	in       io.Reader
	out, err io.Writer
	source   string
	quiet    bool
	// now is the clock, replaced in tests.
	now func() time.Time
	// closers are called when the command has ended.
	closers []func()
}

// Run executes a command line and returns the exit status.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	e := &env{in: stdin, out: stdout, err: stderr, now: time.Now}
	var prof profiles
	root := rootCommand(e)
	prof.register(root)
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return prof.start() }
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	for _, close := range e.closers {
		close()
	}
	err = errors.Join(err, prof.end())
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errProblems):
		return exitProblems
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "sitegen: stopped")
		return exitFailure
	}
	fmt.Fprintf(stderr, "sitegen: %s\n", strings.TrimSpace(err.Error()))
	var h *hintError
	if errors.As(err, &h) && h.hint != "" {
		fmt.Fprintf(stderr, "    hint: %s\n", h.hint)
	}
	return exitFailure
}

func rootCommand(e *env) *cobra.Command {
	root := &cobra.Command{
		Use:   "sitegen",
		Short: "A documentation site generator with a glossary at its heart",
		Long: `sitegen turns Markdown terms and lessons into one linked static site.

Every lesson links the terms it uses, with their definition; every term names
the lessons that touch on it and the terms to look up next.`,
		Example: `  sitegen init my-site       start a site that teaches by example
  sitegen build -s my-site   publish it into my-site/public`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetIn(e.in)
	root.SetOut(e.out)
	root.SetErr(e.err)
	root.PersistentFlags().StringVarP(&e.source, "source", "s", ".", "folder of the site (where sitegen.yaml stands)")
	root.PersistentFlags().BoolVarP(&e.quiet, "quiet", "q", false, "say nothing but what is wrong")
	root.SetFlagErrorFunc(flagError)
	root.SuggestionsMinimumDistance = 2
	root.CompletionOptions.DisableDescriptions = false
	root.AddCommand(buildCommand(e), checkCommand(e), initCommand(e), newCommand(e), graphCommand(e), explainCommand(e), serveCommand(e), versionCommand(e), importCommand(e), schemaCommand(e))
	root.SetHelpCommandGroupID("")
	return root
}

// noArgs is cobra.NoArgs with words for a reader: an unknown command gets a
// suggestion.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if c.HasSubCommands() {
		hint := fmt.Sprintf("run \"%s --help\" for the commands", c.CommandPath())
		if near := c.SuggestionsFor(args[0]); len(near) > 0 {
			hint = fmt.Sprintf("did you mean %q?", c.CommandPath()+" "+near[0])
		}
		return &hintError{fmt.Errorf("unknown command %q", args[0]), hint}
	}
	return &hintError{fmt.Errorf("%q takes no argument %q", c.CommandPath(), args[0]), fmt.Sprintf("run \"%s --help\"", c.CommandPath())}
}

// report prints problems and returns errProblems if any is an error. With
// --quiet notes are left out.
func (e *env) report(problems diag.List) error {
	shown := problems
	if e.quiet {
		shown = nil
		for _, p := range problems {
			if p.Severity != diag.Note {
				shown = append(shown, p)
			}
		}
	}
	if err := shown.WriteText(e.err); err != nil {
		return err
	}
	if !problems.HasErrors() {
		return nil
	}
	n := problems.Count(diag.Error)
	fmt.Fprintf(e.err, "\n%s; nothing was written\n", plural(n, "error", "errors"))
	return errProblems
}

// say prints talk, unless --quiet.
func (e *env) say(format string, args ...any) {
	if !e.quiet {
		fmt.Fprintf(e.err, format+"\n", args...)
	}
}

// plural writes a count with its noun, thousands grouped.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}

// grouped writes a number with commas between thousands.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// terminal returns the file behind a writer if it is a terminal.
func terminal(w io.Writer) (*os.File, bool) {
	f, ok := w.(*os.File)
	return f, ok && term.IsTerminal(int(f.Fd()))
}
