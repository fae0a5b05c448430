package browsertest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestTabs chooses a language once, for all groups that offer it, on every
// page; another choice does not make the first one forgotten.
func TestTabs(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	chosen := func(name string) string {
		return `document.querySelector('.tablist [aria-selected="true"]').textContent === "` + name + `" && [...document.querySelectorAll("[data-tabs] > .tab")].filter((p) => p.checkVisibility()).map((p) => p.dataset.tab).join() === "` + name + `"`
	}
	b.is("the first tab", chosen("Shell"))
	b.click(`[...document.querySelectorAll(".tablist button")].find((b) => b.textContent === "Python")`)
	b.sees("the chosen tab", chosen("Python"))
	b.visit("/lessons/basics/second/")
	b.sees("the same choice on another page", chosen("Python"))
	b.run(`document.querySelector('[aria-selected="true"]').focus()`)
	b.key(kb.ArrowLeft)
	b.sees("the other tab by key", chosen("Go")+` && document.activeElement.textContent === "Go"`)
	b.visit(lesson)
	b.sees("the choice that this page offers", chosen("Python"))
}

// TestCopy copies code, without its line numbers.
func TestCopy(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), "/lessons/basics/second/")
	if _, err := chromedp.CallBrowser(b.ctx, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "clipboard-write"}, Setting: browser.PermissionSettingDenied,
		BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID}); err != nil {
		t.Fatal(err)
	}
	button := `document.querySelectorAll(".code > .copy")[2]`
	b.run(button + ".focus()")
	b.key(kb.Enter)
	b.sees("the code selected where copying is denied", button+`.textContent === "Selected" && getSelection().toString().trim() === "echo alone"`)
	// What is written to the clipboard, caught, for a browser without screen has none.
	b.before(`navigator.clipboard.writeText = async (text) => { window.written = text; }`)
	b.visit("/lessons/basics/second/")
	b.click(button)
	b.sees("the code copied", `window.written === "echo alone" && `+button+`.textContent === "Copied"`)
	b.sees("the button as before", button+`.textContent === "Copy"`)
}

// TestColours follows the system until the reader says otherwise, and keeps
// what the reader said, before the first paint.
func TestColours(t *testing.T) {
	t.Parallel()
	b := newTab(t, course.serve(t))
	b.media("prefers-color-scheme", "dark")
	b.visit("/")
	background := `getComputedStyle(document.documentElement).backgroundColor`
	dark := value[string](b, background)
	button := `document.querySelector("button.colour")`
	b.is("the switch pressed", button+`.getAttribute("aria-pressed") === "true"`)
	b.click(button)
	b.sees("light colours", background+` !== "`+dark+`" && `+button+`.getAttribute("aria-pressed") === "false"`)
	b.visit(courseHome)
	b.is("light colours on another page", background+` !== "`+dark+`"`)
	b.click(button)
	b.sees("dark colours, as the system has them", background+` === "`+dark+`" && localStorage.getItem("sitegen:colour") === null`)
	b.media("prefers-color-scheme", "light")
	b.sees("what the system says", background+` !== "`+dark+`" && `+button+`.getAttribute("aria-pressed") === "false"`)
}

// TestAnnouncement closes it for good, until there is another.
func TestAnnouncement(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), "/")
	seen := `document.querySelector(".announcement")?.checkVisibility()`
	b.is("the announcement", seen+` && document.querySelector(".announcement a").pathname === "/docs/lessons/more/"`)
	b.click(`document.querySelector(".announcement button")`)
	b.sees("no announcement", "!"+seen)
	b.visit(courseHome)
	b.is("no announcement on another page", "!"+seen)
	b.run(`localStorage.setItem("sitegen:notice", "another")`)
	b.visit(courseHome)
	b.is("the next announcement", seen)
}

// TestPictures enlarges a picture that is wider than the column.
func TestPictures(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	b.run(`document.querySelector("figure img").scrollIntoView({ behavior: "instant" })`)
	b.sees("a way to enlarge it", `document.querySelector("figure .zoom")?.getAttribute("aria-label") === "Enlarge: A wide picture"`)
	b.is("a caption", text("figcaption")+` === "A picture with a caption"`)
	b.run(`document.querySelector("figure .zoom").focus()`)
	b.key(kb.Enter)
	dialog := `document.querySelector("dialog.zoomed")`
	b.sees("the picture at its own size", dialog+`?.open && `+dialog+`.querySelector("img").clientWidth === 1600`)
	b.is("inside the window", dialog+`.getBoundingClientRect().right <= innerWidth`)
	b.key(kb.Escape)
	b.sees("the page again", "!"+dialog+`.open && document.activeElement.matches(".zoom")`)
}

// TestContact holds the links that the configuration asks for.
func TestContact(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	for text, href := range map[string]string{
		"Ask the author":   "mailto:ann@example.org?subject=The%20First%20Lesson",
		"Report a mistake": "https://example.org/project/issues/new?title=The%20First%20Lesson",
		"Edit this page":   "https://example.org/project/edit/main/content/lessons/basics/first.md",
	} {
		b.is(text, fmt.Sprintf(`[...document.querySelectorAll(".contact a")].find((a) => a.textContent === %q).href === %q`, text, href))
	}
	b.visit("/glossary/")
	b.is("nobody to ask on a list", `!document.querySelector(".contact").textContent.includes("Ask") && !document.querySelector(".contact").textContent.includes("Edit")`)
}

// TestManifest holds that what the manifest and the head name is there.
func TestManifest(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), "/")
	b.is("manifest and icons", `(async () => {
		const link = document.querySelector("link[rel=manifest]");
		const manifest = await (await fetch(link.href)).json();
		const urls = [...manifest.icons.map((i) => new URL(i.src, link.href).href), ...[...document.querySelectorAll("link[rel~=icon], link[rel=apple-touch-icon]")].map((l) => l.href)];
		const answers = await Promise.all(urls.map((u) => fetch(u)));
		return manifest.name === "A Small Course" && new URL(manifest.start_url, link.href).pathname === "/docs/" && urls.length >= 5 && answers.every((a) => a.ok);
	})()`)
}

// TestNothingMoves holds that no page moves once it is painted, for a new
// reader and for one who comes back, on a wide window and on a narrow one.
func TestNothingMoves(t *testing.T) {
	t.Parallel()
	b := newTab(t, course.serve(t))
	b.before(watchMoves)
	paths := []string{"/", courseHome, "/lessons/basics/", lesson, "/review/", "/glossary/", "/glossary/cache/"}
	look := func(who string) {
		for _, width := range []int64{1280, 390} {
			b.do(chromedp.EmulateViewport(width, 800))
			for _, path := range paths {
				b.visit(path)
				b.nothingMoved(fmt.Sprintf("%s, %d wide, %s", who, width, path))
			}
		}
	}
	look("a new reader")
	b.run(`localStorage.setItem("sitegen:notice", document.documentElement.dataset.notice)`)
	b.visit(lesson)
	b.click(box)
	b.click(`[...document.querySelectorAll(".tablist button")].at(-1)`)
	look("a reader who comes back")
}

// TestNothingMovesInPieces holds that the head of a page stays where it is
// when it comes tag by tag, as it does on a slow line or a busy machine.
func TestNothingMovesInPieces(t *testing.T) {
	t.Parallel()
	site := course.serve(t)
	slow := httptest.NewServer(inPieces(site, "<header class", "</header>"))
	t.Cleanup(slow.Close)
	b := newTab(t, slow.URL+"/docs")
	b.before(watchMoves)
	for _, width := range []int64{1280, 390} {
		b.do(chromedp.EmulateViewport(width, 800))
		b.visit("/review/")
		b.nothingMoved(fmt.Sprint(width, " wide"))
	}
}

// watchMoves keeps what moves, and how far, in window.moved.
const watchMoves = `window.moved = []; new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput)
	moved.push(e.value.toFixed(4) + " " + e.sources.map(({ node }) => node?.nodeName + " " + (node?.className || node?.textContent))); }).observe({ type: "layout-shift", buffered: true })`

// nothingMoved waits for the page and holds that nothing moved on the way.
func (b *tab) nothingMoved(where string) {
	b.Helper()
	b.sees("the page", `document.readyState === "complete"`)
	value[bool](b, `new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(true), 150)))`)
	if moved := value[[]string](b, "window.moved"); len(moved) > 0 {
		b.Errorf("%s: %s", where, strings.Join(moved, "; "))
	}
}

// inPieces serves what another server does, and its pages slowly, tag by tag,
// from one text to another.
func inPieces(site, from, to string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := http.Get(strings.TrimSuffix(site, "/docs") + r.URL.Path)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		body, _ := io.ReadAll(answer.Body)
		w.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
		w.WriteHeader(answer.StatusCode)
		start, end := bytes.Index(body, []byte(from)), bytes.Index(body, []byte(to))
		if start >= 0 && end > start {
			_, _ = w.Write(body[:start])
			for _, tag := range bytes.SplitAfter(body[start:end], []byte(">")) {
				_, _ = w.Write(tag)
				_ = http.NewResponseController(w).Flush()
				time.Sleep(40 * time.Millisecond)
			}
			body = body[end:]
		}
		_, _ = w.Write(body)
	})
}
