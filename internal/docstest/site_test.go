package docstest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sitegen/internal/cli"
)

// sitegen runs a command line and returns what it prints.
func sitegen(t *testing.T, args ...string) (stdout string) {
	t.Helper()
	var out, err strings.Builder
	if code := cli.Run(context.Background(), args, strings.NewReader(""), &out, &err); code != 0 {
		t.Fatalf("sitegen %s: %d\n%s%s", strings.Join(args, " "), code, out.String(), err.String())
	}
	return out.String()
}

// TestManualBuilds builds the manual strictly: a link between pages that leads
// nowhere is an error then. Nothing but pages is published.
func TestManualBuilds(t *testing.T) {
	out := t.TempDir()
	sitegen(t, "build", "-s", docs, "-o", out, "--strict")
	for _, name := range []string{"index.html", "templates/index.html", "errors/index.html", "reference/configuration/index.html", "glossary/etag/index.html"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"sitegen.yaml", "static", "public"} {
		if _, err := os.Stat(filepath.Join(out, name)); err == nil {
			t.Errorf("%s is published", name)
		}
	}
	terms, err := filepath.Glob(filepath.Join(out, "glossary/*/index.html"))
	if err != nil || len(terms) < 30 {
		t.Errorf("the glossary has %d terms: %v", len(terms), err)
	}
	validate(t, out)
}

// validate asks the Nu HTML checker.
func validate(t *testing.T, dir string) {
	t.Helper()
	tools := os.Getenv("SITEGEN_TOOLS")
	jar := filepath.Join(tools, "node_modules/vnu-jar/build/dist/vnu.jar")
	if _, err := os.Stat(jar); tools == "" || err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("the Nu HTML checker is missing: run make tools, and set SITEGEN_TOOLS")
		}
		t.Log("not validated: the Nu HTML checker is not installed; make test installs it")
		return
	}
	found, err := exec.Command("java", "-Xss8m", "-jar", jar, "--errors-only", "--skip-non-html", dir).CombinedOutput()
	if err != nil || len(found) > 0 {
		t.Errorf("the Nu HTML checker: %v\n%s", err, strings.ReplaceAll(string(found), "file:"+dir, ""))
	}
}

// TestManualIsHealthy checks links, fragments and the health of the glossary:
// not even a note is left.
func TestManualIsHealthy(t *testing.T) {
	report := sitegen(t, "check", "-s", docs, "--strict", "--fail-on", "note", "--format", "json")
	var found struct{ Problems []json.RawMessage }
	if err := json.Unmarshal([]byte(report), &found); err != nil || len(found.Problems) > 0 {
		t.Errorf("%v %s", err, found.Problems)
	}
}

// TestFields holds that the tables of the page about JSON name the fields that
// there are.
func TestFields(t *testing.T) {
	out := t.TempDir()
	sitegen(t, "build", "-s", root, "-o", out, "-q")
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	var report strings.Builder
	bad := t.TempDir()
	if err := os.WriteFile(filepath.Join(bad, "index.html"), []byte("<!doctype html><title>x</title><a href=nowhere/>x</a>"), 0o644); err != nil {
		t.Fatal(err)
	}
	cli.Run(context.Background(), []string{"check", bad, "--format", "json"}, strings.NewReader(""), &report, &strings.Builder{})
	for name, data := range map[string]string{"graph": read("graph.json"), "glossary": read("glossary.json"), "check": report.String()} {
		var v any
		if err := json.Unmarshal([]byte(data), &v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		real := map[string]bool{}
		collect(v, real)
		told := tableFields(t, name)
		for _, f := range slices.Sorted(maps.Keys(real)) {
			if !told[f] {
				t.Errorf("%s: the page does not name the field %s", name, f)
			}
		}
		for _, f := range slices.Sorted(maps.Keys(told)) {
			if !real[f] {
				t.Errorf("%s: the page names the field %s, which there is not", name, f)
			}
		}
	}
}

// collect gathers the names of all fields.
func collect(v any, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			into[name] = true
			collect(value, into)
		}
	case []any:
		for _, value := range v {
			collect(value, into)
		}
	}
}

var codeSpan = regexp.MustCompile("`([^`]+)`")

// tableFields reads the first column of the table below a marker.
func tableFields(t *testing.T, name string) map[string]bool {
	t.Helper()
	lines := pages(t)["reference/json.md"]
	start := slices.Index(lines, "<!-- fields: "+name+" -->")
	if start < 0 {
		t.Fatalf("no fields of %s", name)
	}
	fields := map[string]bool{}
	for _, line := range lines[start+4:] { // the marker, a blank line, two lines of head
		if !strings.HasPrefix(line, "|") {
			break
		}
		first, _, _ := strings.Cut(line[1:], "|")
		for _, m := range codeSpan.FindAllStringSubmatch(first, -1) {
			fields[m[1]] = true
		}
	}
	return fields
}

var (
	commandLine = regexp.MustCompile("(?:^|[` /(])sitegen ([a-z][^`|]*)")
	longFlag    = regexp.MustCompile(`(?:^|\s)--([a-z][a-z-]+)`)
	shortFlag   = regexp.MustCompile(`(?:^|\s)-([a-z])(?:\s|$)`)
)

// TestCommandsExist holds that each command line of any page, in a script, in
// a session or in passing, names a command and flags that exist.
func TestCommandsExist(t *testing.T) {
	_, texts := commands(t)
	for page, lines := range pages(t) {
		inFence := ""
		for i, line := range lines {
			if m := opening.FindStringSubmatch(line); m != nil {
				if inFence == "" {
					inFence = m[3] + "."
				} else {
					inFence = ""
				}
				continue
			}
			for _, m := range commandLine.FindAllStringSubmatch(line, -1) {
				if inFence == "console." && !strings.HasPrefix(strings.TrimSpace(line), "$ ") {
					continue // what a command printed
				}
				if inFence == "" && !strings.Contains(line, "`sitegen "+m[1]) {
					continue // prose: "sitegen links the first mention"
				}
				if err := commandExists(texts, m[1]); err != nil && strings.TrimSuffix(inFence, ".") != "markdown" {
					t.Errorf("docs/%s:%d: sitegen %s: %v", page, i+1, m[1], err)
				}
			}
		}
	}
}

// commandExists looks a command line up in the help texts.
func commandExists(texts map[string]string, line string) error {
	line, _, _ = strings.Cut(line, " #")
	line = quoted.ReplaceAllString(line, "X")
	words := strings.Fields(line)
	name := words[0]
	if name == "help" {
		return nil
	}
	text, ok := texts[name]
	if !ok {
		return fmt.Errorf("there is no command %s", name)
	}
	if len(words) > 1 {
		if sub, ok := texts[name+" "+words[1]]; ok {
			text = sub
		}
	}
	for _, m := range longFlag.FindAllStringSubmatch(line, -1) {
		if !strings.Contains(text, "--"+m[1]+" ") {
			return fmt.Errorf("there is no flag --%s", m[1])
		}
	}
	for _, m := range shortFlag.FindAllStringSubmatch(line, -1) {
		if !strings.Contains(text, " -"+m[1]+", ") {
			return fmt.Errorf("there is no flag -%s", m[1])
		}
	}
	return nil
}

var quoted = regexp.MustCompile(`"[^"]*"`)

// TestScriptsParse holds that scripts for other machines are shell at least.
func TestScriptsParse(t *testing.T) {
	for page, lines := range pages(t) {
		for _, f := range fences(page, lines) {
			if f.language != "sh" {
				continue
			}
			c := exec.Command("bash", "-n")
			c.Stdin = strings.NewReader(f.text())
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("docs/%s:%d: %v %s", page, f.first+1, err, out)
			}
		}
	}
}

var relativeLink = regexp.MustCompile(`\]\(([^):]+)\)`)

// TestReadmeLinks holds that what the README leads to is there.
func TestReadmeLinks(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	links := relativeLink.FindAllStringSubmatch(string(data), -1)
	if len(links) == 0 {
		t.Error("the README leads nowhere")
	}
	for _, m := range links {
		file, _, _ := strings.Cut(m[1], "#")
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(file))); err != nil {
			t.Errorf("README.md: %v", err)
		}
	}
}
