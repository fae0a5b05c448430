package content

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// parseJSON reads one object at the beginning of the text and returns the
// offset behind it. The text begins on the line given.
func parseJSON(text string, line int) (root []Value, end int, bad *syntaxError) {
	j := jsonReader{dec: json.NewDecoder(strings.NewReader(text)), text: text, line: line}
	j.dec.UseNumber()
	v, err := j.value(0)
	if err == nil {
		return v.Items, int(j.dec.InputOffset()), nil
	}
	var own *syntaxError
	if errors.As(err, &own) {
		return nil, 0, own
	}
	offset := int(j.dec.InputOffset())
	message, hint := err.Error(), "texts and keys stand in double quotation marks, with a comma between members and none after the last"
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		// The decoder counts from where it last began to read.
		offset = j.skip()
		message = explainJSON(message)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		offset, message, hint = 0, "this brace is never closed", "end the front matter with a closing brace"
	}
	l, c := j.place(offset)
	return nil, 0, &syntaxError{"bad-json", int(l), int(c), message, hint}
}

// explainJSON says what to change instead of what the decoder was looking for.
func explainJSON(message string) string {
	switch {
	case strings.Contains(message, "'}' looking for beginning of object key"), strings.Contains(message, "']' looking for beginning of value"):
		return "a comma after the last member"
	case strings.Contains(message, "beginning of object key"):
		return "a key must stand in double quotation marks"
	case strings.Contains(message, "after object key:value pair"):
		return "a comma or the closing brace is missing before this"
	case strings.Contains(message, "after array element"):
		return "a comma or the closing bracket is missing before this"
	case strings.Contains(message, "after object key"):
		return "a colon is missing before this"
	case strings.Contains(message, "beginning of value"), strings.Contains(message, "in literal"), strings.Contains(message, "in numeric literal"):
		return "this is no JSON value"
	case strings.Contains(message, "in string literal"):
		return "this text is never closed on its line"
	case strings.Contains(message, "escape"):
		return "unknown escape after a backslash in this text"
	}
	return message
}

// Error makes a syntaxError an error, for the readers that return one.
func (e *syntaxError) Error() string { return e.message }

// jsonReader builds Values from the tokens of the standard library.
type jsonReader struct {
	dec  *json.Decoder
	text string
	line int
}

// skip returns the offset of the next token.
func (j *jsonReader) skip() int {
	at := int(j.dec.InputOffset())
	for at < len(j.text) && strings.IndexByte(" \t\r\n,:", j.text[at]) >= 0 {
		at++
	}
	return at
}

// place returns line and column of an offset.
func (j *jsonReader) place(offset int) (line, column int32) {
	before := j.text[:min(offset, len(j.text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return int32(j.line + strings.Count(before, "\n")), int32(1 + utf8.RuneCountInString(before[start:]))
}

// value reads one value.
func (j *jsonReader) value(depth int) (Value, error) {
	var v Value
	v.Line, v.Column = j.place(j.skip())
	if depth > maxDepth {
		return v, &syntaxError{"bad-json", int(v.Line), int(v.Column), "this is nested too deeply",
			fmt.Sprintf("at most %d levels are read", maxDepth)}
	}
	token, err := j.dec.Token()
	if err != nil {
		return v, err
	}
	switch t := token.(type) {
	case string:
		v.Kind, v.Text = Text, t
	case bool:
		v.Kind, v.Text = Bool, fmt.Sprint(t)
	case json.Number:
		v.Kind, v.Text = Int, t.String()
		if strings.ContainsAny(v.Text, ".eE") {
			v.Kind = Float
		}
	case json.Delim:
		v.Kind = List
		if t == '{' {
			v.Kind = Table
		}
		for j.dec.More() {
			item, err := j.item(v.Kind == Table, depth)
			if err != nil {
				return v, err
			}
			v.Items = append(v.Items, item)
		}
		_, err := j.dec.Token()
		return v, err
	}
	return v, nil
}

// item reads an element of a list or a member of an object.
func (j *jsonReader) item(keyed bool, depth int) (Value, error) {
	if !keyed {
		return j.value(depth + 1)
	}
	line, column := j.place(j.skip())
	key, err := j.dec.Token()
	if err != nil {
		return Value{}, err
	}
	v, err := j.value(depth + 1)
	v.Key, _ = key.(string)
	v.KeyLine, v.KeyColumn = line, column
	return v, err
}
