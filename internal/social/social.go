// Package social draws the picture that other sites show beside a link to a
// page (og:image): the page's title, large, with the site's name and what kind
// of page it is. Its type is Card.
//
// A picture is a PNG of Width by Height pixels in some forty colours, and
// depends on its Card alone: the same card gives the same bytes. The fonts are
// part of the program (the Go fonts: Latin, Greek and Cyrillic letters); for a
// title in a script that they lack there is no picture, and Drawable says so
// beforehand. Everything here is safe for concurrent use.
package social

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The size of a picture in pixels, which is what sites that show them ask for.
const (
	Width  = 1200
	Height = 630
)

// Version changes whenever the same card would give other bytes.
const Version = 1

// Card is what a picture says.
type Card struct {
	// Title is the page's, Site the site's name, Kind a word or two such as
	// "Lesson · Caching", which may be empty.
	Title, Site, Kind string
}

var (
	regular = sync.OnceValue(func() *sfnt.Font { return parse(goregular.TTF) })
	bold    = sync.OnceValue(func() *sfnt.Font { return parse(gobold.TTF) })
)

func parse(ttf []byte) *sfnt.Font {
	f, err := opentype.Parse(ttf)
	if err != nil {
		panic("social: the font that is part of the program cannot be read: " + err.Error())
	}
	return f
}

// Drawable reports whether the fonts have every letter of the card.
func Drawable(c Card) bool {
	var buf sfnt.Buffer
	for _, r := range c.Title + c.Site + c.Kind {
		if unicode.IsSpace(r) {
			continue
		}
		if i, err := bold().GlyphIndex(&buf, r); err != nil || i == 0 {
			return false
		}
	}
	return strings.TrimSpace(c.Title) != ""
}

// The layout: everything stands in a column with a bar of the accent's colour
// before it.
const (
	margin    = 88
	barWidth  = 14
	column    = Width - 2*margin
	maxLines  = 4
	lineSpace = 1.22
	small     = 34 // pixels
)

// titleSizes are tried from the largest; the last is cut off.
var titleSizes = []int{92, 80, 68, 58}

// The palette: the ground, then a ramp from it to each of the two inks, then
// the accent.
const (
	ramp      = 16
	inkTitle  = 0
	inkQuiet  = ramp
	accentInk = 2 * ramp
)

var palette = func() color.Palette {
	ground, title, quiet := [3]int{0xfd, 0xfd, 0xfc}, [3]int{0x0c, 0x10, 0x15}, [3]int{0x57, 0x60, 0x6b}
	p := make(color.Palette, 0, 2*ramp+1)
	for _, ink := range [][3]int{title, quiet} {
		for i := range ramp {
			var c [3]uint8
			for k := range c {
				c[k] = uint8(ground[k] + (ink[k]-ground[k])*i/(ramp-1))
			}
			p = append(p, color.RGBA{c[0], c[1], c[2], 255})
		}
	}
	return append(p, color.RGBA{0x0b, 0x6b, 0x8a, 255})
}()

// Draw returns the picture as a PNG. A card that is not Drawable is drawn with
// boxes for the letters that are missing.
func Draw(c Card) ([]byte, error) {
	img := image.NewPaletted(image.Rect(0, 0, Width, Height), palette)
	for y := margin; y < Height-margin; y++ {
		row := img.Pix[y*img.Stride:]
		for x := margin - 44; x < margin-44+barWidth; x++ {
			row[x] = accentInk
		}
	}
	quiet, err := face(regular(), small)
	if err != nil {
		return nil, err
	}
	defer quiet.Close()
	write(img, quiet, inkQuiet, margin, margin+small, cut(quiet, c.Site, column))
	write(img, quiet, inkQuiet, margin, Height-margin, cut(quiet, c.Kind, column))
	if err := drawTitle(img, c.Title); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := e.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("encode a picture: %w", err)
	}
	return b.Bytes(), nil
}

// drawTitle writes the title in the largest size in which it fits, in the
// middle of the height.
func drawTitle(img *image.Paletted, title string) error {
	for i, size := range titleSizes {
		f, err := face(bold(), size)
		if err != nil {
			return err
		}
		lines, whole := wrap(f, title)
		if !whole && i+1 < len(titleSizes) {
			f.Close()
			continue
		}
		step := int(float64(size) * lineSpace)
		y := (Height-step*len(lines))/2 + size*9/10
		for _, line := range lines {
			write(img, f, inkTitle, margin, y, line)
			y += step
		}
		return f.Close()
	}
	return nil
}

func face(f *sfnt.Font, size int) (font.Face, error) {
	fc, err := opentype.NewFace(f, &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("a font of %d pixels: %w", size, err)
	}
	return fc, nil
}

// wrap breaks a text into lines that fit; whole is false if it had to be cut.
func wrap(f font.Face, text string) (lines []string, whole bool) {
	whole = true
	line := ""
	for _, word := range strings.Fields(text) {
		longer := strings.TrimSpace(line + " " + word)
		if fits(f, longer) {
			line = longer
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		if line = word; !fits(f, word) {
			line, whole = cut(f, word, column), false
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) > maxLines {
		lines, whole = lines[:maxLines], false
		lines[maxLines-1] = cut(f, lines[maxLines-1]+" …", column)
	}
	return lines, whole
}

func fits(f font.Face, text string) bool { return font.MeasureString(f, text).Ceil() <= column }

// cut shortens a text to a width, with an ellipsis at its end.
func cut(f font.Face, text string, width int) string {
	if font.MeasureString(f, text).Ceil() <= width {
		return text
	}
	runes := []rune(strings.TrimSuffix(text, " …"))
	for len(runes) > 0 {
		runes = runes[:len(runes)-1]
		short := strings.TrimRight(string(runes), " ,;:") + "…"
		if font.MeasureString(f, short).Ceil() <= width {
			return short
		}
	}
	return ""
}

// write sets a line of text, beginning at x on the baseline y, in the colours of
// a ramp.
func write(img *image.Paletted, f font.Face, ink uint8, x, y int, text string) {
	dot := fixed.P(x, y)
	last := rune(-1)
	for _, r := range text {
		if last >= 0 {
			dot.X += f.Kern(last, r)
		}
		last = r
		at, mask, from, advance, ok := f.Glyph(dot, r)
		if !ok {
			continue
		}
		alpha, isAlpha := mask.(*image.Alpha)
		area := at.Intersect(img.Rect)
		for py := area.Min.Y; py < area.Max.Y && isAlpha; py++ {
			for px := area.Min.X; px < area.Max.X; px++ {
				level := alpha.AlphaAt(from.X+px-at.Min.X, from.Y+py-at.Min.Y).A >> 4
				if i := img.PixOffset(px, py); level > 0 && ink+level > img.Pix[i] {
					img.Pix[i] = ink + level
				}
			}
		}
		dot.X += advance
	}
}
