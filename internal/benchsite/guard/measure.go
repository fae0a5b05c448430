package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// checkOut writes the files of a commit into a folder.
func checkOut(commit, dir string) error {
	c := exec.Command("git", "archive", "--format=tar", commit)
	pipe, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		return err
	}
	err = untar(pipe, dir)
	_, _ = io.Copy(io.Discard, pipe)
	return errors.Join(err, c.Wait())
}

func untar(r io.Reader, dir string) error {
	files := tar.NewReader(r)
	for {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if !filepath.IsLocal(h.Name) {
			return fmt.Errorf("git archive names a file %s", h.Name)
		}
		name := filepath.Join(dir, h.Name)
		switch h.Typeflag {
		case tar.TypeDir:
			err = os.MkdirAll(name, 0o755)
		case tar.TypeReg:
			var data []byte
			if data, err = io.ReadAll(files); err == nil {
				err = errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, data, fs.FileMode(h.Mode).Perm()))
			}
		}
		if err != nil {
			return err
		}
	}
}

// test is a compiled test program and the folder that it runs in.
type test struct{ program, dir string }

// result is one run of one benchmark.
type result struct{ ns, allocations float64 }

// pair is a benchmark before and after.
type pair [2]result

// measure runs the benchmarks of both programs by turns.
func measure(tests [2]test, bench string, times int, each string) (map[string][]pair, error) {
	pairs := map[string][]pair{}
	for i := range times {
		var runs [2]map[string]result
		for k := range 2 {
			which := (i + k) % 2
			c := exec.Command(tests[which].program, "-test.run=^$", "-test.bench="+bench, "-test.benchmem", "-test.cpu=1", "-test.benchtime="+each)
			c.Dir = tests[which].dir
			c.Env = append(os.Environ(), "SITEGEN_BENCH_PAGES=100")
			out, err := c.CombinedOutput()
			if err != nil {
				return nil, fmt.Errorf("%w\n%s", err, out)
			}
			runs[which] = parse(out)
		}
		for name, after := range runs[1] {
			if before, ok := runs[0][name]; ok {
				pairs[name] = append(pairs[name], pair{before, after})
			}
		}
	}
	return pairs, nil
}

// parse reads what "go test -bench -benchmem" prints.
func parse(out []byte) map[string]result {
	results := map[string]result{}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		var r result
		for i := 3; i < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i-1], 64)
			switch {
			case err != nil:
			case fields[i] == "ns/op":
				r.ns = value
			case fields[i] == "allocs/op":
				r.allocations = value
			}
		}
		results[fields[0]] = r
	}
	return results
}

func names(pairs map[string][]pair) []string { return slices.Sorted(maps.Keys(pairs)) }

// verdict says how a benchmark changed: ratios of after to before.
type verdict struct {
	time, allocations float64
	// slower is a clear loss; allocates tells that allocations show it.
	slower, allocates bool
}

// What counts as a loss.
const (
	timeLoss       = 1.33
	allocationLoss = 1.2
	// fewAllocations more are none to speak of.
	fewAllocations = 10
)

func judge(pairs []pair) verdict {
	var ratios []float64
	best := pairs[0]
	more := 0
	for _, p := range pairs {
		ratios = append(ratios, p[1].ns/p[0].ns)
		if p[1].ns > 1.15*p[0].ns {
			more++
		}
		for i := range p {
			best[i].ns = min(best[i].ns, p[i].ns)
			best[i].allocations = min(best[i].allocations, p[i].allocations)
		}
	}
	slices.Sort(ratios)
	v := verdict{time: ratios[len(ratios)/2], allocations: (best[1].allocations + 1) / (best[0].allocations + 1)}
	v.allocates = best[1].allocations > allocationLoss*best[0].allocations+fewAllocations
	v.slower = v.allocates || v.time > timeLoss && best[1].ns > timeLoss*best[0].ns && more >= len(pairs)-1
	return v
}
