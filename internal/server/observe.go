package server

import (
	"log/slog"
	"net"
	"net/http"
	"time"
)

// A watched response remembers what was sent, for the log and the counters.
type watched struct {
	http.ResponseWriter
	status int
	sent   int64
}

func (w *watched) WriteHeader(status int) {
	if w.status == 0 || w.status < 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.sent += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection's deadlines.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// logAccess writes a request's line. Everything the client chose is a value of its own, which the log's handler
// quotes, so no request can forge a line.
func (s *Static) logAccess(r *http.Request, w *watched, start time.Time) {
	if s.opt.AccessLog == nil {
		return
	}
	remote, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		remote = r.RemoteAddr
	}
	h := w.Header()
	s.opt.AccessLog.LogAttrs(r.Context(), slog.LevelInfo, "request",
		slog.String("remote", remote),
		slog.String("method", r.Method),
		slog.String("host", r.Host),
		slog.String("target", r.RequestURI),
		slog.String("proto", r.Proto),
		slog.Int("status", w.status),
		slog.Int64("bytes", w.sent),
		slog.Duration("took", time.Since(start)),
		slog.String("coding", h.Get("Content-Encoding")),
		slog.String("referer", r.Referer()),
		slog.String("agent", r.UserAgent()),
	)
}
