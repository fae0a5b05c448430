// Package docstest holds the manual in docs/ to the program, and the course in
// content/ to what its home page promises: each lesson follows the plan, each
// program in Go prints what the lesson shows. It has no code of its own, only
// tests; "go test -update" rewrites what is generated in the manual.
//
// # Sessions
//
// A fence in the language console is a session at a shell: a line that begins
// with "$ " is a command, and the lines below it are what it prints, standard
// output and standard error together. The tests run every command of every
// page, word by word and in order, and compare. A command must succeed, unless
// the next one is "echo $?". In what is printed
//
//   - "…" stands for any text, and a line of nothing but "…" for any lines;
//   - lengths of time may differ ("built in 12 ms"), and so may the numbers of
//     files, pages and references in the summaries of build and check, since
//     these count what the theme brings along; -update writes those of today.
//
// A fence with a title that is a path ({title="content/glossary/bloom.md"}) is
// a file that the reader writes at that point, and so does the test.
//
// "sitegen serve" runs until its output has appeared, and on until the page
// ends or serves again. Its address is exchanged for a free one, in what the
// page types and in what it shows.
//
// The tutorial begins in the folder of sitegen's sources, with an empty home.
// Every other page begins with the site that the tutorial ends with.
//
// A fence in the language sh is a script for another machine. It is not run;
// like every other mention of a sitegen command it must name commands and
// flags that exist.
//
// # Generated parts
//
// Between <!-- begin NAME --> and <!-- end NAME --> stands what a test makes
// from the code: keys of the configuration and of front matter, commands. On
// the page about Markdown each source is followed by itself, in a
// <div class="example">, so that a reader sees what becomes of it.
package docstest
