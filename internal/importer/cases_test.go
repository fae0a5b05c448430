package importer

import (
	"context"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"sitegen/internal/build"
	"sitegen/internal/diag"
	"sitegen/static"
	"sitegen/templates"
)

var update = flag.Bool("update", false, "rewrite the expected parts of testdata/cases")

// TestCases imports the source in each file of testdata/cases, whose files
// stand below "in/", and compares the report and every file of the new site,
// which stand behind. What came out is built: no case may have an error that
// its section "options" does not announce with the word "broken".
//
// A name that ends in ".quoted" is that of a file written as one Go string, for
// bytes that no text may hold.
func TestCases(t *testing.T) {
	names, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			c := readCase(t, archive)
			got := c.run(t)
			if *update {
				archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return !isInput(f.Name) })
				for _, path := range slices.Sorted(maps.Keys(got)) {
					archive.Files = append(archive.Files, txtar.File{Name: path, Data: []byte(got[path])})
				}
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want := map[string]string{}
			for _, f := range archive.Files {
				if !isInput(f.Name) {
					want[f.Name] = string(f.Data)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func isInput(name string) bool { return name == "options" || strings.HasPrefix(name, "in/") }

// importCase is what a case says.
type importCase struct {
	src    fstest.MapFS
	name   string
	opt    Options
	broken bool
}

func readCase(t *testing.T, archive *txtar.Archive) *importCase {
	t.Helper()
	c := &importCase{src: fstest.MapFS{}, name: ".", opt: Options{Name: "old"}}
	for _, f := range archive.Files {
		if f.Name == "options" {
			c.readOptions(t, string(f.Data))
		}
		name, ok := strings.CutPrefix(f.Name, "in/")
		if !ok {
			continue
		}
		data := f.Data
		if plain, quoted := strings.CutSuffix(name, ".quoted"); quoted {
			s, err := strconv.Unquote(strings.TrimSpace(string(data)))
			if err != nil {
				t.Fatal(name, err)
			}
			name, data = plain, []byte(s)
		}
		c.src[name] = &fstest.MapFile{Data: data, Mode: 0o644}
	}
	return c
}

// readOptions reads lines of "key value".
func (c *importCase) readOptions(t *testing.T, text string) {
	t.Helper()
	for l := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimSpace(l), " ")
		switch key {
		case "file":
			c.name = value
		case "from":
			c.opt.From = Kind(value)
		case "as":
			c.opt.As = As(value)
		case "title":
			c.opt.Title = value
		case "language":
			c.opt.Language = value
		case "broken":
			c.broken = true
		default:
			t.Fatalf("unknown option %q", key)
		}
	}
}

// run imports twice, builds, and returns the report and the files.
func (c *importCase) run(t *testing.T) map[string]string {
	t.Helper()
	res, problems, err := Import(c.src, c.name, c.opt)
	if err != nil {
		return map[string]string{"error": err.Error() + "\n" + err.(*Error).Hint + "\n"}
	}
	if problems.HasErrors() {
		var b strings.Builder
		_ = problems.WriteText(&b)
		return map[string]string{"problems": b.String()}
	}
	again, _, err := Import(c.src, c.name, c.opt)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(res, again); diff != "" {
		t.Error("a second import differs:\n", diff)
	}
	got := map[string]string{"report": string(res.Report.Text())}
	for _, f := range res.Files {
		if f.Source != "" {
			got["site/"+f.Path] = "copy of " + f.Source + "\n"
			continue
		}
		got["site/"+f.Path] = string(f.Data)
	}
	_, errs := buildResult(t, c.src, res)
	if len(errs) > 0 != c.broken {
		var b strings.Builder
		_ = errs.WriteText(&b)
		t.Errorf("the new site has %d errors:\n%s", len(errs), b.String())
	}
	return got
}

// buildResult builds what was imported and returns the errors.
func buildResult(t failer, src fs.FS, res *Result) (*build.Snapshot, diag.List) {
	t.Helper()
	site := fstest.MapFS{}
	for _, f := range res.Files {
		data := f.Data
		if f.Source != "" {
			var err error
			if data, err = fs.ReadFile(src, f.Source); err != nil {
				t.Fatal(err)
			}
		}
		site[f.Path] = &fstest.MapFile{Data: data, Mode: 0o644}
	}
	return buildSite(t, site)
}

func buildSite(t failer, site fs.FS) (*build.Snapshot, diag.List) {
	t.Helper()
	b := build.New(build.Options{Source: site, Templates: templates.FS, Static: static.FS, Today: "2026-06-01", Drafts: true, Future: true})
	s, problems, err := b.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var errs diag.List
	for _, p := range problems {
		if p.Severity == diag.Error {
			errs.Add(p)
		}
	}
	return s, errs
}

// failer is what tests of both kinds have.
type failer interface {
	Helper()
	Fatal(args ...any)
}
