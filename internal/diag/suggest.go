package diag

import "strings"

// Suggest returns the candidate that the author most likely meant by the word:
// the nearest by edit distance (insertion, deletion, substitution, swap of
// neighbours), letters folded, and no further away than a third of the word's
// length. It returns "" where none is near. Among equals the first wins.
func Suggest(word string, candidates []string) string {
	w := []rune(strings.ToLower(word))
	limit := max(1, len(w)/3)
	best, bestDistance := "", limit+1
	for _, c := range candidates {
		r := []rune(strings.ToLower(c))
		if len(r)-len(w) > limit || len(w)-len(r) > limit || c == word {
			continue
		}
		if d := distance(w, r); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance is the optimal string alignment distance of two words.
func distance(a, b []rune) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
