package cli

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress shows on a terminal how far long work has come. A nil progress
// shows nothing.
type progress struct {
	w     io.Writer
	start time.Time

	mu   sync.Mutex
	last time.Time
	// shown tells that a line stands on the screen and has to be wiped.
	shown bool
}

// Work shorter than progressDelay shows nothing; the line changes every
// progressStep.
const (
	progressDelay = 400 * time.Millisecond
	progressStep  = 100 * time.Millisecond
)

func (e *env) progress() *progress {
	if _, ok := terminal(e.err); !ok || e.quiet {
		return nil
	}
	return &progress{w: e.err, start: time.Now()}
}

// show is a build.Options.Progress.
func (p *progress) show(stage string, done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if now.Sub(p.start) < progressDelay || now.Sub(p.last) < progressStep {
		return
	}
	p.last, p.shown = now, true
	fmt.Fprintf(p.w, "\r\x1b[K%s %s of %s files", map[string]string{"read": "reading", "write": "writing"}[stage], grouped(done), grouped(total))
}

// done wipes the line.
func (p *progress) done() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}
