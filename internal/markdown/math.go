package markdown

import (
	"bytes"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// mathNode is TeX, inline or as a block of its own.
type mathNode struct {
	ast.BaseBlock
	block   bool
	display bool
	parts   []text.Segment
}

var kindMath = ast.NewNodeKind("Math")

func (n *mathNode) Kind() ast.NodeKind      { return kindMath }
func (n *mathNode) Dump(src []byte, lv int) { ast.DumpHelper(n, src, lv, nil, nil) }
func (n *mathNode) IsRaw() bool             { return true }

func (n *mathNode) Type() ast.NodeType {
	if n.block {
		return ast.TypeBlock
	}
	return ast.TypeInline
}

func (n *mathNode) value(src []byte) []byte {
	var out []byte
	for _, p := range n.parts {
		out = append(out, p.Value(src)...)
	}
	return bytes.TrimSpace(out)
}

// start returns where the value begins in the source.
func (n *mathNode) start(src []byte) int {
	for _, p := range n.parts {
		if rest := bytes.TrimLeftFunc(src[p.Start:p.Stop], unicode.IsSpace); len(rest) > 0 {
			return p.Stop - len(rest)
		}
	}
	return -1
}

// mathParser takes $…$ and $$…$$ in a paragraph by pandoc's rules: no space
// inside next to a single dollar, no digit after the closing one; so "$5 and
// $10" is money. A dollar after a letter or digit does not open either.
type mathParser struct{}

func (*mathParser) Trigger() []byte { return []byte{'$'} }

func (*mathParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	before := block.PrecendingCharacter()
	dollars := 1
	if len(line) > 1 && line[1] == '$' {
		dollars = 2
	}
	if len(line) <= dollars || line[dollars] == '$' || isWordRune(before) ||
		dollars == 1 && util.IsSpace(line[1]) {
		return nil
	}
	s := stateOf(pc)
	if seg.Start < s.noMath[dollars-1] {
		return nil // an earlier search went to the end in vain
	}
	n := &mathNode{display: dollars == 2}
	block.Advance(dollars)
	for {
		line, part := block.PeekLine()
		if line == nil {
			s.noMath[dollars-1] = part.Stop
			return nil
		}
		end := mathEnd(line, dollars)
		if end == notMath {
			return nil
		}
		if end >= 0 {
			n.parts = append(n.parts, part.WithStop(part.Start+end-part.Padding))
			block.Advance(end + dollars)
			n.SetPos(seg.Start)
			return n
		}
		n.parts = append(n.parts, part)
		block.AdvanceLine()
	}
}

func isWordRune(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// notMath is what mathEnd returns where a dollar shows that the one before was
// money, too.
const notMath = -2

// mathEnd returns where in line the closing dollars stand, or -1.
func mathEnd(line []byte, dollars int) int {
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\':
			i++
		case line[i] != '$':
		case dollars == 2:
			if i+1 < len(line) && line[i+1] == '$' {
				return i
			}
		case i == 0 || util.IsSpace(line[i-1]) || i+1 < len(line) && util.IsNumeric(line[i+1]):
			return notMath
		default:
			return i
		}
	}
	return -1
}

// mathBlockParser takes lines from one that begins with $$ to one that ends
// with $$.
type mathBlockParser struct{}

func (*mathBlockParser) Trigger() []byte             { return []byte{'$'} }
func (*mathBlockParser) CanInterruptParagraph() bool { return true }
func (*mathBlockParser) CanAcceptIndentedLine() bool { return false }

func (*mathBlockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, seg := reader.PeekLine()
	pos := pc.BlockOffset()
	if pos < 0 || !bytes.HasPrefix(line[pos:], []byte("$$")) {
		return nil, parser.NoChildren
	}
	n := &mathNode{block: true, display: true}
	rest := line[pos+2:]
	start := seg.Start - seg.Padding + pos + 2
	if end := bytes.Index(rest, []byte("$$")); end >= 0 {
		if !util.IsBlank(rest[end+2:]) || util.IsBlank(rest[:end]) {
			return nil, parser.NoChildren
		}
		n.parts = append(n.parts, text.NewSegment(start, start+end))
		n.closed()
		reader.AdvanceToEOL()
		return n, parser.NoChildren
	}
	s := stateOf(pc)
	if seg.Start < s.noMath[2] || !bytes.Contains(reader.Source()[min(seg.Stop, len(reader.Source())):], []byte("$$")) {
		s.noMath[2] = len(reader.Source())
		return nil, parser.NoChildren
	}
	n.parts = append(n.parts, text.NewSegment(start, seg.Stop))
	reader.AdvanceToEOL()
	return n, parser.NoChildren
}

// closed marks a block whose end has been seen.
func (n *mathNode) closed() { n.SetAttributeString("closed", true) }

func (n *mathNode) isClosed() bool { _, ok := n.AttributeString("closed"); return ok }

func (*mathBlockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	n := node.(*mathNode)
	if n.isClosed() {
		return parser.Close
	}
	line, seg := reader.PeekLine()
	if end := bytes.TrimRight(line, " \t\r\n"); bytes.HasSuffix(end, []byte("$$")) {
		n.parts = append(n.parts, seg.WithStop(seg.Start-seg.Padding+len(end)-2))
		n.closed()
	} else {
		n.parts = append(n.parts, seg)
	}
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

func (*mathBlockParser) Close(node ast.Node, _ text.Reader, pc parser.Context) {
	if n := node.(*mathNode); !n.isClosed() {
		s := stateOf(pc)
		s.problems.Errorf(s.at(max(0, n.Pos())), "unclosed-math", "end it with a line of $$", "this $$ is never closed")
	}
}

// math hands TeX on to the script that the site brings, if any.
func (w *writer) math(n *mathNode) {
	w.drawing(HasMath, n)
	tag, class, open, end := "span", "inline", `\(`, `\)`
	if n.display {
		class, open, end = "display", `\[`, `\]`
	}
	if n.block {
		tag = "div"
		w.block()
	}
	w.opened = true
	w.put("<" + tag + ` class="math ` + class + `">` + open)
	v := n.value(w.body)
	if w.opt.AllRuns && len(n.parts) > 0 {
		w.push(PlaceMath)
		w.addToRun(v, n.start(w.body))
		w.pop()
	}
	w.escape(v)
	w.put(end + "</" + tag + ">")
	if n.block {
		w.put("\n")
	}
}
