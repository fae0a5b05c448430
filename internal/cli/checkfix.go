package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"sitegen/internal/build"
)

// sortFixes sorts fixes by file and place, each once. Of two that overlap the
// first counts.
func sortFixes(fixes []*build.Fix) []*build.Fix {
	slices.SortFunc(fixes, func(a, b *build.Fix) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Start, b.Start), strings.Compare(a.New, b.New))
	})
	var out []*build.Fix
	for _, f := range fixes {
		if n := len(out); n > 0 && out[n-1].File == f.File && out[n-1].End > f.Start {
			continue
		}
		out = append(out, f)
	}
	return out
}

// fixed returns a file with its fixes made. One that no longer says what it said
// when it was checked is left alone.
func fixed(src []byte, fixes []*build.Fix) ([]byte, error) {
	var out []byte
	at := 0
	for _, f := range fixes {
		if f.End > len(src) || string(src[f.Start:f.End]) != f.Old {
			return nil, fmt.Errorf("%s: changed while it was being checked; check again", f.File)
		}
		out = append(append(out, src[at:f.Start]...), f.New...)
		at = f.End
	}
	return append(out, src[at:]...), nil
}

// byFile calls do for the fixes of each file.
func byFile(fixes []*build.Fix, do func(file string, fixes []*build.Fix) error) (files int, err error) {
	for len(fixes) > 0 {
		n := 1
		for n < len(fixes) && fixes[n].File == fixes[0].File {
			n++
		}
		if err := do(fixes[0].File, fixes[:n]); err != nil {
			return files, err
		}
		fixes = fixes[n:]
		files++
	}
	return files, nil
}

// applyFixes rewrites the files below the site's folder and says how many.
func applyFixes(source string, fixes []*build.Fix) (int, error) {
	return byFile(fixes, func(file string, fixes []*build.Fix) error {
		name := filepath.Join(source, filepath.FromSlash(file))
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		data, err := fixed(src, fixes)
		if err != nil {
			return err
		}
		return writeFile(name, func(w io.Writer) error { _, err := w.Write(data); return err })
	})
}

// writePatch prints the fixes as a unified diff, with files named from the current
// folder: root is the way from there to the site's.
func writePatch(w io.Writer, source fs.FS, root string, fixes []*build.Fix) error {
	_, err := byFile(fixes, func(file string, fixes []*build.Fix) error {
		src, err := fs.ReadFile(source, file)
		if err != nil {
			return err
		}
		data, err := fixed(src, fixes)
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, unifiedDiff(path.Join(root, file), src, data))
		return err
	})
	return err
}

// diffContext is how many unchanged lines stand around a change.
const diffContext = 3

// unifiedDiff compares two texts of as many lines: fixes never add or remove
// one.
func unifiedDiff(file string, before, after []byte) string {
	a, b := bytes.SplitAfter(before, []byte("\n")), bytes.SplitAfter(after, []byte("\n"))
	if len(a[len(a)-1]) == 0 {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	var changed []int
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			changed = append(changed, i)
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "--- a/%s\n+++ b/%s\n", file, file)
	for len(changed) > 0 {
		n := 1
		for n < len(changed) && changed[n]-changed[n-1] <= 2*diffContext {
			n++
		}
		from, to := max(0, changed[0]-diffContext), min(len(a), changed[n-1]+diffContext+1)
		fmt.Fprintf(&out, "@@ -%d,%d +%d,%d @@\n", from+1, to-from, from+1, to-from)
		for i := from; i < to; {
			if bytes.Equal(a[i], b[i]) {
				diffLine(&out, ' ', a[i])
				i++
				continue
			}
			end := i
			for end < to && !bytes.Equal(a[end], b[end]) {
				end++
			}
			for _, line := range a[i:end] {
				diffLine(&out, '-', line)
			}
			for _, line := range b[i:end] {
				diffLine(&out, '+', line)
			}
			i = end
		}
		changed = changed[n:]
	}
	return out.String()
}

func diffLine(out *strings.Builder, mark byte, line []byte) {
	out.WriteByte(mark)
	out.Write(line)
	if !bytes.HasSuffix(line, []byte("\n")) {
		out.WriteString("\n\\ No newline at end of file\n")
	}
}
