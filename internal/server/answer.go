package server

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// step is how much of a big body is written at once.
	step = 128 << 10
	// stepTime is how long a client may take for one step: about 2 KB a second, slower than any line in use.
	stepTime = 60 * time.Second
)

// entry answers with a file, or with the redirect to its folder's path.
func (s *Static) entry(w http.ResponseWriter, r *http.Request, g *generation, e *entry) {
	if e.location != "" {
		s.redirect(w, r, http.StatusMovedPermanently, withQuery(e.location, r.URL.RawQuery))
		return
	}
	v := e.plain
	if e.coded {
		v = e.pick(preferenceOf(r.Header["Accept-Encoding"]), &s.cache)
	}
	switch status := precondition(r, v, s.opt.ModTimes); status {
	case http.StatusNotModified:
		v.notModified.apply(w.Header(), v)
		s.ending(w)
		w.WriteHeader(status)
		return
	case http.StatusPreconditionFailed:
		s.text(w, r, status, "412 precondition failed")
		return
	}
	s.send(w, r, g, e, v)
}

// send answers with a file's content, or the part of it that was asked for.
func (s *Static) send(w http.ResponseWriter, r *http.Request, g *generation, e *entry, v *variant) {
	bytes, file, ok := s.open(w, r, g, e, v)
	if !ok {
		return
	}
	if file != nil {
		defer file.Close()
	}
	h := w.Header()
	v.full.apply(h, v)
	s.ending(w)
	from, size, status := int64(0), v.size, http.StatusOK
	if r.Method == http.MethodGet && r.Header["Range"] != nil {
		switch ranges := requestedRanges(r, v, s.opt.ModTimes); {
		case ranges == nil:
		case len(ranges) > 1:
			multipart(w, r, v, bytes, file)
			return
		case ranges[0].size == 0:
			s.unsatisfiable(w, r, v)
			return
		default:
			from, size, status = ranges[0].from, ranges[0].size, http.StatusPartialContent
			h["Content-Range"] = []string{ranges[0].header(v.size)}
			h["Content-Length"] = []string{strconv.FormatInt(size, 10)}
		}
	}
	if r.ContentLength != 0 {
		h["Connection"] = []string{"close"}
	}
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	if bytes != nil {
		writeBytes(w, bytes[from:from+size])
	} else {
		writeFile(w, io.NewSectionReader(file, from, size))
	}
}

// open gets at a variant's content: bytes for a small one, a file for a big one. If the folder has changed
// under the generation, the request is answered from the next one, and open reports false.
func (s *Static) open(w http.ResponseWriter, r *http.Request, g *generation, e *entry, v *variant) ([]byte, content, bool) {
	var bytes []byte
	var file content
	var err error
	if v.streamed() {
		file, err = v.body.open()
	} else {
		bytes, err = v.body.read(&s.cache)
	}
	if err == nil {
		return bytes, file, true
	}
	tries, _ := r.Context().Value(triesKey{}).(int)
	if tries < maxTries && s.refresh(r.Context(), g, e.record.mime.role) != g {
		s.route(w, r.WithContext(context.WithValue(r.Context(), triesKey{}, tries+1)))
	} else {
		s.asItIs(w, r, g, e)
	}
	return nil, nil, false
}

// triesKey is the key under which a request's context counts from how many generations it was to be answered.
type triesKey struct{}

// asItIs sends a file that keeps changing (a log, say) as it is now, with nothing that would let anybody keep
// or resume it.
func (s *Static) asItIs(w http.ResponseWriter, r *http.Request, g *generation, e *entry) {
	s.log.Debug("a changing file is sent as it is", "file", e.record.name)
	f, info, err := openFile(e.plain.root, e.plain.name)
	if err != nil {
		s.notFound(w, r, g, r.URL.Path)
		return
	}
	defer f.Close()
	h := w.Header()
	e.plain.full.apply(h, e.plain)
	for _, name := range []string{"Etag", "Last-Modified", "Accept-Ranges"} {
		delete(h, name)
	}
	h["Cache-Control"] = []string{unstored}
	h["Content-Length"] = []string{strconv.FormatInt(info.Size(), 10)}
	s.ending(w)
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		writeFile(w, io.NewSectionReader(f, 0, info.Size()))
	}
}

// withStatus answers with a page under an error status. Such an answer is not a representation of the path:
// it has no validator and no ranges.
func (s *Static) withStatus(w http.ResponseWriter, r *http.Request, g *generation, e *entry, status int) {
	v := e.plain
	if e.coded {
		v = e.pick(preferenceOf(r.Header["Accept-Encoding"]), &s.cache)
	}
	bytes, err := []byte(nil), error(errChanged)
	if !v.streamed() {
		bytes, err = v.body.read(&s.cache)
	}
	if err != nil {
		s.text(w, r, status, strconv.Itoa(status)+" "+strings.ToLower(http.StatusText(status)))
		return
	}
	h := w.Header()
	v.full.apply(h, v)
	delete(h, "Etag")
	delete(h, "Last-Modified")
	delete(h, "Accept-Ranges")
	h["Cache-Control"] = []string{revalidate}
	s.ending(w)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		writeBytes(w, bytes)
	}
}

func (s *Static) notFound(w http.ResponseWriter, r *http.Request, g *generation, p string) {
	if e := g.notFoundPage(p); e != nil {
		s.withStatus(w, r, g, e, http.StatusNotFound)
		return
	}
	s.text(w, r, http.StatusNotFound, "404 page not found")
}

// redirect sends the client to another path or URL.
func (s *Static) redirect(w http.ResponseWriter, r *http.Request, status int, to string) {
	h := w.Header()
	s.policy.own(h, revalidate) // a redirect may be undone by the next build
	h["Location"] = []string{asciiOnly(to)}
	h["Content-Length"] = []string{"0"}
	s.ending(w)
	w.WriteHeader(status)
}

// asciiOnly escapes what must not stand in a header as it is.
func asciiOnly(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '\\' {
			b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)|0x100, 16)[1:]))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// text answers with a line of the server's own.
func (s *Static) text(w http.ResponseWriter, r *http.Request, status int, line string) {
	s.policy.own(w.Header(), revalidate)
	s.write(w, r, status, line)
}

func (s *Static) write(w http.ResponseWriter, r *http.Request, status int, line string) {
	h := w.Header()
	h["Content-Type"] = []string{"text/plain; charset=utf-8"}
	h["Content-Length"] = []string{strconv.Itoa(len(line) + 1)}
	s.ending(w)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		io.WriteString(w, line+"\n")
	}
}

// ending tells the client of a draining server to take its next request elsewhere.
func (s *Static) ending(w http.ResponseWriter) {
	if s.draining.Load() {
		w.Header()["Connection"] = []string{"close"}
	}
}

// writeBytes writes a body that is in memory. A client that is gone is nobody's mistake: errors of writing end
// the answer and are told to nobody.
func writeBytes(w http.ResponseWriter, b []byte) {
	if len(b) <= step {
		w.Write(b)
		return
	}
	control := http.NewResponseController(w)
	for len(b) > 0 {
		n := min(len(b), step)
		control.SetWriteDeadline(time.Now().Add(stepTime))
		if _, err := w.Write(b[:n]); err != nil {
			return
		}
		b = b[n:]
	}
}

var stepPool = sync.Pool{New: func() any { return new([step]byte) }}

// writeFile writes a body that is on disk. If the file ends early, the client must notice: the length was
// announced, and net/http cuts the connection.
func writeFile(w http.ResponseWriter, src *io.SectionReader) {
	control := http.NewResponseController(w)
	buf := stepPool.Get().(*[step]byte)
	defer stepPool.Put(buf)
	for {
		n, err := src.Read(buf[:])
		if n > 0 {
			control.SetWriteDeadline(time.Now().Add(stepTime))
			if _, err := w.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
