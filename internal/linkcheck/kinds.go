package linkcheck

// kind says what a reference is: where it is written, which rule it breaks
// when it leads nowhere, and how it is to be judged.
type kind uint8

const (
	kindA kind = iota
	kindArea
	kindXlink
	kindForm
	kindFormaction
	kindPostForm
	kindPostButton
	kindPing
	kindLinkStyle
	kindLinkScript
	kindLinkImage
	kindLinkPage
	kindLinkOther
	kindLinkSrcset
	kindImg
	kindImgSrcset
	kindSource
	kindSourceSrcset
	kindInput
	kindPoster
	kindVideo
	kindAudio
	kindTrack
	kindEmbed
	kindObject
	kindIframe
	kindFrame
	kindScript
	kindRefresh
	kindMeta
	kindBackground
	kindCite
	kindLongdesc
	kindManifest
	kindCodebase
	kindUsemap
	kindUse
	kindSVGImage
	kindStyleURL
	kindStyleImport
	kindStyleAttr
	kindJSONLD
	kindSheetURL
	kindSheetImport
	kindSitemap
	kindRobots
	kindFeed
	kindRedirectTo
)

// Traits of kinds.
const (
	// follows: a reader follows it, so that detours are worth a note.
	follows = 1 << iota
	// anchors: the fragment names a place that must exist.
	anchors
	// loads: the page fetches it, so that a secure page needs it secure.
	loads
	// folders: it may name a folder without an index.
	folders
	// posts: it is sent data, so that it is a service unless it names a page.
	posts
	// filled: an empty value is a mistake.
	filled
	// inHTML: it is written in the attribute of a tag.
	inHTML
	// bare: a fragment alone says nothing about this file.
	bare
)

type kindInfo struct {
	attr   string
	rule   ruleID
	traits uint8
}

var kinds = [...]kindInfo{
	kindA:            {"href", ruleBrokenLink, follows | anchors | filled | inHTML},
	kindArea:         {"href", ruleBrokenLink, follows | anchors | filled | inHTML},
	kindXlink:        {"xlink:href", ruleBrokenLink, follows | anchors | inHTML},
	kindForm:         {"action", ruleBrokenLink, inHTML},
	kindFormaction:   {"formaction", ruleBrokenLink, inHTML},
	kindPostForm:     {"action", ruleBrokenLink, posts | inHTML},
	kindPostButton:   {"formaction", ruleBrokenLink, posts | inHTML},
	kindPing:         {"ping", ruleBrokenLink, posts | inHTML},
	kindLinkStyle:    {"href", ruleBrokenStyle, loads | filled | inHTML},
	kindLinkScript:   {"href", ruleBrokenScript, loads | filled | inHTML},
	kindLinkImage:    {"href", ruleBrokenImage, loads | filled | inHTML},
	kindLinkPage:     {"href", ruleBrokenMetadata, filled | inHTML},
	kindLinkOther:    {"href", ruleBrokenAsset, filled | inHTML},
	kindLinkSrcset:   {"imagesrcset", ruleBrokenImage, loads | inHTML},
	kindImg:          {"src", ruleBrokenImage, loads | filled | inHTML},
	kindImgSrcset:    {"srcset", ruleBrokenImage, loads | inHTML},
	kindSource:       {"src", ruleBrokenMedia, loads | filled | inHTML},
	kindSourceSrcset: {"srcset", ruleBrokenImage, loads | inHTML},
	kindInput:        {"src", ruleBrokenImage, loads | filled | inHTML},
	kindPoster:       {"poster", ruleBrokenImage, loads | filled | inHTML},
	kindVideo:        {"src", ruleBrokenMedia, loads | filled | inHTML},
	kindAudio:        {"src", ruleBrokenMedia, loads | filled | inHTML},
	kindTrack:        {"src", ruleBrokenMedia, loads | filled | inHTML},
	kindEmbed:        {"src", ruleBrokenMedia, loads | filled | inHTML},
	kindObject:       {"data", ruleBrokenMedia, loads | filled | inHTML},
	kindIframe:       {"src", ruleBrokenFrame, loads | anchors | filled | inHTML},
	kindFrame:        {"src", ruleBrokenFrame, loads | anchors | filled | inHTML},
	kindScript:       {"src", ruleBrokenScript, loads | filled | inHTML},
	kindRefresh:      {"content", ruleBrokenRedirect, anchors | inHTML},
	kindMeta:         {"content", ruleBrokenMetadata, inHTML},
	kindBackground:   {"background", ruleBrokenImage, loads | inHTML},
	kindCite:         {"cite", ruleBrokenMetadata, anchors | inHTML},
	kindLongdesc:     {"longdesc", ruleBrokenMetadata, anchors | inHTML},
	kindManifest:     {"manifest", ruleBrokenAsset, inHTML},
	kindCodebase:     {"codebase", ruleBrokenAsset, folders | inHTML},
	kindUsemap:       {"usemap", ruleBrokenUsemap, inHTML},
	kindUse:          {"href", ruleBrokenImage, loads | anchors | inHTML},
	kindSVGImage:     {"href", ruleBrokenImage, loads | inHTML},
	kindStyleURL:     {"", ruleBrokenAsset, loads | inHTML | bare},
	kindStyleImport:  {"", ruleBrokenStyle, loads | inHTML | bare},
	kindStyleAttr:    {"style", ruleBrokenAsset, loads | inHTML | bare},
	kindJSONLD:       {"", ruleBrokenMetadata, inHTML},
	kindSheetURL:     {"url()", ruleBrokenAsset, loads | bare},
	kindSheetImport:  {"@import", ruleBrokenStyle, loads | bare},
	kindSitemap:      {"loc", ruleBrokenSitemap, 0},
	kindRobots:       {"sitemap", ruleBrokenSitemap, 0},
	kindFeed:         {"link", ruleBrokenFeed, 0},
	kindRedirectTo:   {"to", ruleBrokenRedirect, 0},
}

// is reports whether the kind has all the traits.
func (k kind) is(traits uint8) bool { return kinds[k].traits&traits == traits }

// linkKind returns the kind of a <link> by its rel and as attributes, both in
// lower case; ok is false for those that name no file of a site: hosts to
// connect to, endpoints that take data, and identifiers.
func linkKind(rel, as string) (k kind, ok bool) {
	k = kindLinkOther
	for _, token := range splitSpace(rel) {
		switch token {
		case "preconnect", "dns-prefetch", "pingback", "webmention", "edituri", "profile":
			return 0, false
		case "stylesheet":
			return kindLinkStyle, true
		case "modulepreload":
			k = kindLinkScript
		case "icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon", "apple-touch-startup-image", "image_src":
			k = kindLinkImage
		case "canonical", "alternate", "next", "prev", "amphtml", "author", "help", "license", "search", "shortlink":
			k = kindLinkPage
		case "preload":
			switch as {
			case "style":
				k = kindLinkStyle
			case "script", "worker":
				k = kindLinkScript
			case "image":
				k = kindLinkImage
			}
		}
	}
	return k, true
}

// isMetaURL reports whether the content of a <meta> with this property, name
// or itemprop is the URL of something to fetch.
func isMetaURL(name string) bool {
	switch name {
	case "og:image", "og:image:url", "og:image:secure_url", "og:url", "og:video", "og:video:url", "og:video:secure_url",
		"og:audio", "og:audio:url", "og:audio:secure_url", "twitter:image", "twitter:image:src", "twitter:player",
		"twitter:player:stream", "msapplication-tileimage", "msapplication-config", "msapplication-square70x70logo",
		"msapplication-square150x150logo", "msapplication-wide310x150logo", "msapplication-square310x310logo",
		"thumbnail", "image", "thumbnailurl", "contenturl":
		return true
	}
	return false
}
