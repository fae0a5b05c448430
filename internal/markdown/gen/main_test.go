package main

import (
	"bytes"
	"os"
	"regexp"
	"testing"

	"github.com/alecthomas/chroma/v2"
)

func TestStylesheetIsCurrent(t *testing.T) {
	have, err := os.ReadFile("../../../static/assets/chroma.css")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, stylesheet()) {
		t.Error("static/assets/chroma.css is not what gen writes: run go generate ./internal/markdown")
	}
}

// TestContrast computes the contrast of every colour in the stylesheet.
func TestContrast(t *testing.T) {
	pairs := regexp.MustCompile(`light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)`).FindAllSubmatch(stylesheet(), -1)
	if len(pairs) < 10 {
		t.Fatalf("found %d colours", len(pairs))
	}
	for _, p := range pairs {
		for i, backgrounds := range [][]chroma.Colour{lightBackgrounds, darkBackgrounds} {
			c := chroma.MustParseColour(string(p[i+1]))
			for _, b := range backgrounds {
				if got := contrast(c, b); got < minContrast {
					t.Errorf("%s on %s has the contrast %.2f", c, b, got)
				}
			}
		}
	}
	if got := contrast(chroma.MustParseColour("#000000"), chroma.MustParseColour("#ffffff")); got < 20.99 || got > 21.01 {
		t.Errorf("black on white has the contrast %.2f", got)
	}
}
