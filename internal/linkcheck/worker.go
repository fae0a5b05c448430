package linkcheck

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"sitegen/internal/diag"
)

// worker reads one file after another. Everything that it fills is its own; it
// writes to the checker only in the elements of the page that it reads.
type worker struct {
	*checker
	doc document
	res resolver
	buf []byte

	// file is the one being read, late whether this is the second pass over a
	// page: only what depends on other pages is reported then.
	file  int32
	late  bool
	where locator
	// lines has the offsets of the file's line ends, once they were asked for.
	lines []int
	ids   anchorSet
	urls  urlCounter
	// first has, for each value of ids, where the element with that id stands.
	first []uint32

	records  []record
	external []ExternalLink
	// asks are the questions about other pages; names are their fragments.
	asks    []ask
	names   map[string]uint32
	nameOf  []string
	askedBy []int32 // by target: the last page that asked whether it redirects
	revisit []int32 // pages that the second pass has to look at in any case

	links, fragments, outside int
	bytes                     int64
}

// ask is a question that only the whole of the first pass can answer: does the
// target have the place, or, where name is 0, does it send its readers on?
type ask struct {
	page, target int32
	name         uint32 // index in nameOf + 1
}

// record is a problem while it waits for its hint.
type record struct {
	problem diag.Problem
	place   Place
	// nearPath asks for the path nearest to place.Target; nearAnchor for the id
	// nearest to the fragment on the page anchorsOf.
	nearPath, nearAnchor bool
	anchorsOf            int32
	fragment             string
	// dir is the folder that relative URLs of the file begin at.
	dir string
}

func (a record) compare(b record) int {
	return cmp.Or(a.problem.Compare(b.problem), strings.Compare(a.place.Attr, b.place.Attr),
		cmp.Compare(a.place.Occurrence, b.place.Occurrence))
}

func newWorker(c *checker) *worker {
	w := &worker{checker: c, names: map[string]uint32{}, askedBy: make([]int32, len(c.site.files))}
	w.res.bases, w.res.main = c.bases, c.main
	return w
}

// open reads the file and prepares to look at it.
func (w *worker) open(file int32) (err error) {
	if w.buf, err = w.read(file, w.buf); err != nil {
		return err
	}
	w.buf = toUTF8(w.buf)
	if !w.pages[file].is {
		w.buf = declaredToUTF8(w.buf)
	}
	w.file = file
	w.urls.reset()
	w.where = locator{data: w.buf, line: 1}
	w.lines = w.lines[:0]
	w.res.setPage(w.site.files[file])
	return nil
}

// firstPass reads a page: what it refers to, and what others can refer to.
func (w *worker) firstPass(file int32) error {
	if err := w.open(file); err != nil {
		return err
	}
	w.late = false
	w.bytes += int64(len(w.buf))
	w.doc.parseHTML(w.buf)
	w.fillAnchors()
	w.pages[file].anchors = packAnchors(nil, w.ids.values)
	w.rebase()
	w.pages[file].redirect = w.redirectOf()
	if !w.wanted(file) {
		return nil
	}
	w.addJSONLD()
	for i := range w.doc.refs {
		w.check(i)
	}
	w.reportLints()
	return nil
}

// secondPass reads a page again of which something is wrong that the first
// pass could not know, or one of the other files with references.
func (w *worker) secondPass(file int32) error {
	if err := w.open(file); err != nil {
		return err
	}
	w.late = w.pages[file].is
	if w.late {
		w.doc.parseHTML(w.buf)
		w.rebase()
		w.fillAnchors()
		w.addJSONLD()
	} else {
		w.parseOther(w.site.files[file])
	}
	for i := range w.doc.refs {
		w.check(i)
	}
	if !w.late {
		w.reportLints()
	}
	return nil
}

// urlCounter counts how often a page had a URL before a place. The first few
// answers are looked up anew each; a page with many problems gets a map, which
// is filled once as long as the places follow each other.
type urlCounter struct {
	asked, next int
	off         uint32
	counts      map[string]int
}

func (c *urlCounter) reset() { *c = urlCounter{} }

// before returns how many of the references before off have the URL.
func (c *urlCounter) before(refs []ref, off uint32, url []byte) int {
	if c.asked++; c.asked <= 32 {
		n := 0
		for i := range refs {
			if refs[i].off < off && bytes.Equal(refs[i].url, url) {
				n++
			}
		}
		return n
	}
	if c.counts == nil || off < c.off {
		c.counts, c.next = map[string]int{}, 0
	}
	for c.off = off; c.next < len(refs) && refs[c.next].off < off; c.next++ {
		c.counts[string(refs[c.next].url)]++
	}
	return c.counts[string(url)]
}

// reportLints reports what is wrong with the file by itself, in the order of
// the file: so the locator moves on only.
func (w *worker) reportLints() {
	slices.SortStableFunc(w.doc.lints, func(a, b lint) int { return cmp.Compare(a.off, b.off) })
	for i := range w.doc.lints {
		w.reportLint(&w.doc.lints[i])
	}
}

// rebase applies the document's <base>.
func (w *worker) rebase() {
	if w.doc.hasBase {
		w.res.setBase(w.doc.base)
	}
}

// fillAnchors collects the page's ids and names and reports those that are
// there twice.
func (w *worker) fillAnchors() {
	w.ids.reset(len(w.doc.anchors))
	w.first = w.first[:0]
	report := !w.late && w.wanted(w.file)
	for _, a := range w.doc.anchors {
		i, fresh := w.ids.add(a.value)
		if fresh {
			w.first = append(w.first, 0)
		}
		switch {
		case a.lone || !report:
		case w.first[i] == 0:
			w.first[i] = a.off
		default:
			w.duplicate(a, w.first[i])
		}
	}
}

// redirectOf returns where the page sends its readers.
func (w *worker) redirectOf() int32 {
	if w.doc.refresh < 0 {
		return noRedirect
	}
	loc := w.res.resolve(w.doc.refs[w.doc.refresh].url)
	switch loc.class {
	case urlExternal, urlOutside:
		return redirectAway
	case urlLocal:
		if _, file := w.site.lookup(loc.path, loc.folder); file >= 0 && file != w.file && !loc.self {
			return file
		}
	}
	return noRedirect
}

// askLater notes a question about another page.
func (w *worker) askLater(target int32, fragment []byte) {
	a := ask{page: w.file, target: target}
	if fragment == nil {
		if w.askedBy[target] == w.file+1 {
			return
		}
		w.askedBy[target] = w.file + 1
	} else {
		n, ok := w.names[string(fragment)]
		if !ok {
			w.nameOf = append(w.nameOf, string(fragment))
			n = uint32(len(w.nameOf))
			w.names[w.nameOf[n-1]] = n
		}
		a.name = n
	}
	w.asks = append(w.asks, a)
}

// locator turns offsets into lines and columns, cheaply for offsets that grow.
type locator struct {
	data []byte
	// off is the last offset asked for, on the line that begins at start;
	// column counts the code points between them.
	off, start, line, column int
}

// at returns the line and column of an offset, counting from 1.
func (l *locator) at(off int) (line, column int) {
	off = min(off, len(l.data))
	if off < l.off {
		*l = locator{data: l.data, line: 1}
	}
	if l.off == 0 && bytes.HasPrefix(l.data, []byte("\ufeff")) {
		l.off = min(3, off) // editors do not count the byte-order mark
		l.start = l.off
	}
	passed := l.data[l.off:off]
	if n := bytes.Count(passed, []byte("\n")); n > 0 {
		l.line += n
		l.start = l.off + bytes.LastIndexByte(passed, '\n') + 1
		l.column = utf8.RuneCount(l.data[l.start:off])
	} else {
		l.column += utf8.RuneCount(passed)
	}
	l.off = off
	return l.line, l.column + 1
}

// lineOf returns the line of any offset of the file.
func (w *worker) lineOf(off int) int {
	if len(w.lines) == 0 {
		for i := 0; ; i++ {
			j := bytes.IndexByte(w.buf[i:], '\n')
			if j < 0 {
				break
			}
			i += j
			w.lines = append(w.lines, i)
		}
		w.lines = append(w.lines, len(w.buf))
	}
	n, _ := slices.BinarySearch(w.lines, off)
	return n + 1
}
