// Command guard compares the benchmarks of the stages with those of an earlier
// commit and fails where a change made one clearly slower. "make test" runs it.
//
// Noise is told from loss in three ways. Each benchmark runs in pairs, the two
// commits by turns, so that whatever else the machine does meets both. Memory
// allocations hardly vary: a fifth more of them is a loss. Time is a loss when
// the median pair and the best runs are both a third slower and nearly all
// pairs agree; a benchmark of which that seems true is measured again, longer,
// before it is called lost.
//
// A commit that is slower for a reason says so in its message, in a line
// "Slower: BenchmarkName: the reason"; that benchmark is then only reported.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// errLoss says that something was lost; what, was printed.
var errLoss = errors.New("slower than before")

func main() {
	base := flag.String("base", "HEAD~1", "the `commit` to compare with")
	work := flag.String("work", ".tools/guard", "the `folder` for what is built")
	flag.Parse()
	err := guard(*base, *work)
	if errors.Is(err, errLoss) {
		fmt.Println("guard: if there is a reason, give it in the commit's message: Slower: BenchmarkName: the reason")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "guard:", err)
		os.Exit(1)
	}
}

func guard(base, work string) error {
	commit, err := output("git", "rev-parse", "--verify", "--quiet", base+"^{commit}")
	if err != nil {
		fmt.Printf("guard: there is no commit %s here (a clone without history, or no clone): NOTHING IS COMPARED\n", base)
		return nil
	}
	message, err := output("git", "log", "--format=%B", base+"..HEAD")
	if err != nil {
		return err
	}
	if err := os.RemoveAll(work); err != nil {
		return err
	}
	before := filepath.Join(work, "before")
	if err := checkOut(commit, before); err != nil {
		return err
	}
	var lost []string
	for _, p := range packages {
		names, err := compare(p, before, work, reasons(message))
		if err != nil {
			return fmt.Errorf("%s: %w", p.path, err)
		}
		lost = append(lost, names...)
	}
	if len(lost) > 0 {
		return fmt.Errorf("%s: %w", strings.Join(lost, ", "), errLoss)
	}
	return os.RemoveAll(work)
}

// reasons names the benchmarks that commit messages excuse.
func reasons(message string) []string {
	var names []string
	for _, line := range strings.Split(message, "\n") {
		if rest, ok := strings.CutPrefix(line, "Slower: "); ok {
			name, _, _ := strings.Cut(rest, ":")
			names = append(names, strings.TrimSpace(name))
		}
	}
	return names
}

// pkg is a package with benchmarks that are compared.
type pkg struct {
	path string
	// bench chooses them: the fast ones that stand for a stage.
	bench string
}

var packages = []pkg{
	{"content", "^Benchmark(ParseHead|Assemble)$"},
	{"glossary", "^Benchmark(Match|New)$"},
	{"markdown", "^BenchmarkParse$|^BenchmarkRender$|^BenchmarkHighlight$/^ours$"},
	{"graph", "^BenchmarkDerive$/^900$|^BenchmarkNewVector$"},
	{"view", "^BenchmarkFingerprint$"},
	{"theme", "^Benchmark(Load|Render)$"},
	{"output", "^Benchmark(Write|Keep)$"},
	{"build", "^Benchmark(Resolve|Views|Write)$"},
	{"linkcheck", "^BenchmarkParse$"},
}

// compare measures one package at both commits and prints a line for each
// benchmark. It returns the names of those that lost.
func compare(p pkg, before, work string, excused []string) ([]string, error) {
	var tests [2]test
	for i, root := range []string{before, "."} {
		dir := filepath.Join(root, "internal", p.path)
		if _, err := os.Stat(dir); err != nil && i == 0 {
			fmt.Printf("guard: %s is new\n", p.path)
			return nil, nil
		}
		program, err := filepath.Abs(filepath.Join(work, fmt.Sprintf("%s.%d.test", p.path, i)))
		if err != nil {
			return nil, err
		}
		c := exec.Command("go", "test", "-trimpath", "-c", "-o", program, ".")
		c.Dir, c.Stderr = dir, os.Stderr
		if err := c.Run(); err != nil {
			return nil, fmt.Errorf("its tests do not compile: %w", err)
		}
		tests[i] = test{program: program, dir: dir}
	}
	pairs, err := measure(tests, p.bench, 5, "40ms")
	if err != nil {
		return nil, err
	}
	var lost []string
	for _, name := range names(pairs) {
		v := judge(pairs[name])
		if v.slower && !v.allocates {
			again, err := measure(tests, "^"+strings.ReplaceAll(regexp.QuoteMeta(name), "/", "$/^")+"$", 11, "100ms")
			if err != nil {
				return nil, err
			}
			v = judge(again[name])
		}
		word := "fine"
		if excuse := slices.Contains(excused, name); v.slower && excuse {
			word = "SLOWER, and the commit says why"
		} else if v.slower {
			word, lost = "SLOWER", append(lost, name)
		}
		fmt.Printf("%-10s %-36s time x%.2f  allocations x%.2f  %s\n", p.path, name, v.time, v.allocations, word)
	}
	return lost, nil
}

func output(name string, args ...string) (string, error) {
	data, err := exec.Command(name, args...).Output()
	return strings.TrimSpace(string(data)), err
}
