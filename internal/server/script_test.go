package server

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// TestScripts runs the requests of testdata/http against a live server, with and without the short cut.
//
// A script is a list of cases, each begun by "=== NAME". Lines up to "---" are the request as it is sent, with
// \xNN escapes; Host is added if there is none, "!Host" keeps it away. Below stand the expectations:
//
//	200                     the status
//	Name: value             a header with exactly this value
//	Name: ~ REGEXP          a header that matches
//	!Name                   a header that must not be there
//	save NAME Header        a header's value, to be used as $NAME in later cases
//	body empty | is TEXT | contains TEXT | lacks TEXT
//	body file NAME [FROM-TO]   the file of the site, decoded if the answer is encoded
//
// A line "options: KEY=VALUE …" before the first case sets the server up: base, modtimes, nocompress.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/http/*.http")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no scripts", err)
	}
	total := 0
	for _, name := range scripts {
		script := parseScript(t, name)
		total += len(script.cases)
		dir := fixture(t)
		for _, old := range []string{"types/LICENSE", "guide/index.html"} {
			when := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
			if err := os.Chtimes(filepath.Join(dir, old), when, when); err != nil {
				t.Fatal(err)
			}
		}
		for _, mode := range []string{"shortcut", "nethttp", "counted"} {
			t.Run(strings.TrimSuffix(filepath.Base(name), ".http")+"/"+mode, func(t *testing.T) {
				cfg := RunConfig{Dir: dir, Options: script.options, NoShortcut: mode == "nethttp"}
				if mode == "counted" {
					cfg.MetricsAddr = "127.0.0.1:0"
				}
				srv := run(t, cfg)
				waitReady(t, srv.addr)
				vars := map[string]string{}
				for _, c := range script.cases {
					t.Run(c.name, func(t *testing.T) { c.run(t, srv.addr, dir, vars) })
				}
			})
		}
	}
	if total < 100 {
		t.Errorf("only %d cases", total)
	}
}

func waitReady(t testing.TB, addr string) {
	t.Helper()
	eventually(t, "readiness", func() bool {
		res, err := http.Get("http://" + addr + ReadyPath)
		if err != nil {
			return false
		}
		res.Body.Close()
		return res.StatusCode == 200
	})
}

type script struct {
	options Options
	cases   []*scriptCase
}

type scriptCase struct {
	name, file string
	line       int
	request    []string
	expect     []string
}

func parseScript(t *testing.T, file string) *script {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := &script{}
	var c *scriptCase
	expecting := false
	for i, line := range strings.Split(string(b), "\n") {
		switch {
		case strings.HasPrefix(line, "=== "):
			c, expecting = &scriptCase{name: line[4:], file: file, line: i + 1}, false
			s.cases = append(s.cases, c)
		case strings.HasPrefix(line, "options: ") && c == nil:
			s.setOptions(t, line[9:])
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case c == nil:
			t.Fatalf("%s:%d: outside any case: %s", file, i+1, line)
		case line == "---":
			expecting = true
		case expecting:
			c.expect = append(c.expect, line)
		default:
			c.request = append(c.request, line)
		}
	}
	for _, c := range s.cases {
		if len(c.request) == 0 || len(c.expect) == 0 {
			t.Fatalf("%s:%d: a case needs a request and expectations", file, c.line)
		}
	}
	return s
}

func (s *script) setOptions(t *testing.T, list string) {
	t.Helper()
	for _, field := range strings.Fields(list) {
		switch key, value, _ := strings.Cut(field, "="); key {
		case "base":
			s.options.BasePath = value
		case "modtimes":
			s.options.ModTimes = true
		case "nocompress":
			s.options.NoCompress = true
		case "header":
			if s.options.Headers == nil {
				s.options.Headers = map[string]string{}
			}
			name, v, _ := strings.Cut(value, ":")
			s.options.Headers[name] = v
		default:
			t.Fatalf("unknown option %q", key)
		}
	}
}

// bytes gives the request as it goes over the wire.
func (c *scriptCase) bytes(t *testing.T, vars map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	host := false
	for _, line := range c.request {
		for name, value := range vars {
			line = strings.ReplaceAll(line, "$"+name, value)
		}
		if line == "!Host" {
			host = true
			continue
		}
		host = host || strings.HasPrefix(strings.ToLower(line), "host")
		if strings.Contains(line, `\`) {
			raw, err := strconv.Unquote(`"` + strings.ReplaceAll(line, `"`, `\"`) + `"`)
			if err != nil {
				t.Fatalf("%s:%d: %v", c.file, c.line, err)
			}
			line = raw
		}
		if n := strings.Index(line, "×"); n >= 0 { // "a×5000": repeated
			count, rest, _ := strings.Cut(line[n+len("×"):], " ")
			times, err := strconv.Atoi(count)
			if err != nil {
				t.Fatal(err)
			}
			line = line[:n-1] + strings.Repeat(line[n-1:n], times) + " " + rest
		}
		b.WriteString(strings.TrimSuffix(line, " ") + "\r\n")
	}
	if !host {
		b.WriteString("Host: docs.example\r\n")
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

func (c *scriptCase) run(t *testing.T, addr, dir string, vars map[string]string) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := conn.Write(c.bytes(t, vars)); err != nil {
		t.Fatal(err)
	}
	method, _, _ := strings.Cut(c.request[0], " ")
	res, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal("body:", err)
	}
	for _, want := range c.expect {
		if problem := c.check(want, res, body, dir, vars); problem != "" {
			t.Errorf("%s:%d: %s\n%s %v\n%.300s", c.file, c.line, problem, res.Status, res.Header, body)
		}
	}
}

func (c *scriptCase) check(want string, res *http.Response, body []byte, dir string, vars map[string]string) string {
	for name, value := range vars {
		want = strings.ReplaceAll(want, "$"+name, value)
	}
	if status, err := strconv.Atoi(want); err == nil {
		if res.StatusCode != status {
			return fmt.Sprintf("status %d, want %d", res.StatusCode, status)
		}
		return ""
	}
	if name, ok := strings.CutPrefix(want, "!"); ok {
		if v := res.Header.Values(name); len(v) > 0 {
			return fmt.Sprintf("%s is there: %q", name, v)
		}
		return ""
	}
	if rest, ok := strings.CutPrefix(want, "save "); ok {
		name, header, _ := strings.Cut(rest, " ")
		if vars[name] = res.Header.Get(header); vars[name] == "" {
			return header + " is empty"
		}
		return ""
	}
	if rest, ok := strings.CutPrefix(want, "body "); ok {
		return checkBody(rest, res, body, dir)
	}
	name, value, ok := strings.Cut(want, ": ")
	if !ok {
		return "no expectation: " + want
	}
	got := strings.Join(res.Header.Values(name), " | ")
	if pattern, ok := strings.CutPrefix(value, "~ "); ok {
		if !regexp.MustCompile(pattern).MatchString(got) {
			return fmt.Sprintf("%s: %q does not match %s", name, got, pattern)
		}
	} else if got != value {
		return fmt.Sprintf("%s: %q, want %q", name, got, value)
	}
	return ""
}

func checkBody(want string, res *http.Response, body []byte, dir string) string {
	verb, arg, _ := strings.Cut(want, " ")
	if verb != "empty" && verb != "raw" {
		plain, err := decode(res.Header.Get("Content-Encoding"), body)
		if err != nil {
			return "cannot be decoded: " + err.Error()
		}
		body = plain
	}
	switch verb {
	case "empty":
		if len(body) > 0 {
			return "the body is not empty"
		}
	case "is":
		if strings.TrimSuffix(string(body), "\n") != arg {
			return fmt.Sprintf("body %q, want %q", body, arg)
		}
	case "contains":
		if !bytes.Contains(body, []byte(arg)) {
			return fmt.Sprintf("the body lacks %q", arg)
		}
	case "lacks":
		if bytes.Contains(body, []byte(arg)) {
			return fmt.Sprintf("the body has %q", arg)
		}
	case "file", "raw":
		name, span, ranged := strings.Cut(arg, " ")
		file, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err.Error()
		}
		if ranged {
			var from, to int
			if _, err := fmt.Sscanf(span, "%d-%d", &from, &to); err != nil {
				return err.Error()
			}
			file = file[from : to+1]
		}
		if !bytes.Equal(body, file) {
			return fmt.Sprintf("the body (%d bytes) is not %s (%d bytes)", len(body), arg, len(file))
		}
	default:
		return "no expectation: body " + want
	}
	return ""
}

func decode(coding string, b []byte) ([]byte, error) {
	switch coding {
	case "":
		return b, nil
	case "br":
		return io.ReadAll(brotli.NewReader(bytes.NewReader(b)))
	case "gzip":
		r, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(r)
	case "zstd":
		r, err := zstd.NewReader(bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		defer r.Close()
		return io.ReadAll(r)
	}
	return nil, fmt.Errorf("coding %q", coding)
}
