// Package watch turns bursts of changes below some folders into single
// wake-ups. It is the only importer of fsnotify. Its type is Watcher.
//
// A wake-up says that something may have changed, never what: whoever is woken
// looks at the files again. So it does not matter in which way an editor saves
// (in place, beside and renamed, in several writes), nor which events a system
// reports or forgets. A burst is over when nothing happened for a short while;
// the while grows with the size of the burst, so that one saved file wakes at
// once and the switch of a branch wakes once.
//
// Where events do not work (network mounts) or are asked not to be used, the
// folders are polled: a wake-up follows when a file's name, size or time is not
// what it was. When the system's limit of watches is reached, the Watcher says
// so with the remedy and polls.
package watch

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Options of New. Durations that are zero have the default named.
type Options struct {
	// Poll asks for polling instead of events.
	Poll bool
	// Interval is how often to poll (500 ms).
	Interval time.Duration
	// Quiet is how long nothing must happen for a small burst to be over
	// (10 ms), and Busy for a large one (80 ms).
	Quiet, Busy time.Duration
	// Longest bounds a burst that does not end by itself (2 s).
	Longest time.Duration
	// Ignore reports paths that are nobody's business, such as the output
	// folder. It is called with clean paths as below the folders given to New.
	Ignore func(path string) bool
	// Say is told what a user should know, such as the fall-back to polling.
	Say func(message string)
}

// largeBurst is the number of events from which a burst counts as large.
const largeBurst = 8

// Watcher watches until it is closed.
type Watcher struct {
	opt   Options
	roots []string
	wake  chan struct{}
	done  chan struct{}
	close sync.Once
	group sync.WaitGroup

	notify *fsnotify.Watcher
	// polling tells that the limit was reached while events were collected.
	polling bool
}

// New watches files and folders, those that do not exist yet too: their parent
// folder is watched for them to appear.
func New(paths []string, opt Options) (*Watcher, error) {
	set := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	set(&opt.Interval, 500*time.Millisecond)
	set(&opt.Quiet, 10*time.Millisecond)
	set(&opt.Busy, 80*time.Millisecond)
	set(&opt.Longest, 2*time.Second)
	if opt.Say == nil {
		opt.Say = func(string) {}
	}
	if opt.Ignore == nil {
		opt.Ignore = func(string) bool { return false }
	}
	w := &Watcher{opt: opt, wake: make(chan struct{}, 1), done: make(chan struct{})}
	for _, p := range paths {
		w.roots = append(w.roots, filepath.Clean(p))
	}
	if opt.Poll {
		w.poll(w.signature())
		return w, nil
	}
	if err := w.events(); err != nil {
		if w.notify != nil {
			w.notify.Close()
		}
		if !limitReached(err) {
			return nil, fmt.Errorf("watch: %w", err)
		}
		opt.Say(limitMessage)
		w.poll(w.signature())
	}
	return w, nil
}

const limitMessage = "the system's limit of watched folders is reached; polling instead. To raise it: sysctl fs.inotify.max_user_watches=524288"

// limitReached reports whether the system refused one more watch.
func limitReached(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

// Wakeups receives a value after each burst. It is never closed.
func (w *Watcher) Wakeups() <-chan struct{} { return w.wake }

// Close ends the watching and waits for it to end.
func (w *Watcher) Close() error {
	var err error
	w.close.Do(func() {
		close(w.done)
		if w.notify != nil {
			err = w.notify.Close()
		}
	})
	w.group.Wait()
	return err
}

// events watches with fsnotify.
func (w *Watcher) events() error {
	n, err := fsnotify.NewBufferedWatcher(4096)
	if err != nil {
		return err
	}
	w.notify = n
	for _, root := range w.roots {
		// The parent is watched for the root itself: a file that an editor
		// replaces, a folder that does not exist yet.
		parent := filepath.Dir(root)
		if err := n.Add(parent); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := w.add(root); err != nil {
			return err
		}
	}
	w.group.Go(w.collect)
	return nil
}

// add watches a folder and all below it, symbolic links included. Vanished
// folders are no error: their going is an event by itself.
func (w *Watcher) add(dir string) error {
	return walk(dir, w.opt.Ignore, func(path string, info fs.FileInfo) error {
		if !info.IsDir() {
			return nil
		}
		if err := w.notify.Add(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}

// maxDepth ends the walk through links that lead in circles.
const maxDepth = 40

// walk visits path and all below it, following links.
func walk(path string, ignore func(string) bool, visit func(path string, info fs.FileInfo) error) error {
	return walkDeep(path, 0, ignore, visit)
}

func walkDeep(path string, depth int, ignore func(string) bool, visit func(path string, info fs.FileInfo) error) error {
	if ignore(path) || depth > maxDepth {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil // gone, or not to be read: nothing to watch
	}
	if err := visit(path, info); err != nil || !info.IsDir() {
		return err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".git") {
			continue
		}
		if err := walkDeep(filepath.Join(path, e.Name()), depth+1, ignore, visit); err != nil {
			return err
		}
	}
	return nil
}

// collect gathers events into bursts.
func (w *Watcher) collect() {
	var (
		timer   *time.Timer
		fire    <-chan time.Time
		events  int
		started time.Time
	)
	happened := func() {
		events++
		now := time.Now()
		if events == 1 {
			started = now
		}
		wait := w.opt.Quiet
		if events >= largeBurst {
			wait = w.opt.Busy
		}
		if left := w.opt.Longest - now.Sub(started); left < wait {
			wait = max(left, 0)
		}
		if timer == nil {
			timer = time.NewTimer(wait)
			fire = timer.C
		} else {
			timer.Reset(wait)
		}
	}
	for {
		select {
		case <-w.done:
			return
		case e, ok := <-w.notify.Events:
			if !ok {
				return
			}
			if w.relevant(e) {
				happened()
			}
		case err, ok := <-w.notify.Errors:
			if !ok {
				return
			}
			// Events were lost: what changed is found by looking.
			if errors.Is(err, fsnotify.ErrEventOverflow) {
				happened()
			} else {
				w.opt.Say("watching: " + err.Error())
			}
		case <-fire:
			timer, fire, events = nil, nil, 0
			w.wakeUp()
		}
	}
}

// relevant reports whether the event is about a watched path, and begins to
// watch folders that it brought.
func (w *Watcher) relevant(e fsnotify.Event) bool {
	if e.Op == fsnotify.Chmod || !w.inside(e.Name) || w.opt.Ignore(e.Name) {
		return false
	}
	if e.Has(fsnotify.Create) {
		if info, err := os.Stat(e.Name); err == nil && info.IsDir() {
			if err := w.add(e.Name); err != nil && limitReached(err) && !w.polling {
				w.polling = true
				w.opt.Say(limitMessage)
				w.poll(w.signature())
			}
		}
	}
	return true
}

// inside reports whether the path is one of the roots or below one.
func (w *Watcher) inside(path string) bool {
	for _, root := range w.roots {
		if path == root || strings.HasPrefix(path, root+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

func (w *Watcher) wakeUp() {
	select {
	case w.wake <- struct{}{}:
	default: // one wake-up waits already
	}
}

// poll compares the folders with what they were, again and again.
func (w *Watcher) poll(last uint64) {
	w.group.Go(func() {
		tick := time.NewTicker(w.opt.Interval)
		defer tick.Stop()
		for {
			select {
			case <-w.done:
				return
			case <-tick.C:
				if now := w.signature(); now != last {
					last = now
					w.wakeUp()
				}
			}
		}
	})
}

// signature sums up names, sizes and times.
func (w *Watcher) signature() uint64 {
	h := fnv.New64a()
	for _, root := range w.roots {
		_ = walk(root, w.opt.Ignore, func(path string, info fs.FileInfo) error {
			fmt.Fprintf(h, "%s\x00%d\x00%d\x00", path, info.Size(), info.ModTime().UnixNano())
			return nil
		})
	}
	return h.Sum64()
}
