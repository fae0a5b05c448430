package markdown

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/bep/goat"
	"github.com/yuin/goldmark/ast"
)

// A drawing larger than this is shown as text: its picture would hold an
// element for every character.
const (
	maxDrawing     = 100_000 // bytes
	maxDrawingSide = 2_000   // characters
)

// goat turns a drawing of characters into a picture. Its colours are the
// text's, so it fits a dark page too.
func (w *writer) goat(n ast.Node, info *fenceInfo) {
	text := strings.TrimRight(w.source(n), " \n")
	w.record(n, PlaceDiagram)
	svg, err := draw(text)
	if err != nil {
		w.problems.Warnf(w.at(max(0, nodePos(n))), "goat", "make the drawing smaller, or use a text fence", "this drawing is shown as text: %v", err)
		w.code(n, &fenceInfo{title: info.title, first: 1})
		return
	}
	w.doc.Features |= HasGoat
	w.opened = true
	label := info.title
	if label == "" {
		label = w.opt.Labels.Diagram
		if words := drawingWords(text); words != "" {
			label += ": " + words
		}
	}
	w.put(`<figure class="diagram goat"><svg xmlns="http://www.w3.org/2000/svg" role="img"`)
	w.attr("aria-label", label)
	width, height := strconv.Itoa(svg.Width), strconv.Itoa(svg.Height)
	w.put(` width="` + width + `" height="` + height + `" viewBox="0 0 ` + width + " " + height +
		`" fill="currentColor" text-anchor="middle" font-size="16" font-family="ui-monospace,Menlo,Consolas,monospace">` + "\n")
	w.put(svg.Body)
	w.put("</svg>")
	if info.title != "" {
		w.put("<figcaption>")
		w.escape([]byte(info.title))
		w.put("</figcaption>")
	}
	w.put("</figure>\n")
}

// draw makes the picture.
func draw(text string) (svg goat.SVG, err error) {
	rows := strings.Split(text, "\n")
	if len(text) > maxDrawing || len(rows) > maxDrawingSide {
		return svg, fmt.Errorf("it is larger than %d bytes or %d lines", maxDrawing, maxDrawingSide)
	}
	for _, row := range rows {
		if len([]rune(row)) > maxDrawingSide {
			return svg, fmt.Errorf("a line is longer than %d characters", maxDrawingSide)
		}
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("it could not be drawn: %v", r)
		}
	}()
	svg = goat.BuildSVG(strings.NewReader(text))
	svg.Body = compactSVG(svg.Body)
	return svg, nil
}

// goat writes an element for every line and every character. These are the
// beginnings of those that can share one.
const (
	pathStart = "<path d='"
	pathEnd   = "' fill='none' stroke='currentColor'></path>"
	textStart = "<text text-anchor='middle' x='"
	textEnd   = "</text>"
)

// compactSVG draws the same picture with one path for all lines in a row and
// one text for a label: each character keeps its own x, so fonts of any width
// come out alike. It is a tenth of the size.
func compactSVG(body string) string {
	var b strings.Builder
	path := ""              // of the lines in a row
	var xs, chars, y string // of the label, with single spaces
	last := 0               // x of its last character
	flush := func() {
		if path != "" {
			b.WriteString("<path d='" + path + "' fill='none' stroke='currentColor'/>\n")
		}
		if chars != "" {
			b.WriteString("<text x='" + xs + "' y='" + y + "'>" + chars + "</text>\n")
		}
		path, xs, chars, y = "", "", "", ""
	}
	for line := range strings.Lines(body) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, pathStart) && strings.HasSuffix(line, pathEnd) {
			if chars != "" {
				flush()
			}
			d := line[len(pathStart) : len(line)-len(pathEnd)]
			if path != "" {
				path += " "
			}
			path += d
			continue
		}
		x, row, char, ok := svgChar(line)
		if !ok {
			flush()
			b.WriteString(tidySVG.Replace(line) + "\n")
			continue
		}
		at, _ := strconv.Atoi(x)
		if path != "" || row != y || at < last+8 || at > last+16 {
			flush()
		} else if at == last+16 {
			xs, chars = xs+" "+strconv.Itoa(last+8), chars+" "
		}
		if chars != "" {
			xs += " "
		}
		xs, chars, y, last = xs+x, chars+char, row, at
	}
	flush()
	return b.String()
}

// svgChar takes apart the element of one character.
func svgChar(line string) (x, y, char string, ok bool) {
	rest, found := strings.CutPrefix(line, textStart)
	rest, end := strings.CutSuffix(rest, textEnd)
	if !found || !end {
		return "", "", "", false
	}
	x, rest, _ = strings.Cut(rest, "' y='")
	y, rest, _ = strings.Cut(rest, "'")
	_, char, ok = strings.Cut(rest, ">")
	return x, y, char, ok
}

// tidySVG writes the other elements shorter, and gives hollow circles a class
// in the place of white, which would be wrong on a dark page.
var tidySVG = strings.NewReplacer(
	"></path>", "/>", "></polygon>", "/>", "></circle>", "/>", "></rect>", "/>",
	` fill='#fff'`, ` fill='none' class='hollow'`, ".000000", "", "00000 ", " ", "00000'", "'",
)

// drawingWords returns the words in a drawing, as its description for those who
// cannot see it: words with one space between are read together.
func drawingWords(text string) string {
	var labels []string
	for row := range strings.SplitSeq(text, "\n") {
		row = strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsNumber(r) || r == ' ' {
				return r
			}
			return '\t'
		}, row)
		row = strings.ReplaceAll(row, "  ", "\t")
		for label := range strings.SplitSeq(row, "\t") {
			label = strings.TrimSpace(label)
			if len([]rune(label)) > 1 && strings.ContainsFunc(label, unicode.IsLetter) && !contains(labels, label) {
				labels = append(labels, label)
			}
			if len(labels) == 30 {
				return strings.Join(labels, ", ")
			}
		}
	}
	return strings.Join(labels, ", ")
}
