package theme

import (
	"encoding/json"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sitegen/templates"
)

var placeholder = regexp.MustCompile(`\{\w+\}`)

func readCatalogue(t *testing.T, name string) map[string]message {
	data, err := fs.ReadFile(templates.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]message{}
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return m
}

// TestCatalogues holds that every language has the keys of the English
// catalogue, no others, with the same placeholders and its plural forms.
func TestCatalogues(t *testing.T) {
	names, err := fs.Glob(templates.FS, "i18n/*.json")
	if err != nil || len(names) < 7 {
		t.Fatal(names, err)
	}
	english := readCatalogue(t, "i18n/en.json")
	for _, name := range names {
		language := strings.TrimSuffix(path.Base(name), ".json")
		catalogue := readCatalogue(t, name)
		forms := map[string]bool{}
		for n := range 200 {
			forms[pluralForm(language, n)] = true
		}
		for key, m := range catalogue {
			want, ok := english[key]
			if !ok {
				t.Errorf("%s: %q is not a key of en.json", name, key)
				continue
			}
			if got, want := placeholders(m["other"]), placeholders(want["other"]); !slices.Equal(got, want) {
				t.Errorf("%s: %q has %v, en.json has %v", name, key, got, want)
			}
			for form, text := range m {
				if form != "other" && !forms[form] {
					t.Errorf("%s: %q has the form %q, which the language does not use", name, key, form)
				}
				if strings.TrimSpace(text) != text && key != "list.separator" || text == "" {
					t.Errorf("%s: %q is empty or has spaces around it", name, key)
				}
			}
			if len(want) > 1 && len(forms) > 1 && len(m) == 1 {
				t.Errorf("%s: %q wants plural forms", name, key)
			}
		}
		for key := range english {
			if _, ok := catalogue[key]; !ok {
				t.Errorf("%s: %q is missing", name, key)
			}
		}
		if n := len(strings.Split(catalogue["date.months"]["other"], "|")); n != 12 {
			t.Errorf("%s: %d months", name, n)
		}
	}
}

func placeholders(s string) []string {
	list := placeholder.FindAllString(s, -1)
	slices.Sort(list)
	return list
}

// keysOfBuild are the texts that are asked for outside of the templates: the
// titles of generated pages, the words inside rendered Markdown and the reasons
// of relations.
var keysOfBuild = strings.Fields(`
	home glossary lessons terms pages categories tags notfound list.separator glossary.description
	alert.note alert.tip alert.important alert.warning alert.caution copy footnotes footnotes.back permalink
	table diagram task.done task.open
	quiz quiz.question quiz.answer quiz.right quiz.wrong quiz.explanation quiz.show
	level.foundation level.intermediate level.advanced date.long date.months
	reason.mentions-it reason.mentioned-here reason.share-lessons reason.same-category reason.teaches-it
	reason.in-title reason.in-summary reason.in-text reason.share-terms reason.share-words reason.share-tags
	reason.prerequisite reason.builds-on reason.links-to
	review review.of review.description offline.missing
	search.description search.empty search.none search.count search.corrected search.show-more
	search.kind search.kind.any search.kind.term search.kind.lesson search.kind.page search.kind.category
	search.category search.category.any search.level search.level.any search.clear search.close
	graph.description`)

// TestNoDeadTexts holds that every text is used, and every used text exists.
func TestNoDeadTexts(t *testing.T) {
	th := load(t)
	used := map[string]bool{}
	for _, key := range keysOfBuild {
		used[key] = true
	}
	call := regexp.MustCompile(`\bt "([^"]+)"`)
	for _, s := range th.source {
		for _, m := range call.FindAllSubmatch(s.text, -1) {
			used[string(m[1])] = true
		}
	}
	for key := range used {
		if !th.texts.has(key) {
			t.Errorf("%q is used and does not exist", key)
		}
	}
	for _, key := range th.texts.keys() {
		if !used[key] {
			t.Errorf("%q is never used", key)
		}
	}
}

func TestText(t *testing.T) {
	tests := []struct {
		language, key string
		args          []any
		want          string
	}{
		{"en", "home", nil, "Home"},
		{"en-GB", "home", nil, "Home"},
		{"DE", "home", nil, "Startseite"},
		{"de-AT", "home", nil, "Startseite"},
		{"xx", "home", nil, "Home"},
		{"", "home", nil, "Home"},
		{"en", "no.such.key", nil, "no.such.key"},
		{"en", "lessons.count", []any{"count", 1}, "1 lesson"},
		{"en", "lessons.count", []any{"count", 0}, "0 lessons"},
		{"fr", "lessons.count", []any{"count", 0}, "0 leçon"},
		{"ja", "lessons.count", []any{"count", 1}, "1レッスン"},
		{"en", "reason.share-terms", []any{"titles", "A, B", "count", 2}, "Both use A, B"},
		{"en", "quiz.score", nil, "{right} of {count} right at the first try."},
	}
	for _, test := range tests {
		th, errs := Load(Sources{Templates: templates.FS, Static: load(t).statics()}, Options{BasePath: "/", Language: test.language})
		if th == nil {
			t.Fatal(errs[0])
		}
		if got := th.Text(test.key, test.args...); got != test.want {
			t.Errorf("%s %s %v: %q, want %q", test.language, test.key, test.args, got, test.want)
		}
	}
}

func TestPluralForm(t *testing.T) {
	tests := map[string]string{ // the forms of 0, 1, 2, 3, 5, 11, 21, 101
		"en": "other one other other other other other other",
		"fr": "one one other other other other other other",
		"ja": "other other other other other other other other",
		"ru": "many one few few many many one one",
		"pl": "many one few few many many many many",
		"cs": "other one few few other other other other",
		"ar": "zero one two few few many many other",
		"he": "other one two other other other other other",
	}
	for language, want := range tests {
		var got []string
		for _, n := range []int{0, 1, 2, 3, 5, 11, 21, 101} {
			got = append(got, pluralForm(language, n))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %s, want %s", language, s, want)
		}
	}
}

// A site's catalogue changes single texts and may add languages and keys.
func TestOwnTexts(t *testing.T) {
	th, errs := site(map[string]string{
		"templates/i18n/en.json": `{"lessons": "Chapters", "my.key": {"one": "{count} x", "other": "{count} xs"}}`,
		"templates/404.html":     `<p>{{t "lessons"}} {{t "my.key" "count" 2}} {{t "home"}}</p>`,
	})
	if th == nil {
		t.Fatal(errs[0])
	}
	if got := render(t, th, "404"); !strings.Contains(got, "<p>Chapters 2 xs Home</p>") {
		t.Error(got)
	}
}
