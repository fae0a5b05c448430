package linkcheck

import (
	"bytes"
	"fmt"
	"strings"

	"sitegen/internal/diag"
)

// check judges one reference of the document.
func (w *worker) check(i int) {
	r := &w.doc.refs[i]
	if r.kind.is(bare) && r.url[0] == '#' {
		return
	}
	if !w.late {
		w.links++
	}
	if r.kind == kindUsemap {
		w.checkUsemap(r)
		return
	}
	loc := w.res.resolve(r.url)
	switch loc.class {
	case urlLocal:
		if loc.insecure {
			w.mixed(r)
		}
		w.checkLocal(r, loc)
	case urlOutside:
		w.checkOutside(r, loc)
	case urlExternal:
		w.checkExternal(r, loc)
	case urlMalformed:
		if !w.late {
			w.malformed(r)
		}
	}
}

// malformed reports a URL that cannot mean what was meant.
func (w *worker) malformed(r *ref) {
	switch scheme := r.url[:schemeOf(r.url)]; {
	case foldEqual(scheme, "mailto"):
		w.report(r, ruleMalformedURL, "this is no e-mail address", "write it like mailto:name@example.com")
	case foldEqual(scheme, "tel"):
		w.report(r, ruleMalformedURL, "this link has no telephone number", "write it like tel:+41441234567")
	case len(scheme) == 1:
		w.report(r, ruleMalformedURL, "this is a path on a disk of Windows", "name the file as the site has it, with slashes")
	default:
		w.report(r, ruleMalformedURL, "this URL has no host", "write it in full, like https://example.com/page, or as a path of this site")
	}
}

// checkLocal judges a reference to a path of the site.
func (w *worker) checkLocal(r *ref, loc location) {
	if r.kind.is(posts) && !isHTML(string(loc.path)) {
		return
	}
	what, file := foundFile, w.file
	if !loc.self {
		what, file = w.site.lookup(loc.path, loc.folder)
	}
	if file < 0 {
		if what == foundBare && r.kind.is(folders) {
			return
		}
		way := w.follow(string(loc.path))
		if way.file < 0 {
			if !way.away && !w.late {
				w.missing(r, loc, what, way)
			}
			return
		}
		file = way.file
		if way.moved && r.kind.is(follows) {
			if !w.late {
				w.revisit = append(w.revisit, w.file) // only then is it known where the way ends
			} else if w.moved(r, loc, file); w.pages[file].redirect != noRedirect {
				return // the page that it ends at is not to be reported again
			}
		}
	} else if what == foundFolder && r.kind.is(follows) && !w.late {
		p := w.report(r, ruleMissingSlash, fmt.Sprintf("%q is a folder: servers redirect to %q", show(loc.path), show(loc.path)+"/"), "")
		w.setFix(p, loc, withSlash(r.url))
	}
	w.checkTarget(r, loc, file)
}

// checkTarget judges what a reference wants of the page that it leads to.
func (w *worker) checkTarget(r *ref, loc location, file int32) {
	if fragment, wanted := placeIn(loc.fragment); wanted && r.kind.is(anchors) && w.pages[file].is {
		if !w.late {
			w.fragments++
		}
		switch {
		case file == w.file:
			if !w.late && !w.ids.hasFragment(fragment) {
				w.noPlace(r, loc, file, fragment)
			}
		case w.late:
			// A redirect's own page has no places; most carry the fragment on.
			if end := w.endOf(file); end >= 0 && w.anchors[end] != nil && !w.anchors[end].hasFragment(fragment) {
				w.noPlace(r, loc, end, fragment)
			}
		default:
			w.askLater(file, fragment)
		}
	}
	switch {
	case r.kind == kindRefresh && w.late && file != w.file:
		if w.circles(w.file) {
			w.report(r, ruleBrokenRedirect, "the pages that this redirect leads to lead back here", "send one of them to a page with something to read")
		}
	case !r.kind.is(follows) || file == w.file:
	case !w.late:
		w.askLater(file, nil)
	case w.pages[file].redirect != noRedirect:
		w.moved(r, loc, file)
	}
}

// circles reports whether the redirects from a page lead back to it.
func (c *checker) circles(page int32) bool {
	at := page
	for range hops {
		if at = c.pages[at].redirect; at < 0 {
			return false
		}
		if at == page {
			return true
		}
	}
	return false
}

// moved reports, in the second pass, a reference to an address that only sends
// its readers on. The file is the page that does so, or the one that _redirects ends at.
func (w *worker) moved(r *ref, loc location, file int32) {
	end := w.endOf(file)
	if end == redirectAway {
		p := w.report(r, ruleRedirect, fmt.Sprintf("%q only sends readers on, to another site", shown(loc)), "link to where it leads")
		w.setTarget(p, loc)
		return
	}
	if end == file && w.pages[file].redirect != noRedirect {
		return // a circle, which is reported at the pages in it
	}
	rest := ""
	if len(loc.fragment) > 0 {
		rest = "#" + string(loc.fragment)
	}
	fix := w.spell(r.url, w.site.files[end], rest)
	p := w.report(r, ruleRedirect, fmt.Sprintf("%q only sends readers on, to %q", shown(loc), w.named(w.site.files[end])), fmt.Sprintf("link to %q", fix))
	w.setFix(p, loc, fix)
}

// missing reports a reference to a path that no file has.
func (w *worker) missing(r *ref, loc location, what found, way detour) {
	rule := kinds[r.kind].rule
	switch {
	case way.known:
		w.setTarget(w.report(r, rule, fmt.Sprintf("%q %s", show(loc.path), way.problem), "mend its line in _redirects, or name a page that is there"), loc)
		return
	case what == foundBare:
		p := w.report(r, rule, fmt.Sprintf("the folder %q has no %s", show(loc.path)+"/", strings.Join(w.opt.Index, " or ")),
			"name a file in it, or give the folder an index page")
		w.setTarget(p, loc)
		return
	case what == foundNotFolder:
		fix := withoutSlash(r.url)
		p := w.report(r, rule, fmt.Sprintf("%q is a file, not a folder", show(loc.path)), fmt.Sprintf("drop the slash at the end: %q", fix))
		w.setFix(p, loc, fix)
		return
	}
	if other := w.site.fold(string(loc.path)); other != "" {
		if loc.folder || w.site.names[other] < 0 {
			other += "/"
		}
		if what, file := w.site.lookup([]byte(strings.TrimSuffix(other, "/")), loc.folder); file >= 0 && what != foundNotFolder {
			fix := w.respell(r.url, other)
			p := w.report(r, ruleBrokenCase, fmt.Sprintf("the name is %q on disk, and most servers tell upper from lower case", other), fmt.Sprintf("write %q", fix))
			w.setFix(p, loc, fix)
			return
		}
	}
	p := w.report(r, rule, fmt.Sprintf("the site has no %q", shown(loc)), "")
	w.setTarget(p, loc)
	if p == nil {
		return
	}
	switch _, page := w.site.lookup(append(bytes.Clone(loc.path), ".html"...), false); {
	case page >= 0 && !loc.folder:
		p.problem.Hint = fmt.Sprintf("there is %q: name it, or let the checker know that the server adds .html", w.site.files[page])
	case bytes.HasPrefix(r.url, []byte("www.")) || bytes.HasPrefix(r.url, []byte("http//")) || bytes.HasPrefix(r.url, []byte("https//")):
		p.problem.Hint = "a link to another site begins with https://"
	case r.kind.is(follows) && bytes.IndexByte(r.url, '@') > 0 && bytes.IndexByte(r.url, '/') < 0:
		p.problem.Hint = fmt.Sprintf("a link to an e-mail address begins with mailto: %q", "mailto:"+string(r.url))
	default:
		p.nearPath, p.dir = true, string(w.res.dir)
	}
}

// checkOutside judges a reference to the site's host outside its sub-path.
// Where the site has that path, the sub-path was forgotten; otherwise it is
// somebody else's.
func (w *worker) checkOutside(r *ref, loc location) {
	_, file := w.site.lookup(loc.path, loc.folder)
	if w.late {
		return
	}
	if file < 0 || len(loc.path) == 0 {
		w.outside++
		return
	}
	_, rest := splitURL(r.url)
	fix := w.spell(r.url, w.site.files[file], rest)
	p := w.report(r, kinds[r.kind].rule, fmt.Sprintf("%q is outside the site, which is published below %q", "/"+shown(loc), "/"+w.main.prefix+"/"),
		fmt.Sprintf("write %q", fix))
	w.setFix(p, loc, fix)
}

// checkExternal judges a reference to another site, as far as it shows.
func (w *worker) checkExternal(r *ref, loc location) {
	if w.late {
		return
	}
	w.outside++
	traits := kinds[r.kind].traits
	switch {
	case isLoopback(loc.host):
		if traits&loads != 0 || kinds[r.kind].rule >= ruleBrokenMetadata || schemeOf(r.url) == len("file") && foldEqual(r.url[:4], "file") {
			w.report(r, ruleLocalAddress, "this address is on the reader's own computer", "set the site's base URL, or name the published address")
			return
		}
		// A link to it may be an instruction ("open http://localhost:8080"): it is
		// no mistake by itself, and asked for as any other.
	case loc.insecure:
		w.mixed(r)
	}
	if w.opt.External && len(loc.host) > 0 && !r.kind.is(posts) {
		w.addExternal(r)
	}
}

// mixed reports what a page on https loads over http.
func (w *worker) mixed(r *ref) {
	if r.kind.is(loads) && w.main.secure && !w.late {
		w.report(r, ruleMixedContent, "loaded over http by a page on https: browsers block it or warn", "use https, or keep a copy on the site")
	}
}

// checkUsemap looks for the <map> on the same page.
func (w *worker) checkUsemap(r *ref) {
	if w.late {
		return
	}
	name := bytes.TrimPrefix(r.url, []byte("#"))
	for _, m := range w.doc.maps {
		if bytes.Equal(m, name) {
			return
		}
	}
	var names []string
	for _, m := range w.doc.maps {
		names = append(names, string(m))
	}
	hint := "give a <map> on this page that name"
	if near := diag.Suggest(string(name), names); near != "" {
		hint = fmt.Sprintf("did you mean %q?", "#"+near)
	}
	w.report(r, ruleBrokenUsemap, fmt.Sprintf("the page has no <map name=%q>", name), hint)
}

// noPlace reports a fragment that its page does not have.
func (w *worker) noPlace(r *ref, loc location, file int32, fragment []byte) {
	p := w.report(r, ruleBrokenFragment, "", "")
	if p == nil {
		return
	}
	name := string(appendDecoded(nil, fragment))
	if file == w.file {
		p.problem.Message = fmt.Sprintf("this page has no element with the id %q", name)
	} else {
		p.problem.Message = fmt.Sprintf("%s has no element with the id %q", w.site.files[file], name)
	}
	p.place.Target = w.site.files[file]
	p.nearAnchor, p.anchorsOf, p.fragment, p.dir = true, file, name, string(w.res.dir)
}

// duplicate reports an id that an earlier element has.
func (w *worker) duplicate(a anchor, first uint32) {
	w.reportLint(&lint{rule: ruleDuplicateID, off: a.off, tag: w.tagOf(a.off), attr: "id", url: append([]byte("#"), a.value...),
		message: fmt.Sprintf("the id %q is already used in line %d", a.value, w.lineOf(int(first))),
		hint:    "give each element an id of its own; links reach only the first"})
}

// tagOf returns where the tag around an attribute's value begins. It is asked
// only for ids, where the last "<" is that of the tag unless another attribute
// before it holds one.
func (w *worker) tagOf(off uint32) uint32 {
	return uint32(max(0, bytes.LastIndexByte(w.buf[:off], '<')))
}
