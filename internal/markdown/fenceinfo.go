package markdown

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"sitegen/internal/diag"
)

// fenceInfo is what the info string of a fenced code block says.
type fenceInfo struct {
	language  string
	title     string
	tab       string
	hasTab    bool
	numbers   bool
	hasNumber bool
	first     int
	marked    [][2]int
}

// fenceKeys are the attributes that a fence may have. Those on the right are
// other tools' names for them.
var fenceKeys = map[string]string{
	"title": "title", "filename": "title", "file": "title", "name": "title", "caption": "title",
	"tab": "tab", "label": "tab",
	"linenos": "linenos", "linenums": "linenos", "showlinenumbers": "linenos", "linenumbers": "linenos",
	"hl_lines": "hl_lines", "highlight": "hl_lines",
	"linenostart": "linenostart", "startline": "linenostart", "start": "linenostart", "linenumbersstart": "linenostart",
}

// fenceKeyNames are the names to suggest.
var fenceKeyNames = []string{"title", "tab", "linenos", "hl_lines", "linenostart"}

// parseFenceInfo reads
//
//	go {title="main.go" linenos=true hl_lines="3 5-7" tab="Go"}
//	go title="main.go" {3,5-7} showLineNumbers
//
// that is, a language, then attributes in braces or bare, and ranges of lines
// in braces. What is not understood is reported by complain with its offset.
func parseFenceInfo(info []byte, complain func(at int, message, hint string)) fenceInfo {
	f := fenceInfo{first: 1}
	i := 0
	for i < len(info) && info[i] != '{' && info[i] != ',' && !isBlankByte(info[i]) {
		i++
	}
	f.language = string(resolved(info[:i]))
	if strings.Contains(f.language, "=") {
		f.language, i = "", 0
	}
	p := fenceParser{f: &f, b: info, complain: complain}
	for i < len(info) {
		i = p.item(i)
	}
	slices.SortFunc(f.marked, func(a, b [2]int) int { return a[0] - b[0] })
	return f
}

func isBlankByte(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

type fenceParser struct {
	f        *fenceInfo
	b        []byte
	complain func(at int, message, hint string)
}

// item reads one thing from i on and returns where it ends.
func (p *fenceParser) item(i int) int {
	switch c := p.b[i]; {
	case isBlankByte(c) || c == ',' || c == '}':
		return i + 1
	case c == '{':
		end := bytes.IndexByte(p.b[i:], '}')
		if end > 1 && isRanges(p.b[i+1:i+end]) {
			p.mark(string(p.b[i+1:i+end]), i)
			return i + end + 1
		}
		return i + 1
	case c == '.' || c == '#':
		// {.go #id}, as pandoc has it: the first class is the language.
		end := p.word(i + 1)
		if c == '.' && p.f.language == "" {
			p.f.language = string(p.b[i+1 : end])
		}
		return max(end, i+1)
	}
	end := p.word(i)
	if end == i {
		return i + 1
	}
	name := string(p.b[i:end])
	if end >= len(p.b) || p.b[end] != '=' {
		p.set(name, "true", i)
		return end
	}
	value, next := p.value(end + 1)
	p.set(name, value, i)
	return next
}

func (p *fenceParser) word(i int) int {
	for i < len(p.b) && (isNameByte(p.b[i]) || p.b[i] >= 0x80 || p.b[i] == '+') {
		i++
	}
	return i
}

// value reads "…", '…', […] or a bare value.
func (p *fenceParser) value(i int) (string, int) {
	if i >= len(p.b) {
		return "", i
	}
	closer := p.b[i]
	switch closer {
	case '[':
		closer = ']'
	case '"', '\'':
	default:
		end := i
		for end < len(p.b) && !isBlankByte(p.b[end]) && p.b[end] != ',' && p.b[end] != '}' {
			end++
		}
		return string(p.b[i:end]), end
	}
	end := bytes.IndexByte(p.b[i+1:], closer)
	if end < 0 {
		p.complain(i, "the value that begins here is not closed", "close it with "+string(closer))
		return string(p.b[i+1:]), len(p.b)
	}
	return string(resolved(p.b[i+1 : i+1+end])), i + end + 2
}

func (p *fenceParser) set(name, value string, at int) {
	f := p.f
	switch fenceKeys[strings.ToLower(name)] {
	case "title":
		f.title = value
	case "tab":
		f.tab, f.hasTab = value, true
	case "linenos":
		f.numbers, f.hasNumber = value != "false" && value != "0", true
	case "linenostart":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			p.complain(at, "linenostart is not a number: "+strconv.Quote(value), "write linenostart=10")
			return
		}
		f.first, f.numbers, f.hasNumber = n, true, true
	case "hl_lines":
		p.mark(value, at)
	default:
		if near := diag.Suggest(name, fenceKeyNames); near != "" {
			p.complain(at, "a code block has no attribute "+strconv.Quote(name), "did you mean "+near+"?")
		}
	}
}

func isRanges(b []byte) bool {
	for _, c := range b {
		if !(c >= '0' && c <= '9') && c != '-' && c != ',' && c != ' ' {
			return false
		}
	}
	return true
}

// mark adds the ranges of lines in "3 5-7", separated by spaces or commas.
func (p *fenceParser) mark(ranges string, at int) {
	for part := range strings.FieldsFuncSeq(ranges, func(r rune) bool { return r == ' ' || r == ',' || r == '"' || r == '\'' }) {
		from, to, isRange := strings.Cut(part, "-")
		a, err := strconv.Atoi(from)
		b := a
		if err == nil && isRange {
			b, err = strconv.Atoi(to)
		}
		if err != nil || a < 1 || b < a {
			p.complain(at, strconv.Quote(part)+" is no range of lines", `write lines and ranges: hl_lines="3 5-7"`)
			continue
		}
		p.f.marked = append(p.f.marked, [2]int{a, b})
	}
}
