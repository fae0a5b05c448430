package graph

import (
	"go/ast"
	"go/build"
	"go/doc"
	"go/parser"
	"go/token"
	"html"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sitegen/internal/content"
)

// A course is a set of real texts whose sections their authors chose, for
// measuring relations. The sections are known to the measure alone.
type course struct {
	name     string
	lessons  []courseLesson
	glossary []courseTerm
}

type courseLesson struct {
	id, section, title, summary, body string
	headings                          []string
}

// A courseTerm is a term by its names.
type courseTerm struct{ names []string }

// input is what sitegen would know of the course: titles, summaries, texts and
// the terms that they name; no category, no tag, no link, no prerequisite.
func (c *course) input() Input {
	in := Input{Site: &content.Site{}}
	byName := map[string]string{}
	for _, t := range c.glossary {
		id := "glossary/" + t.names[0]
		in.Site.Terms = append(in.Site.Terms, &content.Term{Entry: content.Entry{Kind: content.KindTerm, ID: id, Title: t.names[0]}})
		in.Texts = append(in.Texts, Text{ID: id, Words: Vector{}.WithHead(t.names[0], "", "en")})
		for _, name := range t.names {
			byName[strings.Join(plainWords(name), " ")] = id
		}
	}
	for _, l := range c.lessons {
		in.Site.Lessons = append(in.Site.Lessons, &content.Lesson{Entry: content.Entry{Kind: content.KindLesson, ID: l.id, Title: l.title}})
		in.Texts = append(in.Texts, Text{ID: l.id, Mentions: mentionsOf(l, byName), Words: NewVector(l.body, "en").WithHead(l.title, l.summary, "en")})
	}
	return in
}

// mentionsOf finds whole words and plain plurals; the real matcher finds more.
func mentionsOf(l courseLesson, byName map[string]string) []Mention {
	found := map[string]*Mention{}
	each := func(text string, see func(*Mention)) {
		words := plainWords(text)
		for i := 0; i < len(words); i++ {
			for n := min(4, len(words)-i); n > 0; n-- {
				if id, ok := byName[strings.Join(words[i:i+n], " ")]; ok {
					if found[id] == nil {
						found[id] = &Mention{Term: id}
					}
					see(found[id])
					i += n - 1
					break
				}
			}
		}
	}
	each(l.title, func(m *Mention) { m.InTitle = true })
	each(l.summary, func(m *Mention) { m.InSummary = true })
	each(l.body, func(m *Mention) { m.Count++ })
	var out []Mention
	for _, m := range found {
		out = append(out, *m)
	}
	slices.SortFunc(out, func(a, b Mention) int { return strings.Compare(a.Term, b.Term) })
	return out
}

var wordPattern = regexp.MustCompile(`[\p{L}\p{N}]+`)

// plainWords are the words of a text in lower case, plain plurals singular.
func plainWords(text string) []string {
	words := wordPattern.FindAllString(strings.ToLower(text), -1)
	for i, w := range words {
		if len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
			words[i] = w[:len(w)-1]
		}
	}
	return words
}

// headingTerms makes a glossary of a course that has none: its short headings.
func (c *course) headingTerms() {
	seen := map[string]bool{}
	for _, l := range c.lessons {
		for _, h := range append(l.headings, l.title) {
			words := plainWords(h)
			name := strings.Join(words, " ")
			if len(words) == 0 || len(words) > 3 || len(name) < 4 || seen[name] || englishStop[words[0]] {
				continue
			}
			seen[name] = true
			c.glossary = append(c.glossary, courseTerm{[]string{h}})
		}
	}
}

// shippedCourse reads the course that ships with sitegen: sections are its
// folders, terms its glossary.
func shippedCourse(t testing.TB) *course {
	t.Helper()
	c := &course{name: "the shipped course"}
	root := os.DirFS("../../content")
	heading := regexp.MustCompile(`(?m)^#+ +(.*)$`)
	err := fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(file) != ".md" || path.Base(file) == "_index.md" {
			return err
		}
		data, err := fs.ReadFile(root, file)
		if err != nil {
			return err
		}
		_, rest, _ := strings.Cut(string(data), "---\n")
		head, body, _ := strings.Cut(rest, "\n---\n")
		field := func(name string) string {
			m := regexp.MustCompile(`(?m)^` + name + `: *(.*)$`).FindStringSubmatch(head)
			if m == nil {
				return ""
			}
			return strings.Trim(m[1], `"'[]`)
		}
		switch dir, name := path.Split(file); {
		case dir == "glossary/":
			names := []string{field("title")}
			for aka := range strings.SplitSeq(field("aka"), ",") {
				if aka = strings.Trim(aka, ` "'`); aka != "" {
					names = append(names, aka)
				}
			}
			c.glossary = append(c.glossary, courseTerm{names})
		case strings.HasPrefix(dir, "lessons/"):
			section := strings.Split(dir, "/")[1]
			l := courseLesson{id: file, section: section, title: field("title"), summary: field("summary"), body: withoutCode(body)}
			for _, m := range heading.FindAllStringSubmatch(l.body, -1) {
				l.headings = append(l.headings, m[1])
			}
			if name != "index.md" {
				l.id = strings.TrimSuffix(file, ".md")
			}
			c.lessons = append(c.lessons, l)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// withoutCode drops fenced blocks, as sitegen's plain text of a page does.
func withoutCode(text string) string {
	var b strings.Builder
	fence := ""
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case fence != "" && strings.HasPrefix(trimmed, fence):
			fence = ""
		case fence != "":
		case strings.HasPrefix(trimmed, "```"), strings.HasPrefix(trimmed, "~~~"):
			fence = trimmed[:3]
		default:
			b.WriteString(line)
		}
	}
	return b.String()
}

// goPackages reads the package documentation of Go's own library: sections are
// its top folders, terms the headings in the comments.
func goPackages(t testing.TB) *course {
	t.Helper()
	c := &course{name: "the Go library's package comments"}
	root := filepath.Join(build.Default.GOROOT, "src")
	err := filepath.WalkDir(root, func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		switch d.Name() {
		case "internal", "vendor", "testdata", "cmd", "builtin":
			return filepath.SkipDir
		}
		rel, _ := filepath.Rel(root, dir)
		section, _, nested := strings.Cut(filepath.ToSlash(rel), "/")
		comment := packageComment(dir)
		if comment == "" {
			return nil
		}
		if !nested {
			section = rel
		}
		l := courseLesson{id: filepath.ToSlash(rel), section: section, title: d.Name(), body: comment}
		l.summary = new(doc.Package).Synopsis(comment)
		for line := range strings.Lines(comment) {
			if h, ok := strings.CutPrefix(line, "# "); ok {
				l.headings = append(l.headings, strings.TrimSpace(h))
			}
		}
		c.lessons = append(c.lessons, l)
		return nil
	})
	if err != nil {
		t.Fatalf("the Go library's sources: %v", err)
	}
	c.headingTerms()
	return c
}

// packageComment joins the package's comment with those of what it exports.
func packageComment(dir string) string {
	files := token.NewFileSet()
	names, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	var parsed []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		if ok, err := build.Default.MatchFile(dir, filepath.Base(name)); err != nil || !ok {
			continue
		}
		if f, err := parser.ParseFile(files, name, nil, parser.ParseComments); err == nil {
			parsed = append(parsed, f)
		}
	}
	if len(parsed) == 0 || parsed[0].Name.Name == "main" {
		return ""
	}
	p, err := doc.NewFromFiles(files, parsed, dir)
	if err != nil {
		return ""
	}
	return p.Doc
}

// A courseReader reads one form of documentation folder; nil if it is not one.
var courseReaders = []func(dir string) *course{sphinxCourse, bookCourse, folderCourse}

var (
	rstRole    = regexp.MustCompile("(?s):[a-z:+]+:`[~!.]?([^`<]*)(<[^`]*>)?`")
	rstHeading = regexp.MustCompile(`(?m)^([^\s.].*)\n([=\-*~^"#+])[=\-*~^"#+]{2,}$`)
	rstTree    = regexp.MustCompile(`(?m)^\.\. toctree::\n((?:[ \t]+.*\n|\n)+)`)
)

// sphinxCourse reads a folder of reStructuredText in which some pages do
// nothing but list others (toctree): those are the sections.
func sphinxCourse(dir string) *course {
	files, _ := filepath.Glob(filepath.Join(dir, "*.rst.txt"))
	c := &course{name: "Sphinx documentation"}
	section := map[string]string{}
	text := map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil
		}
		id := strings.TrimSuffix(filepath.Base(file), ".rst.txt")
		text[id] = string(data)
		for _, tree := range rstTree.FindAllStringSubmatch(text[id], -1) {
			for _, child := range strings.Fields(tree[1]) {
				if id != "index" && !strings.HasPrefix(child, ":") {
					section[strings.TrimSuffix(child, ".rst")] = id
				}
			}
		}
	}
	for id, s := range section {
		// A page inside another one's section may itself list pages.
		if section[s] != "" {
			section[id] = section[s]
		}
	}
	for _, id := range sortedKeys(text) {
		if section[id] == "" {
			continue
		}
		l := courseLesson{id: id, section: section[id], body: rstRole.ReplaceAllString(text[id], "$1"), title: id}
		for i, m := range rstHeading.FindAllStringSubmatch(l.body, -1) {
			if i == 0 {
				l.title = m[1]
			} else {
				l.headings = append(l.headings, m[1])
			}
		}
		if _, purpose, ok := strings.Cut(l.body, ":synopsis: "); ok {
			l.summary, _, _ = strings.Cut(purpose, "\n")
		}
		c.lessons = append(c.lessons, l)
	}
	if len(c.lessons) == 0 {
		return nil
	}
	if data, err := os.ReadFile(filepath.Join(dir, "..", "glossary.rst.txt")); err == nil {
		for _, m := range regexp.MustCompile(`(?m)^   ([^\s].*)$`).FindAllStringSubmatch(string(data), -1) {
			c.glossary = append(c.glossary, courseTerm{[]string{m[1]}})
		}
	}
	c.headingTerms()
	return c
}

var (
	htmlNoise   = regexp.MustCompile(`(?s)<(script|style|nav|pre|head)\b.*?</(script|style|nav|pre|head)>`)
	htmlHeading = regexp.MustCompile(`(?s)<h[1-6][^>]*>(.*?)</h[1-6]>`)
	htmlTag     = regexp.MustCompile(`(?s)<[^>]*>`)
	htmlMain    = regexp.MustCompile(`(?s)<main>(.*)</main>`)
	chapter     = regexp.MustCompile(`^(ch\d\d)-.*\.html$`)
)

func plainHTML(s string) string {
	return strings.TrimSpace(html.UnescapeString(htmlTag.ReplaceAllString(htmlNoise.ReplaceAllString(s, " "), " ")))
}

func htmlLesson(file, id, section string) (courseLesson, bool) {
	data, err := os.ReadFile(file)
	main := htmlMain.FindSubmatch(data)
	if err != nil || main == nil {
		return courseLesson{}, false
	}
	l := courseLesson{id: id, section: section, title: id, body: plainHTML(string(main[1]))}
	for i, m := range htmlHeading.FindAllSubmatch(main[1], -1) {
		if i == 0 {
			l.title = plainHTML(string(m[1]))
		} else {
			l.headings = append(l.headings, plainHTML(string(m[1])))
		}
	}
	return l, len(l.body) > 400 // shorter ones only redirect
}

// bookCourse reads an mdBook whose file names tell the chapter: ch04-01-….html.
func bookCourse(dir string) *course {
	c := &course{name: "a book by chapters"}
	files, _ := filepath.Glob(filepath.Join(dir, "*.html"))
	for _, file := range files {
		if m := chapter.FindStringSubmatch(filepath.Base(file)); m != nil {
			if l, ok := htmlLesson(file, filepath.Base(file), m[1]); ok {
				c.lessons = append(c.lessons, l)
			}
		}
	}
	if len(c.lessons) == 0 {
		return nil
	}
	c.headingTerms()
	return c
}

// folderCourse reads any tree of HTML whose folders are the sections.
func folderCourse(dir string) *course {
	c := &course{name: "a tree of folders"}
	_ = filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, file)
		section, _, nested := strings.Cut(filepath.ToSlash(rel), "/")
		if err == nil && !d.IsDir() && nested && filepath.Ext(file) == ".html" {
			if l, ok := htmlLesson(file, filepath.ToSlash(rel), section); ok {
				c.lessons = append(c.lessons, l)
			}
		}
		return nil
	})
	if len(c.lessons) == 0 {
		return nil
	}
	c.headingTerms()
	return c
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
