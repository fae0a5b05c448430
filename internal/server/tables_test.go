package server

import (
	"bytes"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFingerprinted(t *testing.T) {
	for name, want := range map[string]bool{
		"main.3f2a9c1d.css": true, "a/b/main.3f2a9c1d.css": true, "app.min.0123456789abcdef.js": true, "app.3f2a9c1d.js.map": true,
		"font.aabbccdd.woff2": true, "12345678.3f2a9c1d.png": true, "data.12345678.json": true, "x.3f2a9c1d.unknown": true,
		"main.css": false, "main.3f2a9c1.css": false, "main.3F2A9C1D.css": false, "main.3f2a9c1g.css": false, "3f2a9c1d.css": false,
		".3f2a9c1d.css": false, "report.20261031.pdf": false, "report.20261331.pdf": true, "report.19990101.pdf": false,
		"page.3f2a9c1d.html": false, "feed.3f2a9c1d.xml": false, "main.3f2a9c1d.": false, "main.3f2a9c1d": false, "main.3f2a9c1d/x.css": false,
	} {
		if got := fingerprinted(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAcceptEncoding(t *testing.T) {
	for header, want := range map[string]preference{
		"":                               {identity: 1},
		"gzip":                           {identity: 1, gzipCoding: 1000},
		"GZip;Q=0.5":                     {identity: 1, gzipCoding: 500},
		"br;q=0.001":                     {identity: 1, brotliCoding: 1},
		"br;q=1.000":                     {identity: 1, brotliCoding: 1000},
		"br;q=1.5":                       {identity: 1, brotliCoding: 1000},
		"br;q=0.0001":                    {identity: 1},
		"br;q=-1":                        {identity: 1},
		"br;q=":                          {identity: 1},
		"br;q=2":                         {identity: 1},
		"br;level=3;q=0.2":               {identity: 1, brotliCoding: 200},
		"*":                              {1000, 1000, 1000, 1000},
		"*;q=0":                          {},
		"*;q=0, gzip":                    {gzipCoding: 1000},
		"*;q=0.3, br, identity;q=0":      {0, 300, 300, 1000},
		",,gzip,,":                       {identity: 1, gzipCoding: 1000},
		"gzip br":                        {identity: 1},
		"identity":                       {identity: 1000},
		"gzip, deflate, br, zstd":        {1, 1000, 1000, 1000},
		"br;q=1.0, gzip;q=0.8, *;q=0.1":  {100, 800, 100, 1000},
		"\tzstd\t;\tq=0.7\t,x-gzip;q=.5": {identity: 1, zstdCoding: 700},
	} {
		if got := preferenceOf([]string{header}); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
	if got := preferenceOf(nil); got != plainOnly {
		t.Errorf("no header: %v", got)
	}
}

func TestMatchTag(t *testing.T) {
	const tag = `"abc"`
	for list, want := range map[string][2]bool{ // weak and strong comparison
		`"abc"`: {true, true}, `W/"abc"`: {true, false}, `"x", "abc"`: {true, true}, `"x","abc"`: {true, true}, `*`: {true, true},
		` ,, "abc"`: {true, true}, `"ab"`: {false, false}, `abc`: {false, false}, `"abc`: {false, false}, ``: {false, false},
		`W/abc, "abc"`: {false, false}, `"x"abc"`: {false, false}, `w/"abc"`: {false, false}, `"x, "abc"`: {false, false},
		`"a,b", "abc"`: {true, true},
	} {
		for i, strong := range []bool{false, true} {
			if got := matchTag(list, tag, strong); got != want[i] {
				t.Errorf("%s, strong %v: %v", list, strong, got)
			}
		}
	}
}

// TestRuleProblems: each line that is not honoured is reported, with its number and why.
func TestRuleProblems(t *testing.T) {
	for line, want := range map[string]string{
		"/a":                                  "TO is missing",
		"/a b":                                "TO is missing",
		"a /b":                                `must be a path that begins with "/"`,
		"https://x.example/* /b":              `must be a path that begins with "/"`,
		"/a /b 999":                           "status 999 is not supported",
		"/a /b soon":                          `"soon" is no status`,
		"/a /b 301 Country=de":                "conditions on the client",
		"/a/*/b /c":                           `"*" may only stand at its end`,
		"/a* /c":                              `must be a whole path element`,
		"/%zz /c":                             "malformed escape",
		"/api/* https://x.example/:splat 200": "the server is no proxy",
	} {
		_, problems := parseRules("# a comment\n\n"+line+"\n/ok /fine", "")
		if len(problems) != 1 || problems[0].line != 3 || !strings.Contains(problems[0].message, want) {
			t.Errorf("%q: %v", line, problems)
		}
	}
	var log logBuffer
	dir := t.TempDir()
	put(t, dir, "index.html", []byte("x"))
	put(t, dir, "_redirects", []byte("/a /b\n/broken\n"))
	s := static(t, dir, Options{Poll: -1, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if !strings.Contains(log.String(), "_redirects:2: TO is missing") {
		t.Error(log.String())
	}
	if got := fetch(s, "/a"); got.Code != 301 || got.Header().Get("Location") != "/b" {
		t.Errorf("the good rule: %d %v", got.Code, got.Header())
	}
}

// TestRuleOrder: the first rule that matches wins, patterns and plain ones alike.
func TestRuleOrder(t *testing.T) {
	set, problems := parseRules("\ufeff/a/x /one\r\n/a/* /two/:splat # rest\n/a/x /three\n/a/y /four\n/b/:p/c /five/:p/:q\n/* /six 302\n", "")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for path, want := range map[string]string{
		"/a/x": "/one", "/a/x/": "/one", "/a/y": "/two/y", "/a": "/two/", "/a/": "/two/", "/b/1/c": "/five/1/:q", "/b/1/d": "/six", "/": "/six",
	} {
		rule, took := set.match(path, nil, func(*rule) bool { return true })
		if rule == nil {
			t.Errorf("%s: no rule", path)
			continue
		}
		if got, _ := rule.target(took, ""); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	if rule, _ := set.match("/a/x", nil, func(r *rule) bool { return r.status == 302 }); rule == nil || rule.to != "/six" {
		t.Errorf("with others not eligible: %v", rule)
	}
}

// TestUTF8Checker: wherever a stream is cut, the verdict is that on the whole.
func TestUTF8Checker(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	letters := []string{"a", "é", "水", "🜚", "\xff", "\xc3", "\xe6\xb0", "\xf0\x9f\x9c", "z"}
	for range 20000 {
		var text []byte
		for range random.IntN(6) {
			n := len(letters)
			if random.IntN(2) == 0 {
				n = 4
			}
			text = append(text, letters[random.IntN(n)]...)
		}
		var c utf8Checker
		for rest := text; len(rest) > 0; {
			n := 1 + random.IntN(len(rest))
			c.Write(rest[:n])
			rest = rest[n:]
		}
		if c.valid() != utf8.Valid(text) {
			t.Fatalf("%q: %v", text, c.valid())
		}
	}
}

// TestBodyCache: the budget is kept, and what is used stays.
func TestBodyCache(t *testing.T) {
	c := bodyCache{budget: 1000}
	bodies := make([]*body, 100)
	for i := range bodies {
		bodies[i] = &body{}
		c.put(bodies[i], make([]byte, 100))
		bodies[0].inMemory() // used again and again
		if c.size() > c.budget {
			t.Fatalf("%d bytes", c.size())
		}
	}
	if bodies[0].inMemory() == nil {
		t.Error("what was used all the time is gone")
	}
	if bodies[99].inMemory() == nil || bodies[50].inMemory() != nil {
		t.Error("the latest is gone, or an old one still there")
	}
	big := &body{}
	c.put(big, make([]byte, 1001))
	if big.inMemory() != nil || c.size() > c.budget {
		t.Error("more than the budget is held")
	}
	c.retain(map[*body]bool{bodies[0]: true})
	if c.size() != 100 || bodies[0].inMemory() == nil || bodies[99].inMemory() != nil {
		t.Errorf("after retain: %d bytes", c.size())
	}
}

// TestEncodersRepeat: an encoder used again gives the same bytes as a fresh one, or replicas would differ.
func TestEncodersRepeat(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	texts := make([][]byte, 12)
	for i := range texts {
		texts[i] = bytes.Repeat(fmt.Appendf(nil, "<p>%x</p>", random.Uint64()), 20+random.IntN(3000))
	}
	for c := gzipCoding; c < codings; c++ {
		first := make([][]byte, len(texts))
		for i, text := range texts {
			first[i] = encode(c, text)
			if plain, err := decode(codingNames[c], first[i]); err != nil || !bytes.Equal(plain, text) {
				t.Fatalf("%s: %v", codingNames[c], err)
			}
		}
		parallel(200, 4, func(n int) {
			i := (n * 7) % len(texts)
			if !bytes.Equal(encode(c, texts[i]), first[i]) {
				t.Errorf("%s: text %d is encoded differently", codingNames[c], i)
			}
		})
	}
}

// TestScanHead: what a page's head says, whatever its form.
func TestScanHead(t *testing.T) {
	for src, want := range map[string]pageHead{
		"":                                 {},
		`<LINK REL=StyleSheet HREF=a.css>`: {preloads: []preload{{"a.css", "; rel=preload; as=style"}}},
		`<head><base href="/x/"><link rel="stylesheet" href="a.css">`:     {},
		`<link rel="stylesheet" href="a.css"><base href="/x/"></head>`:    {},
		`<meta http-equiv="Refresh" content="0; url=/">`:                  {refresh: true},
		`<body><meta http-equiv="refresh" content="0">`:                   {},
		`<link rel="alternate stylesheet" href="a.css">`:                  {},
		`<link rel="stylesheet" media="print" href="a.css">`:              {},
		`<link rel="stylesheet" media="all" href=" a.css ">`:              {preloads: []preload{{"a.css", "; rel=preload; as=style"}}},
		`<link rel="stylesheet" integrity="sha256-x" href="a.css">`:       {},
		`<link rel="stylesheet" disabled href="a.css">`:                   {},
		`<link rel="preload" as="fetch" crossorigin href="a.json">`:       {},
		`<link rel="preload" as="image" href="a.png">`:                    {preloads: []preload{{"a.png", "; rel=preload; as=image"}}},
		`<link rel="preload" as="image" imagesrcset="b 2x" href="a.png">`: {},
		`<!-- <link rel="stylesheet" href="a.css"> -->`:                   {},
		`<script>"<link rel=stylesheet href=a.css>"</script>`:             {},
		`<script src="/docs/assets/mermaid/mermaid.min.js">`:              {draws: true},
		`<script src="../assets/math/tex-svg.js">`:                        {draws: true},
		`<script src="/assets/mermaid.js">`:                               {},
	} {
		got := scanHead([]byte(src))
		if fmt.Sprint(*got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", src, *got, want)
		}
	}
	many := scanHead([]byte(strings.Repeat(`<link rel="stylesheet" href="a.css">`, 50)))
	if len(many.preloads) != maxPreloads {
		t.Errorf("%d preloads", len(many.preloads))
	}
}

// TestOddNames: files whose names no URL should have are not served, and said.
func TestOddNames(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "index.html", []byte("x"))
	put(t, dir, "a?b#c%d.txt", []byte("odd but fine"))
	for _, name := range []string{`back\slash.txt`, "line\nbreak.txt", "latin\xe9.txt"} {
		put(t, dir, name, []byte("x"))
	}
	var log logBuffer
	s := static(t, dir, Options{Poll: -1, Log: slog.New(slog.NewTextHandler(&log, nil))})
	for path, want := range map[string]int{"/a%3Fb%23c%25d.txt": 200, "/back%5Cslash.txt": 400, "/line%0Abreak.txt": 400, "/latin%E9.txt": 400} {
		if got := fetch(s, path); got.Code != want {
			t.Errorf("%s: %d", path, got.Code)
		}
	}
	if n := strings.Count(log.String(), "no URL should have"); n != 3 {
		t.Errorf("%d names reported: %s", n, &log)
	}
}
