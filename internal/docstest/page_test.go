package docstest

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite what pages of docs show")

// docs is the site's folder, root that of the sources.
const (
	root = "../.."
	docs = root + "/docs"
)

// fence is a fenced code block of a page.
type fence struct {
	page     string // below docs
	language string
	title    string
	lines    []string
	// first is the index in the page's lines of the first line inside.
	first int
}

func (f *fence) text() string { return strings.Join(f.lines, "\n") + "\n" }

// pages reads the Markdown of docs, by path.
func pages(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := filepath.WalkDir(docs, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "public" {
			return fs.SkipDir
		}
		if filepath.Ext(name) != ".md" {
			return nil
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(docs, name)
		out[filepath.ToSlash(rel)] = strings.Split(string(data), "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var (
	opening   = regexp.MustCompile("^( *)(`{3,})([^` ]*)(.*)$")
	titleAttr = regexp.MustCompile(`title="([^"]*)"`)
)

// fences finds the fenced code of a page.
func fences(page string, lines []string) []fence {
	var out []fence
	for i := 0; i < len(lines); i++ {
		m := opening.FindStringSubmatch(lines[i])
		if m == nil {
			continue
		}
		f := fence{page: page, language: m[3], first: i + 1}
		if t := titleAttr.FindStringSubmatch(m[4]); t != nil {
			f.title = t[1]
		}
		for i++; i < len(lines) && strings.TrimSpace(lines[i]) != m[2]; i++ {
			f.lines = append(f.lines, strings.TrimPrefix(lines[i], m[1]))
		}
		out = append(out, f)
	}
	return out
}

// save writes a page that changed.
func save(t *testing.T, page string, lines []string) {
	t.Helper()
	name := filepath.Join(docs, filepath.FromSlash(page))
	if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// replacePart holds, or with -update makes, the text between two markers.
func replacePart(t *testing.T, page, name, want string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(docs, filepath.FromSlash(page)))
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- begin "+name+" -->\n", "<!-- end "+name+" -->"
	before, rest, ok1 := strings.Cut(string(data), begin)
	got, after, ok2 := strings.Cut(rest, end)
	switch {
	case !ok1 || !ok2:
		t.Fatalf("docs/%s has no part %q", page, name)
	case got == want:
	case *update:
		save(t, page, []string{before + begin + want + end + after})
	default:
		t.Errorf("docs/%s: the part %q is not what the code says; run go test ./internal/docstest -update", page, name)
	}
}
