package linkcheck

import (
	"bytes"
	"strings"
)

// htmlParser fills a document from the tags of an HTML file.
type htmlParser struct {
	*document
	scanner scanner
	foreign foreign
	// templates has one element per open <template>: whether its content waits
	// for a script. That of a declarative shadow root does not, but its ids
	// cannot be linked to.
	templates []bool
	inert     int
	noscript  int
	// posting says that the form around the place sends data.
	posting bool
	// link is the open <a href>.
	link struct {
		open     bool
		off, tag uint32
		url      []byte
	}
}

func (p *htmlParser) run() {
	var t tag
	for p.scanner.next(&t) {
		if t.closing {
			p.endTag(&t)
		} else if t.set != 0 || t.elem != elemOther || len(p.foreign.stack) > 0 {
			p.startTag(&t)
		} else if p.link.open {
			p.content(&t)
		}
	}
	p.endLink()
}

func (p *htmlParser) startTag(t *tag) {
	isForeign := false
	if len(p.foreign.stack) > 0 || t.elem == elemSVG || t.elem == elemMath {
		isForeign = p.foreign.open(t)
		p.scanner.cdata = p.foreign.inside()
	}
	if p.inert == 0 {
		if len(p.templates) == 0 {
			p.addAnchors(t, isForeign)
		}
		switch {
		case t.elem == elemOther:
		case isForeign:
			p.foreignRefs(t)
		default:
			p.pageRefs(t)
			p.loadRefs(t)
		}
		if t.set != 0 {
			p.sharedRefs(t)
		}
		if p.link.open {
			p.content(t)
		}
	}
	if isForeign {
		if t.elem == elemStyle && !t.selfClosing {
			p.styleText(t, p.foreignText())
		}
		return
	}
	switch t.elem {
	case elemTemplate:
		waits := !t.has(attrShadowrootmode)
		p.templates = append(p.templates, waits)
		if waits {
			p.inert++
		}
	case elemNoscript:
		p.noscript++
	}
	if isRaw(t.elem) {
		p.rawText(t)
	}
}

func (p *htmlParser) endTag(t *tag) {
	if len(p.foreign.stack) > 0 {
		p.foreign.close(t)
		p.scanner.cdata = p.foreign.inside()
	}
	switch t.elem {
	case elemA:
		p.endLink()
	case elemForm:
		p.posting = false
	case elemNoscript:
		p.noscript = max(0, p.noscript-1)
	case elemTemplate:
		if n := len(p.templates); n > 0 {
			if p.templates[n-1] {
				p.inert--
			}
			p.templates = p.templates[:n-1]
		}
	}
}

// rawText reads the content of a script, a style sheet and their like.
func (p *htmlParser) rawText(t *tag) {
	content := p.scanner.skipRaw(t)
	if p.inert > 0 {
		return
	}
	switch t.elem {
	case elemStyle:
		p.styleText(t, content)
	case elemScript:
		if t.has(attrType) && p.text(t, attrType) == "application/ld+json" {
			p.jsonld = append(p.jsonld, block{content, uint32(t.start)})
		}
	}
}

// foreignText returns the text of a foreign <style>: up to the next tag, or the
// CDATA section that it begins with.
func (p *htmlParser) foreignText() span {
	from := p.scanner.pos
	end := bytes.IndexByte(p.data[from:], '<')
	if rest := bytes.TrimLeft(p.data[from:], " \t\r\n"); bytes.HasPrefix(rest, []byte("<![CDATA[")) {
		from = len(p.data) - len(rest) + len("<![CDATA[")
		end = bytes.Index(p.data[from:], []byte("]]>"))
	}
	if end < 0 {
		end = len(p.data) - from
	}
	return span{uint32(from), uint32(from + end)}
}

func (p *htmlParser) styleText(t *tag, content span) {
	if p.inert > 0 {
		return
	}
	parseCSS(p.data[content.start:content.end], func(u cssURL) {
		p.addCSS(u, kindStyleURL, kindStyleImport, int(content.start)+u.off, t.start)
	})
}

// addAnchors notes the places in this element that a fragment can name.
func (p *htmlParser) addAnchors(t *tag, isForeign bool) {
	if t.has(attrID) {
		if v, _ := p.value(t, attrID); len(v) > 0 {
			p.anchors = append(p.anchors, anchor{value: v, off: t.attrs[attrID].start, lone: p.noscript > 0})
		}
	}
	if !t.has(attrName) || isForeign {
		return
	}
	switch t.elem {
	case elemA:
		if v, _ := p.value(t, attrName); len(v) > 0 {
			p.anchors = append(p.anchors, anchor{value: v, off: t.attrs[attrName].start, lone: true})
		}
	case elemMap:
		v, _ := p.value(t, attrName)
		p.maps = append(p.maps, v)
	}
}

// pageRefs adds what leads from page to page and what pages say of themselves.
func (p *htmlParser) pageRefs(t *tag) {
	switch t.elem {
	case elemA:
		p.startLink(t)
		p.addAttr(t, attrHref, kindA)
		p.addAttr(t, attrPing, kindPing)
	case elemArea:
		p.addAttr(t, attrHref, kindArea)
		p.addAttr(t, attrPing, kindPing)
		if t.has(attrHref) {
			p.needAlt(t, attrHref)
		}
	case elemBase:
		if t.has(attrHref) && !p.hasBase {
			v, _ := p.value(t, attrHref)
			p.base, _ = trimURL(v)
			p.hasBase = true
		}
	case elemForm:
		p.posting = p.posts(t, attrMethod)
		p.addForm(t, attrAction, kindForm, kindPostForm, p.posting)
	case elemButton, elemInput:
		if t.has(attrFormaction) {
			posting := p.posting
			if t.has(attrFormmethod) {
				posting = p.posts(t, attrFormmethod)
			}
			p.addForm(t, attrFormaction, kindFormaction, kindPostButton, posting)
		}
	case elemHTML:
		p.addAttr(t, attrManifest, kindManifest)
	case elemMeta:
		p.metaRefs(t)
	case elemLink:
		if !t.has(attrHref) && !t.has(attrImagesrcset) {
			return
		}
		if k, ok := linkKind(p.text(t, attrRel), p.text(t, attrAs)); ok {
			p.addAttr(t, attrHref, k)
			p.addSrcset(t, attrImagesrcset, kindLinkSrcset)
		}
	}
}

// posts reports whether a form's method sends data rather than asking for a page.
func (p *htmlParser) posts(t *tag, a attr) bool {
	method := p.text(t, a)
	return method == "post" || method == "dialog"
}

func (p *htmlParser) addForm(t *tag, a attr, get, post kind, posting bool) {
	if posting {
		get = post
	}
	p.addAttr(t, a, get)
}

func (p *htmlParser) metaRefs(t *tag) {
	if !t.has(attrContent) {
		return
	}
	if t.has(attrHTTPEquiv) && p.text(t, attrHTTPEquiv) == "refresh" {
		p.addRefresh(t)
	}
	for _, a := range []attr{attrProperty, attrName, attrItemprop} {
		if t.has(a) && isMetaURL(p.text(t, a)) {
			p.addAttr(t, attrContent, kindMeta)
			return
		}
	}
}

// loadRefs adds what an element shows or runs.
func (p *htmlParser) loadRefs(t *tag) {
	switch t.elem {
	case elemImg, elemImage: // <image> is <img> misspelt, and parsed as such
		p.addAttr(t, attrSrc, kindImg)
		p.addSrcset(t, attrSrcset, kindImgSrcset)
		p.needAlt(t, attrSrc)
	case elemSource:
		p.addAttr(t, attrSrc, kindSource)
		p.addSrcset(t, attrSrcset, kindSourceSrcset)
	case elemInput:
		p.addAttr(t, attrSrc, kindInput)
		if t.has(attrSrc) && p.text(t, attrType) == "image" {
			p.needAlt(t, attrSrc)
		}
	case elemScript:
		p.addAttr(t, attrSrc, kindScript)
	case elemIframe:
		p.addAttr(t, attrSrc, kindIframe)
	case elemFrame:
		p.addAttr(t, attrSrc, kindFrame)
	case elemEmbed:
		p.addAttr(t, attrSrc, kindEmbed)
	case elemObject:
		p.addAttr(t, attrData, kindObject)
		p.addAttr(t, attrCodebase, kindCodebase)
	case elemApplet:
		p.addAttr(t, attrCodebase, kindCodebase)
	case elemVideo:
		p.addAttr(t, attrSrc, kindVideo)
		p.addAttr(t, attrPoster, kindPoster)
	case elemAudio:
		p.addAttr(t, attrSrc, kindAudio)
	case elemTrack:
		p.addAttr(t, attrSrc, kindTrack)
	}
}

// foreignRefs adds the references of an element of SVG. Where both spellings
// of href are there, the one without prefix counts.
func (p *htmlParser) foreignRefs(t *tag) {
	a := attrHref
	if !t.has(a) {
		a = attrXlinkHref
	}
	switch t.elem {
	case elemA:
		if a == attrHref {
			p.addAttr(t, a, kindA)
		} else {
			p.addAttr(t, a, kindXlink)
		}
	case elemUse:
		p.addAttr(t, a, kindUse)
	case elemImage, elemFeImage:
		p.addAttr(t, a, kindSVGImage)
	case elemScript:
		p.addAttr(t, a, kindScript)
	}
}

// sharedRefs adds the references that many elements can have.
func (p *htmlParser) sharedRefs(t *tag) {
	if t.has(attrStyle) {
		p.addStyleAttr(t)
	}
	if t.set&(1<<attrBackground|1<<attrCite|1<<attrLongdesc|1<<attrUsemap) == 0 {
		return
	}
	p.addAttr(t, attrBackground, kindBackground)
	p.addAttr(t, attrLongdesc, kindLongdesc)
	p.addAttr(t, attrUsemap, kindUsemap)
	// A cite with words in it is a person's name in the wrong place, no link.
	if v, _ := p.value(t, attrCite); bytes.IndexByte(bytes.TrimSpace(v), ' ') < 0 {
		p.addAttr(t, attrCite, kindCite)
	}
}

// needAlt reports an image without a text in its place. An empty one is fine:
// it says that the image is decoration.
func (p *htmlParser) needAlt(t *tag, source attr) {
	role := p.text(t, attrRole)
	if t.has(attrAlt) || p.filled(t, attrAriaLabel) || p.filled(t, attrAriaLabelledby) || t.has(attrHidden) ||
		role == "presentation" || role == "none" || t.has(attrAriaHidden) && p.text(t, attrAriaHidden) == "true" {
		return
	}
	url, _ := p.value(t, source)
	url, _ = trimURL(url)
	p.lints = append(p.lints, lint{rule: ruleMissingAlt, off: uint32(t.start), tag: uint32(t.start), attr: "alt", url: url,
		message: "no alt text: readers who cannot see it get the file's name, or nothing",
		hint:    `say what it shows in alt="…", or write alt="" where it is decoration`})
}

// startLink begins to watch whether a link holds anything to read.
func (p *htmlParser) startLink(t *tag) {
	p.endLink()
	if !t.has(attrHref) || t.has(attrHidden) || t.has(attrAriaHidden) && p.text(t, attrAriaHidden) == "true" {
		return
	}
	url, _ := p.value(t, attrHref)
	p.link.url, _ = trimURL(url)
	p.link.off, p.link.tag, p.link.open = t.attrs[attrHref].start, uint32(t.start), true
	p.scanner.watch, p.scanner.text = true, false
}

// content takes a tag inside a link, or the link's own: does it give the link
// a name?
func (p *htmlParser) content(t *tag) {
	if p.scanner.text {
		return
	}
	switch t.elem {
	case elemImg, elemImage: // one without alt is reported as such
		p.scanner.text = !t.has(attrAlt) || p.filled(t, attrAlt)
	case elemInput, elemButton, elemObject, elemIframe, elemVideo, elemAudio, elemEmbed, elemMath, elemTextarea:
		p.scanner.text = true
	case elemOther: // elements that scripts define may draw anything
		p.scanner.text = bytes.IndexByte(t.name, '-') >= 0 || foldEqual(t.name, "select") || foldEqual(t.name, "canvas")
	}
	if !p.scanner.text && t.set&(1<<attrAriaLabel|1<<attrAriaLabelledby|1<<attrTitle) != 0 {
		p.scanner.text = p.filled(t, attrAriaLabel) || p.filled(t, attrAriaLabelledby) || p.filled(t, attrTitle)
	}
}

func (p *htmlParser) endLink() {
	if p.link.open && !p.scanner.text {
		p.lints = append(p.lints, lint{rule: ruleEmptyLink, off: p.link.off, tag: p.link.tag, attr: "href", url: p.link.url,
			message: "link without anything to read: screen readers and keyboards meet a nameless link",
			hint:    "put text in it, or name it with aria-label"})
	}
	p.link.open, p.scanner.watch = false, false
}

// lowerName returns the name of the element whose tag begins at off.
func lowerName(data []byte, off uint32) string {
	rest := data[min(int(off)+1, len(data)):]
	n := 0
	for n < len(rest) && classes[rest[n]]&(classSpace|classSlash|classClose) == 0 {
		n++
	}
	return strings.ToLower(string(rest[:n]))
}
