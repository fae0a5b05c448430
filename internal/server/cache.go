package server

import (
	"path"
	"strings"
	"sync"
)

const (
	// immutable is for files whose name changes with their content: a year, the longest that RFC 9111's
	// ancestors allowed, and no revalidation even on reload.
	immutable = "public, max-age=31536000, immutable"
	// revalidate lets everybody keep a copy and has them ask before each use, which a strong ETag makes cheap.
	revalidate = "no-cache"
	// unstored is for answers about the server itself.
	unstored = "no-store"
)

// fingerprinted reports whether a file is named after its content: NAME.HASH.EXT, HASH being eight or more
// lower-case hex digits. A source map (NAME.HASH.EXT.map) counts too. A date (report.20261031.pdf) is no hash,
// and a page is never taken for immutable, as its name is its address.
func fingerprinted(name string) bool {
	base := strings.TrimSuffix(path.Base(name), ".map")
	ext := path.Ext(base)
	rest := strings.TrimSuffix(base, ext)
	hash := path.Ext(rest)
	if len(ext) < 2 || hash == "" || rest == hash || mediaTypes[strings.ToLower(ext)].role == page {
		return false
	}
	hash = hash[1:]
	if len(hash) < 8 || isDate(hash) {
		return false
	}
	for _, c := range []byte(hash) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// isDate reports whether s reads as a day of the years 1900 to 2099, written YYYYMMDD.
func isDate(s string) bool {
	if len(s) != 8 || s[:2] != "19" && s[:2] != "20" {
		return false
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	month, day := s[4:6], s[6:8]
	return month >= "01" && month <= "12" && day >= "01" && day <= "31"
}

// A bodyCache keeps the bytes of files that were asked for, up to a budget: first in, first out, with a second
// chance for what was used since. What it holds was checked against the hash that the answer's ETag names, so
// a hit is right whatever has happened to the folder since.
type bodyCache struct {
	budget int64
	mu     sync.Mutex
	used   int64
	queue  []*body
}

// put keeps bytes as those of b, unless it alone is over the budget.
func (c *bodyCache) put(b *body, bytes []byte) {
	size := int64(len(bytes))
	c.mu.Lock()
	defer c.mu.Unlock()
	if size > c.budget || b.hot.Load() != nil {
		return
	}
	for chances := len(c.queue); c.used+size > c.budget && len(c.queue) > 0; {
		oldest := c.queue[0]
		c.queue[0] = nil
		c.queue = c.queue[1:]
		if chances > 0 && oldest.used.Swap(false) {
			chances--
			c.queue = append(c.queue, oldest)
			continue
		}
		c.drop(oldest)
	}
	b.hot.Store(&bytes)
	c.used += size
	c.queue = append(c.queue, b)
}

func (c *bodyCache) drop(b *body) {
	if bytes := b.hot.Swap(nil); bytes != nil {
		c.used -= int64(len(*bytes))
	}
}

// retain forgets every body that is not live, as after a new generation.
func (c *bodyCache) retain(live map[*body]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept := make([]*body, 0, len(c.queue))
	for _, b := range c.queue {
		if live[b] {
			kept = append(kept, b)
		} else {
			c.drop(b)
		}
	}
	c.queue = kept
}

// size is the number of bytes held.
func (c *bodyCache) size() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.used
}
