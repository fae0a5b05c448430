package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sitegen/internal/build"
	"sitegen/internal/content"
	"sitegen/internal/diag"
)

func newCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "new",
		Short: "Add a term or a lesson",
		Long:  "Add a term or a lesson: a file in the right folder, with the keys that matter.",
		Example: `  sitegen new term "Load Balancer" --aka LB
  sitegen new lesson "Cache-Aside" --category caching`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newTermCommand(e), newLessonCommand(e))
	return c
}

type newTermOptions struct {
	definition, category string
	aka                  []string
}

func newTermCommand(e *env) *cobra.Command {
	var opt newTermOptions
	c := &cobra.Command{
		Use:   "term TITLE",
		Short: "Add a term to the glossary, and say how many links it makes",
		Example: `  sitegen new term Stateless
  sitegen new term "Load Balancer" --aka LB --definition "Spreads requests over several servers."`,
		Args: oneTitle,
		RunE: func(c *cobra.Command, args []string) error { return runNewTerm(c.Context(), e, args[0], opt) },
	}
	c.Flags().StringVar(&opt.definition, "definition", "", "one sentence that says what it is")
	c.Flags().StringSliceVar(&opt.aka, "aka", nil, "other names and acronyms, separated by commas")
	c.Flags().StringVar(&opt.category, "category", "", "category of the term")
	return c
}

func oneTitle(c *cobra.Command, args []string) error {
	if len(args) == 1 && strings.TrimSpace(args[0]) != "" {
		return nil
	}
	return &hintError{fmt.Errorf("%q needs one title, and got %s", c.CommandPath(), plural(len(args), "argument", "arguments")),
		fmt.Sprintf("put a title of several words in quotes: %s \"Load Balancer\"", c.CommandPath())}
}

func runNewTerm(ctx context.Context, e *env, title string, opt newTermOptions) error {
	cfg, err := e.config()
	if err != nil {
		return err
	}
	file := cfg.SourcePath(path.Join(cfg.Glossary.Dir, content.Slugify(title)+".md"))
	var b strings.Builder
	b.WriteString("---\ntitle: " + quoteJSON(title) + "\n")
	if opt.definition != "" {
		b.WriteString("definition: " + quoteJSON(opt.definition) + "\n")
	} else {
		b.WriteString("# One sentence that stands alone; without it the first paragraph serves.\n# definition:\n")
	}
	if len(opt.aka) > 0 {
		b.WriteString("aka: " + list(opt.aka) + "\n")
	}
	if opt.category != "" {
		b.WriteString("category: " + quoteJSON(opt.category) + "\n")
	}
	b.WriteString("draft: true\n---\n\n" + title + " is …\n")
	if err := writeNew(filepath.Join(e.source, filepath.FromSlash(file)), b.String()); err != nil {
		return err
	}
	e.say("%s added, as a draft", filepath.Join(e.source, file))
	return e.sayReach(ctx, file)
}

// sayReach tells how many links a new term makes.
func (e *env) sayReach(ctx context.Context, file string) error {
	o, err := e.site(siteFlags{drafts: true, future: true})
	if err != nil {
		return err
	}
	s, problems, err := build.New(o).Snapshot(ctx)
	if err != nil {
		return err
	}
	if problems.HasErrors() {
		e.say("the site has errors now; \"sitegen build --drafts\" lists them")
		return nil
	}
	term, ok := s.Site().Index.ByFile(file)
	if !ok {
		return nil
	}
	links, pages := s.Reach(term.ID)
	if links == 0 {
		e.say("no page uses the name yet")
		return nil
	}
	e.say("it makes %s on %s", plural(links, "link", "links"), plural(pages, "page", "pages"))
	return nil
}

type newLessonOptions struct {
	category, level, summary string
}

func newLessonCommand(e *env) *cobra.Command {
	opt := newLessonOptions{}
	c := &cobra.Command{
		Use:     "lesson TITLE",
		Short:   "Add a lesson to a category",
		Example: `  sitegen new lesson "Cache-Aside" --category caching --level foundation`,
		Args:    oneTitle,
		RunE:    func(_ *cobra.Command, args []string) error { return runNewLesson(e, args[0], opt) },
	}
	c.Flags().StringVar(&opt.category, "category", "", "folder of the category below that of the lessons")
	c.Flags().StringVar(&opt.level, "level", "foundation", "foundation, intermediate or advanced")
	c.Flags().StringVar(&opt.summary, "summary", "", "one line that says what the lesson teaches")
	_ = c.RegisterFlagCompletionFunc("level", cobra.FixedCompletions(levels(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

func levels() []string {
	return []string{content.LevelFoundation.String(), content.LevelIntermediate.String(), content.LevelAdvanced.String()}
}

func runNewLesson(e *env, title string, opt newLessonOptions) error {
	cfg, err := e.config()
	if err != nil {
		return err
	}
	lessons := cfg.SourcePath(cfg.Lessons.Dir)
	categories := e.folders(lessons)
	if opt.category == "" {
		hint := "name one with --category; it is made if it does not exist"
		if len(categories) > 0 {
			hint = "name one with --category: " + strings.Join(categories, ", ")
		}
		return &hintError{errors.New("a lesson belongs to a category"), hint}
	}
	if !validLevel(opt.level) {
		return &hintError{fmt.Errorf("unknown level %q", opt.level), "use " + strings.Join(levels(), ", ")}
	}
	slug := content.Slugify(opt.category)
	dir := path.Join(lessons, slug)
	if _, err := os.Stat(filepath.Join(e.source, dir)); errors.Is(err, fs.ErrNotExist) {
		index := path.Join(dir, "_index.md")
		text := "---\ntitle: " + quoteJSON(titleFromName(opt.category)) + "\nsummary: \"\"\norder: " + fmt.Sprint(len(categories)+1) + "\n---\n"
		if err := writeNew(filepath.Join(e.source, index), text); err != nil {
			return err
		}
		e.say("%s added: a new category", filepath.Join(e.source, index))
	}
	file := path.Join(dir, content.Slugify(title)+".md")
	text := fmt.Sprintf("---\ntitle: %s\nsummary: %s\nlevel: %s\nprerequisites: []\nteaches: []\ndraft: true\n---\n\n## Why it matters\n\n## The mechanism\n\n## Trade-offs\n",
		quoteJSON(title), quoteJSON(opt.summary), opt.level)
	if err := writeNew(filepath.Join(e.source, filepath.FromSlash(file)), text); err != nil {
		return err
	}
	e.say("%s added, as a draft", filepath.Join(e.source, file))
	return nil
}

func validLevel(level string) bool {
	for _, l := range levels() {
		if l == level {
			return true
		}
	}
	return false
}

// config reads the site's configuration.
func (e *env) config() (*content.Config, error) {
	if _, err := e.site(siteFlags{}); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(e.source, content.ConfigFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	cfg, problems := content.ParseConfig(content.ConfigFile, data)
	if problems.HasErrors() {
		return nil, e.report(onlyErrors(problems))
	}
	return cfg, nil
}

func onlyErrors(all diag.List) diag.List {
	var out diag.List
	for _, p := range all {
		if p.Severity == diag.Error {
			out.Add(p)
		}
	}
	return out
}

// folders lists the folders below one of the site's.
func (e *env) folders(dir string) []string {
	entries, err := os.ReadDir(filepath.Join(e.source, filepath.FromSlash(dir)))
	if err != nil {
		return nil
	}
	var names []string
	for _, d := range entries {
		if d.IsDir() {
			names = append(names, d.Name())
		}
	}
	return names
}

// quoteJSON writes text as a JSON string, which YAML reads as well.
func quoteJSON(text string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(text); err != nil {
		panic("cli: a string does not encode: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func list(items []string) string {
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = quoteJSON(strings.TrimSpace(s))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
