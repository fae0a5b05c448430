package linkcheck

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"sitegen/internal/diag"
)

// ExternalLink is one reference to another site.
type ExternalLink struct {
	// URL is what to ask for: absolute, without its fragment.
	URL string
	// Written is the reference as it stands at Pos.
	Written string
	Pos     diag.Position
	Place   Place
}

func (a ExternalLink) compare(b ExternalLink) int {
	return cmp.Or(strings.Compare(a.URL, b.URL), a.Pos.Compare(b.Pos), cmp.Compare(a.Place.Occurrence, b.Place.Occurrence))
}

// addExternal notes a reference to another site.
func (w *worker) addExternal(r *ref) {
	u, _, _ := bytes.Cut(w.res.tidy(r.url), []byte("#"))
	scheme := strings.ToLower(string(u[:schemeOf(u)]))
	rest := strings.TrimLeft(string(u[len(scheme):]), ":/\\")
	if scheme == "" {
		scheme = "http"
		if w.main.secure {
			scheme = "https"
		}
	}
	target := scheme + "://" + lowerHost(strings.ReplaceAll(rest, " ", "%20"))
	name := w.site.files[w.file]
	line, column := w.where.at(int(r.off))
	e := ExternalLink{URL: target, Written: string(r.url), Pos: diag.Position{File: name, Line: line, Column: column},
		Place: Place{Attr: kinds[r.kind].attr}}
	if isHTML(name) {
		e.Place.Element = lowerName(w.buf, r.tag)
	}
	e.Place.Occurrence = w.urls.before(w.doc.refs, r.off, r.url)
	w.external = append(w.external, e)
}

// lowerHost writes the host at the beginning, in which case means nothing, in
// lower case.
func lowerHost(s string) string {
	end := strings.IndexAny(s+"/", "/?\\")
	start := strings.LastIndexByte(s[:end], '@') + 1
	return s[:start] + strings.ToLower(s[start:end]) + s[end:]
}

// holdsReferences reports whether a file that is no page may hold references.
func holdsReferences(p string) bool {
	switch extension(p) {
	case ".css", ".xml", ".rss", ".atom":
		return true
	}
	return p == redirectsFile || p == "robots.txt"
}

// parseOther reads the file in w.buf, which is no page.
func (w *worker) parseOther(p string) {
	switch {
	case p == redirectsFile:
		w.doc.parseRedirects(w.buf, &w.site.redirects)
	case p == "robots.txt":
		w.doc.parseRobots(w.buf)
	case extension(p) == ".css":
		w.doc.parseCSS(w.buf)
	default:
		w.doc.parseXML(w.buf)
		w.rebase()
	}
}

// parseRobots makes references of the Sitemap lines of a robots.txt.
func (d *document) parseRobots(data []byte) {
	d.reset(data)
	for off := 0; off < len(data); {
		line, _, _ := bytes.Cut(data[off:], []byte("\n"))
		text, _, _ := bytes.Cut(line, []byte("#"))
		if name, value, ok := bytes.Cut(text, []byte(":")); ok && strings.EqualFold(string(bytes.TrimSpace(name)), "sitemap") {
			url, skipped := trimURL(value)
			at := off + len(name) + 1 + skipped
			d.add(ref{url: url, off: uint32(at), tag: uint32(at), kind: kindRobots})
		}
		off += len(line) + 1
	}
}

// parseXML makes references of the addresses in a sitemap or a feed. Other XML
// is left alone.
func (d *document) parseXML(data []byte) {
	d.reset(data)
	p := xmlParser{document: d, dec: xml.NewDecoder(bytes.NewReader(data))}
	p.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	err := p.run()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) && p.kind != 0 {
		d.lints = append(d.lints, lint{rule: ruleInvalidXML, off: uint32(min(int(p.dec.InputOffset()), len(data))),
			message: fmt.Sprintf("this is no well-formed XML: %s", syntax.Msg), hint: "escape & as &amp; and < as &lt; in text and attributes, and close each element"})
	}
}

const atomSpace = "http://www.w3.org/2005/Atom"

// xmlParser walks over a sitemap or feed.
type xmlParser struct {
	*document
	dec *xml.Decoder
	// kind is kindSitemap or kindFeed once the root element is known.
	kind kind
	// text says that the text of the open element is an address.
	text bool
}

func (p *xmlParser) run() error {
	for {
		from := int(p.dec.InputOffset())
		token, err := p.dec.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if p.kind == 0 && !p.root(&t) {
				return nil
			}
			p.start(&t, from)
		case xml.EndElement:
			p.text = false
		case xml.CharData:
			if p.text {
				url, skipped := trimURL(t)
				p.addURL(bytes.Clone(url), from+skipped)
			}
		}
	}
}

// root takes the root element; false means that the file is neither.
func (p *xmlParser) root(t *xml.StartElement) bool {
	switch strings.ToLower(t.Name.Local) {
	case "urlset", "sitemapindex":
		p.kind = kindSitemap
	case "feed", "rss", "rdf":
		p.kind = kindFeed
	default:
		return false
	}
	for _, a := range t.Attr {
		if a.Name.Local == "base" && a.Value != "" {
			p.base, p.hasBase = []byte(a.Value), true
		}
	}
	return true
}

// start takes a start tag, whose "<" stands at from.
func (p *xmlParser) start(t *xml.StartElement, from int) {
	want := ""
	switch name := t.Name.Local; {
	case p.kind == kindSitemap:
		p.text = name == "loc" || name == "content_loc" || name == "thumbnail_loc" || name == "player_loc"
		if name == "link" {
			want = "href"
		}
	case name == "enclosure" || name == "content" || name == "thumbnail":
		want = "url"
		if name == "content" && t.Name.Space == atomSpace {
			want = "src"
		}
	case t.Name.Space != "" && t.Name.Space != atomSpace && t.Name.Space != "http://purl.org/rss/1.0/":
		p.text = false // an extension, which may mean anything: <slash:comments> is a number
	case name == "link":
		p.text, want = true, "href" // RSS has the address as text, Atom as attribute
	case name == "guid":
		p.text = true
		for _, a := range t.Attr {
			p.text = p.text && !(a.Name.Local == "isPermaLink" && a.Value == "false")
		}
	default:
		p.text = name == "logo" || name == "icon" || name == "url" || name == "comments"
	}
	for _, a := range t.Attr {
		if want == "" || a.Name.Local != want {
			continue
		}
		raw := p.data[from:min(int(p.dec.InputOffset()), len(p.data))]
		at := bytes.Index(raw, []byte(want+"="))
		if at < 0 {
			at = 0
		} else {
			at += len(want) + 2
		}
		url, skipped := trimURL([]byte(a.Value))
		p.addURL(url, from+at+skipped)
	}
}

func (p *xmlParser) addURL(url []byte, off int) {
	if len(url) > 0 {
		p.add(ref{url: url, off: uint32(off), tag: uint32(off), kind: p.kind})
	}
}

// addJSONLD makes references of the absolute URLs of this site in the page's
// JSON-LD. What it calls @id are names, not addresses.
func (w *worker) addJSONLD() {
	before := len(w.doc.refs)
	for _, s := range w.doc.jsonld {
		data := w.doc.data[s.start:s.end]
		if !w.namesOwnHost(data) {
			continue
		}
		jsonStrings(data, func(key, value string, off int) {
			if strings.HasPrefix(key, "@") || strings.ContainsAny(value, "{ ") || !strings.Contains(value, "//") {
				return
			}
			url := []byte(value)
			if w.res.resolve(url).class == urlLocal {
				w.doc.add(ref{url: url, off: s.start + uint32(off), tag: s.tag, kind: kindJSONLD})
			}
		})
	}
	if len(w.doc.refs) > before {
		slices.SortStableFunc(w.doc.refs, func(a, b ref) int { return cmp.Compare(a.off, b.off) })
	}
}

func (w *worker) namesOwnHost(data []byte) bool {
	for _, b := range w.bases {
		if b.host != "" && bytes.Contains(bytes.ToLower(data), []byte(b.host)) {
			return true
		}
	}
	return false
}

// jsonStrings calls emit for each string value of a JSON text, with the name of
// the member that it belongs to and where it begins. It ends at the first
// mistake: a block that is no JSON holds nothing for anyone.
func jsonStrings(data []byte, emit func(key, value string, off int)) {
	dec := json.NewDecoder(bytes.NewReader(data))
	type level struct {
		object, named bool
		key           string
	}
	var stack []level
	for {
		from := int(dec.InputOffset())
		token, err := dec.Token()
		if err != nil {
			return
		}
		var top *level
		if len(stack) > 0 {
			top = &stack[len(stack)-1]
		}
		delim, _ := token.(json.Delim)
		text, isText := token.(string)
		switch {
		case delim == '{' || delim == '[':
			next := level{object: delim == '{'}
			if top != nil {
				next.key, top.named = top.key, false
			}
			stack = append(stack, next)
		case delim != 0:
			stack = stack[:len(stack)-1]
		case top != nil && top.object && !top.named:
			top.key, top.named = text, true
		default:
			key := ""
			if top != nil {
				key, top.named = top.key, false
			}
			if isText {
				emit(key, text, from+bytes.IndexByte(data[from:], '"')+1)
			}
		}
	}
}
