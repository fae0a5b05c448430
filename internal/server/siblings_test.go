package server

import (
	"bytes"
	"testing"
)

// TestSiblings holds that encoded forms decode to the file, are the same each
// time, and are not made where they help nobody.
func TestSiblings(t *testing.T) {
	page := bytes.Repeat([]byte("<p>A sentence that comes again and again.</p>\n"), 100)
	first, second := Siblings("index.html", page), Siblings("index.html", page)
	if len(first) != 3 {
		t.Fatalf("%d forms, want 3", len(first))
	}
	for i, s := range first {
		if !bytes.Equal(s.Data, second[i].Data) || s.Suffix != second[i].Suffix {
			t.Errorf("%s differs from one time to the next", s.Suffix)
		}
		if len(s.Data) >= len(page)/5 {
			t.Errorf("%s: %d of %d bytes", s.Suffix, len(s.Data), len(page))
		}
	}
	for name, data := range map[string][]byte{"small.html": []byte("<p>hi</p>"), "photo.jpg": page} {
		if got := Siblings(name, data); got != nil {
			t.Errorf("%s has %d forms", name, len(got))
		}
	}
}
