package main

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"time"
)

// sample is what one process cost. CPU and memory are zero where only a wait
// was measured.
type sample struct {
	wall, cpu time.Duration
	// peak is the largest resident memory, in bytes.
	peak int64
}

// column holds the samples of one size of site by what was measured.
type column struct {
	pages   int
	names   []string
	samples map[string][]sample
}

func (c *column) add(name string, s sample) {
	if c.samples[name] == nil {
		c.names = append(c.names, name)
	}
	c.samples[name] = append(c.samples[name], s)
}

// table is what the program prints: a row for each measurement, a column for
// each size.
type table struct{ columns []*column }

func (t *table) column(pages int) *column {
	c := &column{pages: pages, samples: map[string][]sample{}}
	t.columns = append(t.columns, c)
	return c
}

// write prints the medians: time on the wall, CPU time, peak memory.
func (t *table) write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s/%s, %d processors, %s. Medians: time, CPU time, peak memory.\n\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	b.WriteString("| |")
	for _, c := range t.columns {
		fmt.Fprintf(&b, " %d pages |", c.pages)
	}
	b.WriteString("\n| --- |" + strings.Repeat(" --- |", len(t.columns)) + "\n")
	for _, name := range t.columns[0].names {
		fmt.Fprintf(&b, "| %s |", name)
		for _, c := range t.columns {
			fmt.Fprintf(&b, " %s |", cell(c.samples[name]))
		}
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func cell(samples []sample) string {
	if len(samples) == 0 {
		return "–"
	}
	s := sample{
		wall: median(samples, func(s sample) time.Duration { return s.wall }),
		cpu:  median(samples, func(s sample) time.Duration { return s.cpu }),
		peak: median(samples, func(s sample) int64 { return s.peak }),
	}
	text := short(s.wall)
	if s.cpu > 0 {
		text += ", " + short(s.cpu)
	}
	if s.peak > 0 {
		text += fmt.Sprintf(", %d MiB", s.peak>>20)
	}
	return text
}

func median[T cmp.Ordered](samples []sample, of func(sample) T) T {
	values := make([]T, len(samples))
	for i, s := range samples {
		values[i] = of(s)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func short(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.2f ms", d.Seconds()*1000)
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}
