package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"sitegen/internal/build"
	"sitegen/internal/health"
	"sitegen/internal/linkcheck"
	"sitegen/static"
	"sitegen/templates"
)

// TestShippedSite checks the site that ships with the project, with the
// packages that the command is made of: no problem, not even a note.
func TestShippedSite(t *testing.T) {
	b := build.New(build.Options{Source: os.DirFS("../.."), Templates: templates.FS, Static: static.FS, Today: "2030-01-01"})
	s, problems, err := b.Snapshot(context.Background())
	if err != nil || s == nil {
		t.Fatal(err, problems)
	}
	site := s.FS()
	res, err := linkcheck.Check(context.Background(), site, linkcheck.Options{BaseURLs: []string{s.Config().BaseURL}})
	if err != nil {
		t.Fatal(err)
	}
	if failed := site.Problems(); len(failed) > 0 {
		t.Fatal(failed)
	}
	placed, err := s.Place(context.Background(), res.Problems, res.Places)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range placed {
		problems.Add(p.Problem)
	}
	problems = append(problems, health.Check(s.Health())...)
	for _, p := range problems {
		t.Errorf("%s: %s: %s [%s]\n    %s", p.Pos, p.Severity, p.Message, p.Rule, p.Hint)
	}
	if res.Pages < 200 || res.Links < 10_000 || res.Fragments < 1000 {
		t.Errorf("only %d pages, %d links, %d fragments were checked", res.Pages, res.Links, res.Fragments)
	}
}

// TestEveryRuleHasACase holds that the scripts break each rule about links and
// health, at a line and column and with a hint; those of the sources have cases in
// the packages that report them (TestRulesHaveCases and TestRules there), and those
// that need the network in TestExternal.
func TestEveryRuleHasACase(t *testing.T) {
	files, err := filepath.Glob("testdata/script/check-*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	placed := regexp.MustCompile(`(?m)^[^ :]+:[1-9]\d*:[1-9]\d*: .*\[([a-z-]+)\]\n    hint: .`)
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`:\d+:\d+ .*\[([a-z-]*external[a-z-]*)\]`).FindAllStringSubmatch(wantExternal, -1) {
		seen[m[1]] = true
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if f.Name != "want.txt" {
				continue
			}
			for _, m := range placed.FindAllSubmatch(f.Data, -1) {
				seen[string(m[1])] = true
			}
		}
	}
	for _, r := range checkRules() {
		if r.Group != "sources" && !seen[r.Name] {
			t.Errorf("no case breaks the rule %s at a line and column, with a hint", r.Name)
		}
	}
}

// TestCheckRules holds that the table can be relied upon.
func TestCheckRules(t *testing.T) {
	all := checkRules()
	if !slices.IsSortedFunc(all, func(a, b checkRule) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the rules are not sorted")
	}
	for _, r := range all {
		if r.What == "" || r.Mend == "" || strings.HasSuffix(r.What, ".") || !strings.HasSuffix(r.Mend, ".") || strings.Contains(r.What, "\n") {
			t.Errorf("%s says %q, %q", r.Name, r.What, r.Mend)
		}
	}
}

// network answers for hosts that do not exist.
type network map[string]func(*http.Request) (int, http.Header)

func (n network) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := n[r.URL.Host]
	if answer == nil {
		return nil, errors.New("no such host")
	}
	status, header := answer(r)
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: header, Body: io.NopCloser(strings.NewReader("")), Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
}

const wantExternal = `content/index.md:5:75 error [broken-external]
content/index.md:6:9 note [external-redirect]
content/index.md:6:43 note [external-refused]
content/index.md:6:73 warning [external-unreachable]
content/index.md:7:37 warning [unused-ignore]
sitegen.yaml:4:39 warning [unused-ignore]
`

// TestExternal checks links to other sites: each stands at its place in the
// Markdown, the same address is asked for once, and answers are kept.
func TestExternal(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	write("site/sitegen.yaml", "title: Site\nbase_url: https://example.org/\ncheck:\n  ignore: [\"https://ignored.test/**\", \"https://unused.test/**\"]\n")
	write("site/content/index.md", `---
title: Home
---

[good](https://good.test/a) and [again](https://good.test/a#part), [gone](https://gone.test/page).
[moved](https://moved.test/old) [refused](https://refused.test/) [down](https://down.test/)
[ignored](https://ignored.test/x/y) <!-- sitegen-ignore external-redirect -->
`)
	var mu sync.Mutex // hosts are asked at the same time
	asked := map[string]int{}
	status := func(code int, header http.Header) func(*http.Request) (int, http.Header) {
		return func(r *http.Request) (int, http.Header) {
			if r.URL.Path == "/robots.txt" {
				return 404, nil
			}
			mu.Lock()
			defer mu.Unlock()
			asked[r.URL.String()]++
			return code, header
		}
	}
	net := network{
		"good.test": status(200, nil), "gone.test": status(404, nil), "ignored.test": status(404, nil),
		"moved.test":   status(301, http.Header{"Location": {"https://good.test/new"}}),
		"refused.test": status(403, nil), "down.test": status(503, nil),
	}
	run := func() (string, string, error) {
		var stdout, stderr bytes.Buffer
		e := &env{out: &stdout, err: &stderr, source: filepath.Join(dir, "site"), now: time.Now}
		opt := checkOptions{failOn: "error", external: externalOptions{on: true, timeout: time.Second, concurrency: 4, perHost: 1, delay: time.Microsecond,
			maxWait: time.Second, cache: filepath.Join(dir, "cache", "external.json"), goodFor: time.Hour, badFor: time.Hour, transport: net}}
		err := runCheck(context.Background(), e, opt)
		return stdout.String(), stderr.String(), err
	}
	for range 2 { // the second time from the cache
		got, talk, err := run()
		if !errors.Is(err, errProblems) {
			t.Fatal(err)
		}
		if places(got) != wantExternal {
			t.Errorf("got:\n%s\nwant:\n%s", got, wantExternal)
		}
		if !strings.Contains(talk, "2 hosts could not be checked in full") {
			t.Errorf("nothing is said of the hosts: %s", talk)
		}
	}
	if n := asked["https://good.test/a"]; n != 1 {
		t.Errorf("one address was asked for %d times", n)
	}
}

// places keeps, of each problem, its place, its severity and its rule.
func places(text string) string {
	line := regexp.MustCompile(`(?m)^(\S+): (?:(warning|note): )?.*(\[[a-z-]+\])$|^    hint: .*$\n?`)
	return strings.ReplaceAll(strings.ReplaceAll(line.ReplaceAllStringFunc(text, func(l string) string {
		m := line.FindStringSubmatch(l)
		if m[1] == "" {
			return ""
		}
		return m[1] + " " + cmp.Or(m[2], "error") + " " + m[3]
	}), "\n\n", "\n"), "\n\n", "\n")
}

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"content/*.md", "content/a.md", true},
		{"content/*.md", "content/a/b.md", false},
		{"content/**", "content/a/b.md", true},
		{"**/b.md", "content/a/b.md", true},
		{"**/b.md", "b.md", true},
		{"content/**/b.md", "content/b.md", true},
		{"content/**/b.md", "content/a/c/b.md", true},
		{"content/?.md", "content/ö.md", true},
		{"content/[a-c].md", "content/b.md", true},
		{"content/[a-c].md", "content/d.md", false},
		{"https://example.com/**", "https://example.com/a?b=c", true},
		{"https://example.com/**", "https://example.org/", false},
		{"a.md", "axmd", false},
		{"/x(1)+", "/x(1)+", true},
		{"[", "[", true},
		{"", "", true},
	} {
		if got := glob(c.pattern).MatchString(c.name); got != c.want {
			t.Errorf("%q fits %q: %v", c.pattern, c.name, got)
		}
	}
}

func TestUnifiedDiff(t *testing.T) {
	before := "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16"
	after := strings.Replace(strings.Replace(strings.Replace(before, "2\n", "two\n", 1), "14\n", "14!\n", 1), "\n16", "\nend", 1)
	want := `--- a/f.md
+++ b/f.md
@@ -1,5 +1,5 @@
 1
-2
+two
 3
 4
 5
@@ -11,6 +11,6 @@
 11
 12
 13
-14
+14!
 15
-16
\ No newline at end of file
+end
\ No newline at end of file
`
	if got := unifiedDiff("f.md", []byte(before), []byte(after)); got != want {
		t.Errorf("got:\n%s", got)
	}
}

func TestIgnoreComments(t *testing.T) {
	type comment struct {
		line, own, next int
		rules           string
	}
	for _, c := range []struct {
		name, file, text string
		want             []comment
	}{
		{"alone", "a.md", "<!-- sitegen-ignore a-b -->\n\ntext\n", []comment{{1, 1, 3, "a-b"}}},
		{"behind", "a.md", "text <!-- sitegen-ignore a, b: since it is so -->\ntext\n", []comment{{1, 1, 0, "a b"}}},
		{"list", "a.md", "> 1. <!-- sitegen-ignore a -->\n>    text\n", []comment{{1, 1, 2, "a"}}},
		{"two", "a.md", "<!-- sitegen-ignore a -->\n<!-- sitegen-ignore b -->\ntext\n", []comment{{1, 1, 3, "a"}, {2, 2, 3, "b"}}},
		{"fence", "a.md", "```\n<!-- sitegen-ignore a -->\n```\n~~~~\n~~~\n<!-- sitegen-ignore a -->\n~~~~\n<!-- sitegen-ignore b -->\n", []comment{{8, 8, 0, "b"}}},
		{"span", "a.md", "`<!-- sitegen-ignore a -->`\n", nil},
		{"word", "a.md", "sitegen-ignore a\n<!-- sitegen-ignored a -->\n", nil},
		{"config", "sitegen.yaml", "# sitegen-ignore a\nx: 1 # sitegen-ignore b\n", []comment{{1, 1, 2, "a"}, {2, 2, 0, "b"}}},
		{"css", "static/a.css", "/* sitegen-ignore a */\np { }\n", []comment{{1, 1, 2, "a"}}},
		{"template", "templates/a.html", "{{/* sitegen-ignore a */}}\n<p>\n<!-- sitegen-ignore b -->\n", []comment{{1, 1, 2, "a"}, {3, 3, 0, "b"}}},
		{"none", "a.md", "<!-- sitegen-ignore -->\n", []comment{{1, 1, 0, ""}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []comment
			for _, i := range ignoreComments(c.file, []byte(c.text), 0) {
				got = append(got, comment{i.pos.Line, i.own, i.next, strings.Join(i.rules, " ")})
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
