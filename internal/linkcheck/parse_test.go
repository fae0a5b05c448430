package linkcheck

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSrcset(t *testing.T) {
	for in, want := range map[string]string{
		"":                                      "",
		" , ,":                                  "",
		"a.png":                                 "0 a.png",
		" a.png 1x, b.png 2x ":                  "1 a.png|11 b.png",
		"a.png 1x,b.png 2x":                     "0 a.png|9 b.png",
		"a,b.png 1x":                            "0 a,b.png",
		"a.png,b.png":                           "0 a.png,b.png",
		"a.png, b.png":                          "0 a.png|7 b.png",
		"data:image/png;base64,A= 1x, b.png 2x": "0 data:image/png;base64,A=|29 b.png",
		"a.png 100w 50h, b.png 1.5e2x":          "0 a.png|16 b.png",
		"a.png 1y":                              "0 a.png bad",
		"a.png 1x 2x":                           "0 a.png bad",
		"a.png -1x, b.png 0w":                   "0 a.png bad|11 b.png bad",
		"a.png (x, y) 1x, b.png":                "0 a.png bad|17 b.png",
		"a.png 50h":                             "0 a.png bad",
	} {
		var got []string
		parseSrcset([]byte(in), func(c candidate) {
			s := fmt.Sprintf("%d %s", c.off, c.url)
			if c.bad {
				s += " bad"
			}
			got = append(got, s)
		})
		if strings.Join(got, "|") != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestRefresh(t *testing.T) {
	for in, want := range map[string]string{
		"0; url=x.html": "x.html 7 0", "5;URL='x y'": "x y 7 5", `0,url = "x"z`: "x 9 0", "3 x": "x 2 3", "0;x": "x 2 0", ".5; url=x": "x 8 0",
		"0;urlx": "urlx 2 0", "1.9;url=u": "u 8 1", "0": "", "x": "", "": "", "0;": "", "; url=x": "", "0x": "", "0; url=": "",
	} {
		url, off, delay, ok := parseRefresh([]byte(in))
		got := ""
		if ok {
			got = fmt.Sprintf("%s %d %d", url, off, delay)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestCSS(t *testing.T) {
	for in, want := range map[string]string{
		`a{b:url(x)}`:                          "x@8",
		`a{b:url( "x y" )}`:                    "x y@10",
		`a{b:URL('x')}c{d:url(y)}`:             "x@9 y@21",
		`/* url(x) */ @import "a"; "url(y)"`:   "a@22!",
		`@import url(a) print; @media print{}`: "a@12!",
		`@IMPORT 'a`:                           "a@9!",
		`@namespace url(x); a{b:url(y)}`:       "y@27",
		`@charset "utf-8"; @import"a"`:         "a@26!",
		`a{b:url(x`:                            "x@8",
		`a{b:url(x y)}`:                        "",
		`a{b:url("x` + "\n" + `");c:url(y)}`:   "", // a bad string takes the rest with it, as far as the next quote
		`a{b:u\72l(x)}`:                        "x@10",
		`a{b:url(a\)b)}`:                       "a)b@8",
		`a{b:image-set("x" 1x, "y" 2x) "z"}`:   "x@15 y@23",
		`a{b:src("x") src(var(--y))}`:          "x@9",
		`a{b:xurl(x) curl(y)}`:                 "",
		`a{b:url()}`:                           "",
		`\`:                                    "",
		`@\`:                                   "",
	} {
		var got []string
		parseCSS([]byte(in), func(u cssURL) {
			s := fmt.Sprintf("%s@%d", u.url, u.off)
			if u.imported {
				s += "!"
			}
			got = append(got, s)
		})
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func FuzzCSS(f *testing.F) {
	f.Add([]byte(`@import url("a\26 b") ; a{b:image-set(url(x) 1x, 'y' 2x)}/*`))
	f.Fuzz(func(t *testing.T, data []byte) {
		parseCSS(data, func(u cssURL) {
			if u.off < 0 || u.off > len(data) {
				t.Fatalf("%q: off %d", data, u.off)
			}
		})
	})
}

func TestResolve(t *testing.T) {
	bases := []ownBase{{secure: true, host: "example.com", prefix: "docs"}, {host: "www.example.com:8080"}}
	tests := map[string]string{
		"":                                "local a/b/c.html self",
		"#x":                              "local a/b/c.html #x self",
		"?q#x":                            "local a/b/c.html #x self",
		"d.html":                          "local a/b/d.html",
		"./":                              "local a/b/",
		"..":                              "local a/",
		"../..":                           "local /",
		"../../..":                        "outside ",
		"../../../x":                      "outside x",
		"/docs":                           "local ",
		"/docs/":                          "local /",
		"/docs/x/../y":                    "local y",
		"/docsx":                          "outside docsx",
		`\docs\x`:                         "local x",
		"/docs//x///y":                    "local x/y",
		"/docs/%2e%2e/x":                  "outside x",
		"/docs/%E6%97%A5%zz":              "local 日%zz",
		"a\n\tb.html":                     "local a/b/ab.html",
		"https://example.com/docs/x#y":    "local x #y",
		"http://EXAMPLE.com:80/docs/x":    "local x insecure",
		"//user@example.com/docs/x":       "local x",
		"https://example.com/x":           "external",
		"http://www.example.com:8080/x/y": "local x/y",
		"https://www.example.com/x":       "external",
		"https://other.example":           "external",
		"https:///x":                      "malformed",
		"https:x":                         "malformed",
		"//":                              "malformed",
		"mailto:a@b.c":                    "ignored",
		"mailto:?subject=x":               "ignored",
		"mailto:":                         "ignored",
		"tel:":                            "malformed",
		"JavaScript:void(0)":              "ignored",
		"data:,x":                         "ignored",
		"file:///x":                       "external",
		"a:b":                             "ignored",
		"./a:b":                           "local a/b/a:b",
		"1a:b":                            "local a/b/1a:b",
	}
	names := []string{"ignored", "local", "external", "outside", "malformed"}
	for in, want := range tests {
		r := resolver{bases: bases, main: bases[0]}
		r.setPage("a/b/c.html")
		loc := r.resolve([]byte(in))
		got := names[loc.class]
		if loc.class == urlLocal || loc.class == urlOutside {
			got += " " + string(loc.path)
			if loc.folder {
				got += "/"
			}
			if len(loc.fragment) > 0 {
				got += " #" + string(loc.fragment)
			}
		}
		if loc.self {
			got += " self"
		}
		if loc.insecure {
			got += " insecure"
		}
		if want == "outside " {
			want = "outside /"
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// TestSpell: a URL that is written for a file leads to that file.
func TestSpell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		segment := rapid.StringMatching(`[a-c%?# :é]{1,3}|\.[a-c]`)
		path := func(label string) string {
			return strings.Join(rapid.SliceOfN(segment, 1, 4).Draw(t, label), "/")
		}
		base := ownBase{secure: true, host: "example.com", prefix: rapid.SampledFrom([]string{"", "docs", "x/y"}).Draw(t, "prefix")}
		w := newWorker(&checker{opt: Options{Index: []string{"index.html"}}, bases: []ownBase{base}, main: base, site: &site{}})
		w.res.setPage(path("page"))
		file := path("file")
		if rapid.Bool().Draw(t, "folder") {
			file += "/index.html"
		}
		style := rapid.SampledFrom([]string{"x", "/x", "https://x", "//x"}).Draw(t, "style")
		u := w.spell([]byte(style), file, "?q#f")
		loc := w.res.resolve([]byte(u))
		want := strings.TrimSuffix(strings.TrimSuffix(file, "index.html"), "/")
		if loc.class != urlLocal || string(loc.path) != want || string(loc.fragment) != "f" {
			t.Fatalf("%q is spelled %q, which leads to %d %q", file, u, loc.class, loc.path)
		}
	})
}

func TestUnescapeAttr(t *testing.T) {
	for in, want := range map[string]string{
		"a&amp;b": "a&b", "?a=1&copy=2": "?a=1&copy=2", "&copy;": "©", "&copy": "©", "&copyx": "&copyx", "&notit;": "&notit;", "&notin;": "∉",
		"&#38;&#x26;&#X26": "&&&", "&#;&#x;&": "&#;&#x;&", "&unknown;": "&unknown;", "&semi;": ";", "&lt=": "&lt=",
	} {
		if got := string(unescapeAttr(nil, []byte(in))); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestLocator(t *testing.T) {
	data := []byte("\ufeffé<a>\r\nü\n\nx")
	l := locator{data: data, line: 1}
	for _, want := range []struct{ off, line, column int }{{3, 1, 1}, {5, 1, 2}, {10, 2, 1}, {12, 2, 2}, {14, 4, 1}, {5, 1, 2}, {99, 4, 2}} {
		if line, column := l.at(want.off); line != want.line || column != want.column {
			t.Errorf("offset %d: %d:%d, want %d:%d", want.off, line, column, want.line, want.column)
		}
	}
}

func TestRedirectTable(t *testing.T) {
	var table redirectTable
	res := resolver{main: ownBase{secure: true}}
	res.setPage(redirectsFile)
	for line := range strings.Lines("/a/* /wild/:splat\n/a/b /exact\n/c /first 302\n/c /second\n/:x/:xy/d /:xy/:x\n# no\nhttps://o.example/z /no\n/q a=:a b=:b /to 200!\n/only\n") {
		if r, ok := parseRedirect([]byte(strings.TrimSuffix(line, "\n")), 0, &res); ok {
			table.add(r)
		}
	}
	for in, want := range map[string]string{
		"a/b": "/wild/b 301", "a": "/wild/ 301", "a/b/c": "/wild/b/c 301", "c": "/first 302", "1/2/d": "/2/1 301", "q": "/to 200", "z": "", "only": "", "1/2/3": "",
	} {
		to, status, ok := table.match(in)
		got := ""
		if ok {
			got = fmt.Sprint(to, " ", status)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if n := len(table.rules); n != 6 || !slices.Equal(table.wild, []int{0, 4}) {
		t.Errorf("%d rules, wild %v", n, table.wild)
	}
}
