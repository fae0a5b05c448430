package theme

import (
	"bytes"
	"reflect"
	"sync"

	"sitegen/internal/view"
)

// A program is a template made ready for one type of dot. Package text/template
// finds every field by its name, and calls every function and every escaper
// through reflection, at each of the hundreds of actions of a page: two thirds
// of what a page cost. A program has looked all that up beforehand.
//
// What is escaped, and how, remains html/template's decision: programs are made
// of the trees in which it has put its escapers. And html/template remains
// what executes a template wherever a program cannot: a template with anything
// that programs do not know is left to it whole, and a page for which a program
// gives up, be it for a mistake in a template, is made by it from the beginning,
// which then also says what is wrong. So a program needs no messages, and what
// it may do is give the same bytes or give up.
type program struct {
	// name is the template's, for html/template to execute if run is nil.
	name string
	run  step
	// slots is how many variables there are at once, $ included.
	slots int
	// shared is set where the output is kept, by the Sum of a definition.
	shared bool
}

// step executes a part of a template.
type step func(x *execution, f frame)

// frame is what a part of a template sees.
type frame struct {
	dot reflect.Value
	// vars is where the template's variables begin in execution.vars.
	vars int
}

// execution is one page on its way.
type execution struct {
	theme *Theme
	dst   *bytes.Buffer
	start int
	steps int
	depth int
	// sharing tells that what is written now will be shared, so that parts of
	// it need not be.
	sharing bool
	vars    []reflect.Value
}

// giveUp is what a program panics with to leave the page to html/template.
type giveUp struct{}

// tick counts a step, and gives up where a guard would have stopped.
func (x *execution) tick() {
	if x.steps++; x.steps > MaxSteps || x.dst.Len()-x.start > MaxOutput {
		panic(giveUp{})
	}
}

// programKey says what a program is for.
type programKey struct {
	template string
	dot      reflect.Type
}

// programs are made when they are first wanted.
type programs struct {
	mu   sync.RWMutex
	made map[programKey]*program
}

// program returns the program of a template for a type of dot.
func (t *Theme) program(name string, dot reflect.Type) *program {
	key := programKey{name, dot}
	t.programs.mu.RLock()
	p := t.programs.made[key]
	t.programs.mu.RUnlock()
	if p != nil {
		return p
	}
	t.programs.mu.Lock()
	defer t.programs.mu.Unlock()
	if t.programs.made == nil {
		t.programs.made = map[programKey]*program{}
	}
	return t.compile(key)
}

// fast executes a template by its program. It reports false, with nothing
// written, where html/template has to.
func (t *Theme) fast(dst *bytes.Buffer, name string, v any) (ok bool) {
	if !t.ready {
		return false
	}
	p := t.program(name, reflect.TypeOf(v))
	if p.run == nil {
		return false
	}
	x := &execution{theme: t, dst: dst, start: dst.Len(), vars: make([]reflect.Value, 0, 32)}
	defer func() {
		if e := recover(); e != nil {
			if _, gave := e.(giveUp); !gave {
				panic(e)
			}
			dst.Truncate(x.start)
			ok = false
		}
	}()
	p.call(x, reflect.ValueOf(v))
	return true
}

// call executes a program as a template of its own: $ is its dot.
func (p *program) call(x *execution, dot reflect.Value) {
	x.tick()
	if x.depth++; x.depth > MaxDepth {
		panic(giveUp{})
	}
	switch {
	case p.run == nil:
		if err := x.theme.set.ExecuteTemplate(&guard{dst: x.dst, start: x.start, steps: x.steps}, p.name, dot); err != nil {
			panic(giveUp{})
		}
	case p.shared && p.writeShared(x, dot):
	default:
		p.execute(x, dot)
	}
	x.depth--
}

func (p *program) execute(x *execution, dot reflect.Value) {
	base := len(x.vars)
	for range p.slots {
		x.vars = append(x.vars, reflect.Value{})
	}
	x.vars[base] = dot
	p.run(x, frame{dot, base})
	x.vars = x.vars[:base]
}

// shared keeps what templates made of definitions. A page shows dozens of
// terms, and a term is shown on hundreds of pages: half of the bytes of a page
// of the course were made before. A template that is called with nothing but a
// view.Definition sees nothing else, so that its output follows from the
// definition's Sum.
type shared struct {
	mu   sync.RWMutex
	made map[sharedKey][]byte
}

type sharedKey struct {
	template string
	sum      view.Sum
}

// maxShared bounds what a dev server keeps of definitions that are no more.
const maxShared = 1 << 16

// writeShared writes what the program makes of a definition that has a Sum.
func (p *program) writeShared(x *execution, dot reflect.Value) bool {
	if !dot.CanAddr() {
		return false
	}
	d := dot.Addr().Interface().(*view.Definition)
	if d.Sum == (view.Sum{}) || x.sharing {
		return false
	}
	s, key := &x.theme.shared, sharedKey{p.name, d.Sum}
	s.mu.RLock()
	text, ok := s.made[key]
	s.mu.RUnlock()
	if ok {
		x.dst.Write(text)
		return true
	}
	start := x.dst.Len()
	x.sharing = true
	p.execute(x, dot)
	x.sharing = false
	text = bytes.Clone(x.dst.Bytes()[start:])
	s.mu.Lock()
	if s.made == nil || len(s.made) >= maxShared {
		s.made = map[sharedKey][]byte{}
	}
	s.made[key] = text
	s.mu.Unlock()
	return true
}

// ofDefinitions names the templates that only definitions are given to.
func (c *checker) ofDefinitions() map[string]bool {
	of := map[string]bool{}
	for key := range c.seen {
		of[key.name] = true
	}
	for key := range c.seen {
		if key.dot != reflect.TypeFor[view.Definition]() {
			of[key.name] = false
		}
	}
	return of
}
