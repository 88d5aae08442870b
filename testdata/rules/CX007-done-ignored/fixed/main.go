// Poller watches a job until the request that asked for it ends: its pause is a select on the time
// and on the context.
package main

import (
	"context"
	"log"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

type poller struct {
	every time.Duration
	polls atomic.Int64
}

// poll asks for the state of a job until ctx ends.
func (p *poller) poll(ctx context.Context, job string) {
	t := time.NewTicker(p.every)
	defer t.Stop()
	for {
		p.state(job)
		select { // ok: looks at the context
		case <-t.C:
		case <-ctx.Done():
			return
		}
	}
}

func (p *poller) state(job string) string {
	p.polls.Add(1)
	return job + " is running"
}

// retry tries three times at most.
func (p *poller) retry(ctx context.Context, job string) {
	for i := 0; i < 3; i++ {
		p.state(job)
		time.Sleep(time.Millisecond) // ok: comes to an end by itself
	}
}

// Follow serves a request that wants to see a job for a while.
func (p *poller) Follow(ctx context.Context, job string) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	go p.poll(ctx, job)
	p.retry(ctx, job)
}

func main() {
	c := company.Start(nil)
	p := &poller{every: 100 * time.Millisecond}
	c.Drive(func(i int) {
		p.Follow(context.Background(), "nightly")
		if i%10 == 9 {
			log.Printf("%d polls for %d requests", p.polls.Load(), i+1)
		}
	})
}
