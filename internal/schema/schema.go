// Package schema writes JSON Schemas (draft 2020-12) of what authors write: the
// configuration, and the front matter of each kind of entry. Editors complete
// and check with them. Its one function is Generate; everything comes from
// content.Keys and content.ConfigKeys, so that a schema cannot drift from what
// sitegen reads.
//
// What a schema rejects, sitegen reports as well (TestNeverStricter): a schema
// is laxer where a rule is not one of form, such as that a reference leads
// somewhere. There are three exceptions, where an editor should speak up about
// what sitegen only notes: keys that the configuration does not have; names in
// another way of writing (seeAlso for see_also) there; and other tools' names,
// which are marked as deprecated. Front matter may have keys of the author's
// own.
package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"sitegen/internal/content"
)

// Names are the schemas that there are.
var Names = []string{"config", "term", "lesson", "page", "category"}

// kinds are the kinds of entries by the name of their schema.
var kinds = map[string]content.Kind{"term": content.KindTerm, "lesson": content.KindLesson, "page": content.KindPage, "category": content.KindCategory}

// Draft7 is an older version of JSON Schema, which some tools know alone. The
// schemas say nothing that it does not have, so only its name differs.
const (
	Draft2020 = "https://json-schema.org/draft/2020-12/schema"
	Draft7    = "http://json-schema.org/draft-07/schema#"
)

// object is a JSON object. Its keys are written in the order of their names, so
// that a schema is the same bytes every time.
type object map[string]any

// Generate returns the schema of the name, one of Names, as indented JSON, in
// the version given: Draft2020 or Draft7.
func Generate(name, version string) ([]byte, error) {
	var s object
	switch kind, ok := kinds[name]; {
	case ok:
		s = frontMatter(kind)
	case name == "config":
		s = config()
	default:
		return nil, fmt.Errorf("there is no schema %q", name)
	}
	s["$schema"] = version
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(s)
	return b.Bytes(), err
}

// frontMatter is the schema of the front matter of a kind.
func frontMatter(kind content.Kind) object {
	properties := object{}
	for i := range content.Keys {
		k := &content.Keys[i]
		if !k.AppliesTo(kind) {
			continue
		}
		p := formOf(k.Name, k.Type)
		p["description"] = k.Doc
		properties[k.Name] = p
	}
	return object{
		"title":       "Front matter of a " + kind.String(),
		"description": "What stands between the fences at the beginning of the file of a " + kind.String() + ". Keys that are not listed are the author's own.",
		"type":        []string{"object", "null"},
		"properties":  properties,
	}
}

// config is the schema of sitegen.yaml.
func config() object {
	root := group("The configuration of a sitegen site, sitegen.yaml.")
	root["title"] = "sitegen.yaml"
	for i := range content.ConfigKeys {
		k := &content.ConfigKeys[i]
		table, name := root, k.Name
		for {
			first, rest, nested := strings.Cut(name, ".")
			if !nested {
				break
			}
			properties := table["properties"].(object)
			if properties[first] == nil {
				properties[first] = group("The keys below " + first + ".")
				allow(table, object{}, first, first)
			}
			table, name = properties[first].(object), rest
		}
		addConfigKey(table, name, k)
	}
	return root
}

// group is a table of which all keys are known.
func group(description string) object {
	return object{"description": description, "type": []string{"object", "null"}, "properties": object{}, "additionalProperties": false}
}

// addConfigKey adds a key to a table. Its other names, and other ways to write
// it, are allowed but not offered.
func addConfigKey(table object, name string, k *content.ConfigKeyDoc) {
	p := formOf(k.Name, k.Type)
	p["description"] = k.Doc
	if k.Default != "" {
		p["default"] = defaultOf(k)
	}
	table["properties"].(object)[name] = p
	allow(table, formOf(k.Name, k.Type), name, append([]string{name}, k.Spellings...)...)
}

// allow lets a table have a key under any of the names, in any case, with
// hyphens, spaces or nothing for the underscores.
func allow(table object, form object, name string, names ...string) {
	if table["patternProperties"] == nil {
		table["patternProperties"] = object{}
	}
	form["description"] = "Another way to write `" + name + "`."
	table["patternProperties"].(object)[strings.ReplaceAll(caseless(names...), `\s*`, "")] = form
}

// defaultOf is a key's default in the type that it has.
func defaultOf(k *content.ConfigKeyDoc) any {
	if k.Type == content.TypeBool {
		return k.Default == "true"
	}
	return k.Default
}

// anyScalar are the types of what sitegen takes as a text: 2024 and true are
// texts where one is wanted. Nothing at all stands for no value.
var anyScalar = []string{"string", "number", "boolean", "null"}

// formOf is the schema of the values of a key. A few keys may have richer forms
// than those of their type, since other tools write them so.
func formOf(name string, t content.KeyType) object {
	named := func(keys ...string) object {
		properties := object{}
		for _, k := range keys {
			properties[k] = object{"type": "string"}
		}
		return object{"type": "object", "properties": properties}
	}
	scalar := object{"type": anyScalar}
	switch name {
	case "author":
		return anyOf(scalar, named("name"), listOf(anyOf(scalar, named("name"))))
	case "image":
		return anyOf(scalar, named("src", "url", "path", "image", "file"), listOf(object{}))
	case "category":
		return anyOf(scalar, listOf(object{}))
	case "updated":
		return anyOf(date(), named("date"))
	}
	return valueOf(t)
}

func anyOf(forms ...object) object { return object{"anyOf": forms} }

func listOf(items object) object { return object{"type": "array", "items": items} }

// valueOf is the schema of a value of the type. A type that is not known here
// may be anything; a test holds that all are known.
func valueOf(t content.KeyType) object {
	if t.IsList() {
		items := object{"type": anyScalar}
		if t == content.TypePaths {
			items["pattern"] = `^[^?#\\]*$`
		}
		return object{"anyOf": []object{items, listOf(items)}}
	}
	switch t {
	case content.TypeText, content.TypeReference, content.TypePath:
		return object{"type": anyScalar}
	case content.TypeBool:
		return object{"anyOf": []object{{"type": []string{"boolean", "null"}}, {"type": "string", "pattern": caseless("", "true", "false", "yes", "no", "on", "off")}}}
	case content.TypeInt:
		return object{"anyOf": []object{{"type": []string{"integer", "null"}}, {"type": "string", "pattern": `^\s*([-+]?[0-9][0-9a-fA-FxXoO_]*)?\s*$`}}}
	case content.TypeDate:
		return date()
	case content.TypeTable:
		return object{"type": []string{"object", "null"}}
	case content.TypeLevel:
		return oneOf("foundation", "intermediate", "advanced")
	case content.TypeCase:
		return oneOf("exact", "fold")
	case content.TypeSlug:
		return object{"type": anyScalar, "pattern": `^[^/\\<>:"|?*#%]*$`}
	}
	return configValue(t)
}

// configValue is the schema of a value of a type that only the configuration
// has.
func configValue(t content.KeyType) object {
	pair := func(first string) object {
		return object{"type": "object", "properties": object{first: object{"type": anyScalar}, "url": object{"type": anyScalar, "description": "Where it leads."}}}
	}
	switch t {
	case "absolute URL":
		return object{"type": []string{"string", "null"}, "pattern": `^\s*$|^/$|^\s*[hH][tT][tT][pP][sS]?://[^?#\s]+\s*$`}
	case "language tag":
		return object{"type": []string{"string", "null"}, "pattern": `^\s*([A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*)?\s*$`}
	case "folder":
		return object{"type": anyScalar, "pattern": `^[^/\\<>:"|?*#%][^\\<>:"|?*#%]*$|^\s*$`}
	case "section, page, all or none":
		p := oneOf("section", "page", "all", "none")
		p["anyOf"] = append(p["anyOf"].([]object), object{"type": "string", "pattern": caseless("false", "no", "off")}, object{"const": false})
		return p
	case "list of links":
		return object{"type": []string{"array", "null"}, "items": pair("title")}
	case "table of files":
		return object{"type": []string{"object", "null"}, "additionalProperties": object{"type": anyScalar}}
	case "address with placeholders":
		return object{"type": []string{"string", "null"}}
	case "text, or table of text and url":
		return object{"anyOf": []object{{"type": anyScalar}, pair("text")}}
	case "table of rules":
		return rules()
	case "table of rules by path":
		return object{"type": []string{"object", "null"}, "additionalProperties": rules()}
	case "list of patterns":
		return object{"anyOf": []object{{"type": anyScalar}, listOf(object{"type": anyScalar})}}
	}
	return object{}
}

// rules is a table from rules of the checker to levels.
func rules() object {
	level := oneOf(content.CheckLevels...)
	level["anyOf"] = append(level["anyOf"].([]object), object{"type": "boolean"})
	return object{"type": []string{"object", "null"}, "additionalProperties": level}
}

// oneOf is one of some words, in any case; editors offer them as they stand.
func oneOf(words ...string) object {
	return object{"anyOf": []object{{"enum": words}, {"type": []string{"string", "null"}, "pattern": caseless(append([]string{""}, words...)...)}}}
}

// caseless is a pattern for words in any case, which patterns of JSON Schema
// cannot say in short.
func caseless(words ...string) string {
	forms := make([]string, len(words))
	for i, w := range words {
		var b strings.Builder
		for _, r := range w {
			if r == '_' {
				b.WriteString("[-_ ]?")
				continue
			}
			fmt.Fprintf(&b, "[%c%c]", r-'a'+'A', r)
		}
		forms[i] = b.String()
	}
	return `^\s*(` + strings.Join(forms, "|") + `)\s*$`
}

// date is the schema of a date: the forms of ISO 8601 and RFC 3339 with their
// common relaxations, and dates in English words.
func date() object {
	const (
		iso   = `[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]+)?)? ?([Zz]|[-+][0-9]{2}:?[0-9]{2})?( [A-Za-z+0-9-]{1,6})?)?`
		slash = `[0-9]{4}/[0-9]{2}/[0-9]{2}`
		words = `[A-Za-z]{3,9},? .*[0-9].*|[0-9]{1,2} [A-Za-z]{3,9} [0-9]{4}.*`
	)
	return object{"type": []string{"string", "null"}, "pattern": `^\s*(` + iso + `|` + slash + `|` + words + `)?\s*$`}
}
