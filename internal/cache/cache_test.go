package cache

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var version = KeyOf([]byte("a version"))

func key(i int) Key { return KeyOf(fmt.Append(nil, i)) }

func blob(i int) []byte { return bytes.Repeat(fmt.Appendf(nil, "blob %d ", i), i%700+1) }

func keys(from, to int) func(func(Key) bool) {
	var all []Key
	for i := from; i < to; i++ {
		all = append(all, key(i))
	}
	return slices.Values(all)
}

// fill puts blobs into the folder.
func fill(t *testing.T, dir string, from, to int) {
	t.Helper()
	s := Open(dir, version)
	defer s.Close()
	for i := from; i < to; i++ {
		if !s.Put(key(i), blob(i)) {
			t.Fatal("not kept")
		}
		if got, ok := s.Get(key(i)); !ok || !bytes.Equal(got, blob(i)) {
			t.Fatalf("blob %d before the commit: %t", i, ok)
		}
	}
	if err := s.Commit(keys(0, to)); err != nil {
		t.Fatal(err)
	}
	if got, ok := s.Get(key(from)); !ok || !bytes.Equal(got, blob(from)) {
		t.Fatalf("after the commit: %t", ok)
	}
}

// count says how many of n blobs the folder has, and fails on a wrong one.
func count(t *testing.T, dir string, n int) int {
	t.Helper()
	s := Open(dir, version)
	defer s.Close()
	found := 0
	for i := range n {
		got, ok := s.Get(key(i))
		if ok && !bytes.Equal(got, blob(i)) {
			t.Fatalf("blob %d is wrong", i)
		}
		if ok {
			found++
		}
	}
	return found
}

func packFiles(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"+packSuffix))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestKeepsAcrossRuns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "when needed")
	fill(t, dir, 0, 1500)
	fill(t, dir, 1500, 1600)
	if n := count(t, dir, 1700); n != 1600 {
		t.Errorf("%d of 1600", n)
	}
	if n := len(packFiles(t, dir)); n != 2 {
		t.Errorf("%d packs", n)
	}
	other := Open(dir, KeyOf([]byte("another version")))
	defer other.Close()
	if _, ok := other.Get(key(1)); ok {
		t.Error("another version's blob was given")
	}
}

func TestNothingKeptWithoutCommit(t *testing.T) {
	dir := t.TempDir()
	s := Open(dir, version)
	s.Put(key(1), blob(1))
	s.Close()
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, ok := s.Get(key(1)); ok || s.Put(key(2), blob(2)) {
		t.Error("a closed store keeps things")
	}
}

// TestDamage cuts the file off at, and changes, many places: a blob is right or
// not there.
func TestDamage(t *testing.T) {
	const n = 60
	dir := t.TempDir()
	fill(t, dir, 0, n)
	name := packFiles(t, dir)[0]
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	lost := 0
	for range 400 {
		data := slices.Clone(whole)
		at := random.IntN(len(data))
		if random.IntN(2) == 0 {
			data = data[:at]
		} else {
			data[at] ^= byte(1 + random.IntN(255))
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		lost += n - count(t, dir, n)
	}
	if lost == 0 {
		t.Error("no damage was noticed")
	}
}

func TestRecords(t *testing.T) {
	dir := t.TempDir()
	s := Open(dir, version)
	defer s.Close()
	if _, ok := s.Load("state"); ok {
		t.Error("a record out of nothing")
	}
	for _, text := range []string{"first", "second", ""} {
		if err := s.Save("state", []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, ok := s.Load("state"); !ok || string(got) != text {
			t.Errorf("%q, %t", got, ok)
		}
	}
	if err := s.Save("state", []byte("a longer one")); err != nil {
		t.Fatal(err)
	}
	whole, _ := os.ReadFile(filepath.Join(dir, "state"))
	for i := range whole {
		data := slices.Clone(whole)
		data[i] ^= 1
		for _, d := range [][]byte{data, whole[:i]} {
			if err := os.WriteFile(filepath.Join(dir, "state"), d, 0o600); err != nil {
				t.Fatal(err)
			}
			if got, ok := s.Load("state"); ok {
				t.Fatalf("byte %d: %q", i, got)
			}
		}
	}
}

// TestBounded holds that what is not live goes when it is most of the folder.
func TestBounded(t *testing.T) {
	dir := t.TempDir()
	big := bytes.Repeat([]byte{7}, 5<<20)
	for run := range 12 {
		s := Open(dir, version)
		s.Put(key(run), append(big, byte(run)))
		s.Put(key(1000), blob(1000))
		if err := s.Commit(slices.Values([]Key{key(run), key(1000), key(5555)})); err != nil {
			t.Fatal(err)
		}
		if got, ok := s.Get(key(run)); !ok || got[len(big)] != byte(run) {
			t.Fatal("a live blob is gone")
		}
		s.Close()
		var size int64
		for _, name := range packFiles(t, dir) {
			info, _ := os.Stat(name)
			size += info.Size()
		}
		if limit := int64(2*len(big) + slack + 1<<20); size > limit {
			t.Errorf("run %d: %d bytes", run, size)
		}
	}
	for run := range 3 * maxPacks { // many small ones
		fill(t, dir, 2000+run, 2001+run)
		if n := len(packFiles(t, dir)); n > maxPacks+1 {
			t.Fatalf("%d packs", n)
		}
	}
}

// TestTwoAtOnce lets two runs write into one folder at the same time.
func TestTwoAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for run := range 4 {
		wg.Go(func() {
			s := Open(dir, version)
			defer s.Close()
			for i := range 300 {
				s.Put(key(i), blob(i))
				if got, ok := s.Get(key(i)); !ok || !bytes.Equal(got, blob(i)) {
					t.Errorf("run %d: blob %d: %t", run, i, ok)
				}
			}
			if err := s.Commit(keys(0, 300)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := count(t, dir, 300); n != 300 {
		t.Errorf("%d of 300", n)
	}
}

// TestConcurrentUse reads, writes and commits one store from many goroutines.
func TestConcurrentUse(t *testing.T) {
	s := Open(t.TempDir(), version)
	defer s.Close()
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := g * 1000; i < g*1000+1000; i++ {
				s.Put(key(i), blob(i))
				if got, ok := s.Get(key(i)); !ok || !bytes.Equal(got, blob(i)) {
					t.Errorf("blob %d: %t", i, ok)
				}
				if i%250 == 0 {
					if err := s.Commit(keys(0, 4000)); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
}

// TestUnwritable holds that a folder which cannot be made keeps nothing and
// says so.
func TestUnwritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := Open(filepath.Join(file, "below"), version)
	defer s.Close()
	if s.Put(key(1), blob(1)) {
		t.Error("kept where there is no folder")
	}
	if _, ok := s.Get(key(1)); ok {
		t.Error("found where there is no folder")
	}
	if s.Commit(keys(0, 1)) == nil || s.Save("state", nil) == nil {
		t.Error("no error")
	}
}

func TestTrim(t *testing.T) {
	root := t.TempDir()
	old := time.Now().Add(-40 * 24 * time.Hour)
	cache, other, fresh := strings.Repeat("ab", 16), "my documents", strings.Repeat("cd", 16)
	for _, name := range []string{cache, other, fresh} {
		if err := os.Mkdir(filepath.Join(root, name), 0o700); err != nil {
			t.Fatal(err)
		}
		if name != fresh {
			_ = os.Chtimes(filepath.Join(root, name), old, old)
		}
	}
	Trim(root)
	var left []string
	entries, _ := os.ReadDir(root)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if diff := cmp.Diff([]string{fresh, other}, left); diff != "" {
		t.Error(diff)
	}
}

type everything struct {
	B       bool
	I       int
	J       int32
	U       uint16
	F       float64
	S       string
	Bytes   []byte
	Sum     [4]byte
	Numbers [3]int
	List    []string
	Parts   []everything
	Next    *everything
	Empty   []struct{ A, B string }
}

func example() everything {
	return everything{B: true, I: -5, J: 1 << 30, U: 65535, F: -0.5, S: "text", Bytes: []byte{0, 1}, Sum: [4]byte{1, 2, 3, 4}, Numbers: [3]int{-1, 0, 7},
		List: []string{"", "a"}, Parts: []everything{{S: "inner"}, {}}, Next: &everything{I: 9}}
}

func TestCodec(t *testing.T) {
	for _, want := range []everything{{}, example()} {
		data := Encode(nil, &want)
		var got everything
		if err := Decode(data, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if err := Decode(append(data, 0), &got); err == nil {
			t.Error("a byte too many is no error")
		}
		for i := range data {
			var part everything
			if err := Decode(data[:i], &part); err == nil {
				t.Errorf("%d bytes of %d are no error", i, len(data))
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	want := example()
	f.Add(Encode(nil, &want))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		var first, again everything
		if Decode(data, &first) != nil {
			return
		}
		kept := Encode(nil, &first)
		if err := Decode(kept, &again); err != nil || !bytes.Equal(Encode(nil, &again), kept) {
			t.Errorf("%v: %v, %v", err, first, again)
		}
	})
}
