package markdown

import (
	"unicode"

	"github.com/dlclark/regexp2/v2/syntax"
)

// firstSet is the set of characters with which a match can begin. Bit 128 of
// the table stands for all characters beyond ASCII.
type firstSet struct {
	table [beyondASCII + 1]bool
	// empty is true where a match may consume nothing, or where the pattern is
	// not understood: then the first character says nothing.
	empty bool
}

const beyondASCII = 128

func (f *firstSet) any() {
	for i := range f.table {
		f.table[i] = true
	}
	f.empty = true
}

func (f *firstSet) add(r rune) {
	if r < beyondASCII {
		f.table[r] = true
	} else {
		f.table[beyondASCII] = true
	}
}

func (f *firstSet) union(g *firstSet) {
	for i, in := range g.table {
		f.table[i] = f.table[i] || in
	}
}

// has reports whether a match may begin with r.
func (f *firstSet) has(r rune) bool {
	if f.empty {
		return true
	}
	return f.table[min(r, beyondASCII)]
}

// firstSetOf works out with which characters a match of the pattern can begin.
// It looks at the tree that the regular expression engine itself matches by,
// so the two cannot differ on what a class contains. What it does not know, it
// takes for anything.
func firstSetOf(pattern string) firstSet {
	var f firstSet
	tree, err := syntax.Parse(pattern, syntax.ParseOptions{})
	if err != nil {
		f.any()
		return f
	}
	return firstOfNode(tree.Root)
}

func firstOfNode(n *syntax.RegexNode) firstSet {
	var f firstSet
	switch n.T {
	case syntax.NtOne:
		f.addFolded(n, n.Ch)
	case syntax.NtOneloop, syntax.NtOnelazy, syntax.NtOneloopatomic:
		f.addFolded(n, n.Ch)
		f.empty = n.M == 0
	case syntax.NtMulti:
		f.addFolded(n, n.Str[0])
	case syntax.NtNotone:
		f.allBut(n.Ch)
	case syntax.NtNotoneloop, syntax.NtNotonelazy, syntax.NtNotoneloopatomic:
		f.allBut(n.Ch)
		f.empty = n.M == 0
	case syntax.NtSet:
		f.addClass(n)
	case syntax.NtSetloop, syntax.NtSetlazy, syntax.NtSetloopatomic:
		f.addClass(n)
		f.empty = n.M == 0
	case syntax.NtBol, syntax.NtEol, syntax.NtBoundary, syntax.NtNonboundary, syntax.NtBeginning, syntax.NtStart,
		syntax.NtEndZ, syntax.NtEnd, syntax.NtEmpty, syntax.NtPosLook, syntax.NtNegLook, syntax.NtECMABoundary,
		syntax.NtNonECMABoundary, syntax.NtUpdateBumpalong:
		f.empty = true
	case syntax.NtNothing:
	case syntax.NtAlternate:
		for _, c := range n.Children {
			g := firstOfNode(c)
			f.union(&g)
			f.empty = f.empty || g.empty
		}
	case syntax.NtConcatenate:
		f.empty = true
		for _, c := range n.Children {
			g := firstOfNode(c)
			f.union(&g)
			if !g.empty {
				f.empty = false
				break
			}
		}
	case syntax.NtLoop, syntax.NtLazyloop:
		f = firstOfChildren(n)
		f.empty = f.empty || n.M == 0
	case syntax.NtCapture, syntax.NtGroup, syntax.NtAtomic:
		f = firstOfChildren(n)
	default:
		f.any()
	}
	return f
}

func firstOfChildren(n *syntax.RegexNode) firstSet {
	if len(n.Children) == 1 {
		return firstOfNode(n.Children[0])
	}
	var f firstSet
	f.any()
	return f
}

func (f *firstSet) addFolded(n *syntax.RegexNode, r rune) {
	f.add(r)
	if n.Options&syntax.IgnoreCase == 0 {
		return
	}
	for c := unicode.SimpleFold(r); c != r; c = unicode.SimpleFold(c) {
		f.add(c)
	}
}

func (f *firstSet) allBut(r rune) {
	for c := range f.table {
		f.table[c] = rune(c) != r || c == beyondASCII
	}
}

func (f *firstSet) addClass(n *syntax.RegexNode) {
	// Whether the class has anything beyond ASCII is not worth knowing.
	f.table[beyondASCII] = true
	for c := rune(0); c < beyondASCII; c++ {
		in := n.Set.CharIn(c)
		if n.Options&syntax.IgnoreCase != 0 {
			in = in || n.Set.CharIn(unicode.ToLower(c)) || n.Set.CharIn(unicode.ToUpper(c))
		}
		f.table[c] = f.table[c] || in
	}
}
