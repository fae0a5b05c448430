package content

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// The bounds of one front matter or configuration. Aliases can make a small
// text a huge tree, so its nodes are counted once they are expanded.
const (
	maxDepth = 64
	maxNodes = 50_000
)

// parseYAML reads a mapping. The text begins on the line given.
func parseYAML(text string, line int) ([]Value, *syntaxError) {
	if root, ok := parseFlat(text, int32(line)); ok {
		return root, nil
	}
	return parseFullYAML(text, line)
}

// parseFullYAML is parseYAML without the short cut.
func parseFullYAML(text string, line int) ([]Value, *syntaxError) {
	loader, err := yaml.NewLoader(strings.NewReader(text))
	if err != nil {
		return nil, yamlError(err, text, line)
	}
	var doc yaml.Node
	if err := loader.Load(&doc); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, yamlError(err, text, line)
	}
	var second yaml.Node
	if err := loader.Load(&second); err == nil && second.Kind != 0 {
		return nil, &syntaxError{"bad-yaml", second.Line + line - 1, second.Column,
			"a second YAML document begins here", "front matter is one document: remove the line that begins with ---"}
	} else if err != nil && !errors.Is(err, io.EOF) {
		return nil, yamlError(err, text, line)
	}
	c := yamlConverter{shift: int32(line - 1)}
	node := &doc
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	root := c.value(node, 0)
	switch {
	case c.bad != nil:
		return nil, c.bad
	case root.Kind == Null:
		return nil, nil
	case root.Kind != Table:
		return nil, &syntaxError{"bad-yaml", int(root.Line), int(root.Column),
			fmt.Sprintf("expected lines of the form key: value, but this is %s", root.Kind),
			"write, for example, title: My page"}
	}
	return root.Items, nil
}

// yamlConverter turns nodes of the YAML library into Values.
type yamlConverter struct {
	shift int32 // added to lines
	nodes int
	bad   *syntaxError
}

func (c *yamlConverter) fail(n *yaml.Node, message, hint string) {
	if c.bad == nil {
		c.bad = &syntaxError{"bad-yaml", n.Line + int(c.shift), n.Column, message, hint}
	}
}

func (c *yamlConverter) value(n *yaml.Node, depth int) Value {
	v := Value{Line: int32(n.Line) + c.shift, Column: int32(n.Column)}
	c.nodes++
	if depth > maxDepth || c.nodes > maxNodes {
		c.fail(n, "this is nested too deeply or grows too large", fmt.Sprintf("at most %d levels and %d values are read", maxDepth, maxNodes))
	}
	if c.bad != nil {
		return v
	}
	switch n.Kind {
	case yaml.AliasNode:
		// What an alias stands for has its place where the alias is.
		fine := c.bad == nil
		target := c.value(n.Alias, depth+1)
		if fine && c.bad != nil {
			c.bad.line, c.bad.column = int(v.Line), int(v.Column)
		}
		target.Line, target.Column = v.Line, v.Column
		return target
	case yaml.SequenceNode:
		v.Kind = List
		v.Items = make([]Value, 0, len(n.Content))
		for _, item := range n.Content {
			v.Items = append(v.Items, c.value(item, depth+1))
		}
	case yaml.MappingNode:
		v.Kind = Table
		c.mapping(&v, n, depth)
	case yaml.ScalarNode:
		v.Kind, v.Text = yamlScalar(n)
	}
	return v
}

// yamlScalar tells kind and text of a scalar from its resolved tag.
func yamlScalar(n *yaml.Node) (ValueKind, string) {
	switch n.Tag {
	case "!!null":
		return Null, ""
	case "!!bool":
		return Bool, n.Value
	case "!!int":
		return Int, n.Value
	case "!!float":
		return Float, n.Value
	case "!!timestamp":
		return Date, n.Value
	}
	return Text, n.Value
}

// mapping fills in the members, those of a merged mapping (<<) last.
func (c *yamlConverter) mapping(v *Value, n *yaml.Node, depth int) {
	v.Items = make([]Value, 0, len(n.Content)/2)
	var merged []Value
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, node := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			c.fail(key, "a key must be a plain word", "write key: value, with a word before the colon")
			return
		}
		item := c.value(node, depth+1)
		item.Key = key.Value
		item.KeyLine, item.KeyColumn = int32(key.Line)+c.shift, int32(key.Column)
		if item.Kind == Null && node.Kind != yaml.AliasNode {
			// An empty value has no place of its own.
			item.Line, item.Column = item.KeyLine, item.KeyColumn
		}
		if key.Tag == "!!merge" {
			if item.Kind == Table {
				merged = append(merged, item.Items...)
				continue
			}
			for _, part := range item.Items {
				merged = append(merged, part.Items...)
			}
			continue
		}
		v.Items = append(v.Items, item)
	}
	for _, m := range merged {
		if v.member(m.Key) == nil {
			v.Items = append(v.Items, m)
		}
	}
}

// yamlError explains an error of the YAML library. Its own words name the
// grammar's parts; authors need to hear what to change.
func yamlError(err error, text string, line int) *syntaxError {
	var one *yaml.LoadError
	var many *yaml.LoadErrors
	switch {
	case errors.As(err, &one):
	case errors.As(err, &many) && len(many.Errors) > 0:
		one = many.Errors[0]
	default:
		return &syntaxError{"bad-yaml", line, 0, err.Error(), ""}
	}
	e := &syntaxError{"bad-yaml", one.Mark.Line + line - 1, one.Mark.Column, one.Message, ""}
	if strings.Contains(one.Message, "control characters") && e.column == 0 {
		e.line, e.column = controlPlace(text, line)
	}
	if beginsEarlier := explainYAML(e, one.ContextMsg, lineAt(text, one.Mark.Line)); beginsEarlier && one.ContextMark.Line > 0 {
		e.line, e.column = one.ContextMark.Line+line-1, one.ContextMark.Column
	}
	return e
}

// explainYAML puts a message of the library, which it gave in a context and
// for a place on the line of text, into an author's words. It reports whether
// the mistake is where the construct began rather than where it was noticed.
func explainYAML(e *syntaxError, context, text string) (beginsEarlier bool) {
	var char rune
	before := []rune(text)
	if i := e.column - 1; i >= 0 && i < len(before) {
		before, char = before[:i], before[i]
	}
	message := e.message
	is := func(part string) bool { return strings.Contains(message, part) }
	in := func(part string) bool { return strings.Contains(context, part) }
	switch {
	case in("quoted scalar") && !is("escape") && !is("hexadecimal"):
		e.message, e.hint = "this quotation mark is never closed", "close the quoted text, or double a quotation mark that belongs to it"
		return true
	case in("quoted scalar"):
		e.message, e.hint = "unknown escape after a backslash", `write \\ for a backslash, or put the text in single quotes`
	case is("mapping values are not allowed") && isIndentedKey(string(before)):
		e.column = 1
		e.message, e.hint = "this line is indented deeper than those before it", "begin all keys in the same column"
	case is("mapping values are not allowed"):
		e.message, e.hint = "a colon followed by a space inside a value", "put the whole value in quotation marks"
	case char == '\t' || is("tab"):
		e.message, e.hint = "a tab where YAML wants spaces", "indent with spaces"
	case is("cannot start any token"):
		e.message, e.hint = fmt.Sprintf("a value cannot begin with %q", char), "put the value in quotation marks"
	case is("unknown anchor"), in("alias"), in("anchor"):
		e.message, e.hint = "a value that begins with * or & means something else in YAML", "put the value in quotation marks"
	case is("',' or ']'"), is("',' or '}'"):
		e.message, e.hint = "this bracket is never closed, or a comma is missing after it", "write lists as [one, two]"
		return true
	case is("could not find expected ':'"), in("simple key"):
		e.message, e.hint = "this line is no key: value", "write a colon and a space after the key"
		return true
	case is("did not find expected key"), is("<document start>"):
		e.message, e.hint = "this line does not fit those before it", "begin all keys in the same column"
	case is("did not find expected '-'"):
		e.message, e.hint = "this line does not fit the list before it", "begin all items in the same column, each with a hyphen and a space"
	case is("block sequence entries"):
		e.message, e.hint = "a list cannot begin here", "begin it on the line after the key"
	case is("control characters"):
		e.message, e.hint = "a control character", "remove it"
	}
	return false
}

// isIndentedKey reports whether what stands before a colon is a word behind
// white space.
func isIndentedKey(before string) bool {
	word := strings.TrimLeft(before, " ")
	return len(word) < len(before) && word != "" && !strings.ContainsAny(word, " \t\"'")
}

// controlPlace finds the first control character, which the reader of the YAML
// library reports without its place.
func controlPlace(text string, line int) (int, int) {
	column := 1
	for _, r := range text {
		switch {
		case r == '\n':
			line, column = line+1, 1
			continue
		case r != '\t' && r != '\r' && (unicode.IsControl(r) || r == '\ufffe' || r == '\uffff'):
			return line, column
		}
		column++
	}
	return line, 0
}
