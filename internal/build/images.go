package build

import (
	"fmt"
	"image"
	_ "image/gif"  // formats whose size is read
	_ "image/jpeg" // formats whose size is read
	_ "image/png"  // formats whose size is read
	"net/url"
	"path"
	"strings"

	_ "golang.org/x/image/webp" // formats whose size is read

	"sitegen/internal/content"
)

// imageSize returns the attributes that keep a page from jumping while its
// picture loads, or "" for a picture that is not of this site or whose format
// is not known.
func (r *resolver) imageSize(n *node, dest string) string {
	rawPath, _ := splitDest(dest)
	p, err := url.PathUnescape(rawPath)
	if err != nil || p == "" || isExternal(dest) {
		return ""
	}
	file := path.Join(path.Dir(n.entry.File), p)
	if strings.HasPrefix(p, "/") {
		file = r.cfg.SourcePath(p)
	}
	if _, ok := r.assets[file]; !ok {
		return ""
	}
	f, err := r.opt.Source.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	// The header is enough, so nothing is gained by remembering it.
	cfg, _, err := image.DecodeConfig(f)
	if err != nil {
		return ""
	}
	return fmt.Sprintf(` width="%d" height="%d"`, cfg.Width, cfg.Height)
}

// assetNear finds the published path of a file that an entry names in its
// front matter: beside the entry's file first, then below the content folder.
func (s *Snapshot) assetNear(e *content.Entry, name string) string {
	for _, file := range []string{path.Join(path.Dir(e.File), name), s.cfg.SourcePath(name)} {
		if published, ok := s.assets[file]; ok {
			return published
		}
	}
	return ""
}
