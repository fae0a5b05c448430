// Package benchsite makes synthetic sites of any size for benchmarks: real
// sentences, unique code blocks, terms mentioned at a known rate, authored
// relations between random entries. The same numbers give the same bytes on
// every machine. It belongs to tests only.
package benchsite

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Size says how large a site is.
type Size struct {
	Terms, Lessons int
	// Paragraphs of each lesson; 0 means 8.
	Paragraphs int
}

// Of is the usual mix for a number of pages: one term to nine lessons.
func Of(pages int) Size { return Size{Terms: pages / 10, Lessons: pages - pages/10} }

var (
	categories = []string{"core-fundamentals", "load-balancing-proxies", "security-architecture", "stream-batch-processing",
		"kubernetes-containers", "databases-storage", "caching", "messaging-queues", "networking", "observability"}
	levels = []string{"foundation", "intermediate", "advanced"}
	code   = []struct{ lang, comment, text string }{
		{"go", "//", "func handle(w http.ResponseWriter, r *http.Request) {\n\tid := r.Header.Get(\"X-Session\")\n\tif id == \"\" {\n\t\thttp.Error(w, \"no session\", http.StatusUnauthorized)\n\t\treturn\n\t}\n\tfmt.Fprintf(w, \"hello %s\", id) // stateless\n}"},
		{"python", "#", "def shard_for(key: str, shards: int) -> int:\n    \"\"\"Pick a shard by hash.\"\"\"\n    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % shards\n\nprint([shard_for(f\"user-{i}\", 8) for i in range(10)])"},
		{"yaml", "#", "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  replicas: 3\n  serviceName: \"db\""},
		{"sql", "--", "SELECT user_id, count(*) AS sessions\nFROM sessions\nWHERE created_at > now() - interval '1 day'\nGROUP BY user_id ORDER BY sessions DESC LIMIT 10;"},
	}
	variable = regexp.MustCompile(`\b(session|sessions|id|key|db|user)\b`)
)

// site is the state of one generation.
type site struct {
	rnd       *rand.Rand
	sentences []string
	words     []string
	terms     []string // titles
	slugs     []string
	lessons   []lesson
}

type lesson struct {
	title, slug, category string
	term                  int
}

// Write makes a site below dir. The prose is a tree of Markdown files from
// which sentences are taken.
func Write(dir string, prose fs.FS, size Size) error {
	if size.Paragraphs == 0 {
		size.Paragraphs = 8
	}
	s := &site{rnd: rand.New(rand.NewPCG(1, 2))}
	if err := s.read(prose); err != nil {
		return err
	}
	s.name(size)
	for _, folder := range append([]string{"glossary"}, categories...) {
		if folder != "glossary" {
			folder = "lessons/" + folder
		}
		if err := os.MkdirAll(filepath.Join(dir, "content", filepath.FromSlash(folder)), 0o755); err != nil {
			return err
		}
	}
	write := func(name, text string) error {
		return os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o644)
	}
	err := errors.Join(
		write("sitegen.yaml", "title: \"Bench\"\nbase_url: \"https://example.org/\"\n"),
		write("content/glossary/_index.md", "---\ntitle: \"Glossary\"\n---\n"))
	for _, c := range categories {
		err = errors.Join(err, write("content/lessons/"+c+"/_index.md", fmt.Sprintf("---\ntitle: %q\n---\n", strings.ReplaceAll(c, "-", " "))))
	}
	for i := 0; i < len(s.terms) && err == nil; i++ {
		err = write("content/glossary/"+s.slugs[i]+".md", s.term(i))
	}
	for i := 0; i < len(s.lessons) && err == nil; i++ {
		err = write("content/lessons/"+s.lessons[i].category+"/"+s.lessons[i].slug+".md", s.lesson(i, size.Paragraphs))
	}
	return err
}

var (
	frontMatter = regexp.MustCompile(`(?s)\A---\n.*?\n---\n`)
	fences      = regexp.MustCompile("(?s)```.*?```")
	linked      = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	sentenceEnd = regexp.MustCompile(`[.!?]\s+`)
	markup      = regexp.MustCompile("[`<>{}|#*_\\[\\]:\"]")
	longWord    = regexp.MustCompile(`[A-Za-z]{5,}`)
)

// read takes sentences and words from the prose.
func (s *site) read(prose fs.FS) error {
	known := map[string]bool{}
	err := fs.WalkDir(prose, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".md" {
			return err
		}
		data, err := fs.ReadFile(prose, name)
		if err != nil {
			return err
		}
		text := linked.ReplaceAllString(fences.ReplaceAllString(frontMatter.ReplaceAllString(string(data), ""), ""), "$1")
		for _, paragraph := range strings.Split(text, "\n\n") {
			for _, sentence := range sentenceEnd.Split(strings.Join(strings.Fields(paragraph), " "), -1) {
				sentence = strings.TrimRight(sentence, ".") + "."
				if len(sentence) < 40 || len(sentence) > 220 || markup.MatchString(sentence) {
					continue
				}
				s.sentences = append(s.sentences, sentence)
				for _, w := range longWord.FindAllString(sentence, -1) {
					known[strings.ToLower(w)] = true
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(s.sentences) < 100 {
		return fmt.Errorf("benchsite: only %d sentences in the prose", len(s.sentences))
	}
	for w := range known {
		s.words = append(s.words, w)
	}
	slices.Sort(s.words)
	s.rnd.Shuffle(len(s.words), func(i, j int) { s.words[i], s.words[j] = s.words[j], s.words[i] })
	return nil
}

func pick[T any](s *site, list []T) T { return list[s.rnd.IntN(len(list))] }

// name invents the terms' and lessons' titles.
func (s *site) name(size Size) {
	seen := map[string]bool{}
	for len(s.terms) < size.Terms {
		n := pick(s, []int{1, 2, 2, 2, 3})
		var parts []string
		for range n {
			w := pick(s, s.words)
			parts = append(parts, strings.ToUpper(w[:1])+w[1:])
		}
		name := strings.Join(parts, " ")
		if n == 1 {
			name += pick(s, []string{"ity", "ing", "er", "ment"})
		}
		if seen[name] {
			continue
		}
		seen[name] = true
		s.terms, s.slugs = append(s.terms, name), append(s.slugs, slug(name))
	}
	for i := range size.Lessons {
		t := s.rnd.IntN(len(s.terms))
		title := fmt.Sprintf("%s %s %d", s.terms[t], pick(s, []string{"in Practice", "Explained", "Patterns", "at Scale", "Internals"}), i)
		s.lessons = append(s.lessons, lesson{title, slug(title), pick(s, categories), t})
	}
}

func slug(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "-") }

// sentence names a term in three of ten.
func (s *site) sentence() string {
	text := pick(s, s.sentences)
	if s.rnd.IntN(10) < 3 {
		words := strings.Split(text, " ")
		text = strings.Join(slices.Insert(words, 1+s.rnd.IntN(len(words)-1), strings.ToLower(pick(s, s.terms))), " ")
	}
	return text
}

func (s *site) paragraph() string {
	var all []string
	for range 3 + s.rnd.IntN(4) {
		all = append(all, s.sentence())
	}
	return strings.Join(all, " ")
}

func (s *site) term(i int) string {
	var also []string
	for range 3 {
		if other := pick(s, s.slugs); other != s.slugs[i] && !slices.Contains(also, other) {
			also = append(also, other)
		}
	}
	lesson := ""
	if len(s.lessons) > 0 {
		lesson = fmt.Sprintf("lesson: %q\n", pick(s, s.lessons).slug)
	}
	return fmt.Sprintf("---\ntitle: %q\ndefinition: %q\ncategory: %s\nsee_also: [%s]\n%s---\n\n%s\n\n%s\n",
		s.terms[i], s.sentence(), pick(s, categories), strings.Join(also, ", "), lesson, s.paragraph(), s.paragraph())
}

func (s *site) lesson(i, paragraphs int) string {
	l := s.lessons[i]
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %q\nsummary: %q\nlevel: %s\ncategory: %s\norder: %d\ndate: 2026-01-01\ntags: [%s, %s]\nterms: [%s, %s]\n",
		l.title, s.sentence(), pick(s, levels), l.category, i, pick(s, s.words[:60]), pick(s, s.words[:60]), s.slugs[l.term], pick(s, s.slugs))
	if i > 0 && s.rnd.IntN(2) == 0 {
		fmt.Fprintf(&b, "prerequisites: [%s]\n", s.lessons[s.rnd.IntN(i)].slug)
	}
	b.WriteString("---\n\n")
	for k := range paragraphs {
		if k%3 == 0 {
			fmt.Fprintf(&b, "## About %s %s %d\n\n", pick(s, s.words), pick(s, s.words), k)
		}
		b.WriteString(s.paragraph() + "\n\n")
		if k%5 == 2 {
			c := pick(s, code)
			text := variable.ReplaceAllStringFunc(c.text, func(name string) string { return name + "_" + pick(s, s.words) })
			fmt.Fprintf(&b, "```%s\n%s\n%s %s %d\n```\n\n", c.lang, text, c.comment, pick(s, s.words), s.rnd.IntN(1_000_000))
		}
		if k%6 == 4 {
			for range 4 {
				b.WriteString("- " + s.sentence() + "\n")
			}
			b.WriteString("\n")
		}
		if k%8 == 6 {
			b.WriteString("| A | B | C |\n|---|---|---|\n")
			for range 4 {
				fmt.Fprintf(&b, "| %s | %s | %s |\n", pick(s, s.words), pick(s, s.words), pick(s, s.words))
			}
			b.WriteString("\n")
		}
	}
	other := pick(s, s.lessons)
	fmt.Fprintf(&b, "Read next: [%s](/lessons/%s/%s/) and [%s](/glossary/%s/).\n", other.title, other.category, other.slug, s.terms[l.term], s.slugs[l.term])
	return b.String()
}
