package markdown

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// question is one question of a quiz. Its parts are lines of the source,
// without the marks before them.
type question struct {
	at          int // offset of its first line
	text        text.Segments
	answers     []answer
	explanation text.Segments
}

type answer struct {
	at    int
	right bool
	text  text.Segments
	why   text.Segments
}

// quizReader takes a quiz fence apart, line by line.
type quizReader struct {
	w         *writer
	questions []question
	part      *text.Segments // to which a line that begins nothing belongs
	fence     string         // the code fence that is open in the part, or ""
}

const quizHint = "a question begins with \"? \", its answers with \"- [ ] \" or \"- [x] \" for a right one, " +
	"an answer's explanation with \"> \", a general one with \"! \""

func (r *quizReader) problem(at int, hint, format string, args ...any) {
	r.w.problems.Errorf(r.w.at(at), "quiz", hint, format, args...)
}

// read takes one line.
func (r *quizReader) read(seg text.Segment) {
	line := seg.Value(r.w.body)
	indent := 0
	for indent < len(line) && line[indent] == ' ' {
		indent++
	}
	rest := bytes.TrimRight(line[indent:], "\r\n")
	switch {
	case r.fence != "":
		if closesFence(rest, r.fence) {
			r.fence = ""
		}
		r.add(seg, min(indent, r.strip(seg)))
	case indent == 0 && isMark(rest, '?'):
		r.questions = append(r.questions, question{at: seg.Start})
		r.part = &r.question().text
		r.add(seg, skipSpace(line, 1))
	case len(rest) == 0:
		if r.part != nil {
			r.add(seg, indent)
		}
	case r.question() == nil:
		r.problem(seg.Start+indent, quizHint, "this line of a quiz belongs to no question")
		r.questions = append(r.questions, question{at: seg.Start, answers: []answer{{right: true}}})
		r.part = &r.question().text
	case indent == 0 && isMark(rest, '!'):
		r.part = &r.question().explanation
		r.add(seg, skipSpace(line, 1))
	case indent <= 1 && (rest[0] == '-' || rest[0] == '*') && (len(rest) < 2 || rest[1] == ' ' || rest[1] == '['):
		r.answer(seg, indent)
	case rest[0] == '>' && r.lastAnswer() != nil && r.part != &r.question().explanation:
		r.part = &r.lastAnswer().why
		n := indent + 1
		if n < len(line) && line[n] == ' ' {
			n++
		}
		r.add(seg, n)
		r.openFence(line[n:])
	default:
		r.add(seg, min(indent, r.strip(seg)))
		r.openFence(rest)
	}
}

// isMark reports whether the line begins with the mark and a space.
func isMark(line []byte, mark byte) bool {
	return len(line) > 0 && line[0] == mark && (len(line) == 1 || isBlankByte(line[1]))
}

// strip is how many leading spaces of a further line of a part are not its own.
func (r *quizReader) strip(seg text.Segment) int {
	q := r.question()
	if q == nil || r.part == &q.text {
		return 0
	}
	return 2
}

// openFence notes that a code block begins in the part: its lines are not
// looked at until it ends. In an explanation each line has its own mark, so
// there the block is left to the Markdown parser.
func (r *quizReader) openFence(line []byte) {
	if a := r.lastAnswer(); a != nil && r.part == &a.why {
		return
	}
	for _, c := range []string{"`", "~"} {
		n := 0
		for n < len(line) && line[n] == c[0] {
			n++
		}
		if n >= 3 {
			r.fence = strings.Repeat(c, n)
		}
	}
}

func closesFence(line []byte, fence string) bool {
	return bytes.HasPrefix(line, []byte(fence)) && len(bytes.Trim(line, fence[:1]+" \t")) == 0
}

func (r *quizReader) question() *question {
	if len(r.questions) == 0 {
		return nil
	}
	return &r.questions[len(r.questions)-1]
}

func (r *quizReader) lastAnswer() *answer {
	if q := r.question(); q != nil && len(q.answers) > 0 {
		return &q.answers[len(q.answers)-1]
	}
	return nil
}

// add gives a line, without its first n bytes, to the part at hand.
func (r *quizReader) add(seg text.Segment, n int) {
	start := min(seg.Start+n, seg.Stop)
	if start == seg.Stop { // keep the line end
		start = max(seg.Start, seg.Stop-1)
	}
	s := text.NewSegment(start, seg.Stop)
	s.ForceNewline = seg.ForceNewline
	r.part.Append(s)
}

// answer begins an answer: "- [ ] text" or "- [x] text".
func (r *quizReader) answer(seg text.Segment, indent int) {
	line := seg.Value(r.w.body)
	at := seg.Start + indent
	q := r.question()
	i := skipSpace(line, indent+1)
	begin := i + 3
	if i+3 > len(line) || line[i] != '[' || line[i+2] != ']' {
		r.problem(at, "write \"- [ ] \" before a wrong answer and \"- [x] \" before a right one", "this answer has no box")
		begin = i
	} else if c := line[i+1]; c != ' ' && c != 'x' && c != 'X' {
		r.problem(at, "write [x] for a right answer and [ ] for a wrong one", "the box of this answer holds %q", string(c))
	}
	right := begin > i && (line[i+1] == 'x' || line[i+1] == 'X')
	q.answers = append(q.answers, answer{at: at, right: right})
	r.part = &r.lastAnswer().text
	r.add(seg, skipSpace(line, begin))
}

// check reports what a question lacks.
func (r *quizReader) check(q *question) {
	right := 0
	for i := range q.answers {
		a := &q.answers[i]
		if a.right {
			right++
		}
		if a.at > 0 && blankSegments(&a.text, r.w.body) {
			r.problem(a.at, "write the answer behind the box", "this answer is empty")
		}
	}
	switch {
	case blankSegments(&q.text, r.w.body) && len(q.answers) == 0:
		r.problem(q.at, quizHint, "this question is empty")
	case len(q.answers) == 0:
		r.problem(q.at, "write its answers below it, each as \"- [ ] answer\"", "this question has no answers")
	case right == 0:
		r.problem(q.at, "mark at least one answer with [x]", "this question has no right answer")
	}
}

func blankSegments(s *text.Segments, src []byte) bool {
	return len(bytes.TrimSpace(s.Value(src))) == 0
}

// quiz writes a quiz so that it can be read without a script: the questions
// with their answers, and the solution of each folded away below it.
func (w *writer) quiz(n *ast.FencedCodeBlock) {
	if w.inQuiz {
		w.code(n, &fenceInfo{first: 1})
		return
	}
	r := quizReader{w: w}
	for i := range n.Lines().Len() {
		r.read(n.Lines().At(i))
	}
	if len(r.questions) == 0 {
		r.problem(max(0, nodePos(n)), quizHint, "this quiz has no questions")
		return
	}
	w.doc.Features |= HasQuiz
	w.opened = true
	w.inQuiz = true
	w.quizzes++
	w.put(`<div class="quiz" role="group"`)
	w.attr("aria-label", w.opt.Labels.Quiz+" "+strconv.Itoa(w.quizzes))
	w.put(">\n")
	for i := range r.questions {
		r.check(&r.questions[i])
		w.question(&r.questions[i], i+1)
	}
	w.put("</div>\n")
	w.inQuiz = false
}

func (w *writer) question(q *question, number int) {
	right := 0
	for _, a := range q.answers {
		if a.right {
			right++
		}
	}
	kind := "one"
	if right > 1 {
		kind = "many"
	}
	labels := &w.opt.Labels
	w.put(`<div class="question" data-question="` + w.questionID(q) + `" data-answers="` + kind + `">` +
		"\n" + `<p class="question-label">`)
	w.escape([]byte(labels.Question + " " + strconv.Itoa(number)))
	w.put("</p>\n<div class=\"question-text\">\n")
	w.push(PlaceQuiz)
	w.part(&q.text, false)
	w.put("</div>\n<ol class=\"answers\" type=\"A\">\n")
	explained := false
	for i := range q.answers {
		w.put(`<li class="answer" data-right="` + strconv.FormatBool(q.answers[i].right) + `">`)
		w.part(&q.answers[i].text, true)
		w.put("</li>\n")
		explained = explained || q.answers[i].why.Len() > 0
	}
	w.pop()
	w.put("</ol>\n<details class=\"solution\"><summary>")
	w.escape([]byte(labels.ShowAnswer))
	w.put("</summary>\n<ol class=\"verdicts\" type=\"A\">\n")
	for i := range q.answers {
		w.verdict(&q.answers[i])
	}
	w.put("</ol>\n")
	if !blankSegments(&q.explanation, w.body) {
		w.put("<div class=\"explanation\">\n")
		w.part(&q.explanation, false)
		w.put("</div>\n")
	}
	w.put("</details>\n</div>\n")
}

// verdict writes whether an answer is right, and why.
func (w *writer) verdict(a *answer) {
	word := w.opt.Labels.Wrong
	if a.right {
		word = w.opt.Labels.Right
	}
	w.put(`<li data-right="` + strconv.FormatBool(a.right) + `"><strong class="verdict">`)
	w.escape([]byte(word))
	w.put("</strong>")
	if !blankSegments(&a.why, w.body) {
		w.put(" ")
		w.part(&a.why, true)
	}
	w.put("</li>\n")
}

// part writes the Markdown of a part of a question; a single paragraph goes
// without its element where tight is set.
func (w *writer) part(lines *text.Segments, tight bool) {
	if blankSegments(lines, w.body) {
		return
	}
	pc := parser.NewContext()
	for _, ref := range w.refs {
		pc.AddReference(ref)
	}
	w.state.startBlock()
	pc.Set(stateKey, w.state)
	root := quizDialect.Parse(text.NewBlockReader(w.tree, lines), parser.WithContext(pc))
	p, ok := root.FirstChild().(*ast.Paragraph)
	if !tight || !ok || root.ChildCount() != 1 {
		w.walk(root)
		return
	}
	for c := p.FirstChild(); c != nil; c = c.NextSibling() {
		w.walk(c)
	}
	w.block()
}

// questionID is a name for the question that stays as long as its text does,
// and that no other question on the page has.
func (w *writer) questionID(q *question) string {
	h := fnv.New64a()
	h.Write(bytes.Join(bytes.Fields(q.text.Value(w.body)), []byte{' '}))
	id := fmt.Sprintf("%016x", h.Sum64())
	w.questionIDs[id]++
	if n := w.questionIDs[id]; n > 1 {
		id += "-" + strconv.Itoa(n)
	}
	return id
}
