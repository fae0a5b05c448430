package build

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"weak"

	"sitegen/internal/cache"
	"sitegen/internal/content"
	"sitegen/internal/diag"
	"sitegen/internal/graph"
	"sitegen/internal/markdown"
	"sitegen/internal/output"
	"sitegen/internal/search"
)

// storedHead is what a build needs of every file, kept in one blob.
type storedHead struct {
	Head     content.Head
	Doc      markdown.Doc // without HTML, Runs and Text
	Words    graph.Vector
	Search   search.Words
	Problems diag.List
}

// storedBody is what only rendering and matching need of a file.
type storedBody struct {
	HTML []byte
	Runs []markdown.Run
}

// bodies gives the HTML and the runs of a parsed file that are kept in the
// cache, and not in memory, while nobody looks at them.
type bodies struct {
	store *cache.Store
	key   cache.Key
	// again parses the file once more, where the cache does not have it.
	again func() (*markdown.Doc, error)

	mu   sync.Mutex
	last weak.Pointer[markdown.Doc]
}

// get returns the whole Doc.
func (b *bodies) get(head *markdown.Doc) (*markdown.Doc, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if d := b.last.Value(); d != nil {
		return d, nil
	}
	d := new(markdown.Doc)
	*d = *head
	data, ok := b.store.Get(b.key)
	var body storedBody
	if ok && cache.Decode(data, &body) == nil {
		d.HTML, d.Runs = body.HTML, body.Runs
	} else {
		var err error
		if d, err = b.again(); err != nil {
			return nil, err
		}
	}
	b.last = weak.Make(d)
	return d, nil
}

// whole returns the file's Doc with its HTML and runs. The error tells that the
// file was changed or lost since it was parsed.
func (p *parsed) whole() (*markdown.Doc, error) {
	if p.bodies == nil {
		return p.doc, nil
	}
	return p.bodies.get(p.doc)
}

// cacheKey is the key of something that follows from a file's bytes, its path
// (which its problems name) and the parse options.
func (k parseKey) cacheKey(what, file string, more ...string) cache.Key {
	parts := [][]byte{[]byte(what), []byte(file), k.sum[:], []byte(k.options)}
	for _, m := range more {
		parts = append(parts, []byte(m))
	}
	return cache.KeyOf(parts...)
}

// load returns the parsed file from the cache, or nil.
func (b *Builder) load(file string, key parseKey, opt *markdown.Options) *parsed {
	if b.opt.Cache == nil {
		return nil
	}
	data, ok := b.opt.Cache.Get(key.cacheKey("head", file))
	if !ok || !b.opt.Cache.Has(key.cacheKey("body", file)) {
		return nil
	}
	var s storedHead
	if cache.Decode(data, &s) != nil {
		return nil
	}
	p := &parsed{key: key, head: &s.Head, doc: &s.Doc, words: s.Words, search: s.Search, problems: s.Problems}
	p.bodies = b.bodies(file, key, opt)
	return p
}

// keep moves the body of a file that was just parsed into the cache.
func (b *Builder) keep(file string, p *parsed, opt *markdown.Options) {
	p.doc.Text = "" // all that follows from it is known
	if b.opt.Cache == nil {
		return
	}
	head := storedHead{Head: *p.head, Doc: *p.doc, Words: p.words, Search: p.search, Problems: p.problems}
	head.Doc.HTML, head.Doc.Runs = nil, nil
	body := storedBody{HTML: p.doc.HTML, Runs: p.doc.Runs}
	if b.opt.Cache.Put(p.key.cacheKey("head", file), cache.Encode(nil, &head)) &&
		b.opt.Cache.Put(p.key.cacheKey("body", file), cache.Encode(nil, &body)) {
		p.doc, p.bodies = &head.Doc, b.bodies(file, p.key, opt)
	}
}

func (b *Builder) bodies(file string, key parseKey, opt *markdown.Options) *bodies {
	source := b.opt.Source
	return &bodies{store: b.opt.Cache, key: key.cacheKey("body", file), again: func() (*markdown.Doc, error) {
		data, err := fs.ReadFile(source, file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		if err != nil || output.SumOf(data) != key.sum {
			return nil, changedError(file)
		}
		head, _ := content.ParseHead(file, data)
		return markdown.Parse(file, data, head.BodyOffset(), *opt), nil
	}}
}

// changedError tells that a source is not any more what the site was made of.
func changedError(file string) error {
	return fmt.Errorf("%s: changed while the site was being built; build again", file)
}
