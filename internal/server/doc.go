// Package server serves a site over HTTP.
//
// Its production half, described here, is [Static]: a server over a finished folder that knows nothing of
// its clients. Whatever it answers follows from the request and from the folder's bytes alone, so any number
// of replicas over equal folders answer alike, byte for byte, but for the Date header. [Run] listens, serves
// and drains.
//
// # Generations
//
// The folder is read into a generation: an immutable map from request path to answer. A request takes the
// newest generation once and is answered from it alone. A request path is only ever looked up in that map,
// never joined to a file name, so no spelling of a path can reach a file that the reading did not find. The
// reading goes through os.Root: it follows symbolic links that stay inside the folder and refuses others. It
// leaves out names that begin with a dot, but for the files of /.well-known/, and the control files
// _redirects and _headers.
//
// A changed folder (new files, a replaced folder, a swapped symbolic link) is noticed by looking: at
// .sitegen-manifest in the folder, when there is one, and else, and in any case now and then, at the names,
// sizes and times of all files. The new generation is swapped in when the folder has kept still around its
// reading. Files that did not change are not read again. What a page brings along (styles, scripts, fonts,
// pictures, data) and what the new build no longer holds stays reachable for as long as the last generation,
// and at least for an hour, for pages loaded before. An emptied or missing folder never replaces a good
// generation.
//
// # Answers
//
//   - GET and HEAD. OPTIONS is answered with 204 and Allow, every other method with 405 and Allow.
//   - A folder's path is answered with its index.html; the path without the slash is redirected there, once
//     (301), and so is a path with empty or "." segments. There are no folder listings.
//   - 400 for paths no client sends in good faith: "..", backslash, NUL and other control characters, invalid
//     UTF-8, an encoded slash. 414 for an overlong target.
//   - What is not found gets the nearest 404.html up the path, with status 404.
//   - _redirects is honoured: FROM [KEY=VALUE…] TO [STATUS[!]], with * at the end, :placeholders and query
//     parameters. The first rule that matches wins. A file wins over a rule without "!", unless it is a
//     redirect page (a refresh in its head), as a build writes for hosts that do not know _redirects.
//   - Every answer with content has a strong ETag, the hash of the very bytes sent; so it differs by encoding.
//     If-None-Match, If-Match, Range and If-Range follow RFC 9110. There is no Last-Modified, and
//     If-Modified-Since is ignored, unless Options.ModTimes says that the files' times are the same on every
//     replica: times differ where each replica unpacked its own copy, and a date that goes back after a
//     rollback would answer 304 for content the client does not have.
//   - Accept-Encoding is negotiated by q-value; of equals br before zstd before gzip before plain. Encoded forms
//     come from siblings (NAME.br, NAME.zst, NAME.gz), each checked to decode to NAME, or, for a file without
//     any, are encoded here: what pages bring along at the start and in the background, a page when it is first
//     asked for. Encoders give the same bytes for the same content, and the answer never depends on what was
//     encoded before. What is compressed already is left alone. A client that refuses everything gets the
//     plain form.
//   - Content types come from a table in this package, not from the machine.
//   - Cache-Control is a year and immutable for NAME.HASH.EXT (eight or more lower-case hex digits, not a
//     date) and no-cache, that is: keep, but ask, for everything else.
//   - Pages name their style sheets, and what they themselves preload, in a Link header: proxies and CDNs make
//     103 Early Hints of it. The server sends no 103 of its own, as its 200 leaves in the same moment.
//
// # Paths of its own
//
// [LivePath] answers 200 while the process serves; [ReadyPath] answers 200 until draining begins, then 503. Both
// are the server's whatever the folder holds, and keep their place under any base path.
//
// # HTTP/1.1 without TLS
//
// net/http serves everything; [Run] puts one short cut before it. A plain GET or HEAD of a file, of a form
// strict enough to leave nothing to interpretation, is answered from the map at once; a connection whose
// bytes are anything else goes to net/http with those bytes unread and stays there. Both ways send the same
// bytes, which a test holds.
package server
