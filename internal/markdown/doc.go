// Package markdown turns the Markdown of one file into a Doc: the body's HTML
// with slots where something of another file must be filled in, and everything
// that the rest of sitegen wants to know about the text. It is the only
// importer of goldmark and chroma.
//
// Parse depends on the bytes of one file and on Options, on nothing else, so a
// Doc can be kept for as long as the file does not change, on disk too. All
// that depends on other files (where a link leads, which words are terms, what
// a shortcode's template says) is a Slot or a Run, and Doc.Render splices it
// in without looking at Markdown again: rendering a body after an edit
// elsewhere costs a copy.
//
// # The dialect
//
// CommonMark with tables, strikethrough, task lists and bare addresses as
// GitHub has them, footnotes, and definition lists. Beyond that:
//
// Headings have ids, made of their text in GitHub's way, or written {#id} at
// their end, where {.class key=value} may stand, too. An id is unique on the
// page, and none of those that the pages themselves use. A level 1 heading
// that opens the body is the Doc's Title and left out.
//
// A quote that begins with a line [!NOTE], [!TIP], [!IMPORTANT], [!WARNING] or
// [!CAUTION] is an alert.
//
// [[term]] and [[term|text]] link a term, and [[!word]] says that the word is
// not one. What CommonMark knows wins: [[text]](url), and [[label]] where the
// label is defined. Of a path, [[glossary/two-phase-commit]], the last part is
// shown.
//
// $x$ and $$x$$ are TeX: no white space inside next to a single dollar, no
// digit after the closing one, no letter or digit before the opening one, and
// a dollar that follows white space shows that the one before was money. $$ at
// the beginning of a line opens a block that ends with $$ at the end of one.
//
// {{< name arg key="value" >}} calls a template; {{< /name >}} ends what it is
// wrapped around, which is Markdown; {{< name />}} wraps nothing. {{% … %}} is
// the same. Values may stand in double quotes (with \" inside) or backquotes.
// Both tags of a pair stand in one block, or each on a line of its own at one
// level. A tag that is never closed wraps nothing. {{</* name */>}} shows the
// tag itself, and so does code. A paragraph of nothing but shortcodes has no p.
// Where a link's destination is Hugo's {{< ref "page.md" >}} or relref, it is
// page.md.
//
// An image alone in its paragraph, with a title, is a figure.
//
// # Fences
//
// The first word after a fence is the language. Attributes follow, in braces
// or bare, as this tool or others spell them:
//
//	```go {title="main.go" linenos=true hl_lines="3 5-7" tab="Go"}
//	```go title="main.go" {3,5-7} showLineNumbers
//
// linenostart says with which number the lines begin. Neighbouring fences with
// a tab form one group. Code is highlighted in spans with chroma's classes;
// static/assets/chroma.css, made by gen, gives them colours.
//
// Four languages are no code: goat is drawn (as SVG in the text's colour),
// mermaid and math are handed on for a script to draw, and quiz asks. In these
// title is the caption.
//
// # Quizzes
//
//	```quiz
//	? A question, with **Markdown**, code blocks included.
//	- [ ] A wrong answer
//	  > Why it is wrong; each line begins with >.
//	- [x] A right answer, of which there may be several
//	  > Why it is right.
//	! What is to be said in general, at the end.
//
//	? The next question
//	- [x] …
//	```
//
// A line that begins a question, an answer of it or its general explanation
// stands at the left; further lines of an answer or of the general explanation
// are indented by two spaces, or follow as they are. The fence around a quiz
// must be longer than any fence in it. A question has at least one answer, and
// at least one right one. Each has an id, made of its text, that stays while
// the text does, so that a script can remember what was answered.
//
// # Raw HTML
//
// Raw HTML passes as it is: the author is trusted. The values of href and src
// are slots, so that links to source files and base paths work there, too.
// With Options.NoHTML it is left out and reported.
//
// # Where no link belongs
//
// Runs are the text in which terms may be linked. None are in code, links,
// headings, header cells of tables, terms of definition lists, pictures and
// their captions, math, diagrams, the questions and answers of quizzes (their
// explanations are prose), and within the elements of raw HTML that are links,
// controls or code or that explain a word, such as a, button, kbd and abbr,
// even where Markdown stands between the tags. With Options.AllRuns these are
// recorded too, each with its Place.
//
// # Problems
//
//	too-deep             error    lists and quotes nested more than 100 deep, emphasis more than 100 deep,
//	                              more than 4,000 emphasis marks in one paragraph
//	bad-shortcode        error    a tag without its end; a pair across blocks
//	unopened-shortcode   error    {{< /name >}} without its beginning
//	unclosed-math        error    $$ without its end
//	quiz                 error    a quiz that lacks something, at the line that lacks it
//	unknown-alert        warning  [!KIND] that is none of the five
//	duplicate-id         warning  {#id} that is taken, by another heading or by the page itself
//	unknown-footnote     warning  [^name] without a footnote; it stays text
//	unused-footnote      warning  a footnote to which nothing refers; it is left out
//	code-attribute       warning  an attribute of a fence that is misspelt or has no sense
//	goat                 warning  a drawing too large to draw; it is shown as text
//	raw-html             warning  raw HTML, left out because of Options.NoHTML
//
// too-deep is what keeps hostile pages cheap: every page is parsed in time
// roughly in proportion to its size, and no HTML is nested deeper than other
// programs read.
package markdown
