package build

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"

	"sitegen/internal/content"
	"sitegen/internal/glossary"
	"sitegen/internal/output"
	"sitegen/internal/search"
	"sitegen/internal/theme"
	"sitegen/internal/view"
)

// searchPath is the page from which everything is found; the files of the
// index lie beside it.
const searchPath = "/search/"

// searchCache keeps the index for as long as nothing that it is made of has
// changed.
type searchCache struct {
	mu    sync.Mutex
	nodes []*node
	theme *theme.Theme
	files func() *searchFiles
}

// searchFiles are the files of an index.
type searchFiles struct {
	manifest []byte
	list     []*File
	byPath   map[string]*File
}

// searchFiles returns the files of the index, which is made when they are first
// asked for: the dev server shows pages without it.
func (s *Snapshot) searchFiles() *searchFiles {
	c := s.searches
	c.mu.Lock()
	if c.files == nil || c.theme != s.theme || !slices.Equal(c.nodes, s.nodes) {
		c.nodes, c.theme, c.files = s.nodes, s.theme, sync.OnceValue(s.makeSearch)
	}
	files := c.files
	c.mu.Unlock()
	return files()
}

// addSearch adds the search page and the one file of the index that has a fixed
// name; the others are known when the index is made.
func (s *Snapshot) addSearch() {
	s.add(searchPath, "", s.searchView)
	s.files = append(s.files, &File{Path: outputPath(searchPath + "index.bin"), Class: output.Page,
		data: func(dst *bytes.Buffer) error { dst.Write(s.searchFiles().manifest); return nil }})
}

// searchFile returns a file of the index whose name is that of its content.
func (s *Snapshot) searchFile(path string) (*File, bool) {
	if !strings.HasPrefix("/"+path, searchPath) || !strings.HasSuffix(path, ".bin") {
		return nil, false
	}
	f, ok := s.searchFiles().byPath[path]
	return f, ok
}

func (s *Snapshot) makeSearch() *searchFiles {
	var index *search.Index
	_ = s.opt.timed("search", func() error { index = search.New(s.searchInput()); return nil })
	out := &searchFiles{manifest: index.Manifest, byPath: make(map[string]*File, len(index.Files))}
	for _, f := range index.Files {
		path := outputPath(searchPath + f.Name)
		file := &File{Path: path, Class: output.Asset,
			key:  func() (view.Sum, error) { return view.Sum(output.SumOf([]byte(path))), nil },
			data: func(dst *bytes.Buffer) error { dst.Write(f.Data); return nil }}
		out.list = append(out.list, file)
		out.byPath[path] = file
	}
	return out
}

// searchTexts are what the script says.
var searchTexts = []string{
	"empty", "none", "count", "corrected", "show-more", "kind", "kind.any", "kind.term", "kind.lesson", "kind.page", "kind.category",
	"category", "category.any", "level", "level.any", "clear", "close",
}

// searchInput gathers what there is to find.
func (s *Snapshot) searchInput() search.Input {
	in := search.Input{Language: s.cfg.Language, Texts: map[string]string{"lesson": s.theme.Text("terms.lesson")}}
	for _, key := range searchTexts {
		in.Texts[key] = s.theme.Text("search." + key)
	}
	for _, level := range []content.Level{content.LevelFoundation, content.LevelIntermediate, content.LevelAdvanced} {
		in.Texts["level."+level.String()] = s.theme.Text("level." + level.String())
	}
	for _, c := range s.site.Categories {
		in.Categories = append(in.Categories, search.Category{Slug: c.Slug, Title: c.Title})
	}
	names, concepts := s.searchNames(), s.searchConcepts()
	for _, n := range s.nodes {
		e := n.entry
		if e.URL == "" || e.Title == "" {
			continue
		}
		d := search.Doc{
			ID: e.ID, Kind: e.Kind, Category: e.Category, Title: e.Title, Path: escapePath(strings.TrimPrefix(s.pageURL(n), "/")),
			Summary: shorten(n.summary(), maxSearchSummary), Names: names[e.ID], Concept: concepts[e.ID], Minutes: n.minutes, Tags: e.Tags,
		}
		switch {
		case n.term != nil:
			d.AKA = n.term.AKA
			d.Minutes = 0
			if l := s.byID[n.term.Lesson]; l != nil {
				d.Lesson = search.Link{Title: l.entry.Title, Path: escapePath(strings.TrimPrefix(l.entry.URL, "/"))}
			}
		case n.lesson != nil:
			d.Level = n.lesson.Level
		case n.category != nil:
			d.Category, d.Minutes = e.Slug, 0
		}
		if n.src != nil {
			d.Words, d.Twin = s.searchable(n), true
			if d.Summary == "" {
				d.Summary = shorten(n.src.doc.Paragraph, maxSearchSummary)
			}
		}
		in.Docs = append(in.Docs, d)
	}
	return in
}

// searchable are the words that a node's text is found by.
func (s *Snapshot) searchable(n *node) search.Words {
	words, err := n.src.searchable()
	if err != nil {
		s.unfit.CompareAndSwap(nil, &err)
	}
	return words
}

// maxSearchSummary bounds what a result says of a page, in characters.
const maxSearchSummary = 220

// pageURL is where an entry's own text is.
func (s *Snapshot) pageURL(n *node) string {
	if n.category != nil && n.category.LessonsURL != "" {
		return n.category.LessonsURL
	}
	return n.entry.URL
}

// searchNames are the names of each term beside its title, strongest first.
func (s *Snapshot) searchNames() map[string][]search.Name {
	names := map[string][]search.Name{}
	for _, f := range s.matcher.Forms() {
		strength := uint8(1)
		if f.Origin == glossary.OriginTitle || f.Origin == glossary.OriginAKA {
			strength = 2
		}
		names[f.Term] = append(names[f.Term], search.Name{Text: f.Text, Strength: strength})
	}
	for _, list := range names {
		slices.SortStableFunc(list, func(a, b search.Name) int { return cmp.Compare(b.Strength, a.Strength) })
	}
	return names
}

// How much a page speaks of a term, by what connects them.
const (
	levelInDepth = search.MaxLevel
	levelTaught  = 26
	levelTitle   = 24
	levelSummary = 6
)

// searchConcepts are the pages that speak of each term.
func (s *Snapshot) searchConcepts() map[string][]search.Mention {
	concepts := map[string][]search.Mention{}
	for _, n := range s.nodes {
		taught := map[string]int{}
		if n.lesson != nil {
			for _, id := range n.lesson.Teaches {
				taught[id] = levelTaught
			}
		}
		for _, m := range n.text.Mentions {
			level := taught[m.Term]
			delete(taught, m.Term)
			if t := s.byID[m.Term]; t != nil && t.term.Lesson == n.entry.ID {
				level = levelInDepth
			}
			if m.InTitle || m.InCompound {
				level = max(level, levelTitle)
			}
			often := min(m.Count, 6)
			if m.InSummary {
				often += levelSummary
			}
			level = min(search.MaxLevel, max(level+often/2, 6+often))
			concepts[m.Term] = append(concepts[m.Term], search.Mention{ID: n.entry.ID, Level: uint8(level)})
		}
		if n.lesson == nil {
			continue
		}
		// What it teaches without naming it.
		for _, id := range n.lesson.Teaches {
			if level, left := taught[id]; left {
				concepts[id] = append(concepts[id], search.Mention{ID: n.entry.ID, Level: uint8(level)})
			}
		}
	}
	return concepts
}

// searchView makes the search page.
func (s *Snapshot) searchView() any {
	v := &view.Search{Page: s.listPage("search", s.theme.Text("search"), searchPath)}
	v.Description = s.theme.Text("search.description", "title", s.cfg.Title)
	for _, l := range s.letterViews() {
		v.Letters = append(v.Letters, view.Link{Title: l.Label, URL: s.siteView.GlossaryURL + "#" + l.ID})
	}
	for _, c := range s.site.Categories {
		v.Categories = append(v.Categories, view.ListItem{Title: c.Title, URL: s.categoryLink(c.Slug).URL,
			Summary: firstNonEmpty(c.Summary, c.Description), Count: len(c.Lessons) + len(c.Terms)})
	}
	v.JSONLD = s.breadcrumbLD(&v.Page)
	return v
}
