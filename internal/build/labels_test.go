package build

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

// TestTexts holds that every text this package asks of the theme is in its
// catalogue: a key that is not comes back as itself.
func TestTexts(t *testing.T) {
	b := New(options(fstest.MapFS{"content/index.md": {Data: []byte("---\ntitle: Home\n---\n")}}))
	s, _, err := b.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	l := reflect.ValueOf(labels(s.theme))
	for i := range l.NumField() {
		if text := l.Field(i).String(); text == "" || strings.Contains(text, ".") {
			t.Errorf("labels: %s is %q", l.Type().Field(i).Name, text)
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			fun, ok := call.Fun.(*ast.SelectorExpr)
			if lit, isText := call.Args[0].(*ast.BasicLit); ok && isText && fun.Sel.Name == "Text" {
				key := strings.Trim(lit.Value, `"`)
				if s.theme.Text(key) == key {
					t.Errorf("%s asks for the text %q, which the catalogue does not have", file, key)
				}
			}
			return true
		})
	}
}
