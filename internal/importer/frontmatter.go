package importer

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/diag"
)

// readDoc reads a Markdown file: its front matter, then its text.
func (s *site) readDoc(d *doc) error {
	if d.made {
		return nil
	}
	data, err := fs.ReadFile(s.src, d.src)
	if err != nil {
		return fmt.Errorf("read the source: %w", err)
	}
	data = s.decode(data, d.report)
	members, head, problems := content.FrontMatter(d.src, data)
	if head.Broken {
		d.raw = data
		for _, p := range problems {
			if p.Severity == diag.Error {
				d.report.lost("front matter", p.Pos.Line, "the front matter cannot be read (%s): the file is copied as it is, and the build will ask for it to be mended", p.Message)
			}
		}
		return nil
	}
	d.lines = splitLines(string(data[head.Body:]), head.Line)
	s.takeFrontMatter(d, members, head, problems)
	if s.kind != Hugo {
		hideTags(d.lines)
	}
	s.tool.body(s, d)
	s.requireTitle(d)
	return nil
}

// takeFrontMatter sorts the members of front matter into fields and params.
func (s *site) takeFrontMatter(d *doc, members []content.Value, head *content.Head, problems diag.List) {
	for i := range members {
		m := &members[i]
		if s.tool.member(s, d, m) {
			continue
		}
		if f := fieldOf(head, m); f != nil {
			if d.field(f.Key) != nil {
				continue // the tool, or another spelling, has set it
			}
			v := f.Value
			v.Key = f.Key
			d.fields = append(d.fields, v)
			if renamed(m.Key, f.Key) {
				d.report.mapped("key", int(m.KeyLine), "%s is %s", m.Key, f.Key)
			}
			if holdsMore(m, &v) {
				d.param(*m)
				d.report.kept("own key", int(m.KeyLine), "%s says more than %s can hold; it stands below params too", m.Key, f.Key)
			}
			continue
		}
		s.otherMember(d, m, head, problems)
	}
}

// otherMember keeps a member that is no known key with a value that fits.
func (s *site) otherMember(d *doc, m *content.Value, head *content.Head, problems diag.List) {
	key := content.FindKey(m.Key)
	switch {
	case m.Kind == content.Null || m.Kind == content.Text && strings.TrimSpace(m.Text) == "":
		return
	case key != nil && key.Name == "params":
		for _, p := range head.Params {
			if slices.ContainsFunc(m.Items, func(v content.Value) bool { return v.KeyLine == p.Value.KeyLine && v.Key == p.Value.Key }) {
				d.param(p.Value)
			}
		}
		return
	case key != nil && key.Type.IsList() && d.field(key.Name) != nil && isParam(head, m) == nil:
		d.report.mapped("key", int(m.KeyLine), "%s is joined with %s", m.Key, key.Name)
		return
	}
	for _, p := range problems {
		if p.Severity == diag.Error && p.Rule != "misspelt-key" && (p.Pos.Line == int(m.Line) || p.Pos.Line == int(m.KeyLine)) {
			d.report.lost("value", p.Pos.Line, "%s; it stands below params now", p.Message)
			d.param(*m)
			return
		}
	}
	d.report.kept("own key", int(m.KeyLine), "%s stands below params, for templates", m.Key)
	d.param(*m)
}

// holdsMore reports whether a member says more than the plain value that was
// taken from it: the credit of a picture, a second category.
func holdsMore(m, v *content.Value) bool {
	if v.Kind == content.Table || m.Kind == v.Kind && m.Kind != content.List {
		return false
	}
	if m.Kind == content.Table {
		return len(m.Items) > 1
	}
	return m.Kind == content.List && (v.Kind != content.List && v.Key != "author" && len(m.Items) > 1 ||
		slices.ContainsFunc(m.Items, func(i content.Value) bool { return i.Kind == content.Table && len(i.Items) > 1 }))
}

// fieldOf returns the field that was made from a member, or nil.
func fieldOf(head *content.Head, m *content.Value) *content.Field {
	for i := range head.Fields {
		if f := &head.Fields[i]; f.Value.KeyLine == m.KeyLine && f.Value.KeyColumn == m.KeyColumn {
			return f
		}
	}
	return nil
}

func isParam(head *content.Head, m *content.Value) *content.Value {
	for i := range head.Params {
		if v := &head.Params[i].Value; v.KeyLine == m.KeyLine && v.KeyColumn == m.KeyColumn {
			return v
		}
	}
	return nil
}

// renamed reports whether a key is written as another name than its own, not
// counting case and hyphens.
func renamed(written, canonical string) bool {
	fold := strings.NewReplacer("_", "", "-", "", " ", "")
	return fold.Replace(strings.ToLower(written)) != fold.Replace(canonical)
}

// field returns a known key of the front matter, or nil.
func (d *doc) field(name string) *content.Value { return member(d.fields, name) }

func member(list []content.Value, name string) *content.Value {
	for i := range list {
		if list[i].Key == name {
			return &list[i]
		}
	}
	return nil
}

// set sets a known key to a scalar.
func (d *doc) set(name string, kind content.ValueKind, text string) {
	d.head = nil
	v := content.Value{Key: name, Kind: kind, Text: text}
	if old := d.field(name); old != nil {
		*old = v
		return
	}
	d.fields = append(d.fields, v)
}

// setText sets a known key to a text that is not empty.
func (d *doc) setText(name, text string) {
	if text = strings.Join(strings.Fields(showTags(text)), " "); text != "" {
		d.set(name, content.Text, text)
	}
}

// setDefault is setText for a key that the file does not have.
func (d *doc) setDefault(name, text string) {
	if d.field(name) == nil {
		d.setText(name, text)
	}
}

// addTexts adds texts to a known key that is a list, each once.
func (d *doc) addTexts(name string, texts ...string) {
	d.head = nil
	for _, t := range texts {
		if t = strings.Join(strings.Fields(t), " "); t == "" {
			continue
		}
		v := d.field(name)
		if v == nil {
			d.fields = append(d.fields, content.Value{Key: name, Kind: content.List})
			v = &d.fields[len(d.fields)-1]
		}
		if !slices.ContainsFunc(v.Items, func(i content.Value) bool { return i.Text == t }) {
			v.Items = append(v.Items, content.Value{Kind: content.Text, Text: t})
		}
	}
}

// remove takes a known key out.
func (d *doc) remove(name string) {
	d.head = nil
	d.fields = slices.DeleteFunc(d.fields, func(v content.Value) bool { return v.Key == name })
}

// param adds a key of the author's own; the first of a name stays.
func (d *doc) param(v content.Value) {
	d.head = nil
	if member(d.params, v.Key) == nil {
		d.params = append(d.params, v)
	}
}

// textOf returns the text of a known key, or "".
func (d *doc) textOf(name string) string {
	if v := d.field(name); v != nil {
		return v.Text
	}
	return ""
}

// title is what the front matter or the first heading calls the file, or "".
func (d *doc) title() string {
	if t := d.textOf("title"); t != "" {
		return t
	}
	return heading(d.lines)
}

// requireTitle gives a file without a title and without a heading at its start
// one: that of a heading further down, or its name.
func (s *site) requireTitle(d *doc) {
	if d.title() != "" || d.raw != nil {
		return
	}
	for _, l := range d.lines {
		if text, ok := strings.CutPrefix(l.text, "# "); ok && !l.code {
			d.setText("title", plainText(text))
			return
		}
	}
	name := stem(d.target)
	if name == "index" || name == "_index" {
		if name = lastFolder(d.target); name == "" {
			return // the home page is called as the site is
		}
	}
	if m := dated.FindStringSubmatch(name); m != nil {
		name = m[4]
	}
	d.setText("title", titleFrom(name))
}

// lastFolder is the name of the folder that holds the file, or "".
func lastFolder(file string) string {
	parts := strings.Split(file, "/")
	if len(parts) < 2 {
		return ""
	}
	return parts[len(parts)-2]
}

// keyRank is the place of a key in front matter: that of the documentation.
func keyRank(name string) int {
	return slices.IndexFunc(content.Keys, func(k content.KeyDoc) bool { return k.Name == name })
}

// frontMatter writes the front matter. Keys that mean nothing for the file's
// kind stand below params.
func (d *doc) frontMatter() []byte {
	var members, own []content.Value
	for _, v := range d.fields {
		if key := content.FindKey(v.Key); d.kindKnown && !key.AppliesTo(d.kind) {
			own = append(own, v)
			continue
		}
		members = append(members, v)
	}
	slices.SortStableFunc(members, func(a, b content.Value) int { return keyRank(a.Key) - keyRank(b.Key) })
	for _, v := range d.params {
		if member(own, v.Key) == nil {
			own = append(own, v)
		}
	}
	if len(own) > 0 {
		members = append(members, content.Value{Key: "params", Kind: content.Table, Items: own})
	}
	if len(members) == 0 && len(d.lines) > 0 {
		return nil
	}
	return content.WriteFrontMatter(members)
}

// text is the whole file.
func (d *doc) text() []byte {
	if d.raw != nil {
		return d.raw
	}
	head, body := d.frontMatter(), joinLines(trimBlank(d.lines))
	if len(head) > 0 && body != "" {
		head = append(head, '\n')
	}
	return append(head, body...)
}

// trimBlank takes blank lines from the beginning.
func trimBlank(lines []line) []line {
	for len(lines) > 0 && lines[0].blank() {
		lines = lines[1:]
	}
	return lines
}
