package browsertest

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdplog "github.com/chromedp/cdproto/log"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sitegen/internal/build"
	"sitegen/internal/output"
	"sitegen/internal/server"
	"sitegen/static"
	"sitegen/templates"
)

// patience is how long a test waits for what a page is to become; it is long
// because machines are slow, and costs nothing where all is well.
const patience = 20 * time.Second

// chromium is the one browser of all tests; each test has a tab in it.
var chromium struct {
	sync.Once
	ctx  context.Context
	stop func()
	dir  string
	err  error
}

func TestMain(m *testing.M) {
	status := m.Run()
	if chromium.stop != nil {
		chromium.stop()
		_ = os.RemoveAll(chromium.dir)
	}
	for _, s := range []*site{shipped, course} {
		if s.dir != "" {
			_ = os.RemoveAll(s.dir)
		}
	}
	os.Exit(status)
}

func startBrowser() {
	path, err := exec.LookPath("chromium")
	if err != nil {
		chromium.err = err
		return
	}
	if chromium.dir, chromium.err = os.MkdirTemp("", "browsertest"); chromium.err != nil {
		return
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(chromium.dir), chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-background-networking", true))
	if os.Getuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(alloc)
	chromium.ctx, chromium.stop = ctx, func() { stop(); stopAlloc() }
	chromium.err = chromedp.Do(ctx)
}

// missing ends a test for want of a tool: as a failure where tools are promised.
func missing(t *testing.T, tool string, err error) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is missing: run make tools, and set SITEGEN_TOOLS: %v", tool, err)
	}
	t.Skipf("%s is not installed, make test installs it: %v", tool, err)
}

// tab is a page in the browser, with the mistakes that it reported.
type tab struct {
	*testing.T
	ctx  context.Context
	base string // of the site

	mu       sync.Mutex
	mistakes []string
	// expected are parts of mistakes that the test brings about.
	expected []string
}

// open gives a test a tab with an empty storage of its own, 1280 by 800, on a
// page of a site.
func open(t *testing.T, site, path string) *tab {
	t.Helper()
	b := newTab(t, site)
	b.visit(path)
	return b
}

func newTab(t *testing.T, site string) *tab {
	t.Helper()
	chromium.Do(startBrowser)
	if chromium.err != nil {
		missing(t, "Chromium", chromium.err)
	}
	ctx, stop := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	ctx, stopLimit := context.WithTimeout(ctx, 2*time.Minute)
	b := &tab{T: t, ctx: ctx, base: site}
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, m := range b.mistakes {
			b.Error("the page says: ", m)
		}
		stopLimit()
		stop()
	})
	b.do(chromedp.EmulateViewport(1280, 800))
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		call(ctx, cdplog.Enable, cdp.Empty{}), call(ctx, network.Enable, network.EnableParams{}),
		call(ctx, runtime.Enable, cdp.Empty{}), call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func (b *tab) listen(ev any) {
	add := func(text string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, e := range b.expected {
			if strings.Contains(text, e) {
				return
			}
		}
		b.mistakes = append(b.mistakes, text)
	}
	switch ev := ev.(type) {
	case *cdplog.EventEntryAdded:
		if ev.Entry.Level == cdplog.EntryLevelError || ev.Entry.Level == cdplog.EntryLevelWarning {
			add(fmt.Sprintf("%s %s", ev.Entry.Text, ev.Entry.URL))
		}
	case *runtime.EventExceptionThrown:
		text := ev.ExceptionDetails.Text
		if ev.ExceptionDetails.Exception != nil {
			text += " " + ev.ExceptionDetails.Exception.Description
		}
		add(text)
	case *network.EventRequestWillBeSent:
		if u := ev.Request.URL; !strings.HasPrefix(u, b.base) && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "blob:") && u != "about:blank" {
			add("a request to " + u)
		}
	}
}

// expect lets mistakes pass that the test brings about.
func (b *tab) expect(part string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expected = append(b.expected, part)
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

func (b *tab) visit(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

// run evaluates JavaScript.
func (b *tab) run(script string) {
	b.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](script+"; true")); err != nil {
		b.Fatalf("%s: %v", script, err)
	}
}

// value returns what a JavaScript expression, or the promise of one, is.
func value[T any](b *tab, expression string) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return v
}

// sees waits until a JavaScript condition holds.
func (b *tab) sees(what, condition string) {
	b.Helper()
	var err error
	for start := time.Now(); time.Since(start) < patience; time.Sleep(25 * time.Millisecond) {
		var ok bool
		if ok, err = chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+condition+")")); ok {
			return
		}
	}
	b.Fatalf("%s: %s never held: %v", what, condition, err)
}

// stays holds that a condition goes on holding, for longer than any of the
// page's timers takes.
func (b *tab) stays(what, condition string) {
	b.Helper()
	for range 7 {
		time.Sleep(100 * time.Millisecond)
		if !value[bool](b, "!!("+condition+")") {
			b.Fatalf("%s: %s no longer holds", what, condition)
		}
	}
}

// is holds that a condition holds now.
func (b *tab) is(what, condition string) {
	b.Helper()
	if !value[bool](b, "!!("+condition+")") {
		b.Errorf("%s: not %s", what, condition)
	}
}

type point struct{ X, Y float64 }

// middle scrolls an element, given by a JavaScript expression, into view and
// returns its middle.
func (b *tab) middle(element string) point {
	b.Helper()
	return value[point](b, `(() => {
		const e = `+element+`;
		if (!e.closest(".term-card")) e.scrollIntoView({ block: "center", behavior: "instant" });
		const r = e.getClientRects()[0];
		return { X: r.left + r.width / 2, Y: r.top + r.height / 2 };
	})()`)
}

// hover moves the pointer to an element, in steps as a hand does.
func (b *tab) hover(element string) {
	b.Helper()
	p := b.middle(element)
	for _, off := range []float64{3, 0} {
		b.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, p.X+off, p.Y))
	}
}

// hoverLow moves the pointer to an element at the lower end of the window.
func (b *tab) hoverLow(element string) {
	b.Helper()
	b.run(element + `.scrollIntoView({ block: "end", behavior: "instant" })`)
	p := value[point](b, `(() => { const r = `+element+`.getClientRects()[0]; return { X: r.left + 3, Y: r.top + 5 }; })()`)
	b.pointer(5, 5)
	b.pointer(p.X, p.Y)
}

// pointer moves the pointer to a place.
func (b *tab) pointer(x, y float64) {
	b.Helper()
	b.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x, y))
}

func (b *tab) click(element string) {
	b.Helper()
	p := b.middle(element)
	b.do(chromedp.MouseClickXY(p.X, p.Y))
}

func (b *tab) key(keys ...string) {
	b.Helper()
	for _, k := range keys {
		if k == "Shift+Tab" {
			b.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
			continue
		}
		b.do(chromedp.KeyEvent(k))
	}
}

// touch presses a finger on an element for a while.
func (b *tab) touch(element string, long time.Duration) {
	b.Helper()
	p := b.middle(element)
	send := func(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
		if err := call(b.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points}); err != nil {
			b.Fatal(err)
		}
	}
	send(input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: p.X, Y: p.Y})
	time.Sleep(long)
	send(input.DispatchTouchEventTypeTouchEnd)
}

// media sets what the reader's system prefers.
func (b *tab) media(name, value string) {
	b.Helper()
	if err := call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: name, Value: value}}}); err != nil {
		b.Fatal(err)
	}
}

// before runs a script in every page that is opened from now on, before the
// page's own.
func (b *tab) before(script string) {
	b.Helper()
	if err := call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		b.Fatal(err)
	}
}

// noScripts switches scripts off for the pages that are opened from now on.
func (b *tab) noScripts() {
	b.Helper()
	if err := call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		b.Fatal(err)
	}
}

// site is a built site that is being served.
type site struct {
	sync.Once
	source string
	base   string
	opt    func(*build.Options)

	url, dir string
	err      error
}

var (
	shipped = &site{source: "../..", base: ""}
	course  = &site{source: "testdata/course", base: "/docs"}
)

// serve builds the site and serves it, once for all tests, and returns its
// URL without a slash at the end.
func (s *site) serve(t *testing.T) string {
	t.Helper()
	s.Do(func() { s.err = s.start() })
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.url
}

func (s *site) start() error {
	dir, err := os.MkdirTemp("", "browsertest-site")
	if err != nil {
		return err
	}
	if err := buildSite(s.source, dir, s.opt); err != nil {
		return err
	}
	h, err := server.NewStatic(dir, server.Options{BasePath: s.base, Poll: -1})
	if err != nil {
		return err
	}
	s.dir, s.url = dir, httptest.NewServer(h).URL+s.base
	return nil
}

func buildSite(source, dir string, change func(*build.Options)) error {
	opt := build.Options{Source: os.DirFS(source), Templates: templates.FS, Static: static.FS, Today: "2026-11-22", Strict: true}
	if change != nil {
		change(&opt)
	}
	b := build.New(opt)
	snap, problems, err := b.Snapshot(context.Background())
	if err != nil {
		return err
	}
	if snap == nil {
		return fmt.Errorf("%s has problems: %v", source, problems)
	}
	if _, failed, err := b.Publish(context.Background(), snap, dir, output.Options{}); err != nil || failed.HasErrors() {
		return fmt.Errorf("publish %s: %v %v", source, err, failed)
	}
	return nil
}

// axeSource is the text of axe-core.
var axeSource = sync.OnceValues(func() (string, error) {
	tools := os.Getenv("SITEGEN_TOOLS")
	if tools == "" {
		return "", fmt.Errorf("SITEGEN_TOOLS is not set")
	}
	data, err := os.ReadFile(filepath.Join(tools, "node_modules/axe-core/axe.min.js"))
	return string(data), err
})

// call sends a command whose answer says nothing of interest.
func call[P, R any](ctx context.Context, cmd cdp.Command[P, R], params P) error {
	_, err := chromedp.Call(ctx, cmd, params)
	return err
}

// eventually waits for what happens outside of the browser.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for start := time.Now(); time.Since(start) < patience; time.Sleep(25 * time.Millisecond) {
		if condition() {
			return
		}
	}
	t.Fatalf("%s never came", what)
}
