package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"sitegen/internal/content"
)

const errorsPage = "../../docs/errors.md"

// errorsIntro is the hand-written part of docs/errors.md; the table below it
// is made from the rules.
const errorsIntro = `---
title: Errors
description: Every mistake that a build reports, and what it means.
---

A build collects all mistakes and reports them together, sorted by place:

    content/lessons/basics/caching.md:3:8: unknown level "expert"
        hint: use foundation, intermediate or advanced

Line and column count from 1, in the file as you see it, front matter included; a column
counts characters. An **error** keeps the build from writing anything: the published site
stays as it was. A **warning** does not, unless ` + "`--strict`" + ` is given. A **note** only tells, and
` + "`--quiet`" + ` leaves it out.

| rule | severity | what it says |
| --- | --- | --- |
`

const errorsEnd = `
## What is no mistake

A byte order mark, Windows line ends, a file whose last line has no end, an entry without
text, a page of 50 MB, hidden files and editors' backups are all fine. Symbolic links are
followed while they stay inside the site's folder.

The output folder must not be the site's folder, contain it, or lie in ` + "`content`, `templates`" + `
or ` + "`static`" + `. Files there that sitegen did not write stay; where one is in the way, the build
stops and names it (` + "`--force`" + ` overwrites it).
`

// TestErrorsPage holds docs/errors.md to the rules.
func TestErrorsPage(t *testing.T) {
	var b strings.Builder
	b.WriteString(errorsIntro)
	for _, r := range AllRules() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", r.Name, r.Severity, r.Doc)
	}
	b.WriteString(errorsEnd)
	if *update {
		if err := os.WriteFile(errorsPage, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(errorsPage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b.String(), string(got)); diff != "" {
		t.Errorf("docs/errors.md is not what the rules say; go test -update rewrites it (-rules +page)\n%s", diff)
	}
}

// TestRulesHaveCases builds all cases and holds that each rule of a build is
// broken by one, and that no problem has a rule which the page does not list.
// Package content holds the same for its own rules.
func TestRulesHaveCases(t *testing.T) {
	files, err := filepath.Glob("testdata/errors/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{"dangling-link": true, "link-loop": true, "link-outside": true, "unreadable": true, "no-history": true} // TestLinksInTree, TestUnreadableFile, TestLastUpdated
	known := AllRules()
	for _, file := range files {
		site, _ := archive(t, file)
		_, problems, err := New(options(fstest.MapFS(site))).Snapshot(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			seen[p.Rule] = true
			if !slices.ContainsFunc(known, func(r content.RuleDoc) bool { return r.Name == p.Rule }) {
				t.Errorf("%s: the rule %q is not on the page of errors", filepath.Base(file), p.Rule)
			}
			if p.Message == "" || p.Severity == 0 && p.Hint == "" {
				t.Errorf("%s: %s has no hint: %s", filepath.Base(file), p.Rule, p.Message)
			}
		}
	}
	for _, r := range AllRules() {
		own := slices.ContainsFunc(content.Rules, func(c content.RuleDoc) bool { return c.Name == r.Name })
		if own || r.Name == "goat" { // content holds its own; a drawing of that size is a case of package markdown
			continue
		}
		if !seen[r.Name] {
			t.Errorf("no case breaks the rule %s", r.Name)
		}
	}
}
