package server

import (
	"cmp"
	"net/http"
	"slices"
	"sync"
)

// A slot is a header value that differs between representations; everything else in an answer's header is
// shared by all answers of its class.
type slot uint8

const (
	constant slot = iota
	lengthSlot
	etagSlot
	modifiedSlot
	linkSlot
)

// An answerClass is everything that an answer's constant header lines depend on.
type answerClass struct {
	notModified bool
	contentType string
	role        role
	draws       bool // a page with a script that draws
	immutable   bool
	coding      coding
	vary        bool // the file has encoded forms
	link        bool
	modified    bool
}

// A headerBlock is the header of one answer class: for net/http as a map's entries, for the short cut as text.
// It is immutable and shared.
type headerBlock struct {
	fields []headerField // sorted by name, as net/http writes them
	text   []headerText
}

type headerField struct {
	name   string
	slot   slot
	values []string // of a constant
}

// A headerText is a run of constant lines, followed, if slot is not constant, by that slot's line.
type headerText struct {
	lines  string
	prefix string // the slot's name, with colon and space
	slot   slot
}

// blocks hands out one headerBlock per class. It only grows with the number of distinct content types.
type blocks struct {
	policy policy
	mu     sync.Mutex
	byKey  map[answerClass]*headerBlock
}

func (b *blocks) get(c answerClass) *headerBlock {
	b.mu.Lock()
	defer b.mu.Unlock()
	block := b.byKey[c]
	if block == nil {
		block = newHeaderBlock(c, b.policy)
		if b.byKey == nil {
			b.byKey = map[answerClass]*headerBlock{}
		}
		b.byKey[c] = block
	}
	return block
}

func newHeaderBlock(c answerClass, p policy) *headerBlock {
	h := map[string]string{"Cache-Control": revalidate}
	if c.immutable {
		h["Cache-Control"] = immutable
	}
	if c.vary {
		h["Vary"] = "Accept-Encoding"
	}
	p.secure(h, c.role, c.draws)
	slots := map[string]slot{"Etag": etagSlot}
	if c.modified {
		slots["Last-Modified"] = modifiedSlot
	}
	if !c.notModified { // a 304 updates what the client stored: it carries what is not about the content itself
		h["Accept-Ranges"] = "bytes"
		h["Content-Type"] = c.contentType
		slots["Content-Length"] = lengthSlot
		if c.coding != identity {
			h["Content-Encoding"] = codingNames[c.coding]
		}
		if c.link {
			slots["Link"] = linkSlot
		}
	}
	p.override(h)
	return compileBlock(c, h, slots)
}

func compileBlock(c answerClass, constants map[string]string, slots map[string]slot) *headerBlock {
	b := &headerBlock{}
	for name, value := range constants {
		b.fields = append(b.fields, headerField{name: name, values: []string{value}})
	}
	for name, s := range slots {
		if _, fixed := constants[name]; !fixed {
			b.fields = append(b.fields, headerField{name: name, slot: s})
		}
	}
	slices.SortFunc(b.fields, func(x, y headerField) int { return cmp.Compare(x.name, y.name) })
	lines := "HTTP/1.1 200 OK\r\n"
	if c.notModified {
		lines = "HTTP/1.1 304 Not Modified\r\n"
	}
	for _, f := range b.fields {
		if f.slot == constant {
			lines += f.name + ": " + f.values[0] + "\r\n"
			continue
		}
		b.text = append(b.text, headerText{lines: lines, prefix: f.name + ": ", slot: f.slot})
		lines = ""
	}
	b.text = append(b.text, headerText{lines: lines})
	return b
}

// apply puts the block's lines into h, without allocating: the values are shared and must not be written to.
func (b *headerBlock) apply(h http.Header, v *variant) {
	for i := range b.fields {
		f := &b.fields[i]
		if f.slot == constant {
			h[f.name] = f.values
		} else {
			h[f.name] = v.slotValues(f.slot)
		}
	}
}

// appendTo appends the status line and the block's lines, without Date and the closing empty line.
func (b *headerBlock) appendTo(dst []byte, v *variant) []byte {
	for i := range b.text {
		t := &b.text[i]
		dst = append(dst, t.lines...)
		if t.slot != constant {
			dst = append(dst, t.prefix...)
			dst = append(dst, v.slotValues(t.slot)[0]...)
			dst = append(dst, '\r', '\n')
		}
	}
	return dst
}
