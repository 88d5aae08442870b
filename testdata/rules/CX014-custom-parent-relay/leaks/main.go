// Gateway has a context type of its own, with its own Done channel. A child of such a parent costs a
// goroutine that relays the parent's end, and this child is never cancelled, nor does the parent end.
package main

import (
	"context"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

// callContext is the context of one call; End ends it.
type callContext struct {
	context.Context
	done chan struct{}
	once sync.Once
}

func newCallContext(parent context.Context) *callContext {
	return &callContext{Context: parent, done: make(chan struct{})}
}

func (c *callContext) Done() <-chan struct{} { return c.done }

func (c *callContext) Err() error {
	select {
	case <-c.done:
		return context.Canceled
	default:
		return nil
	}
}

// End ends the call.
func (c *callContext) End() { c.once.Do(func() { close(c.done) }) }

type call struct {
	ctx    context.Context
	cancel context.CancelFunc
}

type gateway struct {
	calls atomic.Int64
}

// Call forwards one call.
func (g *gateway) Call(parent context.Context) error {
	call := new(call)
	call.ctx, call.cancel = context.WithCancel(newCallContext(parent)) // want "CX014"
	return g.forward(call.ctx)
}

// Ping forwards an empty call.
func (g *gateway) Ping(parent context.Context) error {
	cc := newCallContext(parent)
	defer cc.End()
	ctx, cancel := context.WithTimeout(cc, time.Second) // ok: both end
	defer cancel()
	return g.forward(ctx)
}

func (g *gateway) forward(ctx context.Context) error {
	g.calls.Add(1)
	return ctx.Err()
}

func main() {
	c := company.Start(nil)
	g := &gateway{}
	c.Drive(func(i int) {
		err := g.Call(context.Background())
		if i%10 == 9 {
			log.Println(g.calls.Load(), err, g.Ping(context.Background()))
		}
	})
}
