package theme

import (
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	texttemplate "text/template"
	"unicode/utf8"

	"sitegen/internal/view"
)

// TemplateError is an author's mistake in a template, a catalogue or an asset.
type TemplateError struct {
	// File is the path below the site's folder: "templates/term.html".
	File string
	// Line and Column count from 1, the column in characters; zero means
	// unknown.
	Line, Column int
	// Message says what is wrong, Hint what to do; Hint may be empty.
	Message, Hint string
}

// Error gives place and message in one line.
func (e *TemplateError) Error() string {
	place := e.File
	if e.Line > 0 {
		place += ":" + strconv.Itoa(e.Line)
		if e.Column > 0 {
			place += ":" + strconv.Itoa(e.Column)
		}
	}
	return place + ": " + e.Message
}

type errorList []*TemplateError

func (l *errorList) add(e *TemplateError) { *l = append(*l, e) }

// sorted returns the errors by place, without repetitions.
func (l errorList) sorted() []*TemplateError {
	slices.SortStableFunc(l, func(a, b *TemplateError) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			strings.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(l, func(a, b *TemplateError) bool { return *a == *b })
}

var (
	// "template: term.html:3: unexpected …", with a column if it was executed.
	placed = regexp.MustCompile(`(?s)^(?:html/)?template: ?([^:]+):(\d+)(?::(\d+))?: (.*)$`)
	// `executing "term.html" at <.Foo>: …`
	executing   = regexp.MustCompile(`(?s)^executing "[^"]*" at <(.*?)>: (.*)$`)
	noField     = regexp.MustCompile(`can't evaluate field (\w+) in type \*?(\S+)`)
	noFunction  = regexp.MustCompile(`^function "([^"]+)" not defined`)
	callFailed  = regexp.MustCompile(`(?s)^error calling (\w+): (.*)$`)
	quotedToken = regexp.MustCompile(`"([^"]+)"|<([^>]+)>`)
)

// explain turns an error of the template packages into one with its place.
// The name is the template that was parsed or executed, in case that the error
// does not name one.
func (t *Theme) explain(name string, err error) *TemplateError {
	if e := (*TemplateError)(nil); errors.As(err, &e) {
		if e.File == "" {
			e = &TemplateError{File: t.source[name].file(), Message: e.Message, Hint: e.Hint}
		}
		return e
	}
	text := err.Error()
	if e := (*template.Error)(nil); errors.As(err, &e) && e.Node == nil && !execError(err) {
		// Escaping failed for a template as a whole.
		text = fmt.Sprintf("template: %s:%d: %s", strings.Split(e.Name, "$")[0], max(e.Line, 1), e.Description)
	}
	out := &TemplateError{File: t.source[name].file(), Message: text}
	if m := placed.FindStringSubmatch(text); m != nil {
		src := t.source[m[1]]
		out.File = src.file()
		out.Line, _ = strconv.Atoi(m[2])
		out.Message = m[4]
		if m[3] != "" {
			at, _ := strconv.Atoi(m[3])
			out.Column = src.column(out.Line, at)
		} else {
			out.Column = src.guessColumn(out.Line, m[4])
		}
	}
	if m := executing.FindStringSubmatch(out.Message); m != nil {
		out.Message = m[2]
	}
	t.improve(out)
	// The escaper adds its states, which say nothing to an author.
	out.Message, _, _ = strings.Cut(out.Message, ": {state")
	if e := (*guardError)(nil); errors.As(err, &e) {
		out.Message, out.Hint = e.message, e.hint
	}
	return out
}

// improve says in plain words what the template packages say in theirs.
func (t *Theme) improve(e *TemplateError) {
	if m := noField.FindStringSubmatch(e.Message); m != nil {
		e.Message, e.Hint = fieldMistake(m[1], viewTypes[strings.TrimPrefix(m[2], "*")], m[2])
		return
	}
	if m := noFunction.FindStringSubmatch(e.Message); m != nil {
		names := functionNames()
		e.Message = fmt.Sprintf("there is no function %q", m[1])
		e.Hint = didYouMean(m[1], names) + "functions are " + strings.Join(names, ", ") + " and those of Go's templates"
		return
	}
	if m := callFailed.FindStringSubmatch(e.Message); m != nil {
		e.Message = m[1] + ": " + m[2]
		return
	}
	if strings.Contains(e.Message, "branches end in different contexts") || strings.Contains(e.Message, "ends in a non-text context") {
		e.Hint = "every way through the template has to leave tags and quotes as the others do"
	}
}

// fieldMistake says that a type has no such field, and which it has.
func fieldMistake(field string, typ reflect.Type, name string) (message, hint string) {
	if typ == nil {
		return fmt.Sprintf("a %s has no field .%s", name, field), ""
	}
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	names := memberNames(typ)
	return fmt.Sprintf("a %s has no field .%s", typ, field),
		didYouMean(field, names) + "it has " + strings.Join(names, ", ")
}

// memberNames are the fields that a template has a use for, those of embedded
// structs included, in order of declaration, and the methods.
func memberNames(typ reflect.Type) []string {
	var names []string
	if typ.Kind() == reflect.Struct {
		for _, f := range reflect.VisibleFields(typ) {
			if f.IsExported() && !f.Anonymous && f.Type != reflect.TypeFor[view.Sum]() {
				names = append(names, f.Name)
			}
		}
	}
	for i := range typ.NumMethod() {
		names = append(names, typ.Method(i).Name)
	}
	return names
}

// didYouMean begins a hint with the candidate that is nearest to the word, if
// one is near.
func didYouMean(word string, candidates []string) string {
	best, limit := "", max(1, len(word)/3)
	for _, c := range candidates {
		if d := editDistance(strings.ToLower(word), strings.ToLower(c), limit); d <= limit {
			best, limit = c, d-1
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %s? ", best)
}

// editDistance counts insertions, deletions, substitutions and swaps of
// neighbours; it gives up beyond the limit.
func editDistance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > limit || len(y)-len(x) > limit {
		return limit + 1
	}
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		for j := range rows[i] {
			switch {
			case i == 0 || j == 0:
				rows[i][j] = i + j
				continue
			case x[i-1] == y[j-1]:
				rows[i][j] = rows[i-1][j-1]
			default:
				rows[i][j] = 1 + min(rows[i-1][j-1], rows[i-1][j], rows[i][j-1])
			}
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)]
}

// column turns a byte offset within a line, from 0, into a column.
func (s *source) column(line, offset int) int {
	text := s.line(line)
	if offset > len(text) {
		return 0
	}
	return utf8.RuneCountInString(text[:offset]) + 1
}

// guessColumn finds where in a line a mistake is whose message names no
// column: at the thing that it quotes, or else at the first action.
func (s *source) guessColumn(line int, message string) int {
	text := s.line(line)
	for _, m := range quotedToken.FindAllStringSubmatch(message, -1) {
		if i := strings.Index(text, cmp.Or(m[1], m[2])); i >= 0 {
			return s.column(line, i)
		}
	}
	if i := strings.Index(text, "{{"); i >= 0 {
		return s.column(line, i)
	}
	return 0
}

func (s *source) line(n int) string {
	if s == nil {
		return ""
	}
	rest := string(s.text)
	for ; n > 1; n-- {
		_, after, ok := strings.Cut(rest, "\n")
		if !ok {
			return ""
		}
		rest = after
	}
	line, _, _ := strings.Cut(rest, "\n")
	return line
}

// execError reports whether the error came out of executing a template, and
// not from the writer.
func execError(err error) bool {
	e := texttemplate.ExecError{}
	return errors.As(err, &e)
}
