package docstest

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sitegen/internal/cli"
	"sitegen/internal/content"
)

// cell makes a text fit into a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// code puts words into code, separated by commas.
func code(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return "`" + strings.Join(words, "`, `") + "`"
}

// describeKey writes a key under a heading of its own, so that it can be linked.
func describeKey(b *strings.Builder, prefix, name, value, standard, doc string, spellings []string) {
	fmt.Fprintf(b, "\n### `%s` {#%s%s}\n\n*%s", name, prefix, strings.ReplaceAll(name, ".", "-"), value)
	if standard != "" {
		b.WriteString("; by default `" + standard + "`")
	}
	b.WriteString("*  \n" + doc)
	if len(spellings) > 0 {
		b.WriteString(" Also: " + code(spellings) + ".")
	}
	b.WriteString("\n")
}

// TestConfigurationPage holds the reference of the configuration to the code.
func TestConfigurationPage(t *testing.T) {
	var b strings.Builder
	for _, k := range content.ConfigKeys {
		describeKey(&b, "key-", k.Name, string(k.Type), k.Default, k.Doc, k.Spellings)
	}
	replacePart(t, "reference/configuration.md", "keys", b.String()+"\n")
}

// TestFrontMatterPage holds the reference of front matter to the code.
func TestFrontMatterPage(t *testing.T) {
	var b strings.Builder
	groups := []struct {
		title, prefix string
		has           func(kinds []content.Kind) bool
	}{
		{"Every entry", "key-", func(k []content.Kind) bool { return k == nil || len(k) > 2 }},
		{"Terms", "term-", func(k []content.Kind) bool { return len(k) <= 2 && slices.Contains(k, content.KindTerm) }},
		{"Lessons", "lesson-", func(k []content.Kind) bool { return len(k) <= 2 && slices.Contains(k, content.KindLesson) }},
	}
	shown := map[string]bool{}
	for _, g := range groups {
		fmt.Fprintf(&b, "\n## %s\n", g.title)
		for _, k := range content.Keys {
			if g.has(k.Kinds) {
				shown[k.Name] = true
				describeKey(&b, g.prefix, k.Name, string(k.Type), "", k.Doc, k.Spellings)
			}
		}
	}
	for _, k := range content.Keys {
		if !shown[k.Name] {
			t.Errorf("the key %s is in no group of the page", k.Name)
		}
	}
	replacePart(t, "reference/front-matter.md", "keys", b.String()+"\n")
}

// help returns what a command says of itself.
func help(t *testing.T, command ...string) string {
	t.Helper()
	var out, err strings.Builder
	if code := cli.Run(context.Background(), append(command, "--help"), strings.NewReader(""), &out, &err); code != 0 {
		t.Fatalf("%v --help: %d %s", command, code, err.String())
	}
	return out.String()
}

var (
	subcommand = regexp.MustCompile(`(?m)^  ([a-z-]+) +\S`)
	flagLine   = regexp.MustCompile(`^ +(?:-([a-z]), )?--([a-z0-9-]+)(?: ([a-zA-Z]+))?   +(.*)$`)
)

// part returns the lines of a section of help.
func part(text, title string) string {
	_, rest, ok := strings.Cut("\n"+text, "\n"+title+":\n")
	if !ok {
		return ""
	}
	section, _, _ := strings.Cut(rest, "\n\n")
	return strings.TrimRight(section, "\n")
}

// commands lists all commands with their help, parents first.
func commands(t *testing.T) (names []string, texts map[string]string) {
	t.Helper()
	texts = map[string]string{}
	var walk func(path []string)
	walk = func(path []string) {
		text := help(t, path...)
		if len(path) > 0 {
			name := strings.Join(path, " ")
			names = append(names, name)
			texts[name] = text
		}
		for _, m := range subcommand.FindAllStringSubmatch(part(text, "Available Commands"), -1) {
			if m[1] != "help" {
				walk(append(slices.Clone(path), m[1]))
			}
		}
	}
	walk(nil)
	texts[""] = help(t)
	return names, texts
}

// TestCommandsPage holds the reference of commands to what --help prints.
func TestCommandsPage(t *testing.T) {
	names, texts := commands(t)
	var b strings.Builder
	b.WriteString("\n## Flags of every command\n\n" + flagTable(part(texts[""], "Flags")))
	for _, name := range names {
		level := "##"
		if strings.Contains(name, " ") {
			level = "###"
		}
		text := texts[name]
		about, _, _ := strings.Cut(text, "\n\nUsage:")
		if about, _, _ = strings.Cut(about, "\n\nTo load"); strings.HasPrefix(name, "completion ") {
			about, _, _ = strings.Cut(about, "\n\nThis script")
		}
		fmt.Fprintf(&b, "\n%s sitegen %s\n\n%s\n\n```\n%s\n```\n", level, name, prose(about), dedent(part(text, "Usage")))
		if examples := part(text, "Examples"); examples != "" {
			fmt.Fprintf(&b, "\nExamples:\n\n```sh\n%s\n```\n", dedent(examples))
		}
		if table := flagTable(part(text, "Flags")); table != "" {
			b.WriteString("\n" + table)
		}
	}
	replacePart(t, "reference/commands.md", "commands", b.String()+"\n")
}

// words that are flags, arguments or files stand as code in prose.
var flagWord = regexp.MustCompile(`--[a-z-]+`)

// prose makes Markdown of a plain text.
func prose(text string) string {
	text = strings.TrimSpace(strings.NewReplacer("<", "&lt;", "*", `\*`).Replace(text))
	return flagWord.ReplaceAllString(text, "`$0`")
}

func dedent(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], "  ")
	}
	return strings.Join(lines, "\n")
}

// flagTable makes a table of flags, without --help, which all have.
func flagTable(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		m := flagLine.FindStringSubmatch(line)
		if m == nil || m[2] == "help" {
			continue
		}
		name := "`--" + m[2] + "`"
		if m[1] != "" {
			name += ", `-" + m[1] + "`"
		}
		value := m[3]
		if value == "" {
			value = "–"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, value, cell(prose(m[4])))
	}
	if b.Len() == 0 {
		return ""
	}
	return "| flag | value | what it does |\n| --- | --- | --- |\n" + b.String()
}
