package importer

import (
	"path"
	"regexp"
	"strings"

	"sitegen/internal/content"
)

// plain is a folder of Markdown that belongs to no tool that is known.
type plain struct{}

func (*plain) plan(s *site) error {
	var other []string
	err := s.walk(".", skipProject, func(name string) error {
		switch {
		case isMarkdown(name):
			s.addDoc(name, markdownTarget(name), fileURL(name))
		case isContentFile(name):
			s.addAsset(name, name, "/"+name)
		default:
			other = append(other, name)
		}
		return nil
	})
	for _, name := range other[:min(len(other), maxOther)] {
		s.leave(name, "file", "no content: a file of a program or its settings")
	}
	if more := len(other) - maxOther; more > 0 {
		s.leave("…", "file", "%s like these", count(more, "other file", "other files"))
	}
	return err
}

// maxOther is how many files that are no content are named one by one.
const maxOther = 20

func (*plain) member(*site, *doc, *content.Value) bool { return false }
func (*plain) body(*site, *doc)                        {}

// skipProject leaves out what is never content in a folder of sources.
func skipProject(name string, isDir bool) bool {
	switch path.Base(name) {
	case "_site", "public", "site", "build", "dist", "resources", "vendor":
		return isDir && !strings.Contains(name, "/")
	}
	return false
}

// isContentFile tells pictures, documents and the like from programs.
func isContentFile(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".ico", ".bmp", ".pdf", ".mp4", ".webm", ".mp3", ".ogg", ".wav",
		".zip", ".gz", ".csv", ".xlsx", ".docx", ".pptx", ".odt", ".txt", ".woff", ".woff2", ".ttf", ".ipynb", ".drawio", ".vtt", ".epub":
		return true
	}
	return false
}

// markdownTarget is where a Markdown file stands below content: README.md, the
// page of its folder, becomes index.md, and other extensions become .md.
func markdownTarget(name string) string {
	dir, base := path.Split(name)
	base = stem(base)
	if strings.EqualFold(base, "readme") {
		base = "index"
	}
	return dir + base + ".md"
}

// fileURL is the address that nearly all tools give a file: its folder and
// name.
func fileURL(name string) string {
	target := markdownTarget(name)
	target = strings.TrimSuffix(target, ".md")
	if base := path.Base(target); base == "index" || base == "_index" {
		target = path.Dir(target)
	}
	return joinURL(target)
}

var (
	atxHeading = regexp.MustCompile(`^ {0,3}#(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$`)
	attributes = regexp.MustCompile(`[ \t]*\{:?[^{}]*\}[ \t]*$`)
	inlineLink = regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()]*\)`)
	inlineMark = regexp.MustCompile("[*_`]+")
)

// heading returns the text of a level 1 heading that begins the body, or "".
func heading(lines []line) string {
	lines = trimBlank(lines)
	if len(lines) == 0 || lines[0].code {
		return ""
	}
	if m := atxHeading.FindStringSubmatch(lines[0].text); m != nil {
		return plainText(m[1])
	}
	if len(lines) > 1 && indent(lines[0].text) < 4 && strings.Trim(lines[1].text, "= ") == "" && strings.Contains(lines[1].text, "=") {
		return plainText(lines[0].text)
	}
	return ""
}

// plainText takes the marks of Markdown out of one line.
func plainText(s string) string {
	s = attributes.ReplaceAllString(s, "")
	s = inlineLink.ReplaceAllString(s, "$1")
	s = inlineMark.ReplaceAllStringFunc(s, func(m string) string {
		if m == "_" { // inside_names
			return m
		}
		return ""
	})
	return strings.TrimSpace(s)
}
