//go:build unix

package server

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// hold opens a connection, asks for a path and reads only the answer's header.
func hold(t *testing.T, addr, path string) (net.Conn, *http.Response) {
	t.Helper()
	d := net.Dialer{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) { // a small window, so that the answer cannot wait in the system
			syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 16<<10)
		})
	}}
	conn, err := d.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
	res, err := http.ReadResponse(bufio.NewReaderSize(conn, 1<<10), nil)
	if err != nil {
		t.Fatal(err)
	}
	return conn, res
}

func status(addr, path string) int {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 5 * time.Second}
	res, err := client.Get("http://" + addr + path)
	if err != nil {
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}

func bigSite(t *testing.T) (dir string, big []byte) {
	dir = filepath.Join(t.TempDir(), "site")
	big = pattern(24 << 20)
	put(t, dir, "index.html", []byte("<title>x</title>"))
	put(t, dir, "film.mp4", big)
	return dir, big
}

// TestDrain ends a server process with SIGTERM while a client is in the middle of a download.
func TestDrain(t *testing.T) {
	dir, big := bigSite(t)
	c := startChild(t, dir, "SITEGEN_TEST_DELAY=600ms")
	if got := status(c.addr, ReadyPath); got != 200 {
		t.Fatalf("ready: %d", got)
	}
	_, res := hold(t, c.addr, "/film.mp4")
	idle, err := net.Dial("tcp", c.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	c.cmd.Process.Signal(syscall.SIGTERM)
	eventually(t, "not ready", func() bool { return status(c.addr, ReadyPath) == http.StatusServiceUnavailable })
	if got := status(c.addr, LivePath); got != 200 {
		t.Errorf("alive while draining: %d", got)
	}
	page, err := http.Get("http://" + c.addr + "/")
	if err != nil {
		t.Fatal("a request while draining:", err)
	}
	page.Body.Close()
	if page.StatusCode != 200 || !page.Close {
		t.Errorf("while draining: status %d, connection ends %v", page.StatusCode, page.Close)
	}
	eventually(t, "a closed door", func() bool { return status(c.addr, "/") == 0 })
	select {
	case <-c.gone:
		t.Fatal("gone in the middle of a download")
	case <-time.After(200 * time.Millisecond):
	}
	got, err := io.ReadAll(res.Body)
	if err != nil || string(got) != string(big) {
		t.Errorf("the download: %d bytes of %d, %v", len(got), len(big), err)
	}
	select {
	case <-c.gone:
	case <-time.After(5 * time.Second):
		t.Fatal("does not end")
	}
	if err := exitError(c.cmd); err != nil || !strings.Contains(c.stderr.String(), "drained") {
		t.Errorf("%v\n%s", err, c.stderr)
	}
}

func exitError(cmd *exec.Cmd) error {
	if cmd.ProcessState.ExitCode() != 0 {
		return errors.New(cmd.ProcessState.String())
	}
	return nil
}

// TestDrainLimit ends a server whose client never takes its answer.
func TestDrainLimit(t *testing.T) {
	dir, _ := bigSite(t)
	c := startChild(t, dir, "SITEGEN_TEST_LIMIT=300ms")
	_, res := hold(t, c.addr, "/film.mp4")
	start := time.Now()
	c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.gone:
	case <-time.After(5 * time.Second):
		t.Fatal("does not end")
	}
	if took := time.Since(start); took < 250*time.Millisecond {
		t.Errorf("ended after %v, before its limit", took)
	}
	if _, err := io.ReadAll(res.Body); err == nil {
		t.Error("the cut download looks whole")
	}
	if err := exitError(c.cmd); err != nil || !strings.Contains(c.stderr.String(), "were cut") {
		t.Errorf("%v\n%s", err, c.stderr)
	}
}

// TestNoBalancerNoDelay: where nobody watches readiness, ending takes no time.
func TestNoBalancerNoDelay(t *testing.T) {
	dir, _ := bigSite(t)
	c := startChild(t, dir, "SITEGEN_TEST_DELAY=20s")
	status(c.addr, "/")
	c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.gone:
	case <-time.After(5 * time.Second):
		t.Fatal("waits for a balancer that is not there")
	}
}
