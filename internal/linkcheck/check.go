package linkcheck

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"sitegen/internal/diag"
)

// Options say how to check. The zero value checks a folder by itself.
type Options struct {
	// BaseURLs are the addresses under which the site is published, such as
	// "https://example.com/docs/"; URLs below them are paths of the site. A
	// mere path ("/docs/") names the sub-path alone. Root-relative references
	// belong to the first.
	BaseURLs []string
	// Rules changes what the rules' problems are worth; an unknown name is an
	// error of Check.
	Rules map[string]Level
	// Pages says which pages' problems are wanted; nil wants all. Pages that
	// it leaves out are still what others may link to.
	Pages func(path string) bool
	// Index names the files that answer for their folder, best first; empty
	// means "index.html".
	Index []string
	// CleanURLs says that the server finds about.html at /about.
	CleanURLs bool
	// External asks for the references to other sites in Result.External.
	External bool
	// Workers is how many files are read at the same time; 0 means one for
	// each processor.
	Workers int
}

// Result is what a check found.
type Result struct {
	// Problems are sorted. Pos is the place in the file that was checked, Page
	// is that file, URL the reference with character references resolved.
	Problems diag.List
	// Places has one element per problem: Places[i] belongs to Problems[i]. A
	// caller that moves problems to their sources does so before sorting anew.
	Places []Place
	// External are the references to other sites, if they were asked for,
	// sorted by URL and place.
	External []ExternalLink

	// Pages and Files count what was read: pages, and all files; Bytes is the
	// size of the pages.
	Pages, Files int
	Bytes        int64
	// Links counts references, Fragments those of them that name a place on a
	// page, and Outside those that lead to other sites.
	Links, Fragments, Outside int
}

// Place says what a problem is about, beyond its position.
type Place struct {
	// Element is the element's name in lower case, "" outside HTML; Attr is the
	// attribute's name, or what stands for it: "url()" and "@import" in style
	// sheets, "loc", "link", "to" and "sitemap" in lists of URLs, and "" for the
	// text of a <style> or <script>.
	Element, Attr string
	// Occurrence counts the references of the page with the same URL before
	// this one.
	Occurrence int
	// Target is the path below the site's root that the reference leads to,
	// where that is known: decoded, without slashes at its ends.
	Target string
	// Fix is the URL to write instead, where there is one sure answer.
	Fix string
}

// checker is one run of Check.
type checker struct {
	fsys     fs.FS
	opt      Options
	settings *settings
	bases    []ownBase
	main     ownBase
	site     *site
	// pages has an element for each file; those of pages are filled by the
	// first pass, each by the worker that reads the page.
	pages []pageInfo
	// anchors has the sets of the pages that fragments were asked of.
	anchors []*anchorSet
}

// pageInfo is what the first pass keeps of a page.
type pageInfo struct {
	// is says that the file is a page at all.
	is bool
	// anchors are the page's ids and names, as packAnchors writes them.
	anchors []byte
	// redirect is the file that the page sends its readers to at once,
	// noRedirect, or redirectAway for another site.
	redirect int32
}

const (
	noRedirect   = -1
	redirectAway = -2
)

// Check checks the files of fsys. Problems of the files are in the result; an
// error says that they could not be read, that the options are wrong or that
// ctx was cancelled.
func Check(ctx context.Context, fsys fs.FS, opt Options) (Result, error) {
	c, err := newChecker(ctx, fsys, opt)
	if err != nil {
		return Result{}, err
	}
	workers := make([]*worker, max(1, c.opt.Workers))
	for i := range workers {
		workers[i] = newWorker(c)
	}
	var htmls []int32
	for id := range c.pages {
		if c.pages[id].is {
			htmls = append(htmls, int32(id))
		}
	}
	if err := c.each(ctx, workers, htmls, (*worker).firstPass); err != nil {
		return Result{}, err
	}
	again := c.verify(workers)
	if err := c.each(ctx, workers, again, (*worker).secondPass); err != nil {
		return Result{}, err
	}
	return c.result(workers, len(htmls)), nil
}

func newChecker(ctx context.Context, fsys fs.FS, opt Options) (*checker, error) {
	c := &checker{fsys: fsys, opt: opt}
	var err error
	if c.settings, err = newSettings(opt.Rules); err != nil {
		return nil, err
	}
	for _, s := range opt.BaseURLs {
		b, err := parseBase(s)
		if err != nil {
			return nil, err
		}
		c.bases = append(c.bases, b)
	}
	c.main = ownBase{secure: true}
	if len(c.bases) > 0 {
		c.main = c.bases[0]
	}
	if c.opt.Workers == 0 {
		c.opt.Workers = runtime.GOMAXPROCS(0)
	}
	if len(c.opt.Index) == 0 {
		c.opt.Index = []string{"index.html"}
	}
	if c.site, err = scanSite(ctx, fsys, c.opt.Index); err != nil {
		return nil, err
	}
	c.site.cleanURLs = opt.CleanURLs
	if err := c.readRedirects(); err != nil {
		return nil, err
	}
	c.pages = make([]pageInfo, len(c.site.files))
	for i, p := range c.site.files {
		c.pages[i] = pageInfo{is: isHTML(p), redirect: noRedirect}
	}
	c.anchors = make([]*anchorSet, len(c.site.files))
	return c, nil
}

// each gives the files to the workers, one at a time each, until all are done,
// one fails or ctx is cancelled.
func (c *checker) each(ctx context.Context, workers []*worker, files []int32, do func(*worker, int32) error) error {
	var next atomic.Int64
	var stop atomic.Bool
	errs := make([]error, len(workers))
	var wg sync.WaitGroup
	for i, w := range workers {
		wg.Go(func() {
			for !stop.Load() {
				n := int(next.Add(1)) - 1
				if n >= len(files) {
					return
				}
				if errs[i] = ctx.Err(); errs[i] == nil {
					errs[i] = do(w, files[n])
				}
				if errs[i] != nil {
					stop.Store(true)
				}
			}
		})
	}
	wg.Wait()
	return cmp.Or(errs...) // one is enough to know
}

// wanted reports whether the file's problems are to be reported.
func (c *checker) wanted(file int32) bool {
	p := c.site.files[file]
	return c.opt.Pages == nil || !c.pages[file].is || c.opt.Pages(p)
}

// read reads a file into the buffer and returns it, grown where needed.
func (c *checker) read(file int32, buf []byte) ([]byte, error) {
	p := c.site.files[file]
	f, err := c.fsys.Open(p)
	if err != nil {
		return nil, fmt.Errorf("reading a file to check: %w", err)
	}
	defer f.Close()
	buf = slices.Grow(buf[:0], 64<<10)
	for {
		n, err := f.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case err == io.EOF:
			return buf, nil
		case err != nil:
			return nil, fmt.Errorf("reading %s: %w", p, err)
		case len(buf) > maxFile:
			return nil, fmt.Errorf("reading %s: a file of more than %d bytes is too large to check", p, maxFile)
		case len(buf) == cap(buf):
			buf = slices.Grow(buf, len(buf))
		}
	}
}

// result puts together what the workers found.
func (c *checker) result(workers []*worker, pages int) Result {
	r := Result{Pages: pages, Files: len(c.site.files)}
	var records []record
	for _, w := range workers {
		records = append(records, w.records...)
		r.External = append(r.External, w.external...)
		r.Links += w.links
		r.Fragments += w.fragments
		r.Outside += w.outside
		r.Bytes += w.bytes
		w.records = nil
	}
	slices.SortFunc(records, record.compare)
	records = slices.CompactFunc(records, func(a, b record) bool { return a.compare(b) == 0 })
	c.addHints(records)
	r.Problems, r.Places = make(diag.List, len(records)), make([]Place, len(records))
	for i := range records {
		r.Problems[i], r.Places[i] = records[i].problem, records[i].place
	}
	slices.SortFunc(r.External, ExternalLink.compare)
	return r
}
