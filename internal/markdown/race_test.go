//go:build race

package markdown

// longestSample bounds the samples under the race detector: it makes regular
// expressions twenty times slower, and chroma gives up on those that take a
// quarter of a second, with other tokens than on a faster machine. "make test"
// runs the whole comparison without the detector as well.
const longestSample = 2_500
