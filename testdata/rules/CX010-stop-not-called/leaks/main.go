// Backup listens for SIGUSR1 while it copies one volume, to stop the copy early. It drops the stop function
// of NotifyContext, so every copy leaves its registration and the goroutine behind it.
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
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGUSR1) // want "CX010"
	for i := 0; i < blocks; i++ {
		if ctx.Err() != nil {
			stop()
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
