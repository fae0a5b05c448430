package view

// Base gives access to the part that all page views share.
func (p *Page) Base() *Page { return p }
