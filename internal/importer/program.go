package importer

import (
	"regexp"
	"slices"
	"strings"

	"sitegen/internal/content"
)

var (
	// programText matches "key: 'value'" in a program, and comments.
	programText = regexp.MustCompile(`^\s*(?://|\*|/\*).*|(?:^|[({,\s])([A-Za-z]+)\s*:\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|` + "`[^`$\\\\]*`)")
	escaped     = regexp.MustCompile(`\\(.)`)
)

// programTexts reads what it can of a configuration that is a program: keys
// whose values are plain texts. The first of each key counts, for those of
// plugins and of the theme stand further down.
func programTexts(data []byte, keys []string) map[string]content.Value {
	values := map[string]content.Value{}
	text, _ := decodeText(data)
	for i, l := range strings.Split(string(text), "\n") {
		for _, m := range programText.FindAllStringSubmatch(l, -1) {
			if _, twice := values[m[1]]; twice || !slices.Contains(keys, m[1]) {
				continue
			}
			values[m[1]] = content.Value{Key: m[1], Kind: content.Text, Text: escaped.ReplaceAllString(m[2][1:len(m[2])-1], "$1"), KeyLine: int32(i + 1)}
		}
	}
	return values
}
