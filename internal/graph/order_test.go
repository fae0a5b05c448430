package graph

import (
	"fmt"
	"strings"
	"testing"

	"sitegen/internal/content"
)

func TestEarlyUses(t *testing.T) {
	b := newBuilder()
	for _, term := range []string{"cookie", "token", "untaught", "stateful"} {
		b.term(term)
	}
	needs := func(names ...string) func(*content.Lesson) {
		return func(l *content.Lesson) {
			for _, n := range names {
				l.Prerequisites = append(l.Prerequisites, "lessons/"+n)
			}
		}
	}
	teaches := func(names ...string) func(*content.Lesson) {
		return func(l *content.Lesson) {
			for _, n := range names {
				l.Teaches = append(l.Teaches, "glossary/"+n)
			}
		}
	}
	b.lesson("first")
	b.lesson("cookies", teaches("cookie"))
	b.lesson("sessions", needs("cookies"))
	b.lesson("logins", needs("sessions"))
	b.lesson("apart")
	b.lesson("tokens", teaches("token", "stateful"), needs("loop"))
	b.lesson("more-tokens", teaches("token"))
	b.lesson("loop", needs("tokens"))
	for _, l := range []string{"first", "cookies", "sessions", "logins", "apart"} {
		b.names("lessons/"+l, "cookie", 1)
	}
	b.names("lessons/logins", "token", 0, "summary")
	b.names("lessons/apart", "untaught", 3)
	b.names("lessons/apart", "stateful", 0, "compound")
	b.names("lessons/loop", "token", 1)
	b.names("lessons/loop", "cookie", 1)
	b.names("glossary/token", "cookie", 1)

	var got []string
	for _, e := range EarlyUses(b.input()) {
		got = append(got, fmt.Sprintf("%s uses %s of %s %v", e.Lesson, e.Term, strings.Join(e.Teachers, ","), e.Before))
	}
	want(t, "early uses", strings.Join(got, "\n"), strings.Join([]string{
		"lessons/first uses glossary/cookie of lessons/cookies false",
		"lessons/logins uses glossary/token of lessons/tokens,lessons/more-tokens false",
		"lessons/apart uses glossary/cookie of lessons/cookies true",
		"lessons/loop uses glossary/cookie of lessons/cookies true",
	}, "\n"))
}
