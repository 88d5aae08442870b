// Backup listens for SIGUSR1 while it copies one volume, to stop the copy early. The stop function of
// NotifyContext is deferred, so every copy takes its registration and its goroutine back.
package main

import (
	"context"
	"errors"
	"log"
	"os/signal"
	"sync/atomic"
	"syscall"

	"example.org/rules/company"
)

var errStopped = errors.New("stopped by a signal")

type backup struct {
	blocks atomic.Int64
}

// Copy copies one volume unless a signal stops it.
func (b *backup) Copy(ctx context.Context, blocks int) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGUSR1) // ok
	defer stop()
	for i := 0; i < blocks; i++ {
		if ctx.Err() != nil {
			return errStopped
		}
		b.blocks.Add(1)
	}
	return nil
}

// Verify reads one volume unless a signal stops it.
func (b *backup) Verify(ctx context.Context) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGUSR1) // ok
	defer stop()
	return ctx.Err()
}

func main() {
	c := company.Start(nil)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	b := &backup{}
	c.Drive(func(i int) {
		err := b.Copy(ctx, 8)
		if i%10 == 9 {
			log.Println(err, b.blocks.Load(), b.Verify(ctx))
		}
	})
}
