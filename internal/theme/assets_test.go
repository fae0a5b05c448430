package theme

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"sitegen/static"
)

func statics(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// TestReferences holds what becomes of references among assets. HASH stands
// for the hash of whatever is referred to.
func TestReferences(t *testing.T) {
	others := map[string]string{
		"assets/a.svg": "<svg/>", "assets/img/b.png": "png", "assets/c.css": "p{}", "assets/js/d.js": "export {}",
		"plain.png": "plain", "assets/e.js.map": "{}",
	}
	tests := []struct{ name, in, want string }{
		{"x.css", `p{background:url(a.svg)}`, `p{background:url(a.HASH.svg)}`},
		{"x.css", `p{background:url( "a.svg#i" )}`, `p{background:url( "a.HASH.svg#i" )}`},
		{"x.css", `p{background:url('./img/b.png?v=1')}`, `p{background:url('./img/b.HASH.png?v=1')}`},
		{"x.css", `@import "c.css"; @import url(c.css) print;`, `@import "c.HASH.css"; @import url(c.HASH.css) print;`},
		{"sub/x.css", `p{background:url(../a.svg)}`, `p{background:url(../a.HASH.svg)}`},
		{"x.css", `/* url(a.svg) */p{}`, `/* url(a.svg) */p{}`},
		{"x.css", `p{background:url(../plain.png)}`, `p{background:url(../plain.png)}`},
		{"x.css", `p{background:url(none.png)} q{background:url(https://e.org/a.svg)} r{background:url(/a.svg)}`,
			`p{background:url(none.png)} q{background:url(https://e.org/a.svg)} r{background:url(/a.svg)}`},
		{"x.css", `p{background:url(data:image/png;base64,xx)} q{content:"a.svg"} r{background:url()}`,
			`p{background:url(data:image/png;base64,xx)} q{content:"a.svg"} r{background:url()}`},
		{"x.js", `import { d } from "./js/d.js";`, `import { d } from "./js/d.HASH.js";`},
		{"x.js", `import './js/d.js'; export * from './js/d.js'`, `import './js/d.HASH.js'; export * from './js/d.HASH.js'`},
		{"x.mjs", `const m = await import("./js/d.js")`, `const m = await import("./js/d.HASH.js")`},
		{"js/x.js", `new URL("../a.svg", import.meta.url)`, `new URL("../a.HASH.svg", import.meta.url)`},
		{"x.js", `import d from "d"; const s = "./js/d.js";`, `import d from "d"; const s = "./js/d.js";`},
		{"e.js", "x\n//# sourceMappingURL=e.js.map", "x\n//# sourceMappingURL=e.js.HASH.map"},
		{"x.txt", `url(a.svg)`, `url(a.svg)`},
	}
	hash := regexp.MustCompile(`\.[0-9a-f]{10}(\.\w+)`)
	for _, test := range tests {
		files := statics(others)
		files["assets/"+test.name] = &fstest.MapFile{Data: []byte(test.in)}
		var errs errorList
		out, urls := loadStatic(Sources{Static: files}, "/docs/", &errs)
		if len(errs) > 0 {
			t.Errorf("%s: %v", test.in, errs[0])
			continue
		}
		found := false
		for _, f := range out {
			if "/docs/"+f.Path != urls[test.name] {
				continue
			}
			found = true
			if got := hash.ReplaceAllString(string(f.Data), ".HASH$1"); got != test.want {
				t.Errorf("%s: %s\nbecomes %s\nwant    %s", test.name, test.in, got, test.want)
			}
			sum := sha256.Sum256(f.Data)
			ext := path.Ext(test.name)
			if want := "assets/" + strings.TrimSuffix(test.name, ext) + "." + hex.EncodeToString(sum[:])[:10] + ext; f.Path != want {
				t.Errorf("published as %s, want %s", f.Path, want)
			}
			if !f.Asset {
				t.Errorf("%s is not marked as an asset", f.Path)
			}
		}
		if !found {
			t.Errorf("%s is not published", test.name)
		}
	}
}

// A change of a picture changes the names of the files that refer to it, and
// of no others.
func TestNamesFollowContent(t *testing.T) {
	files := map[string]string{"assets/a.css": `@import "b.css";`, "assets/b.css": "p{background:url(c.svg)}", "assets/c.svg": "<svg/>", "assets/d.css": "q{}"}
	var errs errorList
	_, before := loadStatic(Sources{Static: statics(files)}, "/", &errs)
	files["assets/c.svg"] = "<svg></svg>"
	_, after := loadStatic(Sources{Static: statics(files)}, "/", &errs)
	for name := range before {
		if changed := before[name] != after[name]; changed == (name == "d.css") {
			t.Errorf("%s: changed = %v", name, changed)
		}
	}
}

func TestFiles(t *testing.T) {
	var errs errorList
	theme := statics(map[string]string{"embed.go": "package static\n", "favicon.svg": "theirs", "assets/theme.css": "theirs", ".DS_Store": "x"})
	own := statics(map[string]string{"favicon.svg": "ours", "CNAME": "example.org", "assets/theme.css": "ours", "code/embed.go": "package main"})
	files, urls := loadStatic(Sources{Static: theme, SiteStatic: own}, "/", &errs)
	var got []string
	for _, f := range files {
		got = append(got, f.Path+"="+string(f.Data))
	}
	sum := sha256.Sum256([]byte("ours"))
	want := []string{"CNAME=example.org", "assets/theme." + hex.EncodeToString(sum[:])[:10] + ".css=ours", "code/embed.go=package main", "favicon.svg=ours"}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if urls["theme.css"] != "/"+files[1].Path || len(errs) > 0 {
		t.Error(urls, errs)
	}
}

// TestSlim holds that what is dropped from the default theme's scripts is no
// part of them, and that their texts end on the line where they begin.
func TestSlim(t *testing.T) {
	const in = "// About.\n{\n  f(); // why\n\n    // Because.\n  g(`a // b`);\n}\n//# sourceMappingURL=x.map"
	if got, want := string(slim([]byte(in))), "{\nf(); // why\ng(`a // b`);\n}\n//# sourceMappingURL=x.map"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	names, err := fs.Glob(static.FS, "assets/*.js")
	if err != nil || len(names) < 5 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(static.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(data), "\n") {
			if strings.Count(line, "`")%2 != 0 || strings.HasSuffix(line, "\\") || strings.Contains(line, "/*") && !strings.Contains(line, "*/") {
				t.Errorf("%s:%d: a text or a comment reaches over the line's end", name, i+1)
			}
		}
	}
}
