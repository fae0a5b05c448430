package server

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// racy is how old a file must be when it is read for its size and time to speak for its content later: a file
// system's clock may be as coarse as two seconds.
const racy = 2 * time.Second

// A record is what is known of one file. It is immutable once its generation is in use.
type record struct {
	listed
	readAt      time.Time
	body        *body
	mime        mediaType
	contentType string
	head        *pageHead      // of pages
	siblings    [codings]*body // checked encoded forms from the folder
	forms       *formSet       // those made here
}

// A loader reads a listing's files. It is used once.
type loader struct {
	log     *slog.Logger
	list    *listing
	prev    *generation // may be nil
	pinLeft atomic.Int64
	handles atomic.Int32
}

// records reads every file, or takes over what the last generation knew of it. What cannot be read is left
// out and said; the rest of the site is served.
func (l *loader) records() []*record {
	out := make([]*record, len(l.list.files))
	var todo []int
	for i := range l.list.files {
		if out[i] = l.reuse(&l.list.files[i]); out[i] == nil {
			todo = append(todo, i)
		}
	}
	parallel(len(todo), runtime.GOMAXPROCS(0), func(n int) {
		i := todo[n]
		var r *record
		err := errChanged
		for try := 1; errors.Is(err, errChanged) && try <= maxTries; try++ {
			r, err = l.read(&l.list.files[i], try == maxTries)
		}
		if err != nil {
			l.log.Warn("file left out", "file", l.list.files[i].name, "error", err)
			return
		}
		out[i] = r
	})
	kept := out[:0]
	byName := make(map[string]*record, len(out))
	for _, r := range out {
		if r != nil {
			kept = append(kept, r)
			byName[r.name] = r
		}
	}
	l.pairSiblings(kept, byName)
	return kept
}

// reuse takes a file's record over from the last generation if the file is certainly unchanged.
func (l *loader) reuse(f *listed) *record {
	if l.prev == nil {
		return nil
	}
	old := l.prev.byName[f.name]
	if old == nil || !same(old.info, f.info) || old.readAt.Sub(old.info.ModTime()) < racy {
		return nil
	}
	r := *old
	r.listed = *f
	if l.list.root != old.body.root || old.real != f.real {
		r.body = old.body.rebase(l.list.root, f.real, f.info)
		l.carryForms(&r)
	}
	r.siblings = [codings]*body{} // paired anew
	if r.body.memory != nil {
		l.pinLeft.Add(-r.body.size)
	}
	if r.body.handle != nil {
		l.handles.Add(-1)
	}
	return &r
}

// read reads one file: hashes it, tells its type, and looks into a page's head. A
// file that changes meanwhile is errChanged, unless it is the last try: then
// there is a record of it, whose body will be found changed, and be sent as it
// is.
func (l *loader) read(f *listed, last bool) (*record, error) {
	r := &record{listed: *f, readAt: time.Now()}
	file, info, err := openFile(l.list.root, f.real)
	if err != nil {
		return nil, err
	}
	keepOpen := false
	defer func() {
		if !keepOpen {
			file.Close()
		}
	}()
	r.info = info
	r.body = &body{size: info.Size(), root: l.list.root, name: f.real, info: info}
	var sample []byte
	valid := true
	if info.Size() <= maxWhole {
		sample, err = l.readWhole(r, file)
		valid = utf8.Valid(sample)
	} else {
		sample, valid, err = l.readLarge(r, file)
	}
	changed := errors.Is(err, errChanged)
	if err != nil && !changed {
		return nil, err
	}
	if after, err := file.Stat(); err != nil || !same(info, after) {
		changed = true
	}
	if changed && !last {
		return nil, errChanged
	}
	r.mime = typeOf(f.name, sample)
	r.contentType = r.mime.header(valid)
	if strings.Contains(r.mime.name, "html") {
		r.head = scanHead(sample)
	}
	if !changed && (r.mime.role == part || encodedPart(f.name)) {
		keepOpen = l.pin(r, file, sample)
	}
	l.carryForms(r)
	return r, nil
}

// encodedPart reports whether a file is the encoded sibling of a part, to be kept like it.
func encodedPart(name string) bool {
	for _, suffix := range codingSuffixes[gzipCoding:] {
		if plain, ok := strings.CutSuffix(name, suffix); ok {
			return mediaTypes[strings.ToLower(path.Ext(plain))].role == part
		}
	}
	return false
}

func (l *loader) readWhole(r *record, file *os.File) ([]byte, error) {
	b := make([]byte, r.body.size)
	n, err := io.ReadFull(file, b)
	r.body.sum = digestOf(b[:n])
	if err != nil {
		return b[:n], errChanged
	}
	return b, nil
}

// readLarge hashes a file too big to hold. It returns its beginning only if that may be looked into.
func (l *loader) readLarge(r *record, file *os.File) (sample []byte, valid bool, err error) {
	hash := sha256.New()
	check := &utf8Checker{}
	first := make([]byte, 64<<10)
	n, err := io.ReadFull(file, first)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, false, fmt.Errorf("read: %w", err)
	}
	first = first[:n]
	hash.Write(first)
	check.Write(first)
	rest, err := io.Copy(io.MultiWriter(hash, check), file)
	if err != nil {
		return nil, false, fmt.Errorf("read: %w", err)
	}
	r.body.sum = digest(hash.Sum(nil)[:16])
	if int64(n)+rest != r.body.size {
		return first, check.valid(), errChanged
	}
	return first, check.valid(), nil
}

// pin keeps a part's bytes in memory, or, when they are too many, its file open, so that pages of this
// generation find it after the folder has moved on. It reports whether the file is to stay open.
func (l *loader) pin(r *record, file *os.File, whole []byte) bool {
	if r.body.size <= maxWhole {
		if l.pinLeft.Add(-r.body.size) >= 0 {
			r.body.memory = whole
			return false
		}
		l.pinLeft.Add(r.body.size)
	}
	if l.handles.Add(-1) < 0 {
		l.handles.Add(1)
		return false
	}
	r.body.handle = newHandle(file)
	return true
}

// carryForms takes over what was encoded of a file of the last generation with the same bytes: a build that is
// copied anew has new times but mostly old content.
func (l *loader) carryForms(r *record) {
	r.forms = &formSet{}
	if l.prev == nil {
		return
	}
	old := l.prev.bySum[r.body.sum]
	if old == nil {
		return
	}
	for c := range old.forms.made {
		form := old.forms.made[c].Load()
		if form != nil && form != unworthy {
			form = &body{size: form.size, sum: form.sum, plain: r.body, coding: form.coding}
		}
		r.forms.made[c].Store(form)
	}
}

// parallel runs do(0) … do(n-1) on several goroutines. A panic in one of them is raised in the caller.
func parallel(n, workers int, do func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	var failed atomic.Pointer[any]
	for range min(workers, n) {
		group.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					failed.Store(&p)
				}
			}()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
	if p := failed.Load(); p != nil {
		panic(*p)
	}
}

// A utf8Checker checks a stream that arrives in pieces, whose borders may fall inside a character.
type utf8Checker struct {
	broken bool
	held   []byte // the unfinished character at the end of the last piece
}

func (c *utf8Checker) Write(p []byte) (int, error) {
	n := len(p)
	for len(c.held) > 0 && len(p) > 0 && !utf8.FullRune(c.held) {
		c.held = append(c.held, p[0])
		p = p[1:]
	}
	if utf8.FullRune(c.held) {
		c.broken = c.broken || !utf8.Valid(c.held)
		c.held = c.held[:0]
	}
	end := len(p)
	for back := 1; back < utf8.UTFMax && back <= len(p); back++ {
		if utf8.RuneStart(p[len(p)-back]) {
			if !utf8.FullRune(p[len(p)-back:]) {
				end = len(p) - back
			}
			break
		}
	}
	c.held = append(c.held, p[end:]...)
	c.broken = c.broken || !utf8.Valid(p[:end])
	return n, nil
}

func (c *utf8Checker) valid() bool { return !c.broken && len(c.held) == 0 }
