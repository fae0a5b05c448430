package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// shortcutBuffer is how long a request's header may be for the short cut; longer ones go to net/http.
	shortcutBuffer = 4 << 10
	// deadlineSlack is the share of a time limit that a deadline may be off, one in so many, to spare setting it
	// for each request.
	deadlineSlack = 16
	// linger is for how long a connection that the server ends may still send, so that the last answer is not
	// lost to a reset.
	linger = 500 * time.Millisecond
)

// A shortcut answers plain requests for files straight from the generation's map, and hands every connection
// that sends anything else to net/http (see the package comment). Measured on one page of 14 KB it takes a
// third of net/http's time, which goes into goroutines, maps and buffers that such a request does not need.
type shortcut struct {
	static *Static
	accept net.Listener
	rest   *handover
	first  time.Duration // for a new connection's first request
	idle   time.Duration
	write  time.Duration

	ending atomic.Bool
	mu     sync.Mutex
	conns  map[*shortConn]struct{}
	group  sync.WaitGroup
}

func newShortcut(s *Static, l net.Listener, c RunConfig) *shortcut {
	return &shortcut{
		static: s, accept: l, first: c.HeaderTimeout, idle: c.IdleTimeout, write: c.WriteTimeout,
		rest:  &handover{addr: l.Addr(), conns: make(chan net.Conn), done: make(chan struct{})},
		conns: map[*shortConn]struct{}{},
	}
}

// serve accepts connections until shutdown or close.
func (s *shortcut) serve() error {
	pause := time.Millisecond
	for {
		conn, err := s.accept.Accept()
		switch {
		case err == nil:
			pause = time.Millisecond
			s.start(conn.(*limitedConn))
		case s.ending.Load() || errors.Is(err, net.ErrClosed):
			return http.ErrServerClosed
		default: // out of file handles, most likely: running connections will free some
			s.static.log.Warn("a connection could not be accepted", "error", err)
			time.Sleep(pause)
			pause = min(2*pause, time.Second)
		}
	}
}

func (s *shortcut) start(conn *limitedConn) {
	c := &shortConn{conn: conn, in: s}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending.Load() {
		conn.Close()
		return
	}
	s.conns[c] = struct{}{}
	s.group.Go(c.serve)
}

// shutdown stops accepting, ends connections that wait for a request, and waits for the others to finish theirs.
// A nil shortcut has nothing to do.
func (s *shortcut) shutdown(ctx context.Context) error {
	if s == nil {
		return nil
	}
	s.stop()
	s.mu.Lock()
	for c := range s.conns {
		c.conn.SetReadDeadline(past)
	}
	s.mu.Unlock()
	finished := make(chan struct{})
	go func() {
		s.group.Wait()
		close(finished)
	}()
	select {
	case <-finished:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *shortcut) stop() {
	s.mu.Lock()
	s.ending.Store(true)
	s.mu.Unlock()
	s.accept.Close()
}

// close cuts every connection.
func (s *shortcut) close() {
	if s == nil {
		return
	}
	s.stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.conn.Close()
	}
}

// past is a deadline that ends every wait.
var past = time.Unix(1, 0)

// A shortConn is one connection on the short cut.
type shortConn struct {
	conn *limitedConn
	in   *shortcut

	readUntil, writeUntil time.Time
	head                  []byte
	pieces                [2][]byte
	vector                net.Buffers
}

var readBuffers = sync.Pool{New: func() any { return new([shortcutBuffer]byte) }}

// serve answers the connection's requests until one is not for the short cut or the connection ends.
func (c *shortConn) serve() {
	handed := false
	defer func() {
		if p := recover(); p != nil {
			c.in.static.stats.panicked()
			c.in.static.log.Error("a connection ended by a defect of the server", "panic", p, "stack", string(debug.Stack()))
		}
		c.in.mu.Lock()
		delete(c.in.conns, c)
		c.in.mu.Unlock()
		if !handed {
			c.conn.Close()
		}
	}()
	buf := readBuffers.Get().(*[shortcutBuffer]byte)
	defer readBuffers.Put(buf)
	for {
		n := c.wait(buf[:])
		for from := 0; from < n; {
			used, more := c.request(buf[from:n])
			if used == 0 {
				handed = c.handOver(buf[from:n])
				return
			}
			if !more {
				c.finish()
				return
			}
			from += used
		}
		if n == 0 {
			return
		}
	}
}

// wait reads what the client sends next; 0 is the connection's end.
func (c *shortConn) wait(buf []byte) int {
	now := time.Now()
	if c.readUntil.IsZero() {
		c.readUntil = now.Add(c.in.first)
		c.conn.SetReadDeadline(c.readUntil)
	} else if c.readUntil.Sub(now) < c.in.idle-c.in.idle/deadlineSlack {
		c.readUntil = now.Add(c.in.idle)
		c.conn.SetReadDeadline(c.readUntil)
	}
	if c.in.ending.Load() { // after the deadline was set, which may have overwritten that of shutdown
		c.conn.SetReadDeadline(past)
	}
	n, err := c.conn.TCPConn.Read(buf)
	if err != nil && n == 0 {
		return 0
	}
	return n
}

// handOver gives the connection to net/http, with the bytes that were read and not answered.
func (c *shortConn) handOver(unread []byte) bool {
	c.conn.SetDeadline(time.Time{}) // net/http sets its own
	return c.in.rest.give(&prefixedConn{limitedConn: c.conn, prefix: append([]byte(nil), unread...)})
}

// request answers the request at the beginning of in. It gives the number of bytes that the request took, 0 if
// it is not for the short cut, and whether the connection may have another.
func (c *shortConn) request(in []byte) (used int, more bool) {
	var start time.Time
	s := c.in.static
	if s.stats != nil {
		start = time.Now()
	}
	var q quickRequest
	if used = q.parse(in); used == 0 || len(q.target) > s.opt.MaxURL {
		return 0, false
	}
	e := s.current.Load().paths[q.path]
	if e == nil || e.location != "" {
		return 0, false
	}
	v := e.plain
	if e.coded {
		v = e.pick(q.preference(), &s.cache)
	}
	if v.size > step {
		return 0, false // written in steps, by net/http
	}
	block, status := v.full, http.StatusOK
	var body []byte
	if q.noneMatch != "" && (q.noneMatch == v.values[etagSlot] || matchTag(q.noneMatch, v.values[etagSlot], false)) {
		block, status = v.notModified, http.StatusNotModified
	} else {
		var err error
		if body, err = v.body.read(&s.cache); err != nil {
			return 0, false // net/http's way knows what to do about a changed folder
		}
	}
	if q.head {
		body = nil
	}
	more = !s.draining.Load() && !c.in.ending.Load()
	if !c.write(block, v, body, !more) {
		return used, false
	}
	if s.stats != nil {
		s.stats.count(q.method(), status, int64(len(body)), time.Since(start))
	}
	return used, more
}

// write sends one answer, in one system call. Its bytes are those that net/http would send.
func (c *shortConn) write(block *headerBlock, v *variant, body []byte, last bool) bool {
	now := time.Now()
	c.head = block.appendTo(c.head[:0], v)
	c.head = appendDate(c.head, now)
	if last {
		c.head = append(c.head, "Connection: close\r\n"...)
	}
	c.head = append(c.head, "\r\n"...)
	if c.writeUntil.Sub(now) < c.in.write-c.in.write/deadlineSlack {
		c.writeUntil = now.Add(c.in.write)
		c.conn.SetWriteDeadline(c.writeUntil)
	}
	var err error
	if len(body) == 0 {
		_, err = c.conn.TCPConn.Write(c.head)
	} else {
		c.pieces = [2][]byte{c.head, body}
		c.vector = c.pieces[:]
		_, err = c.vector.WriteTo(c.conn.TCPConn)
		c.pieces = [2][]byte{}
	}
	return err == nil
}

// finish ends the connection from this side, and waits a moment for the other side to do the same.
func (c *shortConn) finish() {
	c.conn.TCPConn.CloseWrite()
	c.conn.SetReadDeadline(time.Now().Add(linger))
	var sink [512]byte
	for {
		if _, err := c.conn.TCPConn.Read(sink[:]); err != nil {
			return
		}
	}
}

// A dateLine is the Date header of one second.
type dateLine struct {
	second int64
	line   []byte
}

var lastDate atomic.Pointer[dateLine]

func appendDate(dst []byte, now time.Time) []byte {
	d := lastDate.Load()
	if d == nil || d.second != now.Unix() {
		d = &dateLine{now.Unix(), now.UTC().AppendFormat([]byte("Date: "), http.TimeFormat+"\r\n")}
		lastDate.Store(d)
	}
	return append(dst, d.line...)
}

// A handover is the listener from which net/http gets its connections.
type handover struct {
	addr  net.Addr
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (h *handover) Accept() (net.Conn, error) {
	select {
	case c := <-h.conns:
		return c, nil
	case <-h.done:
		return nil, net.ErrClosed
	}
}

func (h *handover) Close() error {
	h.once.Do(func() { close(h.done) })
	return nil
}

func (h *handover) Addr() net.Addr { return h.addr }

// give passes a connection on. It reports false if net/http takes no more.
func (h *handover) give(c net.Conn) bool {
	select {
	case h.conns <- c:
		return true
	case <-h.done:
		return false
	}
}

// A prefixedConn reads the bytes that the short cut had read, then the connection.
type prefixedConn struct {
	*limitedConn
	prefix []byte
}

func (c *prefixedConn) Read(p []byte) (int, error) {
	if len(c.prefix) > 0 {
		n := copy(p, c.prefix)
		c.prefix = c.prefix[n:]
		return n, nil
	}
	return c.TCPConn.Read(p)
}
