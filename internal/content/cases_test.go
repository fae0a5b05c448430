package content

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"sitegen/internal/diag"
)

var update = flag.Bool("update", false, "rewrite the expected parts of testdata/cases")

// TestCases loads the site in each file of testdata/cases and compares what
// came of it: its section "problems" with all problems, and, where the case
// has one, "site" with the model. The section "options" holds Options; a file
// whose name ends in ".quoted" is one Go string, for bytes that no text may
// hold.
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
			site, problems := loadCase(t, archive)
			got := map[string]string{"problems": problemText(problems), "site": siteText(site)}
			found := false
			for i := range archive.Files {
				f := &archive.Files[i]
				want, checked := got[f.Name]
				found = found || f.Name == "problems"
				switch {
				case !checked:
				case *update:
					f.Data = []byte(want)
				case string(f.Data) != want:
					t.Errorf("%s:\n%s\nwant:\n%s", f.Name, want, f.Data)
				}
			}
			if !found {
				t.Error("the case has no section problems")
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// loadCase loads the files of a case as a site, in both orders of the sources.
func loadCase(t *testing.T, archive *txtar.Archive) (*Site, diag.List) {
	t.Helper()
	fsys, opt := fstest.MapFS{}, Options{Today: "2026-06-01"}
	for _, f := range archive.Files {
		switch f.Name {
		case "problems", "site":
			continue
		case "options":
			for _, word := range strings.Fields(string(f.Data)) {
				opt.Drafts = opt.Drafts || word == "drafts"
				opt.Future = opt.Future || word == "future"
			}
			continue
		}
		data := f.Data
		if name, quoted := strings.CutSuffix(f.Name, ".quoted"); quoted {
			text, err := strconv.Unquote(strings.TrimSpace(string(data)))
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			f.Name, data = name, []byte(text)
		}
		fsys[f.Name] = &fstest.MapFile{Data: data}
	}
	site, problems, err := Load(fsys, opt, firstWords)
	if err != nil {
		t.Fatal(err)
	}
	checkOrder(t, fsys, opt, siteText(site))
	return site, problems
}

// checkOrder holds that the order of the sources does not matter.
func checkOrder(t *testing.T, fsys fs.FS, opt Options, want string) {
	t.Helper()
	var ignored diag.List
	data, _ := fs.ReadFile(fsys, ConfigFile)
	cfg, _ := ParseConfig(ConfigFile, data)
	sources, err := readTree(fsys, cfg, firstWords, &ignored)
	if err != nil {
		t.Fatal(err)
	}
	_, problems := Assemble(cfg, sources, opt)
	slices.Reverse(sources)
	site, again := Assemble(cfg, sources, opt)
	if got := siteText(site); got != want {
		t.Errorf("with the sources in another order:\n%s\nwant:\n%s", got, want)
	}
	if got, want := problemText(again), problemText(problems); got != want {
		t.Errorf("with the sources in another order the problems are\n%s\nwant:\n%s", got, want)
	}
}

// firstWords stands in for the Markdown package.
func firstWords(body []byte) (heading, paragraph string) {
	for block := range bytes.SplitSeq(bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")), []byte("\n\n")) {
		text := strings.TrimSpace(string(block))
		switch h, ok := strings.CutPrefix(text, "# "); {
		case text == "":
		case ok && heading == "" && paragraph == "":
			heading = h
		case paragraph == "" && !strings.HasPrefix(text, "#"):
			paragraph = text
		}
	}
	return heading, paragraph
}

// problemText prints problems with all that matters about them.
func problemText(list diag.List) string {
	var b strings.Builder
	for _, p := range list {
		fmt.Fprintf(&b, "%s: %s %s: %s\n", p.Pos, p.Severity, p.Rule, p.Message)
		if p.Hint != "" {
			fmt.Fprintf(&b, "    %s\n", p.Hint)
		}
	}
	return b.String()
}

// printer prints the model.
type printer struct{ strings.Builder }

func (b *printer) list(name string, ids []string) {
	if len(ids) > 0 {
		fmt.Fprintf(b, "    %s: %s\n", name, strings.Join(ids, ", "))
	}
}

func (b *printer) text(name, value string) {
	if value != "" {
		fmt.Fprintf(b, "    %s: %s\n", name, value)
	}
}

// entry prints what entries of all kinds have.
func (b *printer) entry(e *Entry) {
	fmt.Fprintf(b, "%s %s %s %q\n", e.Kind, e.ID, e.URL, e.Title)
	b.text("description", e.Description)
	b.text("category", e.Category)
	b.text("author", e.Author)
	b.text("image", e.Image)
	if !e.Date.IsZero() {
		b.text("date", e.Date.Format(time.RFC3339))
	}
	if !e.Updated.IsZero() {
		b.text("updated", e.Updated.Format(time.DateOnly))
	}
	if e.HasOrder {
		b.text("order", strconv.Itoa(e.Order))
	}
	b.list("aliases", e.Aliases)
	b.list("tags", e.Tags)
	var params []string
	for k, v := range e.Params {
		params = append(params, fmt.Sprintf("%s=%v", k, v))
	}
	slices.Sort(params)
	b.list("params", params)
	if e.Draft {
		b.text("draft", "yes")
	}
	if e.NoGlossary {
		b.text("glossary", "no")
	}
}

// siteText prints the model.
func siteText(s *Site) string {
	var b printer
	for _, c := range s.Categories {
		b.entry(&c.Entry)
		b.text("summary", c.Summary)
		b.text("lessons at", c.LessonsURL)
		for _, l := range c.Lessons {
			b.text("lesson", l.ID)
		}
		for _, t := range c.Terms {
			b.text("term", t.ID)
		}
	}
	for _, l := range s.Lessons {
		b.entry(&l.Entry)
		b.text("summary", l.Summary)
		b.text("level", l.Level.String())
		b.list("prerequisites", l.Prerequisites)
		b.list("teaches", l.Teaches)
		b.list("see also", l.SeeAlso)
		b.list("related", l.RelatedLessons)
	}
	for _, t := range s.Terms {
		b.entry(&t.Entry)
		b.text("definition", t.Definition)
		b.list("aka", t.AKA)
		b.list("see also", t.SeeAlso)
		b.text("lesson", t.Lesson)
		b.list("related", t.RelatedLessons)
		b.list("only in", t.OnlyIn)
		b.list("not in", t.NotIn)
		if t.Exact || t.FoldCase || t.NoLink {
			fmt.Fprintf(&b, "    exact %v, fold %v, no link %v\n", t.Exact, t.FoldCase, t.NoLink)
		}
	}
	for _, p := range s.Pages {
		b.entry(&p.Entry)
	}
	for _, t := range s.Tags {
		fmt.Fprintf(&b, "tag %s %q", t.URL, t.Name)
		for _, e := range t.Entries {
			b.WriteString(" " + e.ID)
		}
		b.WriteString("\n")
	}
	for _, a := range s.Assets {
		fmt.Fprintf(&b, "asset %s %s\n", a.URL, a.File)
	}
	if s.Home != nil {
		fmt.Fprintf(&b, "home %s\n", s.Home.File)
	}
	return b.String()
}

// TestRules holds that the table of rules is complete and that each of them
// has a case.
func TestRules(t *testing.T) {
	inCases := map[string]bool{}
	names, _ := filepath.Glob("testdata/cases/*.txtar")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if f.Name != "problems" {
				continue
			}
			for _, severity := range []string{"error", "warning", "note"} {
				for part := range strings.SplitSeq(string(f.Data), ": "+severity+" ") {
					if rule, _, ok := strings.Cut(part, ": "); ok && !strings.ContainsAny(rule, " /.") {
						inCases[severity+" "+rule] = true
					}
				}
			}
		}
	}
	documented := map[string]diag.Severity{}
	for _, r := range Rules {
		if !inCases[r.Severity.String()+" "+r.Name] {
			t.Errorf("no case has %s %s", r.Severity, r.Name)
		}
		documented[r.Name] = r.Severity
	}
	for use := range inCases {
		severity, rule, _ := strings.Cut(use, " ")
		if s, ok := documented[rule]; !ok || s.String() != severity && severity != "warning" {
			t.Errorf("%s is not in the table", use)
		}
	}
	if !slices.IsSortedFunc(Rules, func(a, b RuleDoc) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the table is not sorted")
	}
}
