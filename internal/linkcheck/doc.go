// Package linkcheck checks a set of HTML files, whoever built them: does every
// reference lead somewhere, and to the place it means? It knows nothing of
// Markdown and never touches the network, except in CheckExternal.
//
// # What is checked
//
// Every .html, .htm and .xhtml file is a page, linked or not. Read as a browser
// without scripts reads it, it gives the references of a, area, link, img,
// source and their srcset, script, iframe, frame, embed, object, video, audio,
// track, input, form, meta refresh, the URLs of og: and twitter: metadata,
// cite, longdesc, background, usemap, the use, image, feImage and a of SVG,
// url(), @import and image-set() in <style> and style attributes, and the
// absolute URLs of JSON-LD. Beside the pages, style sheets, sitemaps, Atom and
// RSS feeds, the Sitemap lines of robots.txt and the targets of _redirects are
// checked. What stands in comments, scripts, <textarea>, <title> or <template>
// (unless it is a declarative shadow root) is no reference, nor is data-*.
//
// # What a reference leads to
//
// The files are those that a plain static server gives out. A path is a file,
// or a folder with an index page; a file with a slash behind it is nothing.
// Paths and fragments are percent-decoded and compared byte by byte. ".." stops
// at the root, the query means nothing, the first <base href> counts and
// applies to "#x" too. URLs of the site's own base URLs are paths of this site,
// whichever of http and https they are spelled with; other hosts and schemes
// are not looked at. A path that no file has may be one that _redirects knows.
//
// A fragment is the id of an element or the name of an <a>, as written or
// percent-decoded. "#", "#top", a text directive and the routes of scripts
// ("#/x", "#!x") need nothing; a range of lines ("#L3-L9", "#3-9") needs both
// its ends. Fragments of other files than pages are not checked, nor those of
// URLs that machines read as names (JSON-LD, sitemaps).
//
// # Where opinions differ
//
// Checkers disagree on some references. This one reports what a visitor, a
// browser or a search engine would meet:
//
//   - rel=nofollow, links in <pre>, <noscript>: reported, a reader meets them.
//   - Canonical, alternate and og:image that were not built: reported, under a
//     rule of their own.
//   - CSS, SVG, cite, longdesc, usemap, rare and obsolete attributes: reported.
//   - ping and forms that post: services, which a folder of files cannot hold;
//     reported only where they name an .html file that is not there.
//   - <template>: its content is not there until a script says so; not reported.
//   - #x where only user-content-x exists: reported, for it is a script of one
//     host that makes it work, with the id that is there as the hint.
//   - name on other elements than <a>: no target in any browser.
//   - A fragment behind the address of a page that only redirects: judged at the
//     page where the redirect ends, as scripts and servers carry it on.
//   - /about where there is about.html: reported, unless Options.CleanURLs.
//
// # What comes out
//
// Problems, sorted, the same for the same files at any number of workers, each
// at the line and column of the attribute's value; and for each a Place that
// says which element and attribute it is and, where there is one sure answer,
// what to write instead. All rules are in one table, which Rules returns.
package linkcheck
