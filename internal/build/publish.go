package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"

	"sitegen/internal/diag"
	"sitegen/internal/output"
	"sitegen/internal/view"
)

// pageRecord is what the published bytes of a file were made of.
type pageRecord struct {
	key view.Sum
	sum output.Sum
	// siblings are the sums of the file's encoded forms, by suffix.
	siblings map[string]output.Sum
}

// keep keeps the file and its encoded forms in the sink, if they are there.
func (r pageRecord) keep(sink Sink, f *File) bool {
	for suffix, sum := range r.siblings {
		if !sink.Keep(f.Path+suffix, f.Class, sum) {
			return false
		}
	}
	return sink.Keep(f.Path, f.Class, r.sum)
}

// put gives the file and its encoded forms to the sink. The forms come first:
// a server that finds the new file finds them too.
func (b *Builder) put(sink Sink, f *File, key view.Sum, data []byte) (pageRecord, error) {
	r := pageRecord{key: key}
	if b.opt.Siblings != nil {
		for suffix, form := range b.opt.Siblings(f.Path, data) {
			sum, err := sink.Put(f.Path+suffix, f.Class, form)
			if err != nil {
				return r, err
			}
			if r.siblings == nil {
				r.siblings = map[string]output.Sum{}
			}
			r.siblings[suffix] = sum
		}
	}
	var err error
	r.sum, err = sink.Put(f.Path, f.Class, data)
	return r, err
}

// Result tells what Publish did.
type Result struct {
	output.Summary
	// Rendered counts the files whose bytes were made anew.
	Rendered int
}

// maxKept is the capacity above which a buffer is not kept for the next file.
const maxKept = 4 << 20

// Sink takes the files of a site; output.Writer is one.
type Sink interface {
	// Keep says that a file belongs to the site with the bytes of that sum;
	// if it returns false, the sink wants the bytes by Put.
	Keep(name string, class output.Class, sum output.Sum) bool
	// PutFrom takes a file's bytes as they are made.
	PutFrom(name string, class output.Class, write func(io.Writer) error) (output.Sum, error)
	// Put takes a file's bytes, which may be reused after it returns.
	Put(name string, class output.Class, data []byte) (output.Sum, error)
}

// Publish brings the output folder up to date with the snapshot. Templates
// that fail are problems; then, and on any error, the folder stays as it was.
func (b *Builder) Publish(ctx context.Context, s *Snapshot, dir string, opt output.Options) (Result, diag.List, error) {
	w, err := output.Open(dir, opt)
	if err != nil {
		return Result{}, nil, err
	}
	var res Result
	var (
		pages    map[string]pageRecord
		problems diag.List
	)
	err = b.opt.timed("write", func() (err error) { pages, problems, err = b.write(ctx, s, w, &res); return err })
	if err == nil && !problems.HasErrors() {
		err = b.opt.timed("commit", func() (err error) { res.Summary, err = w.Commit(); return err })
		if err == nil {
			b.pages = pages
			return res, problems, nil
		}
		return Result{}, problems, err
	}
	return Result{}, problems, errors.Join(err, w.Abort())
}

// publication is the writing of one snapshot's files.
type publication struct {
	b       *Builder
	sink    Sink
	files   []*File
	records []pageRecord
	buffers chan *bytes.Buffer

	rendered, done atomic.Int64

	mu       sync.Mutex
	problems diag.List
}

// write renders what is not known to be in the sink already.
func (b *Builder) write(ctx context.Context, s *Snapshot, sink Sink, res *Result) (map[string]pageRecord, diag.List, error) {
	p := &publication{b: b, sink: sink, files: s.files, records: make([]pageRecord, len(s.files))}
	// One for each worker, and one for what is made beside: a sync.Pool would
	// lose them at each collection.
	p.buffers = make(chan *bytes.Buffer, b.opt.workers()+1)
	for range cap(p.buffers) {
		p.buffers <- new(bytes.Buffer)
	}
	// The graph is by far the largest file, and the search index takes by far
	// the most memory to make: beside the pages, but one after the other. What
	// the index's files are called is known when it is done.
	large := slices.IndexFunc(s.files, func(f *File) bool { return f.Path == graphFile })
	beside := make(chan error, 1)
	go func() {
		var err error
		if large >= 0 {
			err = p.file(large)
		}
		s.searchFiles()
		beside <- err
	}()
	err := parallel(ctx, b.opt.workers(), len(p.files), func(i int) error {
		if i == large {
			return nil
		}
		return p.file(i)
	})
	if err = errors.Join(err, <-beside); err == nil {
		from := len(p.files)
		p.files = slices.Concat(p.files, s.searchFiles().list)
		p.records = append(p.records, make([]pageRecord, len(p.files)-from)...)
		err = parallel(ctx, b.opt.workers(), len(p.files)-from, func(i int) error { return p.file(from + i) })
	}
	if err == nil {
		err = s.Err()
	}
	if err != nil {
		return nil, nil, err
	}
	res.Rendered = int(p.rendered.Load())
	pages := make(map[string]pageRecord, len(p.files))
	for i, f := range p.files {
		pages[f.Path] = p.records[i]
	}
	p.problems.Sort()
	return pages, p.problems, nil
}

// file brings one file into the sink.
func (p *publication) file(i int) error {
	f, b := p.files[i], p.b
	if n := p.done.Add(1); b.opt.Progress != nil && n%64 == 0 {
		b.opt.Progress("write", int(n), len(p.files))
	}
	v := f.makeView()
	key, ok, err := f.keyOf(v)
	if err != nil {
		return err
	}
	if last, known := b.pages[f.Path]; ok && known && last.key == key && last.keep(p.sink, f) {
		p.records[i] = last
		return nil
	}
	if f.stream != nil && b.opt.Siblings == nil {
		p.rendered.Add(1)
		p.records[i].sum, err = p.sink.PutFrom(f.Path, f.Class, f.stream)
		return err
	}
	buf := <-p.buffers
	defer func() {
		if buf.Cap() > maxKept {
			buf = new(bytes.Buffer)
		}
		p.buffers <- buf
	}()
	if err := f.render(buf, v); err != nil {
		if problem, ours := renderProblem(err); ours {
			p.mu.Lock()
			p.problems.Add(problem)
			p.mu.Unlock()
			return nil
		}
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	p.rendered.Add(1)
	p.records[i], err = b.put(p.sink, f, key, buf.Bytes())
	return err
}
