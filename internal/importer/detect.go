package importer

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/diag"
)

// marks are the files by which a folder is recognised, in the order in which
// they are looked for.
var marks = []struct {
	kind  Kind
	names []string
}{
	{MkDocs, []string{"mkdocs.yml", "mkdocs.yaml"}},
	{Docusaurus, []string{"docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "docusaurus.config.cjs"}},
	{Astro, []string{"astro.config.mjs", "astro.config.ts", "astro.config.js", "astro.config.mts", "src/content"}},
	{Hugo, []string{"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default", "archetypes", "layouts", "config.toml", "config.yaml"}},
	{Jekyll, []string{"_config.yml", "_config.yaml", "_posts", "_layouts"}},
	{Hugo, []string{"content"}},
}

// chooseKind returns the kind that was asked for, if the source can be of it,
// or detects it.
func chooseKind(src fs.FS, name string, asked Kind) (Kind, error) {
	if asked != "" && !slices.Contains(Kinds, asked) {
		names := make([]string, len(Kinds))
		for i, k := range Kinds {
			names[i] = string(k)
		}
		hint := "use one of " + strings.Join(names, ", ")
		if near := diag.Suggest(string(asked), names); near != "" {
			hint = fmt.Sprintf("did you mean %s?", near)
		}
		return "", &Error{fmt.Sprintf("unknown kind of source %q", string(asked)), hint}
	}
	found, err := detect(src, name)
	switch {
	case asked == "":
		return found, err
	case asked.isTable() != (name != "."):
		if asked.isTable() {
			return "", &Error{fmt.Sprintf("%s is a file, and the source is a folder", asked), "name the file itself"}
		}
		return "", &Error{fmt.Sprintf("a %s site is a folder, and the source is a file", asked), "name the folder that holds the site"}
	}
	return asked, nil
}

// detect recognises a source.
func detect(src fs.FS, name string) (Kind, error) {
	if name != "." {
		return detectFile(src, name)
	}
	if _, err := fs.Stat(src, content.ConfigFile); err == nil {
		return "", &Error{"the source is a sitegen site already", "build it with sitegen build -s FOLDER; to bring it up under another kind, name that with --from"}
	}
	for _, m := range marks {
		for _, mark := range m.names {
			if _, err := fs.Stat(src, mark); err == nil {
				return m.kind, nil
			}
		}
	}
	kind := Kind("")
	err := fs.WalkDir(src, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && hidden(path.Base(name)):
			return fs.SkipDir
		case d.IsDir() || !isMarkdown(name):
		case path.Base(name) == "_index.md":
			kind = Hugo
			return fs.SkipAll
		default:
			kind = Markdown
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("read the source: %w", err)
	}
	if kind == "" {
		return "", &Error{"the source is of no kind that is known",
			"it should be a CSV or JSON file, or a folder with the content of Hugo, MkDocs, Docusaurus, Jekyll or Astro; name its kind with --from"}
	}
	return kind, nil
}

// detectFile tells a table by its name, or by how it begins.
func detectFile(src fs.FS, name string) (Kind, error) {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".tsv", ".tab":
		return CSV, nil
	case ".json", ".jsonl", ".ndjson":
		return JSON, nil
	}
	data, err := fs.ReadFile(src, name)
	if err != nil {
		return "", fmt.Errorf("read the source: %w", err)
	}
	text, _ := decodeText(data)
	begin := strings.TrimSpace(string(text[:min(len(text), 4096)]))
	switch {
	case strings.HasPrefix(begin, "PK\x03\x04"):
		return "", &Error{name + " is a workbook or an archive", "save the sheet as CSV (UTF-8), and import that"}
	case strings.HasPrefix(begin, "[") || strings.HasPrefix(begin, "{"):
		return JSON, nil
	case isMarkdown(name):
		return "", &Error{name + " is a single page", "copy it into a site's content folder; import takes folders and tables of terms"}
	}
	header, _, _ := strings.Cut(begin, "\n")
	if strings.ContainsAny(header, ",;\t|") {
		return CSV, nil
	}
	return "", &Error{name + " is of no kind that is known", "it should be a CSV or JSON file of terms; name its kind with --from"}
}
