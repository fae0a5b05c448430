package build

import (
	"bytes"
	"html"
	"strings"
	"sync"

	"sitegen/internal/glossary"
	"sitegen/internal/view"
)

// quotes are those that were made of a page's mentions, by term.
type quotes struct {
	mu     sync.Mutex
	byTerm map[string]view.Quote
}

// quote is the sentence around the node's first mention of a term. It is made
// for the few mentions that a page shows, not for all that were found.
func (n *node) quote(term string) (view.Quote, error) {
	known := n.quotes
	if known == nil {
		return view.Quote{}, nil // no text
	}
	known.mu.Lock()
	defer known.mu.Unlock()
	if q, ok := known.byTerm[term]; ok {
		return q, nil
	}
	q, err := n.makeQuote(term)
	if err == nil {
		if known.byTerm == nil {
			known.byTerm = map[string]view.Quote{}
		}
		known.byTerm[term] = q
	}
	return q, err
}

func (n *node) makeQuote(term string) (view.Quote, error) {
	for _, f := range n.found {
		if f.term != term {
			continue
		}
		doc, err := n.src.whole()
		if err != nil {
			return view.Quote{}, err
		}
		run := doc.Runs[f.run]
		inRun := doc.RunText(int(f.run))
		before, after := blockAround(doc.HTML, int(run.Start), int(run.End))
		text := before + string(inRun) + after
		start, end := len(before)+int(f.start), len(before)+int(f.end)
		from, to := glossary.Sentence(text, start, end)
		return view.Quote{Before: text[from:start], Match: text[start:end], After: text[end:to]}, nil
	}
	return view.Quote{}, nil
}

// inlineElements are the elements that do not end a sentence.
var inlineElements = map[string]bool{
	"a": true, "abbr": true, "b": true, "cite": true, "code": true, "del": true, "dfn": true, "em": true, "i": true, "ins": true,
	"kbd": true, "mark": true, "q": true, "s": true, "samp": true, "small": true, "span": true, "strong": true, "sub": true, "u": true, "var": true,
}

// blockAround returns the plain text before and after a stretch of a body's
// HTML, as far as its block goes: a run ends at every change of type.
func blockAround(body []byte, start, end int) (before, after string) {
	from := start
	for {
		open := bytes.LastIndexByte(body[:from], '<')
		if open < 0 {
			from = 0
			break
		}
		if !inlineElements[tagName(body[open:])] {
			from = open + tagEnd(body[open:])
			break
		}
		from = open
	}
	to := end
	for {
		open := bytes.IndexByte(body[to:], '<')
		if open < 0 {
			to = len(body)
			break
		}
		to += open
		if !inlineElements[tagName(body[to:])] {
			break
		}
		to += tagEnd(body[to:])
	}
	return plainText(body[min(from, start):start]), plainText(body[end:to])
}

// tagName is the name of the element that a tag opens or closes.
func tagName(tag []byte) string {
	i := 1
	if i < len(tag) && tag[i] == '/' {
		i++
	}
	j := i
	for j < len(tag) && (isLetter(tag[j]) || tag[j] >= '0' && tag[j] <= '9') {
		j++
	}
	return strings.ToLower(string(tag[i:j]))
}

// plainText leaves tags out and resolves character references.
func plainText(markup []byte) string {
	var b strings.Builder
	for len(markup) > 0 {
		open := bytes.IndexByte(markup, '<')
		if open < 0 {
			open = len(markup)
		}
		b.Write(markup[:open])
		markup = markup[open:]
		if len(markup) > 0 {
			markup = markup[tagEnd(markup):]
		}
	}
	return html.UnescapeString(b.String())
}
