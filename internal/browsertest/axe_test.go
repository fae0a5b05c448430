package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAxe holds that axe-core finds nothing to complain of on pages of every
// kind of the shipped site, by day and by night, on a wide window and on a
// phone's, with a card, a quiz and the search open where there are any.
func TestAxe(t *testing.T) {
	t.Parallel()
	axe, err := axeSource()
	if err != nil {
		missing(t, "axe-core", err)
	}
	b := newTab(t, shipped.serve(t))
	type look struct{ name, path, open string }
	pages := []look{
		{"home", "/", ""},
		{"glossary", "/glossary/", ""},
		{"term", "/glossary/cache-aside/", openCard},
		{"lesson", "/lessons/caching/cache-aside-pattern/", openCard + openQuiz},
		{"course", "/lessons/", ""},
		{"category", "/lessons/caching/", ""},
		{"tag", "/tags/caching/", ""},
		{"search", "/search/?q=cach", ""},
		{"search dialog", "/glossary/cache/", openSearch},
		{"not found", "/404.html", ""},
	}
	// These are much like the others: two of the four ways will do.
	further := []look{
		{"category of everything", "/categories/caching/", ""},
		{"categories", "/categories/", ""},
		{"tags", "/tags/", ""},
		{"flash cards", "/review/caching/", `document.querySelector(".flash.now").open = true;`},
		{"page", "/about/", ""},
	}
	kinds := len(pages)
	for _, scheme := range []string{"light", "dark"} {
		b.media("prefers-color-scheme", scheme)
		for _, width := range []int64{1280, 390} {
			b.do(chromedp.EmulateViewport(width, 800))
			if (scheme == "light") == (width == 1280) {
				pages = append(pages[:kinds:kinds], further...)
			} else {
				pages = pages[:kinds]
			}
			for _, p := range pages {
				b.visit(p.path)
				b.sees("the page", fmt.Sprintf(`document.readyState === "complete" && location.pathname === %q`, strings.Split(p.path, "?")[0]))
				b.run(p.open)
				if p.open != "" {
					value[bool](b, `new Promise((done) => setTimeout(() => done(true), 60))`)
				}
				where := fmt.Sprintf("%s, %s, %d wide", p.name, scheme, width)
				if p.open == openSearch {
					b.sees(where+": the dialog", searchReady)
					b.key("cache")
				}
				if strings.Contains(p.name, "search") {
					b.sees(where+": results", `document.querySelector(".search-card mark")`)
				}
				if strings.Contains(p.open, openCard) {
					b.is(where+": the card", card)
				}
				b.run(axe)
				for _, violation := range value[[]string](b, runAxe) {
					t.Errorf("%s: %s", where, violation)
				}
			}
		}
	}
}

const (
	openCard   = `document.querySelector(".body p a.term, .body li a.term").focus({ focusVisible: true });`
	openSearch = `document.querySelector(".search-open").click();`
	openQuiz   = `document.querySelectorAll(".question").forEach((q, i) => {
		q.querySelectorAll(".answer input")[i % 2].click();
		q.querySelector(".check").click();
		q.querySelector(".solution").open = true;
	});`
	runAxe = `axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.flatMap((v) =>
		v.nodes.map((n) => v.id + ": " + n.target.join(" ") + ": " + n.failureSummary.replace(/\s+/g, " "))))`
)

// TestAxeCourse looks at what the shipped site does not show: an
// announcement, links to the author, tabs, an enlarged picture, marks of
// progress.
func TestAxeCourse(t *testing.T) {
	t.Parallel()
	axe, err := axeSource()
	if err != nil {
		missing(t, "axe-core", err)
	}
	b := open(t, course.serve(t), lesson)
	b.run(axe)
	b.run(`document.querySelector("main").append(new Image())`)
	if len(value[[]string](b, runAxe)) == 0 {
		t.Fatal("axe-core does not see a picture without a text")
	}
	b.click(box)
	for _, scheme := range []string{"light", "dark"} {
		b.media("prefers-color-scheme", scheme)
		for path, act := range map[string]string{
			lesson:     `document.querySelector("figure .zoom").click();`,
			courseHome: ``,
			"/":        ``,
		} {
			b.visit(path)
			if act != "" {
				b.run(`document.querySelector("figure img").scrollIntoView({ behavior: "instant" })`)
				b.sees("a way to enlarge", `document.querySelector("figure .zoom")`)
			}
			b.run(act)
			b.run(axe)
			for _, violation := range value[[]string](b, runAxe) {
				t.Errorf("%s, %s: %s", path, scheme, violation)
			}
		}
	}
}
