// Channels that stay in the bus when their reader has gone.
package buses

import (
	"context"
	"errors"
	"sync"
)

var errBad = errors.New("bad")

type bus struct {
	mu   sync.Mutex
	subs map[chan int]struct{}
}

func (b *bus) Subscribe() chan int {
	ch := make(chan int)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs[ch] = struct{}{}
	return ch
}

func (b *bus) Unsubscribe(ch chan int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.subs, ch)
}

func (b *bus) Register(ch chan<- int)   {}
func (b *bus) Unregister(ch chan<- int) {}

type desk struct{ bus *bus }

func (d *desk) follow(ctx context.Context) error {
	ch := d.bus.Subscribe() // want "RS005"
	for {
		select {
		case v := <-ch:
			if v < 0 {
				return errBad
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (d *desk) followAndLeave(ctx context.Context) error {
	ch := d.bus.Subscribe() // ok
	defer d.bus.Unsubscribe(ch)
	select {
	case <-ch:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Only one of two ways takes it out.
func first(ctx context.Context, b *bus) (int, error) {
	ch := b.Subscribe() // want "RS005"
	select {
	case v := <-ch:
		b.Unsubscribe(ch)
		return v, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func (d *desk) watch(ctx context.Context) {
	events := make(chan int, 8)
	d.bus.Register(events) // want "RS005"
	select {
	case <-events:
	case <-ctx.Done():
	}
}

func (d *desk) watchAndLeave(ctx context.Context) {
	events := make(chan int, 8)
	d.bus.Register(events) // ok
	defer d.bus.Unregister(events)
	select {
	case <-events:
	case <-ctx.Done():
	}
}

// Before it is put in there is nothing to take out.
func (d *desk) late(ctx context.Context, ready bool) error {
	events := make(chan int, 8)
	if !ready {
		return errBad
	}
	d.bus.Register(events) // ok
	defer d.bus.Unregister(events)
	<-ctx.Done()
	return nil
}

// Read until the bus closes it.
func (d *desk) sum() (total int) {
	ch := d.bus.Subscribe() // ok
	for v := range ch {
		total += v
	}
	return total
}

func (d *desk) next() (int, error) {
	ch := d.bus.Subscribe() // ok
	for {
		v, ok := <-ch
		if !ok {
			return 0, errBad
		}
		if v > 0 {
			d.bus.Unsubscribe(ch)
			return v, nil
		}
	}
}

// The caller has it.
func (d *desk) open() <-chan int {
	ch := d.bus.Subscribe() // ok
	return ch
}

// The bus goes with the function.
func alone() int {
	b := &bus{subs: map[chan int]struct{}{}}
	ch := b.Subscribe() // ok
	return <-ch
}

// A goroutine has it, which takes it out.
func (d *desk) spread(ctx context.Context, use func(int)) {
	ch := d.bus.Subscribe() // ok
	go func() {
		defer d.bus.Unsubscribe(ch)
		for {
			select {
			case v := <-ch:
				use(v)
			case <-ctx.Done():
				return
			}
		}
	}()
}

// Registered for the life of the process: metrics have no channel.
type registry struct{}

func (registry) Register(name string) int { return 0 }
func (registry) Unregister(id int)        {}

func (d *desk) count(r *registry) int {
	id := r.Register("desk") // ok
	return id + 1
}
