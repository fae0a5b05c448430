package build

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/graph"
	"sitegen/internal/markdown"
	"sitegen/internal/output"
	"sitegen/internal/search"
	"sitegen/internal/theme"
)

// statEntry remembers the hash of a file of that size and time.
type statEntry struct {
	size    int64
	modTime time.Time
	read    time.Time
	sum     output.Sum
}

// parsed is what one source file says, and depends on nothing else but the
// parse options. It is immutable, but for mentions and said, which the
// resolver replaces while it alone works on the file.
type parsed struct {
	key  parseKey
	head *content.Head
	// doc has neither HTML nor runs where bodies has them; see whole.
	doc    *markdown.Doc
	bodies *bodies
	// words is the vector of the body's text, found the words that it is found
	// by; both are empty where bodies has them; see vector and searchable.
	words    graph.Vector
	found    search.Words
	problems diag.List
	mentions mentionCache
	said     said
}

// parseKey is everything that a parsed file depends on.
type parseKey struct {
	sum     output.Sum
	options string
}

// fileDoc is a source file with its parsed form; nil for an asset.
type fileDoc struct {
	file sourceFile
	*parsed
}

// parse brings the parsed files up to date, by content.
func (b *Builder) parse(ctx context.Context, cfg *content.Config, files []sourceFile, th *theme.Theme, problems *diag.List) ([]fileDoc, error) {
	opt := &markdown.Options{NoHTML: cfg.Markdown.NoHTML, LineNumbers: cfg.Markdown.LineNumbers, Labels: labels(th)}
	optKey := fmt.Sprintf("%+v|%s", *opt, cfg.Language)
	docs := make([]fileDoc, len(files))
	lists := make([]diag.List, len(files))
	stats := make([]statEntry, len(files))
	err := parallel(ctx, b.opt.workers(), len(files), func(i int) error {
		f := files[i]
		docs[i].file = f
		if !f.isMarkdown() {
			return nil
		}
		var err error
		docs[i].parsed, stats[i], err = b.parseFile(f, opt, optKey, cfg.Language, &lists[i])
		if b.opt.Progress != nil && i%64 == 0 {
			b.opt.Progress("read", i, len(files))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	seen, known := make(map[string]*parsed, len(files)), make(map[string]statEntry, len(files))
	for i, d := range docs {
		*problems = append(*problems, lists[i]...)
		if d.parsed != nil {
			*problems = append(*problems, d.problems...)
			seen[d.file.path], known[d.file.path] = d.parsed, stats[i]
		} else if stat, ok := b.stats[d.file.path]; ok {
			known[d.file.path] = stat
		}
	}
	b.parsed, b.stats = seen, known
	return docs, nil
}

// parseFile parses one file unless its bytes and the options are those of last
// time. A file that cannot be read is a problem of the author's and gives nil.
func (b *Builder) parseFile(f sourceFile, opt *markdown.Options, optKey, language string, problems *diag.List) (*parsed, statEntry, error) {
	last := b.parsed[f.path]
	stat, known := b.stats[f.path]
	if known && stat.vouches(f) {
		key := parseKey{sum: stat.sum, options: optKey}
		if last != nil && last.key == key {
			return last, stat, nil
		}
		if p := b.load(f.path, key, opt, language); p != nil {
			return p, stat, nil
		}
	}
	read := time.Now()
	data, err := fs.ReadFile(b.opt.Source, f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, statEntry{}, nil
	case errors.Is(err, fs.ErrPermission):
		problems.Errorf(diag.Position{File: f.path}, "unreadable", "give yourself the right to read it, or move it out of the content folder", "cannot be read: permission denied")
		return nil, statEntry{}, nil
	case err != nil:
		return nil, statEntry{}, fmt.Errorf("read %s: %w", f.path, err)
	}
	stat = statEntry{size: int64(len(data)), modTime: f.modTime, read: read, sum: output.SumOf(data)}
	key := parseKey{sum: stat.sum, options: optKey}
	if last != nil && last.key == key {
		return last, stat, nil
	}
	if p := b.load(f.path, key, opt, language); p != nil {
		return p, stat, nil
	}
	p := parseBytes(f.path, data, *opt, key, language)
	b.keep(f.path, p, opt, language)
	return p, stat, nil
}

// parseBytes is the parse stage: a pure function of one file's bytes.
func parseBytes(file string, data []byte, opt markdown.Options, key parseKey, language string) *parsed {
	head, problems := content.ParseHead(file, data)
	doc := markdown.Parse(file, data, head.BodyOffset(), opt)
	p := &parsed{key: key, head: head, doc: doc, words: graph.NewVector(doc.Text, language), found: search.NewWords(doc)}
	p.problems = append(problems, doc.Problems...)
	return p
}

// readOptional returns nil for a file that does not exist.
func readOptional(fsys fs.FS, name string) ([]byte, error) {
	data, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return data, nil
}

// loadTheme loads the default theme with the site's own files over it, unless
// nothing that it depends on has changed.
func (b *Builder) loadTheme(cfg *content.Config, own string, problems *diag.List) (_ *theme.Theme, err error) {
	key := strings.Join([]string{own, basePath(cfg.BaseURL), cfg.Language}, "|")
	if b.theme.theme == nil || b.theme.key != key {
		src := theme.Sources{Templates: b.opt.Templates, Static: b.opt.Static}
		if src.SiteTemplates, err = subFolder(b.opt.Source, "templates"); err != nil {
			return nil, err
		}
		if src.SiteStatic, err = subFolder(b.opt.Source, "static"); err != nil {
			return nil, err
		}
		th, mistakes := theme.Load(src, theme.Options{BasePath: basePath(cfg.BaseURL), Language: cfg.Language})
		b.theme = themeEntry{key: key, theme: th}
		for _, m := range mistakes {
			b.theme.problems.Add(templateProblem(m))
		}
		if th == nil {
			// The default theme stands in, so that the mistakes in the content
			// are found in the same run.
			src.SiteTemplates, src.SiteStatic = nil, nil
			if th, mistakes = theme.Load(src, theme.Options{BasePath: basePath(cfg.BaseURL), Language: cfg.Language}); th == nil {
				return nil, fmt.Errorf("the default theme: %w", mistakes[0])
			}
			b.theme.theme = th
		}
		for _, w := range th.Warnings() {
			p := templateProblem(w)
			p.Severity = diag.Warning
			b.theme.problems.Add(p)
		}
	}
	*problems = append(*problems, b.theme.problems...)
	return b.theme.theme, nil
}

func templateProblem(m *theme.TemplateError) diag.Problem {
	if m.Hint == "" {
		m.Hint = "docs/templates.md lists what templates see; sitegen's own file of this name shows how it is used"
		if strings.Contains(m.Message, "unexpected EOF") {
			m.Hint = "an {{if}}, {{range}}, {{with}}, {{block}} or {{define}} has no {{end}}"
		}
	}
	return diag.Problem{Rule: "template", Pos: diag.Position{File: m.File, Line: m.Line, Column: m.Column}, Message: m.Message, Hint: m.Hint}
}

// treeSum identifies the contents of folders, which need not exist.
func treeSum(fsys fs.FS, dirs ...string) (string, error) {
	var all strings.Builder
	for _, dir := range dirs {
		err := fs.WalkDir(fsys, dir, func(name string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			sum := output.SumOf(data)
			all.WriteString(name + "\x00")
			all.Write(sum[:])
			return nil
		})
		if err != nil {
			return "", fmt.Errorf("read %s: %w", dir, err)
		}
	}
	sum := output.SumOf([]byte(all.String()))
	return string(sum[:]), nil
}

// subFolder returns the folder as a file system, or nil if there is none.
func subFolder(fsys fs.FS, dir string) (fs.FS, error) {
	info, err := fs.Stat(fsys, dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return fs.Sub(fsys, dir)
}
