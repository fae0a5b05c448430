package content

import "sitegen/internal/diag"

// RuleDoc describes a rule by whose name this package reports problems;
// documentation of the rules is generated from Rules.
type RuleDoc struct {
	Name     string
	Severity diag.Severity
	// Doc says what broke the rule, in a sentence.
	Doc string
}

// Rules are all rules of this package, sorted by name. A reference under
// another tool's name for a key (related, for example) is at most a warning.
var Rules = []RuleDoc{
	{"alias-collision", diag.Error, "An alias is the URL of another page, another page's alias, or a page that sitegen writes itself."},
	{"ambiguous-reference", diag.Error, "A reference fits several entries; the hint lists their ids."},
	{"bad-alias", diag.Error, "An alias is no path on this site: it leaves the folder, has a backslash, a query or a control character, or leads to another site."},
	{"bad-base-url", diag.Error, "`base_url` is not an absolute http or https URL, or has a query, a fragment or a user name."},
	{"bad-case", diag.Error, "`case` is neither exact nor fold."},
	{"bad-category", diag.Error, "No URL can be made from the name of a category."},
	{"bad-date", diag.Error, "A text is not a date, or day and month cannot be told apart."},
	{"bad-glob", diag.Error, "A pattern of `only_in`, `not_in`, `check.paths` or `check.ignore` is malformed."},
	{"bad-json", diag.Error, "JSON front matter cannot be read."},
	{"bad-language", diag.Error, "`language` is not a BCP 47 tag."},
	{"bad-level", diag.Error, "`level` is none of foundation, intermediate and advanced."},
	{"bad-link", diag.Error, "`ask`, `edit` or `report` is no address or has an unknown placeholder, or an announcement has no text."},
	{"bad-link-mode", diag.Error, "`glossary.link` is none of section, page, all and none."},
	{"bad-menu", diag.Error, "A link of the menu lacks its title or its url."},
	{"bad-path", diag.Error, "A path of the configuration is absolute, leaves its folder, or is used for both terms and lessons."},
	{"bad-rule-level", diag.Error, "A rule of `check` is set to something other than off, note, warning, error or on."},
	{"bad-slug", diag.Error, "A slug has a slash, leaves its folder, or is a name that some system cannot write."},
	{"bad-tag", diag.Error, "No URL can be made from a tag."},
	{"bad-toml", diag.Error, "TOML front matter cannot be read."},
	{"bad-url", diag.Error, "`url` leaves the site's folder or is a path that some system cannot write."},
	{"bad-yaml", diag.Error, "YAML front matter or the configuration cannot be read."},
	{"draft-reference", diag.Warning, "A reference leads to a draft or to an entry of the future, which this build leaves out."},
	{"duplicate-id", diag.Error, "Two files are one entry, such as `a.md` and `a/index.md`."},
	{"duplicate-key", diag.Error, "A key occurs twice, perhaps in two ways of writing it."},
	{"empty-file", diag.Note, "A Markdown file is empty and left out."},
	{"foreign-page", diag.Note, "A file without text that asks another tool for a page of its own (`layout: search`) is left out."},
	{"ignored-file", diag.Note, "A Markdown file whose name begins with an underscore is left out."},
	{"invalid-utf8", diag.Error, "A file is not UTF-8."},
	{"missing-title", diag.Error, "An entry has neither a title nor a level 1 heading at its start."},
	{"misspelt-key", diag.Error, "A key is one slip away from a known one."},
	{"nul-byte", diag.Error, "A file holds a NUL byte."},
	{"prerequisite-cycle", diag.Error, "Lessons need each other in a circle, which is printed."},
	{"reserved-url", diag.Error, "A page or file would be where sitegen writes one of its own."},
	{"self-reference", diag.Warning, "An entry names itself."},
	{"similar-category", diag.Warning, "A category that only entries name is one slip away from another."},
	{"unclosed-front-matter", diag.Error, "The fence that opens the front matter has no second."},
	{"unknown-key", diag.Note, "sitegen does not know a key; templates see it. Reported once per key."},
	{"unknown-reference", diag.Error, "A reference leads to no entry; the hint has the nearest."},
	{"unused-key", diag.Note, "A key means nothing for entries of this kind; templates see it. Reported once per key and kind."},
	{"url-collision", diag.Error, "Two pages or files have one URL, or URLs that differ only in letter case."},
	{"wrong-kind", diag.Error, "A reference leads to an entry of another kind, such as a prerequisite that is a term."},
	{"wrong-type", diag.Error, "A value is of another type than its key takes."},
}
