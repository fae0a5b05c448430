package linkcheck

import (
	"sync"
	"sync/atomic"
)

// verify answers the questions of the first pass and returns the files for the
// second: the pages of which an answer is bad, and the files that are no pages
// but hold references.
func (c *checker) verify(workers []*worker) []int32 {
	bad := make([]atomic.Bool, len(c.site.files))
	var wg sync.WaitGroup
	for share := range workers {
		wg.Go(func() { c.answer(workers, int32(share), bad) })
	}
	wg.Wait()
	for _, w := range workers {
		for _, page := range w.revisit {
			bad[page].Store(true)
		}
	}
	var again []int32
	for id, p := range c.site.files {
		switch {
		case bad[id].Load():
			again = append(again, int32(id))
		case c.pages[id].is:
			if c.pages[id].redirect >= 0 && c.wanted(int32(id)) && c.circles(int32(id)) {
				again = append(again, int32(id))
			}
		case holdsReferences(p):
			again = append(again, int32(id))
		}
	}
	return again
}

// answer answers the questions about every n-th page, and so is alone with the
// sets of those pages.
func (c *checker) answer(workers []*worker, share int32, bad []atomic.Bool) {
	n := int32(len(workers))
	for _, w := range workers {
		for _, a := range w.asks {
			end := c.endOf(a.target)
			if (end&0x7fffffff)%n != share {
				continue
			}
			if end != a.target && a.name == 0 ||
				end >= 0 && a.name > 0 && !c.anchorsOf(end).hasFragment([]byte(w.nameOf[a.name-1])) {
				bad[a.page].Store(true)
			}
		}
	}
}

// endOf returns the page at which readers of this one end, mostly itself;
// redirectAway where they end at another site. Where they are sent in a circle
// it is the page itself.
func (c *checker) endOf(page int32) int32 {
	end := page
	for range hops {
		next := c.pages[end].redirect
		if next == noRedirect {
			return end
		}
		if end = next; end < 0 {
			return redirectAway
		}
	}
	return page
}

// anchorsOf returns the set of the page's ids and names.
func (c *checker) anchorsOf(page int32) *anchorSet {
	if c.anchors[page] == nil {
		values := unpackAnchors(nil, c.pages[page].anchors)
		s := &anchorSet{}
		s.reset(len(values))
		for _, v := range values {
			s.add(v)
		}
		c.anchors[page] = s
	}
	return c.anchors[page]
}
