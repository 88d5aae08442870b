// Loops that look at their context, and waits in them.
package looks

import "context"

type queue struct {
	items  chan int
	closed chan int
	slots  chan struct{}
	sum    int
}

func newQueue() *queue {
	return &queue{items: make(chan int), closed: make(chan int), slots: make(chan struct{}, 2)}
}

func (q *queue) put(n int) { q.items <- n }

// Looks only between two items.
func (q *queue) poll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		default:
		}
		q.sum += <-q.items // want "GL007"
	}
}

// The channel is closed in the end.
func (q *queue) until(ctx context.Context) {
	for ctx.Err() == nil {
		n, ok := <-q.closed // ok
		if !ok {
			return
		}
		q.sum += n
	}
}

func (q *queue) fill(ns []int) {
	for _, n := range ns {
		q.closed <- n
	}
	close(q.closed)
}

// Both at once.
func (q *queue) both(ctx context.Context) {
	for ctx.Err() == nil {
		select {
		case n := <-q.items: // ok
			q.sum += n
		case <-ctx.Done():
			return
		}
	}
}

// A semaphore, no signal (nats-server dios.acquire).
func (q *queue) slot() {
	select {
	case <-q.slots:
		return
	default:
		<-q.slots // ok
	}
}

func (q *queue) free() { q.slots <- struct{}{} }

type request struct {
	n      int
	answer chan int
}

type broker struct{ requests chan *request }

func newBroker() *broker { return &broker{requests: make(chan *request)} }

// Who took the request has the channel of the answer (loki Frontend.enqueue).
func (b *broker) ask(ctx context.Context, n int) int {
	r := &request{n: n, answer: make(chan int)}
	select {
	case <-ctx.Done():
		return 0
	case b.requests <- r:
		return <-r.answer // ok
	}
}

func (b *broker) serve() {
	for r := range b.requests {
		r.answer <- r.n
	}
}
