// Package build makes a site: it turns the sources into Snapshots, and a
// Snapshot into files.
//
// A build is one pass through five stages, whatever is built and whatever was
// built before:
//
//	scan     the source folder                        -> paths, sizes, content hashes
//	parse    one file's bytes                         -> front matter and Doc (cached by content)
//	resolve  all files' heads                         -> names, URLs, relations; always in full
//	body     a Doc, its term links, its link targets  -> a body's HTML
//	render   a view and the templates                 -> a page's bytes
//
// There is no dependency graph. Every build resolves everything anew; a page
// is rendered when the fingerprint of its view and of the templates differs
// from the one that its published bytes were made of. So an incremental build
// cannot differ from a clean one: it is the same code with fuller caches.
//
// Builder keeps the caches. Builder.Snapshot runs scan, parse and resolve and
// reports what the authors got wrong; Snapshot.Files lists what the site
// consists of, each file able to render itself at any time; Builder.Publish
// brings a folder up to date with it. The dev server asks a Snapshot for
// single files, the checker reads it as a file system: both see exactly the
// bytes that Publish writes.
package build

import (
	"bytes"
	"context"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"time"

	"sitegen/internal/cache"
	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/theme"
)

// Options of a Builder. They stay the same for its life.
type Options struct {
	// Source is the site's folder. It should be an os.DirFS or able to read
	// links (fs.ReadLinkFS), else symbolic links are plain files to it.
	Source fs.FS
	// Templates and Static are the default theme.
	Templates, Static fs.FS
	// BaseURL replaces the configuration's, if not empty.
	BaseURL string
	// Drafts and Future include entries marked so.
	Drafts, Future bool
	// Today is the day of the build, YYYY-MM-DD; it decides what is future.
	Today string
	// Portable makes links relative and lets them name their files, so that
	// the published folder also opens from file://.
	Portable bool
	// Strict makes warnings errors.
	Strict bool
	// Siblings, if not nil, returns the encoded forms of a file that are to be
	// published beside it, by suffix (".br"). It must give the same bytes each
	// time, and may be called from several goroutines.
	Siblings func(path string, data []byte) map[string][]byte
	// History, if not nil, tells the day on which each source file last changed,
	// by its path. It is asked once, where the configuration has last_updated.
	History func(context.Context) (map[string]time.Time, error)
	// Skip lists folders below the site's folder that are not sources, such as
	// an output folder inside content.
	Skip []string
	// Workers is how many files are worked on at once; 0 means one for each
	// processor. It never changes the output.
	Workers int
	// Cache, if not nil, keeps parsed files for later builds, and their bodies
	// out of memory. It never changes the output.
	Cache *cache.Store
	// Progress, if not nil, is told how far a stage has come, now and then and
	// from any goroutine.
	Progress func(stage string, done, total int)
	// Early, if not nil, is given a snapshot before the relations are worked
	// out, when an edit changed nothing but the text of bodies: in it pages
	// are as they will be, but for relations that are still the last ones.
	// The dev server shows an edit with it at once, and the rest after it.
	Early func(*Snapshot)
	// Timing, if not nil, is told how long each stage took, as they end. The
	// stage "search" runs beside "write", and tells of itself from a goroutine
	// of its own.
	Timing func(stage string, took time.Duration)
}

// timed runs a stage.
func (o Options) timed(stage string, f func() error) error {
	start := time.Now()
	err := f()
	if o.Timing != nil {
		o.Timing(stage, time.Since(start))
	}
	return err
}

func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// Builder makes Snapshots and remembers, by content, what it worked out. Its
// methods must not be called concurrently; the Snapshots that it returns may
// be used from anywhere, while it makes the next one too.
type Builder struct {
	opt Options

	// stats is nil until the first scan.
	stats  map[string]statEntry
	parsed map[string]*parsed
	theme  themeEntry
	config configEntry
	// last is how the last build resolved the site.
	last  *resolver
	pages map[string]pageRecord
	// placements keeps where the nodes of the site's graph were last drawn.
	placements placementCache
	// history is when files last changed, once it was asked.
	history *lastChanges
}

// configEntry is the configuration as last read, with what it was read from.
type configEntry struct {
	data     []byte
	cfg      *content.Config
	problems diag.List
}

// New returns a Builder with empty caches.
func New(opt Options) *Builder {
	return &Builder{opt: opt, parsed: map[string]*parsed{}, pages: map[string]pageRecord{}}
}

// themeEntry is the theme as last loaded, with what it was loaded from.
type themeEntry struct {
	key      string
	theme    *theme.Theme
	problems diag.List
}

// Snapshot reads the sources as they are now. The problems are sorted; if any
// is an error, the snapshot is nil. The error tells of the machine.
func (b *Builder) Snapshot(ctx context.Context) (*Snapshot, diag.List, error) {
	var at *inventory
	err := b.opt.timed("scan", func() (err error) { at, err = b.scan(); return err })
	if err != nil {
		return nil, nil, err
	}
	return b.snapshot(ctx, at)
}

// inventory is what there is to build from.
type inventory struct {
	cfg   *content.Config
	files []sourceFile
	// own identifies the site's own templates and static files.
	own      string
	problems diag.List
}

// scan is the first stage.
func (b *Builder) scan() (*inventory, error) {
	b.recallStats()
	at := &inventory{}
	var err error
	if at.cfg, err = b.readConfig(&at.problems); err != nil {
		return nil, err
	}
	if at.files, err = scan(b.opt.Source, at.cfg, &at.problems, b.skipped); err != nil {
		return nil, err
	}
	at.own, err = treeSum(b.opt.Source, "templates", "static")
	return at, err
}

// snapshot runs the other stages.
func (b *Builder) snapshot(ctx context.Context, at *inventory) (*Snapshot, diag.List, error) {
	var (
		problems = slices.Clone(at.problems)
		cfg      = at.cfg
		th       *theme.Theme
		docs     []fileDoc
	)
	err := b.opt.timed("theme", func() (err error) { th, err = b.loadTheme(cfg, at.own, &problems); return err })
	if err != nil {
		return nil, nil, err
	}
	err = b.opt.timed("parse", func() (err error) { docs, err = b.parse(ctx, cfg, at.files, th, &problems); return err })
	if err != nil {
		return nil, nil, err
	}
	snap, err := b.resolve(ctx, cfg, th, docs, &problems)
	if p, ours := renderProblem(err); ours {
		problems.Add(p)
	} else if err != nil {
		return nil, nil, err
	}
	if b.opt.Strict {
		problems = strict(problems)
	}
	problems.Sort()
	if problems.HasErrors() {
		return nil, problems, nil
	}
	return snap, problems, nil
}

// strict turns warnings into errors.
func strict(problems diag.List) diag.List {
	for i := range problems {
		if problems[i].Severity == diag.Warning {
			problems[i].Severity = diag.Error
		}
	}
	return problems
}

func (b *Builder) skipped(dir string) bool {
	for _, s := range b.opt.Skip {
		if s == dir {
			return true
		}
	}
	return false
}

// readConfig reads sitegen.yaml; a site without one has all defaults.
func (b *Builder) readConfig(problems *diag.List) (*content.Config, error) {
	data, err := readOptional(b.opt.Source, content.ConfigFile)
	if err != nil {
		return nil, err
	}
	if c := b.config; c.cfg == nil || !bytes.Equal(c.data, data) {
		cfg, list := content.ParseConfig(content.ConfigFile, data)
		if b.opt.BaseURL != "" {
			changed := *cfg
			changed.BaseURL = b.opt.BaseURL
			cfg = &changed
		}
		b.config = configEntry{data: data, cfg: cfg, problems: list}
	}
	*problems = append(*problems, b.config.problems...)
	return b.config.cfg, nil
}

// parallel calls f for 0..n-1 on the builder's workers. The first error, or
// the context's end, stops it.
func parallel(ctx context.Context, workers, n int, f func(i int) error) error {
	if workers > n {
		workers = n
	}
	if workers <= 1 {
		for i := range n {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := f(i); err != nil {
				return err
			}
		}
		return nil
	}
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		next  int
		first error
	)
	// take hands out the next index, or -1 when there is nothing left to do.
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		if first == nil {
			first = ctx.Err()
		}
		if first != nil || next >= n {
			return -1
		}
		next++
		return next - 1
	}
	for range workers {
		wg.Go(func() {
			for i := take(); i >= 0; i = take() {
				if err := f(i); err != nil {
					mu.Lock()
					if first == nil {
						first = err
					}
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return first
}
