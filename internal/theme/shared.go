package theme

import (
	"bytes"
	"html/template"
	"reflect"
	"sync"
	"text/template/parse"

	"sitegen/internal/view"
)

// shared keeps what templates made of definitions. A page shows dozens of
// terms, and a term is shown on hundreds of pages: half of the bytes of a page
// of the course were made before. A template that is called with nothing but a
// view.Definition sees nothing else, so that its output follows from the
// definition's Sum.
type shared struct {
	mu   sync.RWMutex
	made map[sharedKey]template.HTML
}

type sharedKey struct {
	template string
	sum      view.Sum
}

// maxShared bounds what a dev server keeps of definitions that are no more.
const maxShared = 1 << 16

// get returns what the template makes of the definition, or "" where it has to
// be executed in place: for a definition without Sum, and where it fails, so
// that the mistake shows at its place.
func (s *shared) get(t *Theme, name string, d *view.Definition) template.HTML {
	if d.Sum == (view.Sum{}) {
		return ""
	}
	key := sharedKey{name, d.Sum}
	s.mu.RLock()
	html, ok := s.made[key]
	s.mu.RUnlock()
	if ok {
		return html
	}
	var b bytes.Buffer
	if err := t.execute(&b, name, d); err != nil {
		return ""
	}
	html = template.HTML(b.String())
	s.mu.Lock()
	if s.made == nil || len(s.made) >= maxShared {
		s.made = map[sharedKey]template.HTML{}
	}
	s.made[key] = html
	s.mu.Unlock()
	return html
}

// share lets templates that are called with definitions alone be executed once
// for each. Like fold it works on trees that html/template has escaped: a
// template whose text depends on where it is called has another name by then.
func (t *Theme) share() {
	t.set.Funcs(template.FuncMap{"_shared": func(name string, d *view.Definition) template.HTML {
		return t.shared.get(t, name, d)
	}})
	for _, tmpl := range t.set.Templates() {
		if tmpl.Tree == nil || tmpl.Tree.Root == nil || t.ofDefinition[tmpl.Name()] {
			continue
		}
		var lists []*parse.ListNode
		walk(tmpl.Tree.Root, func(n parse.Node) {
			if list, ok := n.(*parse.ListNode); ok {
				lists = append(lists, list)
			}
		})
		for _, list := range lists {
			for i, n := range list.Nodes {
				if call, ok := n.(*parse.TemplateNode); ok && t.ofDefinition[call.Name] && call.Pipe.String() == "." {
					list.Nodes[i] = sharedCall(call)
				}
			}
		}
	}
}

// sharedCall is {{with _shared NAME .}}{{.}}{{else}}the call itself{{end}}.
func sharedCall(call *parse.TemplateNode) parse.Node {
	pipe := func(args ...parse.Node) *parse.PipeNode {
		return &parse.PipeNode{NodeType: parse.NodePipe, Pos: call.Pos, Line: call.Line,
			Cmds: []*parse.CommandNode{{NodeType: parse.NodeCommand, Pos: call.Pos, Args: args}}}
	}
	list := func(n parse.Node) *parse.ListNode {
		return &parse.ListNode{NodeType: parse.NodeList, Pos: call.Pos, Nodes: []parse.Node{n}}
	}
	dot := func() parse.Node { return &parse.DotNode{NodeType: parse.NodeDot, Pos: call.Pos} }
	name := &parse.StringNode{NodeType: parse.NodeString, Pos: call.Pos, Text: call.Name}
	return &parse.WithNode{BranchNode: parse.BranchNode{
		NodeType: parse.NodeWith, Pos: call.Pos, Line: call.Line,
		Pipe:     pipe(parse.NewIdentifier("_shared").SetPos(call.Pos), name, dot()),
		List:     list(&parse.ActionNode{NodeType: parse.NodeAction, Pos: call.Pos, Line: call.Line, Pipe: pipe(dot())}),
		ElseList: list(call),
	}}
}

// ofDefinitions names the templates that only definitions are given to.
func (c *checker) ofDefinitions() map[string]bool {
	of := map[string]bool{}
	for key := range c.seen {
		of[key.name] = true
	}
	for key := range c.seen {
		if key.dot != reflect.TypeFor[view.Definition]() {
			of[key.name] = false
		}
	}
	return of
}
