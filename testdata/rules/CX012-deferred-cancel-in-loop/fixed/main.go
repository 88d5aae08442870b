// Dispatcher takes jobs from a queue and ends the context of each when the job is done: every job is a
// function of its own, so its deferred cancel runs in time.
package main

import (
	"context"
	"log"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

type dispatcher struct {
	jobs chan int
	ran  atomic.Int64
}

// run takes jobs until the queue is closed.
func (d *dispatcher) run(ctx context.Context) {
	for id := range d.jobs {
		d.runOne(ctx, id)
	}
}

// runOne runs one job.
func (d *dispatcher) runOne(ctx context.Context, id int) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ok: runs when the job is done
	go d.heartbeat(ctx, id)
	d.ran.Add(1)
}

// heartbeat stays beside a job until the job's context ends.
func (d *dispatcher) heartbeat(ctx context.Context, _ int) {
	<-ctx.Done()
}

// try gives a job three chances, each with a time limit.
func try(ctx context.Context, job func(context.Context) error) (err error) {
	for range 3 {
		err = func() error {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel() // ok: the function of the turn ends with the turn
			return job(ctx)
		}()
		if err == nil {
			return nil
		}
	}
	return err
}

func main() {
	c := company.Start(nil)
	d := &dispatcher{jobs: make(chan int)}
	go d.run(context.Background())
	c.Drive(func(i int) {
		d.jobs <- i
		if i%10 == 9 {
			log.Println(d.ran.Load(), try(context.Background(), func(ctx context.Context) error { return ctx.Err() }))
		}
	})
}
