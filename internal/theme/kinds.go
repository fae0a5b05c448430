package theme

import (
	"reflect"

	"sitegen/internal/view"
)

// pageKind is a kind of page inside the frame of base.html, with the view that
// its template sees.
type pageKind struct {
	name string
	view reflect.Type
}

var kinds = []pageKind{
	{"home", reflect.TypeFor[view.Home]()},
	{"page", reflect.TypeFor[view.Plain]()},
	{"term", reflect.TypeFor[view.Term]()},
	{"glossary", reflect.TypeFor[view.Glossary]()},
	{"lesson", reflect.TypeFor[view.Lesson]()},
	{"course", reflect.TypeFor[view.Course]()},
	{"lessons-category", reflect.TypeFor[view.Category]()},
	{"category", reflect.TypeFor[view.Category]()},
	{"categories", reflect.TypeFor[view.List]()},
	{"tag", reflect.TypeFor[view.Tag]()},
	{"tags", reflect.TypeFor[view.List]()},
	{"review", reflect.TypeFor[view.Review]()},
	{"search", reflect.TypeFor[view.Search]()},
	{"graph", reflect.TypeFor[view.Graph]()},
	{"404", reflect.TypeFor[view.NotFound]()},
}

// Kinds are the names of all kinds of pages that have a template KIND.html
// inside the frame.
func Kinds() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.name
	}
	return names
}

// page returns the part that all pages have, and the pointer to give to the
// template; nil for a value that is not a page.
func page(v any) (*view.Page, any) {
	switch v := v.(type) {
	case *view.Home:
		return &v.Page, v
	case *view.Plain:
		return &v.Page, v
	case *view.Term:
		return &v.Page, v
	case *view.Glossary:
		return &v.Page, v
	case *view.Lesson:
		return &v.Page, v
	case *view.Course:
		return &v.Page, v
	case *view.Category:
		return &v.Page, v
	case *view.List:
		return &v.Page, v
	case *view.Tag:
		return &v.Page, v
	case *view.Review:
		return &v.Page, v
	case *view.Search:
		return &v.Page, v
	case *view.Graph:
		return &v.Page, v
	case *view.NotFound:
		return &v.Page, v
	case view.Home:
		return &v.Page, &v
	case view.Plain:
		return &v.Page, &v
	case view.Term:
		return &v.Page, &v
	case view.Glossary:
		return &v.Page, &v
	case view.Lesson:
		return &v.Page, &v
	case view.Course:
		return &v.Page, &v
	case view.Category:
		return &v.Page, &v
	case view.List:
		return &v.Page, &v
	case view.Tag:
		return &v.Page, &v
	case view.Review:
		return &v.Page, &v
	case view.Search:
		return &v.Page, &v
	case view.Graph:
		return &v.Page, &v
	case view.NotFound:
		return &v.Page, &v
	}
	return nil, v
}
