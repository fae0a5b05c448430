package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/andybalholm/brotli"
	kgzip "github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	// minEncoded is the size below which encoding saves no packet.
	minEncoded = 512
	// maxEncoded is the size above which a file is only encoded by a sibling.
	maxEncoded = 8 << 20
	// worthwhile is the share of the size that an encoded form may have at most, in percent.
	worthwhile = 95
)

// siblingWindow bounds what a zstd sibling may claim to need for decoding.
const siblingWindow = 128 << 20

// pairSiblings gives each file its encoded siblings, after decoding them: one left over from an earlier build
// must never be sent as the new content.
func (l *loader) pairSiblings(records []*record, byName map[string]*record) {
	parallel(len(records), runtime.GOMAXPROCS(0), func(i int) {
		r := records[i]
		if !r.mime.compress {
			return
		}
		for c := gzipCoding; c < codings; c++ {
			sibling := byName[r.name+codingSuffixes[c]]
			if sibling == nil || sibling.body.size == 0 {
				continue
			}
			if l.knownPair(r, sibling, c) {
				r.siblings[c] = sibling.body
				continue
			}
			if err := decodesTo(sibling.body, c, r.body); err != nil {
				l.log.Warn("encoded sibling ignored", "file", sibling.name, "error", err)
				continue
			}
			r.siblings[c] = sibling.body
		}
	})
}

// knownPair reports whether the last generation has checked the very same pair.
func (l *loader) knownPair(r, sibling *record, c coding) bool {
	if l.prev == nil {
		return false
	}
	old := l.prev.byName[r.name]
	return old != nil && old.body.sum == r.body.sum &&
		old.siblings[c] != nil && old.siblings[c].sum == sibling.body.sum
}

// decodesTo decodes form and compares with plain.
func decodesTo(form *body, c coding, plain *body) error {
	f, err := form.open()
	if err != nil {
		return err
	}
	defer f.Close()
	src := io.NewSectionReader(f, 0, form.size)
	var dec io.Reader
	switch c {
	case gzipCoding:
		dec, err = gzip.NewReader(src)
	case zstdCoding:
		var z *zstd.Decoder
		if z, err = zstd.NewReader(src, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(siblingWindow)); err == nil {
			defer z.Close()
			dec = z
		}
	case brotliCoding:
		dec = brotli.NewReader(src)
	}
	if err != nil {
		return fmt.Errorf("cannot be decoded: %w", err)
	}
	hash := sha256.New()
	n, err := io.Copy(hash, io.LimitReader(dec, plain.size+1))
	if err != nil {
		return fmt.Errorf("cannot be decoded: %w", err)
	}
	if n != plain.size || digest(hash.Sum(nil)[:16]) != plain.sum {
		return errors.New("does not decode to the file beside it; it is of another build")
	}
	return nil
}

// A formSet holds the forms of one content that are encoded here, each when it is first asked for. Generations
// share it for as long as the content stays.
type formSet struct {
	mu   sync.Mutex
	made [codings]atomic.Pointer[body]
}

// unworthy stands for a form that saves nothing.
var unworthy = &body{}

// encoders limits how many encoders run at once: each takes megabytes.
var encoders = make(chan struct{}, max(2, runtime.GOMAXPROCS(0)))

// form gives one form of a content, nil if encoding does not pay. What it gives depends on the content alone,
// not on what was asked for before, so replicas agree.
func (s *formSet) form(c coding, plain *body, cache *bodyCache) (*body, error) {
	if b := s.made[c].Load(); b != nil {
		return b.worthy(), nil
	}
	s.mu.Lock() // who comes second waits for the first
	defer s.mu.Unlock()
	if b := s.made[c].Load(); b != nil {
		return b.worthy(), nil
	}
	b := &body{plain: plain, coding: c}
	bytes, err := b.encode()
	if err != nil {
		return nil, err
	}
	b.size, b.sum = int64(len(bytes)), digestOf(bytes)
	if b.size*100 > plain.size*worthwhile {
		b = unworthy
	} else {
		cache.put(b, bytes)
	}
	s.made[c].Store(b)
	return b.worthy(), nil
}

func (b *body) worthy() *body {
	if b == unworthy {
		return nil
	}
	return b
}

// encode makes the bytes of a form from those of its plain body, which is not worth keeping for that.
func (b *body) encode() ([]byte, error) {
	plain := b.plain.inMemory()
	if plain == nil {
		var err error
		if plain, err = b.plain.load(); err != nil {
			return nil, err
		}
		if digestOf(plain) != b.plain.sum {
			return nil, errChanged
		}
	}
	encoders <- struct{}{}
	defer func() { <-encoders }()
	return encode(b.coding, plain), nil
}

// encodable reports whether forms of the file may be made here.
func (r *record) encodable() bool {
	return r.mime.compress && r.body.size >= minEncoded && r.body.size <= maxEncoded
}

// The encoders are big and are used again. Their levels are those at which the gain per second drops.
var (
	gzipPool = sync.Pool{New: func() any {
		w, err := kgzip.NewWriterLevel(nil, 6)
		if err != nil {
			panic(err) // the level is a constant
		}
		return w
	}}
	brotliPool = sync.Pool{New: func() any {
		return brotli.NewWriterOptions(nil, brotli.WriterOptions{Quality: 5, LGWin: 20})
	}}
	zstdPool = sync.Pool{New: func() any {
		w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBetterCompression),
			zstd.WithWindowSize(1<<20), zstd.WithLowerEncoderMem(true))
		if err != nil {
			panic(err) // the options are constants
		}
		return w
	}}
)

type resetter interface {
	io.WriteCloser
	Reset(io.Writer)
}

// encode gives the coded form of plain, the same bytes each time.
func encode(c coding, plain []byte) []byte {
	if c == zstdCoding {
		w := zstdPool.Get().(*zstd.Encoder)
		defer zstdPool.Put(w)
		return slices.Clip(bytes.Clone(w.EncodeAll(plain, make([]byte, 0, len(plain)/2))))
	}
	pool := &gzipPool
	if c == brotliCoding {
		pool = &brotliPool
	}
	w := pool.Get().(resetter)
	defer pool.Put(w)
	var out bytes.Buffer
	w.Reset(&out)
	if _, err := w.Write(plain); err != nil {
		panic(err) // a buffer takes everything
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return bytes.Clone(out.Bytes())
}
