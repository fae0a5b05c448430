//go:build unix

package server

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary be a server of its own, to be killed or told to end like one.
func TestMain(m *testing.M) {
	if dir := os.Getenv("SITEGEN_TEST_SERVE"); dir != "" {
		os.Exit(serveAsChild(dir))
	}
	os.Exit(m.Run())
}

func serveAsChild(dir string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	delay, err := time.ParseDuration(os.Getenv("SITEGEN_TEST_DELAY"))
	if err != nil {
		delay = 300 * time.Millisecond
	}
	limit, err := time.ParseDuration(os.Getenv("SITEGEN_TEST_LIMIT"))
	if err != nil {
		limit = 10 * time.Second
	}
	err = Run(ctx, RunConfig{
		Dir: dir, Addr: "127.0.0.1:0", DrainDelay: delay, DrainTimeout: limit,
		Options:   Options{Poll: 50 * time.Millisecond, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))},
		Listening: func(site, _ net.Addr) { fmt.Println(site) },
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	return 0
}

// A child is a server process.
type child struct {
	cmd    *exec.Cmd
	addr   string
	stderr *logBuffer
	gone   chan struct{}
	ready  atomic.Bool
	killed atomic.Bool
}

func startChild(t *testing.T, dir string, env ...string) *child {
	t.Helper()
	c := &child{cmd: exec.Command(os.Args[0]), stderr: &logBuffer{}, gone: make(chan struct{})}
	c.cmd.Env = append(append(os.Environ(), "SITEGEN_TEST_SERVE="+dir), env...)
	c.cmd.Stderr = c.stderr
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal("the child did not start:", err, c.stderr)
	}
	c.addr = line[:len(line)-1]
	go func() {
		c.cmd.Wait()
		close(c.gone)
	}()
	t.Cleanup(func() {
		c.cmd.Process.Kill()
		<-c.gone
	})
	return c
}

// A balancer is a round-robin proxy that watches readiness, as those before real replicas do. It never sends a
// request twice, so that every failure of a replica shows.
type balancer struct {
	mu       sync.Mutex
	replicas []*child
	next     int
	client   http.RoundTripper
	cut      atomic.Int64 // requests lost to a killed replica
	lost     atomic.Int64 // requests lost otherwise
}

func (b *balancer) add(c *child) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.replicas = append(b.replicas, c)
}

func (b *balancer) pick() *child {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range b.replicas {
		b.next++
		if c := b.replicas[b.next%len(b.replicas)]; c.ready.Load() {
			return c
		}
	}
	return nil
}

func (b *balancer) watch(ctx context.Context) {
	for ctx.Err() == nil {
		b.mu.Lock()
		replicas := append([]*child(nil), b.replicas...)
		b.mu.Unlock()
		for _, c := range replicas {
			req, _ := http.NewRequest("GET", "http://"+c.addr+ReadyPath, nil)
			res, err := b.client.RoundTrip(req)
			c.ready.Store(err == nil && res.StatusCode == 200)
			if err == nil {
				io.Copy(io.Discard, res.Body)
				res.Body.Close()
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := b.pick()
	if c == nil {
		b.lost.Add(1)
		http.Error(w, "no replica", http.StatusServiceUnavailable)
		return
	}
	out, _ := http.NewRequest(r.Method, "http://"+c.addr+r.RequestURI, nil)
	out.Host = "docs.example"
	out.Header = r.Header.Clone()
	res, err := b.client.RoundTrip(out)
	var body []byte
	if err == nil {
		body, err = io.ReadAll(res.Body)
		res.Body.Close()
	}
	if err != nil {
		c.ready.Store(false)
		if c.killed.Load() {
			b.cut.Add(1)
		} else {
			b.lost.Add(1)
		}
		w.Header().Set("X-Lost", err.Error())
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	for name, values := range res.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(res.StatusCode)
	w.Write(body)
}

// probes are the requests whose answers must not differ.
var probes = []struct{ method, path, header, value string }{
	{"GET", "/", "", ""},
	{"GET", "/", "Accept-Encoding", "br"},
	{"GET", "/guide/", "Accept-Encoding", "gzip, deflate, br, zstd"},
	{"GET", "/guide/", "Accept-Encoding", "zstd"},
	{"HEAD", "/guide/", "Accept-Encoding", "gzip"},
	{"GET", "/guide", "", ""},
	{"GET", "/guide/", "If-None-Match", "*"},
	{"GET", "/old/", "", ""},
	{"GET", "/nothing", "Accept-Encoding", "gzip"},
	{"GET", "/assets/main.3f2a9c1d.css", "Accept-Encoding", "br"},
	{"GET", "/assets/icon.png", "", ""},
	{"GET", "/files/data.dat", "Range", "bytes=5-99"},
	{"GET", "/files/data.dat", "Range", "bytes=5000-"},
	{"GET", "/files/big.mp4", "", ""},
	{"GET", "/types/LICENSE", "If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"},
	{"POST", "/", "", ""},
	{"OPTIONS", "/", "", ""},
	{"GET", "/../x", "", ""},
}

// ask sends a probe and gives everything of the answer but its date, and for the connection's sake Connection.
func ask(client http.RoundTripper, base string, i int) (string, *http.Response, error) {
	p := probes[i]
	req, err := http.NewRequest(p.method, base, nil)
	if err != nil {
		return "", nil, err
	}
	req.URL.Opaque = p.path // sent as it stands
	req.Host = "docs.example"
	if p.header != "" {
		req.Header.Set(p.header, p.value)
	}
	res, err := client.RoundTrip(req)
	if err != nil {
		return "", nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return "", nil, err
	}
	res.Header.Del("Date")
	var b bytes.Buffer
	fmt.Fprintln(&b, res.Status)
	res.Header.Write(&b)
	b.WriteString("\n")
	b.Write(body)
	return b.String(), res, nil
}

func plainTransport() *http.Transport {
	return &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 16}
}

// TestReplicas serves three copies of one site behind a balancer, under load. One replica is killed, one is
// redeployed. Every answer must be, byte for byte, the one that any replica gives; only what was under way to the
// killed one may fail.
func TestReplicas(t *testing.T) {
	dir := fixture(t)
	b := &balancer{client: plainTransport()}
	start := func(n int) *child {
		copied := filepath.Join(t.TempDir(), fmt.Sprint(n))
		copySite(t, dir, copied, time.Duration(n)*time.Hour)
		c := startChild(t, copied)
		b.add(c)
		return c
	}
	replicas := []*child{start(0), start(1), start(2)}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go b.watch(ctx)
	for _, c := range replicas {
		eventually(t, "a ready replica", c.ready.Load)
	}
	want := agreed(t, b.client, replicas)
	front := &http.Server{Handler: b}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go front.Serve(l)
	defer front.Close()

	const workers = 4
	load := &load{url: "http://" + l.Addr().String(), want: want, stop: make(chan struct{})}
	for w := range workers {
		load.group.Go(func() { load.run(t, w) })
	}
	time.Sleep(300 * time.Millisecond)
	replicas[0].killed.Store(true)
	replicas[0].cmd.Process.Kill()
	time.Sleep(300 * time.Millisecond)
	replicas[1].cmd.Process.Signal(syscall.SIGTERM)
	fresh := start(3)
	eventually(t, "the new replica", fresh.ready.Load)
	<-replicas[1].gone
	if code := replicas[1].cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("the drained replica ended with %d: %s", code, replicas[1].stderr)
	}
	time.Sleep(300 * time.Millisecond)
	close(load.stop)
	load.group.Wait()
	t.Logf("%d requests, %d cut by the kill", load.asked.Load(), b.cut.Load())
	if n := b.lost.Load(); n > 0 {
		t.Errorf("%d requests were lost", n)
	}
	if n := load.failed.Load(); n != b.cut.Load() || n > workers {
		t.Errorf("%d requests failed; at most those of %d workers could be under way to the killed replica", n, workers)
	}
	if load.asked.Load() < 50 {
		t.Errorf("only %d requests: no load", load.asked.Load())
	}
}

// agreed asks every replica everything and gives the answers, which must be the same from each.
func agreed(t *testing.T, client http.RoundTripper, replicas []*child) []string {
	t.Helper()
	want := make([]string, len(probes))
	for i := range probes {
		for n, c := range replicas {
			got, _, err := ask(client, "http://"+c.addr, i)
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				want[i] = got
			} else if got != want[i] {
				t.Errorf("%v: replica %d differs:\n%.600s\nfrom\n%.600s", probes[i], n, got, want[i])
			}
		}
	}
	return want
}

// A load sends the probes again and again and compares the answers.
type load struct {
	url           string
	want          []string
	stop          chan struct{}
	group         sync.WaitGroup
	asked, failed atomic.Int64
}

func (l *load) run(t *testing.T, first int) {
	client := plainTransport()
	defer client.CloseIdleConnections()
	for i := first; ; i++ {
		select {
		case <-l.stop:
			return
		default:
		}
		n := i % len(probes)
		got, res, err := ask(client, l.url, n)
		l.asked.Add(1)
		switch {
		case err != nil:
			t.Error("the balancer failed:", err)
			return
		case res.Header.Get("X-Lost") != "" || res.StatusCode == http.StatusServiceUnavailable:
			l.failed.Add(1)
		case got != l.want[n]:
			t.Errorf("%v: a wrong answer:\n%.600s\ninstead of\n%.600s", probes[n], got, l.want[n])
			return
		}
	}
}

// copySite copies a site and gives its files other times, as unpacking on another machine does.
func copySite(t testing.TB, from, to string, shift time.Duration) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS("testdata/site")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"files/data.dat", "files/big.mp4", "pre/index.html", "pre/index.html.br", "pre/index.html.gz"} {
		b, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		put(t, to, name, b)
	}
	when := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(shift)
	err := filepath.Walk(to, func(p string, _ os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(p, when, when)
	})
	if err != nil {
		t.Fatal(err)
	}
}
