package linkcheck

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// corpus is the shared set of sites whose broken links are known.
const corpus = "../../../shared/linkcheck-cases"

type corpusCase struct {
	ID        string `json:"id"`
	Dir       string `json:"dir"`
	Debatable bool   `json:"debatable"`
	Expect    struct {
		Broken []corpusLink `json:"broken"`
	} `json:"expect"`
}

type corpusLink struct {
	Page     string `json:"page"`
	URL      string `json:"url"`
	Resolved string `json:"resolved"`
	Kind     string `json:"kind"`
}

// forms returns the spellings under which the link may be reported.
func (l corpusLink) forms() []string {
	forms := []string{l.URL, l.Resolved}
	if l.Kind == "missing-file" {
		for _, u := range forms[:2] {
			u, _, _ = strings.Cut(u, "#")
			forms = append(forms, u)
		}
	}
	for i, f := range forms {
		forms[i] = normal(f)
	}
	return forms
}

// normal decodes a URL and names a folder instead of its index page.
func normal(u string) string {
	u = string(appendDecoded(nil, []byte(strings.TrimSpace(u))))
	path, rest := splitURL([]byte(u))
	if path == "/index.html" || strings.HasSuffix(path, "/index.html") {
		path = strings.TrimSuffix(path, "index.html")
	}
	return strings.TrimLeft(path+rest, "/")
}

// TestCorpus holds the checker to the cases: each broken link reported, and
// nothing else. The debatable ones are decided as the package's doc says, which
// happens to be as the corpus has them.
func TestCorpus(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(corpus, "cases.json"))
	if err != nil {
		t.Skipf("the shared corpus is absent: %v", err)
	}
	var cases []corpusCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	var firm, exact int
	for _, c := range cases {
		ok := t.Run(c.ID, func(t *testing.T) {
			result, err := Check(t.Context(), os.DirFS(filepath.Join(corpus, filepath.FromSlash(c.Dir))), Options{})
			if err != nil {
				t.Fatal(err)
			}
			found := make([]bool, len(c.Expect.Broken))
			for _, p := range result.Problems {
				if !strings.HasPrefix(p.Rule, "broken-") {
					continue
				}
				known := false
				for i, want := range c.Expect.Broken {
					if want.Page == p.Page && slices.Contains(want.forms(), normal(p.URL)) {
						found[i], known = true, true
					}
				}
				if !known {
					t.Errorf("false alarm: %s: %s %q: %s", p.Pos, p.Rule, p.URL, p.Message)
				}
			}
			for i, want := range c.Expect.Broken {
				if !found[i] {
					t.Errorf("missed: %s -> %q (%s)", want.Page, want.URL, want.Resolved)
				}
			}
		})
		if !c.Debatable {
			firm++
			if ok {
				exact++
			}
		}
	}
	t.Logf("%d of %d firm cases exact", exact, firm)
	if firm != 53 {
		t.Errorf("the corpus has %d firm cases, not 53", firm)
	}
}
