package build

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/glossary"
	"sitegen/internal/markdown"
)

// Explanation says what became of one occurrence of a word.
type Explanation struct {
	Pos diag.Position
	// Before, Word and After are the words around the occurrence.
	Before, Word, After string
	// Term is the id of the term that the words name, or "".
	Term string
	// Name is the whole name that was recognised there; it is longer than Word
	// where the word is part of a longer name.
	Name    string
	Verdict glossary.Verdict
	// Linked and Text give the answer.
	Linked bool
	Text   string
}

// Explained is the answer to `sitegen explain`.
type Explained struct {
	Page *content.Entry
	// Term is the term that answers to the word, or nil; Owners are the terms
	// that share it where no single one owns it on this page.
	Term *content.Entry
	// Occurrences are in document order.
	Occurrences []Explanation
}

// Explain says for each occurrence of a word on a page whether it is linked,
// or which rule kept it from being so. The page is an id, a URL path or a
// source file; the word may be any form of a name.
func (s *Snapshot) Explain(page, word string) (*Explained, error) {
	n, err := s.lookUp(page)
	if err != nil {
		return nil, err
	}
	out := &Explained{Page: n.entry}
	if spans := s.matcher.Scope(n.entry.ID).Match(nil, []byte(word)); len(spans) > 0 && spans[0].End-spans[0].Start == len(word) {
		out.Term = s.byID[spans[0].Term].entry
	}
	if n.src == nil {
		return out, nil
	}
	src, err := fs.ReadFile(s.opt.Source, n.entry.File)
	if err != nil {
		return nil, err
	}
	full := *n
	full.src = &parsed{head: n.src.head, doc: markdown.Parse(n.entry.File, src, n.src.head.BodyOffset(),
		markdown.Options{NoHTML: s.cfg.Markdown.NoHTML, Labels: labels(s.theme), AllRuns: true})}
	r := &resolver{model: &model{cfg: s.cfg, site: s.site, urls: s.urls, assets: s.assets, matcher: s.matcher, linkless: s.linkless},
		opt: s.opt, theme: s.theme, byID: s.byID}
	r.target(&full, r.shortcodes())
	known, err := r.mentions(&full)
	if err != nil {
		return nil, err
	}
	full.found = known.found
	verdicts := r.verdicts(&full)
	scope := s.matcher.Scope(n.entry.ID)
	for i, run := range full.src.doc.Runs {
		text := string(full.src.doc.RunText(i))
		for _, at := range occurrences(text, word) {
			e := explainOne(scope, text, at, at+len(word), run.Place)
			if v, ok := verdicts[place{i, e.from}]; ok {
				e.Verdict = v
			}
			e.finish(s, n)
			line, column := markdown.Position(src, sourceOffset(run.Pieces, at))
			e.Pos = diag.Position{File: n.entry.File, Line: line, Column: column}
			out.Occurrences = append(out.Occurrences, e.Explanation)
		}
	}
	slices.SortStableFunc(out.Occurrences, func(a, b Explanation) int { return a.Pos.Compare(b.Pos) })
	return out, nil
}

// lookUp finds a page as people name it on a command line.
func (s *Snapshot) lookUp(page string) (*node, error) {
	if e, ok := s.site.Index.ByFile(strings.TrimPrefix(page, "./")); ok {
		return s.byID[e.ID], nil
	}
	urlPath := "/" + strings.Trim(page, "/") + "/"
	if e, ok := s.site.Index.ByURL(urlPath); ok && s.byID[e.ID] != nil {
		return s.byID[e.ID], nil
	}
	e, others := s.site.Index.Resolve(page)
	switch {
	case e != nil:
		return s.byID[e.ID], nil
	case len(others) > 1:
		return nil, fmt.Errorf("%q may mean %s: write the whole id", page, ids(others))
	}
	if len(others) == 1 {
		return nil, fmt.Errorf("there is no page %q: did you mean %s?", page, others[0].ID)
	}
	return nil, fmt.Errorf("there is no page %q: name it by id, URL path or source file", page)
}

// place is the start of a mention in a run.
type place struct{ run, start int }

// verdicts tells what became of each mention in prose.
func (r *resolver) verdicts(n *node) map[place]glossary.Verdict {
	out := map[place]glossary.Verdict{}
	all, runs := r.occurrences(n)
	for i, o := range all {
		if runs[i] >= 0 {
			out[place{runs[i], o.Start}] = o.Verdict
		}
	}
	return out
}

// occurrences finds a word in a text as whole words, letters folded.
func occurrences(text, word string) []int {
	var at []int
	for i := 0; i+len(word) <= len(text); {
		if strings.EqualFold(text[i:i+len(word)], word) && wordEdge(text, i) && wordEdge(text, i+len(word)) {
			at = append(at, i)
			i += len(word)
			continue
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return at
}

// wordEdge reports whether a word can begin or end at i. In scripts without
// spaces it can anywhere.
func wordEdge(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i:])
	if i == 0 || i == len(text) {
		return true
	}
	spaced := func(r rune) bool {
		return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
	}
	return !spaced(before) || !spaced(after)
}

type explaining struct {
	Explanation
	from int
}

// explainOne says which name, if any, is recognised at an occurrence.
func explainOne(scope *glossary.Scope, text string, start, end int, where markdown.Place) explaining {
	e := explaining{from: start}
	e.Word = text[start:end]
	e.Before, e.After = contextBefore(text[:start]), contextAfter(text[end:])
	for _, span := range scope.Match(nil, []byte(text)) {
		if span.Start <= start && end <= span.End || span.Start >= start && span.End <= end {
			e.Term, e.Name, e.from = span.Term, text[span.Start:span.End], span.Start
			break
		}
	}
	e.Verdict = placeVerdict(where)
	return e
}

func placeVerdict(p markdown.Place) glossary.Verdict {
	switch p {
	case markdown.PlaceCode:
		return glossary.InCode
	case markdown.PlaceLink:
		return glossary.InLink
	case markdown.PlaceHeading:
		return glossary.InHeading
	case markdown.PlaceImage:
		return glossary.InImage
	case markdown.PlaceHTML:
		return glossary.InHTML
	case markdown.PlaceMath:
		return glossary.InMath
	case markdown.PlaceDiagram:
		return glossary.InDiagram
	case markdown.PlaceQuiz:
		return glossary.InQuiz
	case markdown.PlaceSuppressed:
		return glossary.Suppressed
	}
	return glossary.Linked
}

// finish puts the answer into words.
func (e *explaining) finish(s *Snapshot, n *node) {
	if e.Term == "" {
		e.Text = "no term answers to these words here"
		return
	}
	if e.Term == n.entry.ID && e.Verdict == glossary.Linked {
		e.Verdict = glossary.OwnPage
	}
	e.Linked = e.Verdict == glossary.Linked
	e.Text = e.Verdict.Explain()
	if e.Linked {
		e.Text = "linked to " + s.byID[e.Term].entry.Title + " (" + e.Term + ")"
	}
	if len(e.Name) > len(e.Word) {
		e.Text = fmt.Sprintf("part of the longer name %q: %s", e.Name, e.Text)
	}
}

const contextWidth = 30

func contextBefore(text string) string {
	runes := []rune(oneLineEdges(text))
	if len(runes) > contextWidth {
		return "…" + string(runes[len(runes)-contextWidth:])
	}
	return string(runes)
}

func contextAfter(text string) string {
	runes := []rune(oneLineEdges(text))
	if len(runes) > contextWidth {
		return string(runes[:contextWidth]) + "…"
	}
	return string(runes)
}

// oneLineEdges replaces line breaks and keeps the spaces at the edges.
func oneLineEdges(text string) string {
	return strings.NewReplacer("\r", "", "\n", " ", "\t", " ").Replace(text)
}

// sourceOffset maps an offset of a run's text to one of the file.
func sourceOffset(pieces []markdown.Piece, at int) int {
	offset := 0
	for _, p := range pieces {
		if int(p.Text) > at {
			break
		}
		offset = int(p.Source) + at - int(p.Text)
	}
	return offset
}

// Reach tells on how many pages, and how often, a term is linked.
func (s *Snapshot) Reach(term string) (links, pages int) {
	for _, n := range s.nodes {
		here := 0
		for _, l := range n.links {
			if l.ID == term {
				here++
			}
		}
		links += here
		if here > 0 {
			pages++
		}
	}
	return links, pages
}

// Links counts the links that the glossary makes on all pages.
func (s *Snapshot) Links() int {
	total := 0
	for _, n := range s.nodes {
		total += len(n.links)
	}
	return total
}
