package build

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"path"
	"slices"
	"strings"

	"sitegen/internal/output"
)

//go:embed courseworker.js
var workerSource string

// worker makes the service worker of a site with offline: true. Its version
// changes with the names of the assets, and so with their content.
func (s *Snapshot) worker() ([]byte, error) {
	shell := []string{s.siteView.HomeURL}
	var names []string
	for _, f := range s.theme.Files() {
		if !f.Asset {
			continue
		}
		names = append(names, f.Path)
		if ext := path.Ext(f.Path); ext == ".css" || ext == ".js" {
			shell = append(shell, s.urls.path("/"+f.Path))
		}
	}
	slices.Sort(shell)
	sum := output.SumOf([]byte(workerSource + "\x00" + strings.Join(names, "\n")))
	missing := fmt.Sprintf("<!doctype html><html lang=%q><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>%s</title><p>%[2]s<p><a href=%q>%s</a>",
		s.cfg.Language, html.EscapeString(s.theme.Text("offline.missing")), s.siteView.HomeURL, html.EscapeString(firstNonEmpty(s.cfg.Title, s.theme.Text("home"))))
	var b strings.Builder
	for _, c := range []struct {
		name  string
		value any
	}{{"base", s.urls.prefix}, {"version", letterSum(sum[:6])}, {"shell", shell}, {"missing", missing}} {
		data, err := json.Marshal(c.value)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "const %s = %s;\n", c.name, data)
	}
	b.WriteString(workerSource)
	return []byte(b.String()), nil
}
