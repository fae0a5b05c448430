package server

// A coding is a content coding (RFC 9110, section 8.4.1) that the server can send.
type coding uint8

const (
	identity coding = iota
	gzipCoding
	zstdCoding
	brotliCoding
	codings // how many there are
)

// codingNames are the names in Accept-Encoding and Content-Encoding.
var codingNames = [codings]string{"identity", "gzip", "zstd", "br"}

// codingSuffixes are the endings of a file's encoded siblings.
var codingSuffixes = [codings]string{"", ".gz", ".zst", ".br"}

// A preference holds what a client's Accept-Encoding says of each coding: its q-value in thousandths, 0 for
// refused.
type preference [codings]int16

// plainOnly is what a request without Accept-Encoding is given. The RFC would allow any coding then; the
// clients that send no such header are those that cannot decode.
var plainOnly = preference{identity: 1000}

// unlisted marks codings that the header did not name.
const unlisted = -1

// acceptParser gathers the values of one request's Accept-Encoding headers.
type acceptParser struct {
	pref preference
	star int16
}

func newAcceptParser() acceptParser {
	p := acceptParser{star: unlisted}
	for c := range p.pref {
		p.pref[c] = unlisted
	}
	return p
}

// add reads one header value. It allocates nothing. What it cannot read it skips: RFC 9110 lets a server
// treat the header as a wish.
func (p *acceptParser) add(value string) {
	for len(value) > 0 {
		var item string
		item, value = cutByte(value, ',')
		name, params := cutByte(item, ';')
		name = trimSpace(name)
		q := int16(1000)
		for len(params) > 0 {
			var param string
			param, params = cutByte(params, ';')
			key, val := cutByte(param, '=')
			if key = trimSpace(key); len(key) == 1 && key[0]|0x20 == 'q' {
				q = parseQ(trimSpace(val))
			}
		}
		switch {
		case name == "*":
			p.star = q
		case equalFold(name, "gzip"), equalFold(name, "x-gzip"):
			p.pref[gzipCoding] = q
		case equalFold(name, "br"):
			p.pref[brotliCoding] = q
		case equalFold(name, "zstd"):
			p.pref[zstdCoding] = q
		case equalFold(name, "identity"):
			p.pref[identity] = q
		}
	}
}

// done settles what the header left open: a coding that it did not name has the q-value of "*"; without "*"
// it is refused, but for identity, which is then welcome less than anything named.
func (p *acceptParser) done() preference {
	for c := range p.pref {
		if p.pref[c] != unlisted {
			continue
		}
		switch {
		case p.star != unlisted:
			p.pref[c] = p.star
		case coding(c) == identity:
			p.pref[c] = 1
		default:
			p.pref[c] = 0
		}
	}
	return p.pref
}

// preferenceOf reads the values of a request's Accept-Encoding header lines.
func preferenceOf(values []string) preference {
	if len(values) == 0 {
		return plainOnly
	}
	p := newAcceptParser()
	for _, v := range values {
		p.add(v)
	}
	return p.done()
}

// parseQ reads a q-value into thousandths. A malformed one counts as 0: not wanted.
func parseQ(s string) int16 {
	if len(s) == 0 || len(s) > 5 || s[0] != '0' && s[0] != '1' || len(s) > 1 && s[1] != '.' {
		return 0
	}
	q := int16(s[0]-'0') * 1000
	scale := int16(100)
	for i := 2; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0
		}
		q += int16(s[i]-'0') * scale
		scale /= 10
	}
	return min(q, 1000)
}

// cutByte splits s at the first sep; without one the second part is empty.
func cutByte(s string, sep byte) (before, after string) {
	for i := 0; i < len(s); i++ {
		if s[i] == sep {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// trimSpace cuts optional whitespace (RFC 9110: spaces and tabs) from both ends.
func trimSpace(s string) string {
	for len(s) > 0 && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for len(s) > 0 && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

// equalFold compares with an ASCII name in lower case.
func equalFold(s, lower string) bool {
	if len(s) != len(lower) {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}
