package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// patience is how long a server may take for anything before the measurement
// is given up.
const patience = 5 * time.Minute

// running is a server that was started.
type running struct {
	cmd     *exec.Cmd
	address string
	// talk is closed when the server has said its last.
	talk chan struct{}
}

var serving = regexp.MustCompile(`http://[0-9.]+:[0-9]+/`)

// start starts "sitegen serve" and waits for its address.
func (b *bench) start(args ...string) (*running, error) {
	c := b.command(warmCache, b.sitegen, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	pipe, err := c.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	r := &running{cmd: c, talk: make(chan struct{})}
	lines := bufio.NewScanner(pipe)
	var said strings.Builder
	for r.address == "" && lines.Scan() {
		said.WriteString(lines.Text() + "\n")
		r.address = serving.FindString(lines.Text())
	}
	go func() {
		_, _ = io.Copy(io.Discard, pipe)
		close(r.talk)
	}()
	if r.address == "" {
		_, err := r.stop()
		return nil, fmt.Errorf("the server names no address: %w\n%s", err, tail(said.String()))
	}
	return r, nil
}

// stop ends the server and tells what it cost.
func (r *running) stop() (sample, error) {
	if err := r.cmd.Process.Signal(os.Interrupt); err != nil {
		return sample{}, err
	}
	<-r.talk
	_ = r.cmd.Wait() // a server that is told to stop may say that it was
	return sample{cpu: r.cmd.ProcessState.UserTime() + r.cmd.ProcessState.SystemTime(), peak: peakMemory(r.cmd.ProcessState)}, nil
}

// get fetches a page.
func get(client *http.Client, url string) ([]byte, error) {
	res, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", url, res.Status)
	}
	return data, err
}

// until fetches a page again and again until it holds the text.
func until(url, text string) error {
	deadline := time.Now().Add(patience)
	for {
		data, err := get(http.DefaultClient, url)
		if err == nil && bytes.Contains(data, []byte(text)) {
			return nil
		}
		if time.Now().After(deadline) {
			return errors.Join(fmt.Errorf("%s does not show %q", url, text), err)
		}
		time.Sleep(time.Millisecond)
	}
}

// serveEdits is how often a lesson is edited under one authoring server.
const serveEdits = 5

// serve measures how long the authoring server takes to its first page, and
// from saving a lesson until its page shows what was written.
func (b *bench) serve() error {
	file := middle(b.path(siteDir), lessons)
	page := "lessons/caching/" + strings.TrimSuffix(filepath.Base(file), ".md") + "/"
	start := time.Now()
	r, err := b.start("-s", b.path(siteDir))
	if err != nil {
		return err
	}
	err = until(r.address+page, "</html>")
	first := time.Since(start)
	for i := range serveEdits {
		if err != nil {
			break
		}
		text := fmt.Sprintf("This is sentence number %d of the benchmark.", i)
		var undo func() error
		undo, err = rewrite(file, func(data []byte) []byte { return append(data, "\n"+text+"\n"...) })
		if err != nil {
			break
		}
		saved := time.Now()
		err = until(r.address+page, text)
		b.results.add("serve: a saved lesson is shown", sample{wall: time.Since(saved)})
		err = errors.Join(err, undo())
	}
	s, stopErr := r.stop()
	s.wall = first
	b.results.add("serve: first page", s)
	return errors.Join(err, stopErr)
}

// What the static server is asked for: requests of so many clients at once.
const (
	clients  = 2
	requests = 1000
)

// static measures answers of the production server, each with its page.
func (b *bench) static() error {
	pages, err := filepath.Glob(filepath.Join(b.path(publicDir), "glossary", "*", "index.html"))
	if err != nil || len(pages) == 0 {
		return errors.Join(errors.New("nothing is published"), err)
	}
	began := time.Now()
	r, err := b.start("--static", b.path(publicDir))
	if err != nil {
		return err
	}
	err = until(r.address, "</html>")
	took := make([][]time.Duration, clients)
	errs := make([]error, clients)
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			for i := range requests {
				name := filepath.Base(filepath.Dir(pages[(i*clients+c)%len(pages)]))
				start := time.Now()
				if _, errs[c] = get(client, r.address+"glossary/"+name+"/"); errs[c] != nil {
					return
				}
				took[c] = append(took[c], time.Since(start))
			}
		})
	}
	wg.Wait()
	for _, list := range took {
		for _, d := range list {
			b.results.add("serve --static: an answer", sample{wall: d})
		}
	}
	s, stopErr := r.stop()
	s.wall = time.Since(began)
	b.results.add(fmt.Sprintf("serve --static: start and %d answers", clients*requests), s)
	return errors.Join(append(errs, err, stopErr)...)
}
