package browsertest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// style is a computed style, as a JavaScript expression.
func style(selector, property string) string {
	return fmt.Sprintf(`getComputedStyle(document.querySelector(%q)).%s`, selector, property)
}

// TestReflow holds that no page has to be scrolled sideways on the narrowest
// of windows, whichever way its text runs: what is wider scrolls in itself.
func TestReflow(t *testing.T) {
	t.Parallel()
	b := newTab(t, course.serve(t))
	b.do(chromedp.EmulateViewport(320, 640))
	for _, path := range []string{"/", courseHome, "/lessons/basics/", lesson, "/review/", "/glossary/", "/glossary/cache/", "/categories/basics/", "/search/?q=cache", "/404.html"} {
		b.visit(path)
		for _, dir := range []string{"ltr", "rtl"} {
			b.run(fmt.Sprintf(`document.documentElement.dir = %q`, dir))
			b.is(path+" "+dir, `(() => {
				const e = document.scrollingElement, wide = e.scrollWidth - e.clientWidth;
				return wide <= 0 || Promise.reject(new Error(wide + " px too wide: " + [...document.querySelectorAll("main *")].filter((n) => n.getBoundingClientRect().right > innerWidth + 1).map((n) => n.tagName + "." + n.className).slice(0, 5)));
			})()`)
		}
	}
}

// TestContrast holds the modes of readers who see less.
func TestContrast(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	b.media("prefers-contrast", "more")
	b.is("black on white", style("body", "color")+` === "rgb(0, 0, 0)" && `+style("html", "backgroundColor")+` === "rgb(255, 255, 255)"`)
	b.media("forced-colors", "active")
	b.is("the place in the sections", style(".sections [aria-current]", "outlineStyle")+` === "solid"`)
	b.is("the chosen tab", `(() => { const tabs = [...document.querySelectorAll(".tablist button")].map((t) => getComputedStyle(t).borderBottomColor); return new Set(tabs).size > 1; })()`)
	b.is("the words of the glossary", style("a.term", "textDecorationLine")+` === "underline"`)
	b.key("/")
	b.sees("the search", searchReady)
	b.key("cache")
	b.sees("the definition apart from the rest", `document.querySelector(".search-card") && `+style(".search-card", "outlineStyle")+` === "solid"`)
}

// TestMotion holds that nothing moves by itself for readers who do not want it.
func TestMotion(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	moving := `[...document.querySelectorAll("*")].filter((e) => { const s = getComputedStyle(e); return s.animationName !== "none" || s.transitionDuration.split(", ").some((d) => d !== "0s") || s.scrollBehavior === "smooth"; }).length`
	b.media("prefers-reduced-motion", "reduce")
	b.is("nothing", moving+" === 0")
	b.media("prefers-reduced-motion", "no-preference")
	b.is("something otherwise, or this test sees nothing", moving+" > 0")
}

// TestPrint holds what a page is on paper: its text, its terms, no controls.
func TestPrint(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	b.click(`document.querySelector("button.colour")`)
	if err := call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	if shown := value[[]string](b, `[...document.querySelectorAll("header.site, .sections, .outline, .pager, .announcement, button, .finish")].filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 90))`); len(shown) > 0 {
		t.Errorf("on paper: %q", shown)
	}
	b.is("text and terms", `["h1", ".body p", "#terms .definition, #terms dt"].every((s) => document.querySelector(s).checkVisibility())`)
	b.is("every tab", `[...document.querySelectorAll(".tab, .tab-label")].every((e) => e.checkVisibility())`)
	b.is("dark on light, whatever the screen", `(() => { const [r] = `+style("body", "color")+`.match(/\d+/g); return +r < 80; })()`)
	b.is("the whole width", `document.querySelector(".body p").getBoundingClientRect().width > document.querySelector("main").clientWidth * 0.9`)
}

// TestAccent holds that one variable changes the colour of all that is coloured.
func TestAccent(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	before := value[string](b, style(".body a[href], .breadcrumb a, main a", "color")+` + `+style(".sections [aria-current]", "color"))
	b.run(`document.documentElement.style.setProperty("--accent", "#a03050")`)
	if after := value[string](b, style(".body a[href], .breadcrumb a, main a", "color")+` + `+style(".sections [aria-current]", "color")); after == before {
		t.Error("the accent changes nothing")
	}
}

// TestByKeyboard goes through a page with keys alone, on a wide window and on
// a phone's.
func TestByKeyboard(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	b.key(kb.Tab)
	b.is("the way past the head", `document.activeElement.matches(".skip") && document.activeElement.getBoundingClientRect().top >= 0`)
	b.key(kb.Enter)
	b.is("the text", `document.activeElement.matches("main")`)

	// Every stop can be seen, and none is a trap.
	b.visit(lesson)
	seen := map[string]bool{}
	for range 120 {
		b.key(kb.Tab)
		at := value[string](b, `(() => {
			const e = document.activeElement;
			if (e === document.body) return "";
			const s = getComputedStyle(e), r = e.getBoundingClientRect();
			const ring = s.outlineStyle !== "none" || getComputedStyle(e, "::after").outlineStyle !== "none" || e.matches("input, summary");
			e.dataset.n ??= document.querySelectorAll("[data-n]").length;
			return e.dataset.n + " " + (r.width > 0 && ring ? "" : "unseen: ") + e.outerHTML.slice(0, 80);
		})()`)
		if at == "" {
			break
		}
		if strings.Contains(at, "unseen: ") {
			t.Error(at)
		}
		if seen[at] && len(seen) < 30 {
			t.Fatalf("a trap: %s", at)
		}
		seen[at] = true
	}
	if len(seen) < 30 {
		t.Errorf("only %d stops", len(seen))
	}

	b.do(chromedp.EmulateViewport(390, 800))
	b.visit(lesson)
	for _, drawer := range []string{".sections", ".outline"} {
		b.run(`document.querySelector("` + drawer + ` summary").focus()`)
		b.key(kb.Enter)
		b.sees(drawer, `document.querySelector("`+drawer+` a").checkVisibility()`)
	}
	b.run(`document.querySelector(".outline a").focus()`)
	b.key(kb.Enter)
	b.sees("the section, the outline out of the way", `location.hash && !document.querySelector(".outline details").open`)
}

// TestPageTree holds what a screen reader makes of a lesson.
func TestPageTree(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	tree := b.tree()
	var marks []string
	for _, n := range tree {
		role, _, _ := strings.Cut(n, " ")
		if slices.Contains([]string{"banner", "main", "contentinfo", "complementary", "navigation"}, role) {
			marks = append(marks, n)
		}
	}
	for _, want := range []string{"banner", "main", "contentinfo", `navigation "Main"`, `navigation "In this section"`, `navigation "On this page"`, `complementary "Announcement"`} {
		if !slices.ContainsFunc(marks, func(m string) bool { return strings.HasPrefix(m, want) }) {
			t.Errorf("no %s among %q", want, marks)
		}
	}
	for i, m := range marks {
		if slices.Contains(marks[:i], m) {
			t.Errorf("two are called %s", m)
		}
	}
	b.is("headings in order", `(() => { let last = 0; return [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].every((h) => { const n = +h.tagName[1], ok = n <= last + 1; last = n; return ok; }); })()`)
	for _, n := range tree {
		if n == `link ""` || n == `button ""` || n == `image ""` {
			t.Errorf("%s without a name", n)
		}
	}
}
