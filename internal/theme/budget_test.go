package theme

import (
	"bytes"
	"compress/gzip"
	"path"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// budget is what a page may load of scripts, and of styles, in compressed bytes.
const budget = 12 << 10

// TestBudget holds that no page, whatever is on it, loads more scripts or
// styles than the budget.
func TestBudget(t *testing.T) {
	th := load(t)
	size := map[string]int{}
	for _, f := range th.Files() {
		var b bytes.Buffer
		w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(f.Data); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		size["/docs/"+f.Path] = b.Len()
	}
	loaded := regexp.MustCompile(`<(?:script src|link rel="stylesheet" href)="([^"]*)"`)
	features := []string{"code", "tabs", "math", "mermaid", "quiz", "goat", "table", "image"}
	for _, k := range kinds {
		v := reflect.New(k.view)
		fill(v.Elem(), "", 1, 3)
		setAll(v.Elem(), "Features", "code")
		v.Elem().FieldByName("Features").Set(reflect.ValueOf(features))
		v.Elem().FieldByName("Kind").SetString(k.name)
		var html bytes.Buffer
		if err := th.Render(&html, v.Interface()); err != nil {
			t.Fatal(err)
		}
		sum := map[string]int{}
		for _, m := range loaded.FindAllStringSubmatch(html.String(), -1) {
			sum[path.Ext(m[1])] += size[m[1]]
		}
		for _, ext := range []string{".js", ".css"} {
			if sum[ext] == 0 || sum[ext] > budget {
				t.Errorf("%s: %d bytes of %s, of %d", k.name, sum[ext], ext, budget)
			}
		}
		t.Logf("%s: %d bytes of script, %d of style, compressed", k.name, sum[".js"], sum[".css"])
	}
}

// TestNoOtherHost holds that nothing of the theme asks another host for
// anything; the names of XML namespaces are not requests.
func TestNoOtherHost(t *testing.T) {
	th := load(t)
	remote := regexp.MustCompile(`(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}`)
	look := func(name, text string) {
		for _, m := range remote.FindAllString(text, -1) {
			if m != "http://www.w3.org" {
				t.Errorf("%s refers to %s", name, m)
			}
		}
	}
	for _, f := range th.Files() {
		look(f.Path, string(f.Data))
	}
	for name, s := range th.source {
		look(name, string(s.text))
	}
}

// TestHTML holds what a page's HTML must have whatever the view: ids once,
// references to ids that exist, one h1, no heading that skips a level, labels
// for what has no text.
func TestHTML(t *testing.T) {
	th := load(t)
	id := regexp.MustCompile(` id="([^"]*)"`)
	ref := regexp.MustCompile(` (?:aria-labelledby|aria-controls)="([^"]*)"| href="#([^"]*)"`)
	heading := regexp.MustCompile(`<h([1-6])[ >]`)
	for _, kind := range Kinds() {
		// One item in each list: the sample's ids are all alike.
		html := renderSample(t, th, kind, 1)
		ids := map[string]int{}
		for _, m := range id.FindAllStringSubmatch(html, -1) {
			ids[m[1]]++
			if ids[m[1]] > 1 && !strings.HasSuffix(m[1], "a-b") {
				t.Errorf("%s: id %s occurs twice", kind, m[1])
			}
		}
		for _, m := range ref.FindAllStringSubmatch(html, -1) {
			// The outline of the sample leads to headings of a body that is not there.
			if name := m[1] + m[2]; ids[name] == 0 && name != "a-b" {
				t.Errorf("%s: nothing has the id %s", kind, name)
			}
		}
		level := 0
		for _, m := range heading.FindAllStringSubmatch(html, -1) {
			next := int(m[1][0] - '0')
			if next > level+1 || next == 1 && level > 0 {
				t.Errorf("%s: h%d follows h%d", kind, next, level)
			}
			level = next
		}
		if strings.Count(html, "<nav") != strings.Count(html, "<nav class") || strings.Contains(html, `aria-label=""`) {
			t.Errorf("%s: a nav without label", kind)
		}
	}
}
