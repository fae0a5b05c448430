package importer

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/diag"
)

// dataTerms reads the data files of a tool that are glossaries by their name.
// The others are left out.
func (s *site) dataTerms(dir string) error {
	return s.walk(dir, nil, func(name string) error {
		if !slices.Contains(glossaryNames, strings.ToLower(stem(name))) {
			s.leave(name, "file", "data for templates: sitegen's templates have no data files")
			return nil
		}
		return s.dataFile(name)
	})
}

// dataFile makes terms of a data file.
func (s *site) dataFile(name string) error {
	data, err := fs.ReadFile(s.src, name)
	if err != nil {
		return err
	}
	report := s.recordReport(name)
	text := s.decode(data, report)
	before := len(s.terms.records)
	var problems diag.List
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".tsv":
		s.readCSV(name, text, &problems)
	case ".json":
		s.readJSON(name, text, &problems)
	case ".toml":
		root, found := content.ParseData(name, text, content.FormatTOML)
		if problems = found; !found.HasErrors() {
			s.readData(name, root, &problems)
		}
	default:
		root, found := content.ParseData(name, text, content.FormatYAML)
		if problems = found; !found.HasErrors() {
			s.readData(name, root, &problems)
		}
	}
	for _, p := range problems {
		report.lost("file", p.Pos.Line, "it cannot be read: %s", p.Message)
	}
	if n := len(s.terms.records) - before; n > 0 {
		report.mapped("file", 0, "its entries are %s", count(n, "term", "terms"))
	}
	return nil
}

// folders lists the names of the folders in a folder, in order.
func (s *site) folders(dir string) []string {
	entries, err := fs.ReadDir(s.src, dir)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && !hidden(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names
}
