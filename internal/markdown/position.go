package markdown

import (
	"bytes"
	"unicode/utf8"
)

// Position returns the line and the column, both from 1, of the byte at the
// offset in src. The column counts characters; an offset past the end is taken
// as the end.
func Position(src []byte, offset int) (line, column int) {
	offset = max(0, min(offset, len(src)))
	start := bytes.LastIndexByte(src[:offset], '\n') + 1
	return 1 + bytes.Count(src[:start], newline), 1 + utf8.RuneCount(src[start:offset])
}

var newline = []byte{'\n'}

// cursor answers Position for offsets that mostly ascend, without counting all
// lines from the top each time.
type cursor struct {
	src         []byte
	start, line int // offset of a line's first byte, and that line's number
}

func (c *cursor) position(offset int) (line, column int) {
	offset = max(0, min(offset, len(c.src)))
	if offset < c.start || c.line == 0 {
		c.start, c.line = 0, 1
	}
	start := bytes.LastIndexByte(c.src[c.start:offset], '\n') + 1 + c.start
	c.line += bytes.Count(c.src[c.start:start], newline)
	c.start = start
	return c.line, 1 + utf8.RuneCount(c.src[start:offset])
}
