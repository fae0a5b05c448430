package server

import (
	"bytes"
	"io"

	"github.com/andybalholm/brotli"
	kgzip "github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Sibling is an encoded form of a file, to be published beside it.
type Sibling struct {
	// Suffix is what the file's name gains: ".br", ".zst" or ".gz".
	Suffix string
	Data   []byte
}

// Siblings encodes a file for publishing, harder than the server does while it
// answers: the work is done once, and saved for every reader. It returns the
// same bytes each time, and nothing for a file that is compressed already, too
// small, or no smaller encoded.
func Siblings(name string, data []byte) []Sibling {
	if !typeOf(name, data).compress || len(data) < minEncoded {
		return nil
	}
	var out []Sibling
	for c := gzipCoding; c < codings; c++ {
		form := encodeBest(c, data)
		if len(form) <= len(data)*worthwhile/100 {
			out = append(out, Sibling{codingSuffixes[c], form})
		}
	}
	return out
}

// encodeBest gives the coded form at the level from which on a little gain
// costs very much time (Brotli's 10 and 11 take many times as long as 9).
func encodeBest(c coding, plain []byte) []byte {
	var (
		out bytes.Buffer
		w   io.WriteCloser
		err error
	)
	switch c {
	case zstdCoding:
		w, err = zstd.NewWriter(&out, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(1<<20))
	case brotliCoding:
		w = brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: 9, LGWin: 20})
	default:
		w, err = kgzip.NewWriterLevel(&out, kgzip.BestCompression)
	}
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic("server: encoding into a buffer: " + err.Error()) // levels are constants, a buffer takes everything
	}
	return out.Bytes()
}
