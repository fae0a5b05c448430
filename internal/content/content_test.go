package content

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"sitegen/internal/diag"
)

// TestCorpus builds the model of real glossaries, unedited, in five languages.
func TestCorpus(t *testing.T) {
	const corpus = "../../../shared/corpora/cncf-glossary/content"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the shared corpus cncf-glossary is absent")
	}
	for language, want := range map[string]struct{ terms, pages, categories, drafts int }{
		"en":    {81, 4, 4, 8},
		"de":    {18, 3, 4, 0},
		"ja":    {73, 4, 4, 0},
		"ur":    {10, 4, 3, 0},
		"zh-cn": {72, 4, 4, 0},
	} {
		fsys := fstest.MapFS{ConfigFile: {Data: []byte("language: " + language + "\nglossary: {dir: \".\"}\n")}}
		root := os.DirFS(corpus + "/" + language)
		err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(root, name)
			fsys[path.Join(Dir, name)] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		site, problems, err := Load(fsys, Options{Today: "2026-11-01"}, firstWords)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			if p.Severity != diag.Note {
				t.Errorf("%s: %s", language, problemText(diag.List{p}))
			}
		}
		got := []int{len(site.Terms), len(site.Pages), len(site.Categories)}
		if !reflect.DeepEqual(got, []int{want.terms, want.pages, want.categories}) {
			t.Errorf("%s: terms, pages, categories %v, want %v", language, got, want)
		}
		if site.Home == nil || site.Config.Title != site.Home.Title {
			t.Errorf("%s: no home page, or not its title: %q", language, site.Config.Title)
		}
		for _, term := range site.Terms {
			if term.Definition == "" || term.Title == "" {
				t.Errorf("%s: %s has definition %q, title %q", language, term.ID, term.Definition, term.Title)
			}
		}
		all, _, _ := Load(fsys, Options{Today: "2026-11-01", Drafts: true}, firstWords)
		if n := len(all.Terms) - len(site.Terms); n != want.drafts {
			t.Errorf("%s: %d drafts, want %d", language, n, want.drafts)
		}
	}
}

func TestSlugify(t *testing.T) {
	for name, want := range map[string]string{
		"Load Balancing":                   "load-balancing",
		"Kubernetes & containers":          "kubernetes-containers",
		"C++":                              "c-plus-plus",
		"C++ Basics":                       "c-plus-plus-basics",
		"C#":                               "c-sharp",
		"#1 Rule":                          "1-rule",
		".NET":                             "dot-net",
		"ASP.NET Core":                     "asp.net-core",
		"Node.js":                          "node.js",
		"Mr. Foo":                          "mr-foo",
		"What's new?":                      "whats-new",
		"TCP/IP":                           "tcp-ip",
		"snake_case":                       "snake_case",
		"_private_":                        "private",
		"  a  --  b  ":                     "a-b",
		"Größe":                            "größe",
		"e\u0301te\u0301":                  "été",
		"日本語 入門":                           "日本語-入門",
		"ڈیو آپس":                          "ڈیو-آپس",
		"हिन्दी":                           "हिन्दी",
		"🚀":                                "🚀",
		"...":                              "",
		"":                                 "",
		"already-a-slug-2":                 "already-a-slug-2",
		"-edges-":                          "edges",
		"a--b":                             "a-b",
		"Application Interface (API)":      "application-interface-api",
		"soft\u00adhyphen zero\u200bwidth": "softhyphen-zero-width",
	} {
		got := Slugify(name)
		if got != want {
			t.Errorf("Slugify(%q) = %q, want %q", name, got, want)
		}
		if again := Slugify(got); again != got {
			t.Errorf("Slugify(%q) = %q, but of that %q", name, got, again)
		}
	}
}

// TestKeys holds that the tables from which documentation is made are sound.
func TestKeys(t *testing.T) {
	owner := map[string]string{}
	for _, k := range Keys {
		if k.Doc == "" || k.Type == "" || k.Name == "" {
			t.Errorf("%+v is incomplete", k)
		}
		for _, name := range append([]string{k.Name}, k.Spellings...) {
			if first, taken := owner[foldKey(name)]; taken {
				t.Errorf("%s is a spelling of %s and of %s", name, first, k.Name)
			}
			owner[foldKey(name)] = k.Name
			if s, ok := findKey(strings.ToUpper(name)); !ok || Keys[s.key].Name != k.Name {
				t.Errorf("%s is not found", name)
			}
		}
	}
	for _, name := range foreignKeys {
		if _, known := findKey(name); known {
			t.Errorf("%s is a key and foreign", name)
		}
	}
	// What is common in the files of other tools must not look like a slip.
	for _, name := range []string{"layout", "type", "menu", "linkTitle", "toc", "toc_hide", "keywords", "cascade", "outputs", "sitemap", "headless",
		"markup", "math", "mermaid", "featured", "pin", "hidden", "sidebar", "nav", "parent", "has_children", "nav_exclude", "series", "lang",
		"language", "locale", "robots", "noindex", "comments", "status", "id", "theme", "video", "section", "source", "sources", "resources",
		"readingTime", "duration", "icon", "color", "version", "template", "eleventyNavigation", "pagination_next", "custom_edit_url", "expiryDate",
		"terms", "topic", "topics", "group", "letter", "initial", "pronunciation", "etymology", "reviewed", "reviewer", "contributors", "license"} {
		if _, known := findKey(name); known {
			continue
		}
		if meant := oneSlipFrom(name); meant != "" {
			t.Errorf("%s is taken for a slip of %s", name, meant)
		}
	}
	seen := map[string]bool{}
	for _, k := range ConfigKeys {
		if k.Doc == "" || k.Type == "" || k.set == nil || seen[k.Name] {
			t.Errorf("configuration key %q is incomplete or occurs twice", k.Name)
		}
		seen[k.Name] = true
	}
}

func TestOneSlip(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"title", "titel", true}, {"title", "tite", true}, {"title", "titlee", true}, {"title", "tytle", true}, {"title", "itle", true},
		{"title", "title", false}, {"title", "tilet", false}, {"title", "tit", false}, {"ab", "ba", true}, {"", "a", true}, {"", "ab", false},
	} {
		if got := oneSlip(c.a, c.b); got != c.want {
			t.Errorf("oneSlip(%q, %q) = %v", c.a, c.b, got)
		}
		if got := oneSlip(c.b, c.a); got != c.want {
			t.Errorf("oneSlip(%q, %q) = %v", c.b, c.a, got)
		}
	}
}

func TestParseConfig(t *testing.T) {
	got, problems := ParseConfig(ConfigFile, []byte("\ufeff"+`title: "My  Course"
base_url: https://Example.org/docs
language: zh-hans
description: Words.
author: [Ann, {name: Bob}]
glossary: {dir: ./ref/words/, link: page, title: Words}
lessons: {dir: "."}
markdown: {html: false, line-numbers: yes}
menu:
  - {title: Blog, url: https://example.org/blog}
  - {name: Code, href: /code/}
scripts: {mermaid: ./node_modules/mermaid.js, math: false}
params: {color: red, n: 3}
check:
  rules: {missing-alt: off, broken-link: warning}
  paths: {"old/**": {redirect: on}}
  ignore: /x/*
  words: [HTTP, Kafka]
ask: help@example.org
edit: https://example.org/edit/main/
report: /contact/?page={url}
announcement: {text: "New: a  chapter", url: /lessons/}
contentDir: ./src/pages/
offline: yes
social_cards: true
`))
	at := func(line, column int) diag.Position {
		return diag.Position{File: ConfigFile, Line: line, Column: column}
	}
	want := &Config{Title: "My Course", BaseURL: "https://example.org/docs/", Language: "zh-Hans", Description: "Words.", Author: "Ann, Bob", Content: "src/pages",
		Glossary: GlossaryConfig{Dir: "ref/words", Link: LinkPage, Title: "Words"}, Lessons: LessonsConfig{Dir: "."},
		Markdown: MarkdownConfig{NoHTML: true, LineNumbers: true},
		Menu: []MenuItem{
			{"Blog", "https://example.org/blog", at(10, 5)},
			{"Code", "/code/", at(11, 5)}},
		Scripts: map[string]Script{"mermaid": {"node_modules/mermaid.js", diag.Position{File: ConfigFile, Line: 12, Column: 11}}, "math": {"", diag.Position{File: ConfigFile, Line: 12, Column: 47}}},
		Params:  map[string]any{"color": "red", "n": int64(3)},
		Check: CheckConfig{
			Rules:  []RuleLevel{{"missing-alt", "off", at(15, 11)}, {"broken-link", "warning", at(15, 29)}},
			Paths:  []PathRules{{"old/**", []RuleLevel{{"redirect", "on", at(16, 22)}}, at(16, 11)}},
			Ignore: []CheckPattern{{"/x/*", at(17, 11)}}, Words: []CheckPattern{{"HTTP", at(18, 11)}, {"Kafka", at(18, 17)}}},
		Reader: ReaderConfig{Ask: "mailto:help@example.org?subject={title}", Edit: "https://example.org/edit/main/{path}",
			Report: "/contact/?page={url}", Announcement: Announcement{"New: a chapter", "/lessons/"}, Offline: true, SocialCards: true}}
	if len(problems) > 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v\n%v", got, want, problems)
	}
	defaults := &Config{BaseURL: "/", Language: "en", Content: "content", Glossary: GlossaryConfig{Dir: "glossary"}, Lessons: LessonsConfig{Dir: "lessons"}}
	for _, data := range []string{"", "# nothing\n", "---\n", "title:\n"} {
		if got, problems := ParseConfig(ConfigFile, []byte(data)); len(problems) > 0 || !reflect.DeepEqual(got, defaults) {
			t.Errorf("%q: %+v %v", data, got, problems)
		}
	}
	for url, want := range map[string]string{
		"/": "/", "http://localhost:1313": "http://localhost:1313/", "https://例え.jp/": "https://例え.jp/", "HTTPS://X.org//": "https://x.org/",
		"ftp://x.org/": "", "//x.org/": "", "/docs/": "", "https:///x": "", "https://x.org/#a": "", "https://x.org/?": "", "https://x.org/a/../b": "",
		"https://u@x.org/": "", "https://x.org/%zz": "",
	} {
		cfg, problems := ParseConfig(ConfigFile, []byte("base_url: '"+url+"'"))
		if wrong := want == ""; wrong != problems.HasErrors() || !wrong && cfg.BaseURL != want || wrong && cfg.BaseURL != "/" {
			t.Errorf("base_url %q: %q, %v", url, cfg.BaseURL, problems)
		}
	}
}

func TestFillLink(t *testing.T) {
	values := map[string]string{"title": "Ä & b", "path": "content/a b.md", "url": "https://example.org/a/", "id": "a/b"}
	for pattern, want := range map[string]string{
		"https://x.org/{path}":         "https://x.org/content/a%20b.md",
		"/ask?t={title}&u={url}#{id}":  "/ask?t=%C3%84%20%26%20b&u=https%3A%2F%2Fexample.org%2Fa%2F#a/b",
		"mailto:a@b.org?body={{title}": "mailto:a@b.org?body={%C3%84%20%26%20b",
	} {
		if got := FillLink(pattern, values); got != want {
			t.Errorf("%s: %s, want %s", pattern, got, want)
		}
	}
}

// smallSite is a site for tests of the index.
func smallSite(t *testing.T) *Site {
	t.Helper()
	site, problems, err := Load(fstest.MapFS{
		"content/index.md":                   {Data: []byte("---\ntitle: Home\n---\n")},
		"content/about.md":                   {Data: []byte("---\ntitle: About\n---\n")},
		"content/glossary/load-balancer.md":  {Data: []byte("---\ntitle: Load Balancer (LB)\naka: [balancer]\nslug: lb\n---\n")},
		"content/glossary/cache.md":          {Data: []byte("---\ntitle: Cache\n---\n")},
		"content/glossary/net/cache.md":      {Data: []byte("---\ntitle: Network Cache\n---\n")},
		"content/glossary/expiry.md":         {Data: []byte("---\ntitle: Time to Live (TTL)\n---\n")},
		"content/glossary/expiry2.md":        {Data: []byte("---\ntitle: Cached (Network Cache)\n---\n")},
		"content/lessons/caching/_index.md":  {Data: []byte("---\ntitle: Caching\n---\n")},
		"content/lessons/caching/cache.md":   {Data: []byte("---\ntitle: Why Cache\n---\n")},
		"content/lessons/caching/x/index.md": {Data: []byte("---\ntitle: X\n---\n")},
	}, Options{}, nil)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return site
}

func TestResolve(t *testing.T) {
	x := smallSite(t).Index
	for _, c := range []struct {
		ref   string
		kinds []Kind
		want  string   // id
		or    []string // candidates
	}{
		{ref: "glossary/cache", want: "glossary/cache"},
		{ref: "cache", or: []string{"glossary/cache", "glossary/net/cache", "lessons/caching/cache"}},
		{ref: "cache", kinds: []Kind{KindLesson}, want: "lessons/caching/cache"},
		{ref: "cache", kinds: []Kind{KindTerm}, or: []string{"glossary/cache", "glossary/net/cache"}},
		{ref: "net/cache", want: "glossary/net/cache"},
		{ref: "caching/cache", want: "lessons/caching/cache"},
		{ref: "Caching/Cache", want: "lessons/caching/cache"},
		{ref: "load-balancer", want: "glossary/load-balancer"},
		{ref: "lb", want: "glossary/load-balancer"},
		{ref: "LB", want: "glossary/load-balancer"},
		{ref: "Balancer", kinds: []Kind{KindTerm}, want: "glossary/load-balancer"},
		{ref: " load  balancer (lb) ", want: "glossary/load-balancer"},
		{ref: "Network Cache", want: "glossary/net/cache"},
		{ref: "TTL", want: "glossary/expiry"},
		{ref: "time to live", kinds: []Kind{KindTerm}, want: "glossary/expiry"},
		{ref: "Cached", want: "glossary/expiry2"},
		{ref: "/glossary/lb/", want: "glossary/load-balancer"},
		{ref: "glossary/load-balancer.md", want: "glossary/load-balancer"},
		{ref: "../x/index.md", want: "lessons/caching/x"},
		{ref: "lessons/caching/x/", want: "lessons/caching/x"},
		{ref: "lessons/caching", kinds: []Kind{KindCategory}, want: "lessons/caching"},
		{ref: "index", want: "index"},
		{ref: "load-balancr", or: []string{"glossary/load-balancer"}},
		{ref: "nothing at all like this", or: nil},
		{ref: "", or: nil},
		{ref: "/", or: nil},
		{ref: "about", kinds: []Kind{KindTerm, KindLesson}, or: nil},
	} {
		e, candidates := x.Resolve(c.ref, c.kinds...)
		got := ""
		if e != nil {
			got = e.ID
		}
		var ids []string
		for _, other := range candidates {
			ids = append(ids, other.ID)
		}
		if got != c.want || !slices.Equal(ids, c.or) {
			t.Errorf("Resolve(%q, %v) = %q, %v; want %q, %v", c.ref, c.kinds, got, ids, c.want, c.or)
		}
	}
}

func TestIndex(t *testing.T) {
	site := smallSite(t)
	x := site.Index
	if x.Term("glossary/cache") == nil || x.Term("about") != nil || x.Lesson("lessons/caching/x") == nil || x.Page("about") == nil ||
		x.Category("caching") == nil || x.Category("lessons/caching") != nil {
		t.Error("a typed look-up is wrong")
	}
	if e, ok := x.ByFile("content/lessons/caching/x/index.md"); !ok || e.ID != "lessons/caching/x" {
		t.Error("ByFile", e, ok)
	}
	for url, id := range map[string]string{"/": "index", "/glossary/lb/": "glossary/load-balancer", "/categories/caching/": "lessons/caching",
		"/lessons/caching/": "lessons/caching", "/lessons/caching/x/": "lessons/caching/x"} {
		if e, ok := x.ByURL(url); !ok || e.ID != id {
			t.Errorf("ByURL(%q) = %v, %v", url, e, ok)
		}
	}
	for _, url := range []string{"/glossary/load-balancer/", "/glossary/lb", "glossary/lb/", ""} {
		if e, ok := x.ByURL(url); ok {
			t.Errorf("ByURL(%q) = %v", url, e.ID)
		}
	}
	if _, ok := x.ByID("nothing"); ok {
		t.Error("ByID found nothing")
	}
	if site.GlossaryURL() != "/glossary/" || site.LessonsURL() != "/lessons/" {
		t.Error(site.GlossaryURL(), site.LessonsURL())
	}
	// Concurrent use, the first use of titles included.
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for _, ref := range []string{"Balancer", "Why Cache", "cache", "no such thing"} {
				x.Resolve(ref)
			}
		})
	}
	wait.Wait()
}

// TestPos pins that an entry knows where its keys stand.
func TestPos(t *testing.T) {
	site, _, err := Load(fstest.MapFS{"content/a.md": {Data: []byte("---\ntitle: A\nkeywords: x\nTag: [b]\n---\n")}}, Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	e := site.Pages[0]
	for key, want := range map[string]string{"title": "content/a.md:2:1", "tags": "content/a.md:4:1", "aka": "content/a.md:1"} {
		if got := e.Pos(key).String(); got != want {
			t.Errorf("Pos(%q) = %s, want %s", key, got, want)
		}
	}
}

// failingFS fails at one file.
type failingFS struct {
	fstest.MapFS
	name string
}

func (f failingFS) Open(name string) (fs.File, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.Open(name)
}

func (f failingFS) ReadFile(name string) ([]byte, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.ReadFile(name)
}

func (f failingFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.ReadDir(name)
}

func TestLoadFailsWithTheMachine(t *testing.T) {
	fsys := fstest.MapFS{ConfigFile: {}, "content/a.md": {Data: []byte("# A")}}
	for _, name := range []string{ConfigFile, "content/a.md", "content"} {
		if _, _, err := Load(failingFS{fsys, name}, Options{}, nil); !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	site, problems, err := Load(fstest.MapFS{}, Options{}, nil)
	if err != nil || len(problems) > 0 || len(site.Pages) > 0 || site.Index == nil {
		t.Error("an empty folder:", err, problems)
	}
}
