package linkcheck

// elem is a code for the elements that matter to the checker; every other
// element is elemOther and only its id, style and a few shared attributes are
// looked at.
type elem uint8

const (
	elemOther elem = iota
	elemA
	elemApplet
	elemArea
	elemAudio
	elemBase
	elemButton
	elemDesc
	elemEmbed
	elemFeImage
	elemForeignObject
	elemForm
	elemFrame
	elemHTML
	elemIframe
	elemImage
	elemImg
	elemInput
	elemLink
	elemMap
	elemMath
	elemMathText
	elemMeta
	elemNoembed
	elemNoframes
	elemNoscript
	elemObject
	elemPlaintext
	elemScript
	elemSource
	elemStyle
	elemSVG
	elemTemplate
	elemTextarea
	elemTitle
	elemTrack
	elemUse
	elemVideo
	elemXmp
)

// elemOf returns the code of an element's name, in whatever case it is written.
func elemOf(name []byte) elem {
	if hasUpper(name) {
		var buf [16]byte
		if len(name) > len(buf) {
			return elemOther
		}
		return elems.find(appendLower(buf[:0], name))
	}
	return elems.find(name)
}

var elems = newNameTable(map[string]elem{
	"a":              elemA,
	"applet":         elemApplet,
	"area":           elemArea,
	"audio":          elemAudio,
	"base":           elemBase,
	"button":         elemButton,
	"desc":           elemDesc,
	"embed":          elemEmbed,
	"feimage":        elemFeImage,
	"foreignobject":  elemForeignObject,
	"form":           elemForm,
	"frame":          elemFrame,
	"html":           elemHTML,
	"iframe":         elemIframe,
	"image":          elemImage,
	"img":            elemImg,
	"input":          elemInput,
	"link":           elemLink,
	"map":            elemMap,
	"math":           elemMath,
	"mi":             elemMathText,
	"mo":             elemMathText,
	"mn":             elemMathText,
	"ms":             elemMathText,
	"mtext":          elemMathText,
	"annotation-xml": elemMathText,
	"meta":           elemMeta,
	"noembed":        elemNoembed,
	"noframes":       elemNoframes,
	"noscript":       elemNoscript,
	"object":         elemObject,
	"plaintext":      elemPlaintext,
	"script":         elemScript,
	"source":         elemSource,
	"style":          elemStyle,
	"svg":            elemSVG,
	"template":       elemTemplate,
	"textarea":       elemTextarea,
	"title":          elemTitle,
	"track":          elemTrack,
	"use":            elemUse,
	"video":          elemVideo,
	"xmp":            elemXmp,
})

// attr is a code for the attributes that matter to the checker.
type attr uint8

const (
	attrOther attr = iota
	attrAction
	attrAlt
	attrAriaHidden
	attrAriaLabel
	attrAriaLabelledby
	attrAs
	attrBackground
	attrCite
	attrCodebase
	attrColor
	attrContent
	attrData
	attrFace
	attrFormaction
	attrFormmethod
	attrHidden
	attrHref
	attrHreflang
	attrHTTPEquiv
	attrID
	attrImagesrcset
	attrItemprop
	attrLongdesc
	attrManifest
	attrMethod
	attrName
	attrPing
	attrPoster
	attrProperty
	attrRel
	attrRole
	attrShadowrootmode
	attrSize
	attrSrc
	attrSrcset
	attrStyle
	attrTitle
	attrType
	attrUsemap
	attrXlinkHref
	attrCount
)

var attrs = newNameTable(map[string]attr{
	"action":          attrAction,
	"alt":             attrAlt,
	"aria-hidden":     attrAriaHidden,
	"aria-label":      attrAriaLabel,
	"aria-labelledby": attrAriaLabelledby,
	"as":              attrAs,
	"background":      attrBackground,
	"cite":            attrCite,
	"codebase":        attrCodebase,
	"color":           attrColor,
	"content":         attrContent,
	"data":            attrData,
	"face":            attrFace,
	"formaction":      attrFormaction,
	"formmethod":      attrFormmethod,
	"hidden":          attrHidden,
	"href":            attrHref,
	"hreflang":        attrHreflang,
	"http-equiv":      attrHTTPEquiv,
	"id":              attrID,
	"imagesrcset":     attrImagesrcset,
	"itemprop":        attrItemprop,
	"longdesc":        attrLongdesc,
	"manifest":        attrManifest,
	"method":          attrMethod,
	"name":            attrName,
	"ping":            attrPing,
	"poster":          attrPoster,
	"property":        attrProperty,
	"rel":             attrRel,
	"role":            attrRole,
	"shadowrootmode":  attrShadowrootmode,
	"size":            attrSize,
	"src":             attrSrc,
	"srcset":          attrSrcset,
	"style":           attrStyle,
	"title":           attrTitle,
	"type":            attrType,
	"usemap":          attrUsemap,
	"xlink:href":      attrXlinkHref,
})

// attrOf returns the code of an attribute's name in lower case.
func attrOf(name []byte) attr { return attrs.find(name) }

// nameTable finds the code of a name. Most names of a page are in none, and
// those are told by their first letter and their length.
type nameTable[T ~uint8] struct {
	// lengths has a bit per length of the names that begin with a byte.
	lengths [256]uint32
	codes   map[string]T
}

func newNameTable[T ~uint8](codes map[string]T) *nameTable[T] {
	t := &nameTable[T]{codes: codes}
	for name := range codes {
		t.lengths[name[0]] |= 1 << len(name)
	}
	return t
}

func (t *nameTable[T]) find(name []byte) T {
	if len(name) > 31 || t.lengths[name[0]]>>len(name)&1 == 0 {
		return 0
	}
	return t.codes[string(name)]
}

// isBreakout reports whether a start tag of this name ends foreign content, as
// the HTML standard lists them ("The rules for parsing tokens in foreign
// content"). font does so only with one of three attributes: see the caller.
func isBreakout(name string) bool {
	switch name {
	case "b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed",
		"h1", "h2", "h3", "h4", "h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr",
		"ol", "p", "pre", "ruby", "s", "small", "span", "strong", "strike", "sub", "sup", "table", "tt", "u",
		"ul", "var":
		return true
	}
	return false
}

func hasUpper(b []byte) bool {
	for _, c := range b {
		if 'A' <= c && c <= 'Z' {
			return true
		}
	}
	return false
}

// appendLower appends b with its ASCII letters in lower case.
func appendLower(dst, b []byte) []byte {
	for _, c := range b {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

// foldEqual reports whether b is the lower-case ASCII string s in any case.
func foldEqual(b []byte, s string) bool {
	if len(b) != len(s) {
		return false
	}
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != s[i] {
			return false
		}
	}
	return true
}
