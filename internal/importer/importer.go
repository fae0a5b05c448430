// Package importer turns what another tool holds into a sitegen site: a table
// of terms (CSV, JSON), or a folder of Hugo, MkDocs, Docusaurus, Jekyll, Astro
// or plain Markdown content. Its one function is Import, its types are Options,
// what is wanted, and Result: the files of the new site and a Report.
//
// An import is a pure function from the source to files: nothing is written
// here, so that a dry run is the same code. The rules that all sources share:
//
// Nothing is lost in silence. All that the source holds is mapped (sitegen has
// it, perhaps under another name), kept (it stands in the new site as it was,
// and does nothing there, or not what it did), or could not be taken over. The
// Report says which, file by file, with the line in the source.
//
// Kinds. Terms are the rows of a table, the files of a folder whose name says
// that it is a glossary, and all files of a site whose name says so. Lessons are
// the files of the folder that holds documentation. All else are pages.
// Options.As decides otherwise, except for a folder that is a glossary.
//
// Places. A file keeps its place below content wherever its kind allows: then
// its address and the links to it stay. sitegen.yaml names the folders of the
// terms and of the lessons. Tools that publish their documentation at the root
// of the site (MkDocs, Starlight) have it moved to content/lessons.
//
// Addresses. Where a page's address is another than it was, the old one becomes
// an alias. An explicit address (permalink, url) stays the page's address.
//
// Front matter is written anew as YAML, with sitegen's names of the keys; what
// sitegen does not know stands below params, where templates find it.
//
// Text is changed only where it would mean something else to sitegen, line by
// line, never in code: admonitions become alerts, links are led to where their
// target now is, what only looks like sitegen's own notation is escaped.
//
// Repair. The new site is assembled as a build would, and what is an error there
// (a reference to nothing, an address used twice) is taken out and reported, so
// that the result builds. Only what cannot be read, such as broken front matter,
// is left as it is for its author to mend; the build says where.
//
// Same source, same result. Import may be called concurrently.
package importer

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/diag"
)

// Kind names the tool or the format that a source comes from.
type Kind string

// The kinds of sources.
const (
	CSV        Kind = "csv"
	JSON       Kind = "json"
	Hugo       Kind = "hugo"
	MkDocs     Kind = "mkdocs"
	Docusaurus Kind = "docusaurus"
	Jekyll     Kind = "jekyll"
	Astro      Kind = "astro"
	Markdown   Kind = "markdown"
)

// Kinds are all kinds of sources, in the order of documentation.
var Kinds = []Kind{CSV, JSON, Hugo, MkDocs, Docusaurus, Jekyll, Astro, Markdown}

// String returns the kind's name as people write it.
func (k Kind) String() string {
	switch k {
	case CSV, JSON:
		return strings.ToUpper(string(k))
	case MkDocs:
		return "MkDocs"
	case "":
		return "unknown"
	}
	return strings.ToUpper(string(k[:1])) + string(k[1:])
}

// isTable reports whether the source is one file of terms.
func (k Kind) isTable() bool { return k == CSV || k == JSON }

// As says what the Markdown files of a source become.
type As string

// The ways to take a source.
const (
	AsAuto    As = "auto"
	AsTerms   As = "terms"
	AsLessons As = "lessons"
	AsPages   As = "pages"
)

// Options of Import. The zero value detects everything.
type Options struct {
	// From says what the source is; "" detects it.
	From Kind
	// As says what its Markdown files become; "" is AsAuto.
	As As
	// Name is the source's name for the report and for a title where it has
	// none: the base name of its folder or file.
	Name string
	// Title and Language are those of the new site; "" takes the source's.
	Title, Language string
	// Site is a sitegen site to which a table's terms are added, or nil: they
	// go into its glossary, and may refer to what it holds.
	Site fs.FS
}

// Result is a site that is still to be written.
type Result struct {
	// Files are sorted by path.
	Files  []File
	Report Report
}

// File is one file of the new site.
type File struct {
	// Path is below the site's folder, with forward slashes.
	Path string
	// Data is what the file holds, unless Source names a file of the source
	// that is to be copied.
	Data   []byte
	Source string
}

// Error is a source that cannot be imported, with advice.
type Error struct{ Message, Hint string }

func (e *Error) Error() string { return e.Message }

// Import reads the source: the folder src if name is ".", else the file of this
// name in src. The problems are those of a table that cannot be read, and then
// there is no result; those of single files are in the Report. The error is an
// *Error where the source is not what it should be, and else tells of the
// machine.
func Import(src fs.FS, name string, opt Options) (*Result, diag.List, error) {
	if opt.As == "" {
		opt.As = AsAuto
	}
	kind, err := chooseKind(src, name, opt.From)
	if err != nil {
		return nil, nil, err
	}
	s := newSite(src, name, kind, opt)
	var problems diag.List
	if kind.isTable() {
		problems, err = s.readTable()
	} else {
		err = s.readFolder()
	}
	if err != nil || problems.HasErrors() {
		return nil, problems, err
	}
	if len(s.docs) == 0 {
		return nil, nil, &Error{fmt.Sprintf("there is nothing to import in %s", s.opt.Name), s.emptyHint()}
	}
	if err := s.finish(); err != nil {
		return nil, nil, err
	}
	return s.result(), nil, nil
}

// emptyHint says what a source of the kind should hold.
func (s *site) emptyHint() string {
	if s.kind.isTable() {
		return "the table has no row with a term"
	}
	return fmt.Sprintf("no Markdown file was found where %s keeps its content; name the folder that holds it, with --from markdown", s.kind)
}

// readFolder reads a folder of content.
func (s *site) readFolder() error {
	if err := s.tool.plan(s); err != nil {
		return err
	}
	s.sortSources()
	for _, d := range s.docs {
		if err := s.readDoc(d); err != nil {
			return err
		}
	}
	s.place()
	if t, ok := s.tool.(interface{ placed(*site) }); ok {
		t.placed(s)
	}
	s.indexURLs()
	return nil
}

// finish decides addresses, follows links and writes.
func (s *site) finish() error {
	s.addConfigDefaults()
	if err := s.settle(); err != nil {
		return err
	}
	s.sectionPages()
	if err := s.settle(); err != nil {
		return err
	}
	s.addAliases()
	if err := s.settle(); err != nil {
		return err
	}
	for _, d := range s.docs {
		s.finishBody(d)
	}
	return nil
}

// result collects the files and the report.
func (s *site) result() *Result {
	r := &Result{}
	if s.opt.Site == nil {
		r.Files = append(r.Files, File{Path: content.ConfigFile, Data: s.configText()})
	}
	for _, d := range s.docs {
		r.Files = append(r.Files, File{Path: d.file(), Data: d.text()})
	}
	for _, a := range s.assets {
		r.Files = append(r.Files, File{Path: a.file(), Source: a.src})
	}
	slices.SortFunc(r.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	r.Report = s.makeReport()
	return r
}
