package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sitegen/internal/build"
	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/history"
	"sitegen/internal/output"
	"sitegen/internal/server"
	"sitegen/static"
	"sitegen/templates"
)

// siteFlags are the flags of every command that reads a site.
type siteFlags struct {
	baseURL        string
	drafts, future bool
	strict         bool
	portable       bool
	noCache        bool
}

func (f *siteFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.baseURL, "base-url", "", "address of the published site, instead of the configured one")
	c.Flags().BoolVar(&f.drafts, "drafts", false, "include entries marked draft: true")
	c.Flags().BoolVar(&f.future, "future", false, "include entries dated after today")
	c.Flags().BoolVar(&f.noCache, "no-cache", false, "read and keep nothing that earlier builds worked out")
	c.Flags().BoolVar(&f.strict, "strict", false, "treat warnings as errors")
}

// site returns the builder's options for the site's folder.
func (e *env) site(f siteFlags) (build.Options, error) {
	info, err := os.Stat(e.source)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return build.Options{}, &hintError{fmt.Errorf("there is no folder %s", e.source), "name the site's folder with --source"}
	case err != nil:
		return build.Options{}, err
	case !info.IsDir():
		return build.Options{}, &hintError{fmt.Errorf("%s is not a folder", e.source), "name the site's folder with --source"}
	}
	if f.baseURL != "" {
		if _, list := content.ParseConfig("--base-url", []byte("base_url: "+quoteJSON(f.baseURL))); list.HasErrors() {
			return build.Options{}, &hintError{fmt.Errorf("--base-url: %s", list[0].Message), list[0].Hint}
		}
	}
	o := build.Options{
		Source: os.DirFS(e.source), Templates: templates.FS, Static: static.FS,
		BaseURL: f.baseURL, Drafts: f.drafts, Future: f.future, Strict: f.strict, Portable: f.portable,
		Today:   e.now().Format(time.DateOnly),
		History: func(ctx context.Context) (map[string]time.Time, error) { return history.Read(ctx, e.source) },
	}
	if !f.noCache {
		o.Cache = e.cache()
	}
	return o, nil
}

type buildOptions struct {
	siteFlags
	output   string
	force    bool
	compress bool
	timing   bool
	verify   bool
}

func buildCommand(e *env) *cobra.Command {
	var opt buildOptions
	c := &cobra.Command{
		Use:   "build",
		Short: "Publish the site into a folder",
		Long: `Publish the site into a folder, public/ below the site's folder by default.

Files that did not change are not touched. Files that no longer belong are
deleted, but only those that an earlier build wrote. When the content has
errors they are all listed and nothing is written: the old site stays whole.`,
		Example: `  sitegen build
  sitegen build -s docs -o /srv/www --base-url https://example.org/docs/
  sitegen build --portable     a folder that opens without a server`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runBuild(c.Context(), e, opt) },
	}
	opt.register(c)
	c.Flags().BoolVar(&opt.portable, "portable", false, "write relative links that name their files, to open the folder without a server")
	c.Flags().StringVarP(&opt.output, "output", "o", "", "folder to publish into (default: public below the site's folder)")
	c.Flags().BoolVar(&opt.compress, "compress", false, "write .br, .zst and .gz files beside what compresses well, for servers that send them")
	c.Flags().BoolVar(&opt.verify, "verify", false, "build once more without the cache, and compare the two byte by byte")
	c.Flags().BoolVar(&opt.force, "force", false, "overwrite files in the output folder that sitegen did not write")
	registerTiming(c, &opt.timing)
	return c
}

func runBuild(ctx context.Context, e *env, opt buildOptions) error {
	start := e.now()
	defer paceMemory()()
	o, err := e.site(opt.siteFlags)
	if err != nil {
		return err
	}
	dir := opt.output
	if dir == "" {
		dir = filepath.Join(e.source, "public")
	}
	if err := checkOutput(e.source, e.contentFolder(), dir); err != nil {
		return err
	}
	if opt.compress {
		o.Siblings = siblings
	}
	p := e.progress()
	if p != nil {
		o.Progress = p.show
	}
	var t timing
	if opt.timing {
		o.Timing = t.add
		defer func() { _ = t.write(e.err, e.now().Sub(start)) }()
	}
	rep, problems, err := build.New(o).Build(ctx, dir, output.Options{Force: opt.force})
	p.done()
	var foreign *output.ForeignError
	if errors.As(err, &foreign) {
		return &hintError{fmt.Errorf("%s: %w", dir, foreign), "choose another folder with --output, or --force to overwrite it"}
	}
	if err != nil {
		return err
	}
	if err := e.report(problems); err != nil {
		return err
	}
	e.summary(rep, problems, dir, e.now().Sub(start))
	if opt.verify {
		return e.verify(ctx, o, dir)
	}
	return nil
}

// siblings encodes a file as the production server would.
func siblings(path string, data []byte) map[string][]byte {
	forms := map[string][]byte{}
	for _, s := range server.Siblings(path, data) {
		forms[s.Suffix] = s.Data
	}
	return forms
}

// summary tells in one glance what was built.
func (e *env) summary(rep *build.Report, problems diag.List, dir string, took time.Duration) {
	e.say("%s, %s, %s; %s made", plural(rep.Terms, "term", "terms"), plural(rep.Lessons, "lesson", "lessons"),
		plural(rep.Pages, "page", "pages"), plural(rep.Links, "glossary link", "glossary links"))
	e.say("%s in %s: %d added, %d changed, %d deleted, %d unchanged", plural(rep.Files, "file", "files"), dir,
		rep.Added, rep.Changed, rep.Deleted, rep.Unchanged)
	if n := problems.Count(diag.Warning); n > 0 {
		e.say("%s above", plural(n, "warning", "warnings"))
	}
	e.say("built in %s", roughly(took))
}

// roughly rounds a duration for reading.
func roughly(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// contentFolder is the folder of the pages below the site's folder. What is
// wrong with the configuration is for the build to report, with all else.
func (e *env) contentFolder() string {
	data, err := os.ReadFile(filepath.Join(e.source, content.ConfigFile))
	if err != nil {
		return content.Dir
	}
	cfg, _ := content.ParseConfig(content.ConfigFile, data)
	return cfg.Content
}

// checkOutput refuses an output folder that would mix published files with
// sources. pages is the folder of the pages below the site's folder.
func checkOutput(source, pages, dir string) error {
	src, err := realPath(source)
	if err != nil {
		return err
	}
	out, err := realPath(dir)
	if err != nil {
		return err
	}
	hint := "choose a folder of its own with --output, such as public"
	if out == src {
		return &hintError{fmt.Errorf("the output folder %s is the site's folder itself", dir), hint}
	}
	if within(src, out) {
		return &hintError{fmt.Errorf("the output folder %s contains the site's folder", dir), hint}
	}
	sources := []string{"templates", "static"}
	if pages != "." {
		sources = append(sources, pages)
	} else if within(out, src) && !published(out) {
		return &hintError{fmt.Errorf("the output folder %s holds files that sitegen did not write, among the site's sources", dir), hint}
	}
	for _, name := range sources {
		sub, err := realPath(filepath.Join(source, name))
		if err != nil {
			return err
		}
		if out == sub || within(out, sub) {
			return &hintError{fmt.Errorf("the output folder %s lies inside %s, which is a source", dir, name), hint}
		}
	}
	return nil
}

// published reports whether a folder holds nothing, or a site that sitegen
// published.
func published(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err != nil || len(entries) == 0 ||
		slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == output.ManifestName })
}

// within reports whether path lies below folder.
func within(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != "." && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// realPath resolves symbolic links as far as the path exists.
func realPath(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rest := ""
	for dir := abs; ; dir = filepath.Dir(dir) {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, rest), nil
		}
		if dir == filepath.Dir(dir) {
			return abs, nil
		}
		rest = filepath.Join(filepath.Base(dir), rest)
	}
}
