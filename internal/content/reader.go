package content

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"sitegen/internal/diag"
)

// ReaderConfig are the keys by which a site meets its readers.
type ReaderConfig struct {
	// Ask, Edit and Report are addresses with placeholders (LinkPlaceholders):
	// where a reader asks the author, edits a page's source, and reports a
	// mistake. "" where the site offers none. Each is an http, https or mailto
	// URL, or, but for Edit, a path of the site that begins with a slash.
	Ask, Edit, Report string
	Announcement      Announcement
	// Offline adds a service worker, which keeps pages for when there is no
	// network.
	Offline bool
	// SocialCards draws a picture for each page, which other sites show
	// beside a link to it.
	SocialCards bool
	// LastUpdated gives entries without a date of their last change the one
	// that the history of their files has.
	LastUpdated bool
}

// Announcement is a line at the top of every page.
type Announcement struct {
	// Text is empty where nothing is announced; URL may be.
	Text, URL string
}

// LinkPlaceholders are what may stand in braces in ask, edit and report.
var LinkPlaceholders = []string{"id", "path", "title", "url"}

// FillLink puts values, escaped for a query, in place of the placeholders of
// an address. The slashes of a path stay as they are.
func FillLink(pattern string, values map[string]string) string {
	pairs := make([]string, 0, 2*len(LinkPlaceholders))
	for _, name := range LinkPlaceholders {
		v := strings.ReplaceAll(url.QueryEscape(values[name]), "+", "%20")
		if name == "path" || name == "id" {
			v = strings.ReplaceAll(v, "%2F", "/")
		}
		pairs = append(pairs, "{"+name+"}", v)
	}
	return strings.NewReplacer(pairs...).Replace(pattern)
}

const (
	typeLink         KeyType = "address with placeholders"
	typeAnnouncement KeyType = "text, or table of text and url"
)

// link reads an address with placeholders. An e-mail address becomes a mailto
// URL; to an address of sources that has no place for the path it is appended.
func (r *configReader) link(to *string, v *Value) {
	pattern := strings.TrimSpace(v.Text)
	fail := func(message, hint string) {
		r.report(v, &valueProblem{rule: "bad-link", message: fmt.Sprintf("%s %q %s", v.Key, v.Text, message), hint: hint})
	}
	for rest := pattern; ; {
		_, after, open := strings.Cut(rest, "{")
		name, tail, closed := strings.Cut(after, "}")
		if !open {
			break
		}
		if !closed || !slices.Contains(LinkPlaceholders, name) {
			hint := "placeholders are {" + strings.Join(LinkPlaceholders, "}, {") + "}"
			if near := diag.Suggest(name, LinkPlaceholders); closed && near != "" {
				hint = "did you mean {" + near + "}?"
			}
			fail("has an unknown placeholder", hint)
			return
		}
		rest = tail
	}
	editing := to == &r.cfg.Reader.Edit
	if !strings.ContainsAny(pattern, "/:?") && strings.Count(pattern, "@") == 1 && !editing {
		pattern = "mailto:" + pattern + "?subject={title}"
	}
	if editing && !strings.Contains(pattern, "{path}") {
		pattern = strings.TrimSuffix(pattern, "/") + "/{path}"
	}
	u, err := url.Parse(FillLink(pattern, nil))
	local := strings.HasPrefix(pattern, "/") && !strings.HasPrefix(pattern, "//")
	switch {
	case err != nil:
	case editing && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "",
		!editing && (local || u.Scheme == "mailto" && u.Opaque != "" || (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""):
		*to = pattern
		return
	}
	if editing {
		fail("is no address of sources", "write, for example, https://example.org/project/edit/main/{path}")
		return
	}
	fail("is no address", "write an address such as https://example.org/ask?about={title}, a path of this site, or an e-mail address")
}

// announcement reads a text, or a table of text and url.
func (r *configReader) announcement(v *Value) {
	if v.Kind != Table {
		doc := KeyDoc{Name: "announcement", Type: TypeText}
		if problem := checkScalar(&doc, v); problem != nil {
			r.report(v, problem)
			return
		}
		r.cfg.Reader.Announcement.Text = oneLine(v.Text)
		return
	}
	a := &r.cfg.Reader.Announcement
	for _, m := range r.unique(v.Items, false) {
		var to *string
		switch foldKey(m.value.Key) {
		case "text", "title":
			to = &a.Text
		case "url", "href", "link":
			to = &a.URL
		default:
			r.unknownKey("announcement.", m.value, []string{"text", "url"})
			continue
		}
		doc := KeyDoc{Name: "announcement." + m.value.Key, Type: TypeText}
		if problem := checkScalar(&doc, m.value); problem != nil {
			r.report(m.value, problem)
			continue
		}
		*to = oneLine(m.value.Text)
	}
	if a.Text == "" {
		r.report(v, &valueProblem{rule: "bad-link", message: "the announcement has no text", hint: `write, for example, {text: "New: a chapter on caching", url: /lessons/caching/}`})
		*a = Announcement{}
	}
}
