package markdown

//go:generate go run ./gen ../../static/assets/chroma.css

import "sitegen/internal/diag"

// Options of Parse, the same for all files of a site.
type Options struct {
	// NoHTML leaves raw HTML out, and reports it as a warning.
	NoHTML bool
	// LineNumbers numbers the lines of code blocks that do not say otherwise.
	LineNumbers bool
	// Labels are the words that Parse itself writes into the HTML, in the
	// site's language.
	Labels Labels
	// AllRuns also records the text in places where no link belongs, which
	// only `sitegen explain` asks for.
	AllRuns bool
}

// Labels are words in the site's language.
type Labels struct {
	Note, Tip, Important, Warning, Caution string // alert titles
	Copy                                   string // the copy button's label
	Footnotes, Backlink                    string
	Quiz, Question, Answer, Right, Wrong   string
	Explanation, ShowAnswer                string
	Permalink                              string // label of a heading's own link
	Table, Diagram                         string // labels of a scrolling table and of a drawing
	Done, Open                             string // labels of a task list's boxes
}

// Doc is one parsed file. It is immutable, plain data that encoding/gob can
// carry, and safe for concurrent use.
type Doc struct {
	// HTML is the body with nothing at the Slots.
	HTML []byte
	// Slots are the places to fill, by ascending offset.
	Slots []Slot
	// Runs are the stretches of prose in which terms may be linked, in order.
	Runs []Run
	// Headings are the outline, all levels, in order.
	Headings []Heading
	// Title is the text of a level 1 heading that opens the body, or "". Such
	// a heading is left out of HTML: the page has its title already.
	Title string
	// TitleID is the id that this heading would have, by which links name it, or
	// "": nothing else on the page has that id.
	TitleID string
	// Paragraph is the plain text of the first paragraph, or "".
	Paragraph string
	// Text is the body's plain text, block by block separated by "\n\n",
	// without code, math and diagrams: for search, similarity and feeds.
	Text string
	// Words counts the words of Text (CJK: characters, two to a word).
	Words int
	// Features says what the page needs of scripts and styles.
	Features Features
	// Drawings are what a script has to draw, one element for each of HasMermaid
	// and HasMath that there is.
	Drawings []Drawing
	// Problems are the author's mistakes, at their places in the file.
	Problems diag.List
}

// Drawing counts what a script has to draw: diagrams or formulas.
type Drawing struct {
	Feature Features
	Count   int
	// First is where the first of them stands in the file.
	First diag.Position
}

// Features is a set of what occurs in a Doc.
type Features uint16

// The features.
const (
	HasCode Features = 1 << iota
	HasTabs
	HasMath
	HasMermaid
	HasQuiz
	HasGoat
	HasTable
	HasImage
)

// Place says in what kind of text a run stands.
type Place uint8

// The places. Only PlaceProse takes links; the others are recorded with
// Options.AllRuns only.
const (
	PlaceProse Place = iota
	PlaceCode
	PlaceLink
	PlaceHeading
	PlaceImage
	PlaceHTML
	PlaceMath
	PlaceDiagram
	// PlaceSuppressed is the word of [[!word]]; always recorded.
	PlaceSuppressed
	// PlaceQuiz is a quiz's question or answer: a link would give hints.
	PlaceQuiz
)

// Run is a stretch of text inside one inline parent, across soft line breaks.
type Run struct {
	// Start and End delimit the run's escaped text in Doc.HTML. For a run that
	// is not prose they are zero and Plain holds the text.
	Start, End uint32
	Plain      string
	Place      Place
	// Section counts the h2 headings before the run.
	Section int
	// Pieces map the text to the source, by ascending Text.
	Pieces []Piece
}

// Piece says that from byte Text of a run's plain text on, until the next
// piece, the text stands from byte Source of the file on.
type Piece struct{ Text, Source uint32 }

// SlotKind says what is to be filled in.
type SlotKind uint8

// The kinds of slots.
const (
	// SlotLink takes ` href="…"` and further attributes of an <a>.
	SlotLink SlotKind = iota
	// SlotImage takes ` src="…"` and further attributes of an <img>.
	SlotImage
	// SlotWiki takes the attributes of the <a> of [[term]] or [[term|text]];
	// the text stands in HTML already.
	SlotWiki
	// SlotShortcode takes the output of a shortcode's template; [Offset, End)
	// of HTML is its inner part, which may hold slots and runs of its own.
	SlotShortcode
	// SlotRaw takes the value, without quotes, of an href or src attribute of
	// raw HTML.
	SlotRaw
)

// Slot is a place in Doc.HTML that depends on other files.
type Slot struct {
	Kind SlotKind
	// Offset is where in HTML; End differs from it for SlotShortcode only.
	Offset, End uint32
	// Dest is the destination as written (unescaped), the reference of a wiki
	// link, or the name of a shortcode.
	Dest string
	// Args are a shortcode's arguments in order; a named one has a Name.
	Args []Arg
	// Paired is true for a shortcode with an inner part.
	Paired bool
	// Inside counts the slots that follow and belong to the inner part, nested
	// ones included: where a slot stands at End, its offset alone cannot tell.
	Inside int
	// Section counts the h2 headings before the slot.
	Section int
	// Source and SourceEnd delimit the destination in the file, in bytes; both
	// are zero where it could not be told.
	Source, SourceEnd uint32
	// Line and Column are the place in the file, from 1, for messages.
	Line, Column int
}

// Arg is one argument of a shortcode.
type Arg struct{ Name, Value string }

// Heading is one entry of the outline.
type Heading struct {
	Level int
	ID    string
	Text  string // plain
	Line  int
}

// Target is what fills a slot.
type Target struct {
	// URL is the final value of href or src, not yet escaped.
	URL string
	// Attrs are further attributes, ready to be written, with a leading space:
	// ` width="640" height="480"`.
	Attrs string
	// HTML is the output of a shortcode; unused otherwise. For a shortcode it
	// is called with the rendered inner part.
	HTML func(inner string) (string, error)
}

// TermLink is one automatic link: bytes [Start, End) of the plain text of run
// Run become a link to the term.
type TermLink struct {
	Run, Start, End int
	ID, URL         string
}
