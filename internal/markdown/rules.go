package markdown

import "sitegen/internal/diag"

// RuleDoc describes a rule by whose name this package reports problems.
type RuleDoc struct {
	Name     string
	Severity diag.Severity
	// Doc says what broke the rule, in a sentence.
	Doc string
}

// Rules are the rules of this package, sorted by name.
var Rules = []RuleDoc{
	{"bad-shortcode", diag.Error, "A shortcode is never closed, or opens and closes in different blocks."},
	{"code-attribute", diag.Warning, "A word in the braces of a code fence is no attribute that sitegen knows, or has a value that it cannot have."},
	{"duplicate-id", diag.Warning, "A heading's `{#id}` is taken, by another heading or by the page itself."},
	{"goat", diag.Warning, "A drawing cannot be drawn, and is shown as text."},
	{"quiz", diag.Error, "A quiz cannot be asked: a question without answers or without a right one, a line that is neither question, answer nor explanation."},
	{"raw-html", diag.Warning, "Raw HTML is left out, because the configuration says `markdown.html: false`."},
	{"too-deep", diag.Error, "Lists, quotes or emphasis are nested more than 100 levels deep."},
	{"unclosed-math", diag.Error, "A block of math that begins with `$$` is never closed."},
	{"unknown-alert", diag.Warning, "`> [!WORD]` with a word that is none of the five alerts."},
	{"unknown-footnote", diag.Warning, "`[^name]` without a footnote of that name."},
	{"unopened-shortcode", diag.Error, "A shortcode is closed that was not opened."},
	{"unused-footnote", diag.Warning, "A footnote that nothing refers to is left out."},
}
