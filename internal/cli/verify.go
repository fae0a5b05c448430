package cli

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sitegen/internal/build"
	"sitegen/internal/output"
)

// verify builds the site into a folder of its own, without cache, and compares
// it with what was published. A difference is a mistake of sitegen's.
func (e *env) verify(ctx context.Context, o build.Options, dir string) error {
	clean, err := os.MkdirTemp("", "sitegen-verify-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(clean)
	o.Cache, o.Timing = nil, nil
	rep, problems, err := build.New(o).Build(ctx, clean, output.Options{})
	if err != nil {
		return err
	}
	if rep == nil {
		return e.report(problems)
	}
	differ, err := differences(clean, dir)
	if err != nil {
		return err
	}
	if len(differ) == 0 {
		e.say("verified: %s are those of a clean build", plural(rep.Files, "file", "files"))
		return nil
	}
	for i, d := range differ {
		if i == maxDifferences {
			fmt.Fprintf(e.err, "… and %d more\n", len(differ)-i)
			break
		}
		fmt.Fprintln(e.err, d)
	}
	return &hintError{fmt.Errorf("%s of %s differ from a clean build", plural(len(differ), "file", "files"), dir),
		"if no source was changed meanwhile this is a mistake in sitegen: please report it; --no-cache builds without what was kept"}
}

// maxDifferences is how many files that differ are named.
const maxDifferences = 20

// differences compares what a build wrote into two folders, by the first one's
// files and the two manifests.
func differences(clean, dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(clean, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(clean, name)
		if err != nil {
			return err
		}
		want, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		// The manifests are compared too, so a file too many is found.
		switch got, err := os.ReadFile(filepath.Join(dir, rel)); {
		case err != nil:
			out = append(out, rel+": is not there")
		case !bytes.Equal(got, want):
			out = append(out, fmt.Sprintf("%s: differs, first at byte %d", rel, firstDifference(got, want)))
		}
		return nil
	})
	return out, err
}

func firstDifference(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
