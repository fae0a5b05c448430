// Package search makes the static search index: a set of small files, of which
// a script in the reader's browser loads the few that a query needs. Its types
// are Input, what there is to find, and Index, the files. Words is what one
// page's text gives to it, and depends on nothing else.
//
// # Words
//
// Text is cut into words by EachToken; the script cuts queries by the same
// rules (static/assets/search-index.js, tokens). A word is a run of letters, digits
// and marks. "C++", "C#" and ".NET" keep their signs, the latter being found
// without it too; parts joined by hyphen, underscore or full stop count each and
// together ("e-mail": e, mail, email); what follows an apostrophe and has one
// or two letters is dropped. Scripts without spaces, and Hangul, are cut into
// pairs of neighbouring characters. Words are folded: lower case, compatible
// characters alike, no accents, points of vowels left out.
//
// Inflected forms of one word are found as one where the language has safe rules
// (families.go) and the text itself has the base form.
//
// # Scores
//
// Each pair of word and document has a level from 1 to 31, worked out here: how
// much the document is about the word, by where the word stands (title, names,
// summary, first paragraph, headings, text, code), how often, and how long those
// are. Only the document itself enters it, and a mean length rounded to a power
// of two, so that an edit of one page leaves the levels of all others alone.
// The script multiplies a level by the word's rarity.
//
// # Files
//
// index.bin is small, has a fixed name and names all others, which are named by
// their content: after an edit of one page only the files with its words
// differ. All are deflated (RFC 1951), since servers leave binary files as they
// are. Numbers are varints (LEB128) unless said otherwise, text is its
// length in bytes and UTF-8, a hash is the first five bytes of a SHA-256, the
// file NAME.HASH.bin being named by it in hexadecimal.
//
// index.bin:
//
//	"sgs1"
//	texts      count, then name and text of each: what the script says
//	categories count, then slug and title of each
//	runs       count, then of each: documents, a byte (kind, level<<4), category (0: none)
//	common     count, then the words that half of all documents have
//	blocks     count, then of each: bytes shared with the block before, the rest of its first key, hash of w.HASH.bin
//	shards     count, then of each: documents, hash of d.HASH.bin
//	spelling   count, then of each: the shortest length of its words, hash of s.HASH.bin
//	starters   count, then what a single first letter finds: the letter, count, and of each the document, title and path
//
// Documents are numbered from 0 in the order of the runs. The kinds are 0 page,
// 1 term, 2 lesson, 3 category.
//
// A block (w) is a stretch of the dictionary, which is sorted by bytes:
//
//	count of p.HASH.bin that it names, their hashes
//	entries to the end: bytes shared with the key before, the rest of the key, a byte of flags, and by these:
//	  single    a byte (the level), a document
//	  list      levels (below)
//	  tail      after a list: how many documents have the word in all; which p file, offset in it
//	  base      the key under which the word's family is found
//	  members   count, the other words of the family
//	  names     count, then of each: a document, a byte (3 its title, 2 another name, 1 an inflection)
//	  concept   levels: the documents that mention the term of that name, under whatever name
//	  canonical the key that has the concept
//
// A key is a word; or the words of a name with spaces between them; or the
// beginning of words and a byte 1, whose list has the best documents with such a
// word in their title: it exists where more than prefixBytes of entries begin so.
// levels is a count, then of each, descending: a byte (level, number of
// documents<<5, 7 saying that the number less 7 follows), the documents
// ascending, each less the one before and 1. A p file has the rest of long lists:
// levels, no count of documents.
//
// A d file has the documents of its stretch: title, path below the site's root,
// summary, a byte of flags (1 other names follow, one text; 2 title and path of
// the in-depth lesson follow; 4 minutes follow;
// 8 it has a Markdown twin: how long its text is follows, in hundreds of words, rounded up).
//
// An s file has words of titles, names and headings, and frequent ones of texts, for who mistypes:
// a byte (bytes shared with the word before<<4, logarithm of the number of documents), the rest of the word.
package search

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"sitegen/internal/content"
)

// Input is everything that there is to find.
type Input struct {
	// Language is the site's BCP 47 tag.
	Language string
	// Docs may come in any order; no two have the same ID.
	Docs []Doc
	// Categories are in display order.
	Categories []Category
	// Texts are what the script says to the reader, by name.
	Texts map[string]string
}

// Category is a filter that a reader may set.
type Category struct{ Slug, Title string }

// Doc is one page that can be found.
type Doc struct {
	ID    string
	Kind  content.Kind
	Level content.Level
	// Category is the slug of one of Input.Categories, or "".
	Category string
	Title    string
	// Path is the page's URL below the site's root, without a leading slash,
	// ready for an href.
	Path    string
	Summary string
	// Names are what else the page answers to, strongest first.
	Names []Name
	// AKA are the other names to show.
	AKA []string
	// Lesson is the in-depth lesson of a term, or empty.
	Lesson Link
	// Minutes is the reading time, 0 where there is none.
	Minutes int
	// Twin tells that PATH + "index.md" has the page's text.
	Twin  bool
	Tags  []string
	Words Words
	// Concept are the documents that speak of this one, a term, under any of
	// its names.
	Concept []Mention
}

// Name is another way to write a document's title.
type Name struct {
	Text string
	// Strength is 2 for a name that the author gave, 1 for an inflection.
	Strength uint8
}

// Link is a title with a path as in Doc.
type Link struct{ Title, Path string }

// Mention says how much a document speaks of a term.
type Mention struct {
	// ID is that of a Doc.
	ID string
	// Level is from 1 to MaxLevel.
	Level uint8
}

// File is one file of an index.
type File struct {
	// Name is below the folder of the index's files, such as "w.0123456789.bin".
	Name string
	Data []byte
}

// Index is a finished index.
type Index struct {
	// Manifest is index.bin.
	Manifest []byte
	// Files are those that it names, sorted by name.
	Files []File
}

// hashSize is how many bytes of a SHA-256 name a file.
const hashSize = 5

// fileHash is the hash by which a file is named.
type fileHash [hashSize]byte

// files collects an index's files, each content once.
type files struct {
	list []File
	by   map[string]int

	packed bytes.Buffer
	packer *flate.Writer
}

func newFiles() *files {
	f := &files{by: map[string]int{}}
	f.packer, _ = flate.NewWriter(nil, flate.DefaultCompression) // fails for unknown levels alone
	return f
}

// deflate returns the content as it is stored.
func (f *files) deflate(content []byte) []byte {
	f.packed.Reset()
	f.packer.Reset(&f.packed)
	_, _ = f.packer.Write(content) // a bytes.Buffer takes all
	_ = f.packer.Close()
	return bytes.Clone(f.packed.Bytes())
}

// add takes a file and returns the hash in its name. Of two contents with one
// hash the second is named by that of itself and a byte more.
func (f *files) add(prefix string, content []byte) fileHash {
	data := f.deflate(content)
	for salted := data; ; salted = append(slices.Clip(salted), 0) {
		sum := sha256.Sum256(salted)
		hash := fileHash(sum[:hashSize])
		name := prefix + "." + hex.EncodeToString(hash[:]) + ".bin"
		i, taken := f.by[name]
		if !taken {
			f.by[name] = len(f.list)
			f.list = append(f.list, File{Name: name, Data: data})
			return hash
		}
		if bytes.Equal(f.list[i].Data, data) {
			return hash
		}
	}
}
