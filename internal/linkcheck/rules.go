package linkcheck

import (
	"fmt"
	"slices"

	"sitegen/internal/diag"
)

// Rule is something that the checker can find.
type Rule struct {
	// Name is stable, in kebab-case. Names that begin with "broken-" belong to
	// rules about references that lead nowhere.
	Name string
	// Severity is what the rule's problems have unless the options say
	// otherwise.
	Severity diag.Severity
	// What says in one line what the rule finds.
	What string
	// Mend says in one line why it matters and what to do.
	Mend string
}

// ruleID is a rule's index in the table.
type ruleID uint8

const (
	ruleBrokenLink ruleID = iota
	ruleBrokenFragment
	ruleBrokenCase
	ruleBrokenImage
	ruleBrokenMedia
	ruleBrokenScript
	ruleBrokenStyle
	ruleBrokenAsset
	ruleBrokenFrame
	ruleBrokenMetadata
	ruleBrokenUsemap
	ruleBrokenRedirect
	ruleBrokenSitemap
	ruleBrokenFeed
	ruleBrokenExternal
	ruleDuplicateID
	ruleMissingAlt
	ruleEmptyLink
	ruleEmptyURL
	ruleMalformedURL
	ruleMixedContent
	ruleLocalAddress
	ruleInvalidSrcset
	ruleInvalidXML
	ruleRedirect
	ruleMissingSlash
	ruleExternalRedirect
	ruleExternalRefused
	ruleExternalUnreachable
	ruleCount
)

var rules = [ruleCount]Rule{
	ruleBrokenLink: {"broken-link", diag.Error, "a link to a page or file that the site does not have",
		"Readers get an error page. Name the right page, or give the old address a redirect."},
	ruleBrokenFragment: {"broken-fragment", diag.Error, "a link to a place (#id) that its page does not have",
		"Readers land at the top of the page instead of the place that was meant. Use an id that the page has, or give the place that id."},
	ruleBrokenCase: {"broken-case", diag.Error, "a reference that differs from a file's name in upper and lower case only",
		"It works on the author's computer and fails on the usual servers, which tell A from a. Write the name as the file has it."},
	ruleBrokenImage: {"broken-image", diag.Error, "an image that the site does not have",
		"Readers see a gap. Add the file, or name the right one; every candidate of a srcset counts, as some browser will take it."},
	ruleBrokenMedia: {"broken-media", diag.Error, "a video, sound, caption track or embedded object that the site does not have",
		"The player stays empty. Add the file, or name the right one."},
	ruleBrokenScript: {"broken-script", diag.Error, "a script that the site does not have",
		"What it does for the page does not happen. Add the file, or drop the reference."},
	ruleBrokenStyle: {"broken-style", diag.Error, "a style sheet that the site does not have",
		"The page shows without its design. Add the file, or drop the reference."},
	ruleBrokenAsset: {"broken-asset", diag.Error, "a font, picture or other file that a style sheet or <link> names and the site does not have",
		"The browser asks for it in vain on each visit. Add the file, or drop the reference."},
	ruleBrokenFrame: {"broken-frame", diag.Error, "a frame whose page the site does not have",
		"Readers see an error page within the page. Name the right page."},
	ruleBrokenMetadata: {"broken-metadata", diag.Error, "a URL that the page tells to machines (canonical, alternate, og:image, JSON-LD, cite) and the site does not have",
		"Search engines and previews of shared links follow it. Name the address under which the page or picture is published."},
	ruleBrokenUsemap: {"broken-usemap", diag.Error, "an image map (usemap) that the page does not have",
		"The picture's areas cannot be clicked. Use the name of a <map> on the same page."},
	ruleBrokenRedirect: {"broken-redirect", diag.Error, "a redirect to a page that the site does not have, or one that leads back to itself",
		"Old addresses end at an error page. Send them to a page that is there."},
	ruleBrokenSitemap: {"broken-sitemap", diag.Error, "an address in a sitemap, or a sitemap in robots.txt, that the site does not have",
		"Search engines are sent to error pages and trust the sitemap less. List only pages that are published."},
	ruleBrokenFeed: {"broken-feed", diag.Error, "an address in an Atom or RSS feed that the site does not have",
		"Subscribers are sent to an error page. List only pages that are published."},
	ruleBrokenExternal: {"broken-external", diag.Error, "a link to another site that says that the page is not there, or to a host that does not exist",
		"Readers are sent into the void. Look for the page's new address, or for a copy in a web archive."},
	ruleDuplicateID: {"duplicate-id", diag.Warning, "an id that an earlier element of the page has too",
		"Links, labels and scripts reach only the first of them. Give each element an id of its own."},
	ruleMissingAlt: {"missing-alt", diag.Warning, "an image without an alt attribute",
		`Readers who cannot see it are left with a file name. Say what it shows, or write alt="" where it is decoration.`},
	ruleEmptyLink: {"empty-link", diag.Warning, "a link with nothing to read in it",
		"Screen readers announce a link and cannot say where it leads. Put text in it, or name it with aria-label."},
	ruleEmptyURL: {"empty-url", diag.Warning, "a reference without a URL",
		"It leads to the page itself or makes the browser load the page twice. Name what was meant, or drop the attribute."},
	ruleMalformedURL: {"malformed-url", diag.Warning, "a URL that cannot mean what was meant: no host, no address, a broken escape",
		"Browsers guess, each in its own way. Write the URL in full."},
	ruleMixedContent: {"mixed-content", diag.Warning, "a page on https that loads something over http",
		"Browsers block it or warn of it, and others on the way can change it. Use https, or a copy on the site."},
	ruleLocalAddress: {"local-address", diag.Warning, "a published page that loads from localhost or from a file: URL",
		"It works on the author's computer only. Set the site's base URL, or name the published address."},
	ruleInvalidSrcset: {"invalid-srcset", diag.Warning, "a candidate of a srcset that browsers skip",
		"The image is never chosen. Write one width (640w) or one density (2x) behind each URL."},
	ruleInvalidXML: {"invalid-xml", diag.Error, "a sitemap or feed that is no well-formed XML",
		"Its readers reject it as a whole. Escape & and < in its text."},
	ruleRedirect: {"redirect", diag.Note, "a link to an address that only sends readers on",
		"It costs each reader a detour and breaks with the redirect. Link to where it ends."},
	ruleMissingSlash: {"missing-slash", diag.Note, "a link to a folder without the slash at its end",
		"Servers answer with a redirect, and relative links break where one does not. Add the slash."},
	ruleExternalRedirect: {"external-redirect", diag.Note, "a link to another site that has moved for good",
		"The old address may be given up one day. Use the new one."},
	ruleExternalRefused: {"external-refused", diag.Note, "a link to another site that does not let itself be checked",
		"The host forbids robots, asks for a login or limits requests, so nothing can be said. Look by hand now and then."},
	ruleExternalUnreachable: {"external-unreachable", diag.Warning, "a link to another site that could not be reached this time",
		"The host stalls, refuses connections or fails. It may pass; if it stays, treat the link as broken."},
}

// Rules returns all rules, sorted by name. The slice is the caller's own.
func Rules() []Rule {
	all := slices.Clone(rules[:])
	slices.SortFunc(all, func(a, b Rule) int {
		switch {
		case a.Name < b.Name:
			return -1
		case a.Name > b.Name:
			return 1
		}
		return 0
	})
	return all
}

// Level is what an author makes of a rule.
type Level uint8

// The levels. Default, the zero value, leaves the rule as its table has it.
const (
	Default Level = iota
	Off
	AsNote
	AsWarning
	AsError
)

// ParseLevel reads "off", "note", "warning", "error" or "on" (the default).
func ParseLevel(s string) (Level, error) {
	switch s {
	case "on":
		return Default, nil
	case "off":
		return Off, nil
	case "note":
		return AsNote, nil
	case "warning":
		return AsWarning, nil
	case "error":
		return AsError, nil
	}
	return Default, fmt.Errorf("unknown level %q: use off, note, warning, error or on", s)
}

// settings is what the options make of the rules.
type settings [ruleCount]struct {
	off      bool
	severity diag.Severity
}

func newSettings(levels map[string]Level) (*settings, error) {
	s := new(settings)
	for id, r := range rules {
		s[id].severity = r.Severity
		switch levels[r.Name] {
		case Off:
			s[id].off = true
		case AsNote:
			s[id].severity = diag.Note
		case AsWarning:
			s[id].severity = diag.Warning
		case AsError:
			s[id].severity = diag.Error
		}
	}
	var unknown []string
	for name := range levels {
		if !slices.ContainsFunc(rules[:], func(r Rule) bool { return r.Name == name }) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) == 0 {
		return s, nil
	}
	name := slices.Min(unknown)
	var names []string
	for _, r := range Rules() {
		names = append(names, r.Name)
	}
	if near := diag.Suggest(name, names); near != "" {
		return nil, fmt.Errorf("no rule is called %q: did you mean %q?", name, near)
	}
	return nil, fmt.Errorf("no rule is called %q", name)
}
