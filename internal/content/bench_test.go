package content

import (
	"fmt"
	"strings"
	"testing"
)

// benchHeads are front matters of a course: nine lessons to one term, as in
// the site with which builds are measured.
func benchHeads(n int) (files []string, data [][]byte) {
	for i := range n {
		switch {
		case i%10 == 0:
			files = append(files, fmt.Sprintf("content/glossary/term-%d.md", i))
			data = append(data, fmt.Appendf(nil, "---\ntitle: \"Term Number %d\"\ndefinition: \"One sentence that says what it is, and what for.\"\n"+
				"category: \"caching\"\nsee_also: [term-%d, term-%d, term-%d]\nlesson: \"lesson-%d\"\n---\n\nText.\n",
				i, (i+10)%n/10*10, (i+50)%n/10*10, (i+90)%n/10*10, i+1))
		default:
			files = append(files, fmt.Sprintf("content/lessons/category-%d/lesson-%d.md", i%7, i))
			prerequisites := ""
			if i > 10 && i%2 == 0 {
				prerequisites = fmt.Sprintf("lesson-%d", i/10*10-9)
			}
			data = append(data, fmt.Appendf(nil, "---\ntitle: \"Lesson Number %d in Practice\"\nsummary: \"A set of practices, explained.\"\n"+
				"level: \"advanced\"\ncategory: \"category-%d\"\norder: %d\ndate: \"2026-01-01\"\ntags: [tag-%d, tag-%d, tag-%d]\nterms: [a, b]\n"+
				"prerequisites: [%s]\n---\n\nText.\n", i, i%7, i, i%60, i%59, i%58, prerequisites))
		}
	}
	return files, data
}

// plainYAML is the same content in a form that only the full parser reads.
func plainYAML(data []byte) []byte {
	return []byte(strings.Replace(string(data), "title: ", "title:  !!str ", 1))
}

func BenchmarkParseHead(b *testing.B) {
	files, data := benchHeads(10_000)
	b.Run("flat", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for i := range files {
				ParseHead(files[i], data[i])
			}
		}
	})
	b.Run("full", func(b *testing.B) {
		full := make([][]byte, len(data))
		for i := range data {
			full[i] = plainYAML(data[i])
		}
		b.ReportAllocs()
		for b.Loop() {
			for i := range files {
				ParseHead(files[i], full[i])
			}
		}
	})
}

func BenchmarkAssemble(b *testing.B) {
	files, data := benchHeads(10_000)
	sources := make([]Source, len(files))
	for i := range files {
		head, problems := ParseHead(files[i], data[i])
		if len(problems) > 0 {
			b.Fatal(problems)
		}
		sources[i] = Source{File: files[i], Head: head}
	}
	cfg, _ := ParseConfig(ConfigFile, nil)
	b.ReportAllocs()
	for b.Loop() {
		site, problems := Assemble(cfg, sources, Options{Today: "2026-06-01"})
		if problems.HasErrors() || len(site.Lessons) != 9000 {
			b.Fatal(problems[0], len(site.Lessons))
		}
	}
}
