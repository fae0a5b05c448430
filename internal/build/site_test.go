package build

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"sitegen/internal/content"
	"sitegen/internal/output"
)

// shipped builds the site that ships with the project into a folder.
func shipped(t testing.TB, change func(*Options)) (string, *Snapshot) {
	t.Helper()
	opt := options(os.DirFS("../.."))
	opt.Strict = true
	if change != nil {
		change(&opt)
	}
	b, dir := New(opt), t.TempDir()
	s, problems, err := b.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if s == nil {
		t.Fatalf("the shipped site has problems: %v", problems)
	}
	if _, failed, err := b.Publish(context.Background(), s, dir, output.Options{}); err != nil || failed.HasErrors() {
		t.Fatal(err, failed)
	}
	return dir, s
}

// TestShippedSiteValidates holds that the Nu HTML checker finds no error in any
// page of the shipped site.
func TestShippedSiteValidates(t *testing.T) {
	tools := os.Getenv("SITEGEN_TOOLS")
	jar := filepath.Join(tools, "node_modules/vnu-jar/build/dist/vnu.jar")
	if _, err := os.Stat(jar); tools == "" || err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("the Nu HTML checker is missing: run make tools, and set SITEGEN_TOOLS")
		}
		t.Skip("the Nu HTML checker is not installed: make test installs it")
	}
	dir, _ := shipped(t, nil)
	validate(t, jar, dir)
	feature := t.TempDir()
	b := New(options(os.DirFS("testdata/features")))
	if got := publish(t, b, feature); failed(got) {
		t.Fatal(got)
	}
	validate(t, jar, feature)
}

func validate(t *testing.T, jar, dir string) {
	t.Helper()
	out, err := exec.Command("java", "-Xss8m", "-jar", jar, "--errors-only", "--skip-non-html", "--also-check-svg", dir).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("the Nu HTML checker: %v\n%s", err, strings.ReplaceAll(string(out), "file:"+dir, ""))
	}
}

// TestCloudNativeGlossary builds a real Hugo glossary, unedited.
func TestCloudNativeGlossary(t *testing.T) {
	const corpus = "../../../shared/corpora/cncf-glossary/content"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the corpus is not here: " + err.Error())
	}
	for _, lang := range []struct {
		code, folder string
		min          int
	}{{"en", "en", 89}, {"de", "de", 15}, {"ja", "ja", 60}, {"zh-CN", "zh-cn", 60}, {"ur", "ur", 10}} {
		t.Run(lang.code, func(t *testing.T) {
			site := fstest.MapFS{"sitegen.yaml": {Data: []byte("title: Glossary\nlanguage: " + lang.code + "\nglossary: {dir: \".\"}\n")}}
			copyTree(t, os.DirFS(filepath.Join(corpus, lang.folder)), site, content.Dir)
			opt := options(site)
			opt.Drafts = true
			s, problems, err := New(opt).Snapshot(context.Background())
			if err != nil || s == nil {
				t.Fatalf("%v %v", err, problems)
			}
			linked, related := 0, 0
			for _, n := range s.nodes {
				if n.term != nil && len(n.links) > 0 {
					linked++
				}
				if n.term != nil && len(s.relations.SeeAlso[n.term.ID]) > 0 {
					related++
				}
			}
			t.Logf("%d terms: %d with automatic links, %d with see also; %d links", len(s.site.Terms), linked, related, s.Links())
			if len(s.site.Terms) < lang.min {
				t.Errorf("%d terms, want at least %d", len(s.site.Terms), lang.min)
			}
			if lang.code == "en" && related < 85 {
				t.Errorf("%d terms have see also, want at least 85", related)
			}
		})
	}
}

// copyTree copies a folder into a file system in memory.
func copyTree(t testing.TB, from fs.FS, to fstest.MapFS, prefix string) {
	t.Helper()
	err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(from, name)
		to[prefix+"/"+name] = &fstest.MapFile{Data: data, Mode: 0o644}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRelationsFromHeads holds that titles and summaries alone, without bodies
// and without authored relations, relate the shipped lessons on state to the
// right terms.
func TestRelationsFromHeads(t *testing.T) {
	_, s := shipped(t, nil)
	lessons := []string{
		"kubernetes-containers/statefulsets", "stream-batch-processing/stateful-stream-processing",
		"stream-batch-processing/stateless-stream-processing", "core-fundamentals/stateless-vs-stateful-systems",
		"core-fundamentals/session-management", "security-architecture/token-based-authentication", "load-balancing-proxies/sticky-sessions",
	}
	site := fstest.MapFS{
		"content/glossary/stateful.md":  {Data: []byte("---\ntitle: Stateful\ndefinition: Keeps data about earlier requests.\n---\n")},
		"content/glossary/stateless.md": {Data: []byte("---\ntitle: Stateless\ndefinition: Keeps nothing between requests.\n---\n")},
	}
	for _, id := range lessons {
		l := s.site.Index.Lesson("lessons/" + id)
		if l == nil {
			t.Fatalf("the shipped course has no lesson %s", id)
		}
		site["content/lessons/"+id+".md"] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: %q\nsummary: %q\n---\n", l.Title, l.Summary)}
	}
	heads, problems, err := New(options(site)).Snapshot(context.Background())
	if err != nil || heads == nil {
		t.Fatal(err, problems)
	}
	for term, want := range map[string][]string{
		"glossary/stateful":  {lessons[3], lessons[0], lessons[1]},
		"glossary/stateless": {lessons[4], lessons[3], lessons[6], lessons[5], lessons[2]},
	} {
		var got []string
		for _, rel := range heads.relations.Lessons[term] {
			got = append(got, strings.TrimPrefix(rel.ID, "lessons/"))
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("related lessons of %s:\n got %q\nwant %q", term, got, want)
		}
	}
}

// TestWorkers holds that the number of workers does not reach the output.
func TestWorkers(t *testing.T) {
	var first map[string]string
	for _, n := range []int{1, 2, 8} {
		dir, _ := shipped(t, func(o *Options) { o.Workers = n })
		got := tree(t, dir)
		if first == nil {
			first = got
		}
		for name, data := range got {
			if first[name] != data {
				t.Errorf("%d workers: %s differs", n, name)
			}
		}
		if len(got) != len(first) {
			t.Errorf("%d workers wrote %d files, 1 wrote %d", n, len(got), len(first))
		}
	}
}

// TestCompoundNames holds that a lesson whose title has a term inside a longer
// name is related to that term, without an authored relation.
func TestCompoundNames(t *testing.T) {
	site := fstest.MapFS{
		"content/glossary/stateful.md":        {Data: []byte("---\ntitle: Stateful\ndefinition: Keeps data.\n---\n")},
		"content/glossary/statefulset.md":     {Data: []byte("---\ntitle: StatefulSet\ndefinition: A set of Pods.\n---\n")},
		"content/lessons/k8s/statefulsets.md": {Data: []byte("---\ntitle: StatefulSets\nsummary: Pods with a lasting name.\n---\n")},
	}
	s, problems, err := New(options(site)).Snapshot(context.Background())
	if err != nil || s == nil {
		t.Fatal(err, problems)
	}
	for _, term := range []string{"glossary/stateful", "glossary/statefulset"} {
		if got := s.relations.Lessons[term]; len(got) != 1 || got[0].ID != "lessons/k8s/statefulsets" {
			t.Errorf("related lessons of %s: %v", term, got)
		}
	}
}
