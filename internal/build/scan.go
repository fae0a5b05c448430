package build

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"time"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/output"
)

// racyWindow is how much older than its reading a file has to be before size
// and modification time alone vouch for its bytes: clocks of file systems tick
// coarsely, so a file may change twice within one tick.
const racyWindow = 2 * time.Second

// sourceFile is one file of the content folder.
type sourceFile struct {
	path    string // below the site's folder
	size    int64
	modTime time.Time
}

// vouches reports whether the file is so much older than its reading that size
// and time alone tell that it is still the same.
func (s statEntry) vouches(f sourceFile) bool {
	return s.size == f.size && s.modTime.Equal(f.modTime) && s.read.Sub(f.modTime) > racyWindow
}

// isMarkdown reports whether the file is an entry rather than an asset.
func (f sourceFile) isMarkdown() bool {
	ext := strings.ToLower(path.Ext(f.path))
	return ext == ".md" || ext == ".markdown"
}

// scan lists the regular files below the content folder, sorted by path.
// Symbolic links are followed while they stay inside the site's folder and
// lead nowhere that contains them. Names that begin with a dot or end in a
// tilde are editors' and version control's own. A folder below it that sitegen
// published into, as its manifest tells, is no source.
func scan(fsys fs.FS, cfg *content.Config, problems *diag.List, skip func(dir string) bool) ([]sourceFile, error) {
	s := scanner{fsys: fsys, cfg: cfg, problems: problems, skip: skip}
	top := cfg.Content
	info, err := fs.Stat(fsys, top)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		hint := "run \"sitegen init\" to start a site here, or name the site's folder with --source"
		if top != content.Dir {
			hint = "make it, or name another with the key content in " + content.ConfigFile
		}
		problems.Errorf(diag.Position{File: top}, "no-content", hint, "there is no folder %q", top)
		return nil, nil
	case err != nil:
		return nil, err
	case !info.IsDir():
		problems.Errorf(diag.Position{File: top}, "no-content", "make it a folder with Markdown files", "%q is not a folder", top)
		return nil, nil
	}
	if err := s.dir(top, []string{top}); err != nil {
		return nil, err
	}
	s.look()
	slices.SortFunc(s.files, func(a, b sourceFile) int { return strings.Compare(a.path, b.path) })
	return s.files, nil
}

type scanner struct {
	fsys     fs.FS
	cfg      *content.Config
	problems *diag.List
	skip     func(dir string) bool
	files    []sourceFile
}

// dir scans one folder. real holds the resolved paths of the folders on the
// way down, to notice a link that leads back up.
func (s *scanner) dir(dir string, real []string) error {
	entries, err := fs.ReadDir(s.fsys, dir)
	if err != nil {
		if errors.Is(err, fs.ErrPermission) {
			s.unreadable(dir)
			return nil
		}
		return fmt.Errorf("read %s: %w", dir, err)
	}
	if dir != s.cfg.Content && slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == output.ManifestName }) {
		return nil
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		if ignored(e.Name()) || s.cfg.Besides(name) || e.IsDir() && s.skip != nil && s.skip(name) {
			continue
		}
		if err := s.entry(name, e, real); err != nil {
			return err
		}
	}
	return nil
}

// ignored tells the names that are never content.
func ignored(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") || strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#")
}

func (s *scanner) entry(name string, e fs.DirEntry, real []string) error {
	if e.Type().IsRegular() {
		s.files = append(s.files, sourceFile{path: name})
		return nil
	}
	resolved := path.Join(real[len(real)-1], e.Name())
	if e.Type()&fs.ModeSymlink != 0 {
		target, ok := s.follow(name, resolved, real)
		if !ok {
			return nil
		}
		resolved = target
	}
	info, err := fs.Stat(s.fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if e.Type()&fs.ModeSymlink != 0 {
			s.problems.Errorf(diag.Position{File: name}, "dangling-link", "mend or delete the link", "the symbolic link leads to a file that does not exist")
		}
		// Otherwise the file vanished between listing and looking: as if it
		// had never been there.
		return nil
	case err != nil:
		s.unreadable(name)
		return nil
	case info.IsDir():
		return s.dir(name, append(slices.Clip(real), resolved))
	case info.Mode().IsRegular():
		s.files = append(s.files, sourceFile{path: name, size: info.Size(), modTime: info.ModTime()})
	}
	return nil
}

// look takes size and time of the files that were listed. On a large site this
// is most of the scan, so all processors do it.
func (s *scanner) look() {
	gone := make([]error, len(s.files))
	_ = parallel(context.Background(), runtime.GOMAXPROCS(0), len(s.files), func(i int) error {
		f := &s.files[i]
		if !f.modTime.IsZero() {
			return nil // behind a link: it was looked at already
		}
		info, err := fs.Stat(s.fsys, f.path)
		if err != nil {
			gone[i] = err
			return nil
		}
		f.size, f.modTime = info.Size(), info.ModTime()
		return nil
	})
	kept := s.files[:0]
	for i, f := range s.files {
		switch {
		case gone[i] == nil:
			kept = append(kept, f)
		case !errors.Is(gone[i], fs.ErrNotExist):
			s.unreadable(f.path)
		}
		// A file that vanished between listing and looking is as if it had
		// never been there.
	}
	s.files = kept
}

// follow resolves a symbolic link step by step. It reports links that leave
// the site's folder and links to a folder that contains them.
func (s *scanner) follow(name, at string, real []string) (string, bool) {
	pos := diag.Position{File: name}
	for range 40 {
		target, err := fs.ReadLink(s.fsys, at)
		if err != nil {
			// Not a link any more: the end of the chain.
			if slices.Contains(real, at) || slices.ContainsFunc(real, func(r string) bool { return strings.HasPrefix(r, at+"/") }) {
				s.problems.Errorf(pos, "link-loop", "delete the link, or let it lead elsewhere", "the symbolic link leads back to a folder that contains it")
				return "", false
			}
			return at, true
		}
		if path.IsAbs(target) {
			s.outside(pos, target)
			return "", false
		}
		at = path.Join(path.Dir(at), target)
		if at == ".." || strings.HasPrefix(at, "../") {
			s.outside(pos, target)
			return "", false
		}
	}
	s.problems.Errorf(pos, "link-loop", "delete the link, or let it lead elsewhere", "the symbolic link leads in a circle")
	return "", false
}

func (s *scanner) outside(pos diag.Position, target string) {
	s.problems.Errorf(pos, "link-outside", "copy the file into the site, or use a relative link to a file inside it",
		"the symbolic link leads out of the site's folder, to %s", target)
}

func (s *scanner) unreadable(name string) {
	s.problems.Errorf(diag.Position{File: name}, "unreadable", "give yourself the right to read it, or move it out of the content folder", "cannot be read: permission denied")
}
