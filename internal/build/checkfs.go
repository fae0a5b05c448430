package build

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"sync"
	"time"

	"sitegen/internal/diag"
)

// SiteFS is a Snapshot as a file system: the files that Publish would write,
// each rendered when it is opened and forgotten when it is closed, so that the
// whole site is never in memory. It is safe for concurrent use, and is what
// the link checker reads.
type SiteFS struct {
	s       *Snapshot
	buffers sync.Pool

	mu     sync.Mutex
	failed diag.List
}

// FS returns the snapshot's files as a file system.
func (s *Snapshot) FS() *SiteFS {
	return &SiteFS{s: s, buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
}

// Files returns the paths of all files, sorted.
func (f *SiteFS) Files() []string {
	files := f.s.Files()
	paths := make([]string, len(files))
	for i, file := range files {
		paths[i] = file.Path
	}
	return paths
}

// Problems returns the failures of templates met so far, sorted. A page whose
// template fails is empty, so what is said of a site with such problems is not
// to be trusted.
func (f *SiteFS) Problems() diag.List {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := append(diag.List(nil), f.failed...)
	list.Sort()
	return list
}

// Open renders a file. Folders cannot be opened.
func (f *SiteFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	file, ok := f.s.File(name)
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	buf := f.buffers.Get().(*bytes.Buffer)
	if err := file.Render(buf); err != nil {
		p, ours := renderProblem(err)
		if !ours {
			f.buffers.Put(buf)
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		}
		buf.Reset()
		f.mu.Lock()
		f.failed.Add(p)
		f.mu.Unlock()
	}
	return &renderedFile{fsys: f, name: path.Base(name), buf: buf, size: int64(buf.Len())}, nil
}

// renderedFile is an open file of a SiteFS. Its buffer goes back when it is
// closed.
type renderedFile struct {
	fsys *SiteFS
	name string
	buf  *bytes.Buffer
	size int64
}

func (f *renderedFile) Read(p []byte) (int, error) {
	if f.buf == nil {
		return 0, fs.ErrClosed
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, err := f.buf.Read(p)
	if n == 0 && err == nil {
		err = io.EOF
	}
	return n, err
}

func (f *renderedFile) Close() error {
	if f.buf == nil {
		return fs.ErrClosed
	}
	f.fsys.buffers.Put(f.buf)
	f.buf = nil
	return nil
}

func (f *renderedFile) Stat() (fs.FileInfo, error) { return renderedInfo{f.name, f.size}, nil }

// renderedInfo describes a file that was made a moment ago: it has no time.
type renderedInfo struct {
	name string
	size int64
}

func (i renderedInfo) Name() string       { return i.name }
func (i renderedInfo) Size() int64        { return i.size }
func (i renderedInfo) Mode() fs.FileMode  { return 0o444 }
func (i renderedInfo) ModTime() time.Time { return time.Time{} }
func (i renderedInfo) IsDir() bool        { return false }
func (i renderedInfo) Sys() any           { return nil }
