package server

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
	"syscall"
)

const (
	// maxWhole is the size up to which a file is read whole and may be kept in memory.
	maxWhole = 1 << 20
	// maxHandles is how many files of a generation may be kept open.
	maxHandles = 256
)

// errChanged says that a file is no longer the one that the generation was read from.
var errChanged = errors.New("the file has changed since it was read")

// A digest is the first half of a SHA-256: 128 bits tell the versions of a site's files apart.
type digest [16]byte

func digestOf(b []byte) digest {
	sum := sha256.Sum256(b)
	return digest(sum[:16])
}

// etag is the strong entity tag of content with this digest.
func (d digest) etag() string {
	return `"` + base64.RawURLEncoding.EncodeToString(d[:]) + `"`
}

// A body is the bytes of one representation: in memory for good, or on disk or encoded from another body, and
// then perhaps in the cache.
// Generations share the bodies of files that did not change.
type body struct {
	size   int64
	sum    digest
	memory []byte // pinned; nil: on disk, or encoded from another

	plain  *body // of an encoded form made here
	coding coding

	root   *os.Root
	name   string
	info   fs.FileInfo
	handle *handle // the open file, for parts too big to pin

	hot  atomic.Pointer[[]byte]
	used atomic.Bool
}

// inMemory gives the bytes if they are at hand.
func (b *body) inMemory() []byte {
	if b.memory != nil {
		return b.memory
	}
	if p := b.hot.Load(); p != nil {
		if !b.used.Load() {
			b.used.Store(true)
		}
		return *p
	}
	return nil
}

// read gives the bytes, through the cache. errChanged or an fs.ErrNotExist says that the folder has moved on.
func (b *body) read(c *bodyCache) ([]byte, error) {
	bytes := b.inMemory()
	if bytes != nil {
		return bytes, nil
	}
	var err error
	if b.plain != nil {
		bytes, err = b.encode()
	} else {
		bytes, err = b.load()
	}
	if err != nil {
		return nil, err
	}
	if digestOf(bytes) != b.sum {
		return nil, errChanged
	}
	if b.size <= maxWhole || b.plain != nil {
		c.put(b, bytes)
	}
	return bytes, nil
}

// load reads the file.
func (b *body) load() ([]byte, error) {
	f, err := b.open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	bytes := make([]byte, b.size)
	if _, err := io.ReadFull(io.NewSectionReader(f, 0, b.size), bytes); err != nil {
		return nil, errChanged
	}
	return bytes, nil
}

// streamed reports whether the body is sent from its file in steps rather than from memory.
func (b *body) streamed() bool { return b.size > maxWhole && b.plain == nil && b.memory == nil }

// A content is a body ready to be read at any offset.
type content interface {
	io.ReaderAt
	io.Closer
}

// open gives the body's file, making sure that it is still the one that was read.
func (b *body) open() (content, error) {
	if b.handle != nil && b.handle.acquire() {
		return b.handle, nil
	}
	f, info, err := openFile(b.root, b.name)
	if err != nil {
		return nil, err
	}
	if !same(info, b.info) {
		f.Close()
		return nil, errChanged
	}
	return f, nil
}

// rebase gives the body as read through another root, for a file that both folders hold (a hard link).
func (b *body) rebase(root *os.Root, name string, info fs.FileInfo) *body {
	return &body{size: b.size, sum: b.sum, memory: b.memory, root: root, name: name, info: info, handle: b.handle}
}

// openFile opens a regular file. It does not wait for the other end should the name have become a pipe.
func openFile(root *os.Root, name string) (*os.File, fs.FileInfo, error) {
	f, err := root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("open %s: no longer a regular file", name)
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// A handle is an open file that several generations and running answers share; the last to let go closes it.
type handle struct {
	file *os.File
	refs atomic.Int32
}

func newHandle(f *os.File) *handle {
	h := &handle{file: f}
	h.refs.Store(1)
	return h
}

// acquire takes part in the handle, unless it is closed already.
func (h *handle) acquire() bool {
	for {
		n := h.refs.Load()
		if n == 0 {
			return false
		}
		if h.refs.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

func (h *handle) ReadAt(p []byte, off int64) (int, error) { return h.file.ReadAt(p, off) }

// Close lets go of one share.
func (h *handle) Close() error {
	if h.refs.Add(-1) == 0 {
		return h.file.Close()
	}
	return nil
}
