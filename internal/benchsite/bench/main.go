// Command bench measures the program sitegen on synthetic sites, as "make
// bench" runs it, and prints a table in Markdown: what a build costs from
// nothing and after each kind of edit, how soon an edit is seen under
// "sitegen serve", what "sitegen check" and the static server cost. Each
// measurement is a process of its own, so that its memory is its own too.
//
// After every build that had an earlier one to go by, it builds the same
// sources from nothing and compares the two sites byte by byte; any difference
// ends it. Where a program hugo is on the PATH, that builds the same content
// in the same run.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"sitegen/internal/benchsite"
)

type options struct {
	sitegen, prose string
	hugo           string // the program, or ""
	beside         bool   // whether Hugo is wanted
	pages          []int
	runs           int
}

func main() {
	var (
		opt   options
		pages = flag.String("pages", "1000,10000", "how large the sites are, in pages")
		write = flag.String("write", "", "only write the site of the first size into this `folder`")
	)
	flag.BoolVar(&opt.beside, "hugo", true, "build with hugo too, where it is on the PATH")
	flag.StringVar(&opt.sitegen, "sitegen", "bin/sitegen", "the `program` to measure")
	flag.StringVar(&opt.prose, "prose", "content", "the `folder` of Markdown that sentences are taken from")
	flag.IntVar(&opt.runs, "runs", 3, "how often everything is measured; the table shows medians")
	flag.Parse()
	err := opt.parse(*pages)
	switch {
	case err != nil:
	case *write != "":
		err = benchsite.Write(*write, os.DirFS(opt.prose), benchsite.Of(opt.pages[0]))
	default:
		err = run(opt)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (o *options) parse(pages string) error {
	for _, text := range strings.Split(pages, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 100 {
			return fmt.Errorf("-pages %s: numbers of at least 100 are needed, with commas between them", pages)
		}
		o.pages = append(o.pages, n)
	}
	if o.runs < 1 {
		return fmt.Errorf("-runs %d: at least one is needed", o.runs)
	}
	if path, err := exec.LookPath("hugo"); o.beside && err == nil {
		o.hugo = path
	}
	var err error
	o.sitegen, err = filepath.Abs(o.sitegen)
	return err
}

func run(opt options) error {
	tmp, err := os.MkdirTemp("", "sitegen-measure-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	var t table
	for _, n := range opt.pages {
		b := &bench{options: opt, dir: filepath.Join(tmp, strconv.Itoa(n)), results: t.column(n)}
		if err := b.size(n); err != nil {
			return fmt.Errorf("%d pages: %w", n, err)
		}
		if err := os.RemoveAll(b.dir); err != nil {
			return err
		}
	}
	if opt.hugo == "" && opt.beside {
		fmt.Fprintln(os.Stderr, "bench: there is no hugo on the PATH to compare with")
	}
	return t.write(os.Stdout)
}
