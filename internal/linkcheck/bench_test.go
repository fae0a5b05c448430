package linkcheck

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

var benchPages = flag.Int("pages", 1000, "pages of the site that BenchmarkCheck checks; 10000 are the 190 MB of the project's goal")

// benchPage writes a page like those of a course: navigation, a table of
// contents, prose with links and fragments, highlighted code.
func benchPage(b *bytes.Buffer, i, pages int, rnd *rand.Rand) {
	b.Reset()
	fmt.Fprintf(b, `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Page %d</title><link rel="stylesheet" href="/style.css"><link rel="icon" href="/icon.svg"><script src="/app.js" defer></script></head><body><nav><ul>`, i)
	for n := range 50 {
		fmt.Fprintf(b, `<li class="nav-item"><a class="nav-link" href="/lessons/c%d/p%d/">Lesson number %d</a></li>`, n%10, (n/10)*10+n%10, n)
	}
	b.WriteString("</ul></nav><main id=\"main\"><ul class=\"toc\">")
	for n := range 9 {
		fmt.Fprintf(b, `<li><a href="#section-%d">Section %d</a></li>`, n, n)
	}
	b.WriteString("</ul>\n")
	for n := range 9 {
		fmt.Fprintf(b, "<h2 id=\"section-%d\">Section %d <a class=\"anchor\" href=\"#section-%d\" aria-label=\"Link to this section\">#</a></h2>\n<p>", n, n, n)
		for range 3 {
			to := rnd.IntN(pages)
			fmt.Fprintf(b, `A system that keeps no state between requests scales by adding <a class="term" data-term="t%d" href="../../c%d/p%d/#section-%d">more of the same</a> behind one address, which is what most people mean. `, n, to%10, to, rnd.IntN(9))
		}
		b.WriteString("</p>\n<pre><code>")
		for range 5 {
			b.WriteString(`<span class="kd">func</span> <span class="nf">handle</span><span class="p">(</span><span class="nx">w</span> <span class="nx">http</span><span class="p">)</span>` + "\n")
		}
		b.WriteString("</code></pre>\n")
	}
	b.WriteString(`<img src="/icon.svg" alt="A picture"></main><footer><a href="https://example.com/">Elsewhere</a></footer></body></html>`)
}

func writeBenchSite(tb testing.TB, pages int) (dir string, size int64) {
	dir = tb.TempDir()
	rnd := rand.New(rand.NewPCG(1, 2))
	write := func(name string, data []byte) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	for _, name := range []string{"style.css", "icon.svg", "app.js"} {
		write(name, []byte(" "))
	}
	var page bytes.Buffer
	for i := range pages {
		benchPage(&page, i, pages, rnd)
		size += int64(page.Len())
		write(fmt.Sprintf("lessons/c%d/p%d/index.html", i%10, i), page.Bytes())
	}
	return dir, size
}

// BenchmarkCheck reads a generated site from disk: go test -bench Check -pages 10000.
func BenchmarkCheck(b *testing.B) {
	dir, size := writeBenchSite(b, *benchPages)
	b.SetBytes(size)
	for b.Loop() {
		r, err := Check(b.Context(), os.DirFS(dir), Options{})
		if err != nil || len(r.Problems) > 0 || r.Pages != *benchPages {
			b.Fatalf("%v, %d pages, problems: %v", err, r.Pages, r.Problems[:min(3, len(r.Problems))])
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/1e6, "MB-from-OS")
}

// BenchmarkParse measures the reading of a page alone.
func BenchmarkParse(b *testing.B) {
	data := benchPageBytes()
	b.SetBytes(int64(len(data)))
	var d document
	for b.Loop() {
		d.parseHTML(data)
	}
	b.ReportMetric(float64(len(d.refs)), "refs")
}

func benchPageBytes() []byte {
	var page bytes.Buffer
	benchPage(&page, 1, 10000, rand.New(rand.NewPCG(1, 2)))
	return page.Bytes()
}
