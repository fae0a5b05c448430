package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"time"
)

const (
	// quiet is for how long a folder must have kept still before a change in it is taken up.
	quiet = 200 * time.Millisecond
	// maxNoise is after how long one that never does is taken up all the same.
	maxNoise = 10 * time.Second
	// pollShare is the part of a core's time that looking may take: one in so many.
	pollShare = 20
	// manifestTrust is for how long, at least, an unchanged manifest stands for an unchanged folder.
	manifestTrust = 10 * time.Second
)

// wake has the folder looked at soon.
func (s *Static) wake() {
	select {
	case s.poke <- struct{}{}:
	default:
	}
}

// watch looks at the folder from time to time, and prepares what could not be prepared at once.
func (s *Static) watch(ctx context.Context) {
	p := poller{s: s}
	wait := s.opt.Poll
	for {
		var tick <-chan time.Time
		var timer *time.Timer
		if s.opt.Poll > 0 {
			timer = time.NewTimer(wait)
			tick = timer.C
		}
		poked := false
		select {
		case <-ctx.Done():
		case <-s.poke:
			poked = true
		case <-tick:
		}
		if timer != nil {
			timer.Stop()
		}
		if ctx.Err() != nil {
			return
		}
		wait = p.turn(ctx, poked)
	}
}

// A poller is the state of looking at the folder.
type poller struct {
	s        *Static
	lookedAt time.Time // at every file
	complain string    // what was last complained of, to say it once
}

// turn looks once and gives the time until the next look. A panic is a defect, but must not end the server,
// which still has a good generation to serve.
func (p *poller) turn(ctx context.Context, poked bool) (wait time.Duration) {
	s := p.s
	wait = s.opt.Poll
	defer func() {
		if v := recover(); v != nil {
			s.stats.reloadFailed()
			s.log.Error("reading the folder failed by a defect of the server", "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
		}
	}()
	if poked && s.finish() {
		return wait
	}
	start := time.Now()
	changed, err := p.changed(ctx)
	if took := time.Since(start); took*pollShare > wait {
		wait = took * pollShare
	}
	if err == nil && changed {
		err = s.Reload()
	}
	switch {
	case err == nil:
		p.complain = ""
	case ctx.Err() != nil:
	case err.Error() != p.complain:
		p.complain = err.Error()
		s.stats.reloadFailed()
		s.log.Warn("the folder cannot be read; the last build goes on being served", "error", err)
	}
	return wait
}

// finish encodes what the current generation still lacks. It reports whether it had something to do.
func (s *Static) finish() bool {
	g := s.current.Load()
	if g.complete {
		return false
	}
	workers := max(1, runtime.GOMAXPROCS(0)/2) // the other half goes on answering
	full := s.prepared(g, workers)
	s.load.Lock()
	defer s.load.Unlock()
	if s.current.Load() == g && !s.closed {
		s.swap(full, g)
	}
	return true
}

// changed reports whether the folder is another than the one served, after waiting for it to keep still.
func (p *poller) changed(ctx context.Context) (bool, error) {
	known := p.s.current.Load().list
	if known.manifest != nil && time.Since(p.lookedAt) < manifestTrust && p.sameManifest(known) {
		return false, nil
	}
	p.lookedAt = time.Now()
	l, err := list(p.s.dir)
	if err != nil {
		return false, err
	}
	l.root.Close()
	if l.equal(known) {
		return false, nil
	}
	for began := time.Now(); time.Since(began) < maxNoise; {
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(quiet):
		}
		again, err := list(p.s.dir)
		if err != nil {
			return false, err
		}
		again.root.Close()
		if again.equal(l) {
			break
		}
		l = again
	}
	return !l.equal(known), nil
}

// sameManifest reports whether the folder and its manifest are those of the listing.
func (p *poller) sameManifest(known *listing) bool {
	dir, err := os.Stat(p.s.dir)
	if err != nil || !os.SameFile(dir, known.dir) {
		return false
	}
	info, err := os.Lstat(p.s.dir + string(os.PathSeparator) + manifestName)
	return err == nil && same(info, known.manifest)
}

// readAll reads a file of at most so many bytes.
func readAll(root *os.Root, name string, most int64) ([]byte, error) {
	f, info, err := openFile(root, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info.Size() > most {
		return nil, errors.New("it is too big")
	}
	return io.ReadAll(io.LimitReader(f, most))
}
