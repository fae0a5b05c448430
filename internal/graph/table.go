package graph

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls do for blocks [from, to) that cover 0..n, on all cores. What
// do writes must belong to its block alone, so that the result is the same on
// any number of cores. Each worker has a number below workers().
func parallel(n int, do func(worker, from, to int)) {
	const block = 64
	workers := min(workers(), (n+block-1)/block)
	if workers <= 1 {
		do(0, 0, n)
		return
	}
	var at atomic.Int64
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for {
				from := int(at.Add(block)) - block
				if from >= n {
					return
				}
				do(w, from, min(from+block, n))
			}
		})
	}
	group.Wait()
}

func workers() int { return runtime.GOMAXPROCS(0) }

// A table counts 32-bit keys (never 0) and later names them: a map with open
// addressing. Keys are hashes already, and their high bits say where they
// stand: a Vector, whose words are sorted by key, walks through the table in
// one direction.
type table struct {
	keys   []uint32
	values []int32
	shift  uint
	used   int
}

func newTable() *table {
	const bits = 14
	return &table{keys: make([]uint32, 1<<bits), values: make([]int32, 1<<bits), shift: 32 - bits}
}

// slot returns where k stands, or would.
func (t *table) slot(k uint32) int {
	mask := len(t.keys) - 1
	i := int(k >> t.shift)
	for t.keys[i] != k && t.keys[i] != 0 {
		i = (i + 1) & mask
	}
	return i
}

// get returns the value of k, 0 if there is none.
func (t *table) get(k uint32) int32 { return t.values[t.slot(k)] }

// add adds n to the value of k.
func (t *table) add(k uint32, n int32) {
	i := t.slot(k)
	if t.keys[i] == 0 {
		if 2*(t.used+1) > len(t.keys) {
			t.grow()
			i = t.slot(k)
		}
		t.keys[i] = k
		t.used++
	}
	t.values[i] += n
}

func (t *table) grow() {
	old := *t
	t.keys, t.values = make([]uint32, 2*len(old.keys)), make([]int32, 2*len(old.keys))
	t.shift--
	for i, k := range old.keys {
		if k != 0 {
			j := t.slot(k)
			t.keys[j], t.values[j] = k, old.values[i]
		}
	}
}
