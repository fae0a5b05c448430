package build

import (
	"bytes"
	"net/url"
	"strings"
)

// portable rewrites a page's links into relative ones that name their files,
// so that the folder also opens from file://. It works on the finished HTML:
// so links that templates and authors wrote by hand are changed like all
// others. Only URLs below the site's base path are touched.
func (s *Snapshot) portable(page string, html []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(html) + len(html)/16)
	for len(html) > 0 {
		open := bytes.IndexByte(html, '<')
		if open < 0 {
			break
		}
		out.Write(html[:open])
		html = html[open:]
		end := tagEnd(html)
		tag := html[:end]
		html = html[end:]
		if len(tag) > 1 && isLetter(tag[1]) {
			s.portableTag(&out, page, tag)
		} else {
			out.Write(tag)
		}
		if name := rawTextElement(tag); name != "" {
			end := bytes.Index(bytes.ToLower(html), []byte("</"+name))
			if end < 0 {
				end = len(html)
			}
			out.Write(html[:end])
			html = html[end:]
		}
	}
	out.Write(html)
	return out.Bytes()
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// tagEnd is the length of the markup that begins html: a comment, or a tag
// with its quoted attributes.
func tagEnd(html []byte) int {
	if bytes.HasPrefix(html, []byte("<!--")) {
		if i := bytes.Index(html[4:], []byte("-->")); i >= 0 {
			return i + 7
		}
		return len(html)
	}
	if len(html) < 2 || !isLetter(html[1]) && html[1] != '/' && html[1] != '!' {
		return 1
	}
	quote := byte(0)
	for i := 1; i < len(html); i++ {
		switch c := html[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && html[i-1] == '=':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(html)
}

// rawTextElement names the element whose text is no markup, if the tag opens
// one.
func rawTextElement(tag []byte) string {
	for _, name := range [...]string{"script", "style", "textarea", "title"} {
		if len(tag) > len(name)+1 && strings.EqualFold(string(tag[1:1+len(name)]), name) && !isLetter(tag[1+len(name)]) {
			return name
		}
	}
	return ""
}

// portableTag writes a tag with the URLs of its attributes made relative.
func (s *Snapshot) portableTag(out *bytes.Buffer, page string, tag []byte) {
	for {
		eq := bytes.IndexByte(tag, '=')
		if eq < 0 || eq+1 >= len(tag) {
			break
		}
		name := tag[:eq]
		if i := bytes.LastIndexAny(name, " \t\n\r/\""); i >= 0 {
			name = name[i+1:]
		}
		out.Write(tag[:eq+1])
		tag = tag[eq+1:]
		quote := tag[0]
		if quote != '"' && quote != '\'' {
			continue
		}
		end := bytes.IndexByte(tag[1:], quote)
		if end < 0 {
			break
		}
		value := string(tag[1 : 1+end])
		out.WriteByte(quote)
		out.WriteString(s.portableValue(page, strings.ToLower(string(name)), value))
		out.WriteByte(quote)
		tag = tag[end+2:]
	}
	out.Write(tag)
}

func (s *Snapshot) portableValue(page, attr, value string) string {
	switch attr {
	case "href", "src", "poster", "data", "action", "data-src", "data-url":
		return s.relative(page, value)
	case "srcset":
		parts := strings.Split(value, ",")
		for i, p := range parts {
			u, size, _ := strings.Cut(strings.TrimSpace(p), " ")
			parts[i] = strings.TrimSpace(s.relative(page, u) + " " + size)
		}
		return strings.Join(parts, ", ")
	case "content": // <meta http-equiv="refresh" content="0; url=/x/">
		if i := strings.Index(strings.ToLower(value), "url="); i >= 0 {
			return value[:i+4] + s.relative(page, value[i+4:])
		}
	}
	return value
}

// relative turns a URL below the base path into one relative to the page.
func (s *Snapshot) relative(page, u string) string {
	rest, ok := strings.CutPrefix(u, s.urls.prefix)
	if !ok || strings.HasPrefix(u, "//") {
		return u
	}
	p, tail := splitDest(rest)
	if p == "" || strings.HasSuffix(p, "/") {
		p += "index.html"
	} else if name, err := url.PathUnescape(p); err == nil {
		if _, isFile := s.byPath[name]; !isFile {
			if _, isPage := s.byPath[name+"/index.html"]; isPage {
				p += "/index.html"
			}
		}
	}
	return relativeFile(page, p) + tail
}
