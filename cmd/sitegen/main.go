// Command sitegen makes a documentation site with a glossary at its heart.
// Run "sitegen help" for what it can do.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"sitegen/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second Ctrl-C ends at once what is still finishing its work.
	context.AfterFunc(ctx, stop)
	os.Exit(cli.Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
