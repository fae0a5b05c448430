package markdown

import (
	"fmt"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/dlclark/regexp2/v2"
)

// maxIdle bounds the steps without progress: a rule that matches nothing and
// changes nothing would run for ever.
const maxIdle = 1000

// maxNesting bounds lexers that call themselves on parts of the text.
const maxNesting = 50

// tokenise runs the machine over a text.
func (m *machine) tokenise(options *chroma.TokeniseOptions, text string, sink tokenSink) error {
	if options == nil {
		options = &chroma.TokeniseOptions{State: "root", EnsureLF: true}
	}
	if options.EnsureLF && strings.IndexByte(text, '\r') >= 0 {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	added := false
	if !options.Nested && m.Config().EnsureNL && !strings.HasSuffix(text, "\n") {
		text += "\n"
		added = true
	}
	r := lexRun{sink: sink}
	return r.run(m, []rune(text), options.State, added)
}

// lexRun is one tokenisation with all those nested in it.
type lexRun struct {
	sink  tokenSink
	depth int
}

// run gives the tokens of a text, beginning in a state. The rules by which it
// goes on after text that no rule matches are chroma's, which has them from
// Pygments.
func (r *lexRun) run(m *machine, text []rune, start string, newlineAdded bool) error {
	if r.depth++; r.depth > maxNesting {
		return errStuck
	}
	defer func() { r.depth-- }()
	if err := m.compile(); err != nil {
		return err
	}
	end := len(text)
	if newlineAdded {
		end--
	}
	if m.foreign {
		it, err := m.RegexLexer.Tokenise(&chroma.TokeniseOptions{State: start, Nested: !newlineAdded}, string(text[:end]))
		if err != nil {
			return err
		}
		return r.drain(it)
	}
	l := chroma.LexerState{
		Lexer: m.RegexLexer, Registry: m.registry, Text: text, Rules: m.rules,
		Stack: []string{start}, MutatorContext: map[any]any{},
	}
	idle := 0
	for l.Pos < end && len(l.Stack) > 0 {
		l.State = l.Stack[len(l.Stack)-1]
		state := m.states[l.State]
		if state == nil {
			return fmt.Errorf("the lexer %s has no state %q", m.Config().Name, l.State)
		}
		rule, match := state.match(text, l.Pos, &l)
		if rule == nil {
			if text[l.Pos] == '\n' && l.State != start {
				l.Stack = append(l.Stack[:0], start)
				continue
			}
			l.Pos++
			r.sink.addRunes(chroma.Error, text[l.Pos-1:l.Pos])
			continue
		}
		from := l.Pos
		l.Pos += match.RuneLength
		if match.RuneLength > 0 {
			idle = 0
		} else if idle++; idle > maxIdle {
			return errStuck
		}
		if err := r.apply(m, rule, match, &l, from); err != nil {
			return err
		}
	}
	if l.Pos != len(text) && len(l.Stack) == 0 {
		r.sink.addRunes(chroma.Error, text[l.Pos:])
	}
	return nil
}

// match returns the first rule that matches at pos.
func (s *lexState) match(text []rune, pos int, l *chroma.LexerState) (*lexRule, *regexp2.Match) {
	for _, i := range s.by[min(text[pos], beyondASCII)] {
		rule := &s.rules[i]
		match, err := rule.regexp.FindRunesMatchStartingAt(text, pos)
		if match != nil && err == nil && match.RuneIndex == pos {
			l.Rule = int(i)
			return rule, match
		}
	}
	return nil, nil
}

// apply changes the state and gives the tokens of a rule that matched.
func (r *lexRun) apply(m *machine, rule *lexRule, match *regexp2.Match, l *chroma.LexerState, from int) error {
	if !rule.plain {
		l.Groups, l.NamedGroups = nil, map[string]string{}
		for _, g := range match.Groups() {
			l.Groups = append(l.Groups, g.String())
			l.NamedGroups[g.Name] = g.String()
		}
	}
	if rule.mutator != nil {
		if err := rule.mutator.Mutate(l); err != nil {
			return err
		}
	}
	do := &rule.do
	switch do.kind {
	case actNone:
		return nil
	case actForeign:
		return r.drain(do.emitter.Emit(l.Groups, l))
	case actGroups:
		groups := match.Groups()
		if len(groups)-1 != len(do.groups) {
			r.sink.addRunes(chroma.Error, l.Text[from:l.Pos])
			return nil
		}
		for i := range do.groups {
			g := &groups[i+1]
			if g.RuneLength == 0 && do.groups[i].kind != actForeign {
				continue
			}
			if err := r.part(m, &do.groups[i], l, g.Runes()); err != nil {
				return err
			}
		}
		return nil
	}
	return r.part(m, do, l, l.Text[from:l.Pos])
}

// part gives the tokens of a part of the text.
func (r *lexRun) part(m *machine, a *action, l *chroma.LexerState, text []rune) error {
	switch a.kind {
	case actToken:
		if a.token != chroma.Ignore {
			r.sink.addRunes(a.token, text)
		}
	case actSelf:
		return r.run(m, text, a.name, false)
	case actLexer:
		other := m.registry.Get(a.name)
		if other == nil {
			return fmt.Errorf("the lexer %s needs a lexer %q, which does not exist", m.Config().Name, a.name)
		}
		if o, ok := other.(*machine); ok {
			return r.run(o, text, "root", false)
		}
		it, err := other.Tokenise(&chroma.TokeniseOptions{State: "root", Nested: true}, string(text))
		if err != nil {
			return err
		}
		return r.drain(it)
	case actForeign:
		return r.drain(a.emitter.Emit([]string{string(text)}, l))
	}
	return nil
}

func (r *lexRun) drain(it chroma.Iterator) error {
	for t := it(); t != chroma.EOF; t = it() {
		if t.Type != chroma.Ignore {
			r.sink.addString(t.Type, t.Value)
		}
	}
	return nil
}
