package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"sync"

	"sitegen/internal/cache"
)

// cacheRoot is the folder of all caches: sitegen below the user's cache folder.
func cacheRoot() (string, error) {
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "sitegen"), err
}

// cache opens the cache of the site's folder, or returns nil where the user has
// no cache folder. It is closed when the command ends.
func (e *env) cache() *cache.Store {
	root, err := cacheRoot()
	if err != nil {
		return nil
	}
	source, err := realPath(e.source)
	if err != nil {
		return nil
	}
	version, err := programSum()
	if err != nil {
		return nil
	}
	name := cache.KeyOf([]byte(source))
	store := cache.Open(filepath.Join(root, hex.EncodeToString(name[:])), version)
	e.closers = append(e.closers, func() {
		store.Close()
		cache.Trim(root)
	})
	return store
}

// programSum identifies the running program by its bytes: two builds of one
// revision may differ.
var programSum = sync.OnceValues(func() (cache.Key, error) {
	name, err := os.Executable()
	if err != nil {
		return cache.Key{}, err
	}
	f, err := os.Open(name)
	if err != nil {
		return cache.Key{}, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return cache.Key{}, err
	}
	return cache.Key(h.Sum(nil)[:16]), nil
})
