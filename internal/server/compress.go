package server

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"

	"github.com/andybalholm/brotli"
	kgzip "github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	// minPrepared is the size below which encoding saves no packet.
	minPrepared = 512
	// maxPrepared is the size above which a file is only encoded by a sibling.
	maxPrepared = 8 << 20
	// promptPrepare is how much may be waiting to be encoded for a new generation to wait for it before it is
	// used; with more it is used at once, and again when all is done.
	promptPrepare = 4 << 20
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
			if r.prepared { // of an earlier look, before the siblings came
				r.forms, r.prepared = [codings]*body{}, false
			}
			if l.knownPair(r, sibling, c) {
				r.forms[c] = sibling.body
				continue
			}
			if err := decodesTo(sibling.body, c, r.body); err != nil {
				l.log.Warn("encoded sibling ignored", "file", sibling.name, "error", err)
				continue
			}
			r.forms[c] = sibling.body
		}
	})
}

// knownPair reports whether the last generation has checked the very same pair.
func (l *loader) knownPair(r, sibling *record, c coding) bool {
	if l.prev == nil {
		return false
	}
	old := l.prev.byName[r.name]
	return old != nil && !old.prepared && old.body.sum == r.body.sum &&
		old.forms[c] != nil && old.forms[c].sum == sibling.body.sum
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

// waiting is how many bytes of these records are to be encoded.
func waiting(records []*record) int64 {
	var n int64
	for _, r := range records {
		if r.wantsForms() {
			n += r.body.size
		}
	}
	return n
}

func (r *record) wantsForms() bool {
	return r.mime.compress && !r.prepared && r.forms == [codings]*body{} &&
		r.body.size >= minPrepared && r.body.size <= maxPrepared
}

// prepare encodes in memory what has no siblings, the small files first, until budget bytes are used, on so
// many goroutines. It returns new records and what they hold; what is encoded depends on the files alone, so
// replicas with one budget agree.
func prepare(records []*record, budget int64, workers int) (out []*record, used int64, left int) {
	out = slices.Clone(records)
	var order []int
	for i, r := range out {
		if r.prepared || r.wantsForms() {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(out[a].body.size, out[b].body.size), cmp.Compare(out[a].name, out[b].name))
	})
	full := false // then nothing smaller slips in later: which files are encoded is to be simple to say
	for batch := range slices.Chunk(order, 64) {
		if !full {
			parallel(len(batch), workers, func(n int) { out[batch[n]] = out[batch[n]].withForms() })
		}
		for _, i := range batch {
			size := out[i].formBytes()
			if full = full || used+size > budget; full {
				out[i] = out[i].withoutForms()
				left++
				continue
			}
			used += size
		}
	}
	return out, used, left
}

func (r *record) formBytes() int64 {
	var n int64
	for _, f := range r.forms {
		if f != nil {
			n += f.size
		}
	}
	return n
}

func (r *record) withoutForms() *record {
	c := *r
	c.forms, c.prepared = [codings]*body{}, false
	return &c
}

// withForms encodes one file every way. A file that changed meanwhile stays as it is; the next look finds it.
func (r *record) withForms() *record {
	if r.prepared {
		return r
	}
	f, err := r.body.open()
	if err != nil {
		return r
	}
	defer f.Close()
	plain := make([]byte, r.body.size)
	if _, err := io.ReadFull(io.NewSectionReader(f, 0, r.body.size), plain); err != nil || digestOf(plain) != r.body.sum {
		return r
	}
	c := *r
	c.prepared = true
	for enc := gzipCoding; enc < codings; enc++ {
		if form := encode(enc, plain); int64(len(form))*100 <= r.body.size*worthwhile {
			c.forms[enc] = &body{size: int64(len(form)), sum: digestOf(form), memory: form}
		}
	}
	return &c
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
