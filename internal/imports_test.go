// Package internal holds no code, only the test that holds the layers.
package internal

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// allowed names, for each package, the packages of this module that it may
// import (design, section 2). Imports run downward only.
var allowed = map[string][]string{
	"cmd/sitegen":              {"internal/cli"},
	"templates":                {},
	"static":                   {},
	"internal/diag":            {},
	"internal/benchsite":       {},
	"internal/benchsite/bench": {"internal/benchsite"},
	"internal/benchsite/guard": {},
	"internal/browsertest":     {}, // its tests import what they need
	"internal/content":         {"internal/diag"},
	"internal/glossary":        {"internal/content"},
	"internal/markdown":        {"internal/glossary", "internal/diag"},
	"internal/graph":           {"internal/content"},
	"internal/history":         {},
	"internal/layout":          {},
	"internal/search":          {"internal/content", "internal/markdown"},
	"internal/view":            {},
	"internal/theme":           {"internal/view"},
	"internal/linkcheck":       {"internal/diag"},
	"internal/health":          {"internal/diag", "internal/content", "internal/glossary", "internal/graph"},
	"internal/report":          {"internal/diag"},
	"internal/output":          {},
	"internal/cache":           {},
	"internal/build": {"internal/layout", "internal/diag", "internal/content", "internal/glossary", "internal/markdown", "internal/graph",
		"internal/search", "internal/view", "internal/theme", "internal/linkcheck", "internal/output", "internal/cache", "internal/health", "internal/social"},
	"internal/server":   {},
	"internal/social":   {},
	"internal/publish":  {},
	"internal/watch":    {},
	"internal/importer": {"internal/content", "internal/diag"},
	"internal/docstest": {},
	"internal/schema":   {"internal/content"},
	"internal/cli": {"internal/history", "internal/importer", "internal/schema", "internal/build", "internal/cache", "internal/content", "internal/diag", "internal/glossary", "internal/graph", "internal/health", "internal/linkcheck", "internal/report",
		"internal/output", "internal/publish", "internal/server", "internal/watch", "static", "templates"},
}

// owners names the one package that imports each outside module. A dependency
// with two owners has to be argued for here.
var owners = map[string][]string{
	"github.com/yuin/goldmark":         {"internal/markdown"},
	"github.com/alecthomas/chroma/v2":  {"internal/markdown", "internal/markdown/gen"},
	"github.com/bep/goat":              {"internal/markdown"},
	"go.yaml.in/yaml/v4":               {"internal/content"},
	"github.com/pelletier/go-toml/v2":  {"internal/content"},
	"github.com/gertd/go-pluralize":    {"internal/glossary"},
	"github.com/clipperhouse/uax29/v2": {"internal/glossary"},
	"golang.org/x/text/collate":        {"internal/build"},
	"golang.org/x/text/language":       {"internal/build", "internal/content"},
	"golang.org/x/text/unicode/norm":   {"internal/content", "internal/glossary", "internal/search"},
	"github.com/dlclark/regexp2/v2":    {"internal/markdown"},
	"golang.org/x/net/html":            {"internal/linkcheck", "internal/server"},
	"golang.org/x/net/http/httpguts":   {"internal/server"},
	"golang.org/x/image":               {"internal/build", "internal/social"},
	"golang.org/x/term":                {"internal/cli"},
	"github.com/spf13/cobra":           {"internal/cli"},
	"github.com/fsnotify/fsnotify":     {"internal/watch"},
	"github.com/klauspost/compress":    {"internal/server"},
	"github.com/andybalholm/brotli":    {"internal/server"},
}

// TestImports holds the layers: a package imports only what stands below it,
// and each outside module has one owner. Tests may import what they need.
func TestImports(t *testing.T) {
	for pkg, imports := range importsOf(t, "..") {
		permitted, known := allowed[pkg]
		if !known && pkg != "internal/markdown/gen" && !strings.HasPrefix(pkg, "internal/test") {
			t.Errorf("%s is not in the list of packages: add it to allowed, with the layer that it belongs to", pkg)
			continue
		}
		for _, path := range imports {
			if own, ok := strings.CutPrefix(path, "sitegen/"); ok {
				if known && !slices.Contains(permitted, own) {
					t.Errorf("%s imports %s, which is not below it", pkg, own)
				}
				continue
			}
			if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
				continue // the standard library
			}
			if owner := ownerOf(path); owner == nil || !slices.Contains(owner, pkg) {
				t.Errorf("%s imports %s, which belongs to %v: call that package, or add a line to owners and docs/dependencies.md", pkg, path, owner)
			}
		}
	}
}

// TestDependenciesDocumented holds docs/dependencies.md to the list of owners.
func TestDependenciesDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	for module := range owners {
		if !strings.Contains(string(text), "`"+module+"`") {
			t.Errorf("docs/dependencies.md has no line for %s", module)
		}
	}
}

// TestNoVagueNames keeps out packages that are named for nothing.
func TestNoVagueNames(t *testing.T) {
	for pkg := range importsOf(t, "..") {
		for _, vague := range []string{"util", "utils", "common", "helpers", "misc"} {
			if filepath.Base(pkg) == vague {
				t.Errorf("%s: name the package for what it provides", pkg)
			}
		}
	}
}

func ownerOf(path string) []string {
	for p := path; p != "."; p = filepath.Dir(p) {
		if o, ok := owners[p]; ok {
			return o
		}
	}
	return nil
}

// importsOf reads the imports of all packages below dir, without tests.
func importsOf(t *testing.T, dir string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != dir && (strings.HasPrefix(name, ".") || name == "testdata" || name == "public" || name == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, filepath.Dir(path))
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(rel)
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			out[pkg] = append(out[pkg], name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
