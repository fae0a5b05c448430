package markdown

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/dlclark/regexp2/v2"
)

// matchTimeout ends a match that backtracks without end. It is far above what
// any match on real code takes, so that it never decides about the output.
const matchTimeout = 5 * time.Second

// machine runs the rules of one of chroma's lexers and gives the same tokens,
// three times faster: at each place it tries only the rules whose first
// character can match there, and it makes no strings, maps or iterators for
// tokens that are simple parts of the text. It is a chroma.Lexer itself, so
// that other lexers find it through their registry.
type machine struct {
	*chroma.RegexLexer
	registry *chroma.LexerRegistry

	once   sync.Once
	err    error
	rules  chroma.CompiledRules
	states map[string]*lexState
	// foreign is true for the few lexers with mutators of their own, which may
	// change the rules on the way: chroma runs those.
	foreign bool
}

// lexState is one state of a machine.
type lexState struct {
	rules []lexRule
	// by lists, for a first character, the rules that may match.
	by [beyondASCII + 1][]uint16
}

// lexRule is one rule with what it does, taken apart beforehand.
type lexRule struct {
	regexp  *regexp2.Regexp
	do      action
	mutator chroma.Mutator
	// plain is true where the emitter does not look at the groups of the state.
	plain bool
}

type actionKind uint8

const (
	actNone actionKind = iota
	actToken
	actGroups
	actSelf
	actLexer
	actForeign
)

// action is a chroma.Emitter taken apart.
type action struct {
	kind    actionKind
	token   chroma.TokenType
	groups  []action
	name    string // of a state or of a lexer
	emitter chroma.Emitter
}

// tokenSink takes tokens in order.
type tokenSink interface {
	addRunes(t chroma.TokenType, text []rune)
	addString(t chroma.TokenType, text string)
}

func newMachine(l *chroma.RegexLexer, registry *chroma.LexerRegistry) *machine {
	return &machine{RegexLexer: l, registry: registry}
}

// SetRegistry keeps the registry for lexers that this one calls.
func (m *machine) SetRegistry(r *chroma.LexerRegistry) chroma.Lexer {
	m.registry = r
	m.RegexLexer.SetRegistry(r)
	return m
}

// compile prepares the rules, once.
func (m *machine) compile() error {
	m.once.Do(func() { m.err = m.build() })
	return m.err
}

func (m *machine) build() error {
	raw, err := m.Rules()
	if err != nil {
		return err
	}
	flags := ""
	config := m.Config()
	for _, f := range []struct {
		on   bool
		flag string
	}{{!config.NotMultiline, "m"}, {config.CaseInsensitive, "i"}, {config.DotAll, "s"}} {
		if f.on {
			flags += f.flag
		}
	}
	firsts := map[*chroma.CompiledRule]firstSet{}
	m.rules = chroma.CompiledRules{}
	for state, rules := range raw {
		m.rules[state] = nil
		for _, rule := range rules {
			c := &chroma.CompiledRule{Rule: rule}
			pattern := "(?:" + rule.Pattern + ")"
			if flags != "" {
				pattern = "(?" + flags + ")" + pattern
			}
			if c.Regexp, err = regexp2.Compile(`\G` + pattern); err != nil {
				return fmt.Errorf("state %s of the lexer %s: %w", state, config.Name, err)
			}
			c.Regexp.MatchTimeout = matchTimeout
			firsts[c] = firstSetOf(pattern)
			m.rules[state] = append(m.rules[state], c)
		}
	}
	if err := expand(m.rules); err != nil {
		return err
	}
	for _, rules := range m.rules {
		for _, r := range rules {
			m.foreign = m.foreign || !plainMutator(r.Mutator)
		}
	}
	m.states = make(map[string]*lexState, len(m.rules))
	for name, rules := range m.rules {
		m.states[name] = newLexState(rules, firsts)
	}
	return nil
}

// expand replaces the rules that stand for others until there are none.
func expand(rules chroma.CompiledRules) error {
	for again := true; again; {
		again = false
		for state := range rules {
			for i := 0; i < len(rules[state]); i++ {
				if x, ok := rules[state][i].Mutator.(chroma.LexerMutator); ok {
					if err := x.MutateLexer(rules, state, i); err != nil {
						return err
					}
					again = true
				}
			}
		}
	}
	return nil
}

func newLexState(rules []*chroma.CompiledRule, firsts map[*chroma.CompiledRule]firstSet) *lexState {
	s := &lexState{rules: make([]lexRule, len(rules))}
	for i, r := range rules {
		do := newAction(r.Type)
		s.rules[i] = lexRule{
			regexp: r.Regexp, do: do, mutator: r.Mutator,
			plain: do.plain(),
		}
		first, known := firsts[r]
		for c := range s.by {
			if !known || first.has(rune(c)) {
				s.by[c] = append(s.by[c], uint16(i))
			}
		}
	}
	return s
}

// newAction takes an emitter apart. chroma's emitters have no exported types,
// but those that can be serialised have exported fields.
func newAction(e chroma.Emitter) action {
	if e == nil {
		return action{}
	}
	if t, ok := e.(chroma.TokenType); ok {
		return action{kind: actToken, token: t}
	}
	s, ok := e.(chroma.SerialisableEmitter)
	v := reflect.ValueOf(e)
	if !ok || v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return action{kind: actForeign, emitter: e}
	}
	v = v.Elem()
	switch s.EmitterKind() {
	case "bygroups":
		if list, ok := fieldOf[chroma.Emitters](v, "Emitters"); ok {
			a := action{kind: actGroups}
			for _, e := range list {
				sub := newAction(e)
				if sub.kind == actGroups {
					sub = action{kind: actForeign, emitter: e}
				}
				a.groups = append(a.groups, sub)
			}
			return a
		}
	case "usingself":
		if name, ok := fieldOf[string](v, "State"); ok {
			return action{kind: actSelf, name: name}
		}
	case "using":
		if name, ok := fieldOf[string](v, "Lexer"); ok {
			return action{kind: actLexer, name: name}
		}
	}
	return action{kind: actForeign, emitter: e}
}

func fieldOf[T any](v reflect.Value, name string) (T, bool) {
	var zero T
	f := v.FieldByName(name)
	if !f.IsValid() || !f.CanInterface() {
		return zero, false
	}
	x, ok := f.Interface().(T)
	return x, ok
}

func (a *action) plain() bool {
	for i := range a.groups {
		if !a.groups[i].plain() {
			return false
		}
	}
	return a.kind != actForeign
}

// plainMutator reports whether the mutator only moves between states.
func plainMutator(m chroma.Mutator) bool {
	if m == nil {
		return true
	}
	s, ok := m.(chroma.SerialisableMutator)
	if !ok {
		return false
	}
	switch s.MutatorKind() {
	case "push", "pop":
		return true
	case "mutators":
		list, ok := fieldOf[[]chroma.Mutator](reflect.ValueOf(m).Elem(), "Mutators")
		if !ok {
			return false
		}
		for _, e := range list {
			if !plainMutator(e) {
				return false
			}
		}
		return true
	}
	return false
}

// Tokenise is chroma.Lexer's.
func (m *machine) Tokenise(options *chroma.TokeniseOptions, text string) (chroma.Iterator, error) {
	var tokens tokenList
	if err := m.tokenise(options, text, &tokens); err != nil {
		return nil, err
	}
	return chroma.Literator(tokens...), nil
}

// tokenList is a tokenSink that keeps the tokens.
type tokenList []chroma.Token

func (l *tokenList) addRunes(t chroma.TokenType, text []rune) { l.addString(t, string(text)) }

func (l *tokenList) addString(t chroma.TokenType, text string) {
	*l = append(*l, chroma.Token{Type: t, Value: text})
}

// errStuck is what a lexer gives that does not get on. The text is then shown
// without colours.
var errStuck = errors.New("the lexer does not advance")
