package docstest

import (
	"slices"
	"strings"
	"testing"
)

const (
	markdownPage = "reference/markdown.md"
	openExample  = `<div class="example">`
	endExample   = `</div><!-- example -->`
)

// TestMarkdownExamples holds that each source on the page about Markdown is
// followed by itself, so that what a reader sees below it is what becomes of
// it.
func TestMarkdownExamples(t *testing.T) {
	lines := pages(t)[markdownPage]
	var out []string
	done := 0
	for _, f := range fences(markdownPage, lines) {
		if f.language != "markdown" || f.first < done {
			continue
		}
		end := f.first + len(f.lines) + 1 // below the closing fence
		out = append(out, lines[done:end]...)
		want := slices.Concat([]string{"", openExample, ""}, f.lines, []string{"", endExample})
		out = append(out, want...)
		done = end
		if n := slices.Index(lines[end:], endExample); n >= 0 && end+2 < len(lines) && lines[end+1] == openExample {
			done = end + n + 1
		}
	}
	out = append(out, lines[done:]...)
	switch {
	case slices.Equal(out, lines):
	case *update:
		save(t, markdownPage, out)
	default:
		t.Errorf("docs/%s: a result is not that of the source above it; run go test ./internal/docstest -update\n%s",
			markdownPage, firstDifference(lines, out))
	}
}

// firstDifference shows where two pages part.
func firstDifference(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return strings.Join([]string{"got  " + got[i], "want " + want[i]}, "\n")
		}
	}
	return "one is longer than the other"
}
