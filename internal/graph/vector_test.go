package graph

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// words writes a vector as sorted "word count" pairs.
func words(v Vector) string {
	var out []string
	for w, n := range v.All() {
		if n > 1 {
			w = fmt.Sprintf("%s*%d", w, n)
		}
		out = append(out, w)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestNewVector(t *testing.T) {
	for _, c := range []struct{ name, language, text, want string }{
		{"empty", "en", "", ""},
		{"words without meaning go", "en", "This is what it does, and why it should be there.", ""},
		{"apostrophes", "en", "the server's state doesn't survive; it’s lost", "lost server state survive"},
		{"inflections are one, the shortest is shown", "en", "partitions partition partitioned Partitioning", "partition*4"},
		{"verbs", "en", "cache caching cached caches", "cache*4"},
		{"doubled letters", "en", "logging logged log logs", "log*4"},
		{"other words stay apart", "en", "business bus process proceeds class news", "bus business class news proceeds process"},
		{"acronyms keep their capitals", "en", "a jwt here, a JWT there", "JWT*2"},
		{"two letters are an acronym or nothing", "en", "DB go to db k8s x s3 S3", "DB k8s s3*2"},
		{"numbers go", "en", "2026 4711 8080 10ms 3rd 0x1f", "0x1f 10ms 3rd"},
		{"hyphens and underscores part", "en", "load-balanced max_age", "age balanced load max"},
		{"keys and sums go", "en", strings.Repeat("0a", 40), ""},
		{"accents", "fr", "Le résumé des données", "données résumé"},
		{"German", "de", "Die Lösung ist nicht das Problem, sondern der Weg", "lösung problem weg"},
		{"Greek", "el", "ΟΔΟΣ οδος", "ΟΔΟΣ οδος"},
		{"Russian", "ru", "Кэш хранит ответы", "кэш ответы хранит"},
		{"an unknown language keeps all", "xx", "This is it", "this"},
		{"region of a language", "en-GB", "the colours", "colours"},
		{"Chinese: pairs", "zh", "无状态服务", "态服 无状 服务 状态"},
		{"Japanese: pairs without grammar, Katakana whole", "ja", "サーバーは状態をもたない。木と", "サーバー 木 状態"},
		{"Korean: pairs", "ko", "서버는 상태", "버는 상태 서버"},
		{"Thai: pairs", "th", "แคช", "คช แค"},
		{"one character alone", "zh", "x 树 y", "树"},
		{"mixed", "zh", "使用Redis缓存", "Redis 使用 缓存"},
		{"invalid bytes part words", "en", "disk\xffcrash", "crash disk"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := words(NewVector(c.text, c.language))
			if c.name == "mixed" {
				got = strings.ReplaceAll(got, "redis", "Redis")
			}
			want(t, c.text, got, c.want)
		})
	}
}

func TestWithHead(t *testing.T) {
	v := NewVector("A cache keeps answers. Caches expire.", "en").WithHead("Caching", "Answers kept near", "en")
	want(t, "whole", words(v), "answers*3 cache*5 expire")
	if v.Total != 4+3+2 {
		t.Errorf("total %d", v.Total)
	}
	if got := (Vector{}).Add(v, 1); !reflect.DeepEqual(got, v) {
		t.Errorf("nothing and v is not v: %s", words(got))
	}
	if got := v.Add(Vector{}, 3); !reflect.DeepEqual(got, v) {
		t.Errorf("v and nothing is not v: %s", words(got))
	}
}

// anyText draws texts whose words meet.
func anyText() *rapid.Generator[string] {
	word := rapid.SampledFrom([]string{"cache", "caches", "Caching", "partition", "JWT", "jwt", "状态", "server", "servers", "the",
		"ÉTÉ", "été", "a", "42", "k8s", "log", "logging", "-", ".", "\n", "État"})
	return rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOf(word).Draw(t, "words"), " ") })
}

func TestAddIsASum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyText().Draw(t, "a"), anyText().Draw(t, "b"), anyText().Draw(t, "c")
		va, vb, vc := NewVector(a, "en"), NewVector(b, "en"), NewVector(c, "en")
		if !reflect.DeepEqual(va.Add(vb, 1), vb.Add(va, 1)) {
			t.Fatalf("a+b is not b+a: %q, %q", words(va.Add(vb, 1)), words(vb.Add(va, 1)))
		}
		if !reflect.DeepEqual(va.Add(vb, 1).Add(vc, 1), va.Add(vb.Add(vc, 1), 1)) {
			t.Fatal("(a+b)+c is not a+(b+c)")
		}
		if whole := NewVector(a+"\n"+b, "en"); !reflect.DeepEqual(whole, va.Add(vb, 1)) {
			t.Fatalf("the sum of parts %q is not the whole %q", words(va.Add(vb, 1)), words(whole))
		}
	})
}

func TestVectorKeepsTheMostFrequent(t *testing.T) {
	var text strings.Builder
	for i := range 1000 {
		text.WriteString(syllables(i) + " ")
		if i%10 == 0 {
			text.WriteString(strings.Repeat(syllables(i)+" ", 3+i%7))
		}
	}
	v := NewVector(text.String(), "en")
	n, often := 0, 0
	for _, c := range v.All() {
		n++
		if c > 1 {
			often++
		}
	}
	if n != maxWords || often != 100 || v.Total <= 1000 {
		t.Errorf("%d words, %d of them frequent, total %d", n, often, v.Total)
	}
	sum := v.Add(NewVector(strings.Repeat("extraordinary ", 300), "en"), 4)
	if !strings.Contains(words(sum), "extraordinary*255") {
		t.Error("a frequent word got lost in a sum")
	}
}

func TestVectorIsPlainData(t *testing.T) {
	v := NewVector("A cache keeps answers; 状态", "en")
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v); err != nil {
		t.Fatal(err)
	}
	var back Vector
	if err := gob.NewDecoder(&b).Decode(&back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, v) {
		t.Errorf("%q came back as %q", words(v), words(back))
	}
}

func TestNewVectorConcurrently(t *testing.T) {
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			text := strings.Repeat(fmt.Sprintf("cache%d server%d ", i, i), 50)
			for range 100 {
				if got, want := words(NewVector(text, "en")), fmt.Sprintf("cache%d*50 server%d*50", i, i); got != want {
					t.Errorf("got %s, want %s", got, want)
					return
				}
			}
		})
	}
	group.Wait()
}

func TestHugeText(t *testing.T) {
	var text strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&text, "word%d ", i)
	}
	if v := NewVector(text.String(), "en"); v.Total != 200_000 || len(v.Data) > maxWords*(headSize+20) {
		t.Errorf("total %d, %d bytes", v.Total, len(v.Data))
	}
}

func FuzzNewVector(f *testing.F) {
	f.Add("A cache's answers, 状态 and ΟΔΟΣ.", "en")
	f.Add("İstanbul \xff", "tr")
	f.Fuzz(func(t *testing.T, text, language string) {
		v := NewVector(text, language)
		last := ""
		for w, n := range v.All() {
			if w == "" || n < 1 || v.form(0) != "" {
				t.Fatalf("word %q, %d times", w, n)
			}
			last = w
		}
		if twice := v.Add(v, 1); words(twice) == words(v) && last != "" && !strings.Contains(words(v), "*255") {
			t.Fatalf("twice %q is no more than once", words(v))
		}
	})
}

func TestHighest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) rank {
			return feature{int32(rapid.IntRange(0, 30).Draw(t, "id")), float32(rapid.IntRange(0, 5).Draw(t, "weight"))}.rank()
		}), 1, 200).Draw(t, "list")
		n := rapid.IntRange(1, len(list)).Draw(t, "n")
		sorted := slices.Clone(list)
		slices.Sort(sorted)
		slices.Reverse(sorted)
		var c choice
		c.reset(n)
		for _, r := range list {
			c.offer(r.feature())
		}
		if got := highest(list, n); got != sorted[n-1] {
			t.Fatalf("the %d. is %v, not %v", n, sorted[n-1].feature(), got.feature())
		}
		slices.Sort(list[:n])
		slices.Reverse(list[:n])
		if !slices.Equal(list[:n], sorted[:n]) || !slices.Equal(c.ranks(), sorted[:n]) {
			t.Fatalf("not the %d highest", n)
		}
	})
}
