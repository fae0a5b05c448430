package linkcheck

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"sitegen/internal/diag"
)

// suggest is diag.Suggest for words that are long enough to be near to another:
// of two letters, half may not be wrong.
func suggest(word string, candidates []string) string {
	if utf8.RuneCountInString(word) < 3 {
		return ""
	}
	return diag.Suggest(word, slices.DeleteFunc(slices.Clone(candidates), func(c string) bool { return !alike(word, c) }))
}

// alike reports whether two names are near each other in what they do not share:
// "method.join" is no slip for "method.len", nor "wake.js" for "add.js".
func alike(a, b string) bool {
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	if x, y := path.Ext(a), path.Ext(b); x != y && (x == "" || y == "" || diag.Suggest(x, []string{y}) == "") {
		return false // a file of another kind
	}
	prefix := strings.LastIndexByte(a[:same], '.') + 1
	a, b = a[prefix:], b[prefix:]
	if x := path.Ext(a); x == path.Ext(b) {
		a, b = strings.TrimSuffix(a, x), strings.TrimSuffix(b, x)
	}
	return diag.Suggest(a, []string{b}) != ""
}

// shortlist is how many candidates nearest returns at most.
const shortlist = 16

// nearest returns the few candidates that are worth an exact comparison with
// the word, in their order. It looks at a candidate for some hundred
// nanoseconds, and so can look at a whole site.
func nearest(word string, candidates []string) []string {
	m := newMeasure(word)
	limit := 2 * max(1, utf8.RuneCountInString(word)/3) // a swap of neighbours counts as two here
	type scored struct{ index, distance int }
	var best []scored
	for i, c := range candidates {
		if d := len(c) - len(word); d > 2*limit || -d > 2*limit {
			continue
		}
		if d := m.distance(c); d <= 2*limit {
			best = append(best, scored{i, d})
		}
	}
	slices.SortStableFunc(best, func(a, b scored) int { return cmp.Compare(a.distance, b.distance) })
	best = best[:min(len(best), shortlist)]
	slices.SortFunc(best, func(a, b scored) int { return cmp.Compare(a.index, b.index) })
	var out []string
	for _, b := range best {
		out = append(out, candidates[b.index])
	}
	return out
}

// measure finds edit distances from one word, a machine word's bits at a time
// (Myers 1999). It looks at the first 64 bytes, with ASCII letters folded.
type measure struct {
	bits [256]uint64 // by byte: where it stands in the word
	size int
}

func newMeasure(word string) *measure {
	m := &measure{size: min(len(word), 64)}
	for i := range m.size {
		m.bits[foldByte(word[i])] |= 1 << i
	}
	return m
}

func foldByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// distance returns how many bytes have to be put in, taken out or exchanged to
// turn the word into s.
func (m *measure) distance(s string) int {
	if m.size == 0 {
		return len(s)
	}
	s = s[:min(len(s), 64)]
	up, down := ^uint64(0), uint64(0) // where the column's next value is greater, or less, by one
	last, score := uint64(1)<<(m.size-1), m.size
	for i := range len(s) {
		same := m.bits[foldByte(s[i])]
		vertical := same | down
		diagonal := ((same & up) + up) ^ up | same
		right, left := down|^(diagonal|up), up&diagonal
		if right&last != 0 {
			score++
		}
		if left&last != 0 {
			score--
		}
		right, left = right<<1|1, left<<1
		up, down = left|^(vertical|right), right&vertical
	}
	return score
}
