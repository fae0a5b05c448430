package browsertest

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sitegen/internal/build"
)

const (
	graph    = `document.querySelector(".graph")`
	stage    = `document.querySelector(".graph-stage")`
	live     = `document.querySelector(".graph.live canvas")`
	atNode   = live + `.classList.contains("on")`
	cardSays = `document.querySelector(".graph-card .title")?.textContent === `
	graphNow = `document.querySelector(".graph-said").textContent === `
)

// scale is how near the reader is.
func (b *tab) scale() float64 { return value[float64](b, graph+`.view.scale`) }

// place is where an entry is drawn in the window.
func (b *tab) place(id string) point {
	b.Helper()
	return value[point](b, fmt.Sprintf(`(() => {
		const { nodes, view } = %s, n = nodes.find((n) => n.id === %q), box = %s.getBoundingClientRect();
		return { X: box.left + n.x * view.scale + view.left, Y: box.top + n.y * view.scale + view.top };
	})()`, graph, id, live))
}

// openGraph opens the page of the graph and brings all of it into the window.
func openGraph(t *testing.T, site string) *tab {
	t.Helper()
	b := newTab(t, site)
	b.media("prefers-reduced-motion", "reduce")
	b.do(chromedp.EmulateViewport(1280, 1000))
	b.visit("/graph/")
	b.sees("the graph", live+` && `+graph+`.view.width`)
	b.run(stage + `.scrollIntoView({ block: "center", behavior: "instant" })`)
	return b
}

func (b *tab) mouse(kind input.DispatchMouseEventType, x, y float64, opts ...chromedp.MouseOption) {
	b.Helper()
	b.do(chromedp.MouseEvent(kind, x, y, opts...))
}

// TestGraphPointer goes about in the graph with a mouse.
func TestGraphPointer(t *testing.T) {
	t.Parallel()
	b := openGraph(t, shipped.serve(t))
	b.expect("Canvas2D: Multiple readback") // by this test alone
	b.is("all entries", graph+`.nodes.length > 150 && document.querySelector(".graph-said").textContent.endsWith(" entries")`)

	// A node under the pointer is lit with its neighbours.
	between := `(() => {
		const { nodes, view } = ` + graph + `, n = nodes.find((n) => n.id === "glossary/load-balancer"), o = n.near.toSorted((a, b) => Math.hypot(b.x - n.x, b.y - n.y) - Math.hypot(a.x - n.x, a.y - n.y))[0];
		const x = ((n.x + o.x) / 2) * view.scale + view.left, y = ((n.y + o.y) / 2) * view.scale + view.top, r = devicePixelRatio;
		return ` + live + `.getContext("2d").getImageData(Math.round(x * r) - 3, Math.round(y * r) - 3, 7, 7).data.join();
	})()`
	before := value[string](b, between)
	p := b.place("glossary/load-balancer")
	b.pointer(p.X-4, p.Y)
	b.pointer(p.X, p.Y)
	b.sees("a node to open", atNode)
	b.sees("a line to its neighbour", between+` !== "`+before+`"`)
	b.pointer(5, 5)
	b.sees("all as before", `!`+atNode+` && `+between+` === "`+before+`"`)

	// Dragging moves all of it, and opens nothing.
	b.mouse(input.DispatchMouseEventTypeMousePressed, p.X, p.Y, chromedp.ButtonLeft, chromedp.ClickCount(1))
	b.mouse(input.DispatchMouseEventTypeMouseMoved, p.X+30, p.Y+10, chromedp.ButtonLeft)
	b.mouse(input.DispatchMouseEventTypeMouseMoved, p.X+90, p.Y-40, chromedp.ButtonLeft)
	b.mouse(input.DispatchMouseEventTypeMouseReleased, p.X+90, p.Y-40, chromedp.ButtonLeft, chromedp.ClickCount(1))
	if q := b.place("glossary/load-balancer"); q.X-p.X < 88 || q.X-p.X > 92 || p.Y-q.Y < 38 || p.Y-q.Y > 42 {
		t.Errorf("dragged by 90 and -40, a node moved from %v to %v", p, q)
	}

	// The wheel belongs to the page, but with Ctrl, or when the graph has the focus.
	wheel := func(y float64, opts ...chromedp.MouseOption) {
		q := b.place("glossary/load-balancer")
		b.mouse(input.DispatchMouseEventTypeMouseWheel, q.X, q.Y, append(opts, func(p *input.DispatchMouseEventParams) { p.DeltaX, p.DeltaY = 0.01, y })...)
	}
	b.run(`document.activeElement.blur()`)
	scale := b.scale()
	wheel(-60)
	b.stays("the scale", fmt.Sprintf(graph+`.view.scale === %v`, scale))
	b.run(stage + `.scrollIntoView({ block: "center", behavior: "instant" })`)
	p = b.place("glossary/load-balancer")
	wheel(-60, chromedp.ButtonModifiers(chromedp.ModifierCtrl))
	b.sees("nearer", fmt.Sprintf(graph+`.view.scale > %v`, scale*1.1))
	if q := b.place("glossary/load-balancer"); q.X-p.X > 1 || p.X-q.X > 1 {
		t.Errorf("what is under the pointer moved from %v to %v", p, q)
	}
	b.run(live + `.focus()`)
	scale = b.scale()
	wheel(60)
	b.sees("further away", fmt.Sprintf(graph+`.view.scale < %v`, scale))

	b.click(`document.querySelectorAll(".graph-zoom button")[0]`)
	scale = b.scale()
	b.click(`document.querySelectorAll(".graph-zoom button")[1]`)
	b.sees("further away", fmt.Sprintf(graph+`.view.scale < %v`, scale))
	b.click(`document.querySelectorAll(".graph-zoom button")[2]`)
	b.sees("everything", graph+`.nodes.every((n) => { const v = `+graph+`.view, x = n.x * v.scale + v.left, y = n.y * v.scale + v.top; return x > 0 && y > 0 && x < v.width && y < v.height; })`)

	p = b.place("glossary/load-balancer")
	b.do(chromedp.MouseClickXY(p.X, p.Y))
	b.sees("the page of the node", `document.querySelector("h1")?.textContent === "Load Balancer"`)
	b.click(`document.querySelector(".neighbours figcaption a")`)
	b.sees("the way back, to the same node", cardSays+`"Load Balancer" && location.hash === "#/glossary/load-balancer"`)
}

// TestGraphFind finds and filters.
func TestGraphFind(t *testing.T) {
	t.Parallel()
	b := openGraph(t, shipped.serve(t))
	b.run(`document.querySelector(".graph-find input").focus()`)
	b.do(chromedp.KeyEvent("load bal"))
	b.sees("the best first", `document.querySelector(".graph-found button")?.firstChild.textContent === "Load Balancer" && document.querySelectorAll(".graph-found button").length > 1`)
	b.key(kb.ArrowDown, kb.ArrowDown)
	b.sees("the second by key", `document.activeElement === document.querySelectorAll(".graph-found button")[1]`)
	b.key(kb.ArrowUp, kb.ArrowUp)
	b.sees("back in the field", `document.activeElement === document.querySelector(".graph-find input")`)
	b.key(kb.Enter)
	b.sees("the node", cardSays+`"Load Balancer" && location.hash === "#/glossary/load-balancer" && !document.querySelector(".graph-found button")`)
	b.is("its neighbours as links", `[...document.querySelectorAll(".graph-card li a")].some((a) => a.textContent === "Round Robin" && a.pathname === "/glossary/round-robin/")`)
	b.is("told to who does not see it", `[...document.querySelectorAll(".graph [role=status]")].some((e) => e.textContent.startsWith("Load Balancer. Term, Load Balancing & Proxies. Neighbours: "))`)
	b.is("in the middle of the window", `(() => { const { nodes, view } = `+graph+`, n = nodes.find((n) => n.id === "glossary/load-balancer"), x = n.x * view.scale + view.left, y = n.y * view.scale + view.top; return x > 0 && x < view.width && y > 0 && y < view.height; })()`)
	b.click(`document.querySelector(".graph-card .close")`)
	b.sees("no node", `!document.querySelector(".graph-card") && location.hash === "" && document.activeElement === `+live)

	all := value[int](b, graph+`.nodes.length`)
	choose := func(name, value string) {
		b.run(fmt.Sprintf(`{ const s = document.querySelector(".graph-tools [name=%s]"); s.value = %q; s.dispatchEvent(new Event("change")); }`, name, value))
	}
	choose("kind", "lesson")
	lessons := value[int](b, graph+`.nodes.filter((n) => n.kind === "lesson").length`)
	b.sees("lessons", graphNow+fmt.Sprintf(`"%d of %d entries"`, lessons, all))
	choose("level", "advanced")
	advanced := value[int](b, graph+`.nodes.filter((n) => n.level === "advanced").length`)
	b.sees("advanced lessons", graphNow+fmt.Sprintf(`"%d of %d entries"`, advanced, all))
	choose("level", "")
	scale := b.scale()
	choose("category", "0")
	b.sees("nearer to the category", fmt.Sprintf(graph+`.view.scale > %v`, scale))
	id := value[string](b, graph+`.nodes.find((n) => n.kind === "term" && n.group === 0).id`)
	p := b.place(id)
	b.pointer(p.X-3, p.Y)
	b.pointer(p.X, p.Y)
	b.stays("a term out of reach", `!`+atNode)
	choose("kind", "")
	b.pointer(p.X+1, p.Y)
	b.sees("the term within reach", atNode)
	b.run(`document.querySelector(".graph-find input").focus()`)
	b.do(chromedp.KeyEvent("no such thing"))
	b.sees("nothing", graphNow+`"Nothing found for “no such thing”."`)
}

// TestGraphKeys goes about by keyboard alone.
func TestGraphKeys(t *testing.T) {
	t.Parallel()
	b := openGraph(t, shipped.serve(t))
	b.run(live + `.focus()`)
	b.key(kb.ArrowRight)
	b.sees("a node in the middle", `document.querySelector(".graph-card")`)
	title := `document.querySelector(".graph-card .title").textContent`
	first := value[string](b, title)
	b.key(kb.ArrowRight)
	b.sees("the next one", fmt.Sprintf(title+` !== %q`, first))
	b.is("it is to the right", fmt.Sprintf(`(() => { const { nodes } = %s, x = (t) => nodes.find((n) => n.title === t).x; return x(%s) > x(%q); })()`, graph, title, first))
	scale := b.scale()
	b.key("+")
	b.sees("nearer", fmt.Sprintf(graph+`.view.scale > %v`, scale))
	b.key("0", kb.Escape)
	b.sees("no node", `!document.querySelector(".graph-card") && location.hash === ""`)
	b.key(kb.ArrowDown)
	wanted := value[string](b, title)
	b.key(kb.Tab)
	b.sees("the buttons after the graph", `document.activeElement.closest(".graph-zoom")`)
	b.key("Shift+Tab", kb.Enter)
	b.sees("its page", fmt.Sprintf(`document.querySelector("h1")?.textContent === %q`, wanted))
}

// TestGraphPhone goes about with fingers on a narrow window.
func TestGraphPhone(t *testing.T) {
	t.Parallel()
	b := openGraph(t, shipped.serve(t))
	b.do(chromedp.EmulateViewport(390, 800))
	b.visit("/graph/")
	b.sees("the graph", live+` && `+graph+`.view.width`)
	b.is("nothing wider than the window", `document.documentElement.scrollWidth <= 390`)
	b.run(stage + `.scrollIntoView({ block: "center", behavior: "instant" })`)
	send := func(kind input.DispatchTouchEventType, points ...point) {
		var list []*input.TouchPoint
		for i, p := range points {
			id := float64(i)
			list = append(list, &input.TouchPoint{X: p.X, Y: p.Y, ID: &id})
		}
		if err := call(b.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: list}); err != nil {
			t.Fatal(err)
		}
	}
	scale := b.scale()
	mid := value[point](b, `(() => { const r = `+live+`.getBoundingClientRect(); return { X: r.left + r.width / 2, Y: r.top + r.height / 2 }; })()`)
	off := func(d float64) []point { return []point{{mid.X - d, mid.Y}, {mid.X + d, mid.Y}} }
	send(input.DispatchTouchEventTypeTouchStart, off(30)...)
	for _, d := range []float64{40, 60, 90} {
		send(input.DispatchTouchEventTypeTouchMove, off(d)...)
	}
	send(input.DispatchTouchEventTypeTouchEnd)
	b.sees("nearer by two fingers", fmt.Sprintf(graph+`.view.scale > %v`, scale*2))
	b.click(`document.querySelectorAll(".graph-zoom button")[2]`)
	b.sees("everything", fmt.Sprintf(`Math.abs(%s.view.scale - %v) < 1e-6`, graph, scale))
	tap := func() {
		b.run(stage + `.scrollIntoView({ block: "center", behavior: "instant" })`)
		p := b.place("glossary/cache")
		send(input.DispatchTouchEventTypeTouchStart, p)
		send(input.DispatchTouchEventTypeTouchEnd)
	}
	tap()
	b.sees("what was touched", `document.querySelector(".graph-card .title")`)
	wanted := value[string](b, `document.querySelector(".graph-card .title").textContent`)
	b.is("the card inside of the graph", `(() => { const a = document.querySelector(".graph-card").getBoundingClientRect(), b = `+stage+`.getBoundingClientRect(); return a.left >= b.left && a.right <= b.right && a.bottom <= b.bottom; })()`)
	b.click(`document.querySelector(".graph-card .title a")`)
	b.sees("its page", fmt.Sprintf(`document.querySelector("h1")?.textContent === %q`, wanted))
}

// TestAxeGraph holds that axe-core finds nothing to complain of in the graph with
// a node's card open, and with what was found.
func TestAxeGraph(t *testing.T) {
	t.Parallel()
	axe, err := axeSource()
	if err != nil {
		missing(t, "axe-core", err)
	}
	b := newTab(t, shipped.serve(t))
	for _, scheme := range []string{"light", "dark"} {
		b.media("prefers-color-scheme", scheme)
		for _, width := range []int64{1280, 390} {
			b.do(chromedp.EmulateViewport(width, 800))
			b.visit("/graph/?" + scheme + "#/glossary/load-balancer") // another address, so that it loads anew
			b.sees("the card of a node", cardSays+`"Load Balancer"`)
			b.run(`{ const i = document.querySelector(".graph-find input"); i.value = "cache"; i.dispatchEvent(new Event("input")); }`)
			b.is("what was found", `document.querySelector(".graph-found button")`)
			b.run(axe)
			for _, violation := range value[[]string](b, runAxe) {
				t.Errorf("%s, %d wide: %s", scheme, width, violation)
			}
		}
	}
}

// TestGraphWithoutScripts shows the categories, as a drawing and as a list.
func TestGraphWithoutScripts(t *testing.T) {
	t.Parallel()
	b := newTab(t, course.serve(t))
	b.noScripts()
	b.visit("/graph/")
	for what, condition := range map[string]string{
		"the drawing":            `document.querySelectorAll(".still circle").length > 5 && document.querySelector(".still").checkVisibility()`,
		"a link in the drawing":  `document.querySelector('.still a[href="/docs/glossary/cache/"]')`,
		"the list":               `[...document.querySelectorAll(".relations .list a")].some((a) => a.pathname === "/docs/lessons/basics/")`,
		"why it does not move":   `document.querySelector(".graph noscript p").checkVisibility()`,
		"no field that is dead":  `![...document.querySelectorAll(".graph :is(input, select, button)")].some((e) => e.checkVisibility())`,
		"nothing asks for a key": `!document.querySelector(".graph-help .keys").checkVisibility()`,
	} {
		b.is(what, condition)
	}
	b.visit(lesson)
	b.is("neighbours", `document.querySelector(".neighbours .around").checkVisibility() && document.querySelectorAll(".around a").length > 2`)
	b.click(`document.querySelector(".around a text")`)
	b.sees("the page of a neighbour", `location.pathname !== "/docs`+lesson+`"`)
}

// TestGraphFromDisk reads a portable folder without a server.
func TestGraphFromDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := buildSite("testdata/course", dir, func(o *build.Options) { o.Portable = true }); err != nil {
		t.Fatal(err)
	}
	b := newTab(t, "file://"+dir)
	b.visit("/graph/index.html#/glossary/cache")
	b.sees("the graph and its node", live+` && `+cardSays+`"Cache"`)
	b.click(`document.querySelector(".graph-card .title a")`)
	b.sees("the page", `location.pathname.endsWith("/glossary/cache/index.html") && document.querySelector("h1").textContent === "Cache"`)
	b.click(`document.querySelector(".neighbours figcaption a")`)
	b.sees("the graph again", cardSays+`"Cache"`)
}
