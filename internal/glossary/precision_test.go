package glossary

import (
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sitegen/internal/content"
)

// verdictsFile holds what a person said of a sample of automatic links, one
// line each: page, term, offset in the page's prose, words as matched, verdict.
// The verdict is "keep", "doubt" (an editor might take the link out) or "out".
const verdictsFile = "testdata/precision.txt"

// sampleSize is how many links the sample holds.
const sampleSize = 100

// autoLinks returns a line for each link that the default policy makes in the
// corpus, without a verdict, and the sentence around it.
func autoLinks(pages []page) (lines, sentences []string) {
	var terms []*content.Term
	for _, p := range pages {
		terms = append(terms, p.term)
	}
	m, _ := New(terms, "en")
	for _, p := range pages {
		for _, o := range linkPage(m, p) {
			if o.Verdict != Linked {
				continue
			}
			words := strings.Join(strings.Fields(o.text[o.Start:o.End]), "_")
			lines = append(lines, fmt.Sprintf("%s %s %d %s", p.term.ID, o.Term, o.block+o.Start, words))
			from, to := Sentence(o.text, o.Start, o.End)
			sentence := o.text[from:o.Start] + "[[" + o.text[o.Start:o.End] + "]]" + o.text[o.End:to]
			sentences = append(sentences, strings.Join(strings.Fields(sentence), " "))
		}
	}
	return lines, sentences
}

// TestPrecision draws 100 automatic links, always the same ones, and looks up
// what a person said of each. A link without a verdict has to be read: run with
// -v, which prints its sentence, and add a line to the file. The text of the
// corpus stays where it is.
func TestPrecision(t *testing.T) {
	lines, sentences := autoLinks(loadCorpus(t, "en"))
	said := readVerdicts(t)
	order := draw(lines)
	count := map[string]int{}
	for _, i := range order {
		verdict, ok := said[lines[i]]
		if !ok {
			t.Errorf("no verdict for: %s", lines[i])
			verdict = "unread"
		}
		count[verdict]++
		if verdict != "keep" {
			t.Logf("%s %s: %s", lines[i], verdict, sentences[i])
		}
	}
	t.Logf("%d of %d automatic links: %d keep, %d doubt, %d out", sampleSize, len(lines), count["keep"], count["doubt"], count["out"])
	if count["out"] > 3 {
		t.Errorf("an editor would take %d of %d links out, want at most 3", count["out"], sampleSize)
	}
}

// draw returns the indices of a sample, in order. Each line's hash decides, so
// that a rule which adds or removes a few links leaves the rest of the sample.
func draw(lines []string) []int {
	order := make([]int, len(lines))
	hash := make([]string, len(lines))
	for i, l := range lines {
		order[i] = i
		sum := sha256.Sum256([]byte("sample of 2026: " + l))
		hash[i] = string(sum[:])
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(hash[a], hash[b]) })
	order = order[:min(sampleSize, len(order))]
	slices.Sort(order)
	return order
}

func readVerdicts(t *testing.T) map[string]string {
	t.Helper()
	src, err := os.ReadFile(verdictsFile)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for line := range strings.Lines(string(src)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		k := strings.LastIndexByte(line, ' ')
		verdict := line[k+1:]
		if verdict != "keep" && verdict != "doubt" && verdict != "out" {
			t.Fatalf("%s: no verdict in %q", verdictsFile, line)
		}
		said[line[:k]] = verdict
	}
	return said
}
