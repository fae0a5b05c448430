package graph

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"sitegen/internal/content"
)

// synthetic makes a site of so many terms and lessons, always the same: texts
// of 900 words drawn from 20,000 by Zipf's law, 20 terms named by each lesson.
func synthetic(terms, lessons int) Input {
	rnd := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(rnd, 1.05, 8, 20000)
	vocabulary := make([]string, 20001)
	for i := range vocabulary {
		vocabulary[i] = syllables(i)
	}
	text := func(words int) string {
		var b strings.Builder
		for range words {
			b.WriteString(vocabulary[zipf.Uint64()])
			b.WriteByte(' ')
		}
		return b.String()
	}
	in := Input{Site: &content.Site{Config: &content.Config{Language: "en"}}}
	categories := []string{"caching", "databases", "kubernetes", "messaging", "networking", "observability", "security", "streams"}
	termID := func() string { return fmt.Sprintf("glossary/t%04d", rnd.IntN(terms)) }
	mentions := func(n int) []Mention {
		var out []Mention
		for range n {
			out = append(out, Mention{Term: termID(), Count: 1 + rnd.IntN(4), InTitle: rnd.IntN(20) == 0, InSummary: rnd.IntN(10) == 0})
		}
		slices.SortFunc(out, func(a, b Mention) int { return strings.Compare(a.Term, b.Term) })
		return slices.CompactFunc(out, func(a, b Mention) bool { return a.Term == b.Term })
	}
	entry := func(kind content.Kind, id string) content.Entry {
		return content.Entry{Kind: kind, ID: id, Title: id, Category: categories[rnd.IntN(len(categories))],
			Tags: []string{vocabulary[rnd.IntN(60)], vocabulary[rnd.IntN(60)]}}
	}
	for i := range terms {
		t := &content.Term{Entry: entry(content.KindTerm, fmt.Sprintf("glossary/t%04d", i)), SeeAlso: []string{termID(), termID()}}
		in.Site.Terms = append(in.Site.Terms, t)
		in.Texts = append(in.Texts, Text{ID: t.ID, Mentions: mentions(4), Words: NewVector(text(120), "en")})
	}
	for i := range lessons {
		l := &content.Lesson{Entry: entry(content.KindLesson, fmt.Sprintf("lessons/l%05d", i)), Teaches: []string{termID()}}
		if i > 0 && i%2 == 0 {
			l.Prerequisites = []string{fmt.Sprintf("lessons/l%05d", rnd.IntN(i))}
		}
		in.Site.Lessons = append(in.Site.Lessons, l)
		in.Texts = append(in.Texts, Text{ID: l.ID, Mentions: mentions(20), Words: NewVector(text(900), "en"),
			Links: []string{fmt.Sprintf("lessons/l%05d", rnd.IntN(lessons))}})
	}
	return in
}

// syllables spells a number as a word that looks like one.
func syllables(n int) string {
	var b strings.Builder
	for n += 100; n > 0; n /= 60 {
		b.WriteByte("bcdfgklmnprt"[n%12])
		b.WriteByte("aeiou"[n/12%5])
	}
	return b.String() + "k"
}

func BenchmarkDerive(b *testing.B) {
	for _, lessons := range []int{900, 9000, 45000} {
		b.Run(fmt.Sprint(lessons), func(b *testing.B) {
			in := synthetic(lessons/9, lessons)
			bytes := 0
			for _, t := range in.Texts {
				bytes += len(t.Words.Data)
			}
			runtime.GC()
			b.ReportAllocs()
			for b.Loop() {
				Derive(in)
			}
			b.ReportMetric(float64(bytes)/float64(len(in.Texts)), "vectorbytes/entry")
		})
	}
}

func BenchmarkWithHead(b *testing.B) {
	in := synthetic(1, 1)
	b.ReportAllocs()
	for b.Loop() {
		in.Texts[1].Words.WithHead("Sticky sessions in practice", "How a load balancer sends each client to the server that knows it, and what that costs.", "en")
	}
}

func BenchmarkNewVector(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(rnd, 1.05, 8, 20000)
	var text strings.Builder
	for range 900 {
		text.WriteString(syllables(int(zipf.Uint64())) + " ")
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		NewVector(text.String(), "en")
	}
}
