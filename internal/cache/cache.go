// Package cache keeps, in a folder that nobody else reads, what a program worked
// out for its next run.
//
// A Store maps keys to blobs. A key has to stand for everything that its blob
// follows from, the version of the program included, so an entry is right or
// absent, never stale; and each blob is kept with a sum of its bytes, so a
// damaged one is absent, too. That is all that correctness rests on: the folder
// may be cut off, edited, shared by programs that run at once or deleted at any
// time, and what is lost is time.
//
// New blobs go into one file that has a temporary name until Commit. Files are
// never changed once they have their name. Each ends in an index:
//
//	header   16 bytes, then the version
//	blobs    one after the other
//	index    for each blob: key, offset (8 bytes), length (4), CRC-32C (4)
//	trailer  offset of the index (8), number of blobs (4), CRC-32C of the index (4)
//
// all numbers little endian. Commit joins the files when there are many or when
// most of what they hold is of no use any more, so a folder takes at most about
// twice what its last run needed. Small records that have a name rather than a
// key (Load, Save) are files of their own.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Key identifies a blob by all that it follows from.
type Key [16]byte

// KeyOf is the sum of the parts, each with its length.
func KeyOf(parts ...[]byte) Key {
	h := sha256.New()
	for _, p := range parts {
		var n [8]byte
		binary.LittleEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write(p)
	}
	return Key(h.Sum(nil)[:16])
}

const (
	header     = "sitegen cache 1\n"
	packSuffix = ".pack"
	temporary  = ".new-"
	entrySize  = 16 + 8 + 4 + 4
	// trailerSize is the length of what ends a pack.
	trailerSize = 8 + 4 + 4
	// flushAt is how much is gathered before it is written, in bytes.
	flushAt = 1 << 20
	// maxPacks is how many files a folder has before they are joined.
	maxPacks = 24
	// slack is how many bytes of no use are no reason to join files.
	slack = 16 << 20
	// keepFor is how long something that no run asked for is kept.
	keepFor = 30 * 24 * time.Hour
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Store is an open folder. Its methods may be called concurrently.
type Store struct {
	dir     string
	version Key

	mu    sync.RWMutex
	packs []*pack
	index map[Key]place
	// fresh is the pack that is being written; nil before the first Put, and
	// for good once writing has failed.
	fresh   *pack
	pending []byte // of fresh, not yet written
	failed  bool
}

// pack is one file of blobs.
type pack struct {
	file *os.File
	path string
	size int64 // of the blobs and what precedes them
	keys []Key
}

// place is where a blob is.
type place struct {
	pack   *pack
	offset int64
	length uint32
	crc    uint32
}

// Open opens the folder, which is made when something is first put into it. What
// another version wrote, and what is damaged, counts as not there.
func Open(dir string, version Key) *Store {
	s := &Store{dir: dir, version: version, index: map[Key]place{}}
	names, err := filepath.Glob(filepath.Join(escapeGlob(dir), "*"+packSuffix))
	if err != nil {
		return s
	}
	for _, name := range names {
		if p := s.openPack(name); p != nil {
			s.packs = append(s.packs, p)
		}
	}
	return s
}

// escapeGlob makes a path match itself only.
func escapeGlob(path string) string {
	if os.PathSeparator == '\\' {
		return path // there nothing can be escaped; brackets find nothing
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// openPack reads a pack's index; nil if there is no use in it.
func (s *Store) openPack(name string) *pack {
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	p := &pack{file: f, path: name}
	index, err := s.readIndex(f)
	if err != nil {
		f.Close()
		return nil
	}
	p.size = index.offset
	for at := 0; at < len(index.data); at += entrySize {
		e := index.data[at : at+entrySize]
		k := Key(e[:16])
		where := place{pack: p, offset: int64(binary.LittleEndian.Uint64(e[16:])), length: binary.LittleEndian.Uint32(e[24:]), crc: binary.LittleEndian.Uint32(e[28:])}
		if where.offset < 0 || where.offset+int64(where.length) > p.size {
			f.Close()
			return nil
		}
		s.index[k] = where
		p.keys = append(p.keys, k)
	}
	return p
}

type packIndex struct {
	offset int64
	data   []byte
}

func (s *Store) readIndex(f *os.File) (packIndex, error) {
	info, err := f.Stat()
	if err != nil {
		return packIndex{}, err
	}
	start := s.start()
	size := info.Size()
	if size < int64(len(start)+trailerSize) {
		return packIndex{}, ErrDamaged
	}
	head, tail := make([]byte, len(start)), make([]byte, trailerSize)
	if _, err := f.ReadAt(head, 0); err != nil || !bytes.Equal(head, start) {
		return packIndex{}, ErrDamaged
	}
	if _, err := f.ReadAt(tail, size-trailerSize); err != nil {
		return packIndex{}, err
	}
	offset, count := binary.LittleEndian.Uint64(tail), int64(binary.LittleEndian.Uint32(tail[8:]))
	if offset > uint64(size) || int64(offset)+count*entrySize+trailerSize != size {
		return packIndex{}, ErrDamaged
	}
	data := make([]byte, count*entrySize)
	if _, err := f.ReadAt(data, int64(offset)); err != nil {
		return packIndex{}, err
	}
	if crc32.Checksum(data, castagnoli) != binary.LittleEndian.Uint32(tail[12:]) {
		return packIndex{}, ErrDamaged
	}
	return packIndex{offset: int64(offset), data: data}, nil
}

// start is what every pack of this version begins with.
func (s *Store) start() []byte { return append([]byte(header), s.version[:]...) }

// Has reports whether there is a blob, which may still turn out to be damaged.
func (s *Store) Has(k Key) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, ok := s.index[k]
	return ok
}

// Get returns the blob, which is the caller's own.
func (s *Store) Get(k Key) ([]byte, bool) {
	data, where, err := s.read(k)
	if err == nil {
		return data, where.pack != nil
	}
	s.mu.Lock()
	if s.index[k] == where {
		delete(s.index, k)
	}
	s.mu.Unlock()
	return nil, false
}

// read returns no place for a key that is not there.
func (s *Store) read(k Key) ([]byte, place, error) {
	s.mu.RLock() // held while reading: Commit closes files
	defer s.mu.RUnlock()
	where, ok := s.index[k]
	if !ok {
		return nil, place{}, nil
	}
	data := make([]byte, where.length)
	if where.pack == s.fresh && where.offset >= s.fresh.size {
		copy(data, s.pending[where.offset-s.fresh.size:])
		return data, where, nil
	}
	_, err := where.pack.file.ReadAt(data, where.offset)
	if err == nil && crc32.Checksum(data, castagnoli) != where.crc {
		err = ErrDamaged
	}
	return data, where, err
}

// Put keeps a blob, and reports whether Get will find it: a folder that cannot
// be written to keeps nothing.
func (s *Store) Put(k Key, blob []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.index[k]; ok {
		return true
	}
	if s.failed || s.fresh == nil && !s.begin() {
		return false
	}
	where := place{pack: s.fresh, offset: s.fresh.size + int64(len(s.pending)), length: uint32(len(blob)), crc: crc32.Checksum(blob, castagnoli)}
	s.pending = append(s.pending, blob...)
	s.index[k] = where
	s.fresh.keys = append(s.fresh.keys, k)
	if len(s.pending) >= flushAt {
		return s.flush()
	}
	return true
}

// begin starts a new pack.
func (s *Store) begin() bool {
	if os.MkdirAll(s.dir, 0o700) != nil {
		s.failed = true
		return false
	}
	f, err := os.CreateTemp(s.dir, temporary)
	if err != nil {
		s.failed = true
		return false
	}
	s.fresh = &pack{file: f, path: f.Name()}
	s.pending = append(s.pending[:0], s.start()...)
	return true
}

// flush writes what is pending. When that fails, the blobs of the new pack that
// are not in the file are gone.
func (s *Store) flush() bool {
	n, err := s.fresh.file.Write(s.pending)
	if err == nil {
		s.fresh.size += int64(n)
		s.pending = s.pending[:0]
		return true
	}
	for _, k := range s.fresh.keys {
		if where := s.index[k]; where.pack == s.fresh && where.offset+int64(where.length) > s.fresh.size {
			delete(s.index, k)
		}
	}
	s.failed, s.pending = true, nil
	return false
}

// Commit makes the new blobs last, and lets go of what is not live when that is
// most of the folder. The error is for whoever wants to know why the next run
// will be slow; nothing is wrong with this one.
func (s *Store) Commit(live func(yield func(Key) bool)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed {
		return errors.New("the cache cannot be written to")
	}
	if err := s.seal(); err != nil {
		return err
	}
	if err := s.join(live); err != nil {
		return err
	}
	now := time.Now()
	_ = os.Chtimes(s.dir, now, now)
	s.tidy(now)
	return nil
}

// seal gives the new pack its index and its name.
func (s *Store) seal() error {
	p := s.fresh
	if p == nil {
		return nil
	}
	if !s.flush() {
		return errors.New("the cache cannot be written to")
	}
	var index []byte
	for _, k := range p.keys {
		where := s.index[k]
		index = append(index, k[:]...)
		index = binary.LittleEndian.AppendUint64(index, uint64(where.offset))
		index = binary.LittleEndian.AppendUint32(index, where.length)
		index = binary.LittleEndian.AppendUint32(index, where.crc)
	}
	n, sum := len(index), crc32.Checksum(index, castagnoli)
	index = binary.LittleEndian.AppendUint64(index, uint64(p.size))
	index = binary.LittleEndian.AppendUint32(index, uint32(n/entrySize))
	index = binary.LittleEndian.AppendUint32(index, sum)
	if _, err := p.file.Write(index); err != nil {
		s.failed = true
		return fmt.Errorf("cache: %w", err)
	}
	final := filepath.Join(s.dir, strings.TrimPrefix(filepath.Base(p.path), temporary)+packSuffix)
	// Not every system renames open files.
	err := errors.Join(p.file.Close(), os.Rename(p.path, final))
	if err == nil {
		p.path = final
		p.file, err = os.Open(final)
	}
	s.fresh, s.pending = nil, nil
	s.packs = append(s.packs, p)
	if err != nil {
		s.failed = true
		return fmt.Errorf("cache: %w", err)
	}
	return nil
}

// join copies what is live into one new pack, where it is worth it.
func (s *Store) join(live func(yield func(Key) bool)) error {
	var total, useful int64
	for _, p := range s.packs {
		total += p.size
	}
	var keys []Key
	for k := range live {
		if where, ok := s.index[k]; ok {
			keys = append(keys, k)
			useful += int64(where.length)
		}
	}
	if len(s.packs) <= maxPacks && total <= 2*useful+slack {
		return nil
	}
	old, places := s.packs, s.index
	s.packs, s.index = nil, make(map[Key]place, len(keys))
	for _, k := range keys {
		if _, twice := s.index[k]; twice {
			continue
		}
		where := places[k]
		blob := make([]byte, where.length)
		if _, err := where.pack.file.ReadAt(blob, where.offset); err != nil || crc32.Checksum(blob, castagnoli) != where.crc {
			continue
		}
		if s.fresh == nil && !s.begin() {
			break
		}
		s.index[k] = place{pack: s.fresh, offset: s.fresh.size + int64(len(s.pending)), length: where.length, crc: where.crc}
		s.fresh.keys = append(s.fresh.keys, k)
		if s.pending = append(s.pending, blob...); len(s.pending) >= flushAt && !s.flush() {
			break
		}
	}
	if err := s.seal(); err != nil || s.failed {
		return errors.Join(err, errors.New("the cache cannot be written to"))
	}
	for _, p := range old {
		p.file.Close()
		_ = os.Remove(p.path) // where it is open elsewhere, a later run does it
	}
	return nil
}

// tidy removes what killed runs and other versions have left behind.
func (s *Store) tidy(now time.Time) {
	ours := map[string]bool{}
	for _, p := range s.packs {
		ours[filepath.Base(p.path)] = true
	}
	entries, _ := os.ReadDir(s.dir)
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || ours[e.Name()] {
			continue
		}
		old := now.Sub(info.ModTime())
		// A pack that is not ours is of another version, damaged, or that of a
		// run at the same time, which an hour tells apart.
		if strings.HasSuffix(e.Name(), packSuffix) && old > time.Hour || strings.HasPrefix(e.Name(), temporary) && old > 24*time.Hour || old > keepFor {
			_ = os.Remove(filepath.Join(s.dir, e.Name()))
		}
	}
}

// Trim removes from root, the folder of all folders, those that no Commit has
// touched for a month.
func Trim(root string) {
	dirs, _ := os.ReadDir(root)
	for _, e := range dirs {
		info, err := e.Info()
		if err == nil && e.IsDir() && len(e.Name()) == hex.EncodedLen(len(Key{})) && time.Since(info.ModTime()) > keepFor {
			_ = os.RemoveAll(filepath.Join(root, e.Name()))
		}
	}
}

// Close lets go of the folder; what was put and not committed is lost.
func (s *Store) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.packs {
		p.file.Close()
	}
	if s.fresh != nil {
		s.fresh.file.Close()
		_ = os.Remove(s.fresh.path)
	}
	s.packs, s.fresh, s.pending, s.index, s.failed = nil, nil, nil, map[Key]place{}, true
}

// Load returns the record of that name, unless it is damaged or of another
// version.
func (s *Store) Load(name string) ([]byte, bool) {
	data, err := os.ReadFile(filepath.Join(s.dir, name))
	start := s.start()
	if err != nil || len(data) < len(start)+4 || !bytes.HasPrefix(data, start) {
		return nil, false
	}
	body := data[len(start) : len(data)-4]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(data[len(data)-4:]) {
		return nil, false
	}
	return body, true
}

// Save replaces the record of that name.
func (s *Store) Save(name string, body []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed {
		return errors.New("the cache cannot be written to")
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	data := append(s.start(), body...)
	data = binary.LittleEndian.AppendUint32(data, crc32.Checksum(body, castagnoli))
	f, err := os.CreateTemp(s.dir, temporary)
	if err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(s.dir, name))
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("cache: %w", err)
	}
	return nil
}
