package layout

import (
	"slices"
	"strings"
	"testing"
)

func TestWrap(t *testing.T) {
	for title, want := range map[string][]string{
		"Cache":                                {"Cache"},
		"":                                     nil,
		"  Cache \n Aside ":                    {"Cache Aside"},
		"Content Delivery Network":             {"Content Delivery", "Network"},
		"A Title That Goes On And On For Ever": {"A Title That Goes", "On And On For Ev…"},
		"Pneumonoultramicroscopicsilico":       {"Pneumonoultramicr", "oscopicsilico"},
		"Publish-Subscribe Pattern":            {"Publish-Subscribe", "Pattern"},
		"分散システムの基礎と実践と応用そして設計": {"分散システムの基", "礎と実践と応用そ…"},
	} {
		if got := Wrap(title, 16.5, 2); !slices.Equal(got, want) {
			t.Errorf("Wrap(%q) = %q, want %q", title, got, want)
		}
	}
}

// FuzzWrap holds that no line is too wide, none is empty, and that nothing is
// lost but what the ellipsis stands for.
func FuzzWrap(f *testing.F) {
	for _, s := range []string{"Cache-Aside", "a b c", "データベース", "x\xffy", strings.Repeat("w", 99)} {
		f.Add(s)
	}
	letters := func(s string) string { return strings.Join(strings.Fields(s), "") }
	f.Fuzz(func(t *testing.T, title string) {
		lines := Wrap(title, 10, 2)
		if len(lines) > 2 {
			t.Fatalf("%d lines", len(lines))
		}
		for _, l := range lines {
			w := 0.0
			for _, r := range l {
				w += letterWidth(r)
			}
			if l == "" || w > 11.6 {
				t.Errorf("%q is %g wide", l, w)
			}
		}
		all := strings.Join(lines, "")
		if kept, cut := strings.CutSuffix(all, "…"); cut && !strings.HasSuffix(title, "…") {
			if !strings.HasPrefix(letters(title), letters(kept)) {
				t.Errorf("%q became %q", title, lines)
			}
		} else if letters(all) != letters(title) {
			t.Errorf("%q became %q", title, lines)
		}
	})
}
