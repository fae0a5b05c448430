package cli

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/spf13/cobra"
)

// timing collects how long the stages of a build took, for --timing.
type timing struct {
	mu     sync.Mutex
	stages []stageTime
}

type stageTime struct {
	name string
	took time.Duration
}

func registerTiming(c *cobra.Command, on *bool) {
	c.Flags().BoolVar(on, "timing", false, "print how long each stage of a build took")
}

// add is a build.Options.Timing. A stage that runs again counts on.
func (t *timing) add(stage string, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.stages {
		if t.stages[i].name == stage {
			t.stages[i].took += took
			return
		}
	}
	t.stages = append(t.stages, stageTime{stage, took})
}

// write prints the stages with their part of the whole and forgets them. What
// no stage accounts for is a line of its own, unless stages ran beside each
// other.
func (t *timing) write(w io.Writer, whole time.Duration) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	rest := whole
	for _, s := range t.stages {
		rest -= s.took
	}
	rows := t.stages
	if rest > 0 {
		rows = append(rows, stageTime{"other", rest})
	}
	t.stages = nil
	var b bytes.Buffer
	fmt.Fprintf(&b, "%-12s%10s%6s\n", "stage", "ms", "%")
	for _, s := range append(rows, stageTime{"all", whole}) {
		fmt.Fprintf(&b, "%-12s%10.1f%6.0f\n", s.name, float64(s.took)/float64(time.Millisecond), 100*float64(s.took)/float64(max(whole, 1)))
	}
	_, err := w.Write(b.Bytes())
	return err
}
