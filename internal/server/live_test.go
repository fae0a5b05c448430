package server

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

// pages is a Site of fixed files.
type pages map[string]string

func (p pages) Render(path string) ([]byte, error) {
	if text, ok := p[path]; ok {
		return []byte(text), nil
	}
	return nil, ErrNoFile
}

const livePage = `<!doctype html><head><link rel="stylesheet" href="/assets/a.%s.css"></head><body>%s</body>`

// askLive returns status, body and headers.
func askLive(t *testing.T, url string) (int, string, http.Header) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(data), res.Header
}

func TestLiveFiles(t *testing.T) {
	l := NewLive("/docs/")
	srv := httptest.NewServer(l)
	defer srv.Close()
	defer l.Close()
	l.Update(pages{"index.html": fmt.Sprintf(livePage, "1", "home"), "a/index.html": "<body>a</body>", "data.json": "{}", "404.html": "<body>none</body>"})
	for _, c := range []struct {
		path   string
		status int
		want   string
	}{
		{"/docs/", 200, "home"}, {"/docs/a/", 200, "<body>a<script"}, {"/docs/a", 302, ""}, {"/docs/data.json", 200, "{}"},
		{"/docs/none/", 404, "none"}, {"/", 302, ""}, {"/docs", 302, ""}, {"/elsewhere/", 404, "/docs/"}, {liveScript, 200, "EventSource"},
	} {
		status, body, header := askLive(t, srv.URL+c.path)
		if status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %q", c.path, status, body)
		}
		if header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be cached", c.path)
		}
	}
	if res, err := http.Post(srv.URL+"/docs/", "text/plain", nil); err != nil || res.StatusCode != 405 {
		t.Errorf("POST: %v %v", res, err)
	}
}

// TestLiveCheck holds what an open page is told after an update.
func TestLiveCheck(t *testing.T) {
	l := NewLive("/")
	srv := httptest.NewServer(l)
	defer srv.Close()
	defer l.Close()
	check := func(page, of string) string {
		full, shape := sums([]byte(of))
		_, body, _ := askLive(t, fmt.Sprintf("%s%s?page=%s&full=%s&shape=%s", srv.URL, liveCheck, page, full, shape))
		var answer struct {
			Action string
			Styles []string
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err, body)
		}
		return answer.Action + strings.Join(answer.Styles, " ")
	}
	before := fmt.Sprintf(livePage, "1", "text")
	for _, c := range []struct{ now, want string }{
		{before, "none"},
		{fmt.Sprintf(livePage, "2", "text"), "styles/assets/a.2.css"},
		{fmt.Sprintf(livePage, "2", "other"), "reload"},
		{fmt.Sprintf(livePage, "1", "other"), "reload"},
	} {
		l.Update(pages{"index.html": c.now})
		if got := check("index.html", before); got != c.want {
			t.Errorf("%s: %s, want %s", c.now, got, c.want)
		}
	}
	if got := check("gone.html", before); got != "reload" {
		t.Errorf("a page that is gone: %s", got)
	}
	if got := check("404.html", before); got != "none" {
		t.Errorf("the page of a host without 404.html: %s", got)
	}
}

// TestLiveStreams holds that streams follow the states and go with their
// readers.
func TestLiveStreams(t *testing.T) {
	l := NewLive("/")
	srv := httptest.NewServer(l)
	defer srv.Close()
	defer l.Close()
	l.Update(pages{"index.html": "<body></body>"})
	before := runtime.NumGoroutine()
	const tabs = 40
	ctx, cancel := context.WithCancel(context.Background())
	lines := make(chan string, 10*tabs)
	for range tabs {
		req, err := http.NewRequestWithContext(ctx, "GET", srv.URL+liveEvents, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := (&http.Client{Transport: &http.Transport{}}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			defer res.Body.Close()
			for s := bufio.NewScanner(res.Body); s.Scan(); {
				if strings.HasPrefix(s.Text(), "data:") {
					lines <- s.Text()
				}
			}
		}()
	}
	receive := func(want string) {
		t.Helper()
		for range tabs {
			select {
			case got := <-lines:
				if !strings.Contains(got, want) {
					t.Fatalf("%s, want %s", got, want)
				}
			case <-time.After(5 * time.Second):
				t.Fatal("a tab was not told of", want)
			}
		}
	}
	receive(`"problems":null`)
	l.Fail([]Problem{{Severity: "error", Place: "content/a.md:1:2", Message: "wrong"}})
	receive("content/a.md:1:2")
	l.Update(pages{"index.html": "<body>new</body>"})
	receive(`"problems":null`)
	cancel()
	for range 200 {
		if runtime.NumGoroutine() <= before+4 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after %d tabs went", before, runtime.NumGoroutine(), tabs)
}

// TestLiveWaits holds that a request before the first build waits for it.
func TestLiveWaits(t *testing.T) {
	l := NewLive("/")
	srv := httptest.NewServer(l)
	defer srv.Close()
	defer l.Close()
	got := make(chan string, 1)
	go func() {
		res, err := http.Get(srv.URL + "/")
		if err != nil {
			got <- err.Error()
			return
		}
		defer res.Body.Close()
		data, _ := io.ReadAll(res.Body)
		got <- string(data)
	}()
	time.Sleep(50 * time.Millisecond)
	l.Update(pages{"index.html": "<body>ready</body>"})
	if text := <-got; !strings.Contains(text, "ready") {
		t.Error(text)
	}
	l.Fail([]Problem{})
	if status, body, _ := askLive(t, srv.URL+"/"); status != 200 || !strings.Contains(body, "ready") {
		t.Errorf("after a failure: %d %s", status, body)
	}
}
