package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"sitegen/internal/build"
	"sitegen/internal/diag"
	"sitegen/internal/graph"
)

type graphOptions struct {
	siteFlags
	format string
}

func graphCommand(e *env) *cobra.Command {
	var opt graphOptions
	c := &cobra.Command{
		Use:   "graph",
		Short: "Print how terms, lessons and pages relate",
		Long: `Print how terms, lessons, pages and categories relate to each other, with the
reason for each relation that sitegen derived from the texts.`,
		Example: `  sitegen graph > graph.json
  sitegen graph --format dot | dot -Tsvg > graph.svg
  sitegen graph --format mermaid`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runGraph(c.Context(), e, opt) },
	}
	opt.register(c)
	c.Flags().StringVar(&opt.format, "format", "json", "json, dot or mermaid")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"json", "dot", "mermaid"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func runGraph(ctx context.Context, e *env, opt graphOptions) error {
	write := map[string]func(s *build.Snapshot) error{
		"json": func(s *build.Snapshot) error {
			return graph.WriteJSON(e.out, s.Graph(), s.Relations().Edges, s.Reason)
		},
		"dot":     func(s *build.Snapshot) error { return graph.WriteDOT(e.out, s.Graph(), s.Relations().Edges, s.Reason) },
		"mermaid": func(s *build.Snapshot) error { return graph.WriteMermaid(e.out, s.Graph(), s.Relations().Edges) },
	}[opt.format]
	if write == nil {
		hint := "use json, dot or mermaid"
		if near := diag.Suggest(opt.format, []string{"json", "dot", "mermaid"}); near != "" {
			hint = fmt.Sprintf("did you mean %s?", near)
		}
		return &hintError{fmt.Errorf("unknown format %q", opt.format), hint}
	}
	s, err := e.snapshot(ctx, opt.siteFlags)
	if err != nil {
		return err
	}
	return write(s)
}

// snapshot reads the site for a command that only asks about it: errors are
// shown, warnings and notes are the build's business.
func (e *env) snapshot(ctx context.Context, f siteFlags) (*build.Snapshot, error) {
	o, err := e.site(f)
	if err != nil {
		return nil, err
	}
	s, problems, err := build.New(o).Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	if !problems.HasErrors() {
		return s, nil
	}
	return nil, e.report(problems)
}
