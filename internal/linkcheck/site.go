package linkcheck

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// site is the set of files that references are looked up in.
type site struct {
	// files are the paths of all files, sorted.
	files []string
	// names maps the path of each file to its index, and that of each folder
	// (the root is "") to -1 where it has no index page, and otherwise to
	// -2 - the index of that page.
	names map[string]int32
	// redirects are those of _redirects.
	redirects redirectTable
	// cleanURLs: a path without extension may mean the .html file.
	cleanURLs bool

	// folded maps paths in lower case to paths; made when first asked for.
	foldOnce sync.Once
	folded   map[string]string
}

// maxFile is the largest file that is read: offsets within it fit 32 bits.
const maxFile = 1<<31 - 1

// scanSite lists the files of fsys.
func scanSite(ctx context.Context, fsys fs.FS, index []string) (*site, error) {
	s := &site{names: map[string]int32{"": -1}}
	if l, ok := fsys.(Lister); ok {
		s.files = slices.Clone(l.Files())
		for _, p := range s.files {
			for folder := folderOf(p); s.names[folder] == 0; folder = folderOf(folder) {
				s.names[folder] = -1
			}
		}
	} else if err := s.walk(ctx, fsys, ".", false); err != nil {
		return nil, fmt.Errorf("listing the files to check: %w", err)
	}
	slices.Sort(s.files)
	for i, p := range s.files {
		s.names[p] = int32(i)
	}
	s.addIndexes(index)
	return s, nil
}

// walk lists the files below a folder. Symbolic links to files and folders
// count as what they point to, except a folder linked within a linked folder:
// that is how circles arise.
func (s *site) walk(ctx context.Context, fsys fs.FS, root string, linked bool) error {
	return fs.WalkDir(fsys, root, func(p string, e fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		switch {
		case err != nil:
			return err
		case e.IsDir():
			if p != "." {
				s.names[p] = -1
			}
			return nil
		case e.Type()&fs.ModeSymlink == 0:
			s.files = append(s.files, p)
			return nil
		}
		info, err := fs.Stat(fsys, p)
		switch {
		case err != nil: // it points nowhere: there is no such file
		case !info.IsDir():
			s.files = append(s.files, p)
		case !linked:
			return s.walk(ctx, fsys, p, true)
		}
		return nil
	})
}

// addIndexes finds the index page of each folder: the first name that is there.
func (s *site) addIndexes(index []string) {
	for i := len(index) - 1; i >= 0; i-- {
		for id, p := range s.files {
			if path.Base(p) == index[i] {
				s.names[folderOf(p)] = int32(-2 - id)
			}
		}
	}
}

// folderOf returns the folder of a path, "" for the root.
func folderOf(p string) string {
	return p[:max(0, strings.LastIndexByte(p, '/'))]
}

// isHTML reports whether the file is a page.
func isHTML(p string) bool {
	switch extension(p) {
	case ".html", ".htm", ".xhtml":
		return true
	}
	return false
}

// extension returns the path's extension in lower case.
func extension(p string) string {
	ext := path.Ext(p)
	for i := range len(ext) {
		if 'A' <= ext[i] && ext[i] <= 'Z' {
			return strings.ToLower(ext)
		}
	}
	return ext
}

// found says what lies at a path.
type found uint8

const (
	// foundFile: a file.
	foundFile found = iota
	// foundIndex: a folder with an index page, asked for with its slash.
	foundIndex
	// foundFolder: a folder with an index page, asked for without the slash.
	foundFolder
	// foundBare: a folder without an index page.
	foundBare
	// foundNotFolder: a file, asked for as a folder.
	foundNotFolder
	// foundNothing: nothing.
	foundNothing
)

// lookup returns what lies at the path, which is decoded, clean and without
// slashes at its ends; folder says that it was written with a slash at the end.
// The file is -1 where nothing can be served.
func (s *site) lookup(p []byte, folder bool) (found, int32) {
	id, ok := s.names[string(p)]
	switch {
	case !ok:
		if s.cleanURLs && !folder && len(p) > 0 {
			if id, ok := s.names[string(p)+".html"]; ok && id >= 0 {
				return foundFile, id
			}
		}
		return foundNothing, -1
	case id >= 0 && folder:
		return foundNotFolder, -1
	case id >= 0:
		return foundFile, id
	case id == -1:
		return foundBare, -1
	case folder || len(p) == 0:
		return foundIndex, -2 - id
	default:
		return foundFolder, -2 - id
	}
}

// fold returns the path that differs from p in case only, or "". Of several the
// first in order is taken.
func (s *site) fold(p string) string {
	s.foldOnce.Do(func() {
		s.folded = make(map[string]string, len(s.names))
		for name := range s.names {
			key := strings.ToLower(name)
			if old, ok := s.folded[key]; !ok || name < old {
				s.folded[key] = name
			}
		}
	})
	return s.folded[strings.ToLower(p)]
}
