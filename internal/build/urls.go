package build

import (
	"net/url"
	"path"
	"strings"
)

// urls turns the paths of entries into the URLs that stand in pages.
type urls struct {
	base   string // absolute and ending in a slash, or ""
	prefix string // base path: "/" or "/docs/"
}

func newURLs(baseURL string) urls {
	u := urls{prefix: basePath(baseURL)}
	if strings.Contains(baseURL, "://") {
		u.base = strings.TrimSuffix(baseURL, "/") + "/"
	}
	return u
}

// basePath is the path of a base URL, with a slash at both ends.
func basePath(baseURL string) string {
	u, err := url.Parse(baseURL)
	if err != nil {
		return "/"
	}
	p := strings.Trim(u.EscapedPath(), "/")
	if p == "" {
		return "/"
	}
	return "/" + p + "/"
}

// path is the URL of a page or file of the site, given by its path from the
// site's root: "/glossary/cache/" -> "/docs/glossary/cache/". A path with
// characters that a URL cannot hold is escaped.
func (u urls) path(p string) string {
	if p == "" {
		return ""
	}
	return u.prefix + escapePath(strings.TrimPrefix(p, "/"))
}

// absolute is the full URL, or "" on a site without base_url.
func (u urls) absolute(p string) string {
	if u.base == "" {
		return ""
	}
	return u.base + escapePath(strings.TrimPrefix(p, "/"))
}

// escapePath escapes a path, and leaves the usual ones alone without copying.
func escapePath(p string) string {
	for i := 0; i < len(p); i++ {
		c := p[i]
		if c >= 0x80 || c <= ' ' || strings.IndexByte("\"%<>\\^`{|}?#", c) >= 0 {
			return (&url.URL{Path: p}).EscapedPath()
		}
	}
	return p
}

// outputPath is the file in which a URL path is published: "/about/" ->
// "about/index.html".
func outputPath(p string) string {
	p = strings.TrimPrefix(p, "/")
	if p == "" || strings.HasSuffix(p, "/") {
		return p + "index.html"
	}
	return p
}

// twinPath is the URL path of a page's Markdown twin.
func twinPath(p string) string { return path.Join(p, "index.md") }
