package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// command prepares a process with a home and cache folder of the benchmark's
// own, so that nothing is found there that an earlier measurement did not
// leave.
func (b *bench) command(cache, program string, args ...string) *exec.Cmd {
	c := exec.Command(program, args...)
	c.Env = append(os.Environ(), "NO_COLOR=1", "HOME="+filepath.Join(b.dir, cache), "XDG_CACHE_HOME="+filepath.Join(b.dir, cache))
	return c
}

// measure runs a process to its end. Exit status 1, problems of the content, is
// as good as 0 where problems is set.
func measure(c *exec.Cmd, problems bool) (sample, error) {
	var talk bytes.Buffer
	c.Stdout, c.Stderr = &talk, &talk
	start := time.Now()
	err := c.Run()
	s := sample{wall: time.Since(start)}
	if c.ProcessState == nil || err != nil && !(problems && c.ProcessState.ExitCode() == 1) {
		return s, fmt.Errorf("%s: %w\n%s", strings.Join(c.Args, " "), err, tail(talk.String()))
	}
	s.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	s.peak = peakMemory(c.ProcessState)
	return s, nil
}

// tail is the end of what a process said.
func tail(talk string) string {
	lines := strings.Split(strings.TrimSpace(talk), "\n")
	return strings.Join(lines[max(0, len(lines)-8):], "\n")
}
