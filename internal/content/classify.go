package content

import (
	"path"
	"strings"
)

// role is what a source file is for.
type role uint8

const (
	rolePage          role = iota
	roleTerm               // a glossary entry
	roleLesson             // a lesson
	roleFolder             // a category that is a folder of lessons
	roleNamedCategory      // text of a category that is only named: categories/NAME.md
	roleSection            // text of a page that sitegen makes: the glossary, the course
	roleHome
	roleIgnored
)

// info is a source file with all that follows from its path.
type info struct {
	*Source
	role role
	// id is the entry's id, dir the folder of the file and stem its name
	// without extension, all below content. The folder at the top is "".
	id, dir, stem string
	// folder is the name of the folder of lessons that a lesson lies in.
	folder string
	// dropped means that this build leaves the entry out.
	dropped bool
}

// isIndex reports whether the file describes its folder.
func (f *info) isIndex() bool { return f.stem == "index" || f.stem == "_index" }

// isSection reports whether the file describes its folder and the folder holds
// more than what belongs to it.
func (f *info) isSection() bool { return f.stem == "_index" }

// layout knows which folders are what.
type layout struct {
	cfg               *Config
	glossary, lessons string
	// groups holds the folders directly below that of the lessons that hold
	// Markdown besides an index file: these are categories, others lessons.
	groups map[string]bool
}

// newLayout looks at all sources.
func newLayout(cfg *Config, sources []Source) *layout {
	l := &layout{cfg: cfg, glossary: cfg.Glossary.Dir, lessons: cfg.Lessons.Dir, groups: map[string]bool{}}
	for i := range sources {
		if sources[i].Head == nil {
			continue
		}
		rel := cfg.Below(sources[i].File)
		sub, ok := within(l.lessons, rel)
		if !ok {
			continue
		}
		if folder, rest, nested := strings.Cut(sub, "/"); nested {
			stem := strings.TrimSuffix(rest, path.Ext(rest))
			if stem != "index" && !strings.HasPrefix(stem, "_") {
				l.groups[folder] = true
			}
		}
	}
	return l
}

// within returns the path below a folder.
func within(dir, rel string) (sub string, ok bool) {
	if dir == "." {
		return rel, true
	}
	sub, ok = strings.CutPrefix(rel, dir)
	if !ok || !strings.HasPrefix(sub, "/") {
		return "", false
	}
	return sub[1:], true
}

// classify decides what a Markdown file is, by its path alone.
func (l *layout) classify(s *Source) *info {
	rel := l.cfg.Below(s.File)
	f := &info{Source: s, dir: strings.TrimSuffix(path.Dir(rel), ".")}
	base := path.Base(rel)
	f.stem = strings.TrimSuffix(base, path.Ext(base))
	f.id = strings.TrimSuffix(rel, path.Ext(rel))
	if f.isIndex() {
		f.id = f.dir
	}
	switch {
	case strings.HasPrefix(f.stem, "_") && !f.isIndex():
		f.role = roleIgnored
		return f
	case f.id == "":
		f.id, f.role = "index", roleHome
		return f
	case isCategoryText(f.id):
		f.role = roleNamedCategory
		return f
	case f.isIndex() && (f.id == "categories" || f.id == "tags" || f.id == "glossary" && l.glossary == "." ||
		f.id == "lessons" && l.lessons == "."):
		f.role = roleSection
		return f
	}
	inGlossary, isTerm := within(l.glossary, rel)
	inLessons, isLesson := within(l.lessons, rel)
	// Of two folders, one of which lies in the other, the inner one decides.
	if isTerm && isLesson && (l.lessons == "." || len(l.glossary) > len(l.lessons) && l.glossary != ".") {
		isLesson = false
	}
	switch {
	case isLesson:
		l.classifyLesson(f, inLessons)
	case isTerm:
		switch {
		case f.isIndex() && !strings.Contains(inGlossary, "/"):
			f.role = roleSection
		case f.isSection():
			f.role = rolePage
		default:
			f.role = roleTerm
		}
	}
	return f
}

// classifyLesson decides about a file below the folder of lessons.
func (l *layout) classifyLesson(f *info, sub string) {
	folder, rest, nested := strings.Cut(sub, "/")
	deeper := strings.Contains(rest, "/")
	switch {
	case !nested && f.isIndex():
		f.role = roleSection
	case !nested && l.lessons == ".":
		f.role = rolePage
	case !nested:
		f.role = roleLesson
	case f.isSection() && deeper:
		f.role = rolePage
	case f.isIndex() && !deeper && (f.isSection() || l.groups[folder]):
		f.role, f.folder = roleFolder, folder
	case f.isIndex() && !deeper && l.lessons == ".":
		f.role = rolePage
	case f.isIndex() && !deeper:
		f.role = roleLesson
	default:
		f.role, f.folder = roleLesson, folder
	}
}

// isCategoryText reports whether an id is that of a text for a named category.
func isCategoryText(id string) bool {
	name, ok := strings.CutPrefix(id, "categories/")
	return ok && !strings.Contains(name, "/")
}

// isHidden reports whether a file that is no Markdown is none of the site's:
// what systems and editors leave behind. Folders with a dot are hidden but
// .well-known, which servers must publish.
func isHidden(rel string) bool {
	for element := range strings.SplitSeq(rel, "/") {
		if strings.HasPrefix(element, ".") && element != ".well-known" && element != ".nojekyll" && element != ".htaccess" {
			return true
		}
	}
	return strings.HasSuffix(rel, "~") || strings.HasSuffix(rel, ".swp") || path.Base(rel) == "Thumbs.db"
}
