package content

import (
	"path"
	"slices"
	"strings"

	"sitegen/internal/diag"
)

// Config is sitegen.yaml. ParseConfig fills in the defaults.
type Config struct {
	Title string
	// BaseURL is absolute and ends in a slash: "https://example.org/docs/". It
	// is "/" where none is given: then no absolute URL (canonical, sitemap,
	// feed) can be written, and the build says so in a note.
	BaseURL     string
	Language    string // BCP 47, default "en"
	Description string
	Author      string
	// Content is the folder of the sources below the site's folder, default
	// Dir; "." is the site's folder itself.
	Content  string
	Glossary GlossaryConfig
	Lessons  LessonsConfig
	Markdown MarkdownConfig
	// Menu adds links to the header after the built-in ones.
	Menu []MenuItem
	// Scripts are the scripts that draw, by feature ("mermaid", "math").
	Scripts map[string]Script
	Check   CheckConfig
	Reader  ReaderConfig
	// Params is the site's own, for templates.
	Params map[string]any
}

// Script is a script of the site's own that draws on the pages that need it.
type Script struct {
	// File is its path below the site's folder, or "" where the author says that
	// none is wanted.
	File string
	Pos  diag.Position
}

// besides are the names at the top of a site's folder that are no content
// where the whole folder is.
var besides = []string{ConfigFile, "templates", "static", "node_modules"}

// Besides reports whether a path below the site's folder names something that
// lies in the content folder and yet is none of it. That is so only where
// Content is ".": then the configuration and the folders templates, static and
// node_modules lie beside the pages.
func (c *Config) Besides(file string) bool {
	return c.Content == "." && slices.Contains(besides, file)
}

// Below returns the path below the content folder of a file whose path below
// the site's folder is given.
func (c *Config) Below(file string) string {
	if c.Content == "." {
		return file
	}
	return strings.TrimPrefix(file, c.Content+"/")
}

// SourcePath returns the path below the site's folder of a file whose path
// below the content folder is given, with or without a leading slash.
func (c *Config) SourcePath(rel string) string { return path.Join(c.Content, rel) }

// GlossaryConfig is the key glossary.
type GlossaryConfig struct {
	// Dir is the folder of the terms below that of the pages, default "glossary"; "."
	// makes the whole site a glossary with its terms at /SLUG/.
	Dir string
	// Link says which mentions become links: LinkSection by default.
	Link LinkMode
	// Title of the glossary, default from the theme's catalogue ("").
	Title string
}

// LessonsConfig is the key lessons.
type LessonsConfig struct {
	// Dir is the folder of the lessons below that of the pages, default "lessons"; "."
	// makes each top folder a category.
	Dir string
	// Title of the course, default from the theme's catalogue ("").
	Title string
}

// MarkdownConfig is the key markdown.
type MarkdownConfig struct {
	// NoHTML leaves raw HTML out (markdown.html: false). It passes by default.
	NoHTML bool
	// LineNumbers numbers the lines of every code block that does not say
	// otherwise.
	LineNumbers bool
}

// MenuItem is one link of the header.
type MenuItem struct {
	Title, URL string
	// Pos is where it stands in the configuration.
	Pos diag.Position
}

// LinkMode says which mentions of a term become links.
type LinkMode uint8

// The link modes of glossary.link.
const (
	// LinkSection links the first mention in each section (h2).
	LinkSection LinkMode = iota
	// LinkPage links the first mention on a page.
	LinkPage
	// LinkAll links every mention.
	LinkAll
	// LinkNone links nothing automatically.
	LinkNone
)
