// Shipping asks a carrier for a price. The caller leaves five seconds for everything, the question to the carrier
// asks for a minute: the minute is never reached, whatever its author thought.
package main

import (
	"context"
	"log"
	"time"

	"example.org/rules/company"
)

const (
	answerWithin  = 5 * time.Second
	carrierWithin = time.Minute
)

// Price answers a customer.
func Price(parent context.Context, parcel string) error {
	ctx, cancel := context.WithTimeout(parent, answerWithin)
	defer cancel()
	ask, stop := context.WithTimeout(ctx, carrierWithin) // want "CX008"
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
