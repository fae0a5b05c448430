package glossary

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"sitegen/internal/content"
)

// matchCase is one numbered case of testdata/match.txt.
type matchCase struct {
	name, language, page, text, want string
	terms                            []*content.Term
}

func readCases(t testing.TB) []matchCase {
	t.Helper()
	src, err := os.ReadFile("testdata/match.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []matchCase
	for line := range strings.Lines(string(src)) {
		line = strings.TrimSuffix(line, "\n")
		if name, ok := strings.CutPrefix(line, "== "); ok {
			out = append(out, matchCase{name: name, language: "en", page: "page"})
		}
		if len(out) == 0 {
			continue
		}
		c := &out[len(out)-1]
		key, value, _ := strings.Cut(line, " ")
		switch key {
		case "lang":
			c.language = value
		case "page":
			c.page = value
		case "term":
			c.terms = append(c.terms, parseTerm(t, value))
		case "text":
			c.text = unescape(value)
		case "want":
			c.want = unescape(value)
		}
	}
	return out
}

func unescape(s string) string {
	return strings.NewReplacer(`\n`, "\n", `\xff`, "\xff", `\x00`, "\x00").Replace(s)
}

func parseTerm(t testing.TB, line string) *content.Term {
	t.Helper()
	fields := strings.Split(line, " | ")
	term := &content.Term{}
	term.ID, term.Title = strings.TrimSpace(fields[0]), fields[1]
	for _, f := range fields[2:] {
		key, value, _ := strings.Cut(f, "=")
		list := strings.Split(value, ", ")
		switch key {
		case "aka":
			term.AKA = list
		case "only":
			term.OnlyIn = list
		case "not":
			term.NotIn = list
		case "def":
			term.Definition = value
		case "case":
			term.Exact, term.FoldCase = value == "exact", value == "fold"
		default:
			t.Fatalf("unknown key %q", key)
		}
	}
	return term
}

func show(spans []Span, text string) string {
	var b strings.Builder
	for _, s := range spans {
		fmt.Fprintf(&b, "[%s]%s ", text[s.Start:s.End], s.Term)
	}
	if len(spans) == 0 {
		return "-"
	}
	return strings.TrimSpace(b.String())
}

func TestMatchCases(t *testing.T) {
	cases := readCases(t)
	for i, c := range cases {
		number, name, _ := strings.Cut(c.name, " ")
		if n, err := strconv.Atoi(number); err != nil || n != i+1 {
			t.Errorf("case %q is number %d", c.name, i+1)
		}
		t.Run(number, func(t *testing.T) {
			m, collisions := New(c.terms, c.language)
			if len(collisions) > 0 {
				t.Errorf("collisions: %v", collisions)
			}
			got := show(m.Scope(c.page).Match(nil, []byte(c.text)), c.text)
			if got != c.want {
				t.Errorf("%s\ntext %q\n got %q\nwant %q", name, c.text, got, c.want)
			}
		})
	}
}
