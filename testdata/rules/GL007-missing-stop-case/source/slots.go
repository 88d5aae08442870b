// Slots of a semaphore are given back by a receive.
package slots

import "context"

type consumer struct {
	sem       chan struct{}
	delivered chan int
	resume    chan bool
}

func newConsumer(n int) *consumer {
	return &consumer{sem: make(chan struct{}, n), delivered: make(chan int), resume: make(chan bool)}
}

func (c *consumer) take(ctx context.Context) error {
	select {
	case c.sem <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// What was taken is there (telegraf AMQPConsumer.process).
func (c *consumer) acknowledge(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.delivered:
			<-c.sem // ok
		}
	}
}

// Without room it waits for somebody.
func (c *consumer) pause(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.delivered:
			<-c.resume // want "GL007"
		}
	}
}

func (c *consumer) goOn() { c.resume <- true }

// It takes what is there (nats-streaming-server ioLoop).
func (c *consumer) batch(ctx context.Context) (sum int) {
	for {
		select {
		case <-ctx.Done():
			return sum
		default:
			for n := len(c.delivered); n > 0; n-- {
				sum += <-c.delivered // ok
			}
		}
	}
}

func (c *consumer) deliver(n int) { c.delivered <- n }
