package graph

import (
	"slices"
	"strings"
	"testing"

	"sitegen/internal/content"
)

// A builder makes small sites for tests: entries are named by the last part of
// their id, with glossary/ or lessons/ before it.
type builder struct {
	in   Input
	text map[string]*Text
}

func newBuilder() *builder {
	return &builder{Input{Site: &content.Site{Config: &content.Config{Language: "en"}}}, map[string]*Text{}}
}

func (b *builder) term(name string, edit ...func(*content.Term)) {
	t := &content.Term{Entry: content.Entry{Kind: content.KindTerm, ID: "glossary/" + name, Slug: name, Title: strings.ToUpper(name[:1]) + name[1:]}}
	for _, e := range edit {
		e(t)
	}
	b.in.Site.Terms = append(b.in.Site.Terms, t)
	b.text[t.ID] = &Text{ID: t.ID, Words: Vector{}.WithHead(t.Title, t.Definition, "en")}
}

func (b *builder) lesson(name string, edit ...func(*content.Lesson)) {
	l := &content.Lesson{Entry: content.Entry{Kind: content.KindLesson, ID: "lessons/" + name, Slug: name, Title: name}}
	for _, e := range edit {
		e(l)
	}
	b.in.Site.Lessons = append(b.in.Site.Lessons, l)
	b.text[l.ID] = &Text{ID: l.ID, Words: Vector{}.WithHead(l.Title, l.Summary, "en")}
}

func (b *builder) page(name string) {
	p := &content.Page{Entry: content.Entry{Kind: content.KindPage, ID: name, Slug: name, Title: name}}
	b.in.Site.Pages = append(b.in.Site.Pages, p)
	b.text[p.ID] = &Text{ID: p.ID}
}

func (b *builder) category(slug string) {
	b.in.Site.Categories = append(b.in.Site.Categories, &content.Category{Entry: content.Entry{
		Kind: content.KindCategory, ID: "categories/" + slug, Slug: slug, Title: slug}})
}

// says gives an entry a body.
func (b *builder) says(id, body string) {
	b.text[id].Words = b.text[id].Words.Add(NewVector(body, "en"), 1)
}

// names records that an entry names a term so often; how is any of "title",
// "compound" and "summary" for where else.
func (b *builder) names(id, term string, count int, how ...string) {
	m := Mention{Term: "glossary/" + term, Count: count, InTitle: slices.Contains(how, "title"),
		InCompound: slices.Contains(how, "compound"), InSummary: slices.Contains(how, "summary")}
	if count > 0 {
	}
	b.text[id].Mentions = append(b.text[id].Mentions, m)
}

func (b *builder) links(id string, to ...string) { b.text[id].Links = append(b.text[id].Links, to...) }

func (b *builder) input() Input {
	in := b.in
	for _, id := range sortedKeys(b.text) {
		t := *b.text[id]
		slices.SortFunc(t.Mentions, func(a, b Mention) int { return strings.Compare(a.Term, b.Term) })
		in.Texts = append(in.Texts, t)
	}
	return in
}

// short writes relations as a test reads them: "name reason*", authored ones
// with a star.
func short(list []Relation) string {
	var out []string
	for _, r := range list {
		s := r.ID[strings.LastIndexByte(r.ID, '/')+1:]
		if r.Authored {
			s += "*"
		}
		if r.Reason.Kind != ReasonNone {
			s += ":" + string(r.Reason.Kind)
		}
		for _, id := range r.Reason.IDs {
			s += " " + id[strings.LastIndexByte(id, '/')+1:]
		}
		for _, w := range r.Reason.Words {
			s += " " + w
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func ids(list []Relation) []string {
	var out []string
	for _, r := range list {
		out = append(out, r.ID)
	}
	return out
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

func inCategory(slug string) func(*content.Term) {
	return func(t *content.Term) { t.Category = slug }
}

func tagged(tags ...string) func(*content.Term) { return func(t *content.Term) { t.Tags = tags } }

func seeAlso(names ...string) func(*content.Term) {
	return func(t *content.Term) {
		for _, n := range names {
			t.SeeAlso = append(t.SeeAlso, "glossary/"+n)
		}
	}
}
