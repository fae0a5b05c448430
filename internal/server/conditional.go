package server

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// precondition evaluates a request's conditions in the order of RFC 9110, section 13.2.2. It gives 304, 412 or,
// to go on, 0. Dates count only if files have them.
func precondition(r *http.Request, v *variant, dates bool) int {
	h := r.Header
	tag := v.values[etagSlot]
	if match := h["If-Match"]; match != nil {
		if !anyTag(match, tag, true) {
			return http.StatusPreconditionFailed
		}
	} else if since := h["If-Unmodified-Since"]; dates && since != nil {
		if t, ok := httpTime(since); ok && v.modTime().After(t) {
			return http.StatusPreconditionFailed
		}
	}
	if none := h["If-None-Match"]; none != nil {
		if anyTag(none, tag, false) {
			return http.StatusNotModified
		}
	} else if since := h["If-Modified-Since"]; dates && since != nil {
		if t, ok := httpTime(since); ok && !v.modTime().After(t) {
			return http.StatusNotModified
		}
	}
	return 0
}

// modTime is the file's time in the seconds that HTTP has. All forms of a file have the plain form's time.
func (v *variant) modTime() time.Time {
	t, _ := http.ParseTime(v.values[modifiedSlot])
	return t
}

func httpTime(values []string) (time.Time, bool) {
	if len(values) != 1 {
		return time.Time{}, false
	}
	t, err := http.ParseTime(values[0])
	return t, err == nil
}

// anyTag reports whether one of the entity tags in header values is tag. Strong comparison tells weak tags
// from strong ones.
func anyTag(values []string, tag string, strong bool) bool {
	for _, v := range values {
		if v == tag || matchTag(v, tag, strong) {
			return true
		}
	}
	return false
}

// matchTag looks for tag in one list of entity tags. It stops at what is not one.
func matchTag(list, tag string, strong bool) bool {
	for {
		list = strings.TrimLeft(list, " \t,")
		if list == "" {
			return false
		}
		if list[0] == '*' {
			return true
		}
		weak := strings.HasPrefix(list, "W/")
		if weak {
			list = list[2:]
		}
		if list == "" || list[0] != '"' {
			return false
		}
		end := strings.IndexByte(list[1:], '"')
		if end < 0 {
			return false
		}
		if list[:end+2] == tag && !(weak && strong) {
			return true
		}
		list = list[end+2:]
	}
}

// A span is a part of a body. One of size 0 lies outside.
type span struct{ from, size int64 }

func (s span) header(total int64) string {
	return fmt.Sprintf("bytes %d-%d/%d", s.from, s.from+s.size-1, total)
}

// maxSpans is how many ranges one request may have.
const maxSpans = 16

// requestedRanges gives the ranges to answer with, nil for the whole body: when there are none, If-Range does
// not hold, the unit is unknown or the header is malformed (RFC 9110, section 14.2), or when the ranges
// together are no smaller than the body, as only an attack would ask for. A single span of size 0 says that
// all ranges lie outside.
func requestedRanges(r *http.Request, v *variant, dates bool) []span {
	values := r.Header["Range"]
	if len(values) != 1 || !ifRange(r.Header["If-Range"], v, dates) {
		return nil
	}
	set, ok := strings.CutPrefix(values[0], "bytes=")
	if !ok {
		return nil
	}
	var spans []span
	var total int64
	for part := range strings.SplitSeq(set, ",") {
		s, ok := parseSpan(strings.Trim(part, " \t"), v.size)
		if !ok {
			return nil
		}
		if s.size > 0 {
			spans = append(spans, s)
			total += s.size
		}
	}
	switch {
	case len(spans) == 0:
		return []span{{}}
	case len(spans) > maxSpans, len(spans) > 1 && total >= v.size:
		return nil
	}
	return spans
}

// ifRange reports whether If-Range, if there is one, names the present representation.
func ifRange(values []string, v *variant, dates bool) bool {
	if values == nil {
		return true
	}
	if len(values) != 1 {
		return false
	}
	if t, ok := httpTime(values); ok {
		return dates && t.Equal(v.modTime())
	}
	return values[0] == v.values[etagSlot]
}

// parseSpan reads FIRST-LAST, FIRST- or -LENGTH.
func parseSpan(s string, size int64) (span, bool) {
	first, last, ok := strings.Cut(s, "-")
	if !ok {
		return span{}, false
	}
	if first == "" {
		n, ok := parseOffset(last)
		n = min(n, size)
		return span{size - n, n}, ok
	}
	from, ok := parseOffset(first)
	if !ok {
		return span{}, false
	}
	to := size - 1
	if last != "" {
		n, ok := parseOffset(last)
		if !ok || n < from {
			return span{}, false
		}
		to = min(n, to)
	}
	if from >= size {
		return span{}, true
	}
	return span{from, to - from + 1}, true
}

func parseOffset(s string) (int64, bool) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	return 1<<62 - 1, true // beyond the end of any file
}

// unsatisfiable answers a request whose ranges all lie outside the content.
func (s *Static) unsatisfiable(w http.ResponseWriter, r *http.Request, v *variant) {
	h := w.Header()
	for _, name := range []string{"Content-Encoding", "Etag", "Last-Modified", "Link"} {
		delete(h, name)
	}
	h["Content-Range"] = []string{"bytes */" + strconv.FormatInt(v.size, 10)}
	s.text(w, r, http.StatusRequestedRangeNotSatisfiable, "416 range not satisfiable")
}

// multipart answers with several ranges, which net/http knows how to write.
func multipart(w http.ResponseWriter, r *http.Request, v *variant, b []byte, file content) {
	w.Header().Del("Content-Length")
	plain := &http.Request{Method: r.Method, URL: r.URL, Proto: r.Proto, ProtoMajor: r.ProtoMajor, ProtoMinor: r.ProtoMinor,
		Header: http.Header{textproto.CanonicalMIMEHeaderKey("Range"): r.Header["Range"]}}
	var src io.ReadSeeker = bytes.NewReader(b)
	if file != nil {
		src = io.NewSectionReader(file, 0, v.size)
	}
	http.ServeContent(w, plain, "", time.Time{}, src)
}
