package search

import (
	"bytes"
	"strings"
	"sync"

	"sitegen/internal/markdown"
)

// maxWords bounds what Words keeps of one page.
const maxWords = 8000

// Words are the words of one page's body, each once, in the order in which they
// first occur. It is plain data that encoding/gob can carry, immutable, and
// depends on nothing but the page's text. It takes some 3 KB for a page of a
// thousand words.
type Words struct {
	// Data has, for each word, its length (a byte), the word, and a byte: how
	// often it occurs in the text (at most 31), and the flags below.
	Data []byte
	// Total counts all words of the text.
	Total int
}

// The places in which a word stands besides the text.
const (
	inLead    = 1 << 5 // the first paragraph
	inHeading = 1 << 6
	inCode    = 1 << 7
	countMask = inLead - 1
)

// NewWords returns the words of a parsed page.
func NewWords(doc *markdown.Doc) Words {
	c := counters.Get().(*counter)
	defer c.release()
	total := 0
	EachToken(doc.Text, func(token []byte, extra bool) {
		if w := c.word(token); w != nil && w.mark&countMask < countMask {
			w.mark++
		}
		if !extra {
			total++
		}
	})
	flag := func(bit uint8) func([]byte, bool) {
		return func(token []byte, _ bool) {
			if w := c.word(token); w != nil {
				w.mark |= bit
			}
		}
	}
	EachToken(doc.Paragraph, flag(inLead))
	for _, h := range doc.Headings {
		EachToken(h.Text, flag(inHeading))
	}
	if doc.Features&markdown.HasCode != 0 {
		eachCode(doc.HTML, func(code string) { EachToken(code, flag(inCode)) })
	}
	return Words{Data: c.pack(), Total: total}
}

// eachCode calls f with the text of the blocks of code in a page's HTML.
func eachCode(html []byte, f func(string)) {
	for {
		i := bytes.Index(html, []byte("<pre"))
		if i < 0 {
			return
		}
		html = html[i:]
		end := bytes.Index(html, []byte("</pre>"))
		if end < 0 {
			return
		}
		f(plain(html[:end]))
		html = html[end:]
	}
}

// plain is the text of escaped HTML, tags left out.
func plain(html []byte) string {
	var b strings.Builder
	for len(html) > 0 {
		i := bytes.IndexByte(html, '<')
		if i < 0 {
			b.Write(html)
			break
		}
		b.Write(html[:i])
		html = html[i:]
		if i = bytes.IndexByte(html, '>'); i < 0 {
			break
		}
		html = html[i+1:]
	}
	return entities.Replace(b.String())
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#34;", `"`, "&#39;", "'", "&amp;", "&")

// counter counts the words of one text.
type counter struct {
	table []int32 // 1 + index into seen, by hash
	seen  []counted
	bytes []byte
}

type counted struct {
	hash       uint64
	start, end uint32
	mark       uint8
}

var counters = sync.Pool{New: func() any { return &counter{table: make([]int32, 1<<11)} }}

// release makes the counter ready for another text.
func (c *counter) release() {
	if len(c.table) > 1<<15 {
		return // the memory of a giant page is given back
	}
	clear(c.table)
	c.seen, c.bytes = c.seen[:0], c.bytes[:0]
	counters.Put(c)
}

// word returns what is known of a word, or nil where there are too many. It is
// valid until the next call.
func (c *counter) word(token []byte) *counted {
	h := hashOf(token)
	mask := uint64(len(c.table) - 1)
	i := h & mask
	for ; c.table[i] != 0; i = (i + 1) & mask {
		if w := &c.seen[c.table[i]-1]; w.hash == h && string(c.bytes[w.start:w.end]) == string(token) {
			return w
		}
	}
	if len(c.seen) == maxWords {
		return nil
	}
	start := uint32(len(c.bytes))
	c.bytes = append(c.bytes, token...)
	c.seen = append(c.seen, counted{h, start, uint32(len(c.bytes)), 0})
	c.table[i] = int32(len(c.seen))
	if 2*len(c.seen) > len(c.table) {
		c.table = make([]int32, 4*len(c.table))
		mask = uint64(len(c.table) - 1)
		for n, w := range c.seen {
			for i = w.hash & mask; c.table[i] != 0; i = (i + 1) & mask {
			}
			c.table[i] = int32(n + 1)
		}
	}
	return &c.seen[len(c.seen)-1]
}

func (c *counter) pack() []byte {
	data := make([]byte, 0, len(c.bytes)+2*len(c.seen))
	for _, w := range c.seen {
		data = append(data, byte(w.end-w.start))
		data = append(data, c.bytes[w.start:w.end]...)
		data = append(data, w.mark)
	}
	return data
}

// hashOf is FNV-1a, its bits well mixed.
func hashOf(token []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range token {
		h = (h ^ uint64(b)) * 1099511628211
	}
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}
