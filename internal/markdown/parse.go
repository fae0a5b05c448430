package markdown

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"sitegen/internal/diag"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Parse turns the Markdown of one file into a Doc. src is the whole file, front
// matter included, so that all positions are the file's; the body begins at
// bodyOffset. file is the path that problems name. Parse never fails: whatever
// is wrong is among Doc.Problems. It depends on nothing but its arguments, does
// not keep or change src, and may be called concurrently.
func Parse(file string, src []byte, bodyOffset int, opt Options) *Doc {
	opt.Labels = opt.Labels.withDefaults()
	bodyOffset = max(0, min(bodyOffset, len(src)))
	if bytes.HasPrefix(src[bodyOffset:], []byte("\ufeff")) {
		bodyOffset += len("\ufeff")
	}
	src = sound(src, bodyOffset)
	d := dialect
	if hasBareAddress(src[bodyOffset:]) {
		d = linkingDialect
	}
	return parseWith(d, file, src, bodyOffset, &opt)
}

// parseWith is Parse with the dialect chosen and the arguments put right.
func parseWith(d parser.Parser, file string, src []byte, bodyOffset int, opt *Options) *Doc {
	w := newWriter(file, src, bodyOffset, opt)
	pc := parser.NewContext()
	pc.Set(stateKey, w.state)
	root := d.Parse(text.NewReader(w.tree), parser.WithContext(pc))
	w.refs = pc.References()
	slices.SortFunc(w.refs, func(a, b parser.Reference) int { return bytes.Compare(a.Label(), b.Label()) })
	w.document(root)
	doc := w.finish()
	w.release()
	return doc
}

// sound returns src with what is not text (NUL, invalid UTF-8) replaced byte by
// byte, so that offsets stay. The content package has reported it already.
// Nothing may append to the result: the parser would write into the spare
// capacity of the caller's slice.
func sound(src []byte, bodyOffset int) []byte {
	body := src[bodyOffset:]
	if utf8.Valid(body) && bytes.IndexByte(body, 0) < 0 {
		return src[:len(src):len(src)]
	}
	out := make([]byte, len(src))
	copy(out, src)
	for i := bodyOffset; i < len(out); {
		r, n := utf8.DecodeRune(out[i:])
		if r == 0 || r == utf8.RuneError && n == 1 {
			out[i] = '?'
		}
		i += n
	}
	return out
}

// state is what the parsers of one run share with the writer.
type state struct {
	problems diag.List
	places   cursor
	file     string
	base     int // offset of the body in the file
	tooDeep  bool
	marks    int    // emphasis marks in the block at hand
	noMath   [3]int // no closing $, $$, block $$ is before these offsets
	badTag   bool   // a shortcode tag in the block at hand has been reported
}

var stateKey = parser.NewContextKey()

func stateOf(pc parser.Context) *state { return pc.Get(stateKey).(*state) }

// startBlock forgets what holds for one block of inline text only.
func (s *state) startBlock() { s.marks, s.noMath[0], s.noMath[1], s.badTag = 0, 0, 0, false }

// at returns the place in the file of an offset in the body.
func (s *state) at(offset int) diag.Position {
	line, column := s.places.position(s.base + offset)
	return diag.Position{File: s.file, Line: line, Column: column}
}

// dialect is the one parser that all files share; quizDialect is for the parts
// of a quiz, in which there are no headings and footnotes. Looking for bare
// addresses means stopping at every word, a third of the work of parsing
// prose, so only pages that may have some get the linkingDialect.
var (
	dialect        = newParser(pageOptions()...)
	linkingDialect = newParser(append(pageOptions(), linkify)...)
	quizDialect    = newParser(linkify)

	linkify = parser.WithInlineParsers(p(extension.NewLinkifyParser(), 999))
)

func pageOptions() []parser.Option {
	heading := parser.WithHeadingAttribute()
	return []parser.Option{
		parser.WithBlockParsers(
			p(parser.NewSetextHeadingParser(heading), 100),
			p(parser.NewATXHeadingParser(heading), 600),
			p(&limited{BlockParser: extension.NewFootnoteBlockParser()}, 999),
		),
		parser.WithInlineParsers(p(extension.NewFootnoteParser(), 101), p(&lostFootnoteParser{}, 102)),
		parser.WithASTTransformers(p(&unusedFootnotes{}, 998), p(extension.NewFootnoteASTTransformer(), 999)),
	}
}

// hasBareAddress reports whether the text may hold an address that is to become
// a link without any mark: at least all of those but in a link that is not
// closed, and few others.
func hasBareAddress(b []byte) bool {
	for _, sign := range []string{"://", "www.", "@"} {
		for rest := b; ; {
			i := bytes.Index(rest, []byte(sign))
			if i < 0 {
				break
			}
			if sign == "@" {
				if i > 0 && !util.IsSpace(rest[i-1]) && i+1 < len(rest) && util.IsAlphaNumeric(rest[i+1]) {
					return true
				}
			} else {
				start := i
				for start > 0 && isLetter(rest[start-1]) {
					start--
				}
				if start == 0 || mayPrecedeAddress(rest[:start]) {
					return true
				}
			}
			rest = rest[i+len(sign):]
		}
	}
	return false
}

// mayPrecedeAddress reports whether an address may begin after b: at the start
// of a word, but not as the destination of a link.
func mayPrecedeAddress(b []byte) bool {
	switch b[len(b)-1] {
	case '(':
		return len(b) < 2 || b[len(b)-2] != ']'
	case ' ', '\t', '\r', '\n', '*', '_', '~':
		return true
	}
	return false
}

// p gives a parser its priority; the lower goes first.
func p(parser any, priority int) util.PrioritizedValue { return util.Prioritized(parser, priority) }

func newParser(more ...parser.Option) parser.Parser {
	return parser.NewParser(append(more,
		parser.WithBlockParsers(
			p(&limited{BlockParser: extension.NewDefinitionListParser()}, 101),
			p(extension.NewDefinitionDescriptionParser(), 102),
			p(&shortcodeBlockParser{}, 110),
			p(&mathBlockParser{}, 120),
			p(parser.NewThematicBreakParser(), 200),
			p(&limited{BlockParser: parser.NewListParser()}, 300),
			p(parser.NewListItemParser(), 400),
			p(parser.NewCodeBlockParser(), 500),
			p(parser.NewFencedCodeBlockParser(), 700),
			p(&limited{BlockParser: parser.NewBlockquoteParser()}, 800),
			p(parser.NewHTMLBlockParser(), 900),
			p(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			p(extension.NewTaskCheckBoxParser(), 0),
			p(&shortcodeInlineParser{}, 50),
			p(parser.NewCodeSpanParser(), 100),
			p(&wikiParser{}, 150),
			p(&mathParser{}, 160),
			p(parser.NewLinkParser(), 200),
			p(parser.NewAutoLinkParser(), 300),
			p(parser.NewRawHTMLParser(), 400),
			p(&limitedMarks{InlineParser: parser.NewEmphasisParser()}, 500),
			p(&limitedMarks{InlineParser: extension.NewStrikethroughParser()}, 500),
		),
		parser.WithParagraphTransformers(
			p(&alertTransformer{}, 50),
			p(parser.LinkReferenceParagraphTransformer, 100),
			p(extension.NewTableParagraphTransformer(), 200),
		),
		parser.WithASTTransformers(
			p(extension.NewTableASTTransformer(), 0),
		),
	)...)
}

// nodePos returns the offset in the body at which a node begins, or -1.
func nodePos(n ast.Node) int {
	if p := n.Pos(); p >= 0 {
		return p
	}
	if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start
	}
	return -1
}
