package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sitegen/internal/diag"
	"sitegen/internal/schema"
)

type schemaOptions struct{ draft, output string }

func schemaCommand(e *env) *cobra.Command {
	var opt schemaOptions
	c := &cobra.Command{
		Use:   "schema [" + strings.Join(schema.Names, "|") + "]",
		Short: "Print the JSON Schema of the configuration or of front matter",
		Long: `Print the JSON Schema of the configuration, or of the front matter of a kind of
page. Editors complete and check what you write with it; see the page on editors
in the manual.`,
		Example: `  sitegen schema config > sitegen.schema.json
  sitegen schema --output schemas     all of them, into a folder`,
		ValidArgs: schema.Names,
		RunE:      func(c *cobra.Command, args []string) error { return runSchema(e, args, opt) },
	}
	c.Flags().StringVar(&opt.draft, "draft", "2020-12", "version of JSON Schema: 2020-12, or 7 for tools that know no later one")
	c.Flags().StringVarP(&opt.output, "output", "o", "", "write all schemas into this folder")
	_ = c.RegisterFlagCompletionFunc("draft", cobra.FixedCompletions([]string{"2020-12", "7"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func runSchema(e *env, args []string, opt schemaOptions) error {
	version, ok := map[string]string{"2020-12": schema.Draft2020, "7": schema.Draft7}[opt.draft]
	if !ok {
		return &hintError{fmt.Errorf("unknown version %q of JSON Schema", opt.draft), "use 2020-12 or 7"}
	}
	switch {
	case opt.output != "" && len(args) == 0:
		return writeSchemas(e, version, opt.output)
	case opt.output != "" || len(args) > 1:
		return &hintError{fmt.Errorf("one schema is printed, or all are written with --output"), "leave out --output, or the name"}
	}
	name := "config"
	if len(args) == 1 {
		name = args[0]
	}
	data, err := schema.Generate(name, version)
	if err != nil {
		hint := "use " + strings.Join(schema.Names, ", ")
		if near := diag.Suggest(name, schema.Names); near != "" {
			hint = fmt.Sprintf("did you mean %s?", near)
		}
		return &hintError{err, hint}
	}
	_, err = e.out.Write(data)
	return err
}

// writeSchemas writes all schemas. They are generated, so a file that exists is
// an older one of them.
func writeSchemas(e *env, version, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, name := range schema.Names {
		data, err := schema.Generate(name, version)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name+".json"), data, 0o644); err != nil {
			return err
		}
	}
	e.say("%s written to %s", plural(len(schema.Names), "schema", "schemas"), dir)
	return nil
}
