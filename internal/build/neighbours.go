package build

import (
	"cmp"
	"html"
	"html/template"
	"slices"
	"strconv"

	"sitegen/internal/content"
	"sitegen/internal/graph"
	"sitegen/internal/layout"
	"sitegen/internal/view"
)

// The drawing of an entry's neighbours: the entry in the middle, what comes
// before it at one side and what goes on from it at the other, each at the end
// of a line. Its width is that of the page, since places are in percent and
// letters keep their size; so it needs no script and reads as well on a phone.
// Measures are CSS pixels.
const (
	maxBeside  = 6    // neighbours at one side
	labelWidth = 16.5 // of a line, in letters
	lineHeight = 16
	rowGap     = 13 // between labels
	drawingPad = 10 // above and below
)

// neighbours draws an entry in the middle of others, of which it shows the first
// of each side. All of them stand in the lists of its page, which is where a
// reader who does not see the drawing finds them.
func (s *Snapshot) neighbours(e *content.Entry, before, after []view.Card) view.Neighbours {
	seen := map[string]bool{e.ID: true}
	choose := func(cards []view.Card) []view.Card {
		var out []view.Card
		for _, c := range cards {
			if !seen[c.ID] && c.URL != "" && len(out) < maxBeside {
				seen[c.ID] = true
				out = append(out, c)
			}
		}
		return out
	}
	before, after = choose(before), choose(after)
	if len(before)+len(after) == 0 {
		return view.Neighbours{}
	}
	// A drawing with all on one side would be a list.
	if len(before) == 0 {
		before, after = after[:len(after)/2], after[len(after)/2:]
	} else if len(after) == 0 {
		before, after = before[len(before)/2:], before[:len(before)/2]
	}
	svg := drawNeighbours(e, before, after)
	return view.Neighbours{
		Drawing: view.HTML{Sum: view.SumOf(svg), Markup: template.HTML(svg)},
		URL:     s.siteView.GraphURL + "#/" + escapePath(e.ID),
	}
}

// termNeighbours are the lessons that treat a term, and the terms to look up next.
func (s *Snapshot) termNeighbours(v *view.Term, e *content.Entry) view.Neighbours {
	var lessons []view.Card
	if v.InDepth != nil {
		lessons = append(lessons, *v.InDepth)
	}
	return s.neighbours(e, append(lessons, v.RelatedLessons...), v.SeeAlso)
}

// lessonNeighbours are what a lesson builds on and explains, and what follows.
func (s *Snapshot) lessonNeighbours(v *view.Lesson, n *node) view.Neighbours {
	const some = maxBeside / 2
	before := slices.Concat(v.Prerequisites[:min(some, len(v.Prerequisites))], v.Teaches)
	if len(before) < maxBeside {
		before = append(before, s.mentioned(n)...)
	}
	after := slices.Concat(v.LeadsTo[:min(some, len(v.LeadsTo))], v.Related, v.SeeAlso, v.LeadsTo)
	return s.neighbours(n.entry, before, after)
}

// mentioned are the terms that a page links, those it names most often first.
func (s *Snapshot) mentioned(n *node) []view.Card {
	count := make(map[string]int, len(n.text.Mentions))
	for _, m := range n.text.Mentions {
		count[m.Term] = m.Count
	}
	ids := slices.Clone(n.linked)
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(count[b], count[a]) })
	cards := s.cardsOf(ids[:min(len(ids), maxBeside)])
	for i := range cards {
		cards[i].Reason = s.reason(graph.Reason{Kind: graph.ReasonMentioned})
	}
	return cards
}

// beside is a neighbour with its place.
type beside struct {
	card  view.Card
	lines []string
	// left and y are where its mark is: left in percent of the width.
	left, y int
}

// drawNeighbours writes the drawing as an SVG element. It is hidden from
// assistive technology and from the tab key, for which it would repeat the lists.
func drawNeighbours(e *content.Entry, before, after []view.Card) []byte {
	sides := [2][]beside{stack(before), stack(after)}
	height := 0
	for _, side := range sides {
		if len(side) > 0 {
			height = max(height, side[len(side)-1].bottom()+drawingPad)
		}
	}
	for i, side := range sides {
		spread(side, height, i == 1)
	}
	middle := height / 2
	b := make([]byte, 0, 4096)
	b = append(b, `<svg class="around" height="`...)
	b = append(number(b, height), `" aria-hidden="true">`...)
	for _, side := range sides {
		for _, n := range side {
			b = append(b, `<line`...)
			if n.card.Reason != "" {
				b = append(b, ` class="derived"`...)
			}
			b = percent(append(b, ` x1="50%" x2="`...), n.left)
			b = number(append(b, `" y1="`...), middle)
			b = append(number(append(b, `" y2="`...), n.y), `"/>`...)
		}
	}
	b = append(b, `<svg x="50%" y="`...)
	b = append(number(b, middle), `" class="self">`...)
	b = append(appendMark(b, e.Kind.String(), 8), `</svg>`...)
	for i, side := range sides {
		for _, n := range side {
			b = n.append(b, i == 0)
		}
	}
	return append(b, `</svg>`...)
}

func percent(b []byte, n int) []byte { return append(number(b, n), '%') }

func number(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

// stack puts labels below each other.
func stack(cards []view.Card) []beside {
	out := make([]beside, 0, len(cards))
	y := drawingPad
	for _, c := range cards {
		n := beside{card: c, lines: layout.Wrap(c.Title, labelWidth, 2)}
		n.y = y + n.height()/2
		y += n.height() + rowGap
		out = append(out, n)
	}
	return out
}

func (n *beside) height() int { return lineHeight * len(n.lines) }

func (n *beside) bottom() int { return n.y + n.height()/2 }

// spread moves a side to the middle of the height, and its marks onto an arc.
func spread(side []beside, height int, right bool) {
	if len(side) == 0 {
		return
	}
	// A side that is much lower than the other takes more room between its labels.
	free := height - drawingPad - side[len(side)-1].bottom()
	gap := min(free/(len(side)+1), 2*rowGap)
	top := (free - gap*(len(side)-1)) / 2
	for i := range side {
		n := &side[i]
		n.y += top + gap*i
		// The distance from the middle, of 100 at the upper and the lower edge.
		off := 200*n.y/height - 100
		from := 15 - 6*off*off/10000
		n.left = 50 - from
		if right {
			n.left = 50 + from
		}
	}
}

// append writes the neighbour as a link: a mark, and a label at its outer side.
func (n *beside) append(b []byte, left bool) []byte {
	b = percent(append(b, `<svg x="`...), n.left)
	b = number(append(b, `" y="`...), n.y)
	b = append(b, `"><a tabindex="-1" href="`...)
	b = append(b, html.EscapeString(n.card.URL)...)
	b = append(b, `"><title>`...)
	b = append(b, html.EscapeString(n.card.Title)...)
	if n.card.Reason != "" {
		b = append(append(b, ": "...), html.EscapeString(n.card.Reason)...)
	}
	b = appendMark(append(b, `</title>`...), n.card.Kind, 5)
	x, anchor := 11, ""
	if left {
		x, anchor = -11, ` text-anchor="end"`
	}
	y := 4 - lineHeight*(len(n.lines)-1)/2
	for _, line := range n.lines {
		b = number(append(b, `<text x="`...), x)
		b = number(append(b, `" y="`...), y)
		b = append(append(append(b, '"'), anchor...), '>')
		b = append(append(b, html.EscapeString(line)...), `</text>`...)
		y += lineHeight
	}
	return append(b, `</a></svg>`...)
}

// appendMark writes the mark of a kind of entry, size to each side of its
// middle: terms are round, all others square.
func appendMark(b []byte, kind string, size int) []byte {
	if kind == content.KindTerm.String() {
		return append(number(append(b, `<circle r="`...), size), `"/>`...)
	}
	b = number(append(b, `<rect x="`...), -size)
	b = number(append(b, `" y="`...), -size)
	b = number(append(b, `" width="`...), 2*size)
	b = number(append(b, `" height="`...), 2*size)
	return append(b, `" rx="2"/>`...)
}
