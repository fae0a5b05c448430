package content

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// flowWidth is how many characters a list may have to be written on the line
// of its key.
const flowWidth = 80

// WriteFrontMatter returns front matter of the members given, in their order,
// as YAML between lines of ---. Reading it gives the same members: keys, kinds
// and texts (TestWriteRoundTrip). Lists of short texts stand on one line, all
// else in blocks; a text is quoted only where it would be read as something
// else. The result depends on nothing but the members.
func WriteFrontMatter(items []Value) []byte {
	if len(items) == 0 {
		return []byte("---\n---\n")
	}
	return []byte("---\n" + string(WriteYAML(items)) + "---\n")
}

// WriteYAML returns the members of a table as a YAML document, as
// WriteFrontMatter does, without the fences.
func WriteYAML(items []Value) []byte {
	var b strings.Builder
	for i := range items {
		writeMember(&b, &items[i], "")
	}
	return []byte(b.String())
}

// writeMember writes "key: value" and what belongs to it.
func writeMember(b *strings.Builder, v *Value, indent string) {
	b.WriteString(indent + yamlKey(v.Key) + ":")
	writeValue(b, v, indent)
}

// writeValue writes a value behind a colon, to the end of its last line.
func writeValue(b *strings.Builder, v *Value, indent string) {
	switch {
	case v.Kind == List && (len(v.Items) == 0 || isFlow(v.Items)):
		b.WriteString(" " + flowList(v.Items) + "\n")
	case v.Kind == Table && len(v.Items) == 0:
		b.WriteString(" {}\n")
	case v.Kind == List:
		b.WriteByte('\n')
		for i := range v.Items {
			writeElement(b, &v.Items[i], indent+"  ")
		}
	case v.Kind == Table:
		b.WriteByte('\n')
		for i := range v.Items {
			writeMember(b, &v.Items[i], indent+"  ")
		}
	case v.Kind == Null:
		b.WriteByte('\n')
	default:
		b.WriteString(" " + yamlScalarText(v, false) + "\n")
	}
}

// writeElement writes one element of a list in block form. A table begins on
// the line of its hyphen.
func writeElement(b *strings.Builder, v *Value, indent string) {
	if v.Kind != Table || len(v.Items) == 0 {
		b.WriteString(indent + "-")
		writeValue(b, v, indent)
		return
	}
	var inner strings.Builder
	for i := range v.Items {
		writeMember(&inner, &v.Items[i], indent+"  ")
	}
	b.WriteString(indent + "- " + strings.TrimPrefix(inner.String(), indent+"  "))
}

// isFlow reports whether a list is short and plain enough for one line.
func isFlow(items []Value) bool {
	width := 0
	for i := range items {
		v := &items[i]
		if v.Kind == List || v.Kind == Table || v.Kind == Null {
			return false
		}
		width += utf8.RuneCountInString(v.Text) + 2
	}
	return width <= flowWidth
}

func flowList(items []Value) string {
	texts := make([]string, len(items))
	for i := range items {
		texts[i] = yamlScalarText(&items[i], true)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// yamlScalarText writes a scalar; flow says that it stands in brackets.
func yamlScalarText(v *Value, flow bool) string {
	switch v.Kind {
	case Bool:
		if on, ok := parseBool(v.Text); ok {
			return fmt.Sprint(on)
		}
	case Int, Float, Date:
		// As they were written; a date in words is a text to YAML.
		if yamlNumber.MatchString(v.Text) {
			return v.Text
		}
	}
	if isPlainText(v.Text, flow) {
		return v.Text
	}
	return yamlQuoted(v.Text)
}

// yamlNumber matches numbers and dates that YAML takes for such.
var yamlNumber = regexp.MustCompile(`^[-+]?\.?[0-9][0-9A-Za-z_.+-]*([Tt ][0-9][0-9:.]*( ?[-+Zz][0-9:]*)?)?$|^[-+]?\.(inf|nan)$`)

// yamlKey writes a key.
func yamlKey(key string) string {
	if isPlainText(key, true) && !strings.ContainsAny(key, "!*&?|<>%@`") {
		return key
	}
	return yamlQuoted(key)
}

// yamlWords are read as something other than a text where they stand alone, by
// YAML 1.1 or 1.2.
var yamlWords = map[string]bool{"true": true, "false": true, "yes": true, "no": true, "on": true, "off": true,
	"y": true, "n": true, "null": true, "nan": true, "inf": true}

// isPlainText reports whether a text can stand without quotation marks. It is
// more careful than YAML: what it lets pass begins with a letter or a slash and has
// nothing that might be read as a sign.
func isPlainText(s string, flow bool) bool {
	first, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(first) && first != '/' || yamlWords[strings.ToLower(s)] || strings.HasSuffix(s, ":") || strings.HasSuffix(s, " ") {
		return false
	}
	if strings.Contains(s, ": ") || strings.Contains(s, " #") || flow && strings.ContainsAny(s, ",[]{}:") {
		return false
	}
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r != ' ' && !unicode.IsPrint(r)
	})
}

// yamlQuoted writes a text in double quotation marks.
func yamlQuoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == ' ' || unicode.IsPrint(r):
			b.WriteRune(r)
		case r <= 0xff:
			fmt.Fprintf(&b, `\x%02X`, r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
