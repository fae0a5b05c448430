package importer

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// decode brings a text file to UTF-8: one with a byte order mark is what the
// mark says, one that is full of NUL bytes at every other place is UTF-16, one
// that is not UTF-8 is Windows-1252, which holds Latin-1. The mark is taken
// off. What was not UTF-8 is reported.
func (s *site) decode(data []byte, report *FileReport) []byte {
	text, from := decodeText(data)
	if from != "" {
		report.mapped("encoding", 0, "%s became UTF-8", from)
	}
	return text
}

// decodeText returns the text as UTF-8 and the name of its encoding if that
// was another.
func decodeText(data []byte) (text []byte, from string) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return fromUTF16(data[2:], binary.LittleEndian), "UTF-16"
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return fromUTF16(data[2:], binary.BigEndian), "UTF-16"
	case looksUTF16(data, 1):
		return fromUTF16(data, binary.LittleEndian), "UTF-16"
	case looksUTF16(data, 0):
		return fromUTF16(data, binary.BigEndian), "UTF-16"
	}
	if utf8.Valid(data) {
		return data, ""
	}
	return fromWindows1252(data), "Windows-1252"
}

// looksUTF16 reports whether most bytes at the odd (1) or even (0) offsets of
// the beginning are NUL, and none of the others.
func looksUTF16(data []byte, odd int) bool {
	data = data[:min(len(data), 1024)]
	nuls := 0
	for i, b := range data {
		switch {
		case b != 0:
		case i%2 != odd:
			return false
		default:
			nuls++
		}
	}
	return nuls > 0 && nuls*4 >= len(data)
}

func fromUTF16(data []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// windows1252 has the characters of the bytes 0x80 to 0x9F; the five that are
// not assigned are replacement characters.
var windows1252 = []rune("€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ")

func fromWindows1252(data []byte) []byte {
	out := make([]byte, 0, len(data)+len(data)/8)
	for _, b := range data {
		switch {
		case b < 0x80:
			out = append(out, b)
		case b < 0xa0:
			out = utf8.AppendRune(out, windows1252[b-0x80])
		default:
			out = utf8.AppendRune(out, rune(b))
		}
	}
	return out
}
