package content

import "sitegen/internal/diag"

// Format is the language of a file's front matter.
type Format uint8

// The formats.
const (
	FormatNone Format = iota // the file has no front matter
	FormatYAML               // between lines of ---
	FormatTOML               // between lines of +++
	FormatJSON               // an object at the very beginning
)

// Head is the front matter of one file. It is plain data, so that it can be
// kept on disk between builds, and must not be changed once made.
type Head struct {
	Format Format
	// Body is the byte offset at which the body begins, Line its line.
	Body, Line int
	// Blank means that the body is nothing but white space.
	Blank bool
	// Broken means that the front matter could not be read: what it would
	// have said is unknown, so nothing may be reported as missing.
	Broken bool
	// BadTitle means the same of the title alone.
	BadTitle bool
	// Fields are the keys that sitegen knows, in the order of the file.
	Fields []Field
	// Params are all others, for templates.
	Params []Param
}

// Field is a known key.
type Field struct {
	// Key is the canonical name; Value.Key is the name as written.
	Key   string
	Value Value
}

// Param is an author's own key.
type Param struct {
	Value Value
	// Own means that it stands below the key params, where authors put what
	// is theirs: no note is due.
	Own bool
}

// BodyOffset returns the byte offset at which the body begins.
func (h *Head) BodyOffset() int { return h.Body }

// BodyLine returns the line on which the body begins, from 1.
func (h *Head) BodyLine() int { return h.Line }

// position returns the place of a key, by its canonical name, or the file's
// first line.
func (h *Head) position(file, key string) diag.Position {
	for i := range h.Fields {
		if f := &h.Fields[i]; f.Key == key {
			return diag.Position{File: file, Line: int(f.Value.KeyLine), Column: int(f.Value.KeyColumn)}
		}
	}
	return diag.Position{File: file, Line: 1}
}
