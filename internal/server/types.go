package server

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"
	"unicode/utf8"
)

// A mediaType says how a file's content is to be announced and treated.
type mediaType struct {
	name     string // without parameters
	text     bool   // gets charset=utf-8 when its content is valid UTF-8
	compress bool   // encoding it pays
	role     role
}

// A role says what a file is to the page that names it.
type role uint8

const (
	document role = iota // looked at or downloaded by itself
	page                 // a document that a browser runs: gets the page's security headers
	drawing              // SVG: a picture, but one that can carry script when opened by itself
	part                 // brought along by pages; outlives its build for pages loaded before
)

// mediaTypes is the whole table: the machine's own is never asked, as replicas on other machines would
// disagree. Names are those registered with IANA where there is one.
var mediaTypes = buildMediaTypes()

func buildMediaTypes() map[string]mediaType {
	types := map[string]mediaType{}
	adder := func(t mediaType) register {
		return func(r role, name string, exts ...string) {
			t.role, t.name = r, name
			for _, e := range exts {
				types[e] = t
			}
		}
	}
	text := adder(mediaType{text: true, compress: true})
	packed := adder(mediaType{})
	raw := adder(mediaType{compress: true}) // binary, but not compressed by itself
	pageTypes(text)
	partTypes(text, packed, raw)
	documentTypes(text, packed, raw)
	return types
}

type register = func(r role, name string, exts ...string)

func pageTypes(text register) {
	text(page, "text/html", ".html", ".htm")
	text(page, "application/xhtml+xml", ".xhtml", ".xht")
	text(page, "application/xml", ".xml", ".xsd", ".dtd", ".opml", ".drawio")
	text(page, "text/xsl", ".xsl", ".xslt")
	text(page, "application/atom+xml", ".atom")
	text(page, "application/rss+xml", ".rss")
	text(drawing, "image/svg+xml", ".svg")
}

func partTypes(text, packed, raw register) {
	text(part, "text/css", ".css")
	text(part, "text/javascript", ".js", ".mjs", ".cjs")
	text(part, "application/json", ".json", ".map")
	text(part, "application/ld+json", ".jsonld")
	text(part, "application/geo+json", ".geojson")
	text(part, "application/x-ndjson", ".ndjson", ".jsonl")
	text(part, "application/manifest+json", ".webmanifest")
	text(part, "text/vtt", ".vtt")
	text(part, "model/gltf+json", ".gltf")
	raw(part, "application/wasm", ".wasm")
	raw(part, "font/ttf", ".ttf")
	raw(part, "font/otf", ".otf")
	raw(part, "font/collection", ".ttc")
	raw(part, "application/vnd.ms-fontobject", ".eot")
	raw(part, "image/vnd.microsoft.icon", ".ico", ".cur")
	raw(part, "image/bmp", ".bmp")
	raw(part, "model/gltf-binary", ".glb")
	raw(part, "application/octet-stream", ".bin", ".dat", ".data", ".pf_index", ".pf_fragment", ".pf_meta", ".pagefind")
	packed(part, "font/woff", ".woff")
	packed(part, "font/woff2", ".woff2")
	packed(part, "image/png", ".png")
	packed(part, "image/apng", ".apng")
	packed(part, "image/jpeg", ".jpg", ".jpeg", ".jpe", ".jfif")
	packed(part, "image/gif", ".gif")
	packed(part, "image/webp", ".webp")
	packed(part, "image/avif", ".avif")
	packed(part, "image/heic", ".heic")
	packed(part, "image/jxl", ".jxl")
	packed(part, "image/tiff", ".tif", ".tiff")
	packed(part, "video/mp4", ".mp4", ".m4v")
	packed(part, "video/webm", ".webm")
	packed(part, "video/ogg", ".ogv")
	packed(part, "video/quicktime", ".mov")
	packed(part, "video/x-matroska", ".mkv")
	packed(part, "audio/mpeg", ".mp3")
	packed(part, "audio/mp4", ".m4a")
	packed(part, "audio/aac", ".aac")
	packed(part, "audio/ogg", ".ogg", ".oga", ".opus")
	packed(part, "audio/flac", ".flac")
	packed(part, "audio/webm", ".weba")
	raw(part, "audio/wav", ".wav")
	raw(part, "audio/midi", ".mid", ".midi")
}

func documentTypes(text, packed, raw register) {
	text(document, "text/plain", ".txt", ".text", ".log", ".conf", ".cfg", ".ini", ".env", ".properties", ".lock",
		".go", ".mod", ".sum", ".py", ".rb", ".rs", ".c", ".h", ".cc", ".cpp", ".hpp", ".cs", ".java", ".kt", ".swift",
		".scala", ".ts", ".tsx", ".jsx", ".php", ".pl", ".lua", ".r", ".jl", ".ex", ".exs", ".erl", ".hs", ".ml", ".clj",
		".sh", ".bash", ".zsh", ".fish", ".ps1", ".bat", ".sql", ".proto", ".graphql", ".tf", ".hcl", ".nix", ".diff",
		".patch", ".tmpl", ".mmd", ".dot", ".puml", ".scss", ".sass", ".less", ".vue", ".svelte", ".asm", ".s", ".zig")
	text(document, "text/markdown", ".md", ".markdown", ".mdx")
	text(document, "text/csv", ".csv")
	text(document, "text/tab-separated-values", ".tsv")
	text(document, "text/calendar", ".ics")
	text(document, "text/vcard", ".vcf")
	text(document, "application/yaml", ".yaml", ".yml")
	text(document, "application/toml", ".toml")
	text(document, "application/x-tex", ".tex")
	text(document, "application/x-bibtex", ".bib")
	text(document, "application/x-subrip", ".srt")
	text(document, "application/x-ipynb+json", ".ipynb")
	text(document, "application/rtf", ".rtf")
	raw(document, "application/postscript", ".ps", ".eps")
	raw(document, "application/x-tar", ".tar")
	raw(document, "application/msword", ".doc")
	raw(document, "application/vnd.ms-excel", ".xls")
	raw(document, "application/vnd.ms-powerpoint", ".ppt")
	packed(document, "application/pdf", ".pdf")
	packed(document, "application/epub+zip", ".epub")
	packed(document, "application/zip", ".zip")
	packed(document, "application/gzip", ".gz", ".tgz")
	packed(document, "application/zstd", ".zst")
	packed(document, "application/x-brotli", ".br")
	packed(document, "application/x-bzip2", ".bz2")
	packed(document, "application/x-xz", ".xz")
	packed(document, "application/x-7z-compressed", ".7z")
	packed(document, "application/java-archive", ".jar")
	packed(document, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
	packed(document, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
	packed(document, "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx")
	packed(document, "application/vnd.oasis.opendocument.text", ".odt")
	packed(document, "application/vnd.oasis.opendocument.spreadsheet", ".ods")
	packed(document, "application/vnd.oasis.opendocument.presentation", ".odp")
}

var (
	octets    = mediaType{name: "application/octet-stream"}
	plainText = mediaType{name: "text/plain", text: true, compress: true}
	jsonText  = mediaType{name: "application/json", text: true, compress: true}
)

// typeOf gives a file's type: by its extension, and for one that the table lacks (LICENSE, CNAME,
// apple-app-site-association) by its first bytes: JSON, text, or octets. Both depend on the file alone.
func typeOf(name string, head []byte) mediaType {
	if t, ok := mediaTypes[strings.ToLower(path.Ext(name))]; ok {
		return t
	}
	if !isText(head) {
		return octets
	}
	if trimmed := bytes.TrimSpace(head); len(trimmed) > 1 && trimmed[0] == '{' && json.Valid(trimmed) {
		return jsonText
	}
	return plainText
}

// isText reports whether b looks like UTF-8 text: valid, and without control characters but white space.
func isText(b []byte) bool {
	if len(b) == 0 || !utf8.Valid(b) {
		return false
	}
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' {
			return false
		}
	}
	return true
}

// header is the Content-Type of a file of this type. A text that is not UTF-8 goes without charset, so that
// what it says of itself counts.
func (t mediaType) header(validUTF8 bool) string {
	if t.text && validUTF8 {
		return t.name + "; charset=utf-8"
	}
	return t.name
}
