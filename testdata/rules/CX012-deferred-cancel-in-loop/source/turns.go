// How many contexts a loop can gather.
package turns

import (
	"context"
	"time"
)

// As many as there are addresses.
func dial(ctx context.Context, addresses []string, try func(context.Context, string) error) (err error) {
	for _, address := range addresses {
		ctx, cancel := context.WithTimeout(ctx, time.Second) // want "CX012"
		defer cancel()
		if err = try(ctx, address); err == nil {
			return nil
		}
	}
	return err
}

// Two at most (net Resolver.exchange).
func exchange(ctx context.Context, useTCP bool, try func(context.Context, string) error) (err error) {
	var networks []string
	if useTCP {
		networks = []string{"tcp"}
	} else {
		networks = []string{"udp", "tcp"}
	}
	for _, network := range networks {
		ctx, cancel := context.WithTimeout(ctx, time.Second) // note "CX012"
		defer cancel()
		if err = try(ctx, network); err == nil {
			return nil
		}
	}
	return err
}

// The timer comes once (net sysDialer.dialParallel).
func race(ctx context.Context, start func(context.Context), results <-chan error) error {
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	go start(ctx)
	for failed := 0; ; {
		select {
		case <-timer.C:
			late, cancel := context.WithCancel(ctx) // note "CX012"
			defer cancel()
			go start(late)
		case err := <-results:
			if failed++; err == nil || failed == 2 {
				return err
			}
		}
	}
}

// This one is set anew each time.
func poll(ctx context.Context, ask func(context.Context) bool) {
	timer := time.NewTimer(time.Second)
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			turn, cancel := context.WithTimeout(ctx, time.Second) // want "CX012"
			defer cancel()
			if ask(turn) {
				return
			}
			timer.Reset(time.Second)
		}
	}
}
