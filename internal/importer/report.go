package importer

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Outcome says what became of something in the source.
type Outcome uint8

// The outcomes.
const (
	// Mapped: sitegen has it too, and the new site says it sitegen's way.
	Mapped Outcome = iota
	// Kept: it stands in the new site as it was, but does nothing there, or
	// waits for something that the author adds.
	Kept
	// Lost: it could not be taken over.
	Lost
)

// String returns "mapped", "kept" or "lost".
func (o Outcome) String() string { return [...]string{"mapped", "kept", "lost"}[o] }

// Remark is one thing that an import did.
type Remark struct {
	Outcome Outcome
	// What names the thing, one of the nouns of the package: "admonition".
	What string
	// Line is the line of the source file, or 0.
	Line int
	// Text says it in a few words.
	Text string
}

// FileReport is what became of one file of the source.
type FileReport struct {
	// Source is its path in the source, Target that of the new file below the
	// site's folder, or "" where there is none.
	Source, Target string
	// Kind is "term", "lesson", "page", "category", "asset", "settings", "file"
	// for one that a build leaves out, or "" for one that the import did.
	Kind    string
	Remarks []Remark
}

func (f *FileReport) add(o Outcome, what string, line int, format string, args ...any) {
	f.Remarks = append(f.Remarks, Remark{o, what, line, showTags(fmt.Sprintf(format, args...))})
}

func (f *FileReport) mapped(what string, line int, format string, args ...any) {
	f.add(Mapped, what, line, format, args...)
}

func (f *FileReport) kept(what string, line int, format string, args ...any) {
	f.add(Kept, what, line, format, args...)
}

func (f *FileReport) lost(what string, line int, format string, args ...any) {
	f.add(Lost, what, line, format, args...)
}

// Report tells what an import did.
type Report struct {
	// From is what the source was, Source its name, Title the new site's.
	From          Kind
	Source, Title string
	// Counts are the new site's.
	Terms, Lessons, Pages, Categories, Assets int
	// Files are sorted by source, then target.
	Files []FileReport
}

// nouns are the things that remarks are about, with their plurals.
var nouns = map[string]string{
	"abbreviation": "abbreviations", "address": "addresses", "admonition": "admonitions", "attribute list": "attribute lists",
	"category": "categories", "component": "components", "doubled term": "doubled terms", "encoding": "encodings",
	"existing file": "existing files", "expression": "expressions", "file": "files", "folder title": "folder titles", "front matter": "front matters",
	"HTML": "pieces of HTML", "icon": "icons", "import": "imports", "key": "keys", "language": "languages", "link": "links",
	"liquid tag": "liquid tags", "menu link": "menu links", "name": "names", "notation": "notations", "old address": "old addresses",
	"order": "orders", "own key": "own keys", "post": "posts", "reference": "references", "section page": "section pages",
	"setting": "settings", "shortcode": "shortcodes", "snippet": "snippets", "tab set": "tab sets", "tag": "tags",
	"template": "templates", "title": "titles", "value": "values", "version": "versions",
}

// Counts returns how many remarks of the outcome there are about each thing.
func (r *Report) Counts(o Outcome) map[string]int {
	counts := map[string]int{}
	for _, f := range r.Files {
		for _, m := range f.Remarks {
			if m.Outcome == o {
				counts[m.What]++
			}
		}
	}
	return counts
}

// Summary lists the counts of an outcome, most frequent first: "12 links,
// 3 admonitions", or "" if there are none.
func (r *Report) Summary(o Outcome) string {
	counts := r.Counts(o)
	whats := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
	})
	parts := make([]string, len(whats))
	for i, w := range whats {
		parts[i] = count(counts[w], w, nouns[w])
	}
	return strings.Join(parts, ", ")
}

// Content says what the new site holds: "3 terms, 12 lessons and 2 pages".
func (r *Report) Content() string {
	var parts []string
	for _, c := range []struct {
		n         int
		one, many string
	}{{r.Terms, "term", "terms"}, {r.Lessons, "lesson", "lessons"}, {r.Pages, "page", "pages"}, {r.Categories, "category", "categories"}, {r.Assets, "other file", "other files"}} {
		if c.n > 0 {
			parts = append(parts, count(c.n, c.one, c.many))
		}
	}
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Losses returns what could not be taken over, as "file:line: text", in the
// order of the files.
func (r *Report) Losses() []string {
	var out []string
	for _, f := range r.Files {
		for _, m := range f.Remarks {
			if m.Outcome == Lost {
				out = append(out, f.place(m)+": "+m.Text)
			}
		}
	}
	return out
}

func (f *FileReport) place(m Remark) string {
	if m.Line > 0 {
		return fmt.Sprintf("%s:%d", f.Source, m.Line)
	}
	return f.Source
}

// Text returns the report as Markdown.
func (r *Report) Text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Import of %s\n\n%s (%s) became a sitegen site with %s.\n", escape(r.Source), escape(r.Title), r.From, r.Content())
	for o, head := range []string{"Mapped", "Kept", "Could not be taken over"} {
		sum := r.Summary(Outcome(o))
		if sum == "" {
			sum = "nothing"
		}
		fmt.Fprintf(&b, "\n- %s: %s", head, sum)
	}
	b.WriteString("\n")
	for i, f := range r.Files {
		if i == 0 || f.Source != r.Files[i-1].Source {
			fmt.Fprintf(&b, "\n## %s\n", escape(f.Source))
		}
		if f.Target != "" {
			fmt.Fprintf(&b, "\n%s: `%s`\n", f.Kind, f.Target)
		}
		if len(f.Remarks) > 0 {
			b.WriteByte('\n')
		}
		for _, m := range f.Remarks {
			fmt.Fprintf(&b, "- %s", m.Outcome)
			if m.Line > 0 {
				fmt.Fprintf(&b, ", line %d", m.Line)
			}
			fmt.Fprintf(&b, ": %s\n", escape(m.Text))
		}
	}
	return b.Bytes()
}

// escape keeps text from being read as Markdown.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "<", `\<`, "[", `\[`, "`", "\\`", "{", `\{`).Replace(s)
}

// JSON returns the report for programs: {"from", "source", "title", "counts":
// {"terms", "lessons", "pages", "categories", "assets", "mapped", "kept",
// "lost"}, "files": [{"source", "target", "kind", "remarks": [{"outcome":
// "mapped|kept|lost", "what", "line", "text"}]}]}.
func (r *Report) JSON() ([]byte, error) {
	type remark struct {
		Outcome string `json:"outcome"`
		What    string `json:"what"`
		Line    int    `json:"line,omitempty"`
		Text    string `json:"text"`
	}
	type file struct {
		Source  string   `json:"source"`
		Target  string   `json:"target,omitempty"`
		Kind    string   `json:"kind,omitempty"`
		Remarks []remark `json:"remarks"`
	}
	type counts struct {
		Terms      int            `json:"terms"`
		Lessons    int            `json:"lessons"`
		Pages      int            `json:"pages"`
		Categories int            `json:"categories"`
		Assets     int            `json:"assets"`
		Mapped     map[string]int `json:"mapped"`
		Kept       map[string]int `json:"kept"`
		Lost       map[string]int `json:"lost"`
	}
	out := struct {
		From   Kind   `json:"from"`
		Source string `json:"source"`
		Title  string `json:"title"`
		Counts counts `json:"counts"`
		Files  []file `json:"files"`
	}{r.From, r.Source, r.Title, counts{r.Terms, r.Lessons, r.Pages, r.Categories, r.Assets,
		r.Counts(Mapped), r.Counts(Kept), r.Counts(Lost)}, []file{}}
	for _, f := range r.Files {
		remarks := []remark{}
		for _, m := range f.Remarks {
			remarks = append(remarks, remark{m.Outcome.String(), m.What, m.Line, m.Text})
		}
		out.Files = append(out.Files, file{f.Source, f.Target, f.Kind, remarks})
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(out)
	return b.Bytes(), err
}
