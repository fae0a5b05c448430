package linkcheck

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"time"
)

// Lister is a file system that knows its files. Check asks it for them instead
// of walking through its folders.
type Lister interface {
	fs.FS
	// Files returns the paths of all files, in any order.
	Files() []string
}

// Memory is a site in memory: the content of its files by path. It is the
// fs.FS to check a site with that was never written to disk.
type Memory map[string][]byte

// Files returns the paths of all files, sorted.
func (m Memory) Files() []string {
	files := make([]string, 0, len(m))
	for p := range m {
		files = append(files, p)
	}
	slices.Sort(files)
	return files
}

// Open opens a file. Folders cannot be opened.
func (m Memory) Open(name string) (fs.File, error) {
	data, ok := m[name]
	if !ok || !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &memoryFile{Reader: *bytes.NewReader(data), name: name}, nil
}

// memoryFile is an open file of Memory, and what Stat says of it.
type memoryFile struct {
	bytes.Reader
	name string
}

func (f *memoryFile) Close() error               { return nil }
func (f *memoryFile) Stat() (fs.FileInfo, error) { return memoryInfo{f}, nil }

type memoryInfo struct{ f *memoryFile }

func (i memoryInfo) Name() string       { return path.Base(i.f.name) }
func (i memoryInfo) Size() int64        { return i.f.Reader.Size() }
func (i memoryInfo) Mode() fs.FileMode  { return 0o444 }
func (i memoryInfo) ModTime() time.Time { return time.Time{} }
func (i memoryInfo) IsDir() bool        { return false }
func (i memoryInfo) Sys() any           { return nil }
