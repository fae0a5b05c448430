package server

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificateCheck is how often the files are looked at for a renewed certificate.
const certificateCheck = 30 * time.Second

// certificates holds a certificate and reads it again when its files change, so that a renewal needs no restart.
type certificates struct {
	certFile, keyFile string
	log               *slog.Logger

	mu      sync.Mutex
	cert    *tls.Certificate
	checked time.Time
	stats   [2]fs.FileInfo
}

// certificates reads the configured files; nil without any.
func (c RunConfig) certificates() (*certificates, error) {
	if c.CertFile == "" && c.KeyFile == "" {
		return nil, nil
	}
	if c.CertFile == "" || c.KeyFile == "" {
		return nil, errors.New("TLS needs both a certificate file and a key file; only one is given")
	}
	certs := &certificates{certFile: c.CertFile, keyFile: c.KeyFile, log: c.Options.Log}
	if err := certs.read(); err != nil {
		return nil, err
	}
	return certs, nil
}

func (c *certificates) read() error {
	stats, err := c.stat()
	if err != nil {
		return fmt.Errorf("TLS certificate: %w", err)
	}
	cert, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return fmt.Errorf("TLS certificate %s with key %s: %w", c.certFile, c.keyFile, err)
	}
	c.cert, c.stats, c.checked = &cert, stats, time.Now()
	return nil
}

func (c *certificates) stat() (stats [2]fs.FileInfo, err error) {
	for i, name := range []string{c.certFile, c.keyFile} {
		if stats[i], err = os.Stat(name); err != nil {
			return stats, err
		}
	}
	return stats, nil
}

// get gives the certificate for a handshake. A renewed one that cannot be read (its key may come a moment
// later) leaves the old one in use.
func (c *certificates) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.checked) > certificateCheck {
		c.checked = time.Now()
		stats, err := c.stat()
		if err == nil && (!same(stats[0], c.stats[0]) || !same(stats[1], c.stats[1])) {
			err = c.read()
		}
		if err != nil {
			c.log.Warn("the renewed certificate cannot be used; the old one goes on", "error", err)
		}
	}
	return c.cert, nil
}
