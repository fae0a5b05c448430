package main

import (
	"slices"
	"testing"
)

// TestJudge holds what is a loss and what is noise.
func TestJudge(t *testing.T) {
	pairs := func(values ...float64) []pair { // before, after, in turn
		var list []pair
		for i := 0; i < len(values); i += 2 {
			list = append(list, pair{{values[i], 100}, {values[i+1], 100}})
		}
		return list
	}
	for name, c := range map[string]struct {
		pairs  []pair
		slower bool
	}{
		"twice as slow":                  {pairs(10, 20, 11, 20, 10, 21, 10, 20, 10, 22), true},
		"faster":                         {pairs(20, 10, 20, 11, 21, 10, 20, 10, 22, 10), false},
		"a little slower":                {pairs(10, 12, 10, 12, 10, 12, 10, 12, 10, 12), false},
		"a busy machine":                 {pairs(10, 30, 10, 25, 10, 10, 30, 31, 10, 9), false},
		"one run was lucky":              {pairs(10, 20, 10, 20, 10, 11, 10, 20, 10, 20), false},
		"slow by turns":                  {pairs(10, 20, 20, 10, 10, 20, 20, 10, 10, 20), false},
		"a fifth more allocations":       {[]pair{{{10, 100}, {10, 131}}}, true},
		"a few more allocations":         {[]pair{{{10, 2}, {10, 9}}}, false},
		"many allocations, a few more":   {[]pair{{{10, 100000}, {10, 110000}}}, false},
		"fewer allocations, much slower": {[]pair{{{10, 100}, {20, 50}}, {{10, 100}, {20, 50}}}, true},
	} {
		if v := judge(c.pairs); v.slower != c.slower {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

func TestParse(t *testing.T) {
	got := parse([]byte("goos: linux\nBenchmarkA \t 100\t 12.5 ns/op\t 80.00 MB/s\t 48 B/op\t 2 allocs/op\nBenchmarkB/x \t 1\t 7 ns/op\nPASS\n"))
	if len(got) != 2 || got["BenchmarkA"] != (result{12.5, 2}) || got["BenchmarkB/x"] != (result{7, 0}) {
		t.Error(got)
	}
}

func TestReasons(t *testing.T) {
	got := reasons("Links in footnotes\n\nSlower: BenchmarkParse/long: it looks for footnotes\nIt is no Slower: thing\n")
	if !slices.Equal(got, []string{"BenchmarkParse/long"}) {
		t.Error(got)
	}
}
