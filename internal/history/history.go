// Package history reads from git when files last changed.
package history

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// ErrShallow says that the history was cut off when it was cloned, so that files
// which did not change since would seem to have changed then.
var ErrShallow = errors.New("the clone of the repository is shallow")

// stamp begins the line of a commit; no path that git writes begins so.
const stamp = "\x01"

// Read returns the day of the last commit that changed each file, as its author's
// calendar had it, by the file's path below dir, with slashes. Moving a file
// changes it. Files that were never committed, and changes that are not, have no
// day. It runs git once for all files.
func Read(ctx context.Context, dir string) (map[string]time.Time, error) {
	out, err := git(ctx, dir, "rev-parse", "--is-shallow-repository")
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(string(out)) == "true" {
		return nil, ErrShallow
	}
	out, err = git(ctx, dir, "-c", "log.showSignature=false", "log", "-z", "--format="+stamp+"%aI", "--name-only", "--no-renames", "--relative", "--", ".")
	if err != nil {
		return nil, err
	}
	return parse(out)
}

// git runs a command in a folder and returns what it says.
func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir, "--no-pager", "--no-optional-locks"}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("git is not installed")
	}
	if err != nil {
		said, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		return nil, fmt.Errorf("git: %s", cmp.Or(strings.TrimPrefix(said, "fatal: "), err.Error()))
	}
	return out, nil
}

// parse reads the log, newest commit first: the first time that a file occurs is
// the last time that it changed.
func parse(log []byte) (map[string]time.Time, error) {
	changed := map[string]time.Time{}
	var day time.Time
	fields := bufio.NewScanner(bytes.NewReader(log))
	fields.Buffer(nil, 1<<20)
	fields.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		if i := bytes.IndexByte(data, 0); i >= 0 {
			return i + 1, data[:i], nil
		}
		if atEOF && len(data) > 0 {
			return len(data), data, nil
		}
		return 0, nil, nil
	})
	for fields.Scan() {
		field := strings.TrimPrefix(fields.Text(), "\n")
		when, isCommit := strings.CutPrefix(field, stamp)
		if !isCommit {
			if _, known := changed[field]; !known && field != "" {
				changed[field] = day
			}
			continue
		}
		t, err := time.Parse(time.RFC3339, when)
		if err != nil {
			return nil, fmt.Errorf("git: a commit of %q: %w", when, err)
		}
		day = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return changed, fields.Err()
}
