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
		return elemOfLower(appendLower(buf[:0], name))
	}
	return elemOfLower(name)
}

func elemOfLower(name []byte) elem {
	switch string(name) {
	case "a":
		return elemA
	case "applet":
		return elemApplet
	case "area":
		return elemArea
	case "audio":
		return elemAudio
	case "base":
		return elemBase
	case "button":
		return elemButton
	case "desc":
		return elemDesc
	case "embed":
		return elemEmbed
	case "feimage":
		return elemFeImage
	case "foreignobject":
		return elemForeignObject
	case "form":
		return elemForm
	case "frame":
		return elemFrame
	case "html":
		return elemHTML
	case "iframe":
		return elemIframe
	case "image":
		return elemImage
	case "img":
		return elemImg
	case "input":
		return elemInput
	case "link":
		return elemLink
	case "map":
		return elemMap
	case "math":
		return elemMath
	case "mi", "mo", "mn", "ms", "mtext", "annotation-xml":
		return elemMathText
	case "meta":
		return elemMeta
	case "noembed":
		return elemNoembed
	case "noframes":
		return elemNoframes
	case "noscript":
		return elemNoscript
	case "object":
		return elemObject
	case "plaintext":
		return elemPlaintext
	case "script":
		return elemScript
	case "source":
		return elemSource
	case "style":
		return elemStyle
	case "svg":
		return elemSVG
	case "template":
		return elemTemplate
	case "textarea":
		return elemTextarea
	case "title":
		return elemTitle
	case "track":
		return elemTrack
	case "use":
		return elemUse
	case "video":
		return elemVideo
	case "xmp":
		return elemXmp
	}
	return elemOther
}

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

// attrOf returns the code of an attribute's name in lower case.
func attrOf(name []byte) attr {
	switch string(name) {
	case "action":
		return attrAction
	case "alt":
		return attrAlt
	case "aria-hidden":
		return attrAriaHidden
	case "aria-label":
		return attrAriaLabel
	case "aria-labelledby":
		return attrAriaLabelledby
	case "as":
		return attrAs
	case "background":
		return attrBackground
	case "cite":
		return attrCite
	case "codebase":
		return attrCodebase
	case "color":
		return attrColor
	case "content":
		return attrContent
	case "data":
		return attrData
	case "face":
		return attrFace
	case "formaction":
		return attrFormaction
	case "formmethod":
		return attrFormmethod
	case "hidden":
		return attrHidden
	case "href":
		return attrHref
	case "hreflang":
		return attrHreflang
	case "http-equiv":
		return attrHTTPEquiv
	case "id":
		return attrID
	case "imagesrcset":
		return attrImagesrcset
	case "itemprop":
		return attrItemprop
	case "longdesc":
		return attrLongdesc
	case "manifest":
		return attrManifest
	case "method":
		return attrMethod
	case "name":
		return attrName
	case "ping":
		return attrPing
	case "poster":
		return attrPoster
	case "property":
		return attrProperty
	case "rel":
		return attrRel
	case "role":
		return attrRole
	case "shadowrootmode":
		return attrShadowrootmode
	case "size":
		return attrSize
	case "src":
		return attrSrc
	case "srcset":
		return attrSrcset
	case "style":
		return attrStyle
	case "title":
		return attrTitle
	case "type":
		return attrType
	case "usemap":
		return attrUsemap
	case "xlink:href":
		return attrXlinkHref
	}
	return attrOther
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
