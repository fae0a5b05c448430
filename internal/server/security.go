package server

import (
	"fmt"
	"net/http"
	"net/textproto"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// DefaultCSP is the Content-Security-Policy of pages: scripts, styles, fonts, data and frames from the site
// itself and none of them inline; pictures, sound and film also from elsewhere over HTTPS, as authors embed
// them; no plug-ins; no page of another site may frame these.
const DefaultCSP = "default-src 'self'; img-src 'self' data: https:; media-src 'self' https:; object-src 'none'; " +
	"base-uri 'self'; form-action 'self'; frame-ancestors 'self'"

const (
	// inlineStyle goes with pages on which a script of the site's own draws diagrams or formulas: such libraries
	// write styles into the page. The operator's own policy is left as it is.
	inlineStyle = "; style-src 'self' 'unsafe-inline'"
	// drawingCSP keeps an SVG that is opened by itself from doing anything but being drawn. Drawings carry
	// their styles inside, so inline style is allowed to them, and only to them.
	drawingCSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'; sandbox"
	// errorCSP goes with the server's own one-line texts.
	errorCSP = "default-src 'none'; frame-ancestors 'none'"

	referrerPolicy    = "strict-origin-when-cross-origin"
	permissionsPolicy = "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()"
	openerPolicy      = "same-origin"
)

// A policy is the part of the header that the operator decides.
type policy struct {
	csp   string
	extra map[string]string // canonical names; an empty value takes the header away
}

func newPolicy(csp string, extra map[string]string) (policy, error) {
	p := policy{csp: csp, extra: map[string]string{}}
	if csp == "" {
		p.csp = DefaultCSP
	}
	if !httpguts.ValidHeaderFieldValue(p.csp) {
		return p, fmt.Errorf("content security policy %q: not a header value; write it in one line", csp)
	}
	for name, value := range extra {
		if !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value) {
			return p, fmt.Errorf("header %q: %q: not a header; a name has letters, digits and hyphens, a value is one line",
				name, value)
		}
		name = textproto.CanonicalMIMEHeaderKey(name)
		if reservedHeaders[name] {
			return p, fmt.Errorf("header %q: the server computes it for each answer; it cannot be set", name)
		}
		p.extra[name] = strings.TrimSpace(value)
	}
	return p, nil
}

// reservedHeaders describe the message or its content; a constant would be wrong for most answers.
var reservedHeaders = map[string]bool{
	"Accept-Ranges": true, "Allow": true, "Connection": true, "Content-Encoding": true, "Content-Length": true,
	"Content-Range": true, "Content-Type": true, "Date": true, "Etag": true, "Last-Modified": true, "Location": true,
	"Transfer-Encoding": true, "Upgrade": true, "Vary": true,
}

// secure adds the security headers that a file of this role needs: sniffing is off for all; what rules a
// browsing context goes with what can become one.
func (p policy) secure(h map[string]string, r role, draws bool) {
	h["X-Content-Type-Options"] = "nosniff"
	switch r {
	case page:
		h["Content-Security-Policy"] = p.csp
		if draws && p.csp == DefaultCSP {
			h["Content-Security-Policy"] += inlineStyle
		}
		h["Cross-Origin-Opener-Policy"] = openerPolicy
		h["Permissions-Policy"] = permissionsPolicy
		h["Referrer-Policy"] = referrerPolicy
	case drawing:
		h["Content-Security-Policy"] = drawingCSP
		h["Referrer-Policy"] = referrerPolicy
	}
}

// override applies the operator's own headers.
func (p policy) override(h map[string]string) {
	for name, value := range p.extra {
		if value == "" {
			delete(h, name)
		} else {
			h[name] = value
		}
	}
}

// own sets the headers of the server's own answers (redirects, errors, health).
func (p policy) own(h http.Header, cacheControl string) {
	set := map[string]string{
		"Cache-Control":           cacheControl,
		"Content-Security-Policy": errorCSP,
		"X-Content-Type-Options":  "nosniff",
	}
	p.override(set)
	for name, value := range set {
		h[name] = []string{value}
	}
}
