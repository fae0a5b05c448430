//go:build !race

package markdown

// longestSample bounds the samples that are compared; see race_test.go.
const longestSample = 1 << 30
