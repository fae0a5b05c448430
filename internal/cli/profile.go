package cli

import (
	"errors"
	"os"
	"runtime"
	"runtime/pprof"
	"runtime/trace"

	"github.com/spf13/cobra"
)

// profiles are the flags by which sitegen's own speed is examined.
type profiles struct {
	cpu, memory, trace string
	stop               []func() error
}

func (p *profiles) register(c *cobra.Command) {
	f := c.PersistentFlags()
	f.StringVar(&p.cpu, "cpu-profile", "", "write a CPU profile to this file, for go tool pprof")
	f.StringVar(&p.memory, "memory-profile", "", "write a profile of all memory allocated to this file, for go tool pprof")
	f.StringVar(&p.trace, "trace", "", "write an execution trace to this file, for go tool trace")
}

// start begins what the flags ask for.
func (p *profiles) start() error {
	if p.cpu != "" {
		f, err := os.Create(p.cpu)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return errors.Join(err, f.Close())
		}
		p.stop = append(p.stop, func() error { pprof.StopCPUProfile(); return f.Close() })
	}
	if p.trace != "" {
		f, err := os.Create(p.trace)
		if err != nil {
			return err
		}
		if err := trace.Start(f); err != nil {
			return errors.Join(err, f.Close())
		}
		p.stop = append(p.stop, func() error { trace.Stop(); return f.Close() })
	}
	if p.memory != "" {
		f, err := os.Create(p.memory)
		if err != nil {
			return err
		}
		p.stop = append(p.stop, func() error {
			runtime.GC()
			return errors.Join(pprof.Lookup("allocs").WriteTo(f, 0), f.Close())
		})
	}
	return nil
}

// end writes the profiles out.
func (p *profiles) end() error {
	var errs []error
	for _, stop := range p.stop {
		errs = append(errs, stop())
	}
	p.stop = nil
	return errors.Join(errs...)
}
