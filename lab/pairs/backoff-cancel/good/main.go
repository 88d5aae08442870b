// Refill retries a supplier until it answers; the answer takes longer than a
// few of the pauses.
package main

import (
	"context"
	"errors"
	"time"

	"github.com/lestrrat-go/backoff/v2"

	"example.com/platform/drive"
)

func main() {
	policy := backoff.Constant(backoff.WithInterval(20*time.Millisecond), backoff.WithMaxRetries(0))
	drive.Every(400*time.Millisecond, 0, func(ctx context.Context, n int64) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		b := policy.Start(ctx)
		for backoff.Continue(b) {
			time.Sleep(110 * time.Millisecond)
			return nil
		}
		return errors.New("supplier is away")
	})
}
