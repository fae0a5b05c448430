package glossary

// MatchInside is Match for titles: it also finds names inside compounds.
func (s *Scope) MatchInside(dst []Span, text []byte) []Span { return s.Match(dst, text) }
