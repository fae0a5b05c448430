package build

import (
	"slices"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/markdown"
)

// Rules are the rules that this package reports problems by, sorted by name;
// those of one file's Markdown and of the content model are their packages'.
var Rules = []content.RuleDoc{
	{Name: "broken-source-link", Severity: diag.Warning, Doc: "A link leads to a Markdown file that does not exist; the hint has the nearest."},
	{Name: "dangling-link", Severity: diag.Error, Doc: "A symbolic link leads to nothing."},
	{Name: "link-loop", Severity: diag.Error, Doc: "A symbolic link leads in a circle, or to a folder that contains it."},
	{Name: "link-outside", Severity: diag.Error, Doc: "A symbolic link leads out of the site's folder."},
	{Name: "missing-script", Severity: diag.Error, Doc: "A script that `scripts` names is not there."},
	{Name: "name-collision", Severity: diag.Error, Doc: "One name belongs to two terms, with no `only_in` or `not_in` to tell them apart; reported at both."},
	{Name: "no-base-url", Severity: diag.Note, Doc: "The site has no `base_url`, so that no absolute address can be written."},
	{Name: "no-content", Severity: diag.Error, Doc: "There is no folder `content`, or the one that the key `content` names, or no page in it."},
	{Name: "no-history", Severity: diag.Note, Doc: "`last_updated` is wanted, but there is no whole history to read it from; pages have the dates that their authors gave."},
	{Name: "template", Severity: diag.Error, Doc: "A template does not parse, names what its view does not have, fails, or does not end; also a style sheet or script that names an asset which does not exist."},
	{Name: "undrawn", Severity: diag.Note, Doc: "There are mermaid diagrams or formulas and no script to draw them, so that readers see their source. Reported once for each, at the first."},
	{Name: "unknown-shortcode", Severity: diag.Warning, Doc: "A shortcode has no template; its inner text is shown. Reported once for each name."},
	{Name: "unreadable", Severity: diag.Error, Doc: "A file or folder cannot be read."},
}

// AllRules are the rules by which a build reports problems, sorted by name.
func AllRules() []content.RuleDoc {
	all := slices.Concat(content.Rules, Rules)
	for _, r := range markdown.Rules {
		all = append(all, content.RuleDoc(r))
	}
	slices.SortFunc(all, func(a, b content.RuleDoc) int { return strings.Compare(a.Name, b.Name) })
	return all
}
