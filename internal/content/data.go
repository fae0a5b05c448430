package content

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"

	"sitegen/internal/diag"
)

// The functions of this file read what other tools wrote, for those who turn it
// into a sitegen site.

// FrontMatter reads the front matter of a file as ParseHead does and returns
// its members as they are written as well: those under a misspelt name, or
// with a value that does not fit its key, are in no Head. The members are nil
// where the front matter cannot be read.
func FrontMatter(file string, data []byte) (members []Value, head *Head, problems diag.List) {
	head, problems = ParseHead(file, data)
	if head.Broken || head.Format == FormatNone {
		return nil, head, problems
	}
	p := split(data)
	to := p.to
	if p.format == FormatJSON {
		to = head.Body
	}
	text := string(data[p.from:to])
	switch p.format {
	case FormatYAML:
		members, _ = parseYAML(text, p.line)
	case FormatTOML:
		members, _ = parseTOML(text, p.line)
	case FormatJSON:
		members, _, _ = parseJSON(text, p.line)
	}
	return members, head, problems
}

// ParseData reads a whole file of YAML, TOML or JSON: a configuration or a data
// file of another tool. Unlike the configuration of sitegen, YAML and JSON may
// hold a list or a scalar at the top. An empty file is Null. Tags of YAML that
// name a program's types (!!python/name:…) are ignored.
func ParseData(file string, data []byte, format Format) (Value, diag.List) {
	var problems diag.List
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	if checkBytes(file, data, &problems) >= 0 {
		return Value{}, problems
	}
	var v Value
	var bad *syntaxError
	switch format {
	case FormatTOML:
		v.Kind = Table
		v.Items, bad = parseTOML(string(data), 1)
	case FormatJSON:
		v, bad = parseWholeJSON(string(data))
	default:
		v, bad = parseWholeYAML(string(data))
	}
	if bad != nil {
		problems.Errorf(diag.Position{File: file, Line: bad.line, Column: bad.column}, bad.rule, bad.hint, "%s", bad.message)
		return Value{}, problems
	}
	return v, problems
}

// parseWholeYAML reads the first document of a stream.
func parseWholeYAML(text string) (Value, *syntaxError) {
	loader, err := yaml.NewLoader(strings.NewReader(text))
	if err != nil {
		return Value{}, yamlError(err, text, 1)
	}
	var doc yaml.Node
	if err := loader.Load(&doc); errors.Is(err, io.EOF) {
		return Value{}, nil
	} else if err != nil {
		return Value{}, yamlError(err, text, 1)
	}
	node := &doc
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	var c yamlConverter
	v := c.value(node, 0)
	return v, c.bad
}

// parseWholeJSON reads one value and nothing behind it.
func parseWholeJSON(text string) (Value, *syntaxError) {
	if strings.TrimSpace(text) == "" {
		return Value{}, nil
	}
	j := jsonReader{dec: json.NewDecoder(strings.NewReader(text)), text: text, line: 1}
	j.dec.UseNumber()
	v, err := j.value(0)
	at := j.skip()
	var own *syntaxError
	var syntax *json.SyntaxError
	message, hint := "", "texts and keys stand in double quotation marks, with a comma between members and none after the last"
	switch {
	case errors.As(err, &own):
		return Value{}, own
	case errors.As(err, &syntax):
		message = explainJSON(err.Error())
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		at, message, hint = len(text), "the file ends before its last bracket is closed", "close every brace and bracket"
	case err != nil:
		message = err.Error()
	case at < len(text):
		message, hint = "something follows the end of the value", "a JSON file is one object or one list"
	default:
		return v, nil
	}
	line, column := j.place(at)
	return Value{}, &syntaxError{"bad-json", int(line), int(column), message, hint}
}

// FindKey returns the front matter key that a name stands for, in any spelling,
// or nil.
func FindKey(name string) *KeyDoc {
	s, ok := findKey(name)
	if !ok {
		return nil
	}
	return &Keys[s.key]
}

// AppliesTo reports whether the key means something for entries of the kind.
func (k *KeyDoc) AppliesTo(kind Kind) bool { return k.appliesTo(kind) }

// IsList reports whether values of the type are lists. A single value then
// stands for a list of one.
func (t KeyType) IsList() bool { return t.list() }

// Get returns the member of a table by its name, that member's member by the
// next name, and so on, or nil where there is none.
func (v *Value) Get(names ...string) *Value {
	for _, name := range names {
		if v = v.member(name); v == nil {
			return nil
		}
	}
	return v
}
