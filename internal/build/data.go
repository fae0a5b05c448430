package build

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"sitegen/internal/content"
	"sitegen/internal/graph"
	"sitegen/internal/output"
)

// graphFile is the file with all relations.
const graphFile = "graph.json"

// addData adds the files that programs read.
func (s *Snapshot) addData() {
	add := func(path string, data func() ([]byte, error)) {
		s.files = append(s.files, &File{Path: path, Class: output.Page, data: buffered(data)})
	}
	s.files = append(s.files, &File{Path: graphFile, Class: output.Page, stream: s.graphJSON,
		data: func(dst *bytes.Buffer) error { return s.graphJSON(dst) }})
	// What a site wants to tell crawlers it may tell itself, in static/.
	for path, data := range map[string]func() ([]byte, error){"robots.txt": s.robots, "llms.txt": s.llms} {
		if !s.hasStatic(path) {
			add(path, data)
		}
	}
	if len(s.site.Terms) > 0 {
		add("glossary.json", s.glossaryJSON)
	}
	if !s.opt.Portable && !s.hasStatic(manifestPath[1:]) {
		add(manifestPath[1:], s.manifest)
	}
	if s.siteView.WorkerURL != "" {
		add(workerPath[1:], s.worker)
	}
	if s.hasAliases() {
		add("_redirects", s.redirects)
	}
	if s.urls.base != "" {
		add("sitemap.xml", s.sitemap)
		add("feed.xml", s.feed)
	}
}

func (s *Snapshot) hasAliases() bool {
	return slices.ContainsFunc(s.nodes, func(n *node) bool { return len(n.entry.Aliases) > 0 })
}

// Graph returns the nodes of graph.json, sorted by id. The edges are those of
// Relations.
func (s *Snapshot) Graph() []graph.Node {
	nodes := make([]graph.Node, 0, len(s.nodes))
	for _, n := range s.nodes {
		g := graph.Node{ID: n.entry.ID, Kind: n.entry.Kind.String(), Title: n.entry.Title, URL: s.urls.path(n.entry.URL), Category: n.entry.Category}
		if n.lesson != nil {
			g.Level = n.lesson.Level.String()
		}
		nodes = append(nodes, g)
	}
	return nodes
}

// Reason is the sentence for a derived relation, in the site's language.
func (s *Snapshot) Reason(r graph.Reason) string { return s.reason(r) }

// graphJSON writes graph.json.
func (s *Snapshot) graphJSON(dst io.Writer) error {
	return graph.WriteJSON(dst, s.Graph(), s.relations.Edges, s.reason)
}

// buffered lets a function that returns bytes fill a buffer.
func buffered(data func() ([]byte, error)) func(*bytes.Buffer) error {
	return func(dst *bytes.Buffer) error {
		bytes, err := data()
		dst.Write(bytes)
		return err
	}
}

// glossaryEntry is one term of glossary.json.
type glossaryEntry struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	Definition string   `json:"definition"`
	AKA        []string `json:"aka,omitempty"`
	Category   string   `json:"category,omitempty"`
	URL        string   `json:"url"`
	Lesson     string   `json:"lesson,omitempty"`
	SeeAlso    []string `json:"see_also,omitempty"`
}

func (s *Snapshot) glossaryJSON() ([]byte, error) {
	out := struct {
		Title    string          `json:"title"`
		Language string          `json:"language"`
		Terms    []glossaryEntry `json:"terms"`
	}{s.siteView.GlossaryTitle, s.cfg.Language, []glossaryEntry{}}
	for _, t := range s.terms {
		out.Terms = append(out.Terms, glossaryEntry{t.ID, t.Title, t.Definition, t.AKA, t.Category, s.urls.path(t.URL), t.Lesson, t.SeeAlso})
	}
	return marshal(out)
}

// marshal writes JSON as people read it, with a newline at the end.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(v)
	return b.Bytes(), err
}

func (s *Snapshot) robots() ([]byte, error) {
	text := "User-agent: *\nAllow: /\n"
	if s.urls.base != "" {
		text += "\nSitemap: " + s.urls.absolute("/sitemap.xml") + "\n"
	}
	return []byte(text), nil
}

// redirects writes the rules for hosts that read them (Netlify's form, which
// "sitegen serve --static" honours too).
func (s *Snapshot) redirects() ([]byte, error) {
	var rules []string
	for _, n := range s.nodes {
		for _, a := range n.entry.Aliases {
			rules = append(rules, fmt.Sprintf("%s %s 301", s.urls.path(a), s.urls.path(n.entry.URL)))
		}
	}
	slices.Sort(rules)
	return []byte(strings.Join(rules, "\n") + "\n"), nil
}

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

func (s *Snapshot) sitemap() ([]byte, error) {
	set := struct {
		XMLName xml.Name     `xml:"urlset"`
		NS      string       `xml:"xmlns,attr"`
		URLs    []sitemapURL `xml:"url"`
	}{NS: "http://www.sitemaps.org/schemas/sitemap/0.9"}
	for _, f := range s.files {
		urlPath, isPage := strings.CutSuffix("/"+f.Path, "index.html")
		if !isPage || f.view == nil || s.isRedirect(f) {
			continue
		}
		u := sitemapURL{Loc: s.urls.absolute(urlPath)}
		if n := s.byID[f.Entry]; n != nil {
			u.LastMod = isoDate(changed(n.entry))
		}
		set.URLs = append(set.URLs, u)
	}
	return xmlDocument(set)
}

func (s *Snapshot) isRedirect(f *File) bool { return f.Entry == "" && s.redirectPaths[f.Path] }

// changed is when an entry last changed, as far as its author says.
func changed(e *content.Entry) time.Time {
	if e.Updated.After(e.Date) {
		return e.Updated
	}
	return e.Date
}

func xmlDocument(v any) ([]byte, error) {
	data, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, err
	}
	return slices.Concat([]byte(xml.Header), data, []byte("\n")), nil
}

// feedEntries is how many entries the feed has.
const feedEntries = 30

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomEntry struct {
	Title     string      `xml:"title"`
	ID        string      `xml:"id"`
	Link      atomLink    `xml:"link"`
	Published string      `xml:"published,omitempty"`
	Updated   string      `xml:"updated"`
	Author    *atomAuthor `xml:"author,omitempty"`
	Summary   *atomText   `xml:"summary,omitempty"`
}

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	ID       string      `xml:"id"`
	Links    []atomLink  `xml:"link"`
	Updated  string      `xml:"updated"`
	Author   atomAuthor  `xml:"author"`
	Entries  []atomEntry `xml:"entry"`
}

// feed lists what was written or changed last (RFC 4287). Entries without a
// date are left out: a feed reader could not place them.
func (s *Snapshot) feed() ([]byte, error) {
	var dated []*content.Entry
	for _, n := range s.nodes {
		if !changed(n.entry).IsZero() && n.category == nil {
			dated = append(dated, n.entry)
		}
	}
	slices.SortFunc(dated, func(a, b *content.Entry) int {
		return cmp.Or(changed(b).Compare(changed(a)), cmp.Compare(a.ID, b.ID))
	})
	dated = dated[:min(len(dated), feedEntries)]
	home := s.urls.absolute("/")
	f := atomFeed{
		Lang: s.cfg.Language, Title: s.cfg.Title, Subtitle: s.cfg.Description, ID: home,
		Links:   []atomLink{{Rel: "self", Type: "application/atom+xml", Href: s.urls.absolute(feedPath)}, {Rel: "alternate", Type: "text/html", Href: home}},
		Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Author:  atomAuthor{firstNonEmpty(s.cfg.Author, s.cfg.Title)},
	}
	for i, e := range dated {
		updated := changed(e).UTC().Format(time.RFC3339)
		if i == 0 {
			f.Updated = updated
		}
		u := s.urls.absolute(e.URL)
		item := atomEntry{Title: e.Title, ID: u, Link: atomLink{Href: u}, Updated: updated}
		if !e.Date.IsZero() {
			item.Published = e.Date.UTC().Format(time.RFC3339)
		}
		if e.Author != "" {
			item.Author = &atomAuthor{e.Author}
		}
		if text := firstNonEmpty(s.byID[e.ID].summary(), s.paragraph(e)); text != "" {
			item.Summary = &atomText{"text", text}
		}
		f.Entries = append(f.Entries, item)
	}
	return xmlDocument(f)
}

// paragraph is an entry's first paragraph, cut to a summary's length.
func (s *Snapshot) paragraph(e *content.Entry) string {
	if n := s.byID[e.ID]; n.src != nil {
		return shorten(n.src.doc.Paragraph, 240)
	}
	return ""
}

// shorten cuts a text at a word's end so that it has at most n characters.
func shorten(text string, n int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= n {
		return string(runes)
	}
	cut := n - 1
	for i := cut; i > n/2; i-- {
		if runes[i] == ' ' {
			cut = i
			break
		}
	}
	return strings.TrimRight(string(runes[:cut]), " ,;:") + "…"
}
