package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// bench measures sites of one size.
type bench struct {
	options
	// dir holds everything: the site, what is published, homes and caches.
	dir     string
	results *column
	// noCache is the flag by which a build leaves the persistent cache alone.
	noCache []string
}

// The folders below bench.dir.
const (
	siteDir   = "site"
	publicDir = "public"
	cleanDir  = "clean"
	warmCache = "cache"
	coldCache = "cache-clean"
)

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

//go:embed all:hugo
var hugoSite embed.FS

func (b *bench) size(pages int) error {
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if _, err := measure(b.command(coldCache, self, "-write", b.path(siteDir), "-prose", b.prose, "-pages", strconv.Itoa(pages)), false); err != nil {
		return err
	}
	help, err := b.command(coldCache, b.sitegen, "build", "--help").Output()
	if err != nil {
		return err
	}
	if bytes.Contains(help, []byte("--no-cache")) {
		b.noCache = []string{"--no-cache"}
	}
	if err := os.CopyFS(b.path("hugo"), hugoSite); err != nil {
		return err
	}
	for i := range b.runs {
		fmt.Fprintf(os.Stderr, "bench: %d pages, run %d of %d\n", pages, i+1, b.runs)
		for _, part := range []func() error{b.builds, b.cold, b.check, b.serve, b.static} {
			if err := part(); err != nil {
				return err
			}
		}
	}
	return nil
}

// build runs one build. Problems are errors here: the sites have none.
func (b *bench) build(cache, out string, flags ...string) (sample, error) {
	args := append([]string{"build", "--quiet", "-s", b.path(siteDir), "-o", b.path(out)}, flags...)
	return measure(b.command(cache, b.sitegen, args...), false)
}

// builds measures a build from nothing and one after each kind of edit, each a
// process of its own.
func (b *bench) builds() error {
	for _, dir := range []string{publicDir, warmCache, siteDir + "/.sitegen"} {
		if err := os.RemoveAll(b.path(dir)); err != nil {
			return err
		}
	}
	s, err := b.build(warmCache, publicDir)
	if err != nil {
		return err
	}
	b.results.add("build from nothing", s)
	for _, e := range edits {
		undo, err := e.make(b.path(siteDir))
		if err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
		s, err := b.build(warmCache, publicDir)
		if err == nil {
			b.results.add(e.name, s)
			err = b.verify()
		}
		if err := errors.Join(err, undo()); err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	// What was undone is published again, for those who come after.
	_, err = b.build(warmCache, publicDir)
	return err
}

// verify builds the sources as they are from nothing, and compares.
func (b *bench) verify() error {
	for _, dir := range []string{cleanDir, coldCache} {
		if err := os.RemoveAll(b.path(dir)); err != nil {
			return err
		}
	}
	if _, err := b.build(coldCache, cleanDir, b.noCache...); err != nil {
		return err
	}
	return sameTrees(b.path(publicDir), b.path(cleanDir))
}

// cold has Hugo build the same content from nothing, where it is there.
func (b *bench) cold() error {
	if b.hugo == "" {
		return nil
	}
	out := b.path("hugo-public")
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	c := b.command(coldCache, b.hugo, "--noBuildLock", "-s", b.path("hugo/hugo"), "--contentDir", b.path(siteDir+"/content"), "-d", out)
	s, err := measure(c, false)
	if err != nil {
		return err
	}
	b.results.add("Hugo, from nothing", s)
	return os.RemoveAll(out)
}

func (b *bench) check() error {
	s, err := measure(b.command(warmCache, b.sitegen, "check", "--quiet", "-s", b.path(siteDir)), true)
	if err != nil {
		return err
	}
	b.results.add("check", s)
	return nil
}

// sameTrees compares two folders byte by byte.
func sameTrees(a, b string) error {
	n := 0
	err := filepath.WalkDir(a, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		other := filepath.Join(b, strings.TrimPrefix(path, a))
		same, err := sameFiles(path, other)
		if err == nil && !same {
			err = fmt.Errorf("%s differs from that of a build from nothing", strings.TrimPrefix(path, a))
		}
		return err
	})
	if err != nil {
		return err
	}
	m := 0
	err = filepath.WalkDir(b, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			m++
		}
		return err
	})
	if err == nil && m != n {
		err = fmt.Errorf("%d files are published, but %d by a build from nothing", n, m)
	}
	return err
}

func sameFiles(a, b string) (bool, error) {
	f, err := os.Open(a)
	if err != nil {
		return false, err
	}
	defer f.Close()
	g, err := os.Open(b)
	if err != nil {
		return false, err
	}
	defer g.Close()
	var x, y [64 << 10]byte
	for {
		n, err1 := io.ReadFull(f, x[:])
		m, err2 := io.ReadFull(g, y[:])
		if !bytes.Equal(x[:n], y[:m]) {
			return false, nil
		}
		if err1 != nil || err2 != nil {
			if ended(err1) && ended(err2) {
				return true, nil
			}
			return false, errors.Join(err1, err2)
		}
	}
}

func ended(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }
