//go:build unix

package server

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"
)

// seeds are requests for which the short cut and net/http are compared, as they are and after damage.
var seeds = []string{
	"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x:8080\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\r\n",
	"HEAD /guide/ HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip;q=0.5, zstd;q=0.7\r\n\r\n",
	"GET /guide/?q=1#x HTTP/1.1\r\nHost: x\r\n\r\n",
	"GET /guide/?q=1 HTTP/1.1\r\nhost: x\r\nUser-Agent: a b\r\nCookie: a=b; c=d\r\n\r\n",
	"GET /caf%C3%A9/ HTTP/1.1\r\nHost: x\r\n\r\n",
	"GET /guide%2Fdeep/ HTTP/1.1\r\nHost: x\r\n\r\n",
	"GET //guide/ HTTP/1.1\r\nHost: x\r\n\r\n",
	"GET //x/%41 HTTP/1.1\r\nHost: x\r\n\r\n",
	"GET /guide HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"a\", W/\"b\"\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\nAccept-Encoding: br\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nIf-Match: \"a\"\r\n\r\n",
	"GET /files/data.dat HTTP/1.1\r\nHost: x\r\nRange: bytes=0-9\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nX: a\n\r\n",
	"GET /guide/ HTTP/1.1\nHost: x\n\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost:\r\n\r\n",
	"GET /guide/ HTTP/1.0\r\nHost: x\r\n\r\n",
	"GET  /guide/ HTTP/1.1\r\nHost: x\r\n\r\n",
	"GET /guide/  HTTP/1.1\r\nHost: x\r\n\r\n",
	"GET http://x/guide/ HTTP/1.1\r\nHost: x\r\n\r\n",
	"GET /nothing HTTP/1.1\r\nHost: x\r\nAccept-Encoding: *;q=0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab",
	"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\nAccept-Encoding: gzip;q=0\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nAccept-Encoding:\tgzip\t\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nX-\x80: a\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nX: \x00\r\n\r\n",
	"GET /guide/ HTTP/1.1\r\nHost: x\r\nX: caf\xc3\xa9\r\n\r\n",
	"\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
	"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}

// last ends the connection in good order, so that all answers can be read.
const last = "GET /small.html HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

var dates = regexp.MustCompile(`Date: [^\r]+\r\n`)

// converse sends bytes and gives everything that comes back, without dates.
func converse(addr string, in []byte) (string, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := conn.Write(in); err != nil {
		return "", err
	}
	conn.(*net.TCPConn).CloseWrite()
	out, err := io.ReadAll(conn)
	return string(dates.ReplaceAll(out, []byte("Date: …\r\n"))), err
}

// agree fails unless both servers say the same. A connection reset may lose the end of an answer to a request
// that is refused, so a difference must show three times.
func agree(t *testing.T, short, plain string, in []byte) {
	t.Helper()
	var a, b string
	for range 3 {
		var errA, errB error
		a, errA = converse(short, in)
		b, errB = converse(plain, in)
		if a == b && (errA == nil) == (errB == nil) {
			return
		}
	}
	t.Errorf("%q:\nshort cut %.500q\nnet/http  %.500q", in, a, b)
}

// TestShortcutAgrees holds that the short cut sends, byte for byte, what net/http sends, for well-formed,
// questionable and damaged requests, alone and in a row.
func TestShortcutAgrees(t *testing.T) {
	dir := fixture(t)
	short := run(t, RunConfig{Dir: dir})
	plain := run(t, RunConfig{Dir: dir, NoShortcut: true})
	waitReady(t, short.addr)
	waitReady(t, plain.addr)
	for _, seed := range seeds {
		agree(t, short.addr, plain.addr, []byte(seed+last))
	}
	out, err := converse(short.addr, []byte(seeds[0]+seeds[1]+last))
	if err != nil || strings.Count(out, "HTTP/1.1 200 OK\r\n") != 3 {
		t.Fatalf("three requests in a row: %v\n%.2000s", err, out)
	}
	random := rand.New(rand.NewPCG(7, 9))
	rounds := 1500
	if testing.Short() {
		rounds = 300
	}
	for range rounds {
		var in []byte
		for range 1 + random.IntN(3) {
			in = append(in, damage(random, []byte(seeds[random.IntN(len(seeds))]))...)
		}
		agree(t, short.addr, plain.addr, append(in, last...))
		if t.Failed() {
			return
		}
	}
}

// damage changes a few bytes into ones that matter to a parser.
func damage(random *rand.Rand, b []byte) []byte {
	const telling = "\r\n\t :;,/%\"*=?#.\\\x00\x7f\x80aGH01"
	for range random.IntN(3) {
		i := random.IntN(len(b))
		c := telling[random.IntN(len(telling))]
		switch random.IntN(4) {
		case 0:
			b[i] = c
		case 1:
			b = append(b[:i], append([]byte{c}, b[i:]...)...)
		case 2:
			b = append(b[:i], b[i+1:]...)
		case 3:
			j := random.IntN(len(b))
			b = append(b[:i:i], append(bytes.Clone(b[j:min(len(b), j+random.IntN(12))]), b[i:]...)...)
		}
		if len(b) == 0 {
			return []byte("\r\n")
		}
	}
	return b
}

// TestShortcutTakes holds that the short cut takes what it is there for, and nothing that it must not.
func TestShortcutTakes(t *testing.T) {
	taken := []string{
		"GET / HTTP/1.1\r\nHost: docs.example\r\n\r\n",
		"GET /guide/?a=b HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: keep-alive\r\n\r\n",
		"HEAD /caf%C3%A9/ HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"a\"\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: docs.example\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/140\r\n" +
			"Accept: text/html,*/*;q=0.8\r\nAccept-Language: en\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n" +
			"Sec-Fetch-Mode: navigate\r\nUpgrade-Insecure-Requests: 1\r\nCache-Control: max-age=0\r\nCookie: a=b\r\n\r\n",
	}
	for _, in := range taken {
		var q quickRequest
		if n := q.parse([]byte(in + "GET")); n != len(in) {
			t.Errorf("%q: %d of %d bytes", in, n, len(in))
		}
	}
	left := []string{
		"Content-Length: 0", "Transfer-Encoding: chunked", "Expect: 100-continue", "Upgrade: websocket", "Range: bytes=0-1",
		"If-Match: *", "If-Range: *", "If-Modified-Since: x", "If-Unmodified-Since: x", "Connection: close", "TE: trailers",
		"Trailer: x", "HTTP2-Settings: x", "Host: y", "X : y", " X: y", ": y", "X\x00: y", "X: \x01", "X", "X@: y", "If-None-Match:",
		"Accept-Encoding: br\r\nAccept-Encoding: br", "If-None-Match: *\r\nIf-None-Match: *", "X: y\nY: z", "X: \r",
	}
	for _, field := range left {
		var q quickRequest
		if n := q.parse([]byte("GET / HTTP/1.1\r\nHost: x\r\n" + field + "\r\n\r\n")); n != 0 {
			t.Errorf("%q was taken", field)
		}
	}
	for _, line := range []string{"POST / HTTP/1.1", "GET / HTTP/1.0", "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET http://x/ HTTP/1.1",
		"GET / HTTP/1.1 ", "get / HTTP/1.1", "GET * HTTP/1.1", "GET /\x80 HTTP/1.1", "GET /a%2Fb HTTP/1.1", "GET /%zz HTTP/1.1", "GET /#a HTTP/1.1"} {
		var q quickRequest
		if n := q.parse([]byte(line + "\r\nHost: x\r\n\r\n")); n != 0 {
			t.Errorf("%q was taken", line)
		}
	}
}

// FuzzQuickRequest: no bytes make the parser read beyond them or take a request that it has not seen the end of.
func FuzzQuickRequest(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var q quickRequest
		n := q.parse(in)
		if n == 0 {
			return
		}
		if n > len(in) || !strings.HasSuffix(string(in[:n]), "\r\n\r\n") || strings.Index(string(in), "\r\n\r\n")+4 != n {
			t.Fatalf("%q: took %d of %d bytes", in, n, len(in))
		}
		if !strings.HasPrefix(q.target, "/") || hasControl(q.target) {
			t.Fatalf("%q: target %q", in, q.target)
		}
	})
}
