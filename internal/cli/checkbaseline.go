package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"sitegen/internal/diag"
)

// baseline is a set of known problems. Lines do not count, so that it holds
// when text moves; numbers in messages do not either.
type baseline struct {
	known map[knownProblem]int
}

// knownProblem identifies a problem in a baseline.
type knownProblem struct {
	Rule    string `json:"rule"`
	File    string `json:"file"`
	URL     string `json:"url,omitempty"`
	Message string `json:"message,omitempty"`
}

// baselineFile is the form of a baseline on disk.
type baselineFile struct {
	Version  int             `json:"version"`
	Problems []baselineEntry `json:"problems"`
}

type baselineEntry struct {
	knownProblem
	Count int `json:"count"`
}

var digits = regexp.MustCompile(`[0-9]+`)

func known(p *diag.Problem) knownProblem {
	k := knownProblem{Rule: p.Rule, File: p.Pos.File, URL: p.URL}
	if p.URL == "" {
		k.Message = digits.ReplaceAllString(p.Message, "#")
	}
	return k
}

// readBaseline reads a baseline; one that is not there is a mistake of the
// caller's.
func readBaseline(name string) (*baseline, error) {
	data, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return nil, &hintError{fmt.Errorf("there is no baseline %s", name), "write one with --write-baseline"}
	}
	if err != nil {
		return nil, err
	}
	var f baselineFile
	if err := json.Unmarshal(data, &f); err != nil || f.Version != 1 {
		return nil, &hintError{fmt.Errorf("%s is no baseline of this version", name), "write it anew with --write-baseline"}
	}
	b := &baseline{known: map[knownProblem]int{}}
	for _, e := range f.Problems {
		b.known[e.knownProblem] += max(e.Count, 1)
	}
	return b, nil
}

// unknown returns the problems that the baseline does not have. Each entry
// stands for as many problems as it counts.
func (b *baseline) unknown(problems diag.List) diag.List {
	out := diag.List{}
	for _, p := range problems {
		if k := known(&p); b.known[k] > 0 {
			b.known[k]--
			continue
		}
		out = append(out, p)
	}
	return out
}

// left counts the problems of the baseline that did not come up.
func (b *baseline) left() int {
	n := 0
	for _, count := range b.known {
		n += count
	}
	return n
}

// writeBaseline writes all problems as known.
func writeBaseline(name string, problems diag.List) error {
	counts := map[knownProblem]int{}
	for _, p := range problems {
		counts[known(&p)]++
	}
	f := baselineFile{Version: 1, Problems: []baselineEntry{}}
	for k, n := range counts {
		f.Problems = append(f.Problems, baselineEntry{k, n})
	}
	slices.SortFunc(f.Problems, func(a, b baselineEntry) int {
		return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(a.Rule, b.Rule), strings.Compare(a.URL, b.URL), strings.Compare(a.Message, b.Message))
	})
	return writeFile(name, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(f)
	})
}
