package graph

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitegen/internal/content"
)

func TestSeeAlsoOrder(t *testing.T) {
	b := newBuilder()
	b.category("core")
	b.term("cache", seeAlso("hit-ratio", "eviction", "hit-ratio", "cache"), inCategory("core"))
	for _, name := range []string{"hit-ratio", "eviction", "names-it", "both", "named", "shares", "stranger"} {
		b.term(name)
	}
	b.term("refers", seeAlso("cache"))
	b.term("kin", inCategory("core"))
	b.names("glossary/names-it", "cache", 1)
	b.names("glossary/both", "cache", 1)
	b.names("glossary/cache", "both", 1)
	b.names("glossary/cache", "named", 5)
	for _, l := range []string{"one", "two"} {
		b.lesson(l)
		b.names("lessons/"+l, "cache", 3)
		b.names("lessons/"+l, "shares", 2)
	}
	r := Derive(b.input())
	want(t, "cache", short(r.SeeAlso["glossary/cache"]), "hit-ratio*, eviction*, refers:links-to, both:mentions-it, "+
		"names-it:mentions-it, named:mentioned-here, shares:share-lessons one two")
	want(t, "refers", short(r.SeeAlso["glossary/refers"]), "cache*")
	want(t, "named", short(r.SeeAlso["glossary/named"]), "cache:mentions-it")
	want(t, "kin", short(r.SeeAlso["glossary/kin"]), "cache:same-category core")
	want(t, "stranger", short(r.SeeAlso["glossary/stranger"]), "")
}

func TestSeeAlsoIsNeverDozens(t *testing.T) {
	b := newBuilder()
	b.category("core")
	b.term("kubernetes", inCategory("core"))
	b.term("pod")
	b.term("chosen", seeAlso("kubernetes", "n01", "n02", "n03", "n04", "n05", "n06", "n07", "n08"))
	b.names("glossary/kubernetes", "pod", 1)
	for i := range 40 {
		name := fmt.Sprintf("n%02d", i)
		b.term(name, inCategory("core"))
		b.names("glossary/"+name, "kubernetes", 1+i%3)
		b.names("glossary/"+name, "chosen", 1)
	}
	r := Derive(b.input())
	list := r.SeeAlso["glossary/kubernetes"]
	if len(list) != maxDerived {
		t.Errorf("%d entries: %s", len(list), short(list))
	}
	// What it names itself is not crowded out by what names it.
	if !slices.Contains(ids(list), "glossary/pod") {
		t.Errorf("pod is missing: %s", short(list))
	}
	if list := r.SeeAlso["glossary/chosen"]; len(list) != 9+minDerived {
		t.Errorf("nine authored ones leave room for %d: %s", minDerived, short(list))
	}
	for id, list := range r.SeeAlso {
		if n := len(list); n > 9+minDerived {
			t.Errorf("%s has %d entries", id, n)
		}
	}
}

// Tags and the category fill what is short, most similar words first, and no
// more than that.
func TestSeeAlsoFill(t *testing.T) {
	b := newBuilder()
	b.category("net")
	b.term("router", inCategory("net"), tagged("wire"))
	b.says("glossary/router", "forwards packets between networks")
	b.term("fibre", tagged("wire"))
	b.term("one-lesson")
	b.lesson("lesson")
	b.names("lessons/lesson", "router", 1)
	b.names("lessons/lesson", "one-lesson", 1)
	for _, name := range []string{"a", "b", "c", "d"} {
		b.term(name, inCategory("net"))
		b.says("glossary/"+name, "something of "+name+name+name)
	}
	b.term("switch", inCategory("net"))
	b.says("glossary/switch", "forwards packets inside networks")
	r := Derive(b.input())
	want(t, "router", short(r.SeeAlso["glossary/router"]),
		"one-lesson:share-lessons lesson, fibre:share-tags wire, switch:same-category net, a:same-category net")
}

func TestSeeAlsoFollowsLinks(t *testing.T) {
	b := newBuilder()
	for _, name := range []string{"cache", "links-it", "names-it", "linked", "does-both"} {
		b.term(name)
	}
	b.names("glossary/names-it", "cache", 1)
	b.names("glossary/names-it", "linked", 1)
	b.names("glossary/names-it", "does-both", 1)
	b.names("glossary/names-it", "links-it", 1)
	b.names("glossary/does-both", "cache", 1)
	b.links("glossary/does-both", "glossary/cache")
	b.links("glossary/links-it", "glossary/cache")
	b.links("glossary/cache", "glossary/linked")
	want(t, "cache", short(Derive(b.input()).SeeAlso["glossary/cache"]),
		"does-both:mentions-it, links-it:links-to, names-it:mentions-it, linked:links-to")
}

func TestLessonsOfTerm(t *testing.T) {
	b := newBuilder()
	b.term("session", func(t *content.Term) {
		t.Lesson = "lessons/depth"
		t.RelatedLessons = []string{"lessons/chosen", "lessons/depth"}
	})
	b.lesson("text-once")
	b.lesson("text")
	b.lesson("summary")
	b.lesson("linked")
	b.lesson("compound")
	b.lesson("title")
	b.lesson("teaches", func(l *content.Lesson) { l.Teaches = []string{"glossary/session"} })
	b.lesson("chooses", func(l *content.Lesson) { l.RelatedLessons = []string{"glossary/session"} })
	b.lesson("chosen")
	b.lesson("depth", func(l *content.Lesson) { l.Teaches = []string{"glossary/session"} })
	b.names("lessons/text-once", "session", 1)
	b.names("lessons/text", "session", 3)
	b.names("lessons/summary", "session", 0, "summary")
	b.names("lessons/compound", "session", 0, "compound")
	b.names("lessons/title", "session", 0, "title")
	b.names("lessons/depth", "session", 9, "title")
	b.links("lessons/linked", "glossary/session")
	r := Derive(b.input())
	want(t, "session", short(r.Lessons["glossary/session"]),
		"chosen*, chooses*, teaches:teaches-it, title:in-title, compound:in-title, summary:in-summary, linked:links-to")

	// Passing mentions are shown where there is little else.
	b = newBuilder()
	b.term("pod")
	for i := range 9 {
		name := fmt.Sprintf("l%d", i)
		b.lesson(name)
		b.names("lessons/"+name, "pod", 1+i/4)
	}
	list := Derive(b.input()).Lessons["glossary/pod"]
	want(t, "pod", short(list), "l8:in-text, l4:in-text, l5:in-text, l6:in-text, l7:in-text")
	if list[0].Reason.Count != 3 {
		t.Errorf("count is %d", list[0].Reason.Count)
	}
	for i, rel := range list[1:] {
		if rel.Weight > list[i].Weight {
			t.Errorf("weights rise: %v", list)
		}
	}
}

// TestStatefulAndStateless is what the product promises: with the titles and
// one-line summaries of the seven shipped lessons alone, each term finds
// exactly the lessons that are about it or name it.
func TestStatefulAndStateless(t *testing.T) {
	b := newBuilder()
	b.term("stateful")
	b.term("stateless")
	field := func(text, name string) string {
		return strings.Trim(regexp.MustCompile(`(?m)^` + name + `: *(.*)$`).FindStringSubmatch(text)[1], `"'`)
	}
	for _, name := range []string{"statefulsets", "stateful-stream-processing", "stateless-stream-processing",
		"stateless-vs-stateful-systems", "session-management", "token-based-authentication", "sticky-sessions"} {
		files, _ := filepath.Glob("../../content/lessons/*/" + name + "*")
		if len(files) != 1 {
			t.Fatalf("lesson %s: %d files", name, len(files))
		}
		file := files[0]
		if filepath.Ext(file) == "" {
			file = filepath.Join(file, "index.md")
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		title, summary := field(string(data), "title"), field(string(data), "summary")
		b.lesson(name, func(l *content.Lesson) { l.Title, l.Summary = title, summary })
		for _, term := range []string{"stateful", "stateless"} {
			word := regexp.MustCompile(`(?i)\b` + term + `(ly|ness)?\b`)
			var how []string
			switch {
			case word.MatchString(title):
				how = append(how, "title")
			case strings.Contains(strings.ToLower(title), term):
				how = append(how, "compound")
			}
			if word.MatchString(summary) {
				how = append(how, "summary")
			}
			if how != nil {
				b.names("lessons/"+name, term, 0, how...)
			}
		}
	}
	r := Derive(b.input())
	sorted := func(term string) string {
		list := ids(r.Lessons["glossary/"+term])
		slices.Sort(list)
		return strings.ReplaceAll(strings.Join(list, " "), "lessons/", "")
	}
	want(t, "stateful", sorted("stateful"), "stateful-stream-processing statefulsets stateless-vs-stateful-systems")
	want(t, "stateless", sorted("stateless"), "session-management stateless-stream-processing "+
		"stateless-vs-stateful-systems sticky-sessions token-based-authentication")
}

func TestRelatedLessons(t *testing.T) {
	b := newBuilder()
	b.term("cookie")
	b.term("token")
	b.lesson("cookies", func(l *content.Lesson) {
		l.Prerequisites = []string{"lessons/http", "lessons/http", "lessons/cookies"}
		l.RelatedLessons = []string{"lessons/chosen", "lessons/http"}
	})
	b.lesson("http")
	b.lesson("chosen")
	b.lesson("tokens")
	b.lesson("bread")
	b.lesson("after", func(l *content.Lesson) { l.Prerequisites = []string{"lessons/cookies"} })
	b.lesson("linked")
	b.says("lessons/cookies", "The browser sends the cookie with each request so that the server knows the login.")
	b.says("lessons/tokens", "The browser sends a token with each request and the server checks the login's signature.")
	b.says("lessons/bread", "Knead flour, water, salt and yeast; let the dough rise overnight; bake until brown.")
	b.says("lessons/http", "The browser sends a request, the server an answer.")
	b.names("lessons/cookies", "cookie", 3)
	b.names("lessons/tokens", "cookie", 2)
	b.names("lessons/cookies", "token", 1)
	b.names("lessons/tokens", "token", 4)
	b.links("lessons/linked", "lessons/cookies")
	r := Derive(b.input())
	want(t, "related", short(r.Related["lessons/cookies"]), "chosen*, tokens:share-terms cookie token, linked:links-to")
	want(t, "needs", short(r.Prerequisites["lessons/cookies"]), "http*:prerequisite")
	want(t, "leads", short(r.LeadsTo["lessons/cookies"]), "after*:builds-on")
	want(t, "leads", short(r.LeadsTo["lessons/http"]), "cookies*:builds-on")
	want(t, "the other end of a choice", short(r.Related["lessons/chosen"]), "cookies:links-to")
	want(t, "bread", short(r.Related["lessons/bread"]), "")
	if list := short(r.Related["lessons/http"]); strings.Contains(list, "cookies") || !strings.HasPrefix(list, "tokens:share-words") {
		t.Errorf("http: %s", list)
	}
}

func TestLinkedLessonsWithoutWords(t *testing.T) {
	b := newBuilder()
	for _, name := range []string{"a", "b", "c"} {
		b.lesson(name, func(l *content.Lesson) { l.Title = "?" })
	}
	b.links("lessons/a", "lessons/b", "lessons/c")
	r := Derive(b.input())
	want(t, "a", short(r.Related["lessons/a"]), "b:links-to, c:links-to")
	want(t, "b", short(r.Related["lessons/b"]), "a:links-to")
}

func TestPrerequisiteCyclesDoNotMatter(t *testing.T) {
	b := newBuilder()
	b.lesson("a", func(l *content.Lesson) { l.Prerequisites = []string{"lessons/b"} })
	b.lesson("b", func(l *content.Lesson) { l.Prerequisites = []string{"lessons/a"} })
	r := Derive(b.input())
	want(t, "a", short(r.Prerequisites["lessons/a"])+" "+short(r.LeadsTo["lessons/a"]), "b*:prerequisite b*:builds-on")
}

func TestMentionedIn(t *testing.T) {
	b := newBuilder()
	b.term("cache")
	b.term("store")
	b.page("about")
	b.lesson("long")
	b.lesson("dense")
	b.lesson("headline")
	b.says("lessons/long", strings.Repeat("quite another matter altogether discussed sentence paragraph. ", 300))
	b.says("lessons/dense", "short and about it")
	b.names("lessons/long", "cache", 3)
	b.names("lessons/dense", "cache", 3)
	b.names("lessons/headline", "cache", 0, "title")
	b.names("glossary/store", "cache", 1)
	b.names("about", "cache", 1)
	b.text["about"].Words, b.text["glossary/store"].Words = Vector{}, Vector{}
	list := Derive(b.input()).MentionedIn["glossary/cache"]
	var got []string
	for _, m := range list {
		got = append(got, m.ID)
	}
	want(t, "cache", strings.Join(got, " "), "lessons/dense glossary/store about lessons/long")
	if m := list[0]; m.Count != 3 {
		t.Errorf("sentence: %+v", m)
	}
}

func TestUnknownAndEmptyAreIgnored(t *testing.T) {
	for _, in := range []Input{{Site: &content.Site{}}, {Site: &content.Site{}, Texts: []Text{{ID: "glossary/none"}}}} {
		r := Derive(in)
		for range r.Edges {
			t.Error("an edge out of nothing")
		}
		if len(r.SeeAlso)+len(r.Lessons)+len(r.Related)+len(r.MentionedIn) != 0 {
			t.Errorf("%+v", r)
		}
	}
	b := newBuilder()
	b.term("a", seeAlso("gone"), func(t *content.Term) {
		t.Lesson, t.RelatedLessons = "lessons/gone", []string{"lessons/gone", "glossary/a"}
	})
	b.names("glossary/a", "gone", 1)
	b.names("glossary/a", "a", 1)
	b.links("glossary/a", "glossary/gone", "glossary/a")
	in := b.input()
	in.Texts = append(in.Texts, Text{ID: "glossary/gone", Mentions: []Mention{{Term: "glossary/a", Count: 1}}})
	r := Derive(in)
	for e := range r.Edges {
		t.Errorf("edge %+v", e)
	}
}

// collect makes relations comparable.
func collect(r *Relations) map[string]any {
	mentioned := map[string][]string{}
	for id, list := range r.MentionedIn {
		for _, m := range list {
			mentioned[id] = append(mentioned[id], fmt.Sprint(m.ID, *m.Mention))
		}
	}
	return map[string]any{"see": r.SeeAlso, "lessons": r.Lessons, "related": r.Related, "needs": r.Prerequisites,
		"leads": r.LeadsTo, "mentioned": mentioned, "edges": slices.Collect(r.Edges)}
}

// TestOrderOfInputDoesNotMatter: nor does the number of cores.
func TestOrderOfInputDoesNotMatter(t *testing.T) {
	in := synthetic(20, 90)
	in.Site.Pages = []*content.Page{{Entry: content.Entry{Kind: content.KindPage, ID: "about"}}}
	plain := collect(Derive(in))
	if n := len(plain["edges"].([]Edge)); n < 300 {
		t.Fatalf("only %d edges", n)
	}
	rapid.Check(t, func(r *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "seed"), 0))
		mixed := in
		mixed.Texts = slices.Clone(in.Texts)
		site := *in.Site
		mixed.Site = &site
		site.Terms = slices.Clone(site.Terms)
		rnd.Shuffle(len(mixed.Texts), func(i, j int) { mixed.Texts[i], mixed.Texts[j] = mixed.Texts[j], mixed.Texts[i] })
		rnd.Shuffle(len(site.Terms), func(i, j int) { site.Terms[i], site.Terms[j] = site.Terms[j], site.Terms[i] })
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(rapid.SampledFrom([]int{1, 2, 3, 8}).Draw(r, "cores")))
		if got := collect(Derive(mixed)); !reflect.DeepEqual(got, plain) {
			r.Fatal("another order of the same input gave other relations")
		}
	})
}

func TestListsAreSound(t *testing.T) {
	in := synthetic(60, 300)
	r := Derive(in)
	for name, lists := range map[string]map[string][]Relation{"see also": r.SeeAlso, "lessons": r.Lessons, "related": r.Related} {
		for id, list := range lists {
			seen := map[string]bool{id: true}
			last := 2.0
			for _, rel := range list {
				if seen[rel.ID] {
					t.Errorf("%s of %s: %s twice", name, id, rel.ID)
				}
				seen[rel.ID] = true
				if rel.Weight > last || rel.Weight < 0 || rel.Weight > 1 {
					t.Errorf("%s of %s: weight %v after %v", name, id, rel.Weight, last)
				}
				last = rel.Weight
				if rel.Authored != (rel.Reason.Kind == ReasonNone) {
					t.Errorf("%s of %s: %+v", name, id, rel)
				}
				if len(rel.Reason.IDs) > maxReasonIDs || len(rel.Reason.Words) > maxReasonIDs {
					t.Errorf("%s of %s: %+v names too much", name, id, rel.Reason)
				}
			}
		}
	}
	edges := slices.Collect(r.Edges)
	if !slices.IsSortedFunc(edges, func(a, b Edge) int {
		return strings.Compare(a.From+"\x00"+a.To+"\x00"+string(a.Kind), b.From+"\x00"+b.To+"\x00"+string(b.Kind))
	}) {
		t.Error("edges are not sorted")
	}
}

// TestSearchFindsTheNearest compares the quick search with looking at all
// pairs, on real texts.
func TestSearchFindsTheNearest(t *testing.T) {
	s := survey(goPackages(t).input())
	f := s.features()
	x := s.lessonIndex(f)
	q := &searcher{seen: newMarks(len(s.nodes)), sum: make([]float32, len(s.nodes)), weight: make([]float32, len(f.rarity))}
	found, all := 0, 0
	for i := range s.nodes {
		if s.nodes[i].lesson == nil {
			continue
		}
		var c choice
		c.reset(maxRelated)
		for j := range s.nodes {
			if i != j && s.nodes[j].lesson != nil {
				c.offer(feature{int32(j), f.cosine(int32(i), int32(j))})
			}
		}
		near := map[int32]float32{}
		for _, y := range s.nearest(q, int32(i), f, x) {
			near[y.node] = y.cosine
		}
		for _, r := range c.ranks() {
			all++
			if cos, ok := near[r.feature().id]; ok {
				found++
				if cos != r.feature().weight {
					t.Fatalf("two cosines of one pair: %v and %v", cos, r.feature().weight)
				}
			}
		}
	}
	if share := float64(found) / float64(all); share < 0.85 {
		t.Errorf("found %.2f of the nearest", share)
	} else {
		t.Logf("found %.3f of the nearest", share)
	}
}
