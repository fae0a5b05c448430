package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sitegen/internal/build"
	"sitegen/internal/content"
	"sitegen/internal/importer"
)

type importOptions struct {
	from, as, title, language, report string
	dryRun                            bool
}

func importCommand(e *env) *cobra.Command {
	var opt importOptions
	c := &cobra.Command{
		Use:   "import SOURCE [FOLDER]",
		Short: "Make a site of a table of terms, or of another tool's content",
		Long: `Make a sitegen site in FOLDER of what another tool holds: a CSV or JSON file of
terms, or a folder of Hugo, MkDocs, Docusaurus, Jekyll, Astro or plain Markdown
content. What SOURCE is, is detected; --from says it. SOURCE is only read.

Files that exist are never overwritten. Where FOLDER holds a sitegen site, the
terms of a table are added to it; everything else needs a new folder.

The report says what was mapped, what was kept as it was, and what could not be
taken over: in short on the terminal, file by file with --report.`,
		Example: `  sitegen import terms.csv my-glossary
  sitegen import old-docs new-docs --dry-run
  sitegen import hugo-site new-site --report import.md`,
		Args: importArgs,
		RunE: func(c *cobra.Command, args []string) error {
			dir := e.source
			if len(args) == 2 {
				dir = args[1]
			}
			return runImport(c.Context(), e, args[0], dir, opt)
		},
	}
	kinds := make([]string, len(importer.Kinds))
	for i, k := range importer.Kinds {
		kinds[i] = string(k)
	}
	c.Flags().StringVar(&opt.from, "from", "", "what SOURCE is: "+strings.Join(kinds, ", "))
	c.Flags().StringVar(&opt.as, "as", "auto", "what Markdown files become: auto, terms, lessons or pages")
	c.Flags().StringVar(&opt.title, "title", "", "title of the new site (default: the source's)")
	c.Flags().StringVar(&opt.language, "language", "", "language of the new site, and the one to take of a source in several")
	c.Flags().StringVar(&opt.report, "report", "", "write the whole report to this file: JSON if its name ends in .json, else Markdown")
	c.Flags().BoolVar(&opt.dryRun, "dry-run", false, "report only; write no site")
	_ = c.RegisterFlagCompletionFunc("from", cobra.FixedCompletions(kinds, cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("as", cobra.FixedCompletions(importWays, cobra.ShellCompDirectiveNoFileComp))
	return c
}

var importWays = []string{"auto", "terms", "lessons", "pages"}

func importArgs(c *cobra.Command, args []string) error {
	if len(args) == 1 || len(args) == 2 {
		return nil
	}
	return &hintError{fmt.Errorf("%q needs a source and the folder of the new site", c.CommandPath()),
		fmt.Sprintf("for example: %s terms.csv my-glossary", c.CommandPath())}
}

func runImport(ctx context.Context, e *env, source, dir string, opt importOptions) error {
	if !slices.Contains(importWays, opt.as) {
		return &hintError{fmt.Errorf("unknown way %q to take the source", opt.as), "use auto, terms, lessons or pages"}
	}
	src, name, base, err := openSource(source)
	if err != nil {
		return err
	}
	site, err := siteToAddTo(dir)
	if err != nil {
		return err
	}
	res, problems, err := importer.Import(src, name, importer.Options{
		From: importer.Kind(opt.from), As: importer.As(opt.as), Name: base,
		Title: opt.title, Language: opt.language, Site: siteForTable(site, name),
	})
	var wrong *importer.Error
	switch {
	case errors.As(err, &wrong):
		return &hintError{wrong, wrong.Hint}
	case err != nil:
		return err
	case problems.HasErrors():
		return e.report(problems)
	case site != nil && name == ".":
		return &hintError{fmt.Errorf("there is a site in %s", dir), "choose a folder that does not exist yet; only the terms of a table can be added to a site"}
	}
	if err := refuseExisting(dir, res.Files); err != nil {
		return err
	}
	if opt.report != "" {
		if err := writeReport(opt.report, &res.Report); err != nil {
			return err
		}
	}
	e.sayImport(&res.Report, opt.report)
	if opt.dryRun {
		e.say("dry run: %s would be written to %s", plural(len(res.Files), "file", "files"), dir)
		return nil
	}
	for _, f := range res.Files {
		if err := writeImported(src, dir, f); err != nil {
			return err
		}
	}
	e.say("%s written to %s", plural(len(res.Files), "file", "files"), dir)
	return e.tryImported(ctx, dir)
}

// openSource opens a folder, or the folder of a file.
func openSource(source string) (src fs.FS, name, base string, err error) {
	abs, err := filepath.Abs(source)
	if err != nil {
		return nil, "", "", err
	}
	info, err := os.Stat(source)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "", "", &hintError{fmt.Errorf("there is no file or folder %s", source), "name a table of terms or the folder of another tool's site"}
	case err != nil:
		return nil, "", "", err
	case info.IsDir():
		return os.DirFS(source), ".", filepath.Base(abs), nil
	}
	return os.DirFS(filepath.Dir(abs)), filepath.Base(abs), strings.TrimSuffix(filepath.Base(abs), filepath.Ext(abs)), nil
}

// siteToAddTo returns the site in the folder, or nil if there is none.
func siteToAddTo(dir string) (fs.FS, error) {
	_, err := os.Stat(filepath.Join(dir, content.ConfigFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return os.DirFS(dir), err
}

// siteForTable is the site for a source that is a file.
func siteForTable(site fs.FS, name string) fs.FS {
	if name == "." {
		return nil
	}
	return site
}

// refuseExisting names a file that an import would overwrite.
func refuseExisting(dir string, files []importer.File) error {
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		if _, err := os.Lstat(path); err == nil {
			return &hintError{fmt.Errorf("%s exists already; nothing was written", path), "choose an empty folder for the new site"}
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func writeReport(path string, r *importer.Report) error {
	data := r.Text()
	if strings.EqualFold(filepath.Ext(path), ".json") {
		var err error
		if data, err = r.JSON(); err != nil {
			return err
		}
	}
	return os.WriteFile(path, data, 0o644)
}

// shownLosses is how many things that could not be taken over are named.
const shownLosses = 10

// sayImport tells in one glance what became of the source.
func (e *env) sayImport(r *importer.Report, full string) {
	e.say("%s (%s) became %q: %s", r.Source, r.From, r.Title, r.Content())
	for o, words := range []string{"mapped", "kept as it was", "could not be taken over"} {
		if sum := r.Summary(importer.Outcome(o)); sum != "" {
			e.say("%s: %s", words, sum)
		}
	}
	losses := r.Losses()
	for _, l := range losses[:min(len(losses), shownLosses)] {
		e.say("    %s", l)
	}
	switch more := len(losses) - shownLosses; {
	case full != "":
		e.say("the whole report is in %s", full)
	case more > 0:
		e.say("    and %s; --report FILE writes all", plural(more, "more", "more"))
	}
}

// writeImported writes one file of the new site, which must not exist.
func writeImported(src fs.FS, dir string, f importer.File) error {
	path := filepath.Join(dir, filepath.FromSlash(f.Path))
	if f.Source == "" {
		return writeNew(path, string(f.Data))
	}
	from, err := src.Open(f.Source)
	if err != nil {
		return err
	}
	defer from.Close()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close())
}

// tryImported reads the new site as a build does: what is broken in the source
// is broken in the site too, and better told now.
func (e *env) tryImported(ctx context.Context, dir string) error {
	site := *e
	site.source = dir
	o, err := site.site(siteFlags{drafts: true, future: true})
	if err != nil {
		return err
	}
	s, problems, err := build.New(o).Snapshot(ctx)
	if err != nil {
		return err
	}
	if errs := onlyErrors(problems); len(errs) > 0 {
		if err := errs.WriteText(e.err); err != nil {
			return err
		}
		fmt.Fprintf(e.err, "\nthe site was written, but does not build before %s mended\n", plural(len(errs), "error is", "errors are"))
		return errProblems
	}
	e.say("it builds: %s made", plural(s.Links(), "glossary link", "glossary links"))
	next := "sitegen build"
	if dir != "." {
		next += " -s " + dir
	}
	e.say("\nNext: %s", next)
	return nil
}
