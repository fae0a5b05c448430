package content

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// parseTOML reads a document. The text begins on the line given.
//
// The library's decoder knows what a valid document is but not where its
// values stand; its parser knows the places but not, for example, that a table
// is defined twice. So the one checks and the other builds.
func parseTOML(text string, line int) ([]Value, *syntaxError) {
	data := []byte(text)
	var valid map[string]any
	if err := toml.Unmarshal(data, &valid); err != nil {
		return nil, tomlError(err, text, line)
	}
	b := tomlBuilder{data: data, line: line}
	root := Value{Kind: Table}
	table := &root
	b.parser.Reset(data)
	for b.parser.NextExpression() {
		switch e := b.parser.Expression(); e.Kind {
		case unstable.KeyValue:
			b.keyValue(table, e)
		case unstable.Table:
			table = b.descend(&root, e.Key(), false)
		case unstable.ArrayTable:
			table = b.descend(&root, e.Key(), true)
		}
	}
	if err := b.parser.Error(); err != nil {
		return nil, tomlError(err, text, line)
	}
	return root.Items, nil
}

// tomlBuilder turns the library's syntax tree into Values.
type tomlBuilder struct {
	parser unstable.Parser
	data   []byte
	line   int
	// The last place asked for, from which the next is counted.
	offset, atLine, lineStart int
}

// place returns line and column of an offset.
func (b *tomlBuilder) place(offset int) (line, column int32) {
	if offset < b.offset {
		b.offset, b.atLine, b.lineStart = 0, 0, 0
	}
	for ; b.offset < offset; b.offset++ {
		if b.data[b.offset] == '\n' {
			b.atLine, b.lineStart = b.atLine+1, b.offset+1
		}
	}
	return int32(b.line + b.atLine), columnOf(string(b.data[b.lineStart:offset]), offset-b.lineStart)
}

// descend walks along a dotted key from a table, making what is not there. With
// array, the last element is a new table of an array of tables.
func (b *tomlBuilder) descend(at *Value, key unstable.Iterator, array bool) *Value {
	for key.Next() {
		k := key.Node()
		if at.Kind == List { // of tables: the key continues in the last one
			at = &at.Items[len(at.Items)-1]
		}
		next := at.member(string(k.Data))
		if next == nil {
			v := Value{Kind: Table, Key: string(k.Data)}
			if array && key.IsLast() {
				v.Kind = List
			}
			v.KeyLine, v.KeyColumn = b.place(int(k.Raw.Offset))
			v.Line, v.Column = v.KeyLine, v.KeyColumn
			at.Items = append(at.Items, v)
			next = &at.Items[len(at.Items)-1]
		}
		if array && key.IsLast() {
			item := Value{Kind: Table}
			item.Line, item.Column = b.place(int(k.Raw.Offset))
			next.Items = append(next.Items, item)
		}
		at = next
	}
	if at.Kind == List && len(at.Items) > 0 {
		at = &at.Items[len(at.Items)-1]
	}
	return at
}

// keyValue adds a key, which may be dotted, to a table.
func (b *tomlBuilder) keyValue(table *Value, e *unstable.Node) {
	var last *unstable.Node
	for key := e.Key(); key.Next(); {
		k := key.Node()
		if key.IsLast() {
			last = k
			break
		}
		next := table.member(string(k.Data))
		if next == nil {
			v := Value{Kind: Table, Key: string(k.Data)}
			v.KeyLine, v.KeyColumn = b.place(int(k.Raw.Offset))
			v.Line, v.Column = v.KeyLine, v.KeyColumn
			table.Items = append(table.Items, v)
			next = &table.Items[len(table.Items)-1]
		}
		table = next
	}
	// The value begins after the equals sign; not all of the library's nodes
	// say where they are.
	at := int(last.Raw.Offset + last.Raw.Length)
	for at < len(b.data) && strings.IndexByte(" \t=", b.data[at]) >= 0 {
		at++
	}
	v := b.value(e.Value(), at)
	v.Key = string(last.Data)
	v.KeyLine, v.KeyColumn = b.place(int(last.Raw.Offset))
	table.Items = append(table.Items, v)
}

// value converts a value that begins at the offset.
func (b *tomlBuilder) value(n *unstable.Node, offset int) Value {
	if n.Raw.Length > 0 {
		offset = int(n.Raw.Offset)
	}
	v := Value{Kind: Text, Text: string(n.Data)}
	v.Line, v.Column = b.place(offset)
	switch n.Kind {
	case unstable.Bool:
		v.Kind = Bool
	case unstable.Integer:
		v.Kind = Int
	case unstable.Float:
		v.Kind = Float
	case unstable.LocalDate, unstable.LocalDateTime, unstable.DateTime:
		v.Kind = Date
	case unstable.Array:
		v.Kind, v.Text = List, ""
		for it := n.Children(); it.Next(); {
			if item := it.Node(); item.Kind != unstable.Comment {
				v.Items = append(v.Items, b.value(item, offset))
			}
		}
	case unstable.InlineTable:
		v.Kind, v.Text = Table, ""
		for it := n.Children(); it.Next(); {
			if item := it.Node(); item.Kind == unstable.KeyValue {
				b.keyValue(&v, item)
			}
		}
	}
	return v
}

// tomlError gives an error of the library its place in the file.
func tomlError(err error, text string, line int) *syntaxError {
	e := &syntaxError{rule: "bad-toml", line: line, message: err.Error()}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		row, column := decode.Position()
		e.line = line + row - 1
		e.column = int(columnOf(lineAt(text, row), column-1))
	}
	e.message = strings.TrimPrefix(e.message, "toml: ")
	words := strings.Fields(e.message)
	switch contains := func(s string) bool { return strings.Contains(e.message, s) }; {
	case contains("already") && len(words) > 1:
		e.rule, e.hint = "duplicate-key", "keep one of the two"
		e.message = fmt.Sprintf("the %s %s occurs twice", words[0], words[1])
	case contains("at start of value"), contains("strings must be quoted"), contains("expected keyword"), contains("expected value"):
		e.message, e.hint = "this is no TOML value", `put texts in quotation marks: title = "My page"`
	case contains("expected '='"), contains("start of key"):
		e.hint = `write key = "value"`
	case contains("array"):
		e.message, e.hint = "this list is never closed, or a comma is missing", `write lists as ["one", "two"]`
	case contains("cannot have new lines"), contains("unterminated"), contains("not terminated"):
		e.message, e.hint = "a text is never closed", "close the quotation mark on the same line"
	case contains("escape"):
		e.hint = `write \\ for a backslash, or put the text in single quotes`
	}
	return e
}
