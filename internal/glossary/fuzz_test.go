package glossary

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"sitegen/internal/content"
)

// reference finds the same as Match in the plainest way: at every token it
// tries every run of tokens against a map and keeps the longest.
func reference(m *Matcher, scope *Scope, text []byte) []Span {
	var buf tokenBuffers
	keys := referenceKeys(m)
	sc := &scanner{m: m, names: m.names, entries: m.entries, owners: scope.owners, text: text,
		conjunctions: conjunctions[m.language]}
	sc.borders.reset(text, m.language, false)
	var out []Span
	for i := 0; i < len(text); {
		kind, end := tokenAt(text, i)
		if kind == kindNone {
			i = end
			continue
		}
		stop, owner := end, int32(ownerAbsent)
		key := ""
		for pos, gap := i, gapNone; pos < len(text) && gap != gapHard; {
			k, e := tokenAt(text, pos)
			folded := buf.foldToken(text[pos:e])
			if k == kindNone || len(folded) == 0 {
				break
			}
			key += fmt.Sprintf("%d%s|", gap, folded)
			single := pos == i
			if x := keys[key]; x != nil && !sc.borders.badChunk(i) && sc.borders.left(i, e) && sc.borders.right(i, e) {
				if o := sc.owner(x, i, e); o != ownerAbsent && !(o >= 0 && single && sc.otherwise(o, i, e)) {
					stop, owner = e, o
				}
			}
			gap, pos = gapAt(text, e, k)
		}
		if folded := string(buf.foldToken(text[i:end])); owner == ownerAbsent && folded != "" {
			if n := m.names.lookup(hashBytes([]byte(folded)), []byte(folded)); n != 0 {
				owner = sc.shared(i, end, n)
			}
		}
		if owner >= 0 {
			out = append(out, Span{i, stop, m.forms[owner].Term, int(owner)})
		}
		i = stop
	}
	return out
}

// referenceKeys maps the tokens of all forms to their entries.
func referenceKeys(m *Matcher) map[string]*entry {
	keys := map[string]*entry{}
	add := func(text string) {
		node := int32(0)
		key := ""
		for i, t := range tokenize(text) {
			g := t.gap
			if i == 0 {
				g = gapNone
			}
			key += fmt.Sprintf("%d%s|", g, t.text)
			node = m.names.child(node, g, m.names.lookup(hashBytes([]byte(t.text)), []byte(t.text)))
		}
		keys[key] = &m.entries[m.names.entry[node]]
	}
	for _, f := range m.forms {
		add(f.Text)
	}
	return keys
}

// checkMatch holds one text against everything that Match promises.
func checkMatch(t interface{ Fatalf(string, ...any) }, m *Matcher, text []byte) {
	scope := m.Scope("a/page")
	got := scope.Match(nil, text)
	last := 0
	for _, s := range got {
		if s.Start < last || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("span %v after %d in %q", s, last, text)
		}
		last = s.End
		if m.Forms()[s.Name].Term != s.Term {
			t.Fatalf("span %v names form %v", s, m.Forms()[s.Name])
		}
		// A text that is not UTF-8 has no characters to cut; a build refuses it.
		if utf8.Valid(text) && (s.End < len(text) && !utf8.RuneStart(text[s.End]) || !utf8.RuneStart(text[s.Start])) {
			t.Fatalf("span %v cuts a character of %q", s, text)
		}
		kind, _ := tokenAt(text, s.Start)
		if before, _ := utf8.DecodeLastRune(text[:s.Start]); kind == kindWord && s.Start > 0 && isWordRune(before) && before != utf8.RuneError {
			t.Fatalf("span %v begins inside a word of %q", s, text)
		}
	}
	if len(text) > longestCompared {
		return
	}
	if want := reference(m, scope, text); !slices.Equal(got, want) {
		t.Fatalf("text %q\n got %v\nwant %v", text, got, want)
	}
	for _, s := range scope.MatchInside(nil, text) {
		if s.Start < 0 || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("MatchInside: span %v in %q", s, text)
		}
	}
}

// longestCompared is the length of the longest text that is compared with the
// reference, which takes time by its square.
const longestCompared = 600

func termsOf(titles string) []*content.Term {
	var out []*content.Term
	for i, title := range strings.Split(titles, "\n") {
		t := &content.Term{}
		t.ID, t.Title = fmt.Sprintf("t%d", i), title
		out = append(out, t)
	}
	return out
}

func FuzzMatch(f *testing.F) {
	for _, c := range readCases(f) {
		var titles []string
		for _, t := range c.terms {
			titles = append(titles, t.Title)
		}
		f.Add(strings.Join(titles, "\n"), c.text, c.language)
	}
	f.Fuzz(func(t *testing.T, titles, text, language string) {
		if len(titles) > 2000 || len(text) > 4000 {
			return
		}
		m, _ := New(termsOf(titles), language)
		checkMatch(t, m, []byte(text))
	})
}

// TestMatchRandom runs the same check over words that collide often.
func TestMatchRandom(t *testing.T) {
	word := rapid.SampledFrom(strings.Fields(`service Service mesh cloud native load balancer Scaling scalability horizontal
		vertical and or the to API APIs CI/CD C++ C .NET node.js a host hosts コンテナ コンテナー 容器 서비스 서비스는 for instance case
		https:// service- -service foo.bar _x é é`))
	gap := rapid.SampledFrom([]string{" ", " ", " ", "-", "\n", "\n\n", "", ".", ", ", "/", "'s ", "’", "(", ") ", "_"})
	rapid.Check(t, func(t *rapid.T) {
		join := func(label string, n int) string {
			var b strings.Builder
			for range rapid.IntRange(1, n).Draw(t, label) {
				b.WriteString(word.Draw(t, "word"))
				b.WriteString(gap.Draw(t, "gap"))
			}
			return b.String()
		}
		var titles []string
		for range rapid.IntRange(1, 6).Draw(t, "titles") {
			titles = append(titles, strings.ReplaceAll(join("title", 3), "\n", " "))
		}
		m, _ := New(termsOf(strings.Join(titles, "\n")), rapid.SampledFrom([]string{"en", "de", "ja", "ko", "xx"}).Draw(t, "language"))
		checkMatch(t, m, []byte(join("text", 20)))
	})
}
