package content

import (
	"cmp"
	"fmt"
	"path"
	"strings"

	"sitegen/internal/diag"
)

// claim is who writes to a URL.
type claim struct {
	url   string // as it will be, with its letter case
	owner owner
	// name is the source file, or the category's or tag's name.
	name string
	// intro marks a page of sitegen's own that may begin with an author's
	// text.
	intro bool
}

// owner is what kind of thing is at a URL.
type owner uint8

const (
	ownerSitegen owner = iota // a page that every site has
	ownerPage                 // an entry that is a plain page
	ownerEntry                // any other entry
	ownerAsset
	ownerAlias
	ownerCategory
	ownerTag
)

// String says who it is.
func (c claim) String() string {
	switch c.owner {
	case ownerAsset:
		return "the file " + c.name
	case ownerAlias:
		return "an alias of " + c.name
	case ownerCategory:
		return "the page of the category of " + c.name
	case ownerTag:
		return fmt.Sprintf("the page of the tag %q", c.name)
	default:
		return "the page of " + c.name
	}
}

// claims are the URLs of a site, compared by the file that each will be and
// without letter case, since many file systems do not tell "About" from
// "about".
type claims map[string]claim

// claimKey makes URLs of one file equal.
func claimKey(url string) string {
	if before, ok := strings.CutSuffix(url, "/index.html"); ok {
		url = before + "/"
	}
	return fold(url)
}

// checkURLs reports everything that would be written to one place twice.
func (a *assembler) checkURLs(s *Site) {
	taken := make(claims, 2*(len(a.made)+len(s.Assets)))
	for _, url := range []string{"/graph/", "/search/", "/404.html", "/sitemap.xml", "/feed.xml", "/robots.txt", "/llms.txt",
		"/graph.json", "/glossary.json", "/_redirects", "/manifest.webmanifest", "/sitegen-worker.js"} {
		taken[claimKey(url)] = claim{url: url}
	}
	if len(s.Terms) > 0 {
		taken[claimKey(ReviewURL)] = claim{url: ReviewURL, intro: true}
	}
	for _, url := range []string{"/", s.GlossaryURL(), s.LessonsURL(), "/categories/", "/tags/"} {
		taken[claimKey(url)] = claim{url: url, intro: true}
	}
	for _, c := range s.Categories {
		at := func() diag.Position { return c.Pos("slug") }
		name := cmp.Or(c.File, at().File)
		if c.LessonsURL == "" || a.claim(taken, at, claim{url: c.LessonsURL, owner: ownerCategory, name: name}) {
			a.claim(taken, at, claim{url: c.URL, owner: ownerCategory, name: name})
		}
		if url := c.ReviewURL(); url != "" {
			taken[claimKey(url)] = claim{url: url}
		}
	}
	for _, t := range s.Tags {
		at := func() diag.Position { return t.Entries[0].Pos("tags") }
		a.claim(taken, at, claim{url: t.URL, owner: ownerTag, name: t.Name})
	}
	for _, m := range a.made {
		c := claim{url: m.entry.URL, owner: ownerEntry, name: m.entry.File}
		if m.entry.Kind == KindPage {
			c.owner = ownerPage
		}
		a.claim(taken, func() diag.Position { return urlPosition(m.entry) }, c)
	}
	for _, asset := range s.Assets {
		at := func() diag.Position { return diag.Position{File: asset.File} }
		a.claim(taken, at, claim{url: asset.URL, owner: ownerAsset, name: asset.File})
	}
	for _, m := range a.made {
		a.claimAliases(taken, m.entry, m.head)
	}
	for _, c := range s.Categories {
		if h := a.categories.heads[c]; h != nil {
			a.claimAliases(taken, &c.Entry, h)
		}
	}
	a.checkFolders(taken, s)
}

// urlPosition is where the author said what makes the URL.
func urlPosition(e *Entry) diag.Position {
	if p := e.Pos("url"); p.Column > 0 {
		return p
	}
	return e.Pos("slug")
}

// claimAliases claims the redirects of an entry.
func (a *assembler) claimAliases(taken claims, e *Entry, h *Head) {
	for _, alias := range e.Aliases {
		at := func() diag.Position { return aliasPosition(e, h, alias) }
		a.claim(taken, at, claim{url: alias, owner: ownerAlias, name: e.File})
	}
}

// aliasPosition finds the item that an alias was made from.
func aliasPosition(e *Entry, h *Head, alias string) diag.Position {
	for i := range h.Fields {
		if f := &h.Fields[i]; f.Key == "aliases" {
			for j := range f.Value.Items {
				if v := &f.Value.Items[j]; aliasURL(v.Text, e.URL) == alias {
					return diag.Position{File: e.File, Line: int(v.Line), Column: int(v.Column)}
				}
			}
		}
	}
	return e.Pos("url")
}

// claim records who writes to a URL, or reports that it is taken and returns
// false.
func (a *assembler) claim(taken claims, at func() diag.Position, c claim) bool {
	key := claimKey(c.url)
	first, clash := taken[key]
	if !clash || first.intro && c.owner == ownerPage && first.url == c.url {
		taken[key] = c
		return true
	}
	pos := at()
	switch {
	case first.owner == ownerSitegen && c.owner == ownerAlias:
		a.problems.Errorf(pos, "alias-collision", "remove the alias, or choose another address", "%s is a page that sitegen writes itself", c.url)
	case first.owner == ownerSitegen && c.owner == ownerAsset:
		a.problems.Errorf(pos, "reserved-url", "rename or delete the file", "%s is taken: sitegen writes that itself", c.url)
	case first.owner == ownerSitegen:
		a.problems.Errorf(pos, "reserved-url", "rename the file, or give the page another slug",
			"%s is taken: sitegen writes that itself", c.url)
	default:
		message := fmt.Sprintf("%s is already %s", c.url, first)
		if first.url != c.url && !strings.HasSuffix(c.url, "/index.html") {
			message = fmt.Sprintf("%s and %s, which is %s, differ only in letter case", c.url, first.url, first)
		}
		rule, hint := "url-collision", "rename one of the two, or give one another slug"
		if c.owner == ownerAlias {
			rule, hint = "alias-collision", "an old URL can lead to one page only: remove the alias from one of them"
		}
		a.problems.Errorf(pos, rule, hint, "%s", message)
	}
	return false
}

// checkFolders reports files whose name is needed for a folder: an asset
// "/notes" beside a page "/notes/", or beside anything below it.
func (a *assembler) checkFolders(taken claims, s *Site) {
	files := map[string]claim{}
	for _, asset := range s.Assets {
		files[fold(asset.URL)] = claim{url: asset.URL, owner: ownerAsset, name: asset.File}
	}
	if len(files) == 0 {
		return
	}
	reported := map[string]bool{}
	for key := range taken {
		for dir := path.Dir(key); dir != "/"; dir = path.Dir(dir) {
			if file, ok := files[dir]; ok && !reported[dir] {
				reported[dir] = true
				a.problems.Errorf(diag.Position{File: file.name}, "url-collision", "rename the file",
					"%s is a file, but also the folder of other pages", file.url)
			}
		}
	}
}
