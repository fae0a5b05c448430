package markdown

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// The limits keep the work of a page in proportion to its size, and its HTML
// within what other programs read (HTML parsers commonly stop at 512 open
// elements). No page that a person writes comes near them.
const (
	maxBlockDepth  = 200  // containers inside one another; a list counts twice
	maxInlineDepth = 100  // emphasis inside emphasis
	maxMarks       = 4000 // emphasis marks in one paragraph
)

const tooDeepHint = "this is more than any reader can follow: split the page, or check for stray marks"

// limited lets a container open only where it is not too deep.
type limited struct{ parser.BlockParser }

func (l *limited) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if deeper(parent, maxBlockDepth) {
		// The parsers ask for every line; whether this one is a container at
		// all is known only if it opens, and then it must not be kept.
		line, pos := reader.Position()
		if node, _ := l.BlockParser.Open(parent, reader, pc); node != nil {
			reader.SetPosition(line, pos)
			stateOf(pc).reportDepth(pos.Start, "lists and quotes are nested more than %d levels deep", maxBlockDepth/2)
		}
		return nil, parser.NoChildren
	}
	return l.BlockParser.Open(parent, reader, pc)
}

func deeper(n ast.Node, limit int) bool {
	for ; n != nil; n = n.Parent() {
		if limit--; limit < 0 {
			return true
		}
	}
	return false
}

// reportDepth adds one problem for a page, however often the limit is met.
func (s *state) reportDepth(offset int, format string, limit int) {
	if !s.tooDeep {
		s.tooDeep = true
		s.problems.Errorf(s.at(offset), "too-deep", tooDeepHint, format, limit)
	}
}

// limitedMarks bounds the emphasis marks of one paragraph: matching them takes
// time in the square of their number.
type limitedMarks struct{ parser.InlineParser }

func (l *limitedMarks) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	s := stateOf(pc)
	if s.marks >= maxMarks {
		_, pos := block.Position()
		s.reportDepth(pos.Start, "this paragraph has more than %d emphasis marks", maxMarks)
		return nil
	}
	s.marks++
	return l.InlineParser.Parse(parent, block, pc)
}

// CloseBlock begins the count anew: it is called at the end of each paragraph.
func (l *limitedMarks) CloseBlock(_ ast.Node, _ text.Reader, pc parser.Context) {
	stateOf(pc).startBlock()
}
