package output

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// manifestHeader is the first line; its number changes with the format.
const manifestHeader = "sitegen-manifest 1"

// record is what the manifest says of one file.
type record struct {
	sum  Sum
	size int64
	// also holds the file's other possible sum while a build is under way:
	// a kill leaves it either old or new.
	also  Sum
	twice bool
}

// manifest lists the files that sitegen wrote, by path.
type manifest map[string]record

// lists reports whether a file with these bytes is sitegen's.
func (m manifest) lists(name string, sum Sum) bool {
	r, ok := m[name]
	return ok && (r.sum == sum || r.twice && r.also == sum)
}

func (m manifest) equal(other manifest) bool { return maps.Equal(m, other) }

// readManifest returns the manifest of an output folder and when it was
// written. A folder without one gives an empty manifest. Lines that cannot be
// read are passed over: their files count as not written by sitegen.
func readManifest(root *os.Root) (manifest, time.Time, error) {
	info, err := root.Stat(ManifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return manifest{}, time.Time{}, nil
	}
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("output folder: %w", err)
	}
	data, err := root.ReadFile(ManifestName)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("output folder: %w", err)
	}
	m := manifest{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	if !lines.Scan() || lines.Text() != manifestHeader {
		return m, info.ModTime(), nil
	}
	for lines.Scan() {
		hash, rest, ok1 := strings.Cut(lines.Text(), " ")
		sizeText, name, ok2 := strings.Cut(rest, " ")
		raw, err1 := hex.DecodeString(hash)
		size, err2 := strconv.ParseInt(sizeText, 10, 64)
		if !ok1 || !ok2 || err1 != nil || err2 != nil || len(raw) != len(Sum{}) || !fs.ValidPath(name) {
			continue
		}
		r := record{sum: Sum(raw), size: size}
		if first, again := m[name]; again {
			r = record{sum: first.sum, size: first.size, also: r.sum, twice: true}
		}
		m[name] = r
	}
	return m, info.ModTime(), nil
}

// pending joins the old and the new state: what may be in place while files
// are being renamed.
func (w *Writer) pending() manifest {
	m := maps.Clone(w.old)
	for name, e := range w.entries {
		r := record{sum: e.sum, size: e.size}
		if old, ok := m[name]; ok && old.sum != e.sum {
			r.also, r.twice = old.sum, true
		}
		m[name] = r
	}
	return m
}

// writeManifest replaces the manifest by way of the staging folder.
func (w *Writer) writeManifest(m manifest) error {
	var b bytes.Buffer
	b.WriteString(manifestHeader + "\n")
	for _, name := range slices.Sorted(maps.Keys(m)) {
		r := m[name]
		fmt.Fprintf(&b, "%x %d %s\n", r.sum[:], r.size, name)
		if r.twice {
			fmt.Fprintf(&b, "%x %d %s\n", r.also[:], r.size, name)
		}
	}
	staged, err := w.write(b.Bytes())
	if err != nil {
		return err
	}
	if err := w.root.Rename(staged, ManifestName); err != nil {
		return fmt.Errorf("output: %w", err)
	}
	return nil
}
