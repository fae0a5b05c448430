package browsertest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sitegen/internal/build"
)

const (
	lesson = "/lessons/basics/first/"
	// cacheWord is the first mention of a term in the lesson's text.
	cacheWord = `document.querySelector('.body p a.term[data-term="glossary/cache"]')`
	// lowerWord is further down, at the begin of a line.
	lowerWord = `document.querySelectorAll('.body p a.term[data-term="glossary/cache"]')[1]`
	bandWord  = `document.querySelector('.body p a.term[data-term="glossary/bandwidth"]')`
	// card is the open card.
	card       = `document.querySelector(".term-card:not([hidden])")`
	cardOpen   = card + ` && ` + card + `.textContent.includes("A copy of data near")`
	latencyIn  = `document.querySelector('.term-card .first a.term[data-term="glossary/latency"]')`
	evictionIn = `document.querySelector('.term-card .first a.term[data-term="glossary/eviction"]')`
	// whole says that the card lies inside the window.
	whole = `(() => { const c = ` + card + `.getBoundingClientRect(); return c.left >= 0 && c.top >= 0 && c.right <= innerWidth && c.bottom <= innerHeight; })()`
)

// apart says that the open card covers no part of a word.
func apart(word string) string {
	return `[...` + word + `.getClientRects()].every((w) => { const c = ` + card + `.getBoundingClientRect();
		return c.bottom <= w.top || c.top >= w.bottom; })`
}

// TestCardOnHover follows a pointer: the card opens, stays while the pointer is
// on the word or on the card, never covers the word, and goes.
func TestCardOnHover(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	b.hover(cacheWord)
	b.sees("the card", cardOpen)
	b.is("the card apart from the word", apart(cacheWord))
	b.is("the card inside the window", whole)
	b.is("the other names", card+`.textContent.includes("store at hand")`)
	b.is("the link to the term", card+`.querySelector(".title a").pathname === "/docs/glossary/cache/"`)
	b.is("no link to the lesson on its own page", "!"+card+`.querySelector(".more")`)
	b.is("no id twice", `new Set([...document.querySelectorAll("[id]")].map((e) => e.id)).size === document.querySelectorAll("[id]").length`)
	b.stays("the card under a pointer on the word", cardOpen)
	b.hover(`document.querySelector(".term-card .text")`)
	b.stays("the card under a pointer on the card", cardOpen)
	b.pointer(5, 780)
	b.sees("no card", "!"+card)

	// A pointer that only passes opens nothing.
	p := b.middle(cacheWord)
	for passed := false; !passed; {
		start := time.Now()
		b.pointer(p.X, p.Y)
		b.pointer(5, 780)
		passed = time.Since(start) < 150*time.Millisecond // else the machine, not the hand, was slow
	}
	b.sees("no card of a slower pass", "!"+card)
	b.stays("no card for a pointer that passed", "!"+card)

	// Escape closes, and what is closed stays so under a resting pointer.
	b.hover(cacheWord)
	b.sees("the card", cardOpen)
	b.key(kb.Escape)
	b.is("no card after Escape", "!"+card)
	b.stays("no card under the same pointer", "!"+card)

	// Where there is more room above the word, the card stands above it.
	b.hoverLow(lowerWord)
	b.sees("the card above", cardOpen+` && `+card+`.classList.contains("up")`)
	b.is("the card apart from the word", apart(lowerWord))
	b.is("the card inside the window", whole)

	// It goes with its word when the page scrolls, and is gone on a click.
	before := value[float64](b, card+`.getBoundingClientRect().top - `+lowerWord+`.getBoundingClientRect().top`)
	b.run(`scrollBy({ top: 60, behavior: "instant" })`)
	if after := value[float64](b, card+`.getBoundingClientRect().top - `+lowerWord+`.getBoundingClientRect().top`); after < before-1 || after > before+1 {
		t.Errorf("the card moved by %v from its word", after-before)
	}
	b.do(chromedp.MouseClickXY(700, 790))
	b.sees("no card after a click elsewhere", "!"+card)
}

// TestCardOnTerm shows the way to the term's lesson.
func TestCardOnTerm(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), "/")
	b.hover(`document.querySelector("a.term")`)
	b.sees("the card", cardOpen)
	b.click(`document.querySelector(".term-card .more a")`)
	b.sees("the lesson", `location.pathname === "/docs/lessons/basics/first/"`)
}

// TestCardNests opens a term of the definition in the same card, without
// moving what is being read.
func TestCardNests(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	b.hover(cacheWord)
	b.sees("the card", cardOpen)
	top := `document.querySelector(".term-card .first").getBoundingClientRect().top`
	before := value[float64](b, top)
	nested := func(text string) string {
		return `document.querySelector(".term-card .second").textContent.includes("` + text + `")`
	}
	b.hover(latencyIn)
	b.sees("the term of the definition", nested("The time from a request"))
	if after := value[float64](b, top); after != before {
		t.Errorf("the definition moved from %v to %v", before, after)
	}
	b.is("one card", `document.querySelectorAll(".term-card").length === 1 && `+cardOpen)
	b.hover(evictionIn)
	b.sees("the next term in place of the last", nested("Which entry of a cache")+" && !"+nested("The time from"))
	b.is("the card apart from the word", apart(cacheWord))
	b.pointer(5, 780)
	b.sees("no card", "!"+card)

	// Above the word the card grows upwards.
	b.hoverLow(lowerWord)
	b.sees("the card above", cardOpen+` && `+card+`.classList.contains("up")`)
	before = value[float64](b, top)
	b.hover(latencyIn)
	b.sees("the term of the definition", nested("The time from a request"))
	if after := value[float64](b, top); after < before-1 || after > before+1 {
		t.Errorf("the definition moved from %v to %v", before, after)
	}
	b.is("the card apart from the word", apart(lowerWord))
}

// TestCardByKeyboard reads a card without a pointer, as a screen reader's user
// too does.
func TestCardByKeyboard(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	active := func(selector string) string { return `document.activeElement?.matches('` + selector + `')` }
	b.run(`document.querySelector(".body h2 .anchor").focus()`)
	b.key(kb.Tab)
	b.sees("the card of the focused word", cardOpen)
	b.is("the word described by its definition", `document.getElementById(document.activeElement.getAttribute("aria-describedby")).textContent.startsWith("A copy of data")`)
	b.is("the hint", `getComputedStyle(document.querySelector(".term-card .keys")).display !== "none"`)
	b.stays("the card", cardOpen)

	b.key(kb.ArrowDown)
	b.is("the focus in the card", active(".term-card .title a"))
	b.key(kb.Tab)
	b.is("the focus on a term of the definition", active(`.term-card .first a.term[data-term="glossary/latency"]`))
	b.sees("its definition", `document.querySelector(".term-card .second").textContent.includes("The time from")`)
	b.key("Shift+Tab", "Shift+Tab")
	b.is("the focus back on the word", active(`.body a.term[data-term="glossary/cache"]`))
	b.is("the card still open", cardOpen)
	b.key(kb.ArrowDown, kb.Escape)
	b.is("no card", "!"+card)
	b.is("the focus back on the word after Escape", active(`.body a.term[data-term="glossary/cache"]`))
	b.stays("no card", "!"+card)

	// From the card's last link the focus goes on behind the word.
	b.key("Shift+Tab", kb.Tab)
	b.sees("the card again", cardOpen)
	b.key(kb.ArrowDown)
	for range 20 {
		if b.key(kb.Tab); value[bool](b, "!"+card) {
			break
		}
	}
	b.is("no card", "!"+card)
	b.is("the focus behind the word", `!!(`+cacheWord+`.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING) && !document.activeElement.closest(".term-card, #terms")`)

	// A click leads to the term and opens nothing.
	b.key("Shift+Tab")
	b.sees("the card again", cardOpen)
	b.key(kb.Enter)
	b.sees("the term's page", `location.pathname === "/docs/glossary/cache/"`)
}

// TestCardIsSaid holds what the browser tells a screen reader.
func TestCardIsSaid(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	describe := func(element string) (name, role, description string) {
		obj, err := chromedp.Run(b.ctx, chromedp.Evaluate[*runtime.RemoteObject](element))
		if err != nil {
			t.Fatal(err)
		}
		no := false
		tree, err := chromedp.Call(b.ctx, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{ObjectID: obj.ObjectID, FetchRelatives: &no})
		if err != nil || len(tree.Nodes) == 0 {
			t.Fatal(err)
		}
		text := func(v *accessibility.Value) (s string) {
			if v != nil {
				_ = json.Unmarshal(v.Value, &s)
			}
			return s
		}
		node := tree.Nodes[0]
		return text(node.Name), text(node.Role), text(node.Description)
	}
	name, role, description := describe(cacheWord)
	if name != "cache" || role != "link" || !strings.HasPrefix(description, "A copy of data near to where it is used") {
		t.Errorf("the word is said as %q, %s, %q", name, role, description)
	}
	b.hover(cacheWord)
	b.sees("the card", cardOpen)
	if name, role, _ := describe(card); name != "Cache" || role != "dialog" {
		t.Errorf("the card is said as %q, %s", name, role)
	}
}

// TestCardByTouch presses words with a finger.
func TestCardByTouch(t *testing.T) {
	t.Parallel()
	b := newTab(t, course.serve(t))
	b.do(chromedp.EmulateViewport(390, 800, chromedp.EmulateMobile, chromedp.EmulateTouch))
	if err := call(b.ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true, MaxTouchPoints: 1}); err != nil {
		t.Fatal(err)
	}
	b.visit(lesson)
	b.touch(cacheWord, 700*time.Millisecond)
	b.sees("the card of a long press", cardOpen)
	b.is("the same page", `location.pathname.endsWith("/first/")`)
	b.is("the card apart from the word", apart(cacheWord))
	b.is("the card inside the window", whole)
	b.stays("the card", cardOpen)
	b.touch(latencyIn, 700*time.Millisecond)
	b.sees("a term of the definition", `document.querySelector(".term-card .second").textContent.includes("The time from")`)
	b.is("the same page", `location.pathname.endsWith("/first/")`)
	b.touch(`document.querySelector(".body h2")`, 50*time.Millisecond)
	b.sees("no card after a tap elsewhere", "!"+card)
	b.touch(bandWord, 50*time.Millisecond)
	b.sees("the term's page after a tap", `location.pathname === "/docs/glossary/bandwidth/"`)
}

// TestCardRightToLeft and in a narrow window.
func TestCardRightToLeft(t *testing.T) {
	t.Parallel()
	b := open(t, course.serve(t), lesson)
	b.do(chromedp.EmulateViewport(390, 700))
	b.run(`document.documentElement.dir = "rtl"`)
	b.hover(cacheWord)
	b.sees("the card", cardOpen)
	b.is("the card inside the window", whole)
	b.is("the card apart from the word", apart(cacheWord))
}

// TestPortable reads a site from a folder, without a server.
func TestPortable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := buildSite("testdata/course", dir, func(o *build.Options) { o.Portable = true }); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "manifest.webmanifest")); err == nil {
		t.Error("a manifest, which browsers refuse to read from file://")
	}
	b := open(t, "file://"+filepath.ToSlash(dir), lesson+"index.html")
	b.hover(cacheWord)
	b.sees("the card", cardOpen)
	b.click(`document.querySelector(".complete input")`)
	b.visit("/lessons/index.html")
	b.sees("the progress", `document.querySelector(".journey .count").textContent === "1 of 3 · 33 %"`)
	b.click(`document.querySelector(".onward a")`)
	b.sees("the next lesson", `location.pathname.endsWith("/lessons/more/third/index.html")`)
}
