// Package eventbus has readers that come and go.
package eventbus

import (
	"context"
	"sync"
)

// Event is what happened.
type Event struct{ Name string }

// Bus hands every event to all who listen.
type Bus struct {
	mu   sync.Mutex
	subs map[chan Event]struct{}
}

// Subscribe gives a channel that Unsubscribe takes back.
func (b *Bus) Subscribe() chan Event {
	ch := make(chan Event, 16)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs == nil {
		b.subs = map[chan Event]struct{}{}
	}
	b.subs[ch] = struct{}{}
	return ch
}

// Unsubscribe takes the channel out and closes it.
func (b *Bus) Unsubscribe(ch chan Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.subs[ch]; ok {
		delete(b.subs, ch)
		close(ch)
	}
}

// Publish drops what a reader has no room for.
func (b *Bus) Publish(e Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ch := range b.subs {
		select {
		case ch <- e:
		default:
		}
	}
}

// Close ends all readers.
func (b *Bus) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ch := range b.subs {
		close(ch)
	}
	clear(b.subs)
}

// Desk answers for one bus.
type Desk struct {
	bus  *Bus
	seen map[string]int
}

// Wait returns the first event with this name.
func (d *Desk) Wait(ctx context.Context, name string) (Event, error) {
	ch := d.bus.Subscribe()
	defer d.bus.Unsubscribe(ch)
	for {
		select {
		case e, ok := <-ch:
			if !ok || e.Name == name {
				return e, nil
			}
		case <-ctx.Done():
			return Event{}, ctx.Err()
		}
	}
}

// Count goes on until the bus is closed.
func (d *Desk) Count() {
	ch := d.bus.Subscribe()
	for e := range ch {
		d.seen[e.Name]++
	}
}

// Forward lets a goroutine take the channel out when the context ends.
func (d *Desk) Forward(ctx context.Context, to chan<- Event) {
	ch := d.bus.Subscribe()
	context.AfterFunc(ctx, func() { d.bus.Unsubscribe(ch) })
	go func() {
		for e := range ch {
			to <- e
		}
		close(to)
	}()
}

// Listen gives the caller the channel with the way to end it.
func (d *Desk) Listen() (<-chan Event, func()) {
	ch := d.bus.Subscribe()
	return ch, func() { d.bus.Unsubscribe(ch) }
}
