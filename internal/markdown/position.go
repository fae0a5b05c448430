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

// cursor answers Position for offsets that mostly ascend, without counting from
// the top, or from the head of a long line, each time.
type cursor struct {
	src          []byte
	at           int // the offset that was asked last
	line, column int // and its place; 0 before the first question
}

func (c *cursor) position(offset int) (line, column int) {
	offset = max(0, min(offset, len(c.src)))
	if offset < c.at || c.line == 0 {
		c.at, c.line, c.column = 0, 1, 1
	}
	between := c.src[c.at:offset]
	if n := bytes.Count(between, newline); n > 0 {
		c.line += n
		c.column = 1
		between = between[bytes.LastIndexByte(between, '\n')+1:]
	}
	c.column += utf8.RuneCount(between)
	c.at = offset
	return c.line, c.column
}
