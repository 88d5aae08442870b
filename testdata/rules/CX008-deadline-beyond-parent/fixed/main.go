// Shipping asks a carrier for a price. The customer waits five seconds at most, and the question to the carrier
// ends a second before that, so that there is time for an answer.
package main

import (
	"context"
	"log"
	"time"

	"example.org/rules/company"
)

const (
	answerWithin  = 5 * time.Second
	carrierWithin = 4 * time.Second
)

// Price answers a customer.
func Price(parent context.Context, parcel string) error {
	ctx, cancel := context.WithTimeout(parent, answerWithin)
	defer cancel()
	ask, stop := context.WithTimeout(ctx, carrierWithin) // ok: ends before its parent
	defer stop()
	return carrier(ask, parcel)
}

// Track has the shorter limit inside.
func Track(parent context.Context, parcel string) error {
	ctx, cancel := context.WithTimeout(parent, answerWithin)
	defer cancel()
	ask, stop := context.WithTimeout(ctx, time.Second) // ok: ends before its parent
	defer stop()
	return carrier(ask, parcel)
}

func carrier(ctx context.Context, parcel string) error {
	select {
	case <-time.After(time.Millisecond):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func main() {
	c := company.Start(nil)
	c.Drive(func(i int) {
		if err := Price(context.Background(), "box"); err != nil {
			log.Print(err)
		}
		if err := Track(context.Background(), "box"); err != nil {
			log.Print(err)
		}
	})
}
