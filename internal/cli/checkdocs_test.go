package cli

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const checkPage = "../../docs/check.md"

// TestCheckPage holds the rules in docs/check.md to the tables; -update rewrites
// what stands between its marks.
func TestCheckPage(t *testing.T) {
	data, err := os.ReadFile(checkPage)
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	for _, group := range []string{"links", "health", "check"} {
		begin := "<!-- begin rules: " + group + " -->\n"
		before, rest, ok := strings.Cut(page, begin)
		_, after, closed := strings.Cut(rest, "<!-- end rules -->\n")
		if !ok || !closed {
			t.Fatalf("docs/check.md has no place for the rules of %s", group)
		}
		var b strings.Builder
		for _, r := range checkRules() {
			if r.Group == group {
				severity := r.Severity.String()
				fmt.Fprintf(&b, "\n### %s {#%s}\n\n**%s:** %s.\n\n%s\n", r.Name, r.Name, strings.ToUpper(severity[:1])+severity[1:],
					escapeMarkdown(r.What), escapeMarkdown(r.Mend))
			}
		}
		page = before + begin + b.String() + "\n<!-- end rules -->\n" + after
	}
	if *update {
		if err := os.WriteFile(checkPage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(page, string(data)); diff != "" {
		t.Errorf("docs/check.md is not what the rules say; go test -update rewrites it (-rules +page)\n%s", diff)
	}
}

// escapeMarkdown puts what Markdown would read as markup into code.
func escapeMarkdown(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		core := strings.TrimRight(w, ".,;:)")
		start := len(core) - len(strings.TrimLeft(core, "("))
		if name := core[start:]; strings.ContainsAny(name, "<>_&=\"") && name != "&" {
			words[i] = core[:start] + "`" + name + "`" + w[len(core):]
		}
	}
	return strings.Join(words, " ")
}
