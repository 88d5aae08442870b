// Sends inside the cases of a select.
package arms

import (
	"context"
	"time"
)

type relay struct {
	in   chan int
	out  chan int
	room chan int
	quit chan struct{}
}

func newRelay() *relay {
	return &relay{in: make(chan int), out: make(chan int), room: make(chan int), quit: make(chan struct{})}
}

// The reader of out can leave.
func (r *relay) run() {
	for {
		select {
		case n := <-r.in:
			r.out <- n // want "GL021"
		case <-r.quit:
			return
		}
	}
}

func (r *relay) read(want int) (got []int) {
	for range want {
		got = append(got, <-r.out)
	}
	return got
}

// The send is a case itself.
func (r *relay) careful(ctx context.Context, out chan<- int) {
	for {
		select {
		case n := <-r.in:
			select {
			case out <- n: // ok
			case <-ctx.Done():
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// The only reader goes on until the channel is closed.
func (r *relay) feed(ctx context.Context) {
	defer close(r.room)
	for {
		select {
		case n := <-r.in:
			r.room <- n // ok
		case <-ctx.Done():
			return
		}
	}
}

func (r *relay) drain() (sum int) {
	for n := range r.room {
		sum += n
	}
	return sum
}

type pipe struct {
	data chan []byte
	took chan int
	done chan struct{}
}

func newPipe() *pipe {
	return &pipe{data: make(chan []byte), took: make(chan int), done: make(chan struct{})}
}

// Two that have met finish together (io.Pipe).
func (p *pipe) read(b []byte) int {
	select {
	case from := <-p.data:
		n := copy(b, from)
		p.took <- n // ok
		return n
	case <-p.done:
		return 0
	}
}

func (p *pipe) write(b []byte) int {
	select {
	case p.data <- b:
		return <-p.took
	case <-p.done:
		return 0
	}
}

// One answer, and who does not wait for it leaves somebody who does (containerd timeoutDialer).
func dial(limit time.Duration, try func() (int, error)) int {
	quit := make(chan struct{})
	answer := make(chan int)
	go func() {
		for {
			select {
			case <-quit:
				return
			default:
				n, err := try()
				if err != nil {
					continue
				}
				answer <- n // ok
				return
			}
		}
	}()
	select {
	case n := <-answer:
		return n
	case <-time.After(limit):
		close(quit)
		go func() { <-answer }()
	}
	return 0
}

// Two of them fail, one is heard (cilium SpireDelegateClient.listenForUpdates).
func listen(ctx context.Context, first, second func() error) {
	failed := make(chan error)
	go forward(ctx, failed, first)
	go forward(ctx, failed, second)
	for {
		select {
		case <-ctx.Done():
			return
		case <-failed:
			return
		}
	}
}

func forward(ctx context.Context, failed chan error, next func() error) {
	for {
		select {
		case <-ctx.Done():
			return
		default:
			if err := next(); err != nil {
				failed <- err // want "GL021"
				return
			}
		}
	}
}

// Next is asked for value by value: nothing says that nobody asks again.
type stream struct {
	values chan int
	quit   chan struct{}
}

func newStream() *stream { return &stream{values: make(chan int), quit: make(chan struct{})} }

func (s *stream) run(read func() int) {
	for {
		select {
		case <-s.quit:
			return
		default:
			s.values <- read() // ok
		}
	}
}

func (s *stream) next() int { return <-s.values }

// Ticks are taken by whoever imports the package (loki TickerWithJitter).
type Ticker struct {
	C    chan time.Time
	quit chan struct{}
}

func NewTicker() *Ticker { return &Ticker{C: make(chan time.Time), quit: make(chan struct{})} }

func (t *Ticker) run(timer *time.Timer) {
	for {
		select {
		case at := <-timer.C:
			t.C <- at // note "GL021"
		case <-t.quit:
			return
		}
	}
}

func (t *Ticker) wait(n int) {
	for range n {
		<-t.C
	}
}

// Counted, so it is GL003 (vault DynamoDBLock.Lock).
func lock(stop <-chan struct{}, ticks <-chan time.Time, try func() error) error {
	quit := make(chan struct{})
	failed := make(chan error)
	go func() {
		for {
			select {
			case <-quit:
				return
			case <-ticks:
				if err := try(); err != nil {
					failed <- err // ok
					return
				}
			}
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-stop:
		close(quit)
		return nil
	}
}

type feedQueue struct {
	items chan int
	quit  chan struct{}
}

func newFeedQueue() *feedQueue { return &feedQueue{items: make(chan int), quit: make(chan struct{})} }

// Its reader goes when the channel is closed, not before (go-zero Queue.produce).
func (q *feedQueue) produce(read func() int) {
	defer close(q.items)
	for {
		select {
		case <-q.quit:
			return
		default:
			q.items <- read() // ok
		}
	}
}

func (q *feedQueue) consume(ticks <-chan time.Time, handle func(int)) {
	for {
		select {
		case n, ok := <-q.items:
			if ok {
				handle(n)
			} else {
				return
			}
		case <-ticks:
			handle(0)
		}
	}
}

// The stop has come, and the place is given back before it goes (redigo waitVacantConn).
type places struct{ free chan struct{} }

func (p *places) take(ctx context.Context) error {
	select {
	case <-p.free:
		select {
		case <-ctx.Done():
			p.free <- struct{}{} // ok
			return ctx.Err()
		default:
		}
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
