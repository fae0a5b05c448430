package docstest

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// tutorial is the page that begins with nothing, tutorialSite the folder that
// it makes.
const (
	tutorial     = "start/tutorial.md"
	tutorialSite = "coffee"
)

// TestSessions follows every page.
func TestSessions(t *testing.T) {
	all := pages(t)
	home := t.TempDir()
	bin := filepath.Join(home, "bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	source, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	env := environment(t, home, bin)
	follow(t, tutorial, all[tutorial], env, source)
	site := filepath.Join(home, tutorialSite)
	if _, err := os.Stat(filepath.Join(site, "sitegen.yaml")); err != nil {
		t.Fatalf("the tutorial does not end with a site: %v", err)
	}
	for page, lines := range all {
		if page == tutorial || !slices.ContainsFunc(fences(page, lines), func(f fence) bool { return f.language == "console" }) {
			continue
		}
		t.Run(page, func(t *testing.T) {
			copied := filepath.Join(t.TempDir(), tutorialSite)
			if err := os.CopyFS(copied, os.DirFS(site)); err != nil {
				t.Fatal(err)
			}
			follow(t, page, lines, env, copied)
		})
	}
}

// environment is a fresh machine's, but for the caches of Go.
func environment(t *testing.T, home, bin string) []string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS", "GOTOOLCHAIN").Output()
	if err != nil {
		t.Fatal(err)
	}
	v := strings.Split(string(out), "\n")
	return []string{"HOME=" + home, "GOBIN=" + bin, "PATH=" + bin + ":" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "NO_COLOR=1",
		"GOCACHE=" + v[0], "GOMODCACHE=" + v[1], "GOPROXY=" + v[2], "GOFLAGS=" + v[3], "GOTOOLCHAIN=" + v[4]}
}

// reader is somebody who follows a page.
type reader struct {
	t      *testing.T
	page   string
	env    []string
	dir    string
	status int
	server *exec.Cmd
	// shown and real are the server's address, as the page has it and as it is.
	shown, real string
}

// follow does what a page says, and compares what comes of it. With -update
// the page is corrected.
func follow(t *testing.T, page string, lines []string, env []string, dir string) {
	t.Helper()
	r := &reader{t: t, page: page, env: env, dir: dir}
	defer r.stop()
	var (
		out  []string
		done int
	)
	for _, f := range fences(page, lines) {
		switch {
		case f.language == "console":
			end := f.first + len(f.lines)
			out = append(out, lines[done:f.first]...)
			out = append(out, r.session(&f)...)
			done = end
		case strings.Contains(f.title, ".") && !strings.Contains(f.title, " ") && f.language != "diff":
			r.write(&f)
		}
	}
	out = append(out, lines[done:]...)
	if *update && !slices.Equal(out, lines) {
		save(t, page, out)
	}
}

// write writes the file that a fence shows.
func (r *reader) write(f *fence) {
	r.t.Helper()
	if !fs.ValidPath(f.title) {
		r.t.Fatalf("docs/%s: %q is no path below the site's folder", f.page, f.title)
	}
	name := filepath.Join(r.dir, filepath.FromSlash(f.title))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(f.text()), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// session types the commands of a fence. It returns the lines that the page
// ought to show.
func (r *reader) session(f *fence) []string {
	r.t.Helper()
	var out []string
	for i := 0; i < len(f.lines); {
		line := f.lines[i]
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			r.t.Fatalf("docs/%s: %q stands before any command", f.page, line)
		}
		start := i
		for i++; strings.HasSuffix(f.lines[i-1], "\\") && i < len(f.lines); i++ {
			command += "\n" + f.lines[i]
		}
		said := i
		for i < len(f.lines) && !strings.HasPrefix(f.lines[i], "$ ") {
			i++
		}
		want := f.lines[said:i]
		next := ""
		if i < len(f.lines) {
			next = f.lines[i]
		}
		got := r.run(command, want, next == "$ echo $?")
		out = append(out, f.lines[start:said]...)
		if alike(want, got) {
			out = append(out, recounted(want, got)...)
			continue
		}
		out = append(out, got...)
		if !*update {
			r.t.Errorf("docs/%s: %s\nprints\n%s\nthe page says\n%s", f.page, command, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	return out
}

var address = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// run types one command and returns what it prints.
func (r *reader) run(command string, want []string, mayFail bool) []string {
	r.t.Helper()
	if strings.HasPrefix(command, "sitegen serve") {
		return r.serve(command, want)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	place := filepath.Join(r.t.TempDir(), "pwd")
	script := fmt.Sprintf("(exit %d)\n%s\nstatus=$?\npwd >%s\nexit $status", r.status, r.outward(command), place)
	c := exec.CommandContext(ctx, "bash", "-c", script)
	c.Dir, c.Env = r.dir, r.env
	data, err := c.CombinedOutput()
	r.status = c.ProcessState.ExitCode()
	if err != nil && !mayFail {
		r.t.Fatalf("docs/%s: %s: %v\n%s", r.page, command, err, data)
	}
	if dir, err := os.ReadFile(place); err == nil {
		r.dir = strings.TrimSpace(string(dir))
	}
	return r.printed(data)
}

// outward puts the real address of the server into a command.
func (r *reader) outward(command string) string {
	if r.shown == "" {
		return command
	}
	return strings.ReplaceAll(command, r.shown, r.real)
}

// printed splits output into lines, with the address that the page has.
func (r *reader) printed(data []byte) []string {
	text := strings.TrimRight(string(data), "\n")
	if r.real != "" {
		text = strings.ReplaceAll(text, r.real, r.shown)
	}
	text = strings.ReplaceAll(text, "\r", "")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// growing is output that is read while it is written.
type growing struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (g *growing) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.b.Write(p)
}

func (g *growing) bytes() []byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	return bytes.Clone(g.b.Bytes())
}

// serve starts a server and waits for its output, and for its port.
func (r *reader) serve(command string, want []string) []string {
	r.t.Helper()
	r.stop()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		r.t.Fatal(err)
	}
	r.real = ln.Addr().String()
	ln.Close()
	if r.shown = address.FindString(command); r.shown == "" {
		r.shown = "127.0.0.1:4000" // the default of "sitegen serve"
		command += " --addr " + r.shown
	}
	var out growing
	c := exec.Command("bash", "-c", "exec "+r.outward(command))
	c.Dir, c.Env, c.Stdout, c.Stderr = r.dir, r.env, &out, &out
	if err := c.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.server = c
	var got []string
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		got = r.printed(out.bytes())
		conn, err := net.Dial("tcp", r.real)
		if err == nil {
			conn.Close()
		}
		if err == nil && (alike(want, got) || *update && len(got) >= 1 && time.Until(deadline) < 18*time.Second) {
			break
		}
	}
	return got
}

// stop ends the server, if one runs.
func (r *reader) stop() {
	if r.server == nil {
		return
	}
	_ = r.server.Process.Signal(os.Interrupt)
	_ = r.server.Wait()
	r.server = nil
}

var (
	// anyTime is a length of time, the clock and the build in a log.
	anyTime = regexp.MustCompile(`\b\d+(\.\d+)? (ms|s)\b|\btime=\S+|\bbuild=\S+`)
	// counts are the lines that count what the theme brings along, too.
	counts = regexp.MustCompile(`(?m)^([\d,]+ files? in .*|verified: [\d,]+ files? .*|checked .* links? in .*)$`)
	number = regexp.MustCompile(`[\d,]*\d`)
)

// plain takes out of a text what may differ.
func plain(lines []string) string {
	text := anyTime.ReplaceAllString(strings.Join(lines, "\n"), "TIME")
	return counts.ReplaceAllStringFunc(text, func(line string) string { return number.ReplaceAllString(line, "N") })
}

// alike reports whether the lines printed are those that the page shows.
func alike(want, got []string) bool {
	pattern, text := plain(want), plain(got)
	if pattern == text {
		return true
	}
	if !strings.Contains(pattern, "…") {
		return false
	}
	var re strings.Builder
	re.WriteString(`^`)
	for i, line := range strings.Split(pattern, "\n") {
		if i > 0 {
			re.WriteString("\n")
		}
		if line == "…" {
			re.WriteString(`(?s:.*)`)
			continue
		}
		for k, part := range strings.Split(line, "…") {
			if k > 0 {
				re.WriteString(`[^\n]*`)
			}
			re.WriteString(regexp.QuoteMeta(part))
		}
	}
	re.WriteString(`$`)
	return regexp.MustCompile(re.String()).MatchString(text)
}

// recounted is what the page shows, with the numbers of today; times stay.
func recounted(want, got []string) []string {
	if len(want) != len(got) {
		return want
	}
	out := slices.Clone(want)
	for i, line := range want {
		if counts.MatchString(line) && counts.MatchString(got[i]) {
			time := anyTime.FindString(line)
			out[i] = anyTime.ReplaceAllLiteralString(got[i], time)
		}
	}
	return out
}

// TestAlike holds the comparison: nothing but what doc.go names may differ.
func TestAlike(t *testing.T) {
	for _, c := range []struct {
		want, got string
		same      bool
	}{
		{"built in 12 ms", "built in 1.4 s", true},
		{"12 files", "13 files", false},
		{"12 files in public: 1 added", "13 files in public: 2 added", true},
		{"verified: 12 files are those of a clean build", "verified: 13 files are those of a clean build", true},
		{"12 files in public: 1 added", "13 files in out: 2 added", false},
		{"checked 9 pages with 337 links in 68 ms", "checked 9 pages with 1,345 links in 1.2 s", true},
		{"12 links", "13 links", false},
		{"a\n…\nz", "a\nb\nc\nz", true},
		{"a\n…\nz", "a\nb\nc", false},
		{"say …!", "say it!", true},
		{"say …!", "say\nit!", false},
		{"…", "", true},
		{"", "x", false},
		{"[a].c", "a.c", false},
	} {
		if got := alike(strings.Split(c.want, "\n"), strings.Split(c.got, "\n")); got != c.same {
			t.Errorf("%q and %q: %v", c.want, c.got, got)
		}
	}
}
