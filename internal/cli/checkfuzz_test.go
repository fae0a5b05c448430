package cli

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzIgnoreComments holds that comments are found in any text without harm,
// each at a place of the file, and that what is not called so is none.
func FuzzIgnoreComments(f *testing.F) {
	for _, text := range []string{
		"---\nx: 1 # sitegen-ignore a\n---\n<!-- sitegen-ignore b: why -->\ntext", "```\n<!-- sitegen-ignore a -->", "> - `<!-- sitegen-ignore",
		"{{/* sitegen-ignore a, b */}} <p>", "/* sitegen-ignore x */", "#sitegen-ignore", "\xff<!--sitegen-ignore \xff-->",
	} {
		f.Add("content/a.md", text, 4)
		f.Add("static/a.css", text, 0)
		f.Add("templates/a.html", text, 0)
	}
	f.Fuzz(func(t *testing.T, file, text string, start int) {
		if start < 0 || start > len(text) {
			start = 0
		}
		lines := strings.Count(text, "\n") + 1
		for _, c := range ignoreComments(file, []byte(text), start) {
			if c.pos.Line < 1 || c.pos.Line > lines || c.pos.Column < 1 || c.own != c.pos.Line || c.next != 0 && (c.next <= c.own || c.next > lines) {
				t.Errorf("%q: a comment at %s for lines %d and %d of %d", text, c.pos, c.own, c.next, lines)
			}
			for _, r := range c.rules {
				if strings.ContainsAny(r, " ,:\n") || r == "" {
					t.Errorf("%q: a rule called %q", text, r)
				}
			}
		}
	})
}

// FuzzGlob holds that any pattern can be used, and that one without marks fits
// itself and nothing else.
func FuzzGlob(f *testing.F) {
	f.Add("content/**/[a-z]?.md", "content/x.md")
	f.Add("[]", "[]")
	f.Add(`[\]`, `\`)
	f.Add("[z-a]", "[z-a]")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		fits := glob(pattern).MatchString(name)
		if !strings.ContainsAny(pattern, "*?[") && fits != (pattern == name) && !strings.Contains(name, "\n") && utf8.ValidString(pattern) && utf8.ValidString(name) {
			t.Errorf("%q fits %q: %v", pattern, name, fits)
		}
	})
}
