package content

import "sitegen/internal/diag"

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
	Glossary    GlossaryConfig
	Lessons     LessonsConfig
	Markdown    MarkdownConfig
	// Menu adds links to the header after the built-in ones.
	Menu []MenuItem
	// Scripts maps a feature ("mermaid", "math") to the script file, below the
	// site's folder, that draws it on the pages that need it.
	Scripts map[string]string
	Check   CheckConfig
	Reader  ReaderConfig
	// Params is the site's own, for templates.
	Params map[string]any
}

// GlossaryConfig is the key glossary.
type GlossaryConfig struct {
	// Dir is the folder of the terms below content, default "glossary"; "."
	// makes the whole site a glossary with its terms at /SLUG/.
	Dir string
	// Link says which mentions become links: LinkSection by default.
	Link LinkMode
	// Title of the glossary, default from the theme's catalogue ("").
	Title string
}

// LessonsConfig is the key lessons.
type LessonsConfig struct {
	// Dir is the folder of the lessons below content, default "lessons"; "."
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
