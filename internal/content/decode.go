package content

import (
	"fmt"
	"path"
	"strings"

	"sitegen/internal/diag"
)

// decodeHead sorts the members of the front matter into known keys, checked
// and brought to their types, and the author's own.
func decodeHead(h *Head, file string, root []Value, problems *diag.List) {
	d := decoder{file: file, problems: problems}
	h.Fields = make([]Field, 0, len(root))
	for _, m := range d.unique(root, true) {
		v := m.value
		if !m.known {
			d.unknown(h, *v)
			continue
		}
		index, value, ok := d.known(v, m.key, m.rank)
		key := &Keys[index]
		switch {
		case !ok:
			h.Params = append(h.Params, Param{Value: *v})
			continue
		case value.Kind == Null:
			h.BadTitle = h.BadTitle || key.Name == "title" && (v.Kind == List || v.Kind == Table)
			continue
		case key.Name == "params":
			for _, item := range d.unique(value.Items, false) {
				h.Params = append(h.Params, Param{Value: *item.value, Own: true})
			}
			continue
		case v.Kind == List && key.Name == "category" && len(v.Items) > 1:
			h.Params = append(h.Params, Param{Value: *v, Own: true})
		}
		h.put(key, value, m.rank)
	}
}

// put adds a field, or settles between two spellings of one key.
func (h *Head) put(key *KeyDoc, value Value, rank int) {
	for i := range h.Fields {
		f := &h.Fields[i]
		if f.Key != key.Name {
			continue
		}
		before, _ := findKey(f.Value.Key)
		switch {
		case key.Type.list():
			f.Value.Items = append(f.Value.Items, value.Items...)
		case rank < before.rank:
			h.Params = append(h.Params, Param{Value: f.Value, Own: true})
			f.Value = value
		default:
			h.Params = append(h.Params, Param{Value: value, Own: true})
		}
		return
	}
	h.Fields = append(h.Fields, Field{Key: key.Name, Value: value})
}

// decoder checks the values of one file.
type decoder struct {
	file     string
	problems *diag.List
}

func (d *decoder) at(v *Value) diag.Position {
	return diag.Position{File: d.file, Line: int(v.Line), Column: int(v.Column)}
}

func (d *decoder) atKey(v *Value) diag.Position {
	return diag.Position{File: d.file, Line: int(v.KeyLine), Column: int(v.KeyColumn)}
}

// named is a member of a table and the key that its name stands for.
type named struct {
	value *Value
	known bool
	spelling
}

// unique reports and drops members whose key occurred before. With known,
// names are looked up, and another way to write the same name is no new one.
func (d *decoder) unique(items []Value, known bool) []named {
	kept := make([]named, 0, len(items))
next:
	for i := range items {
		m := named{value: &items[i]}
		if known {
			m.spelling, m.known = findKey(m.value.Key)
		}
		for _, first := range kept {
			message := ""
			switch {
			case first.value.Key == m.value.Key:
				message = fmt.Sprintf("the key %s occurs twice; the first is on line %d", m.value.Key, first.value.KeyLine)
			case m.known && first.known && first.spelling == m.spelling:
				message = fmt.Sprintf("%s and %s are the same key; the first is on line %d", first.value.Key, m.value.Key, first.value.KeyLine)
			default:
				continue
			}
			d.problems.Errorf(d.atKey(m.value), "duplicate-key", "keep one of the two", "%s", message)
			continue next
		}
		kept = append(kept, m)
	}
	return kept
}

// unknown keeps a key for templates unless it looks like a slip.
func (d *decoder) unknown(h *Head, v Value) {
	if meant := oneSlipFrom(v.Key); meant != "" {
		h.BadTitle = h.BadTitle || meant == "title"
		d.problems.Errorf(d.atKey(&v), "misspelt-key", fmt.Sprintf("did you mean %s? A key of your own with this name can stand below params", meant),
			"unknown key %q", v.Key)
		return
	}
	h.Params = append(h.Params, Param{Value: v})
}

// known checks a value against its key. A mistake under the key's own name is
// reported, and Null returned; what stands under another tool's name and does
// not fit is not ours (ok is false).
func (d *decoder) known(v *Value, index, rank int) (int, Value, bool) {
	value, key := *v, &Keys[index]
	if value.Kind == Null {
		return index, value, true
	}
	if rank > 0 && foldKey(v.Key) == "published" {
		return publishedKey(value)
	}
	value = unwrap(key, value)
	if key.Type.list() {
		value, ok := d.list(key, value, rank)
		return index, value, ok
	}
	problem := checkScalar(key, &value)
	switch {
	case problem == nil:
		return index, value, true
	case problem.fit == fitsAnother || rank > 0 && problem.fit == fitsOthers:
		return index, value, false
	}
	d.problems.Errorf(d.at(&value), problem.rule, problem.hint, "%s", problem.message)
	return index, Value{}, true
}

// publishedKey reads Jekyll's "published: false" (a draft), which other tools
// use for the date.
func publishedKey(v Value) (int, Value, bool) {
	draft, date := spellings["draft"].key, spellings["date"].key
	if _, ok := parseDate(v.Text); ok && v.Kind != Table && v.Kind != List {
		v.Kind = Date
		return date, v, true
	}
	b, ok := parseBool(v.Text)
	if !ok || v.Kind != Bool && v.Kind != Text {
		return draft, v, false
	}
	v.Kind, v.Text = Bool, map[bool]string{true: "false", false: "true"}[b]
	return draft, v, true
}

// unwrap takes the plain value out of the richer forms that other tools have
// for a few keys: image: {src: ...}, authors: [{name: ...}], last_update:
// {date: ...}, categories: [x].
func unwrap(key *KeyDoc, v Value) Value {
	pick := func(t Value, names ...string) Value {
		if t.Kind != Table {
			return t
		}
		for _, name := range names {
			if m := t.member(name); m != nil && m.Kind == Text {
				t.Kind, t.Text, t.Items = Text, m.Text, nil
				t.Line, t.Column = m.Line, m.Column
				break
			} else if m != nil && m.Kind == Date {
				t.Kind, t.Text, t.Items = Date, m.Text, nil
				break
			}
		}
		return t
	}
	first := func(l Value) Value {
		if l.Kind != List {
			return l
		}
		for _, item := range l.Items {
			if item.Kind == Text && strings.TrimSpace(item.Text) != "" || item.Kind == Table {
				item.Key, item.KeyLine, item.KeyColumn = l.Key, l.KeyLine, l.KeyColumn
				return item
			}
		}
		return l
	}
	switch key.Name {
	case "category":
		return first(v)
	case "image":
		return pick(first(v), "src", "url", "path", "image", "file")
	case "updated":
		return pick(v, "date")
	case "author":
		if v.Kind != List {
			return pick(v, "name")
		}
		var names []string
		for _, item := range v.Items {
			item = pick(item, "name")
			if item.Kind == List || item.Kind == Table {
				return v
			}
			names = append(names, item.Text)
		}
		v.Kind, v.Text, v.Items = Text, strings.Join(names, ", "), nil
	}
	return v
}

// list brings a value to a list of texts, without blank ones.
func (d *decoder) list(key *KeyDoc, v Value, rank int) (Value, bool) {
	items := v.Items
	switch v.Kind {
	case Table:
		if rank > 0 {
			return v, false
		}
		d.report(&v, wrongType(key, &v))
		return Value{}, true
	case List:
	default:
		item := v
		item.Key, item.KeyLine, item.KeyColumn = "", 0, 0
		items = []Value{item}
	}
	kept := make([]Value, 0, len(items))
	for i := range items {
		item := items[i]
		if item.Kind == List || item.Kind == Table {
			if rank > 0 {
				return v, false
			}
			d.report(&item, &valueProblem{rule: "wrong-type",
				message: fmt.Sprintf("%s is a list of texts, but this item is %s", key.Name, item.describe()),
				hint:    fmt.Sprintf("write, for example, %s: %s", key.Name, key.Type.example())})
			continue
		}
		item.Text = strings.TrimSpace(item.Text)
		if item.Kind == Null || item.Text == "" {
			continue
		}
		item.Kind = Text
		if problem := checkItem(key, &item); problem != nil {
			d.report(&item, problem)
			continue
		}
		kept = append(kept, item)
	}
	v.Kind, v.Text, v.Items = List, "", kept
	return v, true
}

func (d *decoder) report(v *Value, p *valueProblem) {
	d.problems.Errorf(d.at(v), p.rule, p.hint, "%s", p.message)
}

// valueProblem is what is wrong with a value.
type valueProblem struct {
	rule, message, hint string
	fit                 fit
}

// fit says whether a value that is wrong for a key may be right for another
// tool, which means something else by the name.
type fit uint8

const (
	fitsNowhere fit = iota // a mistake under any name
	fitsOthers             // a mistake under sitegen's own name only
	fitsAnother            // no mistake: the author means something else
)

func wrongType(key *KeyDoc, v *Value) *valueProblem {
	want := key.Type.phrase()
	return &valueProblem{rule: "wrong-type", message: fmt.Sprintf("%s must be %s, not %s", key.Name, want, v.describe()),
		hint: fmt.Sprintf("write, for example, %s: %s", key.Name, key.Type.example()), fit: fitsOthers}
}

// checkScalar brings a value that is no list to the type of its key. A text
// may look like a number or a date: then it is what was written.
func checkScalar(key *KeyDoc, v *Value) *valueProblem {
	if key.Type == TypeTable {
		if v.Kind != Table {
			return wrongType(key, v)
		}
		return nil
	}
	if v.Kind == List || v.Kind == Table {
		return wrongType(key, v)
	}
	v.Text = strings.TrimSpace(v.Text)
	if v.Text == "" {
		v.Kind = Null
		return nil
	}
	switch key.Type {
	case TypeBool:
		if _, ok := parseBool(v.Text); !ok || v.Kind != Bool && v.Kind != Text {
			return wrongType(key, v)
		}
		v.Kind = Bool
		return nil
	case TypeInt:
		if _, ok := parseInt(v.Text); !ok || v.Kind != Int && v.Kind != Text {
			return wrongType(key, v)
		}
		v.Kind = Int
		return nil
	case TypeDate:
		return checkDate(key, v)
	}
	v.Kind = Text
	return checkItem(key, v)
}

// checkDate checks a date.
func checkDate(key *KeyDoc, v *Value) *valueProblem {
	if v.Kind != Date && v.Kind != Text {
		return wrongType(key, v)
	}
	if _, ok := parseDate(v.Text); ok {
		v.Kind = Date
		return nil
	}
	hint := "write it as 2026-01-31, or with a time as 2026-01-31T15:04:05Z"
	if strings.Count(v.Text, "/") == 2 {
		hint = "day and month cannot be told apart: " + hint
	}
	return &valueProblem{rule: "bad-date", message: fmt.Sprintf("%q is not a date", v.Text), hint: hint}
}

// checkItem checks a text, alone or in a list, by the type of its key.
func checkItem(key *KeyDoc, v *Value) *valueProblem {
	switch key.Type {
	case TypeLevel:
		if _, ok := parseLevel(v.Text); !ok {
			return &valueProblem{"bad-level", fmt.Sprintf("unknown level %q", v.Text), "use foundation, intermediate or advanced", fitsOthers}
		}
	case TypeCase:
		if s := strings.ToLower(v.Text); s != "exact" && s != "fold" {
			return &valueProblem{"bad-case", fmt.Sprintf("unknown case %q", v.Text), "use exact or fold", fitsOthers}
		}
	case TypeSlug:
		return checkSlug(v.Text)
	case TypePath:
		// Jekyll's patterns (/:categories/:title/) and links to elsewhere are
		// not addresses of this page.
		if strings.Contains(v.Text, ":") {
			return &valueProblem{fit: fitsAnother}
		}
		return checkPath("bad-url", v.Text)
	case TypePaths:
		return checkPath("bad-alias", v.Text)
	case TypeGlobs:
		if _, err := path.Match(strings.ReplaceAll(v.Text, "**", "*"), ""); err != nil {
			return &valueProblem{"bad-glob", fmt.Sprintf("%q is not a glob", v.Text),
				"write a pattern over ids such as lessons/security/**", fitsNowhere}
		}
	}
	return nil
}

// parseLevel reads a level, in any case.
func parseLevel(s string) (Level, bool) {
	for l := LevelFoundation; l <= LevelAdvanced; l++ {
		if strings.EqualFold(s, l.String()) {
			return l, true
		}
	}
	return LevelNone, false
}
