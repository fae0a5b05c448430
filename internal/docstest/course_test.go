package docstest

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"sitegen/internal/content"
)

// course is the course as it is loaded, without any problem.
func course(t *testing.T) *content.Site {
	t.Helper()
	first := func(body []byte) (heading, first string) { return "", "" } // every term has a definition of its own
	site, problems, err := content.Load(os.DirFS(root), content.Options{Today: "2026-12-31"}, first)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return site
}

// body returns an entry's text below its front matter.
func body(t *testing.T, e *content.Entry) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(e.File)))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(data), "\n")[e.BodyLine-1:]
}

// TestCourseTerms holds what the course promises of its glossary: definitions
// that fit a card and stand alone there, more below them, and relations.
func TestCourseTerms(t *testing.T) {
	site := course(t)
	if len(site.Terms) < 80 {
		t.Errorf("%d terms", len(site.Terms))
	}
	for _, term := range site.Terms {
		wrong := func(format string, args ...any) {
			t.Errorf("%s: %s", term.File, fmt.Sprintf(format, args...))
		}
		d := term.Definition
		first, _, _ := strings.Cut(d, " ")
		switch {
		case d == "":
			wrong("no definition")
		case utf8.RuneCountInString(d) > 240:
			wrong("the definition has %d characters", utf8.RuneCountInString(d))
		case !strings.HasSuffix(d, "."):
			wrong("the definition is no sentence")
		case slices.Contains([]string{"It", "They", "This", "These", "That", "See", "As"}, first):
			wrong("the definition begins with %q, which leans on another text", first)
		case strings.ContainsAny(d, "`[]*<>"):
			wrong("the definition has markup, which a card does not show")
		}
		if term.Category == "" || len(term.SeeAlso) == 0 {
			wrong("no category, or nothing to see also")
		}
		if term.Lesson == "" && len(term.RelatedLessons) == 0 {
			wrong("no lesson")
		}
		if paragraphs := len(regexp.MustCompile(`\n\s*\n`).Split(strings.TrimSpace(strings.Join(body(t, &term.Entry), "\n")), -1)); paragraphs < 2 {
			wrong("the text has %d paragraphs", paragraphs)
		}
	}
}

// plan are the sections of a lesson, in order. A lesson may have others between.
var plan = []string{"Why it matters", "The mechanism", "In code", "Trade-offs", "How real systems do it", "Common mistakes", "Check yourself"}

// TestCourseLessons holds that each lesson follows the plan of which the home
// page speaks, and that nobody needs a harder lesson for an easier one.
func TestCourseLessons(t *testing.T) {
	site := course(t)
	level := map[string]content.Level{}
	perCategory := map[string]int{}
	for _, l := range site.Lessons {
		level[l.ID] = l.Level
		perCategory[l.Category]++
	}
	if len(site.Lessons) < 30 || len(perCategory) < 8 {
		t.Errorf("%d lessons in %d categories", len(site.Lessons), len(perCategory))
	}
	for _, l := range site.Lessons {
		wrong := func(format string, args ...any) {
			t.Errorf("%s: %s", l.File, fmt.Sprintf(format, args...))
		}
		if n := utf8.RuneCountInString(l.Summary); n == 0 || n > 200 {
			wrong("the summary has %d characters", n)
		}
		if l.Level == 0 || len(l.Teaches) == 0 {
			wrong("no level, or teaches nothing")
		}
		for _, p := range l.Prerequisites {
			if level[p] > l.Level {
				wrong("%s, which it needs, is harder", p)
			}
		}
		lessonText(body(t, &l.Entry), wrong)
	}
}

var (
	primarySource = regexp.MustCompile(`\]\(\s*https://`)
	listItem      = regexp.MustCompile(`(?m)^- `)
)

// lessonText looks at a lesson's sections.
func lessonText(lines []string, wrong func(string, ...any)) {
	var order []string
	sections := map[string][]string{}
	blocks := fences("", lines)
	code := func(i int) bool {
		return slices.ContainsFunc(blocks, func(f fence) bool { return i >= f.first && i < f.first+len(f.lines) })
	}
	for i, line := range lines {
		if name, ok := strings.CutPrefix(line, "## "); ok && !code(i) {
			order = append(order, name)
		} else if len(order) > 0 {
			name := order[len(order)-1]
			sections[name] = append(sections[name], line)
		}
	}
	planned := slices.DeleteFunc(slices.Clone(order), func(s string) bool { return !slices.Contains(plan, s) })
	if !slices.Equal(planned, plan) {
		wrong("its sections are %q", order)
		return
	}
	text := func(section string) string { return strings.Join(sections[section], "\n") }
	mechanism := text("The mechanism")
	if !strings.Contains(mechanism, "```goat") && !strings.Contains(mechanism, "](waiting-time.svg") {
		wrong("no drawing in the mechanism")
	}
	if n := len(primarySource.FindAllString(text("How real systems do it"), -1)); n < 2 {
		wrong("%d sources", n)
	}
	if n := len(strings.Fields(text("Trade-offs"))); n < 60 {
		wrong("the trade-offs have %d words", n)
	}
	for _, section := range []string{"Common mistakes", "How real systems do it"} {
		if len(listItem.FindAllString(text(section), -1)) < 3 {
			wrong("the section %q has fewer than three points", section)
		}
	}
	has := map[string]bool{}
	for _, f := range fences("", sections["In code"]) {
		has[f.language] = true
	}
	if !has["go"] || !has["text"] {
		wrong("no program in Go, or not what it prints")
	}
	for _, f := range fences("", sections["Check yourself"]) {
		if f.language == "quiz" {
			quiz(f.lines, wrong)
			return
		}
	}
	wrong("no quiz")
}

// quiz holds that each answer says why it is right or wrong, and that no kind
// of question gives itself away: wrong and right answers are both there.
func quiz(lines []string, wrong func(string, ...any)) {
	questions, open := 0, ""
	for i, line := range lines {
		question, isQuestion := strings.CutPrefix(line, "? ")
		answer, isWrong := strings.CutPrefix(line, "- [ ] ")
		right, isRight := strings.CutPrefix(line, "- [x] ")
		switch {
		case isQuestion:
			questions++
			open = question
			rest := lines[i+1:]
			if end := slices.IndexFunc(rest, func(l string) bool { return strings.HasPrefix(l, "? ") }); end >= 0 {
				rest = rest[:end]
			}
			all := strings.Join(rest, "\n")
			if !strings.Contains(all, "- [x] ") || strings.Count(all, "- [ ] ")+strings.Count(all, "- [x] ") < 3 {
				wrong("the question %q has no right answer, or fewer than three", open)
			}
		case isWrong || isRight:
			if i+1 == len(lines) || !strings.HasPrefix(lines[i+1], "  > ") {
				wrong("the answer %q to %q has no word of explanation", answer+right, open)
			}
		}
	}
	if questions < 3 {
		wrong("%d questions", questions)
	}
}

// trailing is white space that no reader sees.
var trailing = regexp.MustCompile(`(?m)[ \t]+$`)

// TestCoursePrograms vets each program in Go, builds it, runs it and compares
// what it prints with what the lesson shows.
func TestCoursePrograms(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module course\n\ngo 1.26\n")
	want := map[string]string{}
	for _, l := range course(t).Lessons {
		blocks := fences(l.File, body(t, &l.Entry))
		for i, f := range blocks {
			if f.language != "go" {
				continue
			}
			name := filepath.Base(l.ID)
			if _, twice := want[name]; twice || f.title != "main.go" {
				t.Errorf("%s: not one program, main.go", l.File)
			}
			if formatted, err := format.Source([]byte(f.text())); err != nil || string(formatted) != f.text() {
				t.Errorf("%s: not formatted: %v", l.File, err)
			}
			output := slices.IndexFunc(blocks[i:], func(f fence) bool { return f.title == "Output" })
			if output < 0 {
				t.Errorf("%s: does not show what its program prints", l.File)
				continue
			}
			write(filepath.Join(name, "main.go"), f.text())
			want[name] = blocks[i+output].text()
		}
	}
	for _, args := range [][]string{{"vet", "./..."}, {"build", "-ldflags=-s -w", "-o", "bin/", "./..."}} {
		cmd := exec.Command("go", args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOFLAGS=", "GOWORK=off")
		if args[0] == "build" {
			write("bin/.keep", "")
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	var wg sync.WaitGroup
	turns := make(chan struct{}, runtime.GOMAXPROCS(0)) // some programs measure time
	for name, text := range want {
		wg.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			var stderr bytes.Buffer
			cmd := exec.Command(filepath.Join(dir, "bin", name))
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if got := trailing.ReplaceAllString(string(out), ""); err != nil || got != text {
				t.Errorf("%s: %v\nprints\n%s%s\nand the lesson says\n%s", name, err, got, stderr.Bytes(), text)
			}
		})
	}
	wg.Wait()
}
