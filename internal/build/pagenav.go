package build

import (
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/view"
)

// topFolder is the first element of a URL path, or "" for a page at the root.
func topFolder(urlPath string) string {
	first, rest, _ := strings.Cut(strings.TrimPrefix(urlPath, "/"), "/")
	if rest == "" && !strings.HasSuffix(urlPath, "/") {
		return ""
	}
	return first
}

// pageSections are the parts of the navigation at the side of plain pages, by the
// folder at the top that they are in. A folder has one where a page introduces it
// and others are below; folders in it that are introduced too are its parts.
func (s *Snapshot) pageSections() map[string][]view.NavSection {
	at := make(map[string]*content.Entry, len(s.site.Pages))
	for _, p := range s.site.Pages {
		at[p.URL] = &p.Entry
	}
	// owner is the nearest page above one, the folder's first level apart.
	owner := func(urlPath string) string {
		for urlPath != "/" {
			up := urlPath[:strings.LastIndexByte(strings.TrimSuffix(urlPath, "/"), '/')+1]
			if up == "/" || at[up] != nil {
				return up
			}
			urlPath = up
		}
		return "/"
	}
	below := map[string][]view.NavItem{}
	for _, p := range s.site.Pages {
		if up := owner(p.URL); up != "/" {
			below[up] = append(below[up], view.NavItem{ID: p.ID, Title: p.Title, URL: s.urls.path(p.URL)})
		}
	}
	out := map[string][]view.NavSection{}
	for _, p := range s.site.Pages {
		top := topFolder(p.URL)
		items := below[p.URL]
		if len(items) == 0 || at["/"+top+"/"] == nil {
			continue
		}
		if len(items) > maxNavItems {
			items = nil
		}
		out[top] = append(out[top], view.NavSection{Title: p.Title, URL: s.urls.path(p.URL), Slug: top, Items: items})
	}
	return out
}
