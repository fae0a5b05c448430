package build

import (
	"strings"

	"sitegen/internal/cache"
	"sitegen/internal/graph"
	"sitegen/internal/view"
)

// storedMentions is a mentionCache; terms are numbered in the order of Terms.
type storedMentions struct {
	Terms  []string
	Found  []storedFound
	Quotes []storedQuote
}

type storedFound struct {
	Term, Run, Start, End, Offset, Section uint32
}

type storedQuote struct {
	Term  string
	Quote view.Quote
}

func (c *mentionCache) cacheKey(doc parseKey, file string) cache.Key {
	return doc.cacheKey("mentions", file, c.matcher, c.page)
}

func (c *mentionCache) encode() []byte {
	var out storedMentions
	number := map[string]uint32{}
	for _, f := range c.found {
		if _, ok := number[f.term]; !ok {
			number[f.term] = uint32(len(out.Terms))
			out.Terms = append(out.Terms, f.term)
		}
		out.Found = append(out.Found, storedFound{number[f.term], f.run, f.start, f.end, f.offset, f.section})
	}
	c.quotes.mu.Lock()
	for term, q := range inOrder(c.quotes.byTerm) {
		out.Quotes = append(out.Quotes, storedQuote{term, q})
	}
	c.quotes.mu.Unlock()
	return cache.Encode(nil, &out)
}

// recallMentions reads what encode wrote.
func (r *resolver) recallMentions(n *node, fingerprint string) (mentionCache, bool) {
	if n.src.bodies == nil {
		return mentionCache{}, false
	}
	out := mentionCache{matcher: fingerprint, page: n.entry.ID, quotes: &quotes{}}
	var in storedMentions
	if !recall(n.src.bodies.store, out.cacheKey(n.src.key, n.entry.File), &in) {
		return mentionCache{}, false
	}
	r.intern(in.Terms)
	out.found = make([]found, len(in.Found))
	for i, f := range in.Found {
		if int(f.Term) >= len(in.Terms) {
			return mentionCache{}, false
		}
		out.found[i] = found{in.Terms[f.Term], f.Run, f.Start, f.End, f.Offset, f.Section}
	}
	if len(in.Quotes) > 0 {
		out.quotes.byTerm = make(map[string]view.Quote, len(in.Quotes))
		for _, q := range in.Quotes {
			out.quotes.byTerm[strings.Clone(q.Term)] = view.Quote{Before: strings.Clone(q.Quote.Before), Match: strings.Clone(q.Quote.Match), After: strings.Clone(q.Quote.After)}
		}
	}
	return out, true
}

// intern replaces ids of terms by the model's own, so that what they were read
// from need not stay in memory.
func (r *resolver) intern(ids []string) {
	for i, id := range ids {
		if t := r.site.Index.Term(id); t != nil {
			ids[i] = t.ID
		}
	}
}

// storedSaid is what said holds; Mentions[i] is of Terms[i].
type storedSaid struct {
	Terms    []string
	Mentions []storedNaming
	Words    graph.Vector
}

type storedNaming struct {
	Count                          int
	InTitle, InCompound, InSummary bool
}

func (s *said) cacheKey(doc parseKey, file string) cache.Key {
	return doc.cacheKey("said", file, s.matcher, s.page, s.head)
}

func (s *said) encode() []byte {
	out := storedSaid{Words: s.words}
	for _, m := range s.mentions {
		out.Terms = append(out.Terms, m.Term)
		out.Mentions = append(out.Mentions, storedNaming{m.Count, m.InTitle, m.InCompound, m.InSummary})
	}
	return cache.Encode(nil, &out)
}

// recallSaid reads what encode wrote into the node's file.
func (r *resolver) recallSaid(n *node, said *said) bool {
	var in storedSaid
	if n.src.bodies == nil || !recall(n.src.bodies.store, said.cacheKey(n.src.key, n.entry.File), &in) || len(in.Terms) != len(in.Mentions) {
		return false
	}
	r.intern(in.Terms)
	said.mentions, said.words = make([]graph.Mention, len(in.Terms)), in.Words
	for i, m := range in.Mentions {
		said.mentions[i] = graph.Mention{Term: in.Terms[i], Count: m.Count, InTitle: m.InTitle, InCompound: m.InCompound, InSummary: m.InSummary}
	}
	n.src.said = *said
	return true
}
