package cli

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sitegen/internal/content"
)

// starter is the site that init writes. TITLE stands for the site's title.
//
//go:embed all:starter
var starter embed.FS

func initCommand(e *env) *cobra.Command {
	var title string
	c := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Start a small site that teaches by example",
		Long: `Start a small site: a configuration, three terms and two lessons whose text
explains what sitegen makes of it. Files that exist are never overwritten.`,
		Example: `  sitegen init my-site
  sitegen build -s my-site`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := e.source
			if len(args) == 1 {
				dir = args[0]
			}
			return runInit(e, dir, title)
		},
	}
	c.Flags().StringVar(&title, "title", "", "title of the site (default: from the folder's name)")
	return c
}

func runInit(e *env, dir, title string) error {
	for _, name := range []string{content.ConfigFile, content.Dir} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return &hintError{fmt.Errorf("%s exists already: there is a site in %s", filepath.Join(dir, name), dir), "choose an empty folder"}
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if title == "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return err
		}
		title = titleFromName(filepath.Base(abs))
	}
	written := 0
	err := fs.WalkDir(starter, "starter", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := starter.ReadFile(name)
		if err != nil {
			return err
		}
		text := strings.ReplaceAll(string(data), `"TITLE"`, quoteJSON(title))
		written++
		return writeNew(filepath.Join(dir, strings.TrimPrefix(name, "starter/")), text)
	})
	if err != nil {
		return err
	}
	e.say("started %q in %s: %s", title, dir, plural(written, "file", "files"))
	build := "sitegen build"
	if dir != "." {
		build += " -s " + dir
	}
	e.say("\nNext: %s", build)
	return nil
}

// titleFromName makes a title of a folder's name: "my-site" -> "My Site".
func titleFromName(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || r == ' ' || r == '.' })
	for i, w := range words {
		r := []rune(w)
		words[i] = strings.ToUpper(string(r[:1])) + string(r[1:])
	}
	if len(words) == 0 {
		return "My Site"
	}
	return strings.Join(words, " ")
}

// writeNew writes a file that must not exist, and the folders above it.
func writeNew(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return &hintError{fmt.Errorf("%s exists already", path), "choose another title, or edit that file"}
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
