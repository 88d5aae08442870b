// Prober asks a peer twice: first quickly, then with patience. The second context takes the place of the first one,
// whose cancel function nobody has any more.
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
	ctx, cancel := context.WithCancel(p.life) // want "CX013"
	ok := p.try(ctx)
	if !ok {
		ctx, cancel = context.WithCancel(p.life) // ok: this one is called
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
