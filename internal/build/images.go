package build

import (
	"encoding/xml"
	"fmt"
	"image"
	_ "image/gif"  // formats whose size is read
	_ "image/jpeg" // formats whose size is read
	_ "image/png"  // formats whose size is read
	"io"
	"math"
	"net/url"
	"path"
	"strconv"
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
	if strings.EqualFold(path.Ext(file), ".svg") {
		if w, h := drawingSize(f); w > 0 {
			return fmt.Sprintf(` width="%d" height="%d"`, w, h)
		}
		return ""
	}
	// The header is enough, so nothing is gained by remembering it.
	cfg, _, err := image.DecodeConfig(f)
	if err != nil {
		return ""
	}
	return fmt.Sprintf(` width="%d" height="%d"`, cfg.Width, cfg.Height)
}

// fullWidth is the width, in CSS pixels, given to a drawing that has none of
// its own: wider than any column, so that it fills it as it would without.
const fullWidth = 1600

// drawingSize reads the size of an SVG in CSS pixels from its first element,
// or 0. One with nothing but a viewBox fills its column in that proportion.
func drawingSize(r io.Reader) (width, height int) {
	d := xml.NewDecoder(io.LimitReader(r, 64<<10))
	d.Strict = false
	for {
		token, err := d.RawToken()
		if err != nil {
			return 0, 0
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if root.Name.Local != "svg" {
			return 0, 0
		}
		var w, h float64
		var box []string
		for _, a := range root.Attr {
			switch a.Name.Local {
			case "width":
				w, _ = strconv.ParseFloat(strings.TrimSuffix(a.Value, "px"), 64)
			case "height":
				h, _ = strconv.ParseFloat(strings.TrimSuffix(a.Value, "px"), 64)
			case "viewBox":
				box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' })
			}
		}
		if (w <= 0 || h <= 0) && len(box) == 4 {
			bw, _ := strconv.ParseFloat(box[2], 64)
			bh, _ := strconv.ParseFloat(box[3], 64)
			if bw <= 0 || bh <= 0 {
				return 0, 0
			}
			w, h = fullWidth, fullWidth*bh/bw
		}
		if !(w >= 1 && h >= 1 && w < 1e5 && h < 1e5) {
			return 0, 0
		}
		return int(math.Round(w)), int(math.Round(h))
	}
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
