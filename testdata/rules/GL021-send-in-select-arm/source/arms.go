// Sends inside the cases of a select.
package arms

import "context"

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
