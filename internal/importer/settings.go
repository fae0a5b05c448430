package importer

import (
	"net/url"
	"strconv"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/diag"
)

func itoa(n int) string { return strconv.Itoa(n) }

// readConfig reads the configuration of a tool. One that does not exist is
// empty; one that cannot be read is an error, since everything follows from it.
func (s *site) readConfig(name string, format content.Format) (content.Value, error) {
	data := s.read(name)
	if data == nil {
		return content.Value{Kind: content.Table}, nil
	}
	text, _ := decodeText(data)
	v, problems := content.ParseData(name, text, format)
	for _, p := range problems {
		if p.Severity == diag.Error {
			return v, &Error{p.Pos.String() + ": " + p.Message, p.Hint}
		}
	}
	return v, nil
}

// setting takes a text of the source's configuration.
func (s *site) setting(v *content.Value, name string) {
	if v.Kind == content.Table || v.Kind == content.List || v.Kind == content.Null || strings.TrimSpace(v.Text) == "" {
		return
	}
	if name == "language" {
		text := strings.ReplaceAll(v.Text, "_", "-")
		if _, problems := content.ParseConfig("", content.WriteYAML([]content.Value{{Key: "language", Kind: content.Text, Text: text}})); problems.HasErrors() {
			s.settings.lost("setting", int(v.KeyLine), "%s: %q is not a language tag", v.Key, v.Text)
			return
		}
		v.Text = text
	}
	s.set(name, v.Text, content.Text)
	if renamed(v.Key, name) {
		s.settings.mapped("setting", int(v.KeyLine), "%s is %s", v.Key, name)
	}
}

// baseURL takes the address of the site, and with it the path that absolute
// links in it begin with.
func (s *site) baseURL(v *content.Value) {
	u, err := url.Parse(strings.TrimSpace(v.Text))
	if err != nil || u.Path == "" && u.Host == "" {
		return
	}
	s.basePath = joinURL(u.Path)
	if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.User != nil {
		return
	}
	s.set("base_url", u.Scheme+"://"+u.Host+s.basePath, content.Text)
	s.settings.mapped("setting", int(v.KeyLine), "%s is base_url", v.Key)
}

// menuLink adds a link to the header.
func (s *site) menuLink(title, target string) {
	i := -1
	for j := range s.config {
		if s.config[j].Key == "menu" {
			i = j
		}
	}
	if i < 0 {
		s.config = append(s.config, content.Value{Key: "menu", Kind: content.List})
		i = len(s.config) - 1
	}
	s.config[i].Items = append(s.config[i].Items, content.Value{Kind: content.Table, Items: []content.Value{
		{Key: "title", Kind: content.Text, Text: title}, {Key: "url", Kind: content.Text, Text: target}}})
}
