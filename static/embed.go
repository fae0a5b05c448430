// Package static holds the default theme's style sheets, scripts and icons.
package static

import "embed"

// FS has the files under the names that a site overrides them by.
//
//go:embed assets favicon.svg favicon.ico icon-192.png icon-512.png
var FS embed.FS
