package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"time"
)

const (
	// quiet is for how long a folder must have kept still before a change in it is taken up.
	quiet = 200 * time.Millisecond
	// maxNoise is after how long one that never does is taken up all the same.
	maxNoise = 10 * time.Second
	// pollShare is the part of a core's time that looking may take: one in so many.
	pollShare = 50
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

// watch looks at the folder from time to time, and warms each new generation.
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
		select {
		case <-ctx.Done():
		case <-s.poke:
		case <-tick:
		}
		if timer != nil {
			timer.Stop()
		}
		if ctx.Err() != nil {
			return
		}
		wait = p.turn(ctx)
	}
}

// A poller is the state of looking at the folder.
type poller struct {
	s        *Static
	warmed   *generation
	lookedAt time.Time     // at every file
	took     time.Duration // that look
	complain string        // what was last complained of, to say it once
}

// turn looks once and gives the time until the next look. A panic is a defect, but must not end the server,
// which still has a good generation to serve.
func (p *poller) turn(ctx context.Context) (wait time.Duration) {
	s := p.s
	wait = s.opt.Poll
	defer func() {
		if v := recover(); v != nil {
			s.stats.reloadFailed()
			s.log.Error("reading the folder failed by a defect of the server", "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
		}
	}()
	p.warm(ctx)
	changed, err := p.changed(ctx)
	wait = max(wait, p.took*pollShare)
	if err == nil && changed != nil {
		err = s.reloadFrom(changed)
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

// warm encodes the parts that pages bring along before anybody asks: they are the biggest and are asked for
// first. Pages are encoded when asked for. It stops at half the cache, or when there is a newer generation.
func (p *poller) warm(ctx context.Context) {
	s := p.s
	g := s.current.Load()
	if p.warmed == g || s.opt.NoCompress {
		return
	}
	p.warmed = g
	var entries []*entry
	for _, r := range g.records {
		if e := g.files[s.base+"/"+r.name]; e != nil && e.coded && r.mime.role == part {
			entries = append(entries, e)
		}
	}
	slices.SortStableFunc(entries, func(a, b *entry) int { return cmp.Compare(a.plain.size, b.plain.size) })
	for _, e := range entries {
		for c := gzipCoding; c < codings; c++ {
			if ctx.Err() != nil || s.current.Load() != g || s.cache.size() > s.cache.budget/2 {
				return
			}
			e.form(c, &s.cache)
		}
	}
}

// changed gives the folder's new state, once it keeps still, or nil if it is the one that is served.
func (p *poller) changed(ctx context.Context) (*listing, error) {
	known := p.s.current.Load().list
	if known.manifest != nil && time.Since(p.lookedAt) < manifestTrust && p.sameManifest(known) {
		return nil, nil
	}
	p.lookedAt = time.Now()
	l, err := list(p.s.dir)
	p.took = time.Since(p.lookedAt)
	if err != nil {
		return nil, err
	}
	l.root.Close()
	if l.equal(known) {
		return nil, nil
	}
	if l, _, err = settle(ctx, p.s.dir, l, maxNoise); err != nil || l.equal(known) {
		return nil, err
	}
	return l, nil
}

// settle waits until the folder keeps still, but no longer than limit. It gives the last listing, whose root is
// closed, and whether the folder came to rest.
func settle(ctx context.Context, dir string, l *listing, limit time.Duration) (*listing, bool, error) {
	for began := time.Now(); time.Since(began) < limit; {
		select {
		case <-ctx.Done():
			return nil, false, ctx.Err()
		case <-time.After(quiet):
		}
		again, err := list(dir)
		if err != nil {
			return nil, false, err
		}
		again.root.Close()
		if l != nil && again.equal(l) {
			return again, true, nil
		}
		l = again
	}
	return l, false, nil
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
