package markdown

import (
	"sync"
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

	paragraph   int // where in text the paragraph at hand begins
	inQuiz      bool
	questionIDs map[string]int
	refs        []parser.Reference // for the parts of quizzes
}

// span is where a run's pieces are in writer.pieces.
type span struct{ from, to int }

// writers are kept for their buffers: a Doc gets copies of the right size, as
// it may live for long.
var writers = sync.Pool{New: func() any { return &writer{doc: &Doc{}, openNames: map[string]int{}, questionIDs: map[string]int{}} }}

// maxKept is the size in bytes from which on a buffer is not kept.
const maxKept = 4 << 20

func newWriter(file string, src []byte, bodyOffset int, opt *Options) *writer {
	w := writers.Get().(*writer)
	w.state = &state{file: file, base: bodyOffset, places: cursor{src: src}}
	w.src, w.body, w.opt = src, src[bodyOffset:], opt
	w.tree = maskRefs(w.body)
	return w
}

// release makes the writer ready for another page.
func (w *writer) release() {
	d := w.doc
	if cap(d.HTML) > maxKept {
		return
	}
	*d = Doc{HTML: d.HTML[:0], Slots: clearAll(d.Slots), Runs: clearAll(d.Runs), Headings: clearAll(d.Headings)}
	clear(w.openNames)
	clear(w.questionIDs)
	w.ids.reset()
	*w = writer{
		doc: d, text: w.text[:0], ids: w.ids, codes: clearAll(w.codes), openNames: w.openNames,
		pieces: w.pieces[:0], spans: w.spans[:0], suppress: w.suppress[:0], questionIDs: w.questionIDs,
		run: runBuilder{plain: w.run.plain[:0]}, raw: rawScanner{w.raw.open[:0]},
	}
	writers.Put(w)
}

// clearAll empties a slice and lets go of what it refers to.
func clearAll[T any](s []T) []T {
	clear(s)
	return s[:0]
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
	w.reserveIDs(root)
	w.doc.TitleID = w.takeTitle(root)
	w.walk(root)
	if id := slug(w.doc.Title); w.doc.TitleID == "" && w.doc.Title != "" && !w.ids.used[id] {
		w.doc.TitleID = id
	}
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

// finish returns the Doc.
func (w *writer) finish() *Doc {
	w.endRun()
	for len(w.text) > 0 && w.text[len(w.text)-1] <= ' ' {
		w.text = w.text[:len(w.text)-1]
	}
	d := *w.doc
	d.HTML = exact(d.HTML)
	d.Slots = exact(d.Slots)
	d.Runs = exact(d.Runs)
	d.Headings = exact(d.Headings)
	pieces := exact(w.pieces)
	for i, s := range w.spans {
		if s.from < s.to {
			d.Runs[i].Pieces = pieces[s.from:s.to:s.to]
		}
	}
	d.Text = string(w.text)
	d.Words = countWords(d.Text)
	d.Problems = w.problems
	d.Problems.Sort()
	return &d
}

// exact copies a slice into memory of its size; an empty one becomes nil.
func exact[T any](s []T) []T {
	if len(s) == 0 {
		return nil
	}
	out := make([]T, len(s))
	copy(out, s)
	return out
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

// space adds a space to Doc.Text where none is.
func (w *writer) space() {
	if n := len(w.text); n > 0 && w.text[n-1] > ' ' {
		w.text = append(w.text, ' ')
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
