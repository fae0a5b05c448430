package theme

import (
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template/parse"
	"unicode/utf8"
)

// source is the text of one template file.
type source struct {
	// name is the path below templates, which is also the template's name.
	name string
	text []byte
	// own is true for the site's file, false for the theme's.
	own bool
}

// file is how messages name the source.
func (s *source) file() string {
	if s == nil {
		return "templates"
	}
	return path.Join("templates", s.name)
}

// required are the templates without which no site can be built.
func required() []string {
	names := []string{"base.html", "nav.html", "redirect.html"}
	for _, k := range Kinds() {
		names = append(names, k+".html")
	}
	return names
}

// rootName is the name of the template that a kind's page is executed with: a
// copy of the frame in which "main" is the kind's own template.
func rootName(kind string) string { return "base.html/" + kind }

// readTemplates reads all templates, the site's over the theme's.
func readTemplates(src Sources, errs *errorList) map[string]*source {
	sources := map[string]*source{}
	read := func(fsys fs.FS, own bool) {
		for _, name := range list(fsys, "templates", errs) {
			if path.Ext(name) != ".html" {
				continue
			}
			text, err := fs.ReadFile(fsys, name)
			s := &source{name: name, text: text, own: own}
			switch {
			case err != nil:
				errs.add(&TemplateError{File: s.file(), Message: "cannot be read: " + plain(err)})
			case !utf8.Valid(text):
				errs.add(&TemplateError{File: s.file(), Message: "is not UTF-8", Hint: "save the file in the encoding UTF-8"})
			default:
				s.text = []byte(strings.TrimPrefix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\ufeff"))
				sources[name] = s
			}
		}
	}
	read(src.Templates, false)
	read(src.SiteTemplates, true)
	for _, name := range required() {
		if sources[name] == nil && len(*errs) == 0 {
			errs.add(&TemplateError{File: path.Join("templates", name), Message: "the theme has no such template"})
		}
	}
	return sources
}

// list names the files of a tree, sorted. A tree that is nil or does not exist
// has none.
func list(fsys fs.FS, what string, errs *errorList) []string {
	if fsys == nil {
		return nil
	}
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == "." && errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll
		case err != nil:
			errs.add(&TemplateError{File: path.Join(what, name), Message: "cannot be read: " + plain(err)})
			return fs.SkipDir
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case !d.IsDir():
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		errs.add(&TemplateError{File: what, Message: "cannot be read: " + plain(err)})
	}
	slices.Sort(names)
	return names
}

// plain is the error without the path that it was met at, which the place of
// the message says already.
func plain(err error) string {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		return e.Err.Error()
	}
	return err.Error()
}

// parsed are the trees of all templates by name.
type parsed struct {
	trees map[string]*parse.Tree
	// file names the file in which a template is defined.
	file map[string]string
}

// parse parses every file, once, and puts the templates into the theme's set.
func (t *Theme) parse(errs *errorList) *parsed {
	p := &parsed{trees: map[string]*parse.Tree{}, file: map[string]string{}}
	names := slices.Sorted(maps.Keys(t.source))
	for _, name := range names {
		trees := map[string]*parse.Tree{}
		tree := parse.New(name)
		if _, err := tree.Parse(string(t.source[name].text), "", "", trees, t.parseFuncs()); err != nil {
			errs.add(t.explain(name, err))
			continue
		}
		trees[name] = tree
		for _, defined := range slices.Sorted(maps.Keys(trees)) {
			p.define(t, defined, name, trees[defined], errs)
		}
	}
	for _, name := range names {
		if shortcode, ok := strings.CutPrefix(name, "shortcodes/"); ok {
			t.shortcodes = append(t.shortcodes, strings.TrimSuffix(shortcode, ".html"))
		}
	}
	slices.Sort(t.shortcodes)
	return p
}

// define records a template of a file.
func (p *parsed) define(t *Theme, name, file string, tree *parse.Tree, errs *errorList) {
	if other, twice := p.file[name]; twice || (name != file && t.source[name] != nil) {
		if !twice {
			other = name
		}
		line, column := t.source[file].place(int(tree.Root.Position()))
		errs.add(&TemplateError{File: t.source[file].file(), Line: line, Column: column,
			Message: fmt.Sprintf("the template %q is defined in %s already", name, t.source[other].file()),
			Hint:    "give one of the two another name"})
		return
	}
	p.trees[name], p.file[name] = tree, file
}

// place turns an offset into line and column.
func (s *source) place(offset int) (line, column int) {
	before := string(s.text[:min(offset, len(s.text))])
	line = strings.Count(before, "\n") + 1
	return line, utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
}

// assemble makes the set that pages are executed with. The trees get marks
// that let a guard count steps and depth; each kind gets its copy of the frame.
func (t *Theme) assemble(p *parsed) error {
	t.set = template.New("").Funcs(t.funcs)
	add := func(name string, tree *parse.Tree) error {
		mark(tree, len(t.names))
		t.names = append(t.names, tree.ParseName)
		_, err := t.set.AddParseTree(name, tree)
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(p.trees)) {
		if name == "base.html" {
			continue
		}
		if err := add(name, p.trees[name].Copy()); err != nil {
			return err
		}
	}
	for _, kind := range Kinds() {
		frame := p.trees["base.html"].Copy()
		walk(frame.Root, func(n parse.Node) {
			if call, ok := n.(*parse.TemplateNode); ok && call.Name == "main" {
				call.Name = kind + ".html"
			}
		})
		if err := add(rootName(kind), frame); err != nil {
			return err
		}
	}
	return nil
}

// mark puts empty texts into a tree at the places where a guard wants to be
// called: text/template writes a text even if it is empty.
func mark(tree *parse.Tree, id int) {
	text := func(mark int) parse.Node {
		return &parse.TextNode{NodeType: parse.NodeText, Text: make([]byte, 0, mark)}
	}
	walk(tree.Root, func(n parse.Node) {
		if loop, ok := n.(*parse.RangeNode); ok {
			loop.List.Nodes = slices.Insert(loop.List.Nodes, 0, text(capStep))
		}
	})
	tree.Root.Nodes = slices.Insert(tree.Root.Nodes, 0, text(capEnter+id))
	tree.Root.Nodes = append(tree.Root.Nodes, text(capLeave))
}

// reach lists the files that the template can reach, sorted.
func (p *parsed) reach(root string) []string {
	seen, files := map[string]bool{}, map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		tree := p.trees[name]
		if seen[name] || tree == nil {
			return
		}
		seen[name], files[p.file[name]] = true, true
		walk(tree.Root, func(n parse.Node) {
			if call, ok := n.(*parse.TemplateNode); ok {
				visit(call.Name)
			}
		})
	}
	if kind, ok := strings.CutPrefix(root, "base.html/"); ok {
		visit("base.html")
		root = kind + ".html"
	}
	visit(root)
	return slices.Sorted(maps.Keys(files))
}

// walk calls the function for every node below a list, parents first.
func walk(n parse.Node, visit func(parse.Node)) {
	branch := func(b *parse.BranchNode) {
		walk(b.Pipe, visit)
		walk(b.List, visit)
		if b.ElseList != nil {
			walk(b.ElseList, visit)
		}
	}
	if list, ok := n.(*parse.ListNode); ok && list == nil {
		return
	}
	visit(n)
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			walk(c, visit)
		}
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			walk(n.Pipe, visit)
		}
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			walk(c, visit)
		}
	case *parse.CommandNode:
		for _, a := range n.Args {
			walk(a, visit)
		}
	case *parse.ChainNode:
		walk(n.Node, visit)
	}
}
