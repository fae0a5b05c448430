package glossary

import (
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"sitegen/internal/content"
)

// corpusDir holds a real glossary whose links people made by hand. It is read
// where it lies and never copied into the project.
const corpusDir = "../../../shared/corpora/cncf-glossary/content"

// page is one term of the corpus with its prose as the matcher sees it.
type page struct {
	term *content.Term
	// blocks are the paragraphs, list items and cells, as plain text; a heading
	// begins a section and is itself no prose.
	blocks []block
	links  []handLink
}

type block struct {
	section int
	text    string
}

type handLink struct{ text, target string }

func loadCorpus(t testing.TB, language string) []page {
	t.Helper()
	dir := filepath.Join(corpusDir, language)
	files, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the shared corpus of glossaries is not here")
	}
	sort.Strings(files)
	var pages []page
	for _, f := range files {
		id := strings.TrimSuffix(filepath.Base(f), ".md")
		if strings.HasPrefix(id, "_") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if p, ok := parsePage(id, string(src), language); ok {
			pages = append(pages, p)
		}
	}
	return pages
}

var (
	frontMatter = regexp.MustCompile(`(?s)\A\s*---\n(.*?)\n---\n(.*)\z`)
	titleLine   = regexp.MustCompile(`(?mi)^\s*title:\s*(.*?)\s*$`)
	layoutLine  = regexp.MustCompile(`(?mi)^\s*layout:`)
	inlineLink  = regexp.MustCompile(`\[((?:[^\]\[]|\[[^\]]*\])*)\]\(\s*([^)\s]+)[^)]*\)`)
	imageLink   = regexp.MustCompile(`!\[[^\]]*\]\([^)]*\)`)
	siteLink    = regexp.MustCompile(`^(?:https?://glossary\.cncf\.io)?/?(?:(?:ja|de|ur|zh-cn|zh)/)?([\w-]+)/?(?:#.*)?$`)
	fence       = regexp.MustCompile("(?ms)^```.*?^```")
	codeSpan    = regexp.MustCompile("`[^`]*`")
	rawHTML     = regexp.MustCompile(`(?s)<!--.*?-->|</?[a-zA-Z][^>]*>`)
	emphasis    = regexp.MustCompile(`(\*\*|__|\*|_)([^*_\s][^*_]*?)(\*\*|__|\*|_)`)
	listMark    = regexp.MustCompile(`^\s*(?:[-*+]|\d+\.)\s+`)
)

func parsePage(id, src, language string) (page, bool) {
	src = strings.ReplaceAll(src, "\r\n", "\n")
	m := frontMatter.FindStringSubmatch(src)
	if m == nil || layoutLine.MatchString(m[1]) {
		return page{}, false
	}
	title := titleLine.FindStringSubmatch(m[1])
	if title == nil {
		return page{}, false
	}
	t := &content.Term{}
	t.ID, t.Title, t.Kind = id, strings.Trim(title[1], `"'`), content.KindTerm
	p := page{term: t}
	body := rawHTML.ReplaceAllString(fence.ReplaceAllString(m[2], ""), "")
	body = imageLink.ReplaceAllString(body, "")
	for _, l := range inlineLink.FindAllStringSubmatch(body, -1) {
		target := "(outside)"
		if s := siteLink.FindStringSubmatch(l[2]); s != nil {
			target = s[1]
		}
		p.links = append(p.links, handLink{l[1], target})
	}
	body = inlineLink.ReplaceAllString(body, "$1")
	body = codeSpan.ReplaceAllString(body, "\x00")
	body = emphasis.ReplaceAllString(body, "$2")
	p.blocks = blocksOf(body)
	for _, b := range p.blocks {
		if b.text != "" {
			t.Definition = b.text
			break
		}
	}
	return p, true
}

// blocksOf cuts a body into its blocks.
func blocksOf(body string) []block {
	var out []block
	section := 0
	var cur []string
	flush := func() {
		if text := strings.TrimSpace(strings.Join(cur, "\n")); text != "" {
			out = append(out, block{section, text})
		}
		cur = nil
	}
	for line := range strings.SplitSeq(body, "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
			flush()
			if strings.HasPrefix(line, "## ") {
				section++
			}
			continue
		case strings.TrimSpace(line) == "":
			flush()
			continue
		case listMark.MatchString(line):
			flush()
			line = listMark.ReplaceAllString(line, "")
		}
		cur = append(cur, line)
	}
	flush()
	return out
}
