package build

import (
	"context"
	"time"

	"sitegen/internal/content"
	"sitegen/internal/diag"
)

// lastChanges are the days on which source files last changed. A nil one is that
// of a site which does not ask for them.
type lastChanges struct {
	days map[string]time.Time
	err  error
}

// lastChanges reads the history when a configuration first wants it. It stays as
// it is for the builder's life: what is being written was not committed yet.
func (b *Builder) lastChanges(ctx context.Context, cfg *content.Config) *lastChanges {
	if !cfg.Reader.LastUpdated || b.opt.History == nil {
		return nil
	}
	if b.history == nil {
		b.history = &lastChanges{}
		b.history.days, b.history.err = b.opt.History(ctx)
	}
	return b.history
}

// date gives the entries of a site that say nothing of their last change the day
// of it, and tells where that cannot be known.
func (c *lastChanges) date(site *content.Site) diag.List {
	if c == nil {
		return nil
	}
	if c.err != nil {
		var problems diag.List
		problems.Notef(diag.Position{File: content.ConfigFile}, "no-history",
			"fetch the whole history (git fetch --unshallow; fetch-depth: 0 in CI), or take last_updated away",
			"last_updated has no history to read: %v", c.err)
		return problems
	}
	set := func(e *content.Entry) {
		if e.Updated.IsZero() {
			e.Updated = c.days[e.File]
		}
	}
	for _, t := range site.Terms {
		set(&t.Entry)
	}
	for _, l := range site.Lessons {
		set(&l.Entry)
	}
	for _, p := range site.Pages {
		set(&p.Entry)
	}
	return nil
}
