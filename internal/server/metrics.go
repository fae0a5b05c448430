package server

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"
)

// durationBounds are the upper bounds of the histogram's buckets, in seconds.
var durationBounds = [...]float64{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5, 30}

// countedMethods are told apart in the counters; every other method counts as the last, so that no client can
// make up new series.
var countedMethods = [...]string{"GET", "HEAD", "OPTIONS", "other"}

const maxStatus = 600

// stats counts what the server does. A nil *stats counts nothing. All methods may be called concurrently.
type stats struct {
	requests  [len(countedMethods)][maxStatus]atomic.Uint64
	durations [len(durationBounds) + 1]atomic.Uint64
	nanos     atomic.Uint64
	sent      atomic.Uint64
	running   atomic.Int64
	panics    atomic.Uint64
	loads     atomic.Uint64
	failures  atomic.Uint64
	lastLoad  atomic.Int64 // Unix seconds
	conns     atomic.Int64
}

func (s *stats) begin() {
	if s != nil {
		s.running.Add(1)
	}
}

func (s *stats) end(method string, status int, sent int64, took time.Duration) {
	if s != nil {
		s.running.Add(-1)
		s.count(method, status, sent, took)
	}
}

func (s *stats) count(method string, status int, sent int64, took time.Duration) {
	if s == nil {
		return
	}
	m := len(countedMethods) - 1
	for i, name := range countedMethods {
		if name == method {
			m = i
			break
		}
	}
	if status > 0 && status < maxStatus {
		s.requests[m][status].Add(1)
	}
	bucket := 0
	for seconds := took.Seconds(); bucket < len(durationBounds) && seconds > durationBounds[bucket]; bucket++ {
	}
	s.durations[bucket].Add(1)
	s.nanos.Add(uint64(took))
	s.sent.Add(uint64(sent))
}

func (s *stats) panicked() {
	if s != nil {
		s.panics.Add(1)
	}
}

func (s *stats) loaded() {
	if s != nil {
		s.loads.Add(1)
		s.lastLoad.Store(time.Now().Unix())
	}
}

func (s *stats) reloadFailed() {
	if s != nil {
		s.failures.Add(1)
	}
}

func (s *stats) connection(n int64) {
	if s != nil {
		s.conns.Add(n)
	}
}

// WriteMetrics writes what was counted, in the text format of Prometheus. Without counting (RunConfig's
// MetricsAddr), only what is known anyway.
func (s *Static) WriteMetrics(out io.Writer) error {
	w := bufio.NewWriter(out)
	if s.stats != nil {
		s.stats.write(w)
	}
	g := s.current.Load()
	ready := 1
	if s.draining.Load() {
		ready = 0
	}
	gauge := func(name, help string, value any) { metric(w, name, "gauge", help, "", value) }
	gauge("sitegen_ready", "Whether the server wants traffic.", ready)
	metric(w, "sitegen_build_info", "gauge", "The build that is served.", `{build="`+g.id+`"}`, 1)
	gauge("sitegen_files", "Files of the build.", len(g.records))
	gauge("sitegen_cached_bytes", "Memory for files and encoded forms asked for lately.", s.cache.size())
	gauge("sitegen_retired_files", "Files of earlier builds that are still reachable.", len(g.retired))
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	gauge("go_memstats_heap_inuse_bytes", "Memory in use by the heap.", mem.HeapInuse)
	gauge("go_memstats_sys_bytes", "Memory obtained from the system.", mem.Sys)
	gauge("go_goroutines", "Goroutines.", runtime.NumGoroutine())
	return w.Flush()
}

func (s *stats) write(w *bufio.Writer) {
	head(w, "sitegen_http_requests_total", "counter", "Requests answered.")
	for m := range s.requests {
		for status := range s.requests[m] {
			if n := s.requests[m][status].Load(); n > 0 {
				fmt.Fprintf(w, "sitegen_http_requests_total{method=%q,code=\"%d\"} %d\n", countedMethods[m], status, n)
			}
		}
	}
	const name = "sitegen_http_request_duration_seconds"
	head(w, name, "histogram", "Time from the request's header to the end of its answer.")
	var total uint64
	for i := range s.durations {
		total += s.durations[i].Load()
		bound := "+Inf"
		if i < len(durationBounds) {
			bound = strconv.FormatFloat(durationBounds[i], 'g', -1, 64)
		}
		fmt.Fprintf(w, "%s_bucket{le=%q} %d\n", name, bound, total)
	}
	fmt.Fprintf(w, "%s_sum %g\n%s_count %d\n", name, time.Duration(s.nanos.Load()).Seconds(), name, total)
	metric(w, "sitegen_http_response_bytes_total", "counter", "Bytes of content sent.", "", s.sent.Load())
	metric(w, "sitegen_http_requests_running", "gauge", "Requests being answered.", "", s.running.Load())
	metric(w, "sitegen_http_connections", "gauge", "Open connections.", "", s.conns.Load())
	metric(w, "sitegen_http_panics_total", "counter", "Requests ended by a defect.", "", s.panics.Load())
	metric(w, "sitegen_loads_total", "counter", "Readings of the folder that were taken into use.", "", s.loads.Load())
	metric(w, "sitegen_load_failures_total", "counter", "Readings of the folder that failed.", "", s.failures.Load())
	metric(w, "sitegen_last_load_timestamp_seconds", "gauge", "When the folder was last taken into use.", "", s.lastLoad.Load())
}

func head(w *bufio.Writer, name, kind, help string) {
	fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

func metric(w *bufio.Writer, name, kind, help, labels string, value any) {
	head(w, name, kind, help)
	fmt.Fprintf(w, "%s%s %v\n", name, labels, value)
}

// metricsHandler serves the counters, and the health paths for those who watch from there.
func (s *Static) metricsHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header()["Allow"] = []string{"GET, HEAD"}
			s.text(w, r, http.StatusMethodNotAllowed, "405 method not allowed")
		case s.health(w, r):
		case r.URL.Path == "/metrics":
			h := w.Header()
			h["Content-Type"] = []string{"text/plain; version=0.0.4; charset=utf-8"}
			h["Cache-Control"] = []string{unstored}
			s.WriteMetrics(w)
		default:
			s.text(w, r, http.StatusNotFound, "404 only /metrics is here")
		}
	})
}
