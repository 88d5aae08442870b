// An object whose goroutine ends with it, as a program and a test use it (go-redis circuit breakers, loki queues).
package tested

type breaker struct {
	stop chan struct{}
	tick chan int
	n    int
}

func newBreaker() *breaker {
	b := &breaker{stop: make(chan struct{}), tick: make(chan int)}
	go b.loop() // ok: only a test lets go of it
	return b
}

func (b *breaker) loop() {
	for {
		select {
		case n := <-b.tick:
			b.n += n
		case <-b.stop:
			return
		}
	}
}

func (b *breaker) Close() { close(b.stop) }

func (b *breaker) count() int { return b.n }

func used() int {
	b := newBreaker()
	defer b.Close()
	return b.count()
}
