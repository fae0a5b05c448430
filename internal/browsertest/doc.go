// Package browsertest holds no code, only tests that read built sites in a
// browser, as readers do: with a pointer, a keyboard, a finger, a screen
// reader, without scripts, without storage and without a network.
//
// The sites are the shipped one and testdata/course, built by package build
// and served by package server under its content security policy. The browser
// is Chromium; axe-core judges accessibility. Where either is missing the tests
// are skipped, but fail if the environment variable CI is set. Each test has a
// tab with a storage of its own, and fails for any mistake that the page
// reports to the browser's console and for any request to another host.
package browsertest
