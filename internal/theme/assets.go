package theme

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// File is a file to publish.
type File struct {
	// Path is where, below the output folder.
	Path string
	// Data are its bytes.
	Data []byte
	// Asset is true for a file whose name changes with its bytes.
	Asset bool
}

// assetDir is the folder below static, and below the output, of the files that
// are published under the names of their content.
const assetDir = "assets"

// pipeline names assets by their content.
type pipeline struct {
	data map[string][]byte // by path below static
	// published is the path below the output; "" while it is being found out.
	published map[string]string
	errs      *errorList
	trail     []string
}

// loadStatic reads the static trees.
func loadStatic(src Sources, basePath string, errs *errorList) ([]File, map[string]string) {
	p := &pipeline{data: map[string][]byte{}, published: map[string]string{}, errs: errs}
	for i, fsys := range []fs.FS{src.Static, src.SiteStatic} {
		for _, name := range list(fsys, "static", errs) {
			data, err := fs.ReadFile(fsys, name)
			if err != nil {
				errs.add(&TemplateError{File: path.Join("static", name), Message: "cannot be read: " + plain(err)})
				continue
			}
			// The default theme's folder is also a Go package.
			if name == "embed.go" && strings.Contains(string(data), "package static") {
				continue
			}
			if i == 0 && path.Ext(name) == ".js" {
				data = slim(data)
			}
			p.data[name] = data
		}
	}
	var files []File
	urls := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(p.data)) {
		asset, ok := strings.CutPrefix(name, assetDir+"/")
		if !ok {
			files = append(files, File{Path: name, Data: p.data[name]})
			continue
		}
		published := p.publish(name)
		files = append(files, File{Path: published, Data: p.data[name], Asset: true})
		urls[asset] = basePath + published
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, urls
}

// slim drops comments that have lines of their own, and the space that begins
// lines: a fifth of what the default theme's scripts weigh. It is for those
// alone, in which no text reaches over a line's end (a test holds this); the
// scripts of a site are published as they are.
func slim(script []byte) []byte {
	var out []byte
	for line := range bytes.Lines(script) {
		line = bytes.TrimLeft(line, " \t")
		if rest, comment := bytes.CutPrefix(line, []byte("//")); comment && !bytes.HasPrefix(rest, []byte("#")) || len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		out = append(out, line...)
	}
	return out
}

// publish returns the name under which an asset is published, after it has
// rewritten the references in it.
func (p *pipeline) publish(name string) string {
	if done, known := p.published[name]; known {
		if done == "" {
			p.cycle(name)
		}
		return done
	}
	p.published[name] = ""
	p.trail = append(p.trail, name)
	p.data[name] = p.rewrite(name, p.data[name])
	p.trail = p.trail[:len(p.trail)-1]
	sum := sha256.Sum256(p.data[name])
	ext := path.Ext(name)
	p.published[name] = strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:])[:10] + ext
	return p.published[name]
}

// cycle reports the references that lead back to a file.
func (p *pipeline) cycle(name string) {
	from := slices.Index(p.trail, name)
	var way []string
	for _, n := range append(slices.Clone(p.trail[from:]), name) {
		way = append(way, "static/"+n)
	}
	p.errs.add(&TemplateError{File: "static/" + p.trail[len(p.trail)-1],
		Message: "references lead back to where they began: " + strings.Join(way, " → "),
		Hint:    "a file's published name follows from what it refers to, so that no circle can be named; move what both need into a third file"})
}

var (
	cssReference = regexp.MustCompile(`(?s)/\*.*?\*/|url\(\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^"'()\s]+))\s*\)|@import\s+(?:"([^"\n]*)"|'([^'\n]*)')`)
	jsReference  = regexp.MustCompile(`(?:\bfrom|\bimport)\s*\(?\s*(?:"(\.{1,2}/[^"\n]*)"|'(\.{1,2}/[^'\n]*)')|\bnew\s+URL\(\s*(?:"(\.{1,2}/[^"\n]*)"|'(\.{1,2}/[^'\n]*)')\s*,\s*import\.meta\.url`)
	sourceMap    = regexp.MustCompile(`(?m)^(?://|/\*)[#@]\s*sourceMappingURL=(\S+)`)
)

// rewrite puts published names into a style sheet or a script.
func (p *pipeline) rewrite(name string, data []byte) []byte {
	switch path.Ext(name) {
	case ".css":
		data = p.replace(name, data, cssReference)
	case ".js", ".mjs":
		data = p.replace(name, data, jsReference)
	default:
		return data
	}
	return p.replace(name, data, sourceMap)
}

// replace rewrites what the groups of the expression match.
func (p *pipeline) replace(name string, data []byte, expr *regexp.Regexp) []byte {
	var out []byte
	last := 0
	for _, m := range expr.FindAllSubmatchIndex(data, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] < 0 {
				continue
			}
			out = append(out, data[last:m[g]]...)
			out = append(out, p.reference(name, string(data[m[g]:m[g+1]]))...)
			last = m[g+1]
		}
	}
	return append(out, data[last:]...)
}

// reference returns what a reference from one asset to another becomes: the
// same relative path, with the published name at its end. A reference to
// anything else stays.
func (p *pipeline) reference(from, ref string) string {
	target, rest := ref, ""
	if i := strings.IndexAny(ref, "?#"); i >= 0 {
		target, rest = ref[:i], ref[i:]
	}
	if target == "" || strings.HasPrefix(target, "/") || strings.Contains(target, ":") {
		return ref
	}
	to := path.Join(path.Dir(from), target)
	if _, ok := p.data[to]; !ok || !strings.HasPrefix(to, assetDir+"/") {
		return ref
	}
	published := p.publish(to)
	if published == "" {
		return ref
	}
	dir, _ := path.Split(target)
	return fmt.Sprintf("%s%s%s", dir, path.Base(published), rest)
}
