package markdown

import (
	"bytes"
	"errors"
	"fmt"
	"html"
)

// ErrTargets is what Render returns, wrapped, when the targets or the term
// links do not fit the Doc. It tells of a mistake in the calling program.
var ErrTargets = errors.New("the targets do not fit the document")

// RunText returns the plain text of run i. It is a part of d.HTML where nothing
// in it is escaped, so it must not be changed.
func (d *Doc) RunText(i int) []byte {
	r := &d.Runs[i]
	if r.Place != PlaceProse {
		return []byte(r.Plain)
	}
	escaped := d.HTML[r.Start:r.End]
	if bytes.IndexByte(escaped, '&') < 0 {
		return escaped
	}
	return unescape(make([]byte, 0, len(escaped)), escaped)
}

// Render appends the body's HTML to dst and returns it. targets[i] fills
// d.Slots[i]; terms are the links to make in the runs, sorted by Run and Start,
// not overlapping. The error is that of a shortcode's template, or ErrTargets.
func (d *Doc) Render(dst []byte, targets []Target, terms []TermLink) ([]byte, error) {
	if len(targets) != len(d.Slots) {
		return dst, fmt.Errorf("%w: %d targets for %d slots", ErrTargets, len(targets), len(d.Slots))
	}
	s := splicer{doc: d, targets: targets, terms: terms}
	dst, err := s.splice(dst, len(d.Slots), len(d.HTML))
	if err != nil {
		return dst, err
	}
	if s.term < len(terms) {
		return dst, fmt.Errorf("%w: term link %d is out of order or outside its run", ErrTargets, s.term)
	}
	return dst, nil
}

// splicer walks the skeleton, its slots and the term links side by side.
type splicer struct {
	doc     *Doc
	targets []Target
	terms   []TermLink

	slot, term int // the next of each
	pos        int // HTML up to here is written
}

// splice writes the HTML up to end with the slots before number last.
func (s *splicer) splice(dst []byte, last, end int) ([]byte, error) {
	var err error
	for s.slot < last {
		i := s.slot
		slot, target := &s.doc.Slots[i], &s.targets[i]
		if dst, err = s.prose(dst, int(slot.Offset)); err != nil {
			return dst, err
		}
		s.slot++
		switch slot.Kind {
		case SlotLink, SlotWiki:
			dst = attribute(dst, " href=\"", target.URL)
			dst = append(dst, target.Attrs...)
		case SlotImage:
			dst = attribute(dst, " src=\"", target.URL)
			dst = append(dst, target.Attrs...)
		case SlotRaw:
			dst = appendEscaped(dst, target.URL)
		case SlotShortcode:
			if dst, err = s.shortcode(dst, i); err != nil {
				return dst, err
			}
		}
	}
	return s.prose(dst, end)
}

// shortcode writes the output of the shortcode's template, called with the
// rendered inner part.
func (s *splicer) shortcode(dst []byte, i int) ([]byte, error) {
	slot, target := &s.doc.Slots[i], &s.targets[i]
	inner, err := s.splice(nil, i+1+slot.Inside, int(slot.End))
	if err != nil {
		return dst, err
	}
	if target.HTML == nil {
		return append(dst, inner...), nil
	}
	out, err := target.HTML(string(inner))
	if err != nil {
		return dst, err
	}
	return append(dst, out...), nil
}

// prose copies HTML up to end and makes the term links in it.
func (s *splicer) prose(dst []byte, end int) ([]byte, error) {
	for s.term < len(s.terms) {
		t := &s.terms[s.term]
		if t.Run < 0 || t.Run >= len(s.doc.Runs) {
			return dst, fmt.Errorf("%w: term link %d names run %d of %d", ErrTargets, s.term, t.Run, len(s.doc.Runs))
		}
		run := &s.doc.Runs[t.Run]
		if int(run.Start) >= end {
			break
		}
		text := s.doc.HTML[run.Start:run.End]
		from := int(run.Start) + escapedOffset(text, t.Start)
		to := int(run.Start) + escapedOffset(text, t.End)
		if from < s.pos || to < from || to > int(run.End) || to > end || run.Place != PlaceProse {
			return dst, fmt.Errorf("%w: term link %d (%s) is out of order or outside its run", ErrTargets, s.term, t.ID)
		}
		dst = append(dst, s.doc.HTML[s.pos:from]...)
		dst = attribute(dst, `<a class="term" data-term="`, t.ID)
		dst = attribute(dst, ` href="`, t.URL)
		dst = append(dst, '>')
		dst = append(dst, s.doc.HTML[from:to]...)
		dst = append(dst, "</a>"...)
		s.pos = to
		s.term++
	}
	dst = append(dst, s.doc.HTML[s.pos:end]...)
	s.pos = end
	return dst, nil
}

// attribute appends the start, the escaped value and a closing quote.
func attribute(dst []byte, start, value string) []byte {
	dst = append(dst, start...)
	dst = appendEscaped(dst, value)
	return append(dst, '"')
}

// escapedOffset returns where the byte n of the plain text stands in its
// escaped form. An offset past the end gives more than len(escaped).
func escapedOffset(escaped []byte, n int) int {
	at := bytes.IndexByte(escaped, '&')
	if at < 0 || n <= at {
		return n
	}
	plain := at
	for at < len(escaped) && plain < n {
		if escaped[at] == '&' {
			_, width := entity(escaped[at:])
			at += width
		} else {
			at++
		}
		plain++
	}
	return at + n - plain
}

// appendEscaped appends text so that it may stand in an element or in an
// attribute in double quotes.
func appendEscaped[T string | []byte](dst []byte, text T) []byte {
	start := 0
	for i := 0; i < len(text); i++ {
		var e string
		switch text[i] {
		case '&':
			e = "&amp;"
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		case '"':
			e = "&quot;"
		default:
			continue
		}
		dst = append(dst, text[start:i]...)
		dst = append(dst, e...)
		start = i + 1
	}
	return append(dst, text[start:]...)
}

// entity returns the byte that the escape at the head of b stands for, and the
// escape's length. It knows exactly those that appendEscaped makes.
func entity(b []byte) (byte, int) {
	switch {
	case bytes.HasPrefix(b, []byte("&amp;")):
		return '&', 5
	case bytes.HasPrefix(b, []byte("&lt;")):
		return '<', 4
	case bytes.HasPrefix(b, []byte("&gt;")):
		return '>', 4
	case bytes.HasPrefix(b, []byte("&quot;")):
		return '"', 6
	}
	return b[0], 1
}

// unescape undoes appendEscaped.
func unescape(dst, escaped []byte) []byte {
	for i := 0; i < len(escaped); {
		if escaped[i] != '&' {
			n := bytes.IndexByte(escaped[i:], '&')
			if n < 0 {
				n = len(escaped) - i
			}
			dst = append(dst, escaped[i:i+n]...)
			i += n
			continue
		}
		c, width := entity(escaped[i:])
		dst = append(dst, c)
		i += width
	}
	return dst
}

// unescapeHTML resolves every character reference of HTML, as an attribute's
// value in raw HTML may hold any of them.
func unescapeHTML(s string) string { return html.UnescapeString(s) }
