// Package templates holds the default theme's templates and texts.
package templates

import "embed"

// FS has the files under the names that a site overrides them by.
//
//go:embed *.html partials shortcodes i18n
var FS embed.FS
