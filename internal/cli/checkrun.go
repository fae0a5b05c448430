package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"sitegen/internal/build"
	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/health"
	"sitegen/internal/linkcheck"
)

// runCheck checks the site of the sources.
func runCheck(ctx context.Context, e *env, opt checkOptions) error {
	if opt.listRules {
		return listCheckRules(e)
	}
	dest, failOn, err := opt.prepare()
	if err != nil {
		return err
	}
	if opt.cleanURLs {
		return &hintError{errors.New("--clean-urls belongs to a folder"), "run check DIR --clean-urls"}
	}
	o, err := e.site(opt.siteFlags)
	if err != nil {
		return err
	}
	o.Strict = false // warnings become errors at the end, so that all is looked at
	// As for a build, less memory is worth more than the collector's time.
	defer debug.SetGCPercent(debug.SetGCPercent(25))
	s := &sourceCheck{env: e, opt: &opt, build: o, source: o.Source}
	f, fixes, err := s.run(ctx)
	if err != nil {
		return err
	}
	if opt.fix && len(fixes) > 0 {
		if opt.dryRun {
			return writePatch(e.out, o.Source, rootOf(e.source), fixes)
		}
		files, err := applyFixes(e.source, fixes)
		if err != nil {
			return err
		}
		e.say("%s rewritten in %s", plural(len(fixes), "link", "links"), plural(files, "file", "files"))
		if f, _, err = s.run(ctx); err != nil {
			return err
		}
	} else if opt.fix {
		e.say("nothing has one sure answer; nothing was rewritten")
		if opt.dryRun {
			return nil
		}
	}
	f.root = rootOf(e.source)
	return e.finish(f, &opt, dest, failOn)
}

// sourceCheck checks a site's sources, more than once where something was
// mended in between.
type sourceCheck struct {
	*env
	opt    *checkOptions
	build  build.Options
	source fs.FS
}

// run makes the site, checks it, and returns what is left after the author's
// settings, with what could be mended.
func (c *sourceCheck) run(ctx context.Context) (*findings, []*build.Fix, error) {
	start := c.now()
	f := &findings{}
	b := build.New(c.build)
	snap, problems, err := b.Snapshot(ctx)
	if err != nil {
		return nil, nil, err
	}
	_ = b.Save() // else the next check is as slow as this one
	if snap == nil {
		// What a build cannot do without comes first: there are no pages to check.
		f.problems, f.took = problems, c.now().Sub(start)
		c.say("the site cannot be built: its pages were not checked")
		return f, nil, nil
	}
	cfg := snap.Config()
	levels, err := newRuleLevels(c.opt, cfg.Check, &f.problems)
	if err != nil {
		return nil, nil, err
	}
	// Health first: what it alone needs is let go of before pages are rendered.
	found := health.Check(snap.Health())
	if err := snap.Err(); err != nil {
		return nil, nil, err
	}
	snap.Lighten()
	debug.FreeOSMemory()
	placed, external, err := c.links(ctx, snap, levels, f)
	if err != nil {
		return nil, nil, err
	}
	all := joinBuilt(problems, placed)
	for _, p := range found {
		all = append(all, build.Placed{Problem: p})
	}
	all = append(all, external...)
	ignored := newIgnores(cfg.Check)
	if err := c.readIgnores(snap, ignored); err != nil {
		return nil, nil, err
	}
	var fixes []*build.Fix
	for i := range all {
		p := &all[i]
		if !levels.apply(&p.Problem) || ignored.holds(&p.Problem) {
			continue
		}
		f.problems.Add(p.Problem)
		if c.opt.fix && p.Fix == nil && p.Rule == "broken-source-link" {
			if p.Fix, err = snap.FixSourceLink(p.Problem); err != nil {
				return nil, nil, err
			}
		}
		if p.Fix != nil {
			fixes = append(fixes, p.Fix)
		}
	}
	var stale diag.List
	ignored.stale(c.opt.external.on, levels, &stale)
	if err := levels.stalePaths(c.source, &stale); err != nil {
		return nil, nil, err
	}
	f.add(stale, levels)
	f.summary.Ignored, f.took = ignored.count, c.now().Sub(start)
	return f, sortFixes(fixes), nil
}

// add takes over what was found in the author's settings, at the levels set there.
func (f *findings) add(list diag.List, levels *ruleLevels) {
	for _, p := range list {
		if levels.apply(&p) {
			f.problems.Add(p)
		}
	}
}

// links checks the pages in memory and places what is wrong in the sources.
func (c *sourceCheck) links(ctx context.Context, snap *build.Snapshot, levels *ruleLevels, f *findings) (placed, external []build.Placed, err error) {
	site := snap.FS()
	opt := linkcheck.Options{Rules: levels.everywhereOff(), External: c.opt.external.on}
	if base := snap.Config().BaseURL; base != "/" {
		opt.BaseURLs = []string{base}
	}
	res, err := linkcheck.Check(ctx, site, opt)
	if err != nil {
		return nil, nil, err
	}
	f.count(&res)
	if failed := site.Problems(); len(failed) > 0 {
		// Pages whose template fails are empty, and links to places on them would
		// all seem broken.
		c.say("a template fails: links were not checked")
		for _, p := range failed {
			placed = append(placed, build.Placed{Problem: p})
		}
		return placed, nil, nil
	}
	if placed, err = snap.Place(ctx, res.Problems, res.Places); err != nil || !c.opt.external.on {
		return placed, nil, err
	}
	answers, err := c.ask(ctx, &c.opt.external, res.External)
	if err != nil {
		return nil, nil, err
	}
	problems, places, err := linkcheck.ExternalProblems(res.External, answers.Verdicts, nil)
	if err != nil {
		return nil, nil, err
	}
	external, err = snap.Place(ctx, problems, places)
	return placed, external, err
}

// count takes over what the checker went through.
func (f *findings) count(res *linkcheck.Result) {
	f.summary.Pages, f.summary.Links, f.summary.Fragments, f.summary.External = res.Pages, res.Links, res.Fragments, res.Outside
}

// joinBuilt joins what the build reported with what the checker found. A dead
// link that both know is one problem: in the words of the build, which knows
// the sources, and as grave as its reader finds it.
func joinBuilt(built diag.List, placed []build.Placed) []build.Placed {
	at := map[diag.Position]int{}
	all := make([]build.Placed, 0, len(built)+len(placed))
	for _, p := range built {
		if p.Rule == "broken-source-link" || p.Rule == "draft-reference" {
			at[p.Pos] = len(all)
		}
		all = append(all, build.Placed{Problem: p})
	}
	for _, p := range placed {
		i, known := at[p.Pos]
		if !known || !strings.HasPrefix(p.Rule, "broken-") && p.Rule != "empty-url" {
			all = append(all, p)
			continue
		}
		b := &all[i]
		b.Severity = min(b.Severity, p.Severity)
		b.Page, b.URL = p.Page, p.URL
	}
	return all
}

// readIgnores reads the comments of all sources.
func (c *sourceCheck) readIgnores(snap *build.Snapshot, ignored *ignores) error {
	add := func(file string, start int) error {
		src, err := fs.ReadFile(c.source, file)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
		ignored.add(file, src, start)
		return nil
	}
	for _, file := range snap.Sources() {
		start, ok := snap.BodyStart(file)
		if !ok {
			continue
		}
		if err := add(file, start); err != nil {
			return err
		}
	}
	if err := add(content.ConfigFile, 0); err != nil {
		return err
	}
	for _, dir := range []string{"templates", "static"} {
		err := fs.WalkDir(c.source, dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if errors.Is(err, fs.ErrNotExist) {
					return nil
				}
				return err
			}
			if ext := filepath.Ext(name); ext == ".html" || ext == ".css" {
				return add(name, 0)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// runCheckFolder checks a folder of HTML.
func runCheckFolder(ctx context.Context, e *env, opt checkOptions, dir string) error {
	if opt.listRules {
		return listCheckRules(e)
	}
	dest, failOn, err := opt.prepare()
	if err != nil {
		return err
	}
	if opt.fix {
		return &hintError{errors.New("--fix rewrites sources, not a finished folder"), "run check --fix without a folder"}
	}
	info, err := os.Stat(dir)
	switch {
	case strings.Contains(dir, "://"):
		return &hintError{fmt.Errorf("%s is no folder: check reads files, not sites of the web", dir), "name the folder that the site is published from"}
	case errors.Is(err, fs.ErrNotExist):
		return &hintError{fmt.Errorf("there is no folder %s", dir), "name a folder of HTML, or none to check the sources"}
	case err != nil:
		return err
	case !info.IsDir():
		return &hintError{fmt.Errorf("%s is not a folder", dir), "name the folder that the site's pages are in"}
	}
	if isSource(dir) {
		return &hintError{fmt.Errorf("%s holds the sources of a site, not its pages", dir), fmt.Sprintf("run \"sitegen check -s %s\", or name the folder that was built", dir)}
	}
	start := e.now()
	f := &findings{root: rootOf(dir)}
	cfg, err := e.folderConfig(dir)
	if err != nil {
		return err
	}
	levels, err := newRuleLevels(&opt, cfg.Check, &f.problems)
	if err != nil {
		return err
	}
	problems, err := e.checkFolder(ctx, &opt, os.DirFS(dir), cfg, levels, f)
	if err != nil {
		return err
	}
	if f.summary.Pages == 0 {
		return &hintError{fmt.Errorf("there is no page of HTML in %s", dir), "name the folder that the site is published from"}
	}
	ignored := newIgnores(cfg.Check)
	files := map[string]bool{}
	for _, p := range problems {
		if !files[p.Pos.File] {
			files[p.Pos.File] = true
			if src, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(p.Pos.File))); err == nil {
				ignored.add(p.Pos.File, src, 0)
			}
		}
	}
	for _, p := range problems {
		if levels.apply(&p) && !ignored.holds(&p) {
			f.problems.Add(p)
		}
	}
	ignored.urls = nil // the configuration is written for the sources
	var stale diag.List
	ignored.stale(opt.external.on, levels, &stale)
	f.add(stale, levels)
	f.summary.Ignored, f.took = ignored.count, e.now().Sub(start)
	return e.finish(f, &opt, dest, failOn)
}

// isSource reports whether a folder is the source of a site rather than HTML.
func isSource(dir string) bool {
	is := func(name string) bool {
		info, err := os.Stat(filepath.Join(dir, name))
		return err == nil && info.Mode().IsRegular()
	}
	return is(content.ConfigFile) && !is("index.html")
}

// folderConfig is the configuration that holds for a folder of HTML: that of the
// site which it belongs to, if it lies in the site's folder or --source names one;
// otherwise none.
func (e *env) folderConfig(dir string) (*content.Config, error) {
	none, _ := content.ParseConfig(content.ConfigFile, nil)
	if info, err := os.Stat(e.source); err != nil || !info.IsDir() {
		return nil, &hintError{fmt.Errorf("there is no folder %s", e.source), "name the folder of the site that the pages belong to with --source, or none"}
	}
	site, err := realPath(e.source)
	if err != nil {
		return nil, err
	}
	folder, err := realPath(dir)
	if err != nil {
		return nil, err
	}
	if e.source == "." && !within(folder, site) {
		return none, nil
	}
	data, err := os.ReadFile(filepath.Join(e.source, content.ConfigFile))
	if errors.Is(err, fs.ErrNotExist) {
		return none, nil
	}
	if err != nil {
		return nil, err
	}
	cfg, problems := content.ParseConfig(content.ConfigFile, data)
	if problems.HasErrors() {
		return nil, e.report(onlyErrors(problems))
	}
	return cfg, nil
}

// checkFolder checks the files, and other sites if asked to.
func (e *env) checkFolder(ctx context.Context, opt *checkOptions, fsys fs.FS, cfg *content.Config, levels *ruleLevels, f *findings) (diag.List, error) {
	o := linkcheck.Options{Rules: levels.everywhereOff(), External: opt.external.on, CleanURLs: opt.cleanURLs}
	base := opt.baseURL
	if base == "" && cfg.BaseURL != "/" {
		base = cfg.BaseURL
	}
	if base == "" {
		var err error
		if base, err = linkcheck.DetectBase(fsys); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	if base != "" {
		o.BaseURLs = []string{base}
	}
	res, err := linkcheck.Check(ctx, fsys, o)
	if err != nil {
		return nil, err
	}
	f.count(&res)
	problems := slices.Clone(res.Problems)
	if !opt.external.on {
		return problems, nil
	}
	answers, err := e.ask(ctx, &opt.external, res.External)
	if err != nil {
		return nil, err
	}
	more, _, err := linkcheck.ExternalProblems(res.External, answers.Verdicts, nil)
	return append(problems, more...), err
}
