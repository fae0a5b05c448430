package glossary

import "strings"

// wordSet is the set of the words in list, which white space separates.
func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}
