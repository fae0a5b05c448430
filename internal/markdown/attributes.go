package markdown

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// attributeText returns the value of an attribute as the parser gives it.
func attributeText(v any) string {
	switch v := v.(type) {
	case []byte:
		return string(v)
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// attributes writes the attributes of {…} after a heading, but for the id. An
// attribute that is not plain (an event handler, a list) is left out.
func (w *writer) attributes(n ast.Node) {
	for _, a := range n.Attributes() {
		name := string(a.Name)
		if !plainAttribute(name) {
			continue
		}
		w.attr(name, attributeText(a.Value))
	}
}

func plainAttribute(name string) bool {
	switch name {
	case "class", "title", "lang", "dir", "role":
		return true
	}
	return strings.HasPrefix(name, "data-") || strings.HasPrefix(name, "aria-")
}

// ownID gives a node the id that its author wrote. One that the page itself
// uses, or that another node has, is changed and reported.
func (w *writer) ownID(n ast.Node, id string) string {
	got := w.ids.own(id)
	if got != id {
		message := "the id %q is taken already on this page"
		if w.ids.isReserved(id) {
			message = "the id %q is one that the page itself uses"
		}
		w.problems.Warnf(w.at(max(0, nodePos(n))), "duplicate-id", "choose another id; this one became \""+got+"\"", message, id)
	}
	return got
}
