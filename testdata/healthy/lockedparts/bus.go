// A pump that takes what is sent under the lock, and needs no lock.
package lockedparts

import (
	"context"
	"sync"
)

type Event struct{ Topic, Body string }

type Bus struct {
	mu     sync.Mutex
	subs   map[string][]func(Event)
	events chan Event
	queue  []Event
	wake   chan struct{}
}

func NewBus(ctx context.Context) *Bus {
	b := &Bus{subs: map[string][]func(Event){}, events: make(chan Event), wake: make(chan struct{}, 1)}
	go b.loop(ctx)
	go b.pump(ctx)
	return b
}

// pump is the one that receives: it never takes the lock of the subscribers.
func (b *Bus) pump(ctx context.Context) {
	var waiting []Event
	for {
		var head Event
		var out chan<- struct{}
		if len(waiting) > 0 {
			head, out = waiting[0], b.wake
		}
		select {
		case <-ctx.Done():
			return
		case ev := <-b.events:
			waiting = append(waiting, ev)
		case out <- struct{}{}:
			_ = head
			waiting = waiting[1:]
		}
	}
}

func (b *Bus) loop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.wake:
			b.deliver()
		}
	}
}

func (b *Bus) deliver() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue = b.queue[:0]
}

func (b *Bus) Subscribe(ctx context.Context, topic string, h func(Event)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs[topic] = append(b.subs[topic], h)
	select {
	case b.events <- Event{Topic: "subscribed", Body: topic}:
	case <-ctx.Done():
	}
}
