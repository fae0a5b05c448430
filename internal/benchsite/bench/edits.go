package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// edit is one change of the sources.
type edit struct {
	name string
	// make changes the site and returns what takes the change back.
	make func(site string) (undo func() error, err error)
}

var edits = []edit{
	{"nothing changed", func(string) (func() error, error) { return func() error { return nil }, nil }},
	{"one lesson edited", func(site string) (func() error, error) {
		return rewrite(middle(site, lessons), func(data []byte) []byte {
			return append(data, "\nAnother sentence about replicas and what they keep.\n"...)
		})
	}},
	{"one definition edited", func(site string) (func() error, error) {
		return rewrite(middle(site, terms), func(data []byte) []byte {
			return definition.ReplaceAll(data, []byte(`definition: "What this term means, in other words."`))
		})
	}},
	{"a term added", func(site string) (func() error, error) {
		file := middle(site, lessons)
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		word := longestWord(data)
		return rewrite(filepath.Join(site, "content", "glossary", "added-by-bench.md"), func([]byte) []byte {
			return fmt.Appendf(nil, "---\ntitle: %s\ndefinition: A word that the pages use.\n---\n\nText.\n", word)
		})
	}},
	{"a template edited", func(site string) (func() error, error) {
		return rewrite(filepath.Join(site, "templates", "partials", "footer.html"), func([]byte) []byte {
			return []byte("<footer>another footer</footer>\n")
		})
	}},
}

// The files to choose from.
const (
	lessons = "content/lessons/caching/*-*.md"
	terms   = "content/glossary/*-*.md"
)

var (
	definition = regexp.MustCompile(`(?m)^definition: .*$`)
	longWord   = regexp.MustCompile(`\b[a-z]{6,}\b`)
)

// middle is a file in the middle of those that fit the pattern, or "".
func middle(site, pattern string) string {
	files, err := filepath.Glob(filepath.Join(site, filepath.FromSlash(pattern)))
	if err != nil || len(files) == 0 {
		return ""
	}
	return files[len(files)/2]
}

// longestWord of a lesson's first paragraph, as a title: a word that this
// sentence brings to about one page in ten.
func longestWord(lesson []byte) string {
	_, body, _ := bytes.Cut(lesson, []byte("\n## "))
	paragraphs := bytes.Split(body, []byte("\n\n"))
	word := ""
	for _, w := range longWord.FindAllString(string(paragraphs[min(1, len(paragraphs)-1)]), -1) {
		if len(w) > len(word) {
			word = w
		}
	}
	return strings.ToUpper(word[:min(1, len(word))]) + word[min(1, len(word)):]
}

// rewrite changes a file, which is made if it does not exist.
func rewrite(file string, change func([]byte) []byte) (undo func() error, err error) {
	before, err := os.ReadFile(file)
	undo = func() error { return os.WriteFile(file, before, 0o644) }
	if errors.Is(err, os.ErrNotExist) && file != "" {
		undo = func() error { return os.Remove(file) }
		err = os.MkdirAll(filepath.Dir(file), 0o755)
	}
	if err != nil {
		return nil, err
	}
	after := change(bytes.Clone(before))
	if bytes.Equal(before, after) {
		return nil, fmt.Errorf("%s: the edit changes nothing", file)
	}
	return undo, os.WriteFile(file, after, 0o644)
}
