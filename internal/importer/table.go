package importer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/diag"
)

// readTable reads a CSV or JSON file of terms.
func (s *site) readTable() (diag.List, error) {
	data, err := fs.ReadFile(s.src, s.name)
	if err != nil {
		return nil, fmt.Errorf("read the source: %w", err)
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return nil, &Error{s.opt.Name + " is a workbook", "save the sheet as CSV (UTF-8), and import that"}
	}
	report := s.recordReport(s.name)
	text := s.decode(data, report)
	var problems diag.List
	if s.kind == CSV {
		s.readCSV(s.name, text, &problems)
	} else {
		s.readJSON(s.name, text, &problems)
	}
	if problems.HasErrors() {
		return problems, nil
	}
	if s.opt.Site != nil {
		if _, err := s.assemble(); err != nil {
			return nil, err
		}
		s.contentDir, s.glossaryDir = s.built.Config.Content, s.built.Config.Glossary.Dir
	}
	s.addTermDocs()
	return nil, nil
}

// readCSV reads a table of one term in each row.
func (s *site) readCSV(file string, text []byte, problems *diag.List) {
	report := s.recordReport(file)
	skipped := 0
	if first, rest, ok := bytes.Cut(text, []byte("\n")); ok && bytes.HasPrefix(first, []byte("sep=")) {
		text, skipped = rest, 1 // what Excel writes to name the delimiter
	}
	delimiter := chooseDelimiter(text)
	rows, lines, err := readRows(text, delimiter, false)
	if err != nil {
		// Quotation marks inside a cell are not doubled by every program.
		var lazy error
		rows, lines, lazy = readRows(text, delimiter, true)
		if lazy != nil || neverClosed(err, text) {
			csvProblem(file, skipped, err, problems)
			return
		}
		report.mapped("notation", 0, "quotation marks inside cells are not doubled; they are taken as they stand")
	}
	for i := range lines {
		lines[i] += skipped
	}
	if len(rows) == 0 {
		problems.Errorf(diag.Position{File: file}, "empty-table", "the first row names the columns, such as term,definition", "the table is empty")
		return
	}
	columns, headers, ok := s.readHeader(file, rows[0], lines[0], problems)
	if !ok {
		return
	}
	if headers != nil {
		rows, lines = rows[1:], lines[1:]
	} else {
		headers = make([]string, len(columns))
		for i := range headers {
			headers[i] = fmt.Sprintf("column %d", i+1)
		}
	}
	for i, row := range rows {
		s.addRow(file, row, lines[i], columns, headers, report)
	}
}

// addRow makes a record of a row.
func (s *site) addRow(file string, row []string, n int, columns []column, headers []string, report *FileReport) {
	r := &record{source: file, line: n}
	for pass := range 2 { // the title first: remarks name it
		for i, cell := range row {
			cell = strings.TrimSpace(cell)
			if i >= len(columns) || cell == "" || (columns[i] == colTerm) != (pass == 0) {
				continue
			}
			r.add(columns[i], headers[i], []string{cell}, false, report)
		}
	}
	if extra := len(row) - len(columns); extra > 0 && strings.TrimSpace(strings.Join(row[len(columns):], "")) != "" {
		report.lost("value", n, "the row has %s more than the header", count(extra, "cell", "cells"))
	}
	if r.title == "" {
		if strings.TrimSpace(strings.Join(row, "")) != "" {
			report.lost("value", n, "a row without a term is left out")
		}
		return
	}
	s.terms.records = append(s.terms.records, r)
}

// readHeader tells what the columns mean. Headers are nil where the first row
// is none: then the first column is the term, the second its definition.
func (s *site) readHeader(file string, row []string, n int, problems *diag.List) (columns []column, headers []string, ok bool) {
	report := s.recordReport(file)
	columns = make([]column, len(row))
	known := 0
	for i, h := range row {
		c, is := findColumn(h)
		if is {
			columns[i] = c
			known++
		}
	}
	if known == 0 && len(row) >= 2 {
		columns[0], columns[1] = colTerm, colDefinition
		report.mapped("notation", n, "the first row names no column that is known: the first column is taken as the term, the second as its definition")
		return columns, nil, true
	}
	if !slices.Contains(columns, colTerm) {
		problems.Errorf(diag.Position{File: file, Line: n, Column: 1}, "no-term-column",
			"call the column that holds the terms \"term\"; the others may be "+strings.Join([]string{"definition", "aka", "category", "see also", "tags", "link"}, ", "),
			"no column holds the terms: the columns are %s", strings.Join(row, ", "))
		return nil, nil, false
	}
	for i, h := range row {
		switch {
		case columns[i] == colOwn && content.FindKey(h) != nil || strings.TrimSpace(h) == "":
		case columns[i] == colOwn:
			report.kept("own key", n, "the column %q stands below params, as %s", h, ownKey(h))
		case columns[i] != colOwn && foldColumn(h) != foldColumn(string(columns[i])):
			report.mapped("key", n, "the column %q is %s", h, columns[i])
		}
	}
	return columns, row, true
}

// readRows reads all rows with the lines on which they begin.
func readRows(text []byte, delimiter rune, lazy bool) (rows [][]string, lines []int, err error) {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = delimiter, -1, lazy
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, lines, nil
		}
		if err != nil {
			return nil, nil, err
		}
		n, _ := r.FieldPos(0)
		rows, lines = append(rows, row), append(lines, n)
	}
}

// neverClosed reports whether an error is that of a quotation mark that opens a
// cell and has no second: the rest of the file would be that cell.
func neverClosed(err error, text []byte) bool {
	var e *csv.ParseError
	return errors.As(err, &e) && errors.Is(e.Err, csv.ErrQuote) && e.Line >= bytes.Count(bytes.TrimRight(text, "\r\n"), []byte("\n"))+1
}

// csvProblem reports where a table cannot be read.
func csvProblem(file string, skipped int, err error, problems *diag.List) {
	pos, message := diag.Position{File: file}, err.Error()
	var e *csv.ParseError
	if errors.As(err, &e) {
		pos.Line, pos.Column, message = e.Line+skipped, e.Column, e.Err.Error()
		if errors.Is(e.Err, csv.ErrQuote) {
			pos.Line, pos.Column, message = e.StartLine+skipped, 0, "the row that begins here has a quotation mark that is never closed"
		}
	}
	problems.Errorf(pos, "bad-csv", "a cell that holds the delimiter, a line break or a quotation mark stands in quotation marks, and each mark inside is doubled",
		"%s", message)
}

// chooseDelimiter returns the delimiter that cuts the first rows into the most
// columns of which all rows have as many; a comma where none does.
func chooseDelimiter(text []byte) rune {
	head := text[:min(len(text), 64<<10)]
	best, score := ',', 0
	for _, d := range []rune{',', ';', '\t', '|'} {
		rows, _, err := readRows(head, d, true)
		if err != nil || len(rows) == 0 {
			continue
		}
		width, same := len(rows[0]), 0
		for _, row := range rows {
			if len(row) == width {
				same++
			}
		}
		known := 0
		for _, h := range rows[0] {
			if _, is := findColumn(h); is {
				known++
			}
		}
		if points := known*1000 + width*same*100/len(rows); width > 1 && points > score {
			best, score = d, points
		}
	}
	return best
}

// listKeys are the keys under which a JSON file may hold its entries.
var listKeys = []string{"terms", "glossary", "entries", "items", "data", "definitions", "results", "words"}

// readJSON reads a list of objects, an object that holds such a list, or an
// object whose keys are the terms; or one object in each line.
func (s *site) readJSON(file string, text []byte, problems *diag.List) {
	root, found := content.ParseData(file, text, content.FormatJSON)
	if found.HasErrors() {
		if lines, wrong, ok := jsonLines(file, text); ok {
			root, found = lines, wrong
		}
	}
	*problems = append(*problems, found...)
	if !found.HasErrors() {
		s.readData(file, root, problems)
	}
}

// jsonLines reads one object in each line. It reports false for a text whose
// first line is none: that is something else.
func jsonLines(file string, text []byte) (list content.Value, problems diag.List, ok bool) {
	list.Kind = content.List
	for i, l := range bytes.Split(text, []byte("\n")) {
		if len(bytes.TrimSpace(l)) == 0 {
			continue
		}
		v, found := content.ParseData(file, l, content.FormatJSON)
		if len(list.Items) == 0 && (found.HasErrors() || v.Kind != content.Table) {
			return list, nil, false
		}
		for _, p := range found {
			p.Pos.Line = i + 1
			problems = append(problems, p)
		}
		v.Line = int32(i + 1)
		list.Items = append(list.Items, v)
	}
	return list, problems, len(list.Items) > 1
}

// readData makes records of data, whatever language it was written in.
func (s *site) readData(file string, root content.Value, problems *diag.List) {
	report := s.recordReport(file)
	if list := listIn(root); list != nil {
		s.readTitle(root)
		s.readData(file, *list, problems)
		return
	}
	switch {
	case root.Kind == content.Table && isEntry(root):
		s.addEntry(file, "", &root, report)
	case root.Kind == content.List:
		for i := range root.Items {
			s.addEntry(file, "", &root.Items[i], report)
		}
	case root.Kind == content.Table:
		for i := range root.Items {
			s.addEntry(file, root.Items[i].Key, &root.Items[i], report)
		}
	default:
		problems.Errorf(diag.Position{File: file, Line: 1, Column: 1}, "no-terms",
			"write a list of entries: [{\"term\": \"…\", \"definition\": \"…\"}]", "the file holds no list of terms, but %s", root.Kind)
	}
}

// listIn returns the list of entries that an object holds, or nil.
func listIn(root content.Value) *content.Value {
	if root.Kind != content.Table {
		return nil
	}
	for i := range root.Items {
		v := &root.Items[i]
		at := slices.Index(listKeys, strings.ToLower(v.Key))
		if at >= 0 && (v.Kind == content.List || v.Kind == content.Table && at < 3 && !isEntry(*v)) {
			return v
		}
	}
	return nil
}

// isEntry reports whether an object is one term rather than many.
func isEntry(v content.Value) bool {
	term, definition := false, false
	for i := range v.Items {
		m := &v.Items[i]
		c, _ := findColumn(m.Key)
		term = term || isTitle(m)
		definition = definition || c == colDefinition && m.Kind == content.Text
	}
	return term && definition
}

// readTitle takes title and language of the glossary from what stands beside
// the list.
func (s *site) readTitle(root content.Value) {
	if !s.kind.isTable() {
		return
	}
	for _, key := range []string{"title", "language", "description"} {
		if v := root.Get(key); v != nil && v.Kind == content.Text && v.Text != "" {
			s.set(key, v.Text, content.Text)
		}
	}
}

// addEntry makes a record of one entry; key is its name where it is a member
// of an object.
func (s *site) addEntry(file, key string, v *content.Value, report *FileReport) {
	r := &record{source: file, line: int(v.Line), title: strings.TrimSpace(key)}
	if v.KeyLine > 0 {
		r.line = int(v.KeyLine)
	}
	switch v.Kind {
	case content.Table:
		for i := range v.Items {
			if m := &v.Items[i]; isTitle(m) {
				r.title = join("", scalars(m))
			}
		}
		for i := range v.Items {
			if m := &v.Items[i]; !isTitle(m) {
				r.addMember(m, report)
			}
		}
	case content.List:
		report.lost("value", r.line, "an entry that is a list is left out")
		return
	default:
		if key == "" { // a list of bare terms
			r.title = strings.TrimSpace(v.Text)
		} else if v.Kind != content.Null {
			r.setText(v.Text, report)
		}
	}
	if r.title == "" {
		report.lost("value", r.line, "an entry without a term is left out")
		return
	}
	s.terms.records = append(s.terms.records, r)
}

func isTitle(m *content.Value) bool {
	c, _ := findColumn(m.Key)
	return c == colTerm && m.Kind != content.Table && m.Kind != content.Null
}

// addMember takes one member of an entry.
func (r *record) addMember(m *content.Value, report *FileReport) {
	c, known := findColumn(m.Key)
	texts := scalars(m)
	if texts == nil && c == colSeeAlso {
		texts = titlesIn(m)
	}
	switch {
	case m.Kind == content.Null || m.Kind != content.Table && texts != nil && strings.TrimSpace(strings.Join(texts, "")) == "":
	case texts == nil || !known && content.FindKey(m.Key) == nil:
		report.kept("own key", int(m.KeyLine), "%s of %q stands below params", m.Key, r.title)
		r.params = append(r.params, *m)
	default:
		r.add(c, m.Key, texts, m.Kind == content.List, report)
	}
}

// titlesIn returns the titles of a list of objects, or nil.
func titlesIn(m *content.Value) []string {
	var titles []string
	for i := range m.Items {
		for j := range m.Items[i].Items {
			if v := &m.Items[i].Items[j]; isTitle(v) {
				titles = append(titles, v.Text)
			}
		}
	}
	if m.Kind != content.List || len(titles) != len(m.Items) {
		return nil
	}
	return titles
}

// scalars returns the texts of a scalar or of a list of scalars; nil for
// anything deeper.
func scalars(v *content.Value) []string {
	switch v.Kind {
	case content.Table:
		return nil
	case content.List:
		texts := []string{}
		for i := range v.Items {
			switch item := &v.Items[i]; item.Kind {
			case content.Table, content.List:
				return nil
			case content.Null:
			default:
				texts = append(texts, strings.TrimSpace(item.Text))
			}
		}
		return texts
	}
	return []string{v.Text}
}
