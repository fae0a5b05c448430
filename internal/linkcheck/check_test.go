package linkcheck

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"sitegen/internal/diag"
)

var update = flag.Bool("update", false, "rewrite the problems in testdata")

// loadCase reads a site from testdata: options in the comment ("base: URL",
// "rule: NAME LEVEL", "clean-urls", "index: NAME"), files, and the problems
// under "want".
func loadCase(t *testing.T, path string) (*txtar.Archive, fstest.MapFS, Options, string) {
	t.Helper()
	a, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	opt := Options{Rules: map[string]Level{}}
	for line := range strings.Lines(string(a.Comment)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch name {
		case "base":
			opt.BaseURLs = append(opt.BaseURLs, value)
		case "clean-urls":
			opt.CleanURLs = true
		case "index":
			opt.Index = append(opt.Index, value)
		case "rule":
			rule, level, _ := strings.Cut(value, " ")
			if opt.Rules[rule], err = ParseLevel(level); err != nil {
				t.Fatal(err)
			}
		}
	}
	site, want := fstest.MapFS{}, ""
	for _, f := range a.Files {
		if f.Name == "want" {
			want = string(f.Data)
		} else {
			site[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return a, site, opt, want
}

func format(r Result) string {
	var b strings.Builder
	for i, p := range r.Problems {
		place := r.Places[i]
		fmt.Fprintf(&b, "%s: %s %s: %q: %s\n", p.Pos, p.Severity, p.Rule, p.URL, p.Message)
		fmt.Fprintf(&b, "\thint: %s\n", p.Hint)
		fmt.Fprintf(&b, "\tat: <%s %s> #%d target=%q fix=%q\n", place.Element, place.Attr, place.Occurrence, place.Target, place.Fix)
	}
	return b.String()
}

// TestCases checks the sites of testdata. Every rule that needs no network must
// be broken in one of them.
func TestCases(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no cases in testdata")
	}
	seen := map[string]bool{}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			a, site, opt, want := loadCase(t, path)
			opt.Workers = 1
			r, err := Check(t.Context(), site, opt)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range r.Problems {
				seen[p.Rule] = true
				if p.Hint == "" || p.Message == "" || p.Pos.Line == 0 || p.Pos.Column == 0 || p.Page != p.Pos.File {
					t.Errorf("incomplete: %+v", p)
				}
			}
			got := format(r)
			opt.Workers = 4
			if again, err := Check(t.Context(), site, opt); err != nil || format(again) != got {
				t.Errorf("four workers find something else (%v):\n%s", err, format(again))
			}
			if *update {
				a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return f.Name == "want" })
				a.Files = append(a.Files, txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != want {
				t.Errorf("(-want +got)\n%s", cmp.Diff(want, got))
			}
		})
	}
	for _, r := range Rules() {
		if !seen[r.Name] && !strings.Contains(r.Name, "external") {
			t.Errorf("no case breaks the rule %s", r.Name)
		}
	}
}

func TestRulesTable(t *testing.T) {
	all := Rules()
	if !slices.IsSortedFunc(all, func(a, b Rule) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("not sorted")
	}
	for i, r := range all {
		if r.Name == "" || r.What == "" || !strings.HasSuffix(r.Mend, ".") || strings.HasSuffix(r.What, ".") || i > 0 && all[i-1].Name == r.Name {
			t.Errorf("incomplete or twice: %+v", r)
		}
		if strings.HasPrefix(r.Name, "broken-") && r.Severity != diag.Error {
			t.Errorf("%s: a reference that leads nowhere is an error", r.Name)
		}
	}
}

func TestOptionErrors(t *testing.T) {
	for want, opt := range map[string]Options{
		`no rule is called "broken-lnk": did you mean "broken-link"?`:                                 {Rules: map[string]Level{"broken-lnk": Off}},
		`base URL "ftp://example.com/" is none: write it like https://example.com/docs/`:              {BaseURLs: []string{"ftp://example.com/"}},
		`base URL "example.com" is none: write it like https://example.com/docs/ or /docs/`:           {BaseURLs: []string{"example.com"}},
		`base URL "https://": write it`:                                                               {BaseURLs: []string{"https://"}},
		`base URL "https://ex ample/": parse "https://ex ample/": invalid character " " in host name`: {BaseURLs: []string{"https://ex ample/"}},
	} {
		_, err := Check(t.Context(), fstest.MapFS{}, opt)
		if err == nil || err.Error() != want && !(want == `base URL "https://": write it` && strings.Contains(err.Error(), "https://")) {
			t.Errorf("%+v: got %v, want %s", opt, err, want)
		}
	}
	if _, err := ParseLevel("loud"); err == nil {
		t.Error("an unknown level was accepted")
	}
}

// failFS fails to read one file.
type failFS struct{ fstest.MapFS }

var errDisk = errors.New("the disk is on fire")

func (f failFS) Open(name string) (fs.File, error) {
	if name == "bad.html" {
		return nil, errDisk
	}
	return f.MapFS.Open(name)
}

func TestReadErrors(t *testing.T) {
	site := fstest.MapFS{"bad.html": {Data: []byte("x")}, "good.html": {Data: []byte("x")}}
	if _, err := Check(t.Context(), failFS{site}, Options{}); !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Check(ctx, site, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestPages: pages that are not wanted are still what others link to.
func TestPages(t *testing.T) {
	site := fstest.MapFS{
		"a.html":     {Data: []byte(`<a href="old/b.html#x">x</a> <a href="old/b.html#y">y</a>`)},
		"old/b.html": {Data: []byte(`<p id="x"><a href="missing.html">z</a>`)},
	}
	r, err := Check(t.Context(), site, Options{Pages: func(p string) bool { return !strings.HasPrefix(p, "old/") }})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Problems) != 1 || r.Problems[0].URL != "old/b.html#y" || r.Pages != 2 {
		t.Errorf("%d pages, %s", r.Pages, format(r))
	}
}

func TestExternalLinks(t *testing.T) {
	site := fstest.MapFS{"a/b.html": {Data: []byte("<p>\n<a href=\"https://example.com/x#y\">x</a> <a href='//Example.com/z'>y</a> <a href=\"https://example.com/x#y\">x</a>" +
		`<link rel=preconnect href="https://cdn.example"><a href="mailto:a@b.c">m</a><a href="https://own.example/a/b.html">o</a><img src="https://example.com/a b.png" alt="">`)}}
	r, err := Check(t.Context(), site, Options{External: true, BaseURLs: []string{"https://own.example"}})
	if err != nil || len(r.Problems) > 0 {
		t.Fatal(err, format(r))
	}
	var got []string
	for _, l := range r.External {
		got = append(got, fmt.Sprintf("%s %s %s %s#%d", l.URL, l.Pos, l.Written, l.Place.Element, l.Place.Occurrence))
	}
	want := []string{
		"https://example.com/a%20b.png a/b.html:2:242 https://example.com/a b.png img#0",
		"https://example.com/x a/b.html:2:10 https://example.com/x#y a#0",
		"https://example.com/x a/b.html:2:82 https://example.com/x#y a#1",
		"https://example.com/z a/b.html:2:50 //Example.com/z a#0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// TestFeedEncodings: a feed in another encoding, which it declares, is no mistake,
// and has its addresses where they stand; one that declares none is.
func TestFeedEncodings(t *testing.T) {
	const feed = "<rss><channel>\n<title>Gr\xfc\xdfe \xcf\xf0</title>\n<link>/gone/</link><slash:comments>0</slash:comments></channel></rss>"
	for head, want := range map[string]string{
		`<?xml version="1.0" encoding="windows-1251"?>`:  "feed.xml:3:7 broken-feed",
		`<?xml version='1.0' encoding = 'ISO-8859-1' ?>`: "feed.xml:3:7 broken-feed",
		`<?xml version="1.0" encoding="UTF-8"?>`:         "feed.xml:2:16 invalid-xml",
		"":                                               "feed.xml:2:16 invalid-xml",
	} {
		r, err := Check(t.Context(), fstest.MapFS{"feed.xml": {Data: []byte(head + feed)}}, Options{})
		if err != nil || len(r.Problems) != 1 {
			t.Errorf("%s: %v\n%s", head, err, format(r))
		} else if got := fmt.Sprintf("%s %s", r.Problems[0].Pos, r.Problems[0].Rule); got != want {
			t.Errorf("%s: %s, want %s", head, got, want)
		}
	}
}

// TestEncodings: pages that are not in UTF-8 name the same files.
func TestEncodings(t *testing.T) {
	const page = `<p id="für"><a href="grün.html#für">x</a> <a href="#für">x</a> <a href="gone.html">x</a>`
	latin1 := make([]byte, 0, len(page))
	for _, r := range page {
		latin1 = append(latin1, byte(r))
	}
	utf16 := []byte{0xff, 0xfe}
	for _, r := range page {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	for name, data := range map[string][]byte{"utf-8": []byte(page), "latin-1": latin1, "utf-16": utf16, "bom": []byte("\ufeff" + page)} {
		r, err := Check(t.Context(), fstest.MapFS{"p.html": {Data: data}, "grün.html": {Data: []byte("<p id=für>")}}, Options{})
		if err != nil || len(r.Problems) != 1 || r.Problems[0].URL != "gone.html" {
			t.Errorf("%s: %v\n%s", name, err, format(r))
		} else if c := r.Problems[0].Pos.Column; c != 73 {
			t.Errorf("%s: column %d", name, c)
		}
	}
}

// TestManyProblems: a site of which everything is wrong ends as fast, and its
// hints are bounded.
func TestManyProblems(t *testing.T) {
	page := strings.Repeat(`<a href="x">x</a><img src=y>`, 20_000)
	one, err := Check(t.Context(), Memory{"p.html": []byte(page)}, Options{})
	if err != nil || len(one.Problems) != 60_000 {
		t.Fatalf("%v, %d problems", err, len(one.Problems))
	}
	if last := one.Places[len(one.Places)-3]; last.Occurrence != 19_999 {
		t.Errorf("occurrence %+v", last)
	}
	site := fstest.MapFS{}
	for i := range 300 {
		var b strings.Builder
		for n := range 40 {
			fmt.Fprintf(&b, `<a href="/gone/%d-%d/#x">x</a>`, i, n)
		}
		site[fmt.Sprintf("p%d.html", i)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	r, err := Check(t.Context(), site, Options{})
	if err != nil || len(r.Problems) != 300*40 {
		t.Fatalf("%v, %d problems", err, len(r.Problems))
	}
}

func TestMeasure(t *testing.T) {
	slow := func(a, b string) int {
		row := make([]int, len(b)+1)
		for j := range row {
			row[j] = j
		}
		for i := range len(a) {
			before := row[0]
			row[0] = i + 1
			for j := range len(b) {
				d := before
				if a[i] != b[j] {
					d++
				}
				before = row[j+1]
				row[j+1] = min(d, row[j]+1, before+1)
			}
		}
		return row[len(b)]
	}
	words := []string{"a", "install", "instal", "isntall", "configure", "configuration", "the-section-of-number-one", "the-sectoin-of-numbr-on", "x", "", strings.Repeat("ab", 32)}
	for _, a := range words {
		for _, b := range words {
			if got, want := newMeasure(a).distance(b), slow(a, b); got != want {
				t.Errorf("%q to %q: %d, want %d", a, b, got, want)
			}
		}
	}
}
