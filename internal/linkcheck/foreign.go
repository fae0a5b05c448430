package linkcheck

// foreign follows whether a place is in SVG or MathML, where <title>, <style>
// and <script> are ordinary elements and CDATA sections are text. It holds the
// open svg and math elements and, within them, the elements whose content is
// HTML again.
type foreign struct{ stack []elem }

// inside reports whether the place is foreign content.
func (f *foreign) inside() bool {
	if len(f.stack) == 0 {
		return false
	}
	top := f.stack[len(f.stack)-1]
	return top == elemSVG || top == elemMath
}

// open takes a start tag and reports whether the element is a foreign one.
func (f *foreign) open(t *tag) bool {
	if !f.inside() {
		if t.elem != elemSVG && t.elem != elemMath {
			return false
		}
		f.push(t)
		return true
	}
	var buf [16]byte
	if len(t.name) <= len(buf) {
		name := string(appendLower(buf[:0], t.name))
		font := name == "font" && (t.has(attrColor) || t.has(attrFace) || t.has(attrSize))
		if isBreakout(name) || font {
			f.breakOut()
			return false
		}
	}
	switch top := f.stack[len(f.stack)-1]; t.elem {
	case elemSVG, elemMath:
		f.push(t)
	case elemForeignObject, elemDesc, elemTitle:
		if top == elemSVG {
			f.push(t)
		}
	case elemMathText:
		if top == elemMath {
			f.push(t)
		}
	}
	return true
}

func (f *foreign) push(t *tag) {
	if !t.selfClosing {
		f.stack = append(f.stack, t.elem)
	}
}

// breakOut closes the foreign elements around the place up to the nearest one
// whose content is HTML.
func (f *foreign) breakOut() {
	for f.inside() {
		f.stack = f.stack[:len(f.stack)-1]
	}
}

// close takes an end tag.
func (f *foreign) close(t *tag) {
	n := len(f.stack)
	switch {
	case n == 0:
	case f.stack[n-1] == t.elem:
		f.stack = f.stack[:n-1]
	case f.inside() && (foldEqual(t.name, "p") || foldEqual(t.name, "br")):
		f.breakOut()
	}
}
