package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"syscall"
	"time"
)

// RunConfig says what Run serves, where, and within which limits. Dir and Addr are needed; every other zero
// value stands for its default.
type RunConfig struct {
	Dir     string
	Addr    string // HOST:PORT; port 0 takes any free one
	Options Options

	// MetricsAddr is where /metrics is served, apart from the site; "" means nowhere, and nothing is counted.
	MetricsAddr string
	// CertFile and KeyFile switch TLS on, and with it HTTP/2. They are read again when they change.
	CertFile, KeyFile string

	// DrainDelay is how long the server goes on serving after ReadyPath turned to 503, for balancers to
	// notice. It is spent only if somebody has ever asked ReadyPath. 0 means 5 s; below 0, none.
	DrainDelay time.Duration
	// DrainTimeout is how long running requests may take to finish after that. 0 means 25 s.
	DrainTimeout time.Duration

	HeaderTimeout time.Duration // for a request's header to arrive; 0 means 5 s
	IdleTimeout   time.Duration // between requests of a connection; 0 means 75 s
	WriteTimeout  time.Duration // for a small answer to be taken; 0 means 60 s. Big ones have 60 s per 128 KiB
	MaxHeader     int           // bytes of a request's header; 0 means 16 KiB
	MaxConns      int           // open connections; further ones wait. 0 means 10,000

	// NoShortcut sends every request through net/http.
	NoShortcut bool
	// Listening is told the addresses once they are open; metrics is nil without MetricsAddr.
	Listening func(site, metrics net.Addr)
}

func (c RunConfig) withDefaults() RunConfig {
	durations := []struct {
		field *time.Duration
		value time.Duration
	}{
		{&c.DrainDelay, 5 * time.Second}, {&c.DrainTimeout, 25 * time.Second}, {&c.HeaderTimeout, 5 * time.Second},
		{&c.IdleTimeout, 75 * time.Second}, {&c.WriteTimeout, 60 * time.Second},
	}
	for _, d := range durations {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	if c.MaxHeader == 0 {
		c.MaxHeader = 16 << 10
	}
	if c.MaxConns == 0 {
		c.MaxConns = 10000
	}
	if c.Options.Log == nil {
		c.Options.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// Run serves until ctx ends, then drains: ReadyPath answers 503 and answers end their connections; after
// DrainDelay no connection is accepted any more; what runs may finish within DrainTimeout, and what does not is
// cut. It returns nil after draining, even if something had to be cut (the log says so), and else why it could
// not serve. The caller ends ctx on SIGTERM and SIGINT (signal.NotifyContext).
//
// Run sets the collector's pace for the whole process, unless GOGC is set: the content in memory is one big
// lump that never changes, and with the usual pace as much again would be spent on garbage.
func Run(ctx context.Context, cfg RunConfig) error {
	cfg = cfg.withDefaults()
	site, side, err := cfg.listen()
	if err != nil {
		return err
	}
	defer site.Close()
	if side != nil {
		defer side.Close()
	}
	certs, err := cfg.certificates()
	if err != nil {
		return err
	}
	var counters *stats
	if side != nil {
		counters = &stats{}
	}
	static, err := newStatic(cfg.Dir, cfg.Options, counters)
	if err != nil {
		return err
	}
	defer static.Close()
	defer paceCollector()()
	return cfg.serve(ctx, static, site, side, certs)
}

func (c RunConfig) listen() (site, side net.Listener, err error) {
	if site, err = net.Listen("tcp", c.Addr); err != nil {
		return nil, nil, listenError(c.Addr, err)
	}
	if c.MetricsAddr == "" {
		return site, nil, nil
	}
	if side, err = net.Listen("tcp", c.MetricsAddr); err != nil {
		site.Close()
		return nil, nil, listenError(c.MetricsAddr, err)
	}
	return site, side, nil
}

// listenError says what to do about an address that cannot be had.
func listenError(addr string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("address %s is taken: another program listens there; stop it, or choose another port: %w", addr, err)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("address %s is not allowed: ports below 1024 need privileges; choose a higher port: %w", addr, err)
	}
	return fmt.Errorf("listen on %s: %w", addr, err)
}

// serve runs the site's server, and the metrics' one, until ctx ends or one fails.
func (c RunConfig) serve(ctx context.Context, static *Static, site, sideListener net.Listener, certs *certificates) error {
	limited := &limitListener{Listener: site, slots: make(chan struct{}, c.MaxConns), stats: static.stats}
	srv := c.httpServer(static, certs)
	failed := make(chan error, 3)
	begin := func(what string, serve func() error) {
		go func() {
			if err := serve(); err != nil && !errors.Is(err, http.ErrServerClosed) {
				failed <- fmt.Errorf("serve %s: %w", what, err)
			}
		}()
	}
	var cut *shortcut
	switch {
	case certs != nil:
		begin("the site", func() error { return srv.ServeTLS(limited, "", "") })
	case c.NoShortcut || c.Options.AccessLog != nil:
		begin("the site", func() error { return srv.Serve(limited) })
	default:
		cut = newShortcut(static, limited, c)
		begin("the site", func() error { return srv.Serve(cut.rest) })
		begin("the site", cut.serve)
	}
	var side *http.Server
	var metricsAddr net.Addr
	if sideListener != nil {
		metricsAddr = sideListener.Addr()
		side = &http.Server{Handler: static.metricsHandler(), ReadTimeout: c.HeaderTimeout, WriteTimeout: c.WriteTimeout,
			IdleTimeout: c.IdleTimeout, MaxHeaderBytes: c.MaxHeader, ErrorLog: srv.ErrorLog}
		begin("metrics", func() error { return side.Serve(sideListener) })
	}
	if c.Listening != nil {
		c.Listening(site.Addr(), metricsAddr)
	}
	var err error
	select {
	case <-ctx.Done():
		c.drain(static, srv, cut)
	case err = <-failed:
		srv.Close()
		cut.close()
	}
	if side != nil {
		side.Close() // to the last: who watches sees the drain
	}
	return err
}

func (c RunConfig) httpServer(static *Static, certs *certificates) *http.Server {
	srv := &http.Server{
		Handler:                      static,
		ReadHeaderTimeout:            c.HeaderTimeout,
		ReadTimeout:                  2 * c.HeaderTimeout, // nothing served takes a body
		WriteTimeout:                 c.WriteTimeout,
		IdleTimeout:                  c.IdleTimeout,
		MaxHeaderBytes:               c.MaxHeader,
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     log.New(connLog{c.Options.Log}, "", 0),
		HTTP2:                        &http.HTTP2Config{MaxConcurrentStreams: 128},
	}
	if certs != nil {
		srv.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: certs.get}
	}
	return srv
}

// connLog takes net/http's own complaints, which are about single connections.
type connLog struct{ log *slog.Logger }

func (l connLog) Write(p []byte) (int, error) {
	l.log.Debug("connection", "message", string(p))
	return len(p), nil
}

// drain ends serving in good order.
func (c RunConfig) drain(static *Static, srv *http.Server, cut *shortcut) {
	log := c.Options.Log
	static.Drain()
	if c.DrainDelay > 0 && static.probed.Load() {
		log.Info("draining: not ready any more", "serving_for", c.DrainDelay)
		time.Sleep(c.DrainDelay)
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.DrainTimeout)
	defer cancel()
	err := cut.shutdown(ctx) // first, as it may still hand connections over
	if err == nil {
		err = srv.Shutdown(ctx)
	}
	if err != nil {
		log.Warn("requests still running were cut", "after", c.DrainTimeout)
		cut.close()
		srv.Close()
		return
	}
	log.Info("drained")
}

// A limitListener keeps the number of open connections below a limit: further ones wait in the system's queue.
type limitListener struct {
	net.Listener
	slots chan struct{}
	stats *stats
}

func (l *limitListener) Accept() (net.Conn, error) {
	l.slots <- struct{}{}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	l.stats.connection(1)
	return &limitedConn{TCPConn: c.(*net.TCPConn), from: l}, nil
}

// A limitedConn gives its place back when it is closed.
type limitedConn struct {
	*net.TCPConn
	from *limitListener
	once sync.Once
}

func (c *limitedConn) Close() error {
	err := c.TCPConn.Close()
	c.once.Do(func() {
		<-c.from.slots
		c.from.stats.connection(-1)
	})
	return err
}

// headroom is how much garbage may gather between collections.
const headroom = 32 << 20

// paceCollector keeps the garbage at about headroom, however much content is held. It returns what ends that.
func paceCollector() (end func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	pace := func() int {
		metrics.Read(live)
		return int(min(max(headroom*100/max(live[0].Value.Uint64(), 1), 15), 800))
	}
	percent := pace()
	before := debug.SetGCPercent(percent)
	stop := make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
			}
			if next := pace(); next < percent*9/10 || next > percent*11/10 {
				percent = next
				debug.SetGCPercent(percent)
			}
		}
	})
	return func() {
		close(stop)
		done.Wait()
		debug.SetGCPercent(before)
	}
}
