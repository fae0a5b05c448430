package content

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"sitegen/internal/diag"
)

const byteOrderMark = "\xef\xbb\xbf"

// ParseHead reads the front matter of one file. It depends on nothing but its
// arguments and may be called concurrently. The format is told by the first
// line that is not blank: "---" (YAML, up to the next line "---" or "..."),
// "+++" (TOML) or an object in braces (JSON); anything else has no front
// matter. A byte order mark, CRLF and an empty file are fine.
//
// The head is never nil: where the front matter cannot be read, it is Broken,
// and BodyOffset still tells where the body begins.
func ParseHead(file string, data []byte) (*Head, diag.List) {
	h := &Head{}
	var problems diag.List
	p := split(data)
	h.Format, h.Body, h.Line = p.format, p.body, p.bodyLine
	h.Blank = len(bytes.TrimSpace(data[p.body:])) == 0
	bad := checkBytes(file, data, &problems)
	switch {
	case p.format == FormatNone:
		h.Broken = bad >= 0 // there may have been a head, or a title in the body
	case p.unclosed:
		h.Broken = true
		fence := map[Format]string{FormatYAML: "---", FormatTOML: "+++"}[p.format]
		problems.Errorf(diag.Position{File: file, Line: p.fence, Column: 1}, "unclosed-front-matter",
			fmt.Sprintf("end it with a line %s; if the first line is meant as a horizontal rule, write *** instead", fence),
			"the front matter that %s opens is never closed", fence)
	case bad >= 0 && bad < p.body:
		h.Broken = true
	default:
		readFrontMatter(h, file, string(data[p.from:p.to]), p.line, &problems)
	}
	// JSON is the one format whose end only its parser knows.
	if p.format == FormatJSON {
		h.finishJSON(data, p)
	}
	return h, problems
}

// readFrontMatter parses the text between the fences, whose first line has the
// number given, into the head.
func readFrontMatter(h *Head, file, text string, line int, problems *diag.List) {
	var root []Value
	var bad *syntaxError
	switch h.Format {
	case FormatYAML:
		root, bad = parseYAML(text, line)
	case FormatTOML:
		root, bad = parseTOML(text, line)
	case FormatJSON:
		root, h.Body, bad = parseJSON(text, line)
	}
	if bad != nil {
		h.Broken = true
		problems.Errorf(diag.Position{File: file, Line: bad.line, Column: bad.column}, bad.rule, bad.hint, "%s", bad.message)
		return
	}
	decodeHead(h, file, root, problems)
}

// finishJSON sets where the body begins: on the line after the closing brace.
// A broken object ends at the first line that is a brace alone, if any.
func (h *Head) finishJSON(data []byte, p parts) {
	end := p.from + h.Body
	if h.Broken {
		if i := bytes.Index(data[p.from:], []byte("\n}")); i >= 0 {
			end = p.from + i + 2
		} else {
			end = len(data)
		}
	}
	h.Body = nextLine(data, end)
	if len(bytes.TrimSpace(data[end:h.Body])) > 0 {
		h.Body = end
	}
	h.Line = 1 + bytes.Count(data[:h.Body], []byte{'\n'})
	h.Blank = len(bytes.TrimSpace(data[h.Body:])) == 0
}

// parts tells where the front matter of a file lies: the text between the
// fences, [from, to), begins on the given line, the first fence is the line
// before.
type parts struct {
	format         Format
	from, to, body int
	fence, line    int
	bodyLine       int
	unclosed       bool
}

// split finds the front matter.
func split(data []byte) parts {
	start := 0
	if bytes.HasPrefix(data, []byte(byteOrderMark)) {
		start = len(byteOrderMark)
	}
	none := parts{body: start, bodyLine: 1}
	// Blank lines before the fence are forgiven.
	at, line := start, 1
	for at < len(data) {
		end := nextLine(data, at)
		if len(bytes.TrimSpace(data[at:end])) > 0 {
			break
		}
		at, line = end, line+1
	}
	end := nextLine(data, at)
	first := string(bytes.TrimRight(data[at:end], " \t\r\n"))
	switch {
	case first == "---" || first == "+++":
		p := fenced(data, end, line, first)
		if p.unclosed && at > start {
			return none
		}
		return p
	case isJSONStart(data[at:]):
		return parts{format: FormatJSON, from: at, to: len(data), body: len(data), line: line, bodyLine: line}
	}
	return none
}

// fenced finds the closing fence; the first is on the line given and ends at
// from.
func fenced(data []byte, from, line int, fence string) parts {
	p := parts{format: FormatYAML, from: from, to: len(data), body: len(data), fence: line}
	if data[from-1] == '\n' {
		line++
	}
	p.line = line
	if fence == "+++" {
		p.format = FormatTOML
	}
	at := from
	for at < len(data) {
		end := nextLine(data, at)
		text := string(bytes.TrimRight(data[at:end], " \t\r\n"))
		if data[end-1] == '\n' {
			line++
		}
		if text == fence || fence == "---" && text == "..." {
			p.to, p.body, p.bodyLine = at, end, line
			return p
		}
		at = end
	}
	// Without a fence everything may be body: what can be shown of the file
	// should not depend on a guess.
	p.unclosed, p.to, p.body, p.bodyLine = true, from, from, p.line
	return p
}

// isJSONStart tells an object from a body that begins with a brace, such as a
// shortcode.
func isJSONStart(data []byte) bool {
	if len(data) == 0 || data[0] != '{' {
		return false
	}
	rest := bytes.TrimLeft(data[1:], " \t\r\n")
	return len(rest) > 0 && (rest[0] == '"' || rest[0] == '}')
}

// nextLine returns the offset of the line after the one that holds at.
func nextLine(data []byte, at int) int {
	if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(data)
}

// checkBytes reports the first byte that is not UTF-8 and the first NUL, and
// returns the offset of the earlier one, or -1.
func checkBytes(file string, data []byte, problems *diag.List) int {
	nul, invalid := bytes.IndexByte(data, 0), -1
	if !utf8.Valid(data) {
		for invalid = 0; invalid < len(data); {
			r, size := utf8.DecodeRune(data[invalid:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			invalid += size
		}
	}
	if invalid == 0 && (bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff})) {
		problems.Errorf(diag.Position{File: file, Line: 1, Column: 1}, "invalid-utf8", "save the file as UTF-8",
			"the file is UTF-16, not UTF-8")
		return 0
	}
	if invalid >= 0 {
		problems.Errorf(placeOf(file, data, invalid), "invalid-utf8",
			"save the file as UTF-8; it may be in an older encoding such as Windows-1252 or Latin-1",
			"byte 0x%02X is not valid UTF-8", data[invalid])
	}
	if nul >= 0 {
		problems.Errorf(placeOf(file, data, nul), "nul-byte", "remove it; the file may be damaged, or no text at all",
			"a NUL byte in the text")
	}
	if nul >= 0 && (invalid < 0 || nul < invalid) {
		return nul
	}
	return invalid
}

// placeOf returns the position of a byte offset.
func placeOf(file string, data []byte, offset int) diag.Position {
	before := data[:offset]
	line := 1 + bytes.Count(before, []byte{'\n'})
	before = before[bytes.LastIndexByte(before, '\n')+1:]
	before = bytes.TrimPrefix(before, []byte(byteOrderMark))
	return diag.Position{File: file, Line: line, Column: 1 + utf8.RuneCount(before)}
}

// syntaxError is why a text is not YAML, TOML or JSON.
type syntaxError struct {
	rule          string
	line, column  int
	message, hint string
}

// columnOf turns a byte offset within a line to a column.
func columnOf(line string, offset int) int32 {
	return int32(1 + utf8.RuneCountInString(line[:min(max(offset, 0), len(line))]))
}

// lineAt returns the text of a line, counted from 1.
func lineAt(text string, n int) string {
	for ; n > 1; n-- {
		i := strings.IndexByte(text, '\n')
		if i < 0 {
			return ""
		}
		text = text[i+1:]
	}
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSuffix(line, "\r")
}
