package markdown

import (
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
)

// writer turns a syntax tree into a Doc. It walks the tree once, without
// recursion, so that no nesting can exhaust the stack.
type writer struct {
	*state
	doc  *Doc
	opt  *Options
	src  []byte // the file
	body []byte // the file from the body on; the tree's offsets count here
	tree []byte // what the parser saw: the body, with maskRefs
	text []byte // Doc.Text in the making
	ids  ids
	raw  rawScanner
	// codes are the shortcodes that may yet be closed; openNames counts them.
	codes     []shortcodeOpen
	openNames map[string]int
	run       runBuilder
	// pieces of all runs; a run refers to them by index until finish.
	pieces []Piece
	spans  []span

	section  int
	inline   int // nesting of emphasis
	tables   int
	quizzes  int
	suppress []Place // why no link belongs here, innermost last
	mute     int     // above zero: text does not go into Doc.Text
	opened   bool    // something of the body has been written

	inQuiz      bool
	questionIDs map[string]int
	refs        []parser.Reference // for the parts of quizzes
}

// span is where a run's pieces are in writer.pieces.
type span struct{ from, to int }

func newWriter(file string, src []byte, bodyOffset int, opt *Options) *writer {
	s := &state{file: file, base: bodyOffset, places: cursor{src: src}}
	body := src[bodyOffset:]
	doc := &Doc{HTML: make([]byte, 0, len(body)+len(body)/2)}
	return &writer{state: s, doc: doc, opt: opt, src: src, body: body, tree: maskRefs(body), text: make([]byte, 0, len(body)), openNames: map[string]int{}, questionIDs: map[string]int{}}
}

// put appends finished HTML.
func (w *writer) put(s string) { w.doc.HTML = append(w.doc.HTML, s...) }

// escape appends text, escaped.
func (w *writer) escape(s []byte) { w.doc.HTML = appendEscaped(w.doc.HTML, s) }

// attr appends an attribute with its escaped value.
func (w *writer) attr(name, value string) {
	w.doc.HTML = append(w.doc.HTML, ' ')
	w.doc.HTML = append(w.doc.HTML, name...)
	w.doc.HTML = attribute(w.doc.HTML, `="`, value)
}

// document writes the whole tree.
func (w *writer) document(root ast.Node) {
	w.ids.reserve(root, w.body)
	w.takeTitle(root)
	w.walk(root)
}

// walk writes a node with all that is in it.
func (w *writer) walk(root ast.Node) {
	n := root
	for {
		if w.enter(n) {
			if c := n.FirstChild(); c != nil {
				n = c
				continue
			}
			w.leave(n)
		}
		for n != root && n.NextSibling() == nil {
			n = n.Parent()
			w.leave(n)
		}
		if n == root {
			return
		}
		n = n.NextSibling()
	}
}

// finish completes the Doc.
func (w *writer) finish() *Doc {
	w.endRun()
	d := w.doc
	for i := range d.Runs {
		s := w.spans[i]
		d.Runs[i].Pieces = w.pieces[s.from:s.to:s.to]
	}
	for len(w.text) > 0 && w.text[len(w.text)-1] <= ' ' {
		w.text = w.text[:len(w.text)-1]
	}
	d.Text = string(w.text)
	d.Words = countWords(d.Text)
	d.Problems = w.problems
	d.Problems.Sort()
	return d
}

// block ends a block of Doc.Text.
func (w *writer) block() {
	w.endRun()
	n := len(w.text)
	for n > 0 && (w.text[n-1] == '\n' || w.text[n-1] == ' ') {
		n--
	}
	w.text = w.text[:n]
	if n > 0 {
		w.text = append(w.text, "\n\n"...)
	}
}

// place says in what kind of text the writer is.
func (w *writer) place() Place {
	if n := len(w.suppress); n > 0 {
		return w.suppress[n-1]
	}
	if len(w.raw.open) > 0 {
		return w.raw.place()
	}
	return PlaceProse
}

func (w *writer) push(p Place) {
	w.endRun()
	w.suppress = append(w.suppress, p)
}

func (w *writer) pop() {
	w.endRun()
	w.suppress = w.suppress[:len(w.suppress)-1]
}

// countWords counts words as a reader feels them: a run of letters, digits,
// apostrophes and hyphens is one, and so are two characters of a script that is
// written without spaces.
func countWords(text string) int {
	words, ideographs := 0, 0
	inside := false
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9':
				if !inside {
					words++
				}
				inside = true
			case c != '\'' && c != '-':
				inside = false
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			ideographs++
			inside = false
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if !inside {
				words++
			}
			inside = true
		case r != '’' && !unicode.IsMark(r):
			inside = false
		}
	}
	return words + (ideographs+1)/2
}
