package content

import (
	"fmt"
	"strings"
	"unicode"
)

// checkSlug checks a slug that an author wrote: one element of a path.
func checkSlug(slug string) *valueProblem {
	if strings.ContainsRune(slug, '/') {
		return &valueProblem{"bad-slug", fmt.Sprintf("the slug %q has a slash", slug),
			"a slug is the last part of the URL only; for the whole path use url", fitsNowhere}
	}
	if why := badElement(slug); why != "" {
		return &valueProblem{"bad-slug", fmt.Sprintf("the slug %q %s", slug, why), "use letters, digits and hyphens", fitsNowhere}
	}
	return nil
}

// checkPath checks the path of a page or an alias.
func checkPath(rule, p string) *valueProblem {
	fail := func(why, hint string) *valueProblem {
		return &valueProblem{rule, fmt.Sprintf("%q %s", p, why), hint, fitsNowhere}
	}
	switch {
	case strings.Contains(p, "://") || strings.HasPrefix(p, "//"):
		return fail("is on another site", "write a path on this site, such as /old/page/")
	case strings.ContainsAny(p, "?#"):
		return fail("has a query or a fragment", "write the path alone, such as /old/page/")
	}
	for element := range strings.SplitSeq(strings.Trim(p, "/"), "/") {
		if element == "" && strings.Trim(p, "/") == "" {
			break
		}
		if why := badElement(element); why != "" {
			return fail(why, "write a path below the site's root, such as /old/page/")
		}
	}
	return nil
}

// badElement says why a text cannot be an element of a path that is to be a
// file on every system, or "".
func badElement(s string) string {
	switch {
	case s == "":
		return "has an empty element"
	case s == "." || s == "..":
		return "leaves its folder"
	case strings.ContainsRune(s, '\\'):
		return "has a backslash"
	case strings.ContainsFunc(s, unicode.IsControl):
		return "has a control character"
	case strings.ContainsAny(s, `<>:"|?*#%`):
		return "has a character that no path may have"
	case strings.HasSuffix(s, ".") || strings.TrimSpace(s) != s:
		return "ends in a dot or a space"
	}
	// Windows keeps these names for devices, with any extension.
	stem, _, _ := strings.Cut(strings.ToLower(s), ".")
	switch stem {
	case "con", "prn", "aux", "nul":
		return "is a name that Windows reserves"
	}
	if len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt")) && stem[3] >= '0' && stem[3] <= '9' {
		return "is a name that Windows reserves"
	}
	return ""
}
