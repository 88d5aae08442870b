// Work is handed to a loop that ends with its context; who comes later waits for ever.
package actor

import (
	"context"
	"sync"
)

type op struct {
	fn   func(map[string]int)
	done chan struct{}
}

type Actor struct {
	ops   chan op
	once  sync.Once
	state map[string]int
}

func New() *Actor { return &Actor{ops: make(chan op), state: map[string]int{}} }

func (a *Actor) Run(ctx context.Context) {
	for {
		select {
		case o := <-a.ops:
			o.fn(a.state)
			close(o.done)
		case <-ctx.Done():
			return
		}
	}
}

func (a *Actor) do(fn func(map[string]int)) {
	o := op{fn, make(chan struct{})}
	a.ops <- o // want "GL007"
	<-o.done
}

func (a *Actor) Incr(k string) (n int) {
	a.do(func(m map[string]int) { m[k]++; n = m[k] })
	return n
}

func (a *Actor) Get(k string) (n int) {
	a.do(func(m map[string]int) { n = m[k] })
	return n
}

// The order to stop is a value on a channel: its loop cannot have left before.
type ticker struct {
	quit chan struct{}
	vals chan int
	done chan struct{}
}

func newTicker() *ticker {
	t := &ticker{quit: make(chan struct{}), vals: make(chan int), done: make(chan struct{})}
	go t.loop()
	return t
}

func (t *ticker) loop() {
	defer close(t.done)
	for {
		select {
		case <-t.quit:
			return
		case n := <-t.vals:
			if n < 0 {
				continue
			}
		}
	}
}

func (t *ticker) stop() { t.quit <- struct{}{} } // ok

// A look at what the loop closes when it ends.
func (t *ticker) add(n int) bool {
	select {
	case t.vals <- n: // ok
		return true
	case <-t.done:
		return false
	}
}

// A caller that always waits for its answer.
type asker struct{ answers chan chan int }

func newAsker() *asker {
	a := &asker{answers: make(chan chan int, 4)}
	go a.serve()
	return a
}

func (a *asker) serve() {
	for c := range a.answers {
		c <- 1 // ok
	}
}

func (a *asker) ask() int {
	c := make(chan int)
	a.answers <- c
	return <-c
}

// The coordinator goes when the last worker has said that it ends.
type pool struct {
	results chan int
	ended   chan error
}

func (p *pool) coordinate(ctx context.Context, n int) (sum int) {
	p.results, p.ended = make(chan int), make(chan error)
	for range n {
		go p.work(ctx)
	}
	for {
		select {
		case r := <-p.results:
			sum += r
		case <-p.ended:
			if n--; n == 0 {
				return sum
			}
		}
	}
}

func (p *pool) work(ctx context.Context) {
	for ctx.Err() == nil {
		p.give(1)
	}
	p.ended <- ctx.Err()
}

func (p *pool) give(n int) { p.results <- n } // ok
