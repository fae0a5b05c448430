package content

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"sitegen/internal/diag"
)

// Load reads a whole site: the configuration and every file of the content
// folder, in the order of their paths. The function paragraph, which may be nil, tells a body's
// heading (if it begins with one of level 1) and its first paragraph, both as
// plain text. The problems are sorted; the error tells only of the machine.
//
// Symbolic links are not followed: whoever needs them scans by himself and
// calls Assemble.
func Load(fsys fs.FS, opt Options, paragraph func(body []byte) (heading, first string)) (*Site, diag.List, error) {
	data, err := fs.ReadFile(fsys, ConfigFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("read the configuration: %w", err)
	}
	cfg, problems := ParseConfig(ConfigFile, data)
	sources, err := readTree(fsys, cfg, paragraph, &problems)
	if err != nil {
		return nil, nil, fmt.Errorf("read the content: %w", err)
	}
	site, found := Assemble(cfg, sources, opt)
	problems = append(problems, found...)
	problems.Sort()
	return site, problems, nil
}

// readTree parses the heads of all Markdown files below the content folder; a
// folder that does not exist has none.
func readTree(fsys fs.FS, cfg *Config, paragraph func([]byte) (string, string), problems *diag.List) ([]Source, error) {
	var sources []Source
	err := fs.WalkDir(fsys, cfg.Content, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			if name == cfg.Content && errors.Is(err, fs.ErrNotExist) {
				return fs.SkipAll
			}
			return err
		}
		if cfg.Besides(name) && d.IsDir() {
			return fs.SkipDir
		}
		if !d.Type().IsRegular() || cfg.Besides(name) {
			return nil
		}
		if !IsMarkdown(name) {
			sources = append(sources, Source{File: name})
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		head, found := ParseHead(name, data)
		*problems = append(*problems, found...)
		s := Source{File: name, Head: head}
		if paragraph != nil {
			s.Heading, s.Paragraph = paragraph(data[head.Body:])
		}
		sources = append(sources, s)
		return nil
	})
	return sources, err
}

// IsMarkdown reports whether a file is Markdown, by its name.
func IsMarkdown(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		return true
	}
	return false
}
