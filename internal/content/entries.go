package content

import (
	"path"
	"strings"
	"time"
	"unicode"

	"sitegen/internal/diag"
)

// entry makes the entry of a file, or remembers it as dropped.
func (a *assembler) entry(f *info) {
	if f.role == roleFolder || f.role == roleNamedCategory {
		return // made by categories.describe
	}
	if a.taken(f) {
		return
	}
	m := made{head: f.Head}
	var page *Page
	switch f.role {
	case roleTerm:
		m.term = &Term{}
		m.entry = &m.term.Entry
		m.entry.Kind = KindTerm
	case roleLesson:
		m.lesson = &Lesson{}
		m.entry = &m.lesson.Entry
		m.entry.Kind = KindLesson
	default:
		page = &Page{}
		m.entry = &page.Entry
	}
	a.fill(m.entry, f)
	switch {
	case m.term != nil:
		fillTerm(m.term, f)
	case m.lesson != nil:
		fillLesson(m.lesson, f)
	case m.entry.Description == "":
		m.entry.Description = f.Head.text("summary")
	}
	if f.dropped {
		a.drop(f, m, page)
		return
	}
	a.requireTitle(m.entry, f)
	m.entry.Tags = a.tags.add(a, m.entry, f.Head)
	a.made = append(a.made, m)
	switch {
	case m.term != nil:
		a.terms = append(a.terms, m.term)
	case m.lesson != nil:
		a.lessons = append(a.lessons, m.lesson)
	default:
		a.pages = append(a.pages, page)
		if f.role == roleHome {
			a.home = page
		}
	}
	a.categories.place(f, m)
}

// taken reports two files that are one entry, such as a.md and a/index.md.
func (a *assembler) taken(f *info) bool {
	if a.ids == nil {
		a.ids = make(map[string]string, len(a.sources))
	}
	first, taken := a.ids[f.id]
	if !taken {
		a.ids[f.id] = f.File
		return false
	}
	a.problems.Errorf(diag.Position{File: f.File, Line: 1}, "duplicate-id", "keep one of the two files, or rename one",
		"this is the same entry as %s", first)
	return true
}

// isDropped reports whether a draft or an entry of the future is left out of
// this build.
func (a *assembler) isDropped(h *Head) bool {
	for i := range h.Fields {
		v := &h.Fields[i].Value
		switch h.Fields[i].Key {
		case "draft":
			if draft, _ := parseBool(v.Text); draft && !a.opt.Drafts {
				return true
			}
		case "date":
			if a.opt.Future || a.opt.Today == "" {
				continue
			}
			day := v.Text
			if t, ok := parseDate(day); ok && len(day) != len(time.DateOnly) {
				day = t.Format(time.DateOnly)
			}
			if day > a.opt.Today {
				return true
			}
		}
	}
	return false
}

// drop keeps a dropped entry so that references to it can be told from
// mistakes.
func (a *assembler) drop(f *info, m made, page *Page) {
	d := &a.dropped
	switch {
	case m.term != nil:
		d.terms = append(d.terms, m.term)
	case m.lesson != nil:
		d.lessons = append(d.lessons, m.lesson)
	default:
		d.pages = append(d.pages, page)
	}
	if f.isIndex() && !f.isSection() && f.role != roleHome {
		if d.dirs == nil {
			d.dirs = map[string]bool{}
		}
		d.dirs[f.dir] = true
	}
}

// fill sets what entries of all kinds have in common.
func (a *assembler) fill(e *Entry, f *info) {
	h := f.Head
	e.ID, e.File, e.BodyLine = f.id, f.File, h.Line
	e.Slug, e.URL = a.urls.entry(f)
	e.Pos = func(key string) diag.Position { return h.position(f.File, key) }
	for i := range h.Fields {
		field := &h.Fields[i]
		v := &field.Value
		if k := &Keys[spellings[field.Key].key]; !k.appliesTo(e.Kind) {
			a.noteKey(f.File, v, e.Kind.String())
			e.param(v)
			continue
		}
		switch field.Key {
		case "slug", "url":
			if f.role == roleSection {
				a.noteKey(f.File, v, "page that sitegen makes")
				e.param(v)
			}
		case "title":
			e.Title = oneLine(v.Text)
		case "description":
			e.Description = oneLine(v.Text)
		case "date":
			e.Date, _ = parseDate(v.Text)
		case "updated":
			e.Updated, _ = parseDate(v.Text)
		case "draft":
			e.Draft, _ = parseBool(v.Text)
		case "author":
			e.Author = oneLine(v.Text)
		case "image":
			e.Image = v.Text
		case "glossary":
			on, _ := parseBool(v.Text)
			e.NoGlossary = !on
		case "order":
			n, _ := parseInt(v.Text)
			e.Order, e.HasOrder = int(n), true
		case "category":
			if e.Kind == KindPage || e.Kind == KindCategory {
				e.param(v)
			}
		}
	}
	for i := range h.Params {
		p := &h.Params[i]
		e.param(&p.Value)
		if !p.Own {
			a.noteKey(f.File, &p.Value, "")
		}
	}
	e.Aliases = a.urls.aliases(f, e.URL)
}

// param adds an author's own key.
func (e *Entry) param(v *Value) {
	if e.Params == nil {
		e.Params = map[string]any{}
	}
	if _, taken := e.Params[v.Key]; !taken {
		e.Params[v.Key] = v.Any()
	}
}

// requireTitle falls back to the heading of the body, and reports an entry
// that has none either.
func (a *assembler) requireTitle(e *Entry, f *info) {
	if e.Title == "" {
		e.Title = oneLine(f.Heading)
	}
	if e.Title != "" {
		return
	}
	switch {
	case f.role == roleHome:
		e.Title = a.cfg.Title
	case f.role == roleSection && f.id == a.cfg.Glossary.Dir:
		e.Title = a.cfg.Glossary.Title
	case f.role == roleSection && f.id == a.cfg.Lessons.Dir:
		e.Title = a.cfg.Lessons.Title
	case f.role == roleSection:
		// The theme names the pages that are its own.
	case f.role == roleFolder, f.role == roleNamedCategory, f.isSection():
		e.Title = titleCase(path.Base(f.id))
	default:
		e.Title = titleCase(path.Base(f.id))
		if !f.Head.Broken && !f.Head.BadTitle {
			a.problems.Errorf(diag.Position{File: f.File, Line: 1}, "missing-title",
				"add title: to the front matter, or begin the text with a heading # ...", "the %s has no title", e.Kind)
		}
	}
}

// fillTerm sets what only terms have; references come later.
func fillTerm(t *Term, f *info) {
	for i := range f.Head.Fields {
		v := &f.Head.Fields[i].Value
		switch f.Head.Fields[i].Key {
		case "definition":
			t.Definition = oneLine(v.Text)
		case "aka":
			t.AKA = texts(v)
		case "case":
			t.Exact = strings.EqualFold(v.Text, "exact")
			t.FoldCase = !t.Exact
		case "link":
			on, _ := parseBool(v.Text)
			t.NoLink = !on
		case "only_in":
			t.OnlyIn = texts(v)
		case "not_in":
			t.NotIn = texts(v)
		}
	}
	for _, other := range []string{f.Head.text("summary"), oneLine(f.Paragraph), t.Description} {
		if t.Definition == "" {
			t.Definition = other
		}
	}
}

// fillLesson sets what only lessons have; references come later.
func fillLesson(l *Lesson, f *info) {
	l.Summary = f.Head.text("summary")
	l.Level, _ = parseLevel(f.Head.text("level"))
	if l.Summary == "" {
		l.Summary = l.Description
	}
	if l.Description == "" {
		l.Description = l.Summary
	}
}

// text returns the text of a known key on one line, or "".
func (h *Head) text(key string) string {
	for i := range h.Fields {
		if h.Fields[i].Key == key {
			return oneLine(h.Fields[i].Value.Text)
		}
	}
	return ""
}

// texts returns the texts of a list, each once.
func texts(v *Value) []string {
	list := make([]string, 0, len(v.Items))
next:
	for i := range v.Items {
		s := oneLine(v.Items[i].Text)
		for _, t := range list {
			if t == s {
				continue next
			}
		}
		list = append(list, s)
	}
	return list
}

// oneLine replaces every run of white space by a single space.
func oneLine(s string) string {
	space := true
	for i := range len(s) {
		c := s[i]
		if c == ' ' && space || c < ' ' || c >= 0x80 {
			return strings.Join(strings.Fields(s), " ")
		}
		space = c == ' '
	}
	return strings.TrimSpace(s)
}

// titleCase makes a title of a name that is all lower case ASCII, as names of
// files and folders are; others stand as written.
func titleCase(name string) string {
	for i := range len(name) {
		if c := name[i]; c >= 0x80 || c >= 'A' && c <= 'Z' {
			return name
		}
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || unicode.IsSpace(r) })
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}
