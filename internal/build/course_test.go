package build

import (
	"bytes"
	"context"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"sitegen/internal/content"
	"sitegen/internal/view"
)

// courseSite is a small course; the configuration is appended to.
func courseSite(config string) fstest.MapFS {
	site := fstest.MapFS{}
	for name, text := range map[string]string{
		"sitegen.yaml":                   "title: Course\nbase_url: https://example.org/docs/\n" + config,
		"content/glossary/cache.md":      "---\ntitle: Cache\ndefinition: A cache that saves latency and more latency.\ncategory: a\nlesson: a/one\n---\n\nText.\n",
		"content/glossary/latency.md":    "---\ntitle: Latency\ndefinition: Time, seen from a cache or beside throughput.\ncategory: a\n---\n\nText.\n",
		"content/glossary/throughput.md": "---\ntitle: Throughput\ndefinition: Not latency.\nlink: false\n---\n\nText.\n",
		"content/lessons/a/_index.md":    "---\ntitle: A\norder: 1\n---\n",
		"content/lessons/b/_index.md":    "---\ntitle: B\norder: 2\n---\n",
		"content/lessons/a/one.md":       "---\ntitle: One\nlevel: intermediate\norder: 1\nteaches: [cache]\n---\n\nA cache.\n",
		"content/lessons/a/zwei.md":      "---\ntitle: 二\nlevel: foundation\norder: 2\nprerequisites: [b/three]\n---\n\nText.\n",
		"content/lessons/b/three.md":     "---\ntitle: Three & more\nprerequisites: [a/one]\nimage: https://example.org/own.png\n---\n\nText.\n",
	} {
		site[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return site
}

func courseSnapshot(t *testing.T, config string, change func(*Options)) *Snapshot {
	t.Helper()
	opt := options(courseSite(config))
	if change != nil {
		change(&opt)
	}
	s, problems, err := New(opt).Snapshot(context.Background())
	if err != nil || s == nil {
		t.Fatal(err, problems)
	}
	return s
}

// viewOf is the view of a page.
func viewOf[T any](t *testing.T, s *Snapshot, path string) T {
	t.Helper()
	f, ok := s.File(path)
	if !ok {
		t.Fatalf("no %s", path)
	}
	v, ok := f.view().(T)
	if !ok {
		t.Fatalf("%s is of %T", path, f.view())
	}
	return v
}

// TestDefinitions holds what a page's definitions are: those of its terms, with
// their own terms as links, and those of the terms that only they name.
func TestDefinitions(t *testing.T) {
	s := courseSnapshot(t, "", nil)
	v := viewOf[*view.Lesson](t, s, "lessons/a/one/index.html")
	if len(v.Terms) != 1 || len(v.Further) != 1 || v.Further[0].ID != "glossary/latency" {
		t.Fatalf("terms %+v, further %+v", v.Terms, v.Further)
	}
	// Itself is no link, a repeated term is one once, and link: false never.
	want := []view.Part{{Text: "A cache that saves "}, {Text: "latency", ID: "glossary/latency", URL: "/docs/glossary/latency/"}, {Text: " and more latency."}}
	if !slices.Equal(v.Terms[0].Parts, want) {
		t.Errorf("parts %+v", v.Terms[0].Parts)
	}
	want = []view.Part{{Text: "Time, seen from a "}, {Text: "cache", ID: "glossary/cache", URL: "/docs/glossary/cache/"}, {Text: " or beside throughput."}}
	if !slices.Equal(v.Further[0].Parts, want) {
		t.Errorf("parts %+v", v.Further[0].Parts)
	}
	if v.Terms[0].Lesson.URL != "" {
		t.Error("a definition leads to the page that it is on")
	}
	if d := s.defs["glossary/cache"]; d.Lesson.Title != "One" {
		t.Errorf("%+v", d)
	}
	s = courseSnapshot(t, "glossary: {link: none}\n", nil)
	if parts := s.defs["glossary/cache"].Parts; len(parts) != 1 || parts[0].ID != "" {
		t.Errorf("links in a definition of a site that wants none: %+v", parts)
	}
}

// TestPath holds what makes a category a step of the course.
func TestPath(t *testing.T) {
	v := viewOf[*view.Course](t, courseSnapshot(t, "", nil), "lessons/index.html")
	a, b := v.Sections[0], v.Sections[1]
	if !slices.Equal(a.Levels, []string{"foundation", "intermediate"}) || len(b.Levels) != 0 {
		t.Errorf("levels %v and %v", a.Levels, b.Levels)
	}
	if len(a.After) != 0 || len(b.After) != 1 || b.After[0].URL != "/docs/lessons/a/" {
		t.Errorf("after %v and %v", a.After, b.After)
	}
	if !slices.Equal(a.Lessons[1].Needs, []string{"lessons/b/three"}) || a.ReviewURL != "/docs/review/a/" || b.ReviewURL != "" {
		t.Errorf("%+v", a)
	}
}

func TestReview(t *testing.T) {
	s := courseSnapshot(t, "", nil)
	v := viewOf[*view.Review](t, s, "review/index.html")
	var ids []string
	for _, c := range v.Cards {
		ids = append(ids, c.ID)
	}
	// As the course teaches them, then as the alphabet has them.
	if got := strings.Join(ids, " "); got != "glossary/cache glossary/latency glossary/throughput" {
		t.Error(got)
	}
	if len(v.Categories) != 1 || v.Categories[0] != (view.ListItem{Title: "A", URL: "/docs/review/a/", Count: 2}) {
		t.Errorf("%+v", v.Categories)
	}
	if a := viewOf[*view.Review](t, s, "review/a/index.html"); len(a.Cards) != 2 || a.Title != "Flash cards: A" {
		t.Errorf("%+v", a)
	}
	if _, ok := s.File("review/b/index.html"); ok {
		t.Error("flash cards of a category without terms")
	}
	site := courseSite("")
	site["content/review.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Learn by heart\n---\n\nA word before.\n")}
	s, problems, err := New(options(site)).Snapshot(context.Background())
	if s == nil {
		t.Fatal(err, problems)
	}
	if v := viewOf[*view.Review](t, s, "review/index.html"); v.Title != "Learn by heart" || len(v.Cards) != 3 {
		t.Errorf("%q with %d cards", v.Title, len(v.Cards))
	}
}

func TestReaderLinks(t *testing.T) {
	s := courseSnapshot(t, "ask: ann@example.org\nedit: https://example.org/edit/{path}\nreport: /contact/?page={url}&id={id}\nannouncement: {text: News, url: /lessons/}\n", nil)
	v := viewOf[*view.Lesson](t, s, "lessons/b/three/index.html")
	if v.AskURL != "mailto:ann@example.org?subject=Three%20%26%20more" || v.EditURL != "https://example.org/edit/content/lessons/b/three.md" ||
		v.ReportURL != "/docs/contact/?page=https%3A%2F%2Fexample.org%2Fdocs%2Flessons%2Fb%2Fthree%2F&id=lessons/b/three" {
		t.Errorf("%q %q %q", v.AskURL, v.EditURL, v.ReportURL)
	}
	if list := viewOf[*view.Glossary](t, s, "glossary/index.html"); list.AskURL != "" || list.EditURL != "" || list.ReportURL == "" {
		t.Errorf("%q %q %q", list.AskURL, list.EditURL, list.ReportURL)
	}
	a := v.Site.Announcement
	if a.Text != "News" || a.URL != "/docs/lessons/" || a.ID == "" {
		t.Errorf("%+v", a)
	}
	other := courseSnapshot(t, "announcement: Other news\n", nil).siteView.Announcement
	if other.ID == a.ID || other.URL != "" {
		t.Errorf("%+v", other)
	}
	if plain := courseSnapshot(t, "", nil); plain.siteView.Announcement.ID != "" || viewOf[*view.Lesson](t, plain, "lessons/b/three/index.html").ReportURL != "" {
		t.Error("links that nobody asked for")
	}
}

func TestManifestAndWorker(t *testing.T) {
	read := func(s *Snapshot, path string) string {
		f, ok := s.File(path)
		if !ok {
			return ""
		}
		var b bytes.Buffer
		if err := f.Render(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	s := courseSnapshot(t, "offline: true\n", nil)
	var m struct {
		Name  string
		Icons []struct{ Src string }
	}
	if err := json.Unmarshal([]byte(read(s, "manifest.webmanifest")), &m); err != nil || m.Name != "Course" {
		t.Fatal(err, m)
	}
	for _, icon := range m.Icons {
		if _, ok := s.File(icon.Src); !ok {
			t.Errorf("the manifest names %s, which is not published", icon.Src)
		}
	}
	worker := read(s, "sitegen-worker.js")
	if !strings.Contains(worker, `const base = "/docs/"`) || !strings.Contains(worker, s.theme.Asset("theme.js")) {
		t.Errorf("%.500s", worker)
	}
	site := courseSite("offline: true\n")
	site["static/assets/site.css"] = &fstest.MapFile{Data: []byte("p { color: red }")}
	site["static/manifest.webmanifest"] = &fstest.MapFile{Data: []byte("{}")}
	own, problems, err := New(options(site)).Snapshot(context.Background())
	if own == nil {
		t.Fatal(err, problems)
	}
	if read(own, "manifest.webmanifest") != "{}" {
		t.Error("the site's own manifest is not taken")
	}
	version := func(w string) string { _, w, _ = strings.Cut(w, "const version = "); return w[:14] }
	if w := read(own, "sitegen-worker.js"); version(w) == version(worker) {
		t.Error("other assets, and the worker has the same version")
	}
	if off := courseSnapshot(t, "", nil); read(off, "sitegen-worker.js") != "" || off.siteView.WorkerURL != "" {
		t.Error("a worker that nobody asked for")
	}
	portable := courseSnapshot(t, "offline: true\n", func(o *Options) { o.Portable = true })
	if read(portable, "sitegen-worker.js")+read(portable, "manifest.webmanifest")+portable.siteView.ManifestURL != "" {
		t.Error("a portable site has a worker or a manifest")
	}
}

func TestSocialCards(t *testing.T) {
	s := courseSnapshot(t, "social_cards: true\n", nil)
	dir := t.TempDir()
	if got := publish(t, New(options(courseSite("social_cards: true\n"))), dir); failed(got) {
		t.Fatal(got)
	}
	for page, want := range map[string]string{
		"glossary/cache/index.html":  "assets/social/glossary/cache.png",
		"lessons/a/one/index.html":   "assets/social/lessons/a/one.png",
		"glossary/index.html":        siteCardPath,
		"lessons/a/zwei/index.html":  "", // the fonts lack its letters
		"lessons/b/three/index.html": "", // it has a picture of its own
	} {
		f, _ := s.File(page)
		image := f.view().(bodied).Base().Image
		if want == "" {
			if strings.Contains(image, "assets/social") {
				t.Errorf("%s has the picture %s", page, image)
			}
			continue
		}
		if image != "https://example.org/docs/"+want {
			t.Errorf("%s has the picture %q", page, image)
		}
		file, err := os.Open(filepath.Join(dir, filepath.FromSlash(want)))
		if err != nil {
			t.Error(err)
			continue
		}
		if cfg, err := png.DecodeConfig(file); err != nil || cfg.Width != 1200 {
			t.Errorf("%s: %v", want, err)
		}
		file.Close()
	}
	if _, ok := courseSnapshot(t, "", func(o *Options) {
		site := courseSite("")
		site["sitegen.yaml"] = &fstest.MapFile{Data: []byte("title: Course\nsocial_cards: true\n")}
		o.Source = site
	}).File(siteCardPath); ok {
		t.Error("pictures without base_url, whose addresses nobody could read")
	}
}

// TestOwnIcons holds that a file of the content stands for the theme's.
func TestOwnIcons(t *testing.T) {
	site := courseSite("")
	site[content.Dir+"/favicon.ico"] = &fstest.MapFile{Data: []byte("mine")}
	dir := t.TempDir()
	if got := publish(t, New(options(site)), dir); failed(got) {
		t.Fatal(got)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "favicon.ico")); err != nil || string(data) != "mine" {
		t.Errorf("%s, %v", data, err)
	}
}
