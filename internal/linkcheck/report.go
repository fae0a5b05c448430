package linkcheck

import (
	"bytes"
	"net/url"
	"path"
	"strings"

	"sitegen/internal/diag"
)

// report adds a problem with a reference and returns it, or nil where the rule
// is off. The pointer is good until the next report.
func (w *worker) report(r *ref, rule ruleID, message, hint string) *record {
	return w.reportLint(&lint{rule: rule, off: r.off, tag: r.tag, attr: kinds[r.kind].attr, url: r.url, message: message, hint: hint})
}

// reportLint adds a problem of the file being read.
func (w *worker) reportLint(l *lint) *record {
	set := w.settings[l.rule]
	if set.off {
		return nil
	}
	name := w.site.files[w.file]
	line, column := w.where.at(int(l.off))
	rec := record{
		problem: diag.Problem{Rule: rules[l.rule].Name, Severity: set.severity, Page: name, URL: string(l.url), Message: l.message, Hint: l.hint,
			Pos: diag.Position{File: name, Line: line, Column: column}},
		place: Place{Attr: l.attr},
	}
	if isHTML(name) {
		rec.place.Element = lowerName(w.buf, l.tag)
	}
	rec.place.Occurrence = w.urls.before(w.doc.refs, l.off, l.url)
	w.records = append(w.records, rec)
	return &w.records[len(w.records)-1]
}

func (w *worker) setTarget(p *record, loc location) {
	if p != nil {
		p.place.Target = string(loc.path)
	}
}

// setFix says what to write instead; without a hint that becomes the hint.
func (w *worker) setFix(p *record, loc location, fix string) {
	if p == nil {
		return
	}
	w.setTarget(p, loc)
	p.place.Fix = fix
	if p.problem.Hint == "" {
		p.problem.Hint = "write \"" + fix + "\""
	}
}

// show returns a path for a message; the root has a name there.
func show(p []byte) string {
	if len(p) == 0 {
		return "/"
	}
	return string(p)
}

// shown returns a location's path for a message, with its slash.
func shown(loc location) string {
	if loc.folder && len(loc.path) > 0 {
		return string(loc.path) + "/"
	}
	return show(loc.path)
}

// splitURL returns a URL's path and what follows it.
func splitURL(u []byte) (path, rest string) {
	end := bytes.IndexAny(u, "?#")
	if end < 0 {
		end = len(u)
	}
	return string(u[:end]), string(u[end:])
}

// withSlash returns the URL with a slash behind its path.
func withSlash(u []byte) string {
	path, rest := splitURL(u)
	return path + "/" + rest
}

// withoutSlash returns the URL without the slashes behind its path.
func withoutSlash(u []byte) string {
	path, rest := splitURL(u)
	return strings.TrimRight(path, "/") + rest
}

// respell returns the URL with the last segments of its path spelled as in
// target, a path below the root that differs in case only.
func (w *worker) respell(u []byte, target string) string {
	p, rest := splitURL(u)
	slash := strings.HasSuffix(p, "/")
	old := strings.Split(strings.TrimRight(p, "/"), "/")
	own := strings.Split(strings.TrimRight(target, "/"), "/")
	for i, j := len(old)-1, len(own)-1; i >= 0 && j >= 0; i, j = i-1, j-1 {
		if !strings.EqualFold(string(appendDecoded(nil, []byte(old[i]))), own[j]) {
			break
		}
		if strings.Contains(old[i], "%") {
			old[i] = url.PathEscape(own[j])
		} else {
			old[i] = own[j]
		}
	}
	p = strings.Join(old, "/")
	if slash || strings.HasSuffix(target, "/") {
		p += "/"
	}
	return p + rest
}

// named returns how a file is called in a URL: an index page by its folder.
func (c *checker) named(file string) string {
	if path.Base(file) == c.opt.Index[0] {
		return strings.TrimSuffix(file, c.opt.Index[0])
	}
	return file
}

// spell writes a URL of the file at the path in the style of u: with the host,
// from the root, or relative to the base; rest is its query and fragment.
func (w *worker) spell(u []byte, file, rest string) string {
	full := strings.TrimPrefix(w.main.prefix+"/"+w.named(file), "/")
	switch {
	case schemeOf(u) > 0 || len(u) > 1 && isSlash(u[0]) && isSlash(u[1]):
		scheme := "https://"
		if !w.main.secure {
			scheme = "http://"
		}
		return scheme + w.main.host + "/" + escapePath(full) + rest
	case isSlash(u[0]):
		return "/" + escapePath(full) + rest
	}
	return escapePath(relative(string(w.res.dir), full)) + rest
}

// escapePath escapes what cannot stand in a URL's path, and leaves letters of
// all scripts readable.
func escapePath(p string) string {
	return strings.NewReplacer("%", "%25", "?", "%3F", "#", "%23", " ", "%20", `"`, "%22", "<", "%3C", ">", "%3E", `\`, "%5C").Replace(p)
}

// relative returns the way from a folder to a path, both in the domain.
func relative(dir, target string) string {
	var from []string
	if dir != "" {
		from = strings.Split(dir, "/")
	}
	to := strings.Split(target, "/")
	n := 0
	for n < len(from) && n < len(to)-1 && from[n] == to[n] {
		n++
	}
	s := strings.Repeat("../", len(from)-n) + strings.Join(to[n:], "/")
	if s == "" {
		return "./"
	}
	if first, _, _ := strings.Cut(s, "/"); strings.Contains(first, ":") {
		return "./" + s
	}
	return s
}
