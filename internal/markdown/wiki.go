package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// wikiNode is [[term]], [[term|text]] or [[!word]].
type wikiNode struct {
	ast.BaseInline
	ref, text  text.Segment
	suppressed bool // [[!word]]
}

var kindWiki = ast.NewNodeKind("Wiki")

func (n *wikiNode) Kind() ast.NodeKind      { return kindWiki }
func (n *wikiNode) Dump(src []byte, lv int) { ast.DumpHelper(n, src, lv, nil, nil) }

type wikiParser struct{}

// maxWiki is the length in bytes of the longest [[term|text]].
const maxWiki = 500

func (*wikiParser) Trigger() []byte { return []byte{'['} }

// Parse takes [[…]] on one line. What CommonMark knows stays as it is: a link
// whose text is in brackets, a reference that is defined, a footnote.
func (*wikiParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if len(line) < 5 || line[1] != '[' || line[2] == '^' || seg.Padding > 0 {
		return nil
	}
	end := bytes.Index(line[:min(len(line), maxWiki)], []byte("]]"))
	if end < 3 || end+2 < len(line) && line[end+2] == '(' {
		return nil
	}
	inner := line[2:end]
	if bytes.ContainsAny(inner, "[]") || len(bytes.TrimSpace(inner)) == 0 {
		return nil
	}
	if _, defined := pc.Reference(util.ToLinkReference(inner)); defined {
		return nil
	}
	n := &wikiNode{}
	from, to := seg.Start+2, seg.Start+end
	if inner[0] == '!' {
		n.suppressed = true
		n.text = trimmed(block.Source(), from+1, to)
	} else if bar := bytes.IndexByte(inner, '|'); bar >= 0 {
		n.text = trimmed(block.Source(), from+bar+1, to)
		if bar > 0 && inner[bar-1] == '\\' { // as tables want it
			bar--
		}
		n.ref = trimmed(block.Source(), from, from+bar)
	} else {
		n.ref = trimmed(block.Source(), from, to)
		n.text = n.ref
	}
	if n.text.IsEmpty() || !n.suppressed && n.ref.IsEmpty() {
		return nil
	}
	block.Advance(end + 2)
	n.SetPos(seg.Start)
	return n
}

// trimmed is the segment [from, to) without the space around it.
func trimmed(src []byte, from, to int) text.Segment {
	for from < to && util.IsSpace(src[from]) {
		from++
	}
	for from < to && util.IsSpace(src[to-1]) {
		to--
	}
	return text.NewSegment(from, to)
}

func (w *writer) wiki(n *wikiNode) {
	if n.suppressed {
		w.push(PlaceSuppressed)
		w.resolve(n.text.Start, n.text.Stop)
		w.pop()
		return
	}
	if w.inLink() {
		w.resolve(n.text.Start, n.text.Stop)
		return
	}
	w.put("<a")
	w.slot(SlotWiki, n.ref.Value(w.body), n.Pos())
	w.put(">")
	w.push(PlaceLink)
	if ref := string(n.ref.Value(w.body)); n.ref == n.text && strings.Contains(ref, "/") {
		// A path is no text to read: its last part is.
		last := strings.TrimSuffix(ref, "/")
		last = last[strings.LastIndexByte(last, '/')+1:]
		w.emit([]byte(strings.ReplaceAll(last, "-", " ")), -1)
	} else {
		w.resolve(n.text.Start, n.text.Stop)
	}
	w.pop()
	w.put("</a>")
}

// inLink reports whether the writer is inside a link, where no other may be.
func (w *writer) inLink() bool {
	for _, p := range w.suppress {
		if p == PlaceLink {
			return true
		}
	}
	return w.raw.inLink()
}
