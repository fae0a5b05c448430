package content

import (
	"fmt"
	"slices"
	"strings"

	"sitegen/internal/diag"
)

// maxSuggestions bounds the search for what was meant, which is slow, on a
// site where nearly every reference is wrong.
const maxSuggestions = 50

// resolver turns references into ids.
type resolver struct {
	a     *assembler
	index *Index
	hints int
}

// resolve resolves all references of the site and what follows from them.
func (a *assembler) resolve(s *Site) {
	d := &a.dropped
	s.Index.dropped = newIndex(d.terms, d.lessons, d.pages, nil)
	r := &resolver{a: a, index: s.Index}
	for _, m := range a.made {
		for i := range m.head.Fields {
			f := &m.head.Fields[i]
			switch {
			case m.term != nil:
				r.term(m.term, f)
			case m.lesson != nil:
				r.lesson(m.lesson, f)
			}
		}
	}
	for _, t := range s.Terms {
		if l := s.Index.Lesson(t.Lesson); l != nil && !slices.Contains(l.Teaches, t.ID) {
			l.Teaches = append(l.Teaches, t.ID)
		}
	}
	for _, p := range s.Pages {
		if name := p.textParam("category"); name != "" {
			if c := a.categories.bySlug[Slugify(name)]; c != nil {
				p.Category = c.Slug
			}
		}
	}
	a.cycles(s)
}

// textParam returns a text among the author's own keys.
func (e *Entry) textParam(key string) string {
	s, _ := e.Params[key].(string)
	return s
}

func (r *resolver) term(t *Term, f *Field) {
	switch f.Key {
	case "see_also":
		t.SeeAlso = r.list(&t.Entry, f, KindTerm)
		t.RelatedLessons = r.lessonsAmong(&t.Entry, f, t.RelatedLessons)
	case "related_lessons":
		t.RelatedLessons = joinIDs(r.list(&t.Entry, f, KindLesson), t.RelatedLessons)
	case "lesson":
		if id := r.one(&t.Entry, f, &f.Value, KindLesson); id != "" {
			t.Lesson = id
		}
	}
}

func (r *resolver) lesson(l *Lesson, f *Field) {
	switch f.Key {
	case "see_also":
		l.SeeAlso = r.list(&l.Entry, f, KindTerm)
		l.RelatedLessons = r.lessonsAmong(&l.Entry, f, l.RelatedLessons)
	case "related_lessons":
		l.RelatedLessons = joinIDs(r.list(&l.Entry, f, KindLesson), l.RelatedLessons)
	case "prerequisites":
		l.Prerequisites = r.list(&l.Entry, f, KindLesson)
	case "teaches":
		l.Teaches = r.list(&l.Entry, f, KindTerm)
	}
}

// isOthers reports whether the field stands under another tool's name, which
// may not mean quite the same.
func isOthers(f *Field) bool {
	s, _ := findKey(f.Value.Key)
	return s.rank > 0
}

// lessonsAmong adds the lessons that another tool's "related" names beside
// terms.
func (r *resolver) lessonsAmong(e *Entry, f *Field, ids []string) []string {
	if !isOthers(f) {
		return ids
	}
	for i := range f.Value.Items {
		if l := r.lessonNotTerm(f.Value.Items[i].Text); l != nil && l != e {
			ids = joinIDs(ids, []string{l.ID})
		}
	}
	return ids
}

// lessonNotTerm returns the lesson that a reference means if no term is meant.
func (r *resolver) lessonNotTerm(ref string) *Entry {
	if first(r.index.find(ref, []Kind{KindTerm})) != nil {
		return nil
	}
	l, _ := r.index.find(ref, []Kind{KindLesson})
	return l
}

// joinIDs appends the ids that the list does not have yet.
func joinIDs(ids, more []string) []string {
	for _, id := range more {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// list resolves a list of references, each once.
func (r *resolver) list(e *Entry, f *Field, kind Kind) []string {
	ids := make([]string, 0, len(f.Value.Items))
	for i := range f.Value.Items {
		if f.Key == "see_also" && isOthers(f) && r.lessonNotTerm(f.Value.Items[i].Text) != nil {
			continue // see lessonsAmong
		}
		id := r.one(e, f, &f.Value.Items[i], kind)
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// one resolves a reference, or reports why it cannot be and returns "".
func (r *resolver) one(e *Entry, f *Field, v *Value, kind Kind) string {
	kinds := [...]Kind{kind}
	ref := v.Text
	pos := diag.Position{File: e.File, Line: int(v.Line), Column: int(v.Column)}
	found, several := r.index.find(ref, kinds[:])
	switch {
	case found == e && f.Key != "prerequisites": // which is a cycle of one
		r.a.problems.Warnf(pos, "self-reference", "remove it", "%s names the entry itself", f.Key)
		return ""
	case found != nil:
		return found.ID
	}
	// Under another tool's name for the key, a reference may be to something
	// that sitegen does not have; that is worth a word, but no failure.
	severity := diag.Error
	if isOthers(f) {
		severity = diag.Warning
	}
	report := func(rule, hint, format string, args ...any) {
		r.a.problems.Add(diag.Problem{Rule: rule, Severity: severity, Pos: pos, Message: fmt.Sprintf(format, args...), Hint: hint})
	}
	if len(several) > 0 {
		ids := make([]string, len(several))
		for i, c := range several {
			ids[i] = c.ID
		}
		report("ambiguous-reference", "write one of: "+strings.Join(ids, ", "), "%q may be any of %d %ss", ref, len(ids), kind)
		return ""
	}
	if draft := first(r.index.Dropped().find(ref, kinds[:])); draft != nil {
		severity = diag.Warning
		report("draft-reference", "publish it, or build with --drafts or --future", "%s names %s, which is left out of this build", f.Key, draft.ID)
		return ""
	}
	if other := first(r.index.find(ref, nil)); other != nil {
		report("wrong-kind", wrongKindHint(e, f.Key, other.Kind), "%s must name a %s, but %q is a %s", f.Key, kind, ref, other.Kind)
		return ""
	}
	hint := fmt.Sprintf("create the %s, or remove the reference", kind)
	if r.hints++; r.hints <= maxSuggestions {
		if near := r.index.nearest(ref, kinds[:]); near != nil {
			hint = fmt.Sprintf("did you mean %s?", near.ID)
		}
	}
	report("unknown-reference", hint, "there is no %s %q", kind, ref)
	return ""
}

// first returns the entry that was found, or the first of several, or nil.
func first(one *Entry, several []*Entry) *Entry {
	if len(several) > 0 {
		return several[0]
	}
	return one
}

// wrongKindHint says where a reference to an entry of this kind belongs.
func wrongKindHint(e *Entry, key string, kind Kind) string {
	switch {
	case kind == KindLesson && e.Kind == KindTerm:
		return "lessons belong in related_lessons or lesson"
	case kind == KindLesson:
		return "lessons belong in related_lessons or prerequisites"
	case kind == KindTerm && e.Kind == KindTerm:
		return "terms belong in see_also"
	case kind == KindCategory && key == "prerequisites":
		return "name one of its lessons"
	case kind == KindTerm && key == "prerequisites":
		return "name the lesson that explains the term; terms belong in see_also or teaches"
	case kind == KindTerm:
		return "terms belong in see_also or teaches"
	default:
		return "link to it in the text instead"
	}
}

// cycles reports prerequisites that lead back to where they started, once for
// every reference that closes a circle, and takes that reference out, so that
// what remains is an order.
func (a *assembler) cycles(s *Site) {
	const (
		unseen = iota
		open
		done
	)
	state := make(map[string]int, len(s.Lessons))
	var path []string
	var visit func(l *Lesson)
	visit = func(l *Lesson) {
		state[l.ID] = open
		path = append(path, l.ID)
		l.Prerequisites = slices.DeleteFunc(l.Prerequisites, func(id string) bool {
			next := s.Index.Lesson(id)
			switch {
			case next == nil || state[id] == done:
			case state[id] == open:
				a.reportCycle(s, l, path[slices.Index(path, id):])
				return true
			default:
				visit(next)
			}
			return false
		})
		path = path[:len(path)-1]
		state[l.ID] = done
	}
	for _, m := range a.made { // in the order of files
		if l := m.lesson; l != nil && len(l.Prerequisites) > 0 && state[l.ID] == unseen {
			visit(l)
		}
	}
}

// reportCycle prints a cycle, which the lesson closes by naming its first
// element.
func (a *assembler) reportCycle(s *Site, l *Lesson, cycle []string) {
	pos := l.Pos("prerequisites")
	h := a.made[slices.IndexFunc(a.made, func(m made) bool { return m.lesson == l })].head
	for i := range h.Fields {
		if h.Fields[i].Key != "prerequisites" {
			continue
		}
		for j := range h.Fields[i].Value.Items {
			v := &h.Fields[i].Value.Items[j]
			if to, _ := s.Index.find(v.Text, []Kind{KindLesson}); to != nil && to.ID == cycle[0] {
				pos = diag.Position{File: l.File, Line: int(v.Line), Column: int(v.Column)}
				break
			}
		}
	}
	// The cycle is printed from its first lesson in the alphabet, so that it
	// reads the same wherever it was entered.
	start := slices.Index(cycle, slices.Min(cycle))
	names := append(slices.Clone(cycle[start:]), cycle[:start]...)
	names = append(names, names[0])
	a.problems.Errorf(pos, "prerequisite-cycle", "remove one of these prerequisites", "lessons need each other in a circle: %s",
		strings.Join(names, " -> "))
}
