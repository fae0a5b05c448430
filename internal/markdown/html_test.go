package markdown

import (
	"bytes"
	"io"
	"slices"
	"testing"

	"golang.org/x/net/html"
)

// voidElements have no end tag.
var voidElements = []string{"br", "hr", "img", "input", "path", "polygon", "circle", "rect"}

// checkHTML holds that the HTML's tags are balanced, that no id occurs twice
// and that no link is inside another. It returns how deep elements are nested.
func checkHTML(t testing.TB, name string, src []byte) (deepest int) {
	t.Helper()
	z := html.NewTokenizer(bytes.NewReader(src))
	var open []string
	ids := map[string]bool{}
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				t.Errorf("%s: %v", name, z.Err())
			}
			if len(open) > 0 {
				t.Errorf("%s: %v are not closed", name, open)
			}
			return deepest
		case html.StartTagToken:
			token := z.Token()
			for _, a := range token.Attr {
				if a.Key == "id" {
					if ids[a.Val] {
						t.Errorf("%s: the id %q occurs twice", name, a.Val)
					}
					ids[a.Val] = true
				}
			}
			if slices.Contains(voidElements, token.Data) {
				continue
			}
			if token.Data == "a" && slices.Contains(open, "a") {
				t.Errorf("%s: a link is inside another", name)
			}
			open = append(open, token.Data)
			deepest = max(deepest, len(open))
		case html.EndTagToken:
			token := z.Token()
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Errorf("%s: </%s> ends %v", name, token.Data, open[max(0, len(open)-3):])
				return deepest
			}
			open = open[:len(open)-1]
		}
	}
}
