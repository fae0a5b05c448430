package linkcheck

import (
	"fmt"
	"io/fs"
	"net/url"
	"strings"
)

// DetectBase returns the address under which a folder of HTML says that it is
// published: the canonical URL of its home page, or its og:url, where that is
// absolute. It returns "" where the home page says nothing of the kind. Check
// does not use it by itself: what a page says of itself may be what is wrong.
func DetectBase(fsys fs.FS) (string, error) {
	data, err := fs.ReadFile(fsys, "index.html")
	if err != nil {
		return "", fmt.Errorf("looking for the site's base URL: %w", err)
	}
	var d document
	d.parseHTML(data)
	var base string
	for _, r := range d.refs {
		if r.kind != kindLinkPage && r.kind != kindMeta {
			continue
		}
		tag := strings.ToLower(string(data[r.tag:r.off]))
		canonical := strings.Contains(tag, "canonical")
		if !canonical && !(base == "" && strings.Contains(tag, "og:url")) {
			continue
		}
		u, err := url.Parse(string(r.url))
		if err != nil || u.Host == "" || u.RawQuery != "" || u.Scheme != "http" && u.Scheme != "https" {
			continue
		}
		u.Fragment, u.Path = "", strings.TrimSuffix(u.Path, "index.html")
		if !strings.HasSuffix(u.Path, "/") {
			u.Path += "/"
		}
		base = u.String()
		if canonical {
			break
		}
	}
	return base, nil
}
