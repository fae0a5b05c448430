package content

// ConfigFile is the name of the configuration in the site's folder.
const ConfigFile = "sitegen.yaml"

// Dir is the folder of the sources below the site's folder, where the
// configuration names no other.
const Dir = "content"

// Source is one file of the content folder, as the earlier stages know it.
type Source struct {
	// File is the path below the site's folder: "content/glossary/cache.md". It
	// lies in the folder that Config.Content names.
	File string
	// Head is nil for a file that is not Markdown (it becomes an Asset).
	Head *Head
	// Heading is the text of the body's first heading if that is of level 1:
	// the title of a file whose front matter has none.
	Heading string
	// Paragraph is the plain text of the body's first paragraph: a term's
	// definition where the front matter has none.
	Paragraph string
}

// Options of Assemble.
type Options struct {
	// Drafts and Future keep entries that are marked draft, or dated after
	// Today.
	Drafts, Future bool
	// Today is the day of the build as YYYY-MM-DD. It decides only which
	// entries belong to the site and never reaches the output.
	Today string
}
