//go:build unix

package server

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// TestSlowClients: clients that dawdle lose their connection, and nobody else notices.
func TestSlowClients(t *testing.T) {
	for _, way := range bothWays {
		t.Run(way.name, func(t *testing.T) {
			dir, _ := bigSite(t)
			srv := run(t, RunConfig{Dir: dir, NoShortcut: way.noShortcut, HeaderTimeout: 300 * time.Millisecond,
				IdleTimeout: 400 * time.Millisecond, WriteTimeout: 300 * time.Millisecond})
			clients := map[string]func(net.Conn){
				"says nothing": func(net.Conn) {},
				"sends a byte at a time": func(c net.Conn) {
					for _, b := range []byte("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: " + strings.Repeat("a", 10000)) {
						if _, err := c.Write([]byte{b}); err != nil {
							return
						}
						time.Sleep(20 * time.Millisecond)
					}
				},
				"never ends its header": func(c net.Conn) { io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n") },
				"never sends the body": func(c net.Conn) {
					io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n")
				},
				"keeps the connection": func(c net.Conn) { io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n") },
			}
			for name, act := range clients {
				t.Run(name, func(t *testing.T) {
					conn, err := net.Dial("tcp", srv.addr)
					if err != nil {
						t.Fatal(err)
					}
					defer conn.Close()
					go act(conn)
					if got := status(srv.addr, "/"); got != 200 {
						t.Errorf("another client gets %d", got)
					}
					conn.SetReadDeadline(time.Now().Add(5 * time.Second))
					if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
						t.Error("still connected after 5 s")
					}
				})
			}
		})
	}
}

// TestDeafClient: a client that asks and asks and never reads is cut when its answers pile up.
func TestDeafClient(t *testing.T) {
	for _, way := range bothWays {
		t.Run(way.name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, "index.html", pattern(100<<10))
			srv := run(t, RunConfig{Dir: dir, NoShortcut: way.noShortcut, WriteTimeout: 300 * time.Millisecond})
			conn, err := net.Dial("tcp", srv.addr)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
			request := bytes.Repeat([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), 1000)
			for {
				if _, err := conn.Write(request); err != nil {
					if errors.Is(err, os.ErrDeadlineExceeded) {
						t.Error("still connected after 10 s")
					}
					return
				}
			}
		})
	}
}

// TestKeepAlive: many requests on one connection, some at once, some in pieces, short cut or not.
func TestKeepAlive(t *testing.T) {
	for _, way := range bothWays {
		t.Run(way.name, func(t *testing.T) {
			srv := run(t, RunConfig{Dir: fixture(t), NoShortcut: way.noShortcut})
			conn, err := net.Dial("tcp", srv.addr)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(10 * time.Second))
			in := bufio.NewReader(conn)
			want, err := os.ReadFile("testdata/site/guide/index.html")
			if err != nil {
				t.Fatal(err)
			}
			read := func() {
				t.Helper()
				res, err := http.ReadResponse(in, nil)
				if err != nil {
					t.Fatal(err)
				}
				if body, err := io.ReadAll(res.Body); err != nil || !bytes.Equal(body, want) {
					t.Fatalf("%s, %d bytes, %v", res.Status, len(body), err)
				}
			}
			const request = "GET /guide/ HTTP/1.1\r\nHost: x\r\n\r\n"
			for range 50 {
				io.WriteString(conn, request)
				read()
			}
			io.WriteString(conn, strings.Repeat(request, 20))
			for range 20 {
				read()
			}
			io.WriteString(conn, request+request[:20]) // the rest comes later: no case for the short cut
			read()
			time.Sleep(20 * time.Millisecond)
			io.WriteString(conn, request[20:]+request)
			read()
			read()
		})
	}
}

// TestPanic: a defect costs one request, not the server.
func TestPanic(t *testing.T) {
	for _, way := range bothWays {
		t.Run(way.name, func(t *testing.T) {
			s := static(t, fixture(t), Options{})
			s.stats = &stats{}
			g := *s.current.Load()
			g.paths = map[string]*entry{"/broken": {}} // neither a file nor a redirect
			for p, e := range s.current.Load().paths {
				g.paths[p] = e
			}
			s.current.Store(&g)
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			cfg := RunConfig{NoShortcut: way.noShortcut}.withDefaults()
			limited := &limitListener{Listener: l, slots: make(chan struct{}, 10)}
			srv := cfg.httpServer(s, nil)
			defer srv.Close()
			if way.noShortcut {
				go srv.Serve(limited)
			} else {
				cut := newShortcut(s, limited, cfg)
				defer cut.close()
				go srv.Serve(cut.rest)
				go cut.serve()
			}
			addr := l.Addr().String()
			want := 500
			if !way.noShortcut {
				want = 0 // the connection is cut: that it works is all that is promised
			}
			for range 3 {
				if got := status(addr, "/broken"); got != want && got != 500 {
					t.Errorf("status %d, want %d", got, want)
				}
				if got := status(addr, "/"); got != 200 {
					t.Errorf("afterwards %d", got)
				}
			}
			if s.stats.panics.Load() != 3 {
				t.Errorf("%d panics counted", s.stats.panics.Load())
			}
		})
	}
}

// TestManyConnections: further connections wait until there is room, and then are served.
func TestManyConnections(t *testing.T) {
	for _, way := range bothWays {
		t.Run(way.name, func(t *testing.T) {
			srv := run(t, RunConfig{Dir: fixture(t), NoShortcut: way.noShortcut, MaxConns: 2})
			var held []net.Conn
			for range 2 {
				c, err := net.Dial("tcp", srv.addr)
				if err != nil {
					t.Fatal(err)
				}
				io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
				if _, err := c.Read(make([]byte, 1)); err != nil {
					t.Fatal(err)
				}
				held = append(held, c)
			}
			third := make(chan int)
			go func() { third <- status(srv.addr, "/") }()
			select {
			case got := <-third:
				t.Errorf("a third connection was served (%d)", got)
			case <-time.After(200 * time.Millisecond):
			}
			held[0].Close()
			if got := <-third; got != 200 {
				t.Errorf("then: %d", got)
			}
			held[1].Close()
		})
	}
}
