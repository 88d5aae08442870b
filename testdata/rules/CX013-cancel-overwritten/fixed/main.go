// Prober asks a peer twice: first quickly, then with patience. The first context is cancelled before the second one takes
// its place.
package main

import (
	"context"
	"log"
	"sync/atomic"

	"example.org/rules/company"
)

type prober struct {
	life  context.Context // ends with the service
	tries atomic.Int64
}

// Probe asks, and asks again when there is no answer.
func (p *prober) Probe() bool {
	ctx, cancel := context.WithCancel(p.life) // ok
	ok := p.try(ctx)
	if !ok {
		cancel()
		ctx, cancel = context.WithCancel(p.life) // ok: the first one was called
		ok = p.try(ctx)
	}
	cancel()
	return ok
}

// Again does the same with care.
func (p *prober) Again() bool {
	ctx, cancel := context.WithCancel(p.life) // ok
	ok := p.try(ctx)
	cancel()
	if !ok {
		ctx, cancel = context.WithCancel(p.life) // ok
		ok = p.try(ctx)
		cancel()
	}
	return ok
}

// try asks once; a goroutine waits for the end of the question.
func (p *prober) try(ctx context.Context) bool {
	go func() { <-ctx.Done() }()
	return p.tries.Add(1)%2 == 0
}

func main() {
	c := company.Start(nil)
	life, end := context.WithCancel(context.Background()) // ok
	defer end()
	p := &prober{life: life}
	c.Drive(func(i int) {
		ok := p.Probe()
		if i%10 == 9 {
			log.Println(ok, p.Again(), p.tries.Load())
		}
	})
}
