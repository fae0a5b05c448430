package theme

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// fallback is the language whose catalogue is complete.
const fallback = "en"

// message is one text: a plain one has the form "other" alone.
type message map[string]string

// UnmarshalJSON reads "text" or {"one": "text", "other": "text"}.
func (m *message) UnmarshalJSON(data []byte) error {
	var plain string
	if json.Unmarshal(data, &plain) == nil {
		*m = message{"other": plain}
		return nil
	}
	var forms map[string]string
	if err := json.Unmarshal(data, &forms); err != nil {
		return errors.New(`a text is a string or an object like {"one": "{count} term", "other": "{count} terms"}`)
	}
	if forms["other"] == "" {
		return errors.New(`a text with plural forms needs the form "other"`)
	}
	*m = forms
	return nil
}

// catalogue holds the texts of one language.
type catalogue struct {
	language string
	messages map[string]message
}

// loadTexts reads the catalogues that apply to a language, the most special one
// last: English, the base language ("pt"), the language ("pt-BR"); of each the
// theme's, then the site's.
func loadTexts(src Sources, language string, errs *errorList) *catalogue {
	c := &catalogue{language: strings.ToLower(language), messages: map[string]message{}}
	base, _, _ := strings.Cut(c.language, "-")
	tags := []string{fallback}
	for _, tag := range []string{base, c.language} {
		if tag != "" && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	for _, tag := range tags {
		for _, fsys := range []fs.FS{src.Templates, src.SiteTemplates} {
			for _, name := range list(fsys, "templates", &errorList{}) {
				stem := strings.TrimSuffix(path.Base(name), ".json")
				if path.Dir(name) == "i18n" && path.Ext(name) == ".json" && strings.EqualFold(stem, tag) {
					c.read(fsys, name, errs)
				}
			}
		}
	}
	return c
}

// read adds the texts of one file.
func (c *catalogue) read(fsys fs.FS, name string, errs *errorList) {
	at := &TemplateError{File: path.Join("templates", name)}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		at.Message = "cannot be read: " + plain(err)
		errs.add(at)
		return
	}
	src := &source{name: name, text: data}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		offset := 0
		if e := (*json.SyntaxError)(nil); errors.As(err, &e) {
			offset = int(max(e.Offset-1, 0))
		}
		at.Line, at.Column = src.place(offset)
		at.Message = "is not JSON: " + err.Error()
		at.Hint = `a catalogue looks like {"nav.home": "Home"}`
		errs.add(at)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		var m message
		if err := json.Unmarshal(raw[key], &m); err != nil {
			line, column := src.place(max(strings.Index(string(data), `"`+key+`"`), 0))
			errs.add(&TemplateError{File: at.File, Line: line, Column: column, Message: fmt.Sprintf("%q: %v", key, err)})
			continue
		}
		c.messages[key] = m
	}
}

// text returns the text of a key with its arguments put in.
func (c *catalogue) text(key string, args []any) (string, error) {
	m, ok := c.messages[key]
	if !ok {
		return "", fmt.Errorf("there is no text %q in the catalogues", key)
	}
	if len(args) == 0 {
		return m["other"], nil
	}
	if len(args)%2 != 0 {
		return "", fmt.Errorf("%q: arguments are pairs of a name and a value, but there are %d", key, len(args))
	}
	form := "other"
	for i := 0; i < len(args); i += 2 {
		if n, ok := args[i+1].(int); ok && args[i] == "count" {
			form = pluralForm(c.language, n)
		}
	}
	s, ok := m[form]
	if !ok {
		s = m["other"]
	}
	return expand(s, args), nil
}

// expand puts values in the place of {name}, in one pass: what a value brings
// along stays as it is.
func expand(s string, args []any) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '{')
		end := strings.IndexByte(s[max(open, 0):], '}') + max(open, 0)
		if open < 0 || end < open {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:open])
		value := any(s[open : end+1])
		for i := 0; i < len(args); i += 2 {
			if args[i] == s[open+1:end] {
				value = args[i+1]
			}
		}
		switch v := value.(type) {
		case string:
			b.WriteString(v)
		case int:
			b.WriteString(strconv.Itoa(v))
		default:
			fmt.Fprint(&b, v)
		}
		s = s[end+1:]
	}
}

// pluralForm names the plural form that a number takes. The rules are those of
// the Unicode CLDR for cardinal integers, as far as the forms one, two, few,
// many and other go; a language that is not listed distinguishes one.
func pluralForm(language string, n int) string {
	base, _, _ := strings.Cut(language, "-")
	n10, n100 := n%10, n%100
	switch base {
	case "ja", "zh", "ko", "vi", "th", "id", "ms", "lo", "my":
		return "other"
	case "fr", "pt", "hi", "bn", "fa", "am", "hy":
		if n <= 1 {
			return "one"
		}
		return "other"
	case "ru", "uk", "be", "sr", "hr", "bs":
		switch {
		case n10 == 1 && n100 != 11:
			return "one"
		case n10 >= 2 && n10 <= 4 && (n100 < 12 || n100 > 14):
			return "few"
		case base == "ru" || base == "uk" || base == "be":
			return "many"
		}
	case "pl":
		switch {
		case n == 1:
			return "one"
		case n10 >= 2 && n10 <= 4 && (n100 < 12 || n100 > 14):
			return "few"
		}
		return "many"
	case "cs", "sk":
		switch {
		case n == 1:
			return "one"
		case n >= 2 && n <= 4:
			return "few"
		}
	case "ar":
		switch {
		case n <= 2:
			return [...]string{"zero", "one", "two"}[max(n, 0)]
		case n100 >= 3 && n100 <= 10:
			return "few"
		case n100 >= 11:
			return "many"
		}
		return "other"
	case "he":
		if n == 2 {
			return "two"
		}
	}
	if n == 1 {
		return "one"
	}
	return "other"
}

// has reports whether the key exists.
func (c *catalogue) has(key string) bool { _, ok := c.messages[key]; return ok }

// keys are all keys, sorted.
func (c *catalogue) keys() []string { return slices.Sorted(maps.Keys(c.messages)) }

// encoded stands for the whole catalogue in a fingerprint.
func (c *catalogue) encoded() []byte {
	// Maps are written sorted, and strings cannot fail.
	data, _ := json.Marshal(map[string]any{"language": c.language, "messages": c.messages})
	return data
}
