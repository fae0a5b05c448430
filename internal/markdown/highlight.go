package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// lexerSet finds lexers. Looking for a language that does not exist tries the
// file patterns of every lexer there is, which takes milliseconds, so what was
// not found is remembered, too.
type lexerSet struct {
	once     sync.Once
	registry *chroma.LexerRegistry
	found    sync.Map // name -> chroma.Lexer, nil for a miss
}

// languages is shared by all pages: compiling a lexer's rules is expensive, and
// a machine is safe for concurrent use.
var languages lexerSet

// maxLanguage is the length in bytes of the longest name that is looked for.
const maxLanguage = 60

// get returns the lexer of the language, or nil.
func (s *lexerSet) get(language string) chroma.Lexer {
	if language == "" || len(language) > maxLanguage {
		return nil
	}
	if l, ok := s.found.Load(language); ok {
		l, _ := l.(chroma.Lexer)
		return l
	}
	s.once.Do(s.build)
	l := s.registry.Get(language)
	if l == nil {
		s.found.Store(language, nil)
		return nil
	}
	s.found.Store(language, l)
	return l
}

// build copies chroma's registry with a machine in the place of each lexer that
// consists of rules.
func (s *lexerSet) build() {
	s.registry = chroma.NewLexerRegistry()
	for _, l := range lexers.GlobalLexerRegistry.Lexers {
		if rules, ok := l.(*chroma.RegexLexer); ok {
			s.registry.Register(newMachine(rules, s.registry))
		} else {
			s.registry.Register(l)
		}
	}
}

// lineOptions say how the lines of a code block are shown.
type lineOptions struct {
	numbers bool
	first   int      // the number of the first line
	marked  [][2]int // ranges of lines to highlight, from 1, sorted
}

// each reports whether every line needs an element of its own.
func (o *lineOptions) each() bool { return o.numbers || len(o.marked) > 0 }

// highlight appends the code as spans with chroma's classes, byte for byte as
// chroma's HTML formatter writes them. It reports false, and appends nothing,
// where the lexer fails; the caller then shows the code without colours.
func highlight(dst []byte, lexer chroma.Lexer, code string, lines *lineOptions) (out []byte, ok bool) {
	w := spanWriter{dst: dst, lines: lines, number: lines.first, digits: lineDigits(code, lines)}
	defer func() {
		// A lexer's rule that is broken panics. That is chroma's defect, not
		// the author's, and no reason to lose the page.
		if recover() != nil {
			out, ok = dst, false
		}
	}()
	if m, fast := lexer.(*machine); fast {
		if err := m.tokenise(nil, code, &w); err != nil {
			return dst, false
		}
	} else {
		it, err := lexer.Tokenise(nil, code)
		if err != nil {
			return dst, false
		}
		r := lexRun{sink: &w}
		if err := r.drain(it); err != nil {
			return dst, false
		}
	}
	return w.finish(), true
}

// plainCode appends code without colours, in lines where they are wanted.
func plainCode(dst []byte, code string, lines *lineOptions) []byte {
	w := spanWriter{dst: dst, lines: lines, number: lines.first, digits: lineDigits(code, lines)}
	w.addString(chroma.Text, code)
	return w.finish()
}

func lineDigits(code string, lines *lineOptions) int {
	n := strings.Count(code, "\n")
	if code != "" && !strings.HasSuffix(code, "\n") {
		n++
	}
	return len(strconv.Itoa(lines.first + n - 1))
}

// spanWriter is the tokenSink that writes HTML. Neighbours of one type become
// one span, and a span ends with its line.
type spanWriter struct {
	dst    []byte
	lines  *lineOptions
	number int  // of the line at hand
	digits int  // of the largest line number
	inLine bool // the line's element is open

	pending []byte // text of type kind that is not written yet
	kind    chroma.TokenType
}

// maxToken is the length at which chroma does not extend a token any more.
const maxToken = 8192

func (w *spanWriter) addRunes(t chroma.TokenType, text []rune) {
	if len(text) == 0 {
		return
	}
	w.turn(t)
	for _, r := range text {
		if r < utf8.RuneSelf {
			w.pending = append(w.pending, byte(r))
		} else {
			w.pending = utf8.AppendRune(w.pending, r)
		}
	}
}

func (w *spanWriter) addString(t chroma.TokenType, text string) {
	if len(text) == 0 {
		return
	}
	w.turn(t)
	w.pending = append(w.pending, text...)
}

// turn begins a new token unless the one at hand goes on.
func (w *spanWriter) turn(t chroma.TokenType) {
	if len(w.pending) > 0 && (t != w.kind || len(w.pending) >= maxToken) {
		w.flush()
	}
	w.kind = t
}

func (w *spanWriter) finish() []byte {
	w.flush()
	w.endLine()
	return w.dst
}

// flush writes the token at hand, line by line.
func (w *spanWriter) flush() {
	text := w.pending
	class := classOf(w.kind)
	for len(text) > 0 {
		part := text
		end := bytes.IndexByte(text, '\n')
		if end >= 0 {
			part = text[:end+1]
		}
		text = text[len(part):]
		w.startLine()
		if class == "" {
			w.dst = escapeCode(w.dst, part)
		} else {
			w.dst = append(w.dst, `<span class="`...)
			w.dst = append(w.dst, class...)
			w.dst = append(w.dst, `">`...)
			w.dst = escapeCode(w.dst, part)
			w.dst = append(w.dst, "</span>"...)
		}
		if end >= 0 {
			w.endLine()
		}
	}
	w.pending = w.pending[:0]
}

func (w *spanWriter) startLine() {
	if w.inLine || !w.lines.each() {
		return
	}
	w.inLine = true
	w.dst = append(w.dst, `<span class="line`...)
	if w.isMarked(w.number) {
		w.dst = append(w.dst, " hl"...)
	}
	w.dst = append(w.dst, `">`...)
	if w.lines.numbers {
		w.dst = append(w.dst, `<span class="ln">`...)
		n := strconv.Itoa(w.number)
		for range w.digits - len(n) {
			w.dst = append(w.dst, ' ')
		}
		w.dst = append(w.dst, n...)
		w.dst = append(w.dst, "</span>"...)
	}
	w.dst = append(w.dst, `<span class="cl">`...)
	w.number++
}

func (w *spanWriter) isMarked(line int) bool {
	for _, r := range w.lines.marked {
		if line >= r[0] && line <= r[1] {
			return true
		}
	}
	return false
}

func (w *spanWriter) endLine() {
	if w.inLine {
		w.inLine = false
		w.dst = append(w.dst, "</span></span>"...)
	}
}

// classes caches the class of each type of token.
var classes = func() map[chroma.TokenType]string {
	m := map[chroma.TokenType]string{}
	for t := range chroma.StandardTypes {
		m[t] = chroma.StandardTypes[t]
	}
	return m
}()

// classOf returns the class of a type of token, or that of the nearest type
// above it that has one.
func classOf(t chroma.TokenType) string {
	for t != 0 {
		if c, ok := classes[t]; ok {
			return c
		}
		t = t.Parent()
	}
	return classes[0]
}

// escapeCode escapes as html.EscapeString does, with which chroma writes.
func escapeCode(dst, text []byte) []byte {
	start := 0
	for i, c := range text {
		var e string
		switch c {
		case '&':
			e = "&amp;"
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		case '"':
			e = "&#34;"
		case '\'':
			e = "&#39;"
		default:
			continue
		}
		dst = append(dst, text[start:i]...)
		dst = append(dst, e...)
		start = i + 1
	}
	return append(dst, text[start:]...)
}
