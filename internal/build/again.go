package build

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sitegen/internal/cache"
	"sitegen/internal/diag"
	"sitegen/internal/output"
	"sitegen/internal/view"
)

// Report tells what Build built.
type Report struct {
	Terms, Lessons, Pages int
	// Links is how many links the glossary made, Files how many files the
	// published site has.
	Links, Files int
	Result
}

// Build brings the folder up to date with the sources as they are now. With a
// cache it starts from what earlier builds into the same folder worked out:
// sources that are what they were have nothing built, only the published files
// are looked at. The problems are sorted; if any is an error, nothing is
// published and the report is nil. The error tells of the machine.
func (b *Builder) Build(ctx context.Context, dir string, opt output.Options) (*Report, diag.List, error) {
	last := b.recall(dir)
	var at *inventory
	err := b.opt.timed("scan", func() (err error) { at, err = b.scan(); return err })
	if err != nil {
		return nil, nil, err
	}
	before, _ := b.inputs(ctx, at)
	if last != nil && before == last.Inputs && before != (cache.Key{}) {
		var res Result
		ok := false
		err := b.opt.timed("compare", func() (err error) { res, ok, err = last.intact(dir, opt); return err })
		if ok || err != nil {
			rep := last.Report
			rep.Result = res
			return &rep, last.Problems, err
		}
	}
	snap, problems, err := b.snapshot(ctx, at)
	if err != nil || snap == nil {
		return nil, problems, err
	}
	res, failed, err := b.Publish(ctx, snap, dir, opt)
	problems = append(problems, failed...)
	problems.Sort()
	if err != nil || failed.HasErrors() {
		return nil, problems, err
	}
	rep := &Report{Terms: len(snap.site.Terms), Lessons: len(snap.site.Lessons), Pages: len(snap.site.Pages), Links: snap.Links(), Files: len(b.pages), Result: res}
	_ = b.opt.timed("keep", func() error { b.remember(ctx, dir, snap, rep, problems, before); return b.Save() })
	return rep, problems, nil
}

// storedBuild is what a build into a folder leaves for the next one.
type storedBuild struct {
	// Inputs identifies all that the build read; it is zero where that changed
	// under way.
	Inputs   cache.Key
	Report   Report
	Problems diag.List
	// Encoded tells that Files have their encoded forms.
	Encoded bool
	Files   []storedFile
}

// storedFile is a published file.
type storedFile struct {
	Path     string
	Key      view.Sum
	Sum      output.Sum
	Siblings []storedSibling
}

type storedSibling struct {
	Suffix string
	Sum    output.Sum
}

// storedStat is a statEntry with its file.
type storedStat struct {
	Path          string
	Size          int64
	ModTime, Read int64 // nanoseconds since 1970
	Sum           output.Sum
}

const statsRecord = "sources"

// outputRecord names the record of builds into a folder.
func outputRecord(dir string) string {
	abs, err := filepath.Abs(dir)
	if err != nil {
		abs = dir
	}
	key := cache.KeyOf([]byte(abs))
	return "output-" + hex.EncodeToString(key[:])
}

// recallStats reads what is known of the sources' files, once.
func (b *Builder) recallStats() {
	if b.stats != nil {
		return
	}
	b.stats = map[string]statEntry{}
	if b.opt.Cache == nil {
		return
	}
	data, ok := b.opt.Cache.Load(statsRecord)
	var list []storedStat
	if !ok || cache.Decode(data, &list) != nil {
		return
	}
	for _, s := range list {
		b.stats[s.Path] = statEntry{size: s.Size, modTime: time.Unix(0, s.ModTime), read: time.Unix(0, s.Read), sum: s.Sum}
	}
}

// recall reads what the last build into the folder left, or returns nil.
func (b *Builder) recall(dir string) *storedBuild {
	if b.opt.Cache == nil {
		return nil
	}
	data, ok := b.opt.Cache.Load(outputRecord(dir))
	var last storedBuild
	if !ok || cache.Decode(data, &last) != nil {
		return nil
	}
	if b.opt.Siblings != nil && !last.Encoded {
		return nil // what was kept lacks the encoded forms
	}
	for _, f := range last.Files {
		r := pageRecord{key: f.Key, sum: f.Sum}
		for _, s := range f.Siblings {
			if b.opt.Siblings == nil {
				break // they are to go
			}
			if r.siblings == nil {
				r.siblings = map[string]output.Sum{}
			}
			r.siblings[s.Suffix] = s.Sum
		}
		b.pages[f.Path] = r
	}
	return &last
}

// intact reports whether the folder still has what the build published, and
// makes it so that later builds know.
func (last *storedBuild) intact(dir string, opt output.Options) (Result, bool, error) {
	w, err := output.Open(dir, opt)
	if err != nil {
		return Result{}, false, err
	}
	for _, f := range last.Files {
		kept := w.Keep(f.Path, output.Page, f.Sum)
		for _, s := range f.Siblings {
			kept = kept && w.Keep(f.Path+s.Suffix, output.Page, s.Sum)
		}
		if !kept {
			return Result{}, false, w.Abort()
		}
	}
	sum, err := w.Commit()
	return Result{Summary: sum}, true, err
}

// inputs identifies everything that a build depends on. It is false where that
// cannot be told.
func (b *Builder) inputs(ctx context.Context, at *inventory) (cache.Key, bool) {
	if b.opt.Cache == nil || at.problems.HasErrors() {
		return cache.Key{}, false
	}
	o := b.opt
	parts := [][]byte{b.config.data, []byte(at.own), fmt.Appendf(nil, "%q %t %t %q %t %t %t %q", o.BaseURL, o.Drafts, o.Future, o.Today, o.Portable, o.Strict, o.Siblings != nil, o.Skip)}
	for _, f := range at.files {
		sum, ok := b.sum(f)
		if !ok {
			return cache.Key{}, false
		}
		parts = append(parts, []byte(f.path), sum[:])
	}
	for feature, script := range inOrder(at.cfg.Scripts) {
		if script.File == "" {
			continue // the configuration has its own sum
		}
		data, err := fs.ReadFile(o.Source, script.File)
		if err != nil {
			return cache.Key{}, false
		}
		sum := output.SumOf(data)
		parts = append(parts, []byte(feature), []byte(script.File), sum[:])
	}
	if changes := b.lastChanges(ctx, at.cfg); changes != nil {
		if changes.err != nil {
			return cache.Key{}, false
		}
		for file, day := range inOrder(changes.days) {
			parts = append(parts, []byte(file), []byte(day.Format(time.DateOnly)))
		}
	}
	return cache.KeyOf(parts...), true
}

// sum returns the sum of a file's bytes, and remembers it.
func (b *Builder) sum(f sourceFile) (output.Sum, bool) {
	if stat, ok := b.stats[f.path]; ok && stat.vouches(f) {
		return stat.sum, true
	}
	read := time.Now()
	data, err := fs.ReadFile(b.opt.Source, f.path)
	if err != nil {
		return output.Sum{}, false
	}
	stat := statEntry{size: f.size, modTime: f.modTime, read: read, sum: output.SumOf(data)}
	b.stats[f.path] = stat
	return stat.sum, true
}

// remember writes down what was built, for the next build into the folder.
func (b *Builder) remember(ctx context.Context, dir string, snap *Snapshot, rep *Report, problems diag.List, before cache.Key) {
	if b.opt.Cache == nil {
		return
	}
	out := storedBuild{Report: *rep, Problems: problems, Encoded: b.opt.Siblings != nil, Files: make([]storedFile, 0, len(b.pages))}
	out.Report.Result = Result{}
	for path, r := range b.pages {
		f := storedFile{Path: path, Key: r.key, Sum: r.sum}
		for suffix, sum := range r.siblings {
			f.Siblings = append(f.Siblings, storedSibling{suffix, sum})
		}
		slices.SortFunc(f.Siblings, func(a, b storedSibling) int { return strings.Compare(a.Suffix, b.Suffix) })
		out.Files = append(out.Files, f)
	}
	slices.SortFunc(out.Files, func(a, b storedFile) int { return strings.Compare(a.Path, b.Path) })
	if b.unmoved(ctx, snap, before) {
		out.Inputs = before
	}
	// Without the record the next build does more: that is all.
	_ = b.opt.Cache.Save(outputRecord(dir), cache.Encode(nil, &out))
}

// unmoved reports whether the sources still are what they were when the build
// began, and what the snapshot was made of.
func (b *Builder) unmoved(ctx context.Context, snap *Snapshot, before cache.Key) bool {
	at, err := b.scan()
	if err != nil {
		return false
	}
	after, ok := b.inputs(ctx, at)
	if !ok || after != before {
		return false
	}
	for _, f := range at.files {
		if f.isMarkdown() && snap.sources[f.path] != b.stats[f.path].sum {
			return false
		}
	}
	return true
}

// Save makes what was worked out so far last. The error tells why it could not.
func (b *Builder) Save() error {
	c := b.opt.Cache
	if c == nil || b.last == nil {
		return nil
	}
	live := make([]cache.Key, 0, 6*len(b.last.nodes))
	for _, n := range b.last.nodes {
		if n.src == nil || n.src.bodies == nil {
			continue
		}
		key, file := n.src.key, n.entry.File
		mentions, said := n.src.mentions.cacheKey(key, file), n.src.said.cacheKey(key, file)
		if !c.Has(mentions) {
			c.Put(mentions, n.src.mentions.encode())
		}
		if !c.Has(said) {
			c.Put(said, n.src.said.encode())
		}
		live = append(live, mentions, said)
		for _, part := range keptParts {
			live = append(live, key.cacheKey(part, file))
		}
	}
	stats := make([]storedStat, 0, len(b.stats))
	for path, s := range b.stats {
		stats = append(stats, storedStat{path, s.size, s.modTime.UnixNano(), s.read.UnixNano(), s.sum})
	}
	slices.SortFunc(stats, func(a, b storedStat) int { return strings.Compare(a.Path, b.Path) })
	return errors.Join(c.Save(statsRecord, cache.Encode(nil, &stats)), c.Commit(slices.Values(live)))
}

// inOrder goes through a map by ascending key.
func inOrder[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}
