package health

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/glossary"
	"sitegen/internal/graph"
)

// plain is a body of paragraphs; those in asterisks are stressed.
type plain struct {
	file     string
	parts    []string
	stressed []bool
	mentions []Mention
}

func (p *plain) Len() int            { return len(p.parts) }
func (p *plain) Text(i int) []byte   { return []byte(p.parts[i]) }
func (p *plain) Stressed(i int) bool { return p.stressed[i] }
func (p *plain) Mentions() iter.Seq[Mention] {
	return slices.Values(p.mentions)
}

func (p *plain) Place(i, at int) diag.Position {
	return diag.Position{File: p.file, Line: i + 1, Column: at + 1}
}

// input makes a site of files; bodies are plain text.
func input(t testing.TB, files map[string]string) Input {
	t.Helper()
	fsys := fstest.MapFS{}
	bodies := map[string]string{}
	for name, text := range files {
		if !strings.HasPrefix(name, "sitegen") {
			name = "content/" + name
		}
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
		_, body, _ := strings.Cut(strings.TrimPrefix(text, "---\n"), "---\n")
		bodies[name] = body
	}
	first := func(body []byte) (string, string) {
		p, _, _ := bytes.Cut(bytes.TrimSpace(body), []byte("\n\n"))
		return "", string(p)
	}
	site, problems, err := content.Load(fsys, content.Options{Today: "2026-01-01"}, first)
	if err != nil || site == nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	in := Input{Site: site, ItemPos: func(e *content.Entry, key, _ string) diag.Position { return e.Pos(key) }}
	in.Matcher, _ = glossary.New(site.Terms, site.Config.Language)
	add := func(e *content.Entry) {
		text := graph.Text{ID: e.ID, Words: graph.NewVector(bodies[e.File], site.Config.Language)}
		body := &plain{file: e.File}
		scope := in.Matcher.Scope(e.ID)
		counts := map[string]int{}
		for part := range strings.SplitSeq(strings.TrimSpace(bodies[e.File]), "\n\n") {
			stressed := strings.HasPrefix(part, "*")
			part = strings.Trim(part, "*")
			for _, s := range scope.Match(nil, []byte(part)) {
				if s.Term != e.ID {
					counts[s.Term]++
				}
				body.mentions = append(body.mentions, Mention{s.Term, len(body.parts), s.Start, s.End})
			}
			body.parts, body.stressed = append(body.parts, part), append(body.stressed, stressed)
		}
		for _, id := range slices.Sorted(func(yield func(string) bool) {
			for id := range counts {
				if !yield(id) {
					return
				}
			}
		}) {
			text.Mentions = append(text.Mentions, graph.Mention{Term: id, Count: counts[id]})
		}
		in.Texts = append(in.Texts, text)
		in.Pages = append(in.Pages, Page{Entry: e, Body: body})
	}
	for _, x := range site.Terms {
		add(&x.Entry)
	}
	for _, x := range site.Lessons {
		add(&x.Entry)
	}
	for _, x := range site.Pages {
		add(&x.Entry)
	}
	slices.SortFunc(in.Pages, func(a, b Page) int { return strings.Compare(a.Entry.ID, b.Entry.ID) })
	in.Relations = graph.Derive(graph.Input{Site: site, Texts: in.Texts})
	return in
}

// broken returns the findings of some rules, as place and message.
func broken(in Input, rules ...string) []string {
	var out []string
	for _, p := range Check(in) {
		if slices.Contains(rules, p.Rule) {
			out = append(out, p.Rule+" "+p.Message)
		}
	}
	return out
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// terms makes glossary files of "Title: definition" lines.
func terms(lines ...string) map[string]string {
	files := map[string]string{"index.md": "---\ntitle: Home\n---\n"}
	for i, line := range lines {
		title, definition, _ := strings.Cut(line, ": ")
		files[fmt.Sprintf("glossary/t%02d.md", i)] = fmt.Sprintf("---\ntitle: %q\ndefinition: %q\n---\n", title, definition)
	}
	return files
}

func TestDefinitions(t *testing.T) {
	for _, c := range []struct {
		name  string
		terms []string
		want  []string
	}{
		{"fine", []string{"Cookie: A small piece of data that a browser sends with each request.",
			"Session: What a server remembers of a user, found by a cookie.",
			"Session Cookie: A cookie that lives as long as the browser is open, and names a session."}, nil},
		{"opposites that explain themselves", []string{"Stateful: Keeping data about earlier requests, unlike something stateless.",
			"Stateless: Keeping nothing between requests, unlike something stateful."}, nil},
		{"its own name", []string{"Caching: The act of caching.", "Cache: Something that caches things."},
			[]string{`self-definition the definition of "Cache" says nothing but its name`, `self-definition the definition of "Caching" says nothing but its name`}},
		{"its name and more", []string{"Load Balancing: Balancing load among servers."}, nil},
		{"a circle of two", []string{"Pod: A kind of container.", "Container: A pod."},
			[]string{`circular-definition definitions go in a circle: "Pod" → "Container" → "Pod"`}},
		{"a circle of kinds", []string{"Alpha: A beta that shines at night over the sea.", "Beta: A gamma made of fine wood by hand.", "Gamma: An alpha which nobody has ever seen at all."},
			[]string{`circular-definition definitions go in a circle: "Alpha" → "Beta" → "Gamma" → "Alpha"`}},
		{"part of a name is no kind", []string{"Alpha: A beta test that shines at night over the sea.", "Beta: An alpha particle made of fine wood by hand."}, nil},
		{"used, not meant", []string{"Producer: A program that sends messages to a consumer.", "Consumer: A program that receives messages from a producer."}, nil},
		{"none", []string{"Nothing: "}, []string{`missing-definition the term "Nothing" has no definition`}},
		{"long", []string{"Long: " + strings.Repeat("many words ", 30)}, []string{`long-definition the definition of "Long" has 329 characters; cards show definitions of up to 300 well`}},
		{"not too long", []string{"Long: " + strings.Repeat("many words ", 27)}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := broken(input(t, terms(c.terms...)), ruleSelfDefinition, ruleCircularDefinition, ruleMissingDefinition, ruleLongDefinition)
			slices.Sort(got)
			slices.Sort(c.want)
			expect(t, got, c.want...)
		})
	}
}

// TestWideDefinition holds that a script of wide letters has room for half as
// many, and that definitions without spaces are not taken apart.
func TestWideDefinition(t *testing.T) {
	files := terms("缓存: "+strings.Repeat("数据", 80), "容器: 容器镜像。", "容器镜像: 容器。")
	files["sitegen.yaml"] = "language: zh\n"
	expect(t, broken(input(t, files), ruleLongDefinition, ruleCircularDefinition, ruleSelfDefinition),
		`long-definition the definition of "缓存" has 320 characters; cards show definitions of up to 300 well`)
}

func TestAcronyms(t *testing.T) {
	text := func(body string) map[string]string {
		return map[string]string{"index.md": "---\ntitle: Home\n---\n" + body, "glossary/tls.md": "---\ntitle: Transport Layer Security (TLS)\ndefinition: Encryption.\n---\n",
			"sitegen.yaml": "title: The ABCD Site\n"}
	}
	for _, c := range []struct{ name, body, want string }{
		{"unknown", "The NTP daemon, and NTP itself.", "NTP"},
		{"once", "The NTP daemon.", ""},
		{"plural", "Some VLANs and a VLAN.", "VLAN"},
		{"a term", "TLS and TLS.", ""},
		{"the site", "ABCD and ABCD.", ""},
		{"brackets", "The Network Time Protocol (NTP), and NTP.", ""},
		{"brackets behind", "NTP (Network Time Protocol), and NTP.", ""},
		{"apposition", "LFU, least frequently used, is LFU.", ""},
		{"compound", "SSO, SSO: so single sign-on is called.", ""},
		{"far away", "LFU here, LFU. " + strings.Repeat("and so on it went ", 10) + "least frequently used.", "LFU"},
		{"two letters need brackets", "PR and page requests, PR.", "PR"},
		{"shouting", "Do NOT do it. It is not allowed, NOT at all.", ""},
		{"method", "GET and get, GET.", ""},
		{"everyday", "HTTP and HTTP, JSON, JSON, API, API.", ""},
		{"placeholder", "vYYYY, YYYY and XX, XX.", ""},
		{"roman", "Part IV and part IV.", ""},
		{"identifiers", "X-NTP-ID and NTP_SERVER and a/NTP/b and NTP_X.", ""},
		{"digits", "SHA256 and SHA256; EC2 and EC2.", "EC2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, p := range Check(input(t, text(c.body))) {
				if p.Rule == ruleUndefinedAcronym {
					got = append(got, strings.Split(p.Message, `"`)[1])
				}
			}
			slices.Sort(got)
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// pages makes n pages of one text.
func pages(n int, body string) map[string]string {
	files := map[string]string{"index.md": "---\ntitle: Home\n---\n", "glossary/cache.md": "---\ntitle: Cache\ndefinition: A store near by.\n---\n",
		"sitegen.yaml": "title: Words\n"}
	for i := range n {
		files[fmt.Sprintf("p%02d.md", i)] = fmt.Sprintf("---\ntitle: P%02d\n---\n%s\n", i, body)
	}
	return files
}

func TestPhrases(t *testing.T) {
	filler := "\n\nEvery reader walks along some quiet river until evening comes over distant hills, where lamps shine and old boats rest."
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"name", pages(4, "We run Kafka here."+filler), "Kafka"},
		{"at the start of a sentence", pages(4, "Kafka runs. Kafka stops."+filler), ""},
		{"also written small", pages(4, "We run the Broker here, a broker or another broker."+filler), ""},
		{"too few", pages(2, "We run Kafka here."+filler), ""},
		{"several words", pages(4, "We run Apache Kafka here."+filler), "Apache Kafka"},
		{"days", pages(6, "We meet on Monday in March, in London."+filler), ""},
		{"stressed", pages(2, "So we have split horizon.\n\n*split horizon*\n\nAnd a split horizon."+filler), "split horizon"},
		{"as written", pages(3, "We like OpenID connect.\n\n*OpenID connect*"+filler), "OpenID connect"},
		{"stressed for its sake", pages(4, "*very much*\n\n*never*\n\nvery much, never."+filler), ""},
		{"set phrase", pages(5, "A dead letter box and a dead letter box."+filler), "dead letter box"},
		{"near a term", pages(5, "A cache line and a cache line."+filler), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, p := range Check(input(t, c.files)) {
				if p.Rule == ruleMissingTerm && !strings.Contains(filler, strings.Split(p.Message, `"`)[1]) {
					got = append(got, strings.Split(p.Message, `"`)[1])
				}
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	in := input(t, pages(4, "We run Kafka here."))
	in.Words = []content.CheckPattern{{Text: "kafka"}, {Text: "Pulsar"}}
	expect(t, broken(in, ruleMissingTerm, ruleUnusedWord), `unused-word "Pulsar" would not be reported without this`)
	german := pages(4, "Wir nutzen Werkzeug.")
	german["sitegen.yaml"] = "title: W\nlanguage: de\n"
	expect(t, broken(input(t, german), ruleMissingTerm))
}

func TestCourse(t *testing.T) {
	lesson := func(order int, front, body string) string {
		return fmt.Sprintf("---\ntitle: L%d\norder: %d\n%s---\n%s\n", order, order, front, body)
	}
	files := terms("Cache: A store near by.", "Eviction: Removal.", "Latency: Time.", "Spare: Nothing that is taught.")
	files["lessons/a/l1.md"] = lesson(1, "teaches: [t00]\n", "A cache, some eviction, latency, and a spare.")
	files["lessons/a/l2.md"] = lesson(2, "teaches: [t01]\nprerequisites: [l1]\n", "Eviction from a cache.")
	files["lessons/a/l3.md"] = lesson(3, "teaches: [t02]\n", "Latency. Eviction in passing.")
	got := broken(input(t, files), ruleEarlyTerm, ruleMissingPrerequisite, ruleUntaughtTerm)
	expect(t, got,
		`untaught-term no lesson teaches "Spare"`,
		`early-term "Eviction" is used before the lesson that teaches it, "L2"`,
		`early-term "Latency" is used before the lesson that teaches it, "L3"`,
		`missing-prerequisite "Eviction" is taught by "L2", which is not among the prerequisites of "L3"`)
	for _, p := range Check(input(t, files)) {
		switch {
		case p.Rule == ruleEarlyTerm && strings.Contains(p.Message, "L2") && !strings.HasPrefix(p.Hint, "l2 builds on this lesson"),
			p.Rule == ruleEarlyTerm && strings.Contains(p.Message, "L3") && !strings.HasPrefix(p.Hint, "teach it first: put l3 before l1"):
			t.Errorf("%s: %s", p.Message, p.Hint)
		}
	}
	// Who links to the teaching lesson has said where the term is explained.
	in := input(t, files)
	for i := range in.Pages {
		if in.Pages[i].Entry.ID == "lessons/a/l1" {
			in.Pages[i].Refs = []string{"lessons/a/l2"}
		}
	}
	expect(t, broken(in, ruleEarlyTerm), `early-term "Latency" is used before the lesson that teaches it, "L3"`)
	// A course that does not say what it teaches is not asked.
	files["lessons/a/l1.md"], files["lessons/a/l2.md"], files["lessons/a/l3.md"] = lesson(1, "", "A cache."), lesson(2, "", "Eviction."), lesson(3, "", "Latency.")
	expect(t, broken(input(t, files), ruleEarlyTerm, ruleMissingPrerequisite, ruleUntaughtTerm))
}

func TestOrphans(t *testing.T) {
	page := func(title, more string) string { return "---\ntitle: " + title + "\n" + more + "---\n" }
	in := input(t, map[string]string{"index.md": page("Home", ""), "linked.md": page("Linked", ""), "menu.md": page("Menu", ""),
		"tagged.md": page("Tagged", "tags: [x]\n"), "lonely.md": page("Lonely", ""), "guide/_index.md": page("Guide", ""), "guide/one.md": page("One", ""),
		"self.md": page("Self", ""), "deep/er/page.md": page("Deeper", "")})
	in.Reached = map[string]bool{"menu": true, "guide": true}
	for i := range in.Pages {
		switch in.Pages[i].Entry.ID {
		case "index":
			in.Pages[i].Refs = []string{"linked"}
		case "self":
			in.Pages[i].Refs = []string{"self"}
		}
	}
	expect(t, broken(in, ruleOrphanPage), `orphan-page nothing leads to the page "Deeper"`, `orphan-page nothing leads to the page "Lonely"`, `orphan-page nothing leads to the page "Self"`)
}

func TestUnusedAndAmbiguous(t *testing.T) {
	files := terms("Continuous Delivery (CD): Ready.", "Continuous Deployment (CD): Out.", "Used: Yes.", "Spare: No.")
	want := []string{`ambiguous-name "CD" may also mean "Continuous Deployment (CD)", so it links to neither`, `ambiguous-name "CD" may also mean "Continuous Delivery (CD)", so it links to neither`}
	expect(t, broken(input(t, files), ruleUnusedTerm, ruleAmbiguousName), want...)
	files["lessons/a/one.md"] = "---\ntitle: One\n---\nContinuous delivery is used, and so is continuous deployment.\n"
	expect(t, broken(input(t, files), ruleUnusedTerm, ruleAmbiguousName), append(want, `unused-term no page uses the term "Spare"`)...)
}

// TestMany holds that a rule which everything breaks stays readable, and that a
// large site is looked at in no time.
func TestMany(t *testing.T) {
	files := terms("Cache: A store near by.")
	for i := range 600 {
		files[fmt.Sprintf("p%03d.md", i)] = fmt.Sprintf("---\ntitle: P%03d\n---\n%s\n", i, strings.Repeat(fmt.Sprintf("Some words about number%d and caches, ", i), 60))
	}
	in := input(t, files)
	start := time.Now()
	got := broken(in, ruleOrphanPage)
	if took := time.Since(start); took > time.Minute {
		t.Errorf("it took %s", took)
	}
	if len(got) != maxOfRule+1 || !slices.Contains(got, "orphan-page 400 more are not listed: a page that no other page, no menu and no list leads to") {
		t.Errorf("%d findings, the last of them %q", len(got), got[len(got)-1])
	}
}

// TestRules holds that the table is complete, sorted, and can be read.
func TestRules(t *testing.T) {
	if !slices.IsSortedFunc(rules, func(a, b Rule) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the rules are not sorted")
	}
	for _, r := range Rules() {
		if r.What == "" || !strings.HasSuffix(r.Mend, ".") || r.Severity == diag.Error {
			t.Errorf("%+v", r)
		}
	}
}
