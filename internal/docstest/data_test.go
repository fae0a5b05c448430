package docstest

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v4"

	"sitegen/internal/content"
)

// TestDataParses holds that examples in YAML, TOML and JSON are that, and that
// examples of the configuration are understood.
func TestDataParses(t *testing.T) {
	for page, lines := range pages(t) {
		for _, f := range fences(page, lines) {
			var err error
			switch f.language {
			case "yaml":
				err = parseYAML(f.text())
			case "toml":
				var v map[string]any
				err = toml.Unmarshal([]byte(strings.ReplaceAll(f.text(), "+++", "")), &v)
			case "json":
				err = json.Unmarshal([]byte(f.text()), new(any))
			}
			if err != nil {
				t.Errorf("docs/%s:%d: %v", page, f.first+1, err)
			}
			if f.language == "yaml" && (f.title == "" || f.title == content.ConfigFile) {
				configuration(t, &f)
			}
		}
	}
}

// parseYAML reads all documents of a text.
func parseYAML(text string) error {
	d := yaml.NewDecoder(strings.NewReader(text))
	for {
		var v any
		if err := d.Decode(&v); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// configuration holds that a piece of YAML without a title is of the
// configuration, or else front matter of a term or a lesson.
func configuration(t *testing.T, f *fence) {
	t.Helper()
	_, asConfig := content.ParseConfig(content.ConfigFile, []byte(f.text()))
	if len(asConfig) == 0 {
		return
	}
	_, asHead := content.ParseHead("x.md", []byte("---\n"+f.text()+"---\n"))
	if asHead.HasErrors() {
		t.Errorf("docs/%s:%d: neither configuration nor front matter:\n%v\n%v", f.page, f.first+1, asConfig, asHead)
	}
}
