package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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

// write renders what is not known to be in the sink already.
func (b *Builder) write(ctx context.Context, s *Snapshot, sink Sink, res *Result) (map[string]pageRecord, diag.List, error) {
	// The search index is made beside the pages; what its files are called is
	// known when it is done.
	go s.searchFiles()
	files := s.files
	records := make([]pageRecord, len(files))
	var (
		mu       sync.Mutex
		problems diag.List
		rendered atomic.Int64
		done     atomic.Int64
	)
	// One for each worker: a sync.Pool would lose them at each collection.
	buffers := make(chan *bytes.Buffer, b.opt.workers())
	for range cap(buffers) {
		buffers <- new(bytes.Buffer)
	}
	one := func(i int) error {
		f := files[i]
		if n := done.Add(1); b.opt.Progress != nil && n%64 == 0 {
			b.opt.Progress("write", int(n), len(files))
		}
		v := f.makeView()
		key, ok, err := f.keyOf(v)
		if err != nil {
			return err
		}
		if last, known := b.pages[f.Path]; ok && known && last.key == key && last.keep(sink, f) {
			records[i] = last
			return nil
		}
		buf := <-buffers
		defer func() {
			if buf.Cap() > maxKept {
				buf = new(bytes.Buffer)
			}
			buffers <- buf
		}()
		if err := f.render(buf, v); err != nil {
			if p, ours := renderProblem(err); ours {
				mu.Lock()
				problems.Add(p)
				mu.Unlock()
				return nil
			}
			return fmt.Errorf("%s: %w", f.Path, err)
		}
		rendered.Add(1)
		records[i], err = b.put(sink, f, key, buf.Bytes())
		return err
	}
	err := parallel(ctx, b.opt.workers(), len(files), one)
	if err == nil {
		from := len(files)
		files = slices.Concat(files, s.searchFiles().list)
		records = append(records, make([]pageRecord, len(files)-from)...)
		err = parallel(ctx, b.opt.workers(), len(files)-from, func(i int) error { return one(from + i) })
	}
	if err != nil {
		return nil, nil, err
	}
	res.Rendered = int(rendered.Load())
	pages := make(map[string]pageRecord, len(files))
	for i, f := range files {
		pages[f.Path] = records[i]
	}
	problems.Sort()
	return pages, problems, nil
}
