package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// shortcodeTag is one {{< … >}}, {{< /… >}} or {{< … />}}; {{% … %}} is the
// same.
type shortcodeTag struct {
	name    string
	args    []Arg
	closing bool // {{< /name >}}
	single  bool // {{< name />}}
	escaped bool // {{</* name */>}} shows itself without the stars
	inner   string
}

// shortcodeNode is a tag in the tree. A pair is two nodes: what stands between
// them may be blocks or text.
type shortcodeNode struct {
	ast.BaseBlock
	block bool
	tag   shortcodeTag
}

var kindShortcode = ast.NewNodeKind("Shortcode")

func (n *shortcodeNode) Kind() ast.NodeKind      { return kindShortcode }
func (n *shortcodeNode) Dump(src []byte, lv int) { ast.DumpHelper(n, src, lv, nil, nil) }
func (n *shortcodeNode) IsRaw() bool             { return true }

func (n *shortcodeNode) Type() ast.NodeType {
	if n.block {
		return ast.TypeBlock
	}
	return ast.TypeInline
}

// startsShortcode reports whether b begins like a tag.
func startsShortcode(b []byte) bool {
	return len(b) > 2 && b[0] == '{' && b[1] == '{' && (b[2] == '<' || b[2] == '%')
}

// maxTag is the length in bytes at which the search for a tag's end gives up.
const maxTag = 4096

// scanShortcode reads the tag at the head of b and returns its length. The
// length is 0 where b ends before the tag does, -1 where it is no tag.
func scanShortcode(b []byte) (shortcodeTag, int) {
	var t shortcodeTag
	b = b[:min(len(b), maxTag)]
	if !startsShortcode(b) {
		return t, -1
	}
	end := ">}}"
	if b[2] == '%' {
		end = "%}}"
	}
	if !bytes.Contains(b, []byte(end)) {
		return t, 0
	}
	if bytes.HasPrefix(b[3:], []byte("/*")) {
		stop := bytes.Index(b, []byte("*/"+end))
		if stop < 0 {
			return t, 0
		}
		t.escaped = true
		t.inner = string(b[:3]) + string(b[5:stop]) + end
		return t, stop + 5
	}
	i := skipSpace(b, 3)
	if i < len(b) && b[i] == '/' {
		t.closing = true
		i = skipSpace(b, i+1)
	}
	start := i
	for i < len(b) && isNameByte(b[i]) {
		i++
	}
	if i == start && i < len(b) {
		return t, -1
	}
	t.name = string(b[start:i])
	for {
		i = skipSpace(b, i)
		switch {
		case i >= len(b):
			return t, 0
		case bytes.HasPrefix(b[i:], []byte(end)):
			return t, i + 3
		case bytes.HasPrefix(b[i:], []byte("/"+end)):
			t.single = true
			return t, i + 4
		}
		arg, n := scanArg(b[i:], end)
		if n <= 0 {
			return t, n
		}
		t.args = append(t.args, arg)
		i += n
	}
}

// scanArg reads one argument: value, "value", `value`, name=value.
func scanArg(b []byte, end string) (Arg, int) {
	var a Arg
	i := 0
	for i < len(b) && isNameByte(b[i]) {
		i++
	}
	if i > 0 && i < len(b) && b[i] == '=' {
		a.Name = string(b[:i])
		i++
	} else {
		i = 0
	}
	if i >= len(b) {
		return a, 0
	}
	if q := b[i]; q == '"' || q == '`' {
		var v []byte
		for i++; i < len(b); i++ {
			switch {
			case b[i] == q:
				a.Value = string(v)
				return a, i + 1
			case b[i] == '\\' && q == '"' && i+1 < len(b) && (b[i+1] == '"' || b[i+1] == '\\'):
				i++
			}
			v = append(v, b[i])
		}
		return a, 0
	}
	start := i
	for i < len(b) && !util.IsSpace(b[i]) && !bytes.HasPrefix(b[i:], []byte(end)) && !bytes.HasPrefix(b[i:], []byte("/"+end)) {
		i++
	}
	a.Value = string(b[start:i])
	if i == 0 {
		return a, -1
	}
	return a, i
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && util.IsSpace(b[i]) {
		i++
	}
	return i
}

func isNameByte(c byte) bool {
	return util.IsAlphaNumeric(c) || c == '-' || c == '_' || c == '.' || c == '/'
}

// shortcodeBlockParser takes a tag that has a line for itself.
type shortcodeBlockParser struct{}

func (*shortcodeBlockParser) Trigger() []byte             { return []byte{'{'} }
func (*shortcodeBlockParser) CanInterruptParagraph() bool { return true }
func (*shortcodeBlockParser) CanAcceptIndentedLine() bool { return false }

func (*shortcodeBlockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	pos := pc.BlockOffset()
	if pos < 0 {
		return nil, parser.NoChildren
	}
	tag, n := scanShortcode(line[pos:])
	if n <= 0 || tag.escaped || !util.IsBlank(line[pos+n:]) {
		return nil, parser.NoChildren
	}
	reader.AdvanceToEOL()
	return &shortcodeNode{block: true, tag: tag}, parser.NoChildren
}

func (*shortcodeBlockParser) Continue(ast.Node, text.Reader, parser.Context) parser.State {
	return parser.Close
}

func (*shortcodeBlockParser) Close(ast.Node, text.Reader, parser.Context) {}

// shortcodeInlineParser takes a tag within a paragraph; its arguments may go on
// over several lines.
type shortcodeInlineParser struct{}

func (*shortcodeInlineParser) Trigger() []byte { return []byte{'{'} }

func (*shortcodeInlineParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if !startsShortcode(line) {
		return nil
	}
	s := stateOf(pc)
	row, pos := block.Position()
	tag, n := scanShortcode(line)
	buf := line
	for n == 0 && len(buf) < maxTag && !s.badTag {
		block.AdvanceLine()
		more, _ := block.PeekLine()
		if more == nil {
			break
		}
		buf = append(buf[:len(buf):len(buf)], more...)
		tag, n = scanShortcode(buf)
	}
	block.SetPosition(row, pos)
	if n <= 0 {
		if n < 0 || s.badTag {
			return nil // no tag, or reported already: once for a paragraph will do
		}
		s.badTag = true
		s.problems.Errorf(s.at(seg.Start), "bad-shortcode",
			"write {{< name arguments >}}; to show the braces themselves, write {{</* name */>}} or put them in code",
			"this shortcode tag is not complete")
		return nil
	}
	block.Advance(n)
	node := &shortcodeNode{tag: tag}
	node.SetPos(seg.Start)
	return node
}

// shortcodeOpen is a tag that may yet find its end.
type shortcodeOpen struct {
	name   string
	slot   int
	parent ast.Node
	pos    int
}

func (w *writer) shortcode(n *shortcodeNode) {
	parent := n.Parent()
	if p, ok := parent.(*ast.Paragraph); ok && w.bareParagraph(p) {
		parent = p.Parent()
	}
	if n.block {
		w.block()
	}
	w.shortcodeTag(&n.tag, parent, n.Pos())
	if n.block && n.tag.closing {
		w.put("\n")
	}
}

// shortcodeTag records a slot for an opening tag, and completes it at the
// closing one.
func (w *writer) shortcodeTag(t *shortcodeTag, parent ast.Node, pos int) {
	w.opened = true
	switch {
	case t.escaped:
		w.emit([]byte(t.inner), -1)
		return
	case t.closing:
		w.closeShortcode(t, parent, pos)
		return
	}
	w.endRun()
	s := w.slot(SlotShortcode, nil, pos)
	s.Dest, s.Args = t.name, t.args
	if !t.single {
		w.codes = append(w.codes, shortcodeOpen{t.name, len(w.doc.Slots) - 1, parent, pos})
		w.openNames[t.name]++
	}
}

// closeShortcode ends the nearest open shortcode of the name. Those inside it
// that are still open have no inner part.
func (w *writer) closeShortcode(t *shortcodeTag, parent ast.Node, pos int) {
	w.endRun()
	if w.openNames[t.name] == 0 {
		w.problems.Errorf(w.at(pos), "unopened-shortcode", "take it out, or write {{< "+t.name+" >}} where the shortcode begins",
			"{{< /%s >}} closes nothing", t.name)
		return
	}
	for {
		o := w.codes[len(w.codes)-1]
		w.codes = w.codes[:len(w.codes)-1]
		w.openNames[o.name]--
		if o.name != t.name {
			continue
		}
		if o.parent != parent {
			w.problems.Errorf(w.at(pos), "bad-shortcode",
				"let both tags stand in the same paragraph, or each on a line of its own at the same level",
				"{{< /%s >}} closes the shortcode of line %d from inside another block", t.name, w.at(o.pos).Line)
			return
		}
		s := &w.doc.Slots[o.slot]
		s.Paired, s.End, s.Inside = true, uint32(len(w.doc.HTML)), len(w.doc.Slots)-o.slot-1
		return
	}
}

// bareParagraph reports whether a paragraph consists of shortcodes only. It is
// written without a p: the template says what it is.
func (w *writer) bareParagraph(p *ast.Paragraph) bool {
	if _, ok := p.FirstChild().(*shortcodeNode); !ok {
		return false
	}
	if v, ok := p.AttributeString(bareKey); ok {
		return v.(bool)
	}
	bare := isBare(p, w.body)
	p.SetAttributeString(bareKey, bare)
	return bare
}

const bareKey = "sitegen-bare"

func isBare(p *ast.Paragraph, src []byte) bool {
	var open []string
	outside := false // text since the tag that was opened last at the top
	for c := p.FirstChild(); c != nil; c = c.NextSibling() {
		switch n := c.(type) {
		case *shortcodeNode:
			switch {
			case n.tag.escaped:
				outside = true
			case n.tag.closing:
				i := lastIndex(open, n.tag.name)
				if i < 0 {
					return false
				}
				if open = open[:i]; i == 0 {
					outside = false
				}
			case !n.tag.single:
				if outside {
					return false
				}
				open = append(open, n.tag.name)
			}
		case *ast.Text:
			outside = outside || len(bytes.TrimSpace(n.Segment.Value(src))) > 0
		default:
			outside = true
		}
		if outside && len(open) == 0 {
			return false
		}
	}
	return !outside
}

func lastIndex(list []string, s string) int {
	for i := len(list) - 1; i >= 0; i-- {
		if strings.EqualFold(list[i], s) {
			return i
		}
	}
	return -1
}
