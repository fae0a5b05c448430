package build

import (
	"context"
	"slices"
	"sync/atomic"
)

// ChangedSources lists the source files that differ between two snapshots of
// one Builder, sorted; a change of templates, static files or configuration is
// named by its folder or file.
func (s *Snapshot) ChangedSources(last *Snapshot) []string {
	var out []string
	for file, sum := range s.sources {
		if was, ok := last.sources[file]; !ok || was != sum {
			out = append(out, file)
		}
	}
	for file := range last.sources {
		if _, ok := s.sources[file]; !ok {
			out = append(out, file)
		}
	}
	if s.themeSum != last.themeSum {
		out = append(out, "templates or static files")
	}
	if s.siteSum != last.siteSum {
		out = append(out, "configuration")
	}
	slices.Sort(out)
	return out
}

// AddedTerms lists the ids of terms that the last snapshot did not have.
func (s *Snapshot) AddedTerms(last *Snapshot) []string {
	var out []string
	for _, t := range s.site.Terms {
		if last.site.Index.Term(t.ID) == nil {
			out = append(out, t.ID)
		}
	}
	return out
}

// ChangedPages counts the files whose bytes differ from those of the last
// snapshot, without rendering them.
func (s *Snapshot) ChangedPages(ctx context.Context, last *Snapshot) (int, error) {
	var changed atomic.Int64
	err := parallel(ctx, s.opt.workers(), len(s.files), func(i int) error {
		f := s.files[i]
		if f.view == nil {
			return nil
		}
		was, ok := last.byPath[f.Path]
		if !ok || was.view == nil {
			changed.Add(1)
			return nil
		}
		now, _, err := f.Key()
		if err != nil {
			return err
		}
		before, _, err := was.Key()
		if now != before {
			changed.Add(1)
		}
		return err
	})
	for path, f := range last.byPath {
		if _, ok := s.byPath[path]; !ok && f.view != nil {
			changed.Add(1)
		}
	}
	return int(changed.Load()), err
}
