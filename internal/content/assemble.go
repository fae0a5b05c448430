package content

import "sitegen/internal/diag"

// Assemble joins the sources into a site.
func Assemble(cfg *Config, sources []Source, opt Options) (*Site, diag.List) {
	return &Site{Config: cfg, Index: newIndex(nil, nil, nil, nil)}, nil
}
