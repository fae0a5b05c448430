package social

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"sync"
	"testing"
)

var card = Card{Title: "Consistent Hashing in Practice", Site: "System Design, Step by Step", Kind: "Lesson · Caching"}

func draw(t *testing.T, c Card) (*image.Paletted, []byte) {
	t.Helper()
	data, err := Draw(c)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img.(*image.Paletted), data
}

// bounds is the smallest rectangle that holds all pixels of a ramp.
func bounds(img *image.Paletted, ink uint8) image.Rectangle {
	var r image.Rectangle
	for y := range Height {
		for x := range Width {
			if c := img.ColorIndexAt(x, y); c > ink && c < ink+ramp {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

func TestDraw(t *testing.T) {
	long := strings.Repeat("Availability and ", 30)
	for _, c := range []Card{
		card, {Title: "API"}, {Title: long, Site: long, Kind: long},
		{Title: strings.Repeat("Unbreakable", 20)}, {Title: "Ünïcödé, Ελληνικά, Кириллица"}, {},
	} {
		img, data := draw(t, c)
		if img.Rect != image.Rect(0, 0, Width, Height) || len(data) > 40<<10 {
			t.Errorf("%.20q: %v, %d bytes", c.Title, img.Rect, len(data))
		}
		inside := image.Rect(margin-8, margin-10, Width-margin+8, Height-margin+20)
		title, quiet := bounds(img, inkTitle), bounds(img, inkQuiet)
		if !title.In(inside) || !quiet.In(inside) {
			t.Errorf("%.20q: title at %v, the rest at %v, not inside %v", c.Title, title, quiet, inside)
		}
		if title.Empty() != (c.Title == "") || quiet.Empty() != (c.Site == "") {
			t.Errorf("%.20q: title at %v, the rest at %v", c.Title, title, quiet)
		}
	}
	// The shorter the title, the larger.
	short, _ := draw(t, Card{Title: "HHH"})
	middle, _ := draw(t, Card{Title: strings.Repeat("HHHHHHHHH ", 12)})
	if a, b := bounds(short, inkTitle).Dy(), bounds(middle, inkTitle).Dy(); a < titleSizes[0]/2 || b <= a {
		t.Errorf("heights %d and %d", a, b)
	}
}

// TestSame holds that a card always gives the same bytes, from any goroutine.
func TestSame(t *testing.T) {
	_, want := draw(t, card)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got, err := Draw(card); err != nil || !bytes.Equal(got, want) {
				t.Error("other bytes", err)
			}
		})
	}
	wg.Wait()
	if _, other := draw(t, Card{Title: card.Title, Site: card.Site}); bytes.Equal(other, want) {
		t.Error("another card gives the same bytes")
	}
}

func TestDrawable(t *testing.T) {
	for title, want := range map[string]bool{
		"Cache": true, "Größe · naïve": true, "Кэш": true, "C++ & .NET": true, "k8s – “ops”": true,
		"キャッシュ": false, "ذخیرہ": false, "缓存 (cache)": false, "": false, "  ": false, "Cache 🚀": false,
	} {
		if got := Drawable(Card{Title: title}); got != want {
			t.Errorf("%q: %v", title, got)
		}
	}
	if Drawable(Card{Title: "Cache", Site: "設計"}) {
		t.Error("the site's name cannot be drawn")
	}
}

func BenchmarkDraw(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Draw(card); err != nil {
			b.Fatal(err)
		}
	}
}
