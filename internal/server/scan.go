package server

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// manifestName is the file that a build rewrites last; a change of it announces a new build.
const manifestName = ".sitegen-manifest"

// maxLinkHops is how many symbolic links one name may lead through, as in Linux.
const maxLinkHops = 40

// A listing is the folder at one moment: every file that may be served, with its stat data.
type listing struct {
	root     *os.Root
	dir      fs.FileInfo // of the folder itself
	files    []listed    // sorted by name
	refused  []refusal
	manifest fs.FileInfo // nil without one
	rules    *listed     // _redirects
}

// A listed file has the name under which it is served and the one to open, which differ below symbolic links.
type listed struct {
	name, real string
	info       fs.FileInfo
}

// A refusal is a name that is not served though it is no secret, and why.
type refusal struct{ name, why string }

// list reads the folder's names and stat data. The caller closes listing.root.
func list(dir string) (*listing, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder to serve: %w", err)
	}
	l := &listing{root: root}
	w := walker{root: root, out: l}
	if l.dir, err = root.Stat("."); err == nil {
		err = w.walk("", "", nil)
	}
	if err != nil {
		root.Close()
		return nil, fmt.Errorf("list the folder to serve: %w", err)
	}
	if info, err := root.Lstat(manifestName); err == nil && info.Mode().IsRegular() {
		l.manifest = info
	}
	slices.SortFunc(l.files, func(a, b listed) int { return strings.Compare(a.name, b.name) })
	return l, nil
}

// equal reports whether two listings are of the same files in the same state. Identity counts too: a file
// that was replaced by another of the same size and time differs.
func (l *listing) equal(o *listing) bool {
	if !os.SameFile(l.dir, o.dir) || len(l.files) != len(o.files) || (l.rules == nil) != (o.rules == nil) {
		return false
	}
	for i := range l.files {
		if !l.files[i].equal(&o.files[i]) {
			return false
		}
	}
	return l.rules == nil || l.rules.equal(o.rules)
}

func (f *listed) equal(o *listed) bool {
	return f.name == o.name && f.real == o.real && same(f.info, o.info)
}

// same reports whether two stats describe one unchanged file. The mode counts, as a file that could not be read may
// become readable.
func same(a, b fs.FileInfo) bool {
	return a != nil && b != nil && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && a.Mode() == b.Mode() &&
		os.SameFile(a, b)
}

// hidden reports whether a path element is never served: dot files, but for the folder .well-known at the top.
func hidden(parent, element string) bool {
	return strings.HasPrefix(element, ".") && (parent != "" || element != ".well-known")
}

// control reports whether a name is an instruction to servers and no part of the site.
func control(name string) bool { return name == "_redirects" || name == "_headers" }

type walker struct {
	root *os.Root
	out  *listing
}

// walk lists the folder real under the name name. above are the folders that it lies in, to notice links that
// lead back. A folder below the top that cannot be read is refused, not an error: the rest is still served.
func (w *walker) walk(name, real string, above []fs.FileInfo) error {
	open := real
	if open == "" {
		open = "."
	}
	d, err := w.root.Open(open)
	if err != nil {
		return err
	}
	entries, err := d.ReadDir(-1)
	info, statErr := d.Stat()
	d.Close()
	if err != nil {
		return err
	}
	if statErr != nil {
		return statErr
	}
	for _, dir := range above {
		if os.SameFile(dir, info) {
			w.refuse(name, "a symbolic link that leads back to a folder it lies in")
			return nil
		}
	}
	above = append(above[:len(above):len(above)], info)
	for _, e := range entries {
		if hidden(real, e.Name()) {
			continue
		}
		w.entry(e, path.Join(name, e.Name()), path.Join(real, e.Name()), above)
	}
	return nil
}

func (w *walker) entry(e fs.DirEntry, name, real string, above []fs.FileInfo) {
	if !plausible("/"+e.Name(), "") {
		w.refuse(name, "a name that no URL should have")
		return
	}
	info, err := e.Info()
	if err != nil {
		return // gone since: the next look will see the folder as it is then
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		if real, err = w.resolve(real); err == nil {
			info, err = w.root.Lstat(real)
		}
		if err != nil {
			w.refuse(name, err.Error())
			return
		}
	}
	switch {
	case info.IsDir():
		if err := w.walk(name, real, above); err != nil {
			w.refuse(name, err.Error())
		}
	case !info.Mode().IsRegular():
		w.refuse(name, "neither a file nor a folder")
	case name == "_redirects":
		w.out.rules = &listed{name, real, info}
	case !control(name):
		w.out.files = append(w.out.files, listed{name, real, info})
	}
}

func (w *walker) refuse(name, why string) {
	w.out.refused = append(w.out.refused, refusal{name, why})
}

// resolve follows the symbolic links in name, element by element, to a name without any. It refuses links out
// of the folder, absolute ones, and those that lead to what is hidden.
func (w *walker) resolve(name string) (string, error) {
	done, todo := "", strings.Split(name, "/")
	for hops := 0; len(todo) > 0; {
		element := todo[0]
		todo = todo[1:]
		if element == "" || element == "." {
			continue
		}
		if element == ".." {
			if done == "" {
				return "", fmt.Errorf("a symbolic link that leads out of the folder")
			}
			if done = path.Dir(done); done == "." {
				done = ""
			}
			continue
		}
		if hidden(done, element) {
			return "", fmt.Errorf("a symbolic link to a hidden file")
		}
		next := path.Join(done, element)
		info, err := w.root.Lstat(next)
		if err != nil {
			return "", fmt.Errorf("a symbolic link that leads nowhere: %w", err)
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			done = next
			continue
		}
		if hops++; hops > maxLinkHops {
			return "", fmt.Errorf("a symbolic link that leads in circles")
		}
		target, err := w.root.Readlink(next)
		if err != nil {
			return "", err
		}
		if target = filepath.ToSlash(target); path.IsAbs(target) || filepath.IsAbs(target) {
			return "", fmt.Errorf("a symbolic link to an absolute path; only relative links inside the folder are followed")
		}
		todo = append(strings.Split(target, "/"), todo...)
	}
	if control(done) {
		return "", fmt.Errorf("a symbolic link to a control file")
	}
	return done, nil
}
