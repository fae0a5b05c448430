// Package output brings a folder up to date with a set of files, so that
// whoever reads the folder meanwhile never sees half of anything.
//
// A Writer collects files with Put, and with Keep those that need no new
// bytes. Nothing under a final name changes before Commit, which then works in
// this order:
//
//  1. the manifest is replaced by one that names old and new files, so that a
//     build after a kill still knows what is sitegen's;
//  2. assets are renamed into place, then pages, so that no page names an
//     asset that is not there;
//  3. files of an earlier build that no longer belong are deleted, and the
//     folders that this leaves empty;
//  4. the final manifest is written.
//
// Changed files are written in full below a staging folder first; a rename is
// atomic, so a kill or a full disk leaves the old file or the new one. Files
// whose bytes are the same are not touched. Files that no earlier build wrote
// stay: where one stands in the way of a new file, Put fails with a
// ForeignError, unless Options.Force is set.
//
// The manifest (ManifestName) holds one line for each file: the first half of
// its SHA-256, its size and its path, sorted by path. It names no time, so
// equal sites have equal folders.
package output

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// ManifestName is the file in the output folder that lists what sitegen wrote.
const ManifestName = ".sitegen-manifest"

// stagePrefix begins the names of staging folders.
const stagePrefix = ".sitegen-stage-"

// Class says when a file is put in place.
type Class uint8

// The classes, in order of their publication.
const (
	Asset Class = iota
	Page
)

// Sum identifies a file's bytes: the first half of their SHA-256.
type Sum [16]byte

// SumOf returns the sum of the bytes.
func SumOf(data []byte) Sum {
	full := sha256.Sum256(data)
	return Sum(full[:16])
}

// Options of Open.
type Options struct {
	// Force lets new files replace files that sitegen did not write.
	Force bool
}

// Summary counts what Commit did.
type Summary struct {
	Added, Changed, Unchanged, Deleted int
}

// ForeignError tells that a file which sitegen did not write stands where a
// new one belongs.
type ForeignError struct{ Path string }

// Error says what is in the way.
func (e *ForeignError) Error() string {
	return fmt.Sprintf("%s exists and was not written by sitegen", e.Path)
}

// entry is one file of the new state.
type entry struct {
	class Class
	sum   Sum
	size  int64
	// staged is the name below the staging folder, or "" where the file in
	// place is right already.
	staged string
	added  bool
}

// Writer collects the files of one build. Put and Keep may be called
// concurrently.
type Writer struct {
	root     *os.Root
	force    bool
	old      manifest
	oldTime  time.Time
	stage    string
	stageErr error
	// staged is the staging folder, held open: a path below root would have it
	// opened anew for each file.
	staged *os.Root
	once   sync.Once
	next   atomic.Int64

	mu      sync.Mutex
	entries map[string]entry
}

// Open prepares to write into dir, which is made if it does not exist. Staging
// folders that a killed build left behind are removed.
func Open(dir string, opt Options) (*Writer, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	w := &Writer{root: root, force: opt.Force, entries: map[string]entry{}}
	if w.old, w.oldTime, err = readManifest(root); err != nil {
		root.Close()
		return nil, err
	}
	if err := w.removeStages(); err != nil {
		root.Close()
		return nil, err
	}
	return w, nil
}

func (w *Writer) removeStages() error {
	names, err := fs.ReadDir(w.root.FS(), ".")
	if err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	for _, d := range names {
		if d.IsDir() && strings.HasPrefix(d.Name(), stagePrefix) {
			if err := w.root.RemoveAll(d.Name()); err != nil {
				return fmt.Errorf("output folder: left-over of an earlier build: %w", err)
			}
		}
	}
	return nil
}

// Keep says that the file belongs to the new state with the bytes that an
// earlier build gave it. It reports whether the file in place still is that
// one; if not, the caller has to Put it.
func (w *Writer) Keep(name string, class Class, sum Sum) bool {
	old, ok := w.old[name]
	if !ok || old.twice || old.sum != sum || !w.intact(name, old.size) {
		return false
	}
	w.set(name, entry{class: class, sum: sum, size: old.size})
	return true
}

// intact reports whether the file in place can be the one that the manifest
// lists: a regular file of that size, written before the manifest (one of the
// same clock tick may have been changed since).
func (w *Writer) intact(name string, size int64) bool {
	info, err := w.root.Lstat(name)
	return err == nil && info.Mode().IsRegular() && info.Size() == size && info.ModTime().Before(w.oldTime)
}

// Put adds a file to the new state. The name is a clean slash-separated path
// below the folder. The data may be reused after Put returns. It returns the
// data's sum, for Keep at a later build.
func (w *Writer) Put(name string, class Class, data []byte) (Sum, error) {
	if err := checkName(name); err != nil {
		return Sum{}, err
	}
	e := entry{class: class, sum: SumOf(data), size: int64(len(data))}
	if w.Keep(name, class, e.sum) {
		return e.sum, nil
	}
	same, err := w.look(name, &e, bytes.NewReader(data))
	if err != nil {
		return Sum{}, err
	}
	if !same {
		if e.staged, err = w.write(data); err != nil {
			return Sum{}, err
		}
	}
	w.set(name, e)
	return e.sum, nil
}

// PutFrom is Put of bytes that are written as they are made, for a file that
// may be too large for memory. An error of write's is returned as it is.
func (w *Writer) PutFrom(name string, class Class, write func(io.Writer) error) (Sum, error) {
	if err := checkName(name); err != nil {
		return Sum{}, err
	}
	staged, err := w.stageName()
	if err != nil {
		return Sum{}, err
	}
	f, err := w.staged.OpenFile(staged, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return Sum{}, fmt.Errorf("output: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if err := write(io.MultiWriter(f, h)); err != nil {
		return Sum{}, err
	}
	e := entry{class: class, sum: Sum(h.Sum(nil)[:len(Sum{})])}
	if e.size, err = f.Seek(0, io.SeekCurrent); err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return Sum{}, fmt.Errorf("output: %w", err)
	}
	if w.Keep(name, class, e.sum) {
		return e.sum, nil // what was staged goes with its folder
	}
	same, err := w.look(name, &e, f)
	if err != nil {
		return Sum{}, err
	}
	if !same {
		e.staged = w.stage + "/" + staged
	}
	w.set(name, e)
	return e.sum, nil
}

func checkName(name string) error {
	if !fs.ValidPath(name) || name == "." || name == ManifestName || strings.HasPrefix(name, stagePrefix) {
		return fmt.Errorf("output: %q is not a path below the output folder", name)
	}
	return nil
}

// look compares a new file's bytes with those in place, and notes where there
// are none.
func (w *Writer) look(name string, e *entry, data io.Reader) (same bool, err error) {
	same, err = w.holds(name, data, e.size)
	switch {
	case err == nil && same:
		return true, nil
	case err == nil:
		// A published file that somebody changed by hand is still sitegen's:
		// the sources decide.
		if _, ours := w.old[name]; !ours && !w.force {
			return false, &ForeignError{Path: name}
		}
	case errors.Is(err, fs.ErrNotExist):
		e.added = true
	default:
		return false, fmt.Errorf("output: %w", err)
	}
	return false, nil
}

// holds reports whether the file in place has exactly these bytes.
func (w *Writer) holds(name string, data io.Reader, size int64) (bool, error) {
	info, err := w.root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() != size {
		return false, err
	}
	f, err := w.root.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	// A file may be large, and one that differs mostly does so early.
	n := min(size+1, 64<<10)
	have, want := make([]byte, n), make([]byte, n)
	for {
		n, err := io.ReadFull(f, have)
		m, _ := io.ReadFull(data, want)
		if !bytes.Equal(have[:n], want[:m]) {
			return false, nil
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
}

func (w *Writer) set(name string, e entry) {
	w.mu.Lock()
	w.entries[name] = e
	w.mu.Unlock()
}

// stageName returns the name that a new file has in the staging folder.
func (w *Writer) stageName() (string, error) {
	w.once.Do(func() {
		w.stage = fmt.Sprintf("%s%d", stagePrefix, os.Getpid())
		if w.stageErr = w.root.Mkdir(w.stage, 0o755); w.stageErr == nil {
			w.staged, w.stageErr = w.root.OpenRoot(w.stage)
		}
	})
	if w.stageErr != nil {
		return "", fmt.Errorf("output folder: %w", w.stageErr)
	}
	return strconv.FormatInt(w.next.Add(1), 10), nil
}

// write puts the data into a new file of the staging folder.
func (w *Writer) write(data []byte) (string, error) {
	name, err := w.stageName()
	if err != nil {
		return "", err
	}
	if err := w.staged.WriteFile(name, data, 0o644); err != nil {
		return "", fmt.Errorf("output: %w", err)
	}
	return w.stage + "/" + name, nil
}

// Abort leaves the folder as it was.
func (w *Writer) Abort() error {
	defer w.root.Close()
	return w.removeStage()
}

// removeStage removes the staging folder, if there is one.
func (w *Writer) removeStage() error {
	if w.stage == "" {
		return nil
	}
	if w.staged != nil {
		w.staged.Close()
	}
	return w.root.RemoveAll(w.stage)
}

// Commit makes the collected files the folder's content. Whatever it returns,
// the Writer is used up.
func (w *Writer) Commit() (Summary, error) {
	defer w.root.Close()
	sum, err := w.apply()
	if rmErr := w.removeStage(); err == nil && rmErr != nil {
		err = fmt.Errorf("output: %w", rmErr)
	}
	return sum, err
}

func (w *Writer) apply() (Summary, error) {
	var sum Summary
	names := make([]string, 0, len(w.entries))
	for name := range w.entries {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if c := int(w.entries[a].class) - int(w.entries[b].class); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	gone := w.gone()
	changed := len(gone) > 0
	for _, name := range names {
		switch e := w.entries[name]; {
		case e.staged == "":
			sum.Unchanged++
			continue
		case e.added:
			sum.Added++
		default:
			sum.Changed++
		}
		changed = true
	}
	if changed {
		if err := w.writeManifest(w.pending()); err != nil {
			return Summary{}, err
		}
	}
	if err := w.rename(names); err != nil {
		return Summary{}, err
	}
	deleted, err := w.remove(gone)
	if err != nil {
		return Summary{}, err
	}
	sum.Deleted = deleted
	final := make(manifest, len(w.entries))
	for name, e := range w.entries {
		final[name] = record{sum: e.sum, size: e.size}
	}
	if !changed && final.equal(w.old) {
		return sum, nil
	}
	return sum, w.writeManifest(final)
}

// rename moves staged files to their final names, in the order given.
func (w *Writer) rename(names []string) error {
	made := map[string]bool{".": true}
	for _, name := range names {
		e := w.entries[name]
		if e.staged == "" {
			continue
		}
		if dir := path.Dir(name); !made[dir] {
			if err := w.root.MkdirAll(dir, 0o755); err != nil {
				return fmt.Errorf("output: %w", err)
			}
			made[dir] = true
		}
		if err := w.root.Rename(e.staged, name); err != nil {
			return fmt.Errorf("output: %w", err)
		}
	}
	return nil
}

// gone lists the files of earlier builds that the new state does not have.
func (w *Writer) gone() []string {
	var gone []string
	for name := range w.old {
		if _, ok := w.entries[name]; !ok {
			gone = append(gone, name)
		}
	}
	slices.Sort(gone)
	return gone
}

// remove deletes files of earlier builds, and the folders that this empties.
// A file that somebody has changed since is not sitegen's any more and stays,
// as does one that is a new file under another spelling of its name (on file
// systems that fold case).
func (w *Writer) remove(gone []string) (int, error) {
	if len(gone) == 0 {
		return 0, nil
	}
	folded := make(map[string]string, len(w.entries))
	for name := range w.entries {
		folded[strings.ToLower(name)] = name
	}
	deleted := 0
	dirs := map[string]bool{}
	for _, name := range gone {
		data, err := w.root.ReadFile(name)
		if err != nil || !w.old.lists(name, SumOf(data)) || w.sameFile(name, folded[strings.ToLower(name)]) {
			continue
		}
		if err := w.root.Remove(name); err != nil {
			return deleted, fmt.Errorf("output: %w", err)
		}
		deleted++
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			dirs[dir] = true
		}
	}
	deepest := make([]string, 0, len(dirs))
	for dir := range dirs {
		deepest = append(deepest, dir)
	}
	slices.SortFunc(deepest, func(a, b string) int { return len(b) - len(a) })
	for _, dir := range deepest {
		// A folder that is not empty stays: the error says just that.
		_ = w.root.Remove(dir)
	}
	return deleted, nil
}

func (w *Writer) sameFile(a, b string) bool {
	if b == "" {
		return false
	}
	x, err1 := w.root.Stat(a)
	y, err2 := w.root.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(x, y)
}
