// Alerts lets a request wait for the next alert, for a short time. It subscribes for that and forgets
// to close the subscription, whose goroutine goes on to serve nobody.
package main

import (
	"context"
	"log"
	"time"

	"example.org/rules/RS005-subscription-not-closed/broker"
	"example.org/rules/company"
)

// bus is the broker of the process.
var bus = broker.New()

type alerts struct {
	topic string
}

// Next waits for the next alert until ctx ends.
func (a *alerts) Next(ctx context.Context) (string, error) {
	sub := bus.Subscribe(a.topic) // want "RS005"
	select {
	case msg := <-sub.C:
		return msg, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Count counts the alerts until ctx ends.
func (a *alerts) Count(ctx context.Context) (n int) {
	sub := bus.Subscribe(a.topic) // ok
	defer sub.Close()
	for {
		select {
		case <-sub.C:
			n++
		case <-ctx.Done():
			return n
		}
	}
}

func main() {
	c := company.Start(nil)
	a := &alerts{topic: "disk"}
	c.Drive(func(i int) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
		defer cancel()
		if i%3 == 0 {
			time.AfterFunc(time.Millisecond, func() { bus.Publish("disk", "disk is full") })
		}
		msg, err := a.Next(ctx)
		if i%10 == 9 {
			log.Println(msg, err, a.Count(ctx), bus.Len())
		}
	})
}
