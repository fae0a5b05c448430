package cli

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser starts a headless Chromium and returns a context for its first tab.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("Chromium is missing: run make tools")
		}
		t.Skip("Chromium is not installed: make test installs it")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	if os.Getuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	limited, stopLimit := context.WithTimeout(alloc, 2*time.Minute)
	ctx, stop := chromedp.NewContext(limited)
	t.Cleanup(func() { stop(); stopLimit(); stopAlloc() })
	return ctx
}

// sees waits until a JavaScript condition holds on the page, over reloads.
func sees(t *testing.T, ctx context.Context, what, condition string) {
	t.Helper()
	eventually(t, what, func() bool {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+condition+")"))
		return err == nil && ok
	})
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func eval(t *testing.T, ctx context.Context, script string) {
	t.Helper()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script+"; true")); err != nil {
		t.Fatal(err)
	}
}

// TestLiveReload watches a browser while an author works: a page that changed
// reloads and keeps its place, another does not; a style sheet is swapped
// without a reload; mistakes show over the page and go by themselves; all of
// it still works after the server was started anew.
func TestLiveReload(t *testing.T) {
	ctx := browser(t)
	dir := starterSite(t)
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	lesson := "content/lessons/basics/caching.md"
	data, err := os.ReadFile(filepath.Join(dir, lesson))
	if err != nil {
		t.Fatal(err)
	}
	original := strings.Replace(string(data), "## Check yourself", strings.Repeat("A line to scroll.\n\n", 80)+"## Check yourself", 1)
	write(lesson, original)
	base, _, stop := startServe(t, dir)
	do(t, ctx, chromedp.Navigate(base+"/lessons/basics/caching/"))
	sees(t, ctx, "the page", `document.querySelector("h1").textContent.includes("Cache")`)

	// A reload keeps the place, and happens once.
	eval(t, ctx, `scrollTo({ top: 600, behavior: "instant" }); window.first = true`)
	write(lesson, original+"\nThe edited sentence.\n")
	sees(t, ctx, "the edit in the browser", `document.body.textContent.includes("The edited sentence.") && !window.first`)
	sees(t, ctx, "the place on the page", `Math.abs(scrollY - 600) < 50`)

	// What changes another page leaves this one alone.
	eval(t, ctx, `window.second = true`)
	write("content/other.md", "---\ntitle: Quite Another\n---\n\nText.\n")
	time.Sleep(600 * time.Millisecond)
	sees(t, ctx, "the page as it was", `window.second === true`)

	// A style sheet is swapped, not the page.
	write("static/assets/site.css", "body { outline: 3px solid rgb(1, 2, 3) }")
	sees(t, ctx, "a new style sheet", `getComputedStyle(document.body).outlineColor === "rgb(1, 2, 3)"`)
	eval(t, ctx, `window.third = true`)
	write("static/assets/site.css", "body { outline: 3px solid rgb(4, 5, 6) }")
	sees(t, ctx, "the changed style sheet", `getComputedStyle(document.body).outlineColor === "rgb(4, 5, 6)"`)
	sees(t, ctx, "the same page", `window.third === true`)

	// Mistakes show over the page, and go when they are mended.
	overlay := `document.querySelector("sitegen-problems")?.shadowRoot.textContent.includes("unknown key")`
	write("content/bad.md", "---\ntitel: x\n---\n")
	sees(t, ctx, "the overlay", overlay)
	sees(t, ctx, "file and line in the overlay", `document.querySelector("sitegen-problems").shadowRoot.textContent.includes("content/bad.md:2:1")`)
	write("content/bad.md", "---\ntitle: x\n---\n")
	sees(t, ctx, "no overlay", `!document.querySelector("sitegen-problems")`)

	// The page finds a server that was started anew.
	stop()
	addr := strings.TrimPrefix(base, "http://")
	write(lesson, original+"\nWritten while nobody served.\n")
	again, cancel := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		ended <- Run(again, []string{"serve", "-s", dir, "--addr", addr, "-q"}, strings.NewReader(""), os.Stderr, os.Stderr)
	}()
	defer func() { cancel(); <-ended }()
	sees(t, ctx, "the page of the new server", `document.body.textContent.includes("Written while nobody served.")`)
}
