package history

import (
	"context"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// repository is a git repository in a folder of its own.
type repository struct {
	*testing.T
	dir string
}

func newRepository(t *testing.T) *repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("git is missing")
		}
		t.Skip("git is not installed")
	}
	r := &repository{t, t.TempDir()}
	r.git("", "init", "-q")
	return r
}

func (r *repository) git(date string, args ...string) {
	r.Helper()
	cmd := exec.Command("git", append([]string{"-C", r.dir, "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE=2030-01-01T00:00:00Z", "GIT_CONFIG_GLOBAL=/dev/null")
	if out, err := cmd.CombinedOutput(); err != nil {
		r.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func (r *repository) commit(date string, files ...string) {
	r.Helper()
	for _, f := range files {
		file := filepath.Join(r.dir, f)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			r.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(date), 0o644); err != nil {
			r.Fatal(err)
		}
	}
	r.git(date, "add", "-A")
	r.git(date, "commit", "-q", "-m", "x\n\nwith a second paragraph")
}

func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

// TestRead reads a history with odd names, a file that moved, one that is not
// committed, and a day that depends on where one is.
func TestRead(t *testing.T) {
	r := newRepository(t)
	r.commit("2026-01-05T12:00:00Z", "site/a.md", "site/übung \"1\".md", "site/old.md", "other/b.md")
	r.commit("2026-02-06T23:30:00-08:00", "site/a.md") // the 7th in UTC
	r.git("2026-03-07T12:00:00Z", "mv", "site/old.md", "site/new.md")
	r.git("2026-03-07T12:00:00Z", "commit", "-q", "-m", "move")
	if err := os.WriteFile(filepath.Join(r.dir, "site/fresh.md"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := Read(context.Background(), filepath.Join(r.dir, "site"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]time.Time{"a.md": day("2026-02-06"), "übung \"1\".md": day("2026-01-05"), "old.md": day("2026-03-07"), "new.md": day("2026-03-07")}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestReadShallow(t *testing.T) {
	r := newRepository(t)
	r.commit("2026-01-05T12:00:00Z", "a.md")
	r.commit("2026-02-05T12:00:00Z", "b.md")
	clone := filepath.Join(t.TempDir(), "clone")
	r.git("", "clone", "-q", "--depth", "1", "file://"+r.dir, clone)
	if _, err := Read(context.Background(), clone); !errors.Is(err, ErrShallow) {
		t.Errorf("a shallow clone gives %v", err)
	}
}

func TestReadNothing(t *testing.T) {
	newRepository(t)
	if _, err := Read(context.Background(), t.TempDir()); err == nil {
		t.Error("a folder outside of any repository has a history")
	}
}
