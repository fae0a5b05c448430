package browsertest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sitegen/internal/server"
)

const (
	courseHome = "/lessons/"
	onward     = `document.querySelector(".onward a")`
	box        = `document.querySelector(".complete input")`
	saysCount  = `document.querySelector(".journey .count").textContent === `
	kept       = `JSON.parse(localStorage.getItem("sitegen:progress:/docs/"))`
)

// text is the text of an element.
func text(selector string) string { return `document.querySelector("` + selector + `")?.textContent` }

// TestCourse goes through the course as a reader does: begins, leaves in the
// middle, comes back, completes lessons, and is led to the next one whose
// prerequisites are met.
func TestCourse(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), "/")
	b.is("no way back yet", `getComputedStyle(document.querySelector(".resume")).display === "none"`)
	b.visit(courseHome)
	b.is("the first lesson", onward+`.textContent === "Start with: The First Lesson"`)
	b.click(onward)
	b.sees("the lesson", `document.querySelector("h1").textContent === "The First Lesson"`)
	b.run(`document.getElementById("check-yourself").scrollIntoView({ block: "start", behavior: "instant" })`)

	b.visit("/")
	b.sees("the way back", text(".resume a")+` === "Continue: The First Lesson"`)
	b.click(`document.querySelector(".resume a")`)
	b.sees("the place that was left", `location.pathname.endsWith("/first/") && location.hash === "#check-yourself"`)
	b.sees("the heading", `document.getElementById("check-yourself").getBoundingClientRect().top < 200`)
	b.visit(courseHome)
	b.sees("to be continued", onward+`.textContent === "Continue: The First Lesson" && `+onward+`.hash === "#check-yourself"`)
	b.is("the marked lesson", text(".is-next a")+` === "The First Lesson"`)

	// The second lesson in order needs the third: the third comes first.
	b.visit(lesson)
	b.run(box + `.focus()`)
	b.key(" ")
	b.sees("the lesson completed", box+`.checked && "lessons/basics/first" in `+kept+`.lessons`)
	b.is("its terms met", `["glossary/cache", "glossary/bandwidth", "glossary/latency"].every((id) => `+kept+`.terms[id][0] === 0)`)
	b.visit(courseHome)
	b.sees("a third of the course", saysCount+`"1 of 3 · 33 %"`)
	b.is("half of the part", text(".part .count")+` === "1 of 2 · 50 %" && document.querySelector(".part progress").value === 1`)
	b.is("the next lesson", onward+`.textContent === "Next: The Third Lesson"`)
	b.is("the lesson said to be completed", text(".lessons .is-done h3")+` === "The First Lesson (Completed)"`)
	b.visit("/lessons/basics/second/")
	b.is("the completed lesson in the navigation", text(".sections .is-done")+` === "The First Lesson (Completed)"`)
	for _, path := range []string{"/lessons/more/third/", "/lessons/basics/second/"} {
		b.visit(path)
		b.click(`document.querySelector(".complete")`)
		b.sees("the lesson completed", box+".checked")
	}
	b.is("a prerequisite completed", `document.querySelector(".plan .is-done") !== null`)
	b.visit(courseHome)
	b.sees("the whole course", saysCount+`"3 of 3 · 100 %" && `+onward+`.textContent.startsWith("You have completed")`)
	b.visit("/lessons/more/third/")
	b.click(`document.querySelector(".complete")`)
	b.sees("taken back", "!"+box+".checked")
	b.visit("/lessons/more/")
	b.sees("the part not completed", text(".progress .count")+` === "0 of 1 · 0 %"`)
}

// TestQuiz answers questions: at once it is said whether and why, the first
// try counts, and the score is kept.
func TestQuiz(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	first, second := `document.querySelectorAll(".question")[0]`, `document.querySelectorAll(".question")[1]`
	answer := func(question string, i string) string {
		return question + `.querySelectorAll(".answer input")[` + i + `]`
	}
	said := func(question string) string { return question + `.querySelector(".said").textContent` }
	b.click(first + `.querySelector(".check")`)
	b.sees("nothing chosen", said(first)+` === "Choose an answer first."`)
	b.run(answer(first, "0") + ".focus()")
	b.key(" ")
	b.click(first + `.querySelector(".check")`)
	b.sees("a kind word", said(first)+`.startsWith("Not quite")`)
	b.is("the reason", first+`.querySelector(".feedback").textContent.includes("It rises.")`)
	b.is("a status for screen readers", first+`.querySelector(".said").getAttribute("role") === "status"`)
	b.run(answer(first, "0") + ".focus()")
	b.key(kb.ArrowDown)
	b.is("no verdict on a new choice", said(first)+` === "" && !`+first+`.querySelector(".feedback")`)
	b.click(first + `.querySelector(".check")`)
	b.sees("right", said(first)+` === "That is right." && `+first+`.querySelector(".solution").open`)
	b.is("no score before the end", text(".score")+` === ""`)

	b.click(answer(second, "0"))
	b.click(second + `.querySelector(".check")`)
	b.sees("something missing", said(second)+`.startsWith("Right so far")`)
	b.click(answer(second, "1"))
	b.click(second + `.querySelector(".check")`)
	b.sees("right", said(second)+` === "That is right."`)
	b.sees("the score of the first tries", text(".score")+` === "0 of 2 right at the first try."`)
	b.visit(lesson)
	b.sees("the score kept", text(".score")+` === "0 of 2 right at the first try."`)
	b.visit(courseHome)
	b.sees("the score of the course", text(".scores")+`.includes("Quizzes: 0 of 2 right at the first try.")`)
}

// TestFlashCards knows one term, does not know another, and is asked again.
func TestFlashCards(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), "/review/")
	now := `document.querySelector(".flash.now")`
	b.sees("all cards, in the order of learning", text(".at")+` === "1 of 5" && `+now+`.dataset.term === "glossary/cache"`)
	b.is("nothing due", text(".due")+` === "What is due (0)"`)
	b.is("no judgement before the answer", `getComputedStyle(document.querySelector(".rate")).display === "none"`)
	b.is("one card in sight", `[...document.querySelectorAll(".flash")].filter((c) => c.getClientRects().length).length === 1`)
	b.run(now + `.querySelector("summary").focus()`)
	b.key(kb.Enter)
	b.sees("the answer", now+`.open && getComputedStyle(document.querySelector(".rate")).display === "flex"`)
	b.click(`document.querySelector(".rate .known")`)
	b.sees("the next card, in focus", now+`.dataset.term === "glossary/eviction" && document.activeElement === `+now+`.querySelector("summary")`)
	b.key(" ")
	b.sees("its answer", `document.querySelector(".rate.ready")`)
	b.click(`document.querySelector(".rate .not-yet")`)
	b.sees("the third card", text(".at")+` === "3 of 5"`)
	b.is("the counts", text(".counts")+` === "Terms: 2 met, 1 known, 1 to review."`)
	for range 4 {
		b.run(now + ".open = true")
		b.sees("the answer", `document.querySelector(".rate.ready")`)
		b.click(`document.querySelector(".rate .known")`)
	}
	b.sees("the end, after the unknown one came again", text(".end")+` === "That was the last card: 4 known, 1 to see again."`)
	b.is("known at the second time", kept+`.terms["glossary/eviction"][0] === 1`)

	// What was known is due again after a day.
	b.run(`{ const p = ` + kept + `; p.terms["glossary/latency"] = [1, p.terms["glossary/latency"][1] - 2]; p.terms["glossary/cache"] = [-1, 1];
		localStorage.setItem("sitegen:progress:/docs/", JSON.stringify(p)) }`)
	b.visit("/review/")
	b.sees("what is due, the unknown first", text(".due")+` === "What is due (2)" && `+text(".at")+` === "1 of 2" && `+now+`.dataset.term === "glossary/cache"`)
	b.visit("/review/basics/")
	b.sees("the cards of a category", text(".all")+` === "All cards (3)"`)
}

// TestKeepingIt saves the progress as a file, forgets it, and loads it again,
// beside what was done meanwhile.
func TestKeepingIt(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	dir := t.TempDir()
	id := chromedp.FromContext(b.ctx).BrowserContextID
	if _, err := chromedp.CallBrowser(b.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, BrowserContextID: id, DownloadPath: dir}); err != nil {
		t.Fatal(err)
	}
	b.click(box)
	b.visit(courseHome)
	said := text(".keeping .said")
	b.is("it is told plainly", text(".keeping")+`.includes("in this browser only; the server knows nothing of you")`)
	b.click(`document.querySelector(".keeping .save")`)
	b.sees("saved", said+` === "Saved as a-small-course-progress.json."`)
	file := filepath.Join(dir, "a-small-course-progress.json")
	var saved struct {
		Version int
		Lessons map[string]int
	}
	b.sees("the file", "true")
	eventually(t, "the file", func() bool {
		data, err := os.ReadFile(file)
		return err == nil && json.Unmarshal(data, &saved) == nil
	})
	if saved.Version != 1 || saved.Lessons["lessons/basics/first"] == 0 {
		t.Errorf("saved %+v", saved)
	}
	b.click(`document.querySelector(".keeping .forget")`)
	b.sees("a question", said+`.startsWith("Press once more")`)
	b.is("nothing forgotten yet", kept+" !== null")
	b.click(`document.querySelector(".keeping .forget")`)
	b.sees("forgotten", said+` === "Forgotten." && `+kept+` === null && `+saysCount+`"0 of 3 · 0 %"`)

	b.visit("/lessons/more/third/")
	b.click(box)
	b.visit(courseHome)
	load := func(name string) {
		t.Helper()
		b.do(chromedp.SetUploadFiles(`.keeping input`, []string{name}))
	}
	load(file)
	b.sees("loaded", said+`.startsWith("Loaded: 1 lessons")`)
	b.is("both lessons", saysCount+`"2 of 3 · 66 %"`)
	for name, content := range map[string]string{"a.json": `{"lessons": {"x": 1}}`, "b.json": "no JSON", "c.json": `[1]`} {
		bad := filepath.Join(dir, name)
		if err := os.WriteFile(bad, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		load(bad)
		b.sees("a file without progress", said+`.startsWith("This file holds no progress")`)
	}
	// What has no right form is left out.
	odd := filepath.Join(dir, "odd.json")
	if err := os.WriteFile(odd, []byte(`{"version": 1, "lessons": {"lessons/basics/second": "x", "__proto__": 1}, "terms": {"a": [1], "b": "c"}, "quizzes": {"q": 7}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	load(odd)
	b.sees("nothing of use", said+`.startsWith("Loaded: 0 lessons") || `+said+`.startsWith("Loaded: 1 lessons")`)
	b.is("both lessons still", saysCount+`"2 of 3 · 66 %"`)
}

// TestStorageDenied holds that everything works where nothing may be kept.
func TestStorageDenied(t *testing.T) {
	t.Parallel()
	b := newTab(t, course.serve(t))
	b.before(`Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } })`)
	b.visit(lesson)
	b.hover(cacheWord)
	b.sees("the card", cardOpen)
	b.click(box)
	b.sees("it is told", box+`.checked && `+text(".finish .said")+`.includes("lets the site keep nothing")`)
	b.click(`document.querySelector("button.colour")`)
	b.sees("the other colours", `document.documentElement.dataset.theme === "dark"`)
	b.click(`document.querySelectorAll(".tablist button")[1]`)
	b.sees("the other tab", `getComputedStyle(document.querySelectorAll(".tab")[1]).display !== "none"`)
	b.visit(courseHome)
	b.sees("it is told", text(".keeping .said")+`.includes("lets the site keep nothing")`)
	b.visit("/review/")
	b.run(`document.querySelector(".flash.now").open = true`)
	b.sees("the answer", `document.querySelector(".rate.ready")`)
	b.click(`document.querySelector(".rate .known")`)
	b.sees("known until the page is left", text(".counts")+` === "Terms: 1 met, 1 known, 0 to review."`)
}

// TestWithoutScripts reads and learns with scripts switched off.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	b := newTab(t, course.serve(t))
	b.noScripts()
	b.visit(lesson)
	shown := func(selector string) string {
		return `[...document.querySelectorAll("` + selector + `")].some((e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }))`
	}
	for what, condition := range map[string]string{
		"the definitions":        shown("#terms .definition") + ` && document.querySelector("#terms").textContent.includes("A copy of data near")`,
		"both tabs":              `[...document.querySelectorAll(".tab")].every((e) => e.checkVisibility()) && ` + shown(".tab-label"),
		"the answers":            shown(".answers li") + " && " + shown(".solution summary"),
		"the links":              shown(".contact a"),
		"the announcement":       shown(".announcement a"),
		"the next lesson":        shown(".pager a"),
		"no button that is dead": `![...document.querySelectorAll("button, input:not([type=checkbox][disabled])")].some((e) => e.checkVisibility())`,
	} {
		b.is(what, condition)
	}
	b.visit(courseHome)
	b.is("the first lesson", shown(".onward a"))
	b.is("why no progress is kept", shown(".keeping noscript p"))
	b.is("no dead button", `![...document.querySelectorAll("button, input, progress")].some((e) => e.checkVisibility())`)
	b.visit("/review/")
	b.is("every card as a fold", `document.querySelectorAll(".flash").length === 5 && [...document.querySelectorAll(".flash")].every((e) => e.checkVisibility())`)
	b.click(`document.querySelector(".flash summary")`)
	b.sees("its definition", shown(".flash .answer"))
	b.visit("/")
	b.is("no way back", "!"+shown(".resume"))
}

// TestOffline reads without a network what was read before, and what the
// reader asked to keep.
func TestOffline(t *testing.T) {
	t.Parallel()
	course.serve(t)
	h, err := server.NewStatic(course.dir, server.Options{BasePath: course.base, Poll: -1})
	if err != nil {
		t.Fatal(err)
	}
	var down atomic.Bool
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !down.Load() {
			h.ServeHTTP(w, r)
			return
		}
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			conn.Close()
		}
	}))
	defer srv.Close()
	b := open(t, srv.URL+course.base, "/")
	b.sees("the worker", `navigator.serviceWorker.controller`)
	b.visit(courseHome)
	b.click(`document.querySelector(".offline button")`)
	b.sees("the course kept", text(".offline [role=status]")+`?.endsWith("pages are kept.")`)
	for _, e := range []string{"ERR_", "503", "favicon.ico"} {
		b.expect(e)
	}
	down.Store(true)
	b.visit(lesson)
	b.sees("the lesson", `document.querySelector("h1")?.textContent === "The First Lesson"`)
	b.hover(cacheWord)
	b.sees("with its cards", cardOpen)
	b.run(`document.querySelector("figure img").scrollIntoView()`)
	b.sees("with its picture", `document.querySelector("figure img").naturalWidth > 0`)
	b.key("/")
	b.sees("the search", searchReady)
	b.key("latency")
	b.sees("an answer", `document.querySelector(".search-card a")?.textContent === "Latency"`)
	b.visit("/glossary/throughput/")
	b.sees("what was not kept", `document.body?.textContent.includes("not kept for reading offline")`)
	down.Store(false)
	b.visit("/glossary/throughput/")
	b.sees("the page with a network", `document.querySelector("h1")?.textContent === "Throughput"`)
}
