package importer

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	// hugoRef matches {{< ref "page.md#part" >}} and relref.
	hugoRef = regexp.MustCompile(`\{\{[<%]\s*(?:rel)?ref\s+(?:path=)?["` + "`" + `]?([^"` + "`" + `\s>%]+)["` + "`" + `]?[^>%]*[>%]\}\}`)
	// hugoTag matches any shortcode tag, with its name.
	hugoTag = regexp.MustCompile(`\{\{[<%]\s*(/?)\s*([\w./-]+)([^>%]*?)\s*/?[>%]\}\}`)
	// calloutTag matches a tag on a line of its own.
	calloutTag = regexp.MustCompile(`^([ \t]*)\{\{[<%]\s*([\w-]+)((?:\s+[^>%]*?)?)\s*[>%]\}\}[ \t]*$`)
	tagValue   = regexp.MustCompile(`(?:([\w-]+)=)?(?:"([^"]*)"|'([^']*)'|` + "`([^`]*)`" + `|([^\s"'=]+))`)
)

// callouts are shortcodes by which themes write what sitegen has as alerts.
var callouts = map[string]bool{"alert": true, "notice": true, "hint": true, "callout": true, "admonition": true, "note": true,
	"warning": true, "tip": true, "info": true, "caution": true, "important": true, "danger": true, "attention": true, "pageinfo": true}

func (h *hugo) body(s *site, d *doc) {
	d.lines = h.callouts(d, d.lines)
	for i := range d.lines {
		if l := &d.lines[i]; !l.code {
			l.text = prose(l.text, func(part string) string {
				return hugoRef.ReplaceAllStringFunc(part, func(tag string) string {
					return h.reference(s, d, hugoRef.FindStringSubmatch(tag)[1])
				})
			})
		}
	}
	p := pairs{d: d, used: map[string]int{}}
	p.run()
	for _, name := range slices.Sorted(maps.Keys(p.used)) {
		if !ownShortcodes[name] {
			d.report.kept("shortcode", p.used[name], "the shortcode %s waits for templates/shortcodes/%s.html; until then its inner text shows", name, name)
		}
	}
}

// ownShortcodes are those of the default theme, which take Hugo's arguments.
var ownShortcodes = map[string]bool{"figure": true, "details": true, "kbd": true}

// reference is a destination for what ref names: a path from the root of the
// content or from the page's folder, or the name of a file anywhere.
func (h *hugo) reference(s *site, d *doc, ref string) string {
	p, fragment, hasFragment := strings.Cut(ref, "#")
	if hasFragment {
		fragment = "#" + fragment
	}
	if p == "" {
		return fragment
	}
	if i := h.findRef(s, d, p); i != nil {
		return sourceScheme + i.src + fragment
	}
	return sourceScheme + strings.TrimPrefix(p, "/") + fragment
}

func (h *hugo) findRef(s *site, d *doc, p string) *item {
	if i := s.find(d, p, false); i != nil {
		return i
	}
	if i := s.find(d, "/"+p, false); i != nil {
		return i
	}
	var found *item
	for _, other := range s.docs {
		if path.Base(fileURL(other.target)) == stem(p) || strings.HasSuffix("/"+strings.TrimSuffix(other.target, ".md"), "/"+strings.TrimSuffix(strings.Trim(p, "/"), ".md")) {
			if found != nil {
				return nil
			}
			found = &other.item
		}
	}
	return found
}

// callouts turns the shortcodes of common themes that stand for a note or a
// warning into alerts, and highlight into fenced code.
func (h *hugo) callouts(d *doc, lines []line) []line {
	var out []line
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		m := calloutTag.FindStringSubmatch(l.text)
		if l.code || m == nil || !callouts[m[2]] && m[2] != "highlight" {
			out = append(out, l)
			continue
		}
		end := closingTag(lines[i+1:], m[2])
		if end < 0 {
			out = append(out, l)
			continue
		}
		inner := lines[i+1 : i+1+end]
		var block []line
		if m[2] == "highlight" {
			block = fenced(m, l.n, inner)
			d.report.mapped("shortcode", l.n, "highlight is fenced code")
		} else {
			kind, title := calloutKind(m[2], m[3])
			block = alert(kind, title, m[1], l.n, h.callouts(d, trimBlank(dedented(inner, indent(m[1])))))
			d.report.mapped("admonition", l.n, "the shortcode %s is an alert", m[2])
		}
		i += end + 1
		out = appendBlock(out, block, lines[i+1:])
	}
	return out
}

// fenced writes the code of a highlight shortcode.
func fenced(m []string, n int, inner []line) []line {
	language := ""
	if v := tagValue.FindStringSubmatch(m[3]); v != nil {
		language = v[2] + v[3] + v[4] + v[5]
	}
	out := []line{{m[1] + "```" + language, n, true}}
	for _, l := range inner {
		out = append(out, line{l.text, l.n, true})
	}
	return append(out, line{m[1] + "```", n, true})
}

// closingTag returns the index of the line with the tag that closes a shortcode.
func closingTag(lines []line, name string) int {
	depth := 0
	for i, l := range lines {
		m := hugoTag.FindStringSubmatch(l.text)
		switch {
		case l.code || m == nil || m[2] != name:
		case m[1] == "":
			depth++
		case depth == 0:
			return i
		default:
			depth--
		}
	}
	return -1
}

// calloutKind tells kind and title from the name and the arguments.
func calloutKind(name, args string) (kind, title string) {
	kind = name
	first := true
	for _, v := range tagValue.FindAllStringSubmatch(args, -1) {
		value := v[2] + v[3] + v[4] + v[5]
		switch key := strings.ToLower(v[1]); {
		case key == "title" || key == "" && !first:
			title = value
		case key == "type" || key == "color" || key == "style" || key == "kind" || key == "context" || key == "":
			if alerts[strings.ToLower(value)] != "" {
				kind = value
			}
		}
		first = false
	}
	return kind, title
}
