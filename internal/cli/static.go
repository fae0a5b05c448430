package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"sitegen/internal/server"
)

// staticOptions are the flags of the production server.
type staticOptions struct {
	dir         string
	basePath    string
	accessLog   bool
	metrics     string
	cert, key   string
	csp         string
	drainDelay  time.Duration
	drainLimit  time.Duration
	noCompress  bool
	modTimes    bool
	memoryMiB   int
	jsonLogging bool
}

func (s *staticOptions) register(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&s.dir, "static", "", "serve this finished folder, for production")
	f.StringVar(&s.basePath, "base-path", "/", "with --static: path below which the site stands")
	f.BoolVar(&s.accessLog, "access-log", false, "with --static: log each request to standard error")
	f.BoolVar(&s.jsonLogging, "log-json", false, "with --static: write logs as JSON")
	f.StringVar(&s.metrics, "metrics-addr", "", "with --static: serve Prometheus metrics on this address")
	f.StringVar(&s.cert, "tls-cert", "", "with --static: certificate file; switches TLS and HTTP/2 on")
	f.StringVar(&s.key, "tls-key", "", "with --static: key file of the certificate")
	f.StringVar(&s.csp, "csp", "", "with --static: Content-Security-Policy instead of the default one")
	f.DurationVar(&s.drainDelay, "drain-delay", 0, "with --static: how long to go on serving after readiness went (default 5s)")
	f.DurationVar(&s.drainLimit, "drain-timeout", 0, "with --static: how long running requests may take to finish (default 25s)")
	f.BoolVar(&s.noCompress, "no-compress", false, "with --static: never encode answers, but for .br, .zst and .gz files beside")
	f.BoolVar(&s.modTimes, "mod-times", false, "with --static: send Last-Modified; right only if all replicas have the same file times")
	f.IntVar(&s.memoryMiB, "memory", 0, "with --static: MiB of content to hold in memory (default 128)")
	_ = c.MarkFlagDirname("static")
}

func runStatic(ctx context.Context, e *env, opt serveOptions) error {
	if info, err := os.Stat(opt.dir); err != nil || !info.IsDir() {
		return &hintError{fmt.Errorf("there is no folder %s", opt.dir), "run \"sitegen build\" first, and name the folder that it wrote"}
	}
	if (opt.cert == "") != (opt.key == "") {
		return &hintError{fmt.Errorf("TLS needs both a certificate and a key"), "give --tls-cert and --tls-key"}
	}
	var handler slog.Handler = slog.NewTextHandler(e.err, nil)
	if opt.jsonLogging {
		handler = slog.NewJSONHandler(e.err, nil)
	}
	logger := slog.New(handler)
	cfg := server.RunConfig{
		Dir: filepath.Clean(opt.dir), Addr: opt.addr, MetricsAddr: opt.metrics, CertFile: opt.cert, KeyFile: opt.key,
		DrainDelay: opt.drainDelay, DrainTimeout: opt.drainLimit,
		Options: server.Options{
			BasePath: opt.basePath, NoCompress: opt.noCompress, ModTimes: opt.modTimes, CSP: opt.csp,
			Memory: int64(opt.memoryMiB) << 20,
		},
		Listening: func(site, metrics net.Addr) {
			e.say("serving %s on %s", opt.dir, siteAddress(site.String(), basePath(opt.basePath)))
			if metrics != nil {
				e.say("metrics on http://%s/metrics", metrics)
			}
		},
	}
	if !e.quiet {
		cfg.Options.Log = logger
	}
	if opt.accessLog {
		cfg.Options.AccessLog = logger
	}
	return server.Run(ctx, cfg)
}
