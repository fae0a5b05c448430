package cli

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// How much memory a command may fill before the garbage collector has to work:
// while what is in use is far below, collecting is a waste of time. The goal is
// kept for as long as something is left to it; beyond, half as much as is in use
// may lie about.
const (
	heapGoal   = 400 << 20 // bytes
	mostGrowth = 150       // per cent of what is in use
	nearGrowth = 10        // what the goal has to leave
	pastGrowth = 50
	besides    = 80 << 20 // bytes that the heap is not all of
)

// paceMemory steers the garbage collector towards heapGoal until the returned
// function is called. Somebody who sets GOGC or GOMEMLIMIT knows better.
func paceMemory() (stop func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	var ended atomic.Bool
	percent, limit := debug.SetGCPercent(mostGrowth), debug.SetMemoryLimit(-1)
	afterEachCollection(func() bool {
		if ended.Load() {
			return false
		}
		pace()
		return true
	})
	pace()
	return func() {
		ended.Store(true)
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

// pace sets how far the heap may grow until the next collection.
func pace() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	used := max(int64(live[0].Value.Uint64()), 4<<20)
	growth := min((heapGoal-used)*100/used, mostGrowth)
	if growth < nearGrowth {
		growth = pastGrowth
	}
	debug.SetGCPercent(int(growth))
	// The limit lets what was collected go back to the system at once.
	debug.SetMemoryLimit(used*(100+growth)/100 + besides)
}

// afterEachCollection calls f after each garbage collection, as long as it
// returns true: an object that nobody holds is found by each of them.
func afterEachCollection(f func() bool) {
	mark := new([16]byte)
	runtime.SetFinalizer(mark, func(*[16]byte) {
		if f() {
			afterEachCollection(f)
		}
	})
}
