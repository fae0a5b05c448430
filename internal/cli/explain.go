package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sitegen/internal/build"
)

func explainCommand(e *env) *cobra.Command {
	var opt siteFlags
	c := &cobra.Command{
		Use:   "explain PAGE WORD",
		Short: "Say why a word is linked on a page, or why not",
		Long: `Say for each occurrence of a word on a page whether the glossary links it, or
which rule keeps it from being linked.

PAGE is an id (lessons/caching/cdn), its last part (cdn), a URL path or a source
file. WORD is any form of a term's name.`,
		Example: `  sitegen explain session-management stateless
  sitegen explain content/lessons/caching/cdn.md "edge cache"`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 2 {
				return &hintError{fmt.Errorf("explain needs a page and a word, and got %s", plural(len(args), "argument", "arguments")),
					"put a name of several words in quotes: sitegen explain PAGE \"load balancer\""}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return runExplain(c.Context(), e, opt, args[0], args[1]) },
	}
	opt.register(c)
	return c
}

func runExplain(ctx context.Context, e *env, opt siteFlags, page, word string) error {
	s, err := e.snapshot(ctx, opt)
	if err != nil {
		return err
	}
	x, err := s.Explain(page, strings.TrimSpace(word))
	if err != nil {
		return err
	}
	fmt.Fprint(e.out, explanation(x, word))
	return nil
}

// explanation puts the answer into text.
func explanation(x *build.Explained, word string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n", x.Page.Title, x.Page.File)
	switch {
	case x.Term != nil:
		fmt.Fprintf(&b, "%q names the term %s (%s).\n", word, x.Term.Title, x.Term.ID)
	default:
		fmt.Fprintf(&b, "%q by itself names no term on this page.\n", word)
	}
	if len(x.Occurrences) == 0 {
		b.WriteString("The page does not contain it.\n")
	}
	for _, o := range x.Occurrences {
		mark := "not linked"
		if o.Linked {
			mark = "linked"
		}
		fmt.Fprintf(&b, "\n%s: %s\n    %s[%s]%s\n    %s\n", o.Pos, mark, o.Before, o.Word, o.After, o.Text)
	}
	return b.String()
}
