package theme

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strings"
	"testing"

	"sitegen/internal/view"
)

var update = flag.Bool("update", false, "rewrite docs/templates.md from the source")

const (
	docsFile = "../../docs/templates.md"
	viewDir  = "../view/"
)

// TestDocs holds that the generated parts of docs/templates.md are what the
// source says: the kinds of pages, the views, the functions, the shortcodes.
func TestDocs(t *testing.T) {
	data, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	want := string(data)
	for name, text := range map[string]string{
		"kinds": kindsDoc(), "views": viewsDoc(t), "functions": functionsDoc(), "shortcodes": shortcodesDoc(load(t)),
	} {
		begin, end := "<!-- begin "+name+" -->\n", "<!-- end "+name+" -->"
		before, rest, ok1 := strings.Cut(want, begin)
		_, after, ok2 := strings.Cut(rest, end)
		if !ok1 || !ok2 {
			t.Fatalf("%s has no part %q", docsFile, name)
		}
		want = before + begin + text + end + after
	}
	if want == string(data) {
		return
	}
	if !*update {
		t.Fatalf("%s does not say what the source says: run go test ./internal/theme -run TestDocs -update", docsFile)
	}
	if err := os.WriteFile(docsFile, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func kindsDoc() string {
	var b strings.Builder
	b.WriteString("| template | view |\n| --- | --- |\n")
	for _, k := range kinds {
		fmt.Fprintf(&b, "| `%s.html` | [%s](#%s) |\n", k.name, k.view.Name(), strings.ToLower(k.view.Name()))
	}
	for name, typ := range map[string]reflect.Type{"redirect.html": reflect.TypeFor[view.Redirect]()} {
		fmt.Fprintf(&b, "| `%s` | [%s](#%s) |\n", name, typ.Name(), strings.ToLower(typ.Name()))
	}
	b.WriteString("| `nav.html` | [Navigation](#navigation) |\n| `shortcodes/NAME.html` | [Shortcode](#shortcode) |\n")
	return b.String()
}

// viewsDoc lists the structs of package view in the order of the source, each
// with its comment and its fields.
func viewsDoc(t *testing.T) string {
	var decls []ast.Decl
	for _, name := range []string{"view.go", "search.go", "graph.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), viewDir+name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		decls = append(decls, file.Decls...)
	}
	var b strings.Builder
	for _, decl := range decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.TYPE {
			continue
		}
		spec := gen.Specs[0].(*ast.TypeSpec)
		st, ok := spec.Type.(*ast.StructType)
		if !ok {
			continue
		}
		if viewTypes["view."+spec.Name.Name] == nil {
			t.Errorf("no template gets a view.%s", spec.Name.Name)
		}
		fmt.Fprintf(&b, "### %s\n\n%s\n\n| field | type | |\n| --- | --- | --- |\n", spec.Name.Name, oneLine(gen.Doc.Text()))
		for _, f := range st.Fields.List {
			var names []string
			for _, n := range f.Names {
				names = append(names, "`."+n.Name+"`")
			}
			about := oneLine(f.Doc.Text())
			if len(names) == 0 {
				names, about = []string{"(all of [Page](#page))"}, "Its fields are named as if they stood here: `.Title`."
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", strings.Join(names, ", "), typeDoc(f.Type), strings.NewReplacer("|", `\|`, "<", "&lt;").Replace(about))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func typeDoc(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		if e.Name == "Sum" {
			return "what sitegen compares"
		}
		if viewTypes["view."+e.Name] != nil {
			return fmt.Sprintf("[%s](#%s)", e.Name, strings.ToLower(e.Name))
		}
		return map[string]string{"string": "text", "int": "number", "bool": "yes or no", "any": "anything"}[e.Name]
	case *ast.ArrayType:
		return "list of " + typeDoc(e.Elt)
	case *ast.MapType:
		return "map of " + typeDoc(e.Value)
	case *ast.StarExpr:
		return typeDoc(e.X) + " or nothing"
	case *ast.SelectorExpr:
		return map[string]string{"HTML": "HTML", "JS": "JSON", "Time": "date"}[e.Sel.Name]
	}
	return ""
}

func functionsDoc() string {
	var b strings.Builder
	b.WriteString("| function | example | gives |\n| --- | --- | --- |\n")
	for _, f := range functions {
		fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", f.name, strings.ReplaceAll(f.usage, "|", `\|`), f.about)
	}
	return b.String()
}

// shortcodesDoc shows the example that each shortcode of the theme begins with.
func shortcodesDoc(th *Theme) string {
	var b strings.Builder
	for _, name := range th.shortcodes {
		text := string(th.source["shortcodes/"+name+".html"].text)
		_, text, _ = strings.Cut(text, "{{- /* ")
		text, _, _ = strings.Cut(text, " */ -}}")
		fmt.Fprintf(&b, "- `%s`\n", text)
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
