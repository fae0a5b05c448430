package importer

import (
	"iter"
	"maps"
	"path"
	"slices"
	"strings"
)

// glossaryNames are what people call a folder of terms, or a site of them, in
// the languages of the theme.
var glossaryNames = []string{"glossary", "glossaries", "glossar", "glossaire", "glosario", "glossario", "terms", "terminology",
	"dictionary", "definitions", "lexicon", "vocabulary", "begriffe", "lexikon", "用語集", "术语表", "فرہنگ"}

// lessonNames are what people call a folder of documentation or of lessons.
var lessonNames = []string{"docs", "doc", "documentation", "lessons", "lesson", "tutorials", "tutorial", "guides", "guide",
	"course", "courses", "learn", "learning", "handbook", "manual", "book", "chapters", "modules", "how-to", "howto"}

// pageNames are files at the root of documentation that are no lessons.
var pageNames = []string{"index", "readme", "about", "license", "licence", "changelog", "changes", "contributing", "contribute",
	"code-of-conduct", "code_of_conduct", "release-notes", "releases", "credits", "authors", "contact", "privacy", "imprint",
	"impressum", "legal", "terms-of-use", "tags", "search", "404", "sponsors", "security", "support", "faq"}

func keys(m map[string]bool) iter.Seq[string] { return maps.Keys(m) }

// place decides what are terms, lessons and pages, and moves what has to be
// elsewhere for that.
func (s *site) place() {
	s.glossaryDir = s.findGlossary()
	switch s.opt.As {
	case AsTerms:
		s.glossaryDir = orRoot(s.docsDir)
	case AsPages:
	case AsLessons:
		s.findLessons(true)
	default:
		if s.glossaryDir != "." && (s.glossaryDir == "" || s.glossaryDir != s.docsDir) {
			s.findLessons(false)
		}
	}
	s.addTermDocs()
}

func orRoot(dir string) string {
	if dir == "" {
		return "."
	}
	return dir
}

// findGlossary returns the folder of terms below content: the first and
// shallowest that is called so; "." where the whole site is a glossary by its
// title or by what its files say; or "".
func (s *site) findGlossary() string {
	best := ""
	for _, d := range s.docs {
		dirs := strings.Split(path.Dir(d.target), "/")
		for i, name := range dirs {
			if !slices.Contains(glossaryNames, strings.ToLower(name)) {
				continue
			}
			dir := strings.Join(dirs[:i+1], "/")
			if best == "" || strings.Count(dir, "/") < strings.Count(best, "/") {
				best = dir
			}
			break
		}
	}
	if best == "" && s.opt.As == AsAuto && s.isGlossary() {
		return orRoot(s.docsDir)
	}
	return best
}

// isGlossary reports whether the site as a whole is a glossary.
func (s *site) isGlossary() bool {
	names := []string{s.configured("title")}
	if home := s.docAt("index.md", "_index.md"); home != nil {
		names = append(names, home.title())
	}
	for _, n := range names {
		words := strings.FieldsFunc(strings.ToLower(n), func(r rune) bool { return r == ' ' || r == '-' })
		if slices.ContainsFunc(words, func(w string) bool { return w != "terms" && slices.Contains(glossaryNames, w) }) {
			return true
		}
	}
	terms, all := 0, 0
	for _, d := range s.docs {
		if name := stem(d.target); name == "index" || name == "_index" || d.made {
			continue
		}
		all++
		if d.field("definition") != nil || d.field("aka") != nil {
			terms++
		}
	}
	return terms > 0 && terms*2 >= all
}

// findLessons decides where the lessons are; all asks for lessons even where
// no folder has the name of documentation.
func (s *site) findLessons(all bool) {
	if s.docsAtRoot {
		s.moveLessons()
		return
	}
	if s.docsDir != "" {
		s.lessonsDir = s.docsDir
		return
	}
	found := map[string]bool{}
	for _, d := range s.docs {
		dir, _, nested := strings.Cut(d.target, "/")
		if nested && slices.Contains(lessonNames, strings.ToLower(dir)) {
			found[dir] = true
		}
	}
	dirs := slices.Sorted(keys(found))
	switch {
	case len(dirs) == 1 && !all:
		s.lessonsDir = dirs[0]
	case len(dirs) > 0 || all:
		// Each folder at the top is a category then.
		s.lessonsDir = "."
	}
	if s.lessonsDir == "." && s.glossaryDir == "." {
		s.lessonsDir = ""
	}
}

// moveLessons moves documentation from the root of the site to the folder of
// the lessons, with the files that lie beside it.
func (s *site) moveLessons() {
	s.lessonsDir = "lessons"
	folders := map[string]bool{}
	for _, d := range s.docs {
		if !s.isLessonAtRoot(d) {
			continue
		}
		if dir, _, nested := strings.Cut(d.target, "/"); nested {
			folders[dir] = true
		}
		d.target = "lessons/" + strings.TrimPrefix(d.target, "lessons/")
	}
	beside := map[string]bool{}
	for _, d := range s.docs {
		beside[path.Dir(d.src)] = true
	}
	for _, a := range s.assets {
		// Pictures of a folder that holds nothing else keep their address.
		if dir, _, nested := strings.Cut(a.target, "/"); nested && folders[dir] && beside[path.Dir(a.src)] {
			a.target = "lessons/" + strings.TrimPrefix(a.target, "lessons/")
		}
	}
}

// isTerm reports whether a doc lies in the glossary's folder.
func (s *site) isTerm(d *doc) bool {
	return s.glossaryDir == "." || s.glossaryDir != "" && strings.HasPrefix(d.target, s.glossaryDir+"/")
}

// isLessonAtRoot tells documentation from the home page, single pages and terms.
func (s *site) isLessonAtRoot(d *doc) bool {
	if !d.docs || s.isTerm(d) {
		return false
	}
	if strings.Contains(d.target, "/") {
		return true
	}
	name := strings.ToLower(stem(d.target))
	return name != "_index" && !slices.Contains(pageNames, name) && !slices.Contains(glossaryNames, name)
}
