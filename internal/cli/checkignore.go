package cli

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"sitegen/internal/content"
	"sitegen/internal/diag"
)

// ignoreComment is what an author writes to hold back the problems of a line:
// in HTML and Markdown <!-- sitegen-ignore RULE RULE -->, in front matter and
// the configuration # sitegen-ignore RULE, in style sheets /* … */. What
// follows a colon is the reason.
type ignoreComment struct {
	pos diag.Position
	// rules are the rules that it names, at least one.
	rules []string
	// own and next are the lines that it speaks for; next is 0 for a comment
	// behind something, which speaks for its own line alone.
	own, next int
	used      map[string]bool
}

// directive finds the word in a text; the group is what follows it.
var directive = regexp.MustCompile(`sitegen-ignore\b([^\n]*)`)

// A comment stands alone on its line where only the marks of quotes and list
// items are before it, and nothing behind its end.
var (
	beforeComment = regexp.MustCompile(`^[\s>]*(?:(?:[-*+]|[0-9]+[.)])\s+)*$`)
	ignoreLine    = regexp.MustCompile(`^(?:<!--|#|/\*|\{\{/\*)\s*sitegen-ignore\b`)
	afterComment  = regexp.MustCompile(`^.*?(?:-->|\*/(?:\}\})?|$)`)
)

// ignoreComments reads the comments of a source. For Markdown, start is the
// byte at which the body begins: before it stands front matter.
func ignoreComments(file string, src []byte, start int) []*ignoreComment {
	if !bytes.Contains(src, []byte("sitegen-ignore")) {
		return nil
	}
	var out []*ignoreComment
	code := codeOf(file, src, start)
	for _, m := range directive.FindAllSubmatchIndex(src, -1) {
		at := m[0]
		if code(at) {
			continue
		}
		from, text, ok := commentAround(file, src, at, m[2], m[3], at < start)
		if !ok {
			continue
		}
		c := &ignoreComment{pos: position(file, src, from), used: map[string]bool{}}
		text, _, _ = strings.Cut(text, ":")
		c.rules = strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' })
		c.own = c.pos.Line
		lineStart, behind := bytes.LastIndexByte(src[:from], '\n')+1, afterComment.ReplaceAll(src[m[2]:m[3]], nil)
		if beforeComment.Match(src[lineStart:from]) && len(bytes.TrimSpace(behind)) == 0 {
			c.next = nextLine(src, m[3], c.own)
		}
		out = append(out, c)
	}
	return out
}

// commentAround returns where the comment around a directive begins, and what it
// says behind the word.
func commentAround(file string, src []byte, at, textStart, textEnd int, head bool) (from int, text string, ok bool) {
	before, text := src[:at], string(src[textStart:textEnd])
	trimmed := bytes.TrimRight(before, " \t")
	enclosed := func(open, end string) (int, string, bool) {
		inside, _, closed := strings.Cut(text, end)
		return len(trimmed) - len(open), inside, closed && bytes.HasSuffix(trimmed, []byte(open))
	}
	switch ext := strings.ToLower(path.Ext(file)); {
	case head || ext == ".yaml" || ext == ".yml":
		return len(trimmed) - 1, text, bytes.HasSuffix(trimmed, []byte("#"))
	case ext == ".css":
		return enclosed("/*", "*/")
	default:
		if from, text, ok = enclosed("{{/*", "*/}}"); ok {
			return from, text, ok
		}
		return enclosed("<!--", "-->")
	}
}

// nextLine is the first line after the given one that is not blank and no
// comment of this kind itself.
func nextLine(src []byte, from, line int) int {
	for {
		i := bytes.IndexByte(src[from:], '\n')
		if i < 0 {
			return 0
		}
		from += i + 1
		line++
		text, _, _ := bytes.Cut(src[from:], []byte("\n"))
		if text = bytes.TrimSpace(text); len(text) > 0 && !ignoreLine.Match(text) {
			return line
		}
	}
}

// codeOf tells which bytes of a Markdown body are code, in which nothing is a
// comment: fenced blocks and spans within a line.
func codeOf(file string, src []byte, start int) func(at int) bool {
	if !content.IsMarkdown(file) {
		return func(int) bool { return false }
	}
	var blocks [][2]int
	fence, open := "", 0
	for i := start; i < len(src); {
		end := i + bytes.IndexByte(src[i:], '\n')
		if end < i {
			end = len(src)
		}
		line := strings.TrimLeft(string(src[i:end]), " >\t")
		mark := fenceOf(line)
		switch {
		case fence == "" && mark != "":
			fence, open = mark, i
		case fence != "" && strings.HasPrefix(mark, fence) && strings.Trim(line, mark[:1]+" \t\r") == "":
			blocks = append(blocks, [2]int{open, end})
			fence = ""
		}
		i = end + 1
	}
	if fence != "" {
		blocks = append(blocks, [2]int{open, len(src)})
	}
	return func(at int) bool {
		lineStart := bytes.LastIndexByte(src[:at], '\n') + 1
		return slices.ContainsFunc(blocks, func(b [2]int) bool { return b[0] <= at && at < b[1] }) ||
			bytes.Count(src[lineStart:at], []byte("`"))%2 == 1
	}
}

// fenceOf returns the run of backticks or tildes that a line begins with, if it
// is long enough for a fence.
func fenceOf(line string) string {
	for _, c := range []string{"`", "~"} {
		if n := len(line) - len(strings.TrimLeft(line, c)); n >= 3 {
			return line[:n]
		}
	}
	return ""
}

// position is the place of a byte in a file.
func position(file string, src []byte, at int) diag.Position {
	start := bytes.LastIndexByte(src[:at], '\n') + 1
	return diag.Position{File: file, Line: 1 + bytes.Count(src[:start], []byte("\n")), Column: 1 + utf8.RuneCount(src[start:at])}
}

// holds reports whether the comment speaks for a problem.
func (c *ignoreComment) holds(p *diag.Problem) bool {
	return (p.Pos.Line == c.own || p.Pos.Line == c.next && c.next > 0) && slices.Contains(c.rules, p.Rule)
}

// ignores are all that hold problems back.
type ignores struct {
	comments map[string][]*ignoreComment
	urls     []*urlIgnore
	count    int
}

// urlIgnore is a pattern of check.ignore.
type urlIgnore struct {
	content.CheckPattern
	re   *regexp.Regexp
	used bool
}

func newIgnores(cfg content.CheckConfig) *ignores {
	g := &ignores{comments: map[string][]*ignoreComment{}}
	for _, p := range cfg.Ignore {
		g.urls = append(g.urls, &urlIgnore{CheckPattern: p, re: glob(p.Text)})
	}
	return g
}

// add reads the comments of a file.
func (g *ignores) add(file string, src []byte, bodyStart int) {
	if list := ignoreComments(file, src, bodyStart); list != nil {
		g.comments[file] = list
	}
}

// holds reports whether a problem is to be held back, and notes what did it.
func (g *ignores) holds(p *diag.Problem) bool {
	held := false
	for _, c := range g.comments[p.Pos.File] {
		if c.holds(p) {
			c.used[p.Rule] = true
			held = true
		}
	}
	for _, u := range g.urls {
		if p.URL != "" && u.re.MatchString(p.URL) {
			u.used = true
			held = true
		}
	}
	if held {
		g.count++
	}
	return held
}

// stale reports what ignored nothing. A rule that is off, or that was not
// looked for, says nothing about the comments that name it.
func (g *ignores) stale(external bool, l *ruleLevels, problems *diag.List) {
	names := ruleNames()
	for _, list := range g.comments {
		for _, c := range list {
			if len(c.rules) == 0 {
				problems.Warnf(c.pos, ruleUnknownRule, "write sitegen-ignore and the names of rules", "this comment names no rule")
			}
			for _, rule := range c.rules {
				if reportUnknown(names, rule, c.pos, problems) || c.used[rule] || l.off(rule, c.pos.File) || !external && strings.Contains(rule, "external") {
					continue
				}
				problems.Warnf(c.pos, ruleUnusedIgnore, "delete it", "nothing on this line or the next breaks the rule %s", rule)
			}
		}
	}
	for _, u := range g.urls {
		if !u.used && (external || !strings.Contains(u.Text, "://")) {
			problems.Warnf(u.Pos, ruleUnusedIgnore, "delete it", "%s", fmt.Sprintf("no problem has a URL that fits %q", u.Text))
		}
	}
}
