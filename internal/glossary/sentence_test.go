package glossary

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestSentence(t *testing.T) {
	long := strings.Repeat("word ", 100)
	for _, c := range []struct{ text, mention, want string }{
		{"One. Two has a cache in it. Three.", "cache", "Two has a cache in it."},
		{"A cache", "cache", "A cache"},
		{"It is fast, e.g. a cache is. Next.", "cache", "It is fast, e.g. a cache is."},
		{"See Dr. Cache for it. Next.", "Cache", "See Dr. Cache for it."},
		{"Version 1.5 of the cache. Next.", "cache", "Version 1.5 of the cache."},
		{"J. Smith wrote a cache. Next.", "cache", "J. Smith wrote a cache."},
		{"Use Node.js as a cache! Next.", "cache", "Use Node.js as a cache!"},
		{"He said \"yes.\" A cache helps.", "cache", "A cache helps."},
		{"What is it? (A cache.) Next.", "cache", "(A cache.)"},
		{"Title\n\nA cache\nhelps. Next.", "cache", "A cache\nhelps."},
		{"One…  A cache… Next", "cache", "A cache…"},
		{"一つ目。キャッシュは速い。次。", "キャッシュ", "キャッシュは速い。"},
		{"他说：“缓存很快。”然后走了。", "缓存", "他说：“缓存很快。”"},
		{"ایک۔ کیش تیز ہے۔ اگلا", "کیش", "کیش تیز ہے۔"},
		{"Das ist z.B. ein Cache. Neu.", "Cache", "Das ist z.B. ein Cache."},
		{"I like etc. and a cache. Next.", "cache", "I like etc. and a cache."},
		{"  A cache.  ", "cache", "A cache."},
		{"Ends in Yahoo! Search cache.", "cache", "Search cache."},
	} {
		i := strings.Index(c.text, c.mention)
		from, to := Sentence(c.text, i, i+len(c.mention))
		if got := c.text[from:to]; got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
	text := long + "cache " + long
	from, to := Sentence(text, len(long), len(long)+5)
	got := text[from:to]
	if n := utf8.RuneCountInString(got); n > maxSentence || n < maxSentence-20 {
		t.Errorf("a long sentence is cut to %d characters", n)
	}
	if !strings.HasPrefix(got, "word ") || !strings.HasSuffix(got, " word") || !strings.Contains(got, "cache") {
		t.Errorf("a long sentence is cut inside words: %q", got)
	}
	from, to = Sentence(long, 0, 4)
	if from != 0 || to < 200 || to > maxSentence {
		t.Errorf("at the beginning of a long sentence: %d, %d", from, to)
	}
}

// TestSentenceRandom: whatever the text, the mention is inside, no character is
// cut, and the result is short.
func TestSentenceRandom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"word", " ", ". ", "! ", "。", "語", "\n\n", "é", "กำ", "e.g. ", "A", "\"", ")", "x", strings.Repeat("y", 90)})
		text := strings.Join(rapid.SliceOfN(piece, 1, 120).Draw(t, "text"), "")
		var starts []int
		for i := range text {
			starts = append(starts, i)
		}
		start := rapid.SampledFrom(starts).Draw(t, "start")
		_, size := utf8.DecodeRuneInString(text[start:])
		end := start + size
		from, to := Sentence(text, start, end)
		if from > start || to < end || from < 0 || to > len(text) {
			t.Fatalf("[%d,%d) around [%d,%d)", from, to, start, end)
		}
		if !utf8.ValidString(text[from:to]) {
			t.Fatalf("cut inside a character: %q", text[from:to])
		}
		if n := utf8.RuneCountInString(text[from:to]); n > maxSentence {
			t.Fatalf("%d characters", n)
		}
	})
	if from, to := Sentence("abc", -5, 99); from != 0 || to != 3 {
		t.Errorf("offsets out of range: %d, %d", from, to)
	}
	if from, to := Sentence("", 0, 0); from != 0 || to != 0 {
		t.Errorf("empty: %d, %d", from, to)
	}
}
