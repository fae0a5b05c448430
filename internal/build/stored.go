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
	Problems diag.List
}

// storedBody is what only rendering and matching need of a file.
type storedBody struct {
	HTML []byte
	Runs []markdown.Run
}

// bodies gives what is kept of a parsed file in the cache, and not in memory
// while nobody looks at it: its HTML and runs, and the words of its text.
type bodies struct {
	store *cache.Store
	key   parseKey
	file  string
	// again parses the file once more, where the cache does not have it.
	again func() (*parsed, error)

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
	var body storedBody
	if recall(b.store, b.key.cacheKey("body", b.file), &body) {
		d.HTML, d.Runs = body.HTML, body.Runs
	} else {
		p, err := b.again()
		if err != nil {
			return nil, err
		}
		d = p.doc
	}
	b.last = weak.Make(d)
	return d, nil
}

// recall reads a value from the cache.
func recall[T any](store *cache.Store, key cache.Key, v *T) bool {
	data, ok := store.Get(key)
	return ok && cache.Decode(data, v) == nil
}

// whole returns the file's Doc with its HTML and runs. The error tells that the
// file was changed or lost since it was parsed.
func (p *parsed) whole() (*markdown.Doc, error) {
	if p.bodies == nil {
		return p.doc, nil
	}
	return p.bodies.get(p.doc)
}

// vector returns the vector of the body's text.
func (p *parsed) vector() (graph.Vector, error) {
	var words graph.Vector
	if p.bodies == nil {
		return p.words, nil
	}
	if recall(p.bodies.store, p.key.cacheKey("words", p.bodies.file), &words) {
		return words, nil
	}
	again, err := p.bodies.again()
	if err != nil {
		return words, err
	}
	return again.words, nil
}

// searchable returns the words that the body is found by.
func (p *parsed) searchable() (search.Words, error) {
	var words search.Words
	if p.bodies == nil {
		return p.found, nil
	}
	if recall(p.bodies.store, p.key.cacheKey("search", p.bodies.file), &words) {
		return words, nil
	}
	again, err := p.bodies.again()
	if err != nil {
		return words, err
	}
	return again.found, nil
}

// keptParts are the blobs that hold a parsed file.
var keptParts = []string{"head", "body", "words", "search"}

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
func (b *Builder) load(file string, key parseKey, opt *markdown.Options, language string) *parsed {
	if b.opt.Cache == nil {
		return nil
	}
	for _, part := range keptParts[1:] {
		if !b.opt.Cache.Has(key.cacheKey(part, file)) {
			return nil
		}
	}
	var s storedHead
	if !recall(b.opt.Cache, key.cacheKey("head", file), &s) {
		return nil
	}
	return &parsed{key: key, head: &s.Head, doc: &s.Doc, problems: s.Problems, bodies: b.bodies(file, key, opt, language)}
}

// keep moves the body of a file that was just parsed into the cache.
func (b *Builder) keep(file string, p *parsed, opt *markdown.Options, language string) {
	p.doc.Text = "" // all that follows from it is known
	if b.opt.Cache == nil {
		return
	}
	head := storedHead{Head: *p.head, Doc: *p.doc, Problems: p.problems}
	head.Doc.HTML, head.Doc.Runs = nil, nil
	body := storedBody{HTML: p.doc.HTML, Runs: p.doc.Runs}
	blobs := [][]byte{cache.Encode(nil, &head), cache.Encode(nil, &body), cache.Encode(nil, &p.words), cache.Encode(nil, &p.found)}
	for i, part := range keptParts {
		if !b.opt.Cache.Put(p.key.cacheKey(part, file), blobs[i]) {
			return
		}
	}
	p.doc, p.words, p.found = &head.Doc, graph.Vector{}, search.Words{}
	p.bodies = b.bodies(file, p.key, opt, language)
}

func (b *Builder) bodies(file string, key parseKey, opt *markdown.Options, language string) *bodies {
	source := b.opt.Source
	return &bodies{store: b.opt.Cache, key: key, file: file, again: func() (*parsed, error) {
		data, err := fs.ReadFile(source, file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		if err != nil || output.SumOf(data) != key.sum {
			return nil, changedError(file)
		}
		return parseBytes(file, data, *opt, key, language), nil
	}}
}

// changedError tells that a source is not any more what the site was made of.
func changedError(file string) error {
	return fmt.Errorf("%s: changed while the site was being built; build again", file)
}
