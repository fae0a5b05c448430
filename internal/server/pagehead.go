package server

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxHeadScan is how far into a page its head is looked for.
const maxHeadScan = 64 << 10

// maxPreloads is how many files a page's Link header names at most.
const maxPreloads = 6

// A pageHead is what the server learns from a page's head.
type pageHead struct {
	refresh  bool      // it sends the reader elsewhere
	draws    bool      // it loads a script that draws diagrams or formulas
	preloads []preload // in the page's order
}

// A preload is a file that the page is sure to need, and how to ask for it.
type preload struct {
	href   string
	params string // of the Link header, with leading "; "
}

// scanHead reads the head of a page of HTML.
func scanHead(src []byte) *pageHead {
	h := &pageHead{}
	z := html.NewTokenizer(bytes.NewReader(src[:min(len(src), maxHeadScan)]))
	based := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return h.settle(based)
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == atom.Head {
				return h.settle(based)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := atom.Lookup(name)
			switch tag {
			case atom.Body:
				return h.settle(based)
			case atom.Base:
				based = true
			case atom.Meta, atom.Link, atom.Script:
				h.element(tag, attributes(z, more))
			}
		}
	}
}

// drawScript matches where a build publishes the scripts that a site brings to draw with.
var drawScript = regexp.MustCompile(`(^|/)assets/(mermaid|math)/[^/]+$`)

// settle drops the preloads of a page with a base element: they would need it to be resolved.
func (h *pageHead) settle(based bool) *pageHead {
	if based {
		h.preloads = nil
	}
	return h
}

func attributes(z *html.Tokenizer, more bool) map[string]string {
	attrs := map[string]string{}
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if _, again := attrs[string(key)]; !again {
			attrs[string(key)] = string(value)
		}
	}
	return attrs
}

func (h *pageHead) element(tag atom.Atom, attrs map[string]string) {
	if tag == atom.Meta {
		h.refresh = h.refresh || strings.EqualFold(attrs["http-equiv"], "refresh")
		return
	}
	if tag == atom.Script {
		h.draws = h.draws || drawScript.MatchString(attrs["src"])
		return
	}
	href := strings.TrimSpace(attrs["href"])
	if href == "" || len(h.preloads) == maxPreloads {
		return
	}
	if params := preloadParams(attrs); params != "" {
		h.preloads = append(h.preloads, preload{href, params})
	}
}

// preloadParams gives the Link parameters for a link element, or "" for one that need not be loaded at once:
// a style sheet for other media, an alternate one, an icon.
func preloadParams(attrs map[string]string) string {
	rels := strings.Fields(strings.ToLower(attrs["rel"]))
	has := func(rel string) bool {
		for _, r := range rels {
			if r == rel {
				return true
			}
		}
		return false
	}
	_, crossorigin := attrs["crossorigin"]
	_, disabled := attrs["disabled"]
	media := strings.ToLower(strings.TrimSpace(attrs["media"]))
	if media != "" && media != "all" && media != "screen" || attrs["integrity"] != "" {
		return ""
	}
	switch {
	case has("stylesheet") && !has("alternate") && !disabled && !crossorigin:
		return "; rel=preload; as=style"
	case has("modulepreload"):
		return "; rel=modulepreload"
	case has("preload"):
		as := strings.ToLower(attrs["as"])
		if as == "font" {
			return "; rel=preload; as=font; crossorigin"
		}
		if (as == "style" || as == "script" || as == "image") && !crossorigin && attrs["imagesrcset"] == "" {
			return "; rel=preload; as=" + as
		}
	}
	return ""
}
