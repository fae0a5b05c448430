package linkcheck

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
)

// ownBase is an address under which the site is published.
type ownBase struct {
	// secure says that it is https; scheme-less bases count as such.
	secure bool
	// host is in lower case, with its port unless that is the scheme's own; ""
	// where only the path is known.
	host string
	// prefix is the decoded path without slashes at its ends.
	prefix string
}

// parseBase reads "https://example.com/docs/", "//example.com" or "/docs/".
func parseBase(s string) (ownBase, error) {
	u, err := url.Parse(s)
	if err != nil {
		return ownBase{}, fmt.Errorf("base URL %q: %w", s, err)
	}
	if u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" || u.Host == "" && u.Scheme != "" {
		return ownBase{}, fmt.Errorf("base URL %q is none: write it like https://example.com/docs/", s)
	}
	if u.Host == "" && !strings.HasPrefix(s, "/") {
		return ownBase{}, fmt.Errorf("base URL %q is none: write it like https://example.com/docs/ or /docs/", s)
	}
	host := strings.ToLower(u.Host)
	host = strings.TrimSuffix(host, ":443")
	host = strings.TrimSuffix(host, ":80")
	return ownBase{secure: u.Scheme != "http", host: host, prefix: strings.Trim(u.Path, "/")}, nil
}

// urlClass says where a URL leads.
type urlClass uint8

const (
	// urlIgnored: no file and no page (mailto, data, javascript and so on).
	urlIgnored urlClass = iota
	// urlLocal: a path of this site.
	urlLocal
	// urlExternal: another site.
	urlExternal
	// urlOutside: the site's own host, outside its sub-path.
	urlOutside
	// urlMalformed: a URL that cannot mean what was meant.
	urlMalformed
)

// location is where a URL leads. Its slices live until the resolver's next call.
type location struct {
	class urlClass
	// path is below the site's root: decoded, clean, without slashes at its
	// ends; folder says that the URL's path ends in one.
	path   []byte
	folder bool
	// self says that the URL names the very document it is resolved against.
	self bool
	// fragment is as written, without "#".
	fragment []byte
	// insecure says that the URL is spelled with http:.
	insecure bool
	// host is that of an external URL.
	host []byte
}

// resolver resolves URLs against a document's base.
type resolver struct {
	bases []ownBase
	// main is the base that root-relative paths belong to.
	main ownBase

	// page is the document's path below the site's root, and pageIsFolder says
	// that its base URL ends in a slash; see setPage and setBase.
	page       []byte
	baseFolder bool
	selfBase   bool
	// dir is the folder of the base in the domain, clean, without slashes.
	dir []byte
	// foreign says that the base is another site.
	foreign bool

	path    []byte
	scratch []byte
}

// setPage makes the file at the path the base.
func (r *resolver) setPage(p string) {
	r.page = append(r.page[:0], p...)
	r.dir = append(append(r.dir[:0], r.main.prefix...), '/')
	r.dir = trimSlashes(append(r.dir, folderOf(p)...))
	r.foreign, r.selfBase, r.baseFolder = false, true, false
}

func trimSlashes(b []byte) []byte { return bytes.Trim(b, "/") }

// setBase resolves a <base href> against the page and makes it the base.
func (r *resolver) setBase(href []byte) {
	loc := r.resolve(href)
	switch loc.class {
	case urlExternal, urlOutside:
		r.foreign = true
	case urlLocal:
		if loc.self {
			return
		}
		r.page = append(r.page[:0], loc.path...)
		r.baseFolder, r.selfBase = loc.folder, false
		full := append([]byte(r.main.prefix+"/"), loc.path...)
		if !loc.folder {
			full = full[:bytes.LastIndexByte(full, '/')]
		}
		r.dir = append(r.dir[:0], trimSlashes(full)...)
	}
}

// resolve says where the URL leads.
func (r *resolver) resolve(u []byte) location {
	u = r.tidy(u)
	rest, fragment, _ := bytes.Cut(u, []byte("#"))
	rest, query, hasQuery := bytes.Cut(rest, []byte("?"))
	_ = query
	if scheme := schemeOf(rest); scheme > 0 {
		return r.absolute(u[:scheme], rest[scheme+1:], fragment)
	}
	if len(rest) >= 2 && isSlash(rest[0]) && isSlash(rest[1]) {
		return r.network(rest[2:], fragment, false)
	}
	if r.foreign {
		return location{class: urlExternal}
	}
	if len(rest) == 0 {
		if len(u) == 0 && !hasQuery && r.selfBase {
			return location{class: urlLocal, path: r.page, self: true}
		}
		return location{class: urlLocal, path: r.page, folder: r.baseFolder, self: r.selfBase, fragment: fragment}
	}
	r.path = r.path[:0]
	if !isSlash(rest[0]) {
		r.path = append(r.path, r.dir...)
	}
	folder := r.join(rest)
	return r.below(r.main.prefix, folder, fragment)
}

// tidy drops what browsers drop from a URL: line breaks and tabs within. A
// backslash is a slash.
func (r *resolver) tidy(u []byte) []byte {
	if bytes.IndexByte(u, '\n') < 0 && bytes.IndexByte(u, '\t') < 0 && bytes.IndexByte(u, '\r') < 0 {
		return u
	}
	r.scratch = r.scratch[:0]
	for _, c := range u {
		if c != '\n' && c != '\t' && c != '\r' {
			r.scratch = append(r.scratch, c)
		}
	}
	return r.scratch
}

func isSlash(c byte) bool { return c == '/' || c == '\\' }

// schemeOf returns the length of the URL's scheme, 0 where it has none.
func schemeOf(u []byte) int {
	for i, c := range u {
		switch {
		case isLetter(c):
		case i > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'):
		case c == ':':
			return i
		default:
			return 0
		}
	}
	return 0
}

// absolute resolves a URL with a scheme; rest is what follows its colon.
func (r *resolver) absolute(scheme, rest, fragment []byte) location {
	secure := foldEqual(scheme, "https")
	if !secure && !foldEqual(scheme, "http") {
		loc := location{class: urlIgnored}
		switch {
		case len(scheme) == 1 && len(rest) > 0 && isSlash(rest[0]): // C:\page.html
			loc.class = urlMalformed
		case foldEqual(scheme, "mailto"):
			address, err := url.PathUnescape(string(rest))
			if at := strings.IndexByte(address, '@'); err != nil || len(rest) > 0 && (at <= 0 || at == len(address)-1) {
				loc.class = urlMalformed
			}
		case foldEqual(scheme, "tel") && len(rest) == 0:
			loc.class = urlMalformed
		case foldEqual(scheme, "file"):
			loc.class, loc.host = urlExternal, []byte("localhost")
		}
		return loc
	}
	if len(rest) < 3 || !isSlash(rest[0]) || !isSlash(rest[1]) || isSlash(rest[2]) {
		return location{class: urlMalformed}
	}
	return r.network(rest[2:], fragment, !secure)
}

// network resolves a URL from its host on.
func (r *resolver) network(rest, fragment []byte, insecure bool) location {
	end := bytes.IndexAny(rest, `/\`)
	if end < 0 {
		end = len(rest)
	}
	host, path := rest[:end], rest[end:]
	if at := bytes.LastIndexByte(host, '@'); at >= 0 {
		host = host[at+1:]
	}
	if len(host) == 0 || bytes.ContainsAny(host, " \"<>") {
		return location{class: urlMalformed}
	}
	for _, b := range r.bases {
		if b.host == "" || !sameHost(host, b.host) {
			continue
		}
		r.path = r.path[:0]
		folder := r.join(path) || len(path) == 0
		loc := r.below(b.prefix, folder, fragment)
		if loc.class == urlOutside {
			continue
		}
		loc.insecure = insecure && b.secure
		return loc
	}
	return location{class: urlExternal, host: host, insecure: insecure, fragment: fragment}
}

// sameHost compares a host as written with one of a base.
func sameHost(host []byte, own string) bool {
	for _, port := range []string{":443", ":80", ":"} {
		if len(host) > len(port) && string(host[len(host)-len(port):]) == port {
			host = host[:len(host)-len(port)]
			break
		}
	}
	return foldEqual(host, own)
}

// below makes the location of r.path, which is a path in the domain.
func (r *resolver) below(prefix string, folder bool, fragment []byte) location {
	p := r.path
	if prefix != "" {
		if !bytes.HasPrefix(p, []byte(prefix)) || len(p) > len(prefix) && p[len(prefix)] != '/' {
			return location{class: urlOutside, path: p, folder: folder, fragment: fragment}
		}
		p = p[len(prefix):]
		if len(p) > 0 {
			p = p[1:]
		}
	}
	return location{class: urlLocal, path: p, folder: folder, fragment: fragment}
}

// join appends the segments of a URL's path to r.path, decoded; "." and ".."
// are resolved, ".." at the root stays there, empty segments count as none. It
// reports whether the result names a folder.
func (r *resolver) join(path []byte) (folder bool) {
	for len(path) > 0 {
		end := 0
		for end < len(path) && !isSlash(path[end]) {
			end++
		}
		segment := path[:end]
		folder = end < len(path)
		path = path[min(end+1, len(path)):]
		if len(segment) == 0 {
			continue
		}
		from := len(r.path)
		if from > 0 {
			r.path = append(r.path, '/')
		}
		at := len(r.path)
		r.path = appendDecoded(r.path, segment)
		switch string(r.path[at:]) {
		case ".":
			r.path = r.path[:from]
			folder = true
		case "..":
			r.path = r.path[:max(0, bytes.LastIndexByte(r.path[:from], '/'))]
			folder = true
		}
	}
	return folder
}

// appendDecoded appends b with its percent-escapes resolved; what only looks
// like one stays as it is.
func appendDecoded(dst, b []byte) []byte {
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c == '%' && i+2 < len(b) && isHex(b[i+1]) && isHex(b[i+2]) {
			c = unhex(b[i+1])<<4 | unhex(b[i+2])
			i += 2
		}
		dst = append(dst, c)
	}
	return dst
}

// isLoopback reports whether a host is the reader's own computer.
func isLoopback(host []byte) bool {
	if i := bytes.LastIndexByte(host, ':'); i > 0 && host[len(host)-1] != ']' {
		host = host[:i]
	}
	return foldEqual(host, "localhost") || bytes.HasPrefix(host, []byte("127.")) || string(host) == "0.0.0.0" ||
		string(host) == "[::1]"
}

// placeIn returns the fragment without its text directive, and whether it
// names a place that must exist: not the top of the page, and not the route of
// a script ("#/x", "#!x"), which is no id and never was.
func placeIn(fragment []byte) ([]byte, bool) {
	fragment, _, _ = bytes.Cut(fragment, []byte(":~:"))
	if len(fragment) == 0 || foldEqual(fragment, "top") || fragment[0] == '!' || fragment[0] == '/' {
		return nil, false
	}
	return fragment, true
}
