package cli

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"sitegen/internal/diag"
)

// flagError puts what the flag library says into words for whoever typed the
// command, with what to type instead.
func flagError(c *cobra.Command, err error) error {
	text := err.Error()
	hint := fmt.Sprintf("run \"%s --help\" for the flags", c.CommandPath())
	if name, unknown := strings.CutPrefix(text, "unknown flag: --"); unknown {
		if near := diag.Suggest(name, flagNames(c)); near != "" {
			hint = fmt.Sprintf("did you mean --%s?", near)
		}
		return &hintError{err, hint}
	}
	what, why, invalid := strings.Cut(text, ": ")
	if !invalid || !strings.HasPrefix(text, "invalid argument") {
		return &hintError{err, hint}
	}
	switch {
	case strings.HasPrefix(why, "time:"):
		hint = "write a number and its unit, such as 500ms, 20s, 5m or 24h"
	case strings.Contains(why, "ParseBool"):
		hint = "this flag takes no value: leave it out, or write it alone"
	case strings.Contains(why, "ParseInt"):
		hint = "write a whole number"
	default:
		what = text
	}
	return &hintError{errors.New(what), hint}
}

var flagUsage = regexp.MustCompile(`(?m)^ +(?:-\w, )?--([\w-]+)`)

// flagNames are the names of all flags of a command.
func flagNames(c *cobra.Command) []string {
	var names []string
	for _, m := range flagUsage.FindAllStringSubmatch(c.Flags().FlagUsages(), -1) {
		names = append(names, m[1])
	}
	return names
}
