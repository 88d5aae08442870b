// Package hub sends to many.
package hub

import (
	"context"
	"sync"
)

type Event struct{ Name string }

// Hub drops what a slow listener does not take.
type Hub struct {
	mu        sync.Mutex
	listeners map[chan Event]struct{}
}

func (h *Hub) Listen(size int) (<-chan Event, func()) {
	ch := make(chan Event, size)
	h.mu.Lock()
	if h.listeners == nil {
		h.listeners = map[chan Event]struct{}{}
	}
	h.listeners[ch] = struct{}{}
	h.mu.Unlock()
	return ch, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if _, ok := h.listeners[ch]; ok {
			delete(h.listeners, ch)
			close(ch)
		}
	}
}

func (h *Hub) Send(e Event) (dropped int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for ch := range h.listeners {
		select {
		case ch <- e:
		default:
			dropped++
		}
	}
	return dropped
}

// Broker has one goroutine that owns the subscribers.
type Broker struct {
	publish     chan Event
	subscribe   chan *Subscriber
	unsubscribe chan *Subscriber
	quit        chan struct{}
}

type Subscriber struct {
	events chan Event
	gone   chan struct{}
	once   sync.Once
}

func NewBroker() *Broker {
	b := &Broker{
		publish:     make(chan Event),
		subscribe:   make(chan *Subscriber),
		unsubscribe: make(chan *Subscriber),
		quit:        make(chan struct{}),
	}
	go b.run()
	return b
}

func (b *Broker) run() {
	subs := map[*Subscriber]bool{}
	defer func() {
		for s := range subs {
			close(s.events)
		}
	}()
	for {
		select {
		case s := <-b.subscribe:
			subs[s] = true
		case s := <-b.unsubscribe:
			if subs[s] {
				delete(subs, s)
				close(s.events)
			}
		case e := <-b.publish:
			for s := range subs {
				select {
				case s.events <- e:
				case <-s.gone:
				case <-b.quit:
					return
				}
			}
		case <-b.quit:
			return
		}
	}
}

func (b *Broker) Subscribe(ctx context.Context) (*Subscriber, error) {
	s := &Subscriber{events: make(chan Event), gone: make(chan struct{})}
	select {
	case b.subscribe <- s:
		return s, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-b.quit:
		return nil, context.Canceled
	}
}

func (b *Broker) Unsubscribe(s *Subscriber) {
	s.once.Do(func() { close(s.gone) })
	select {
	case b.unsubscribe <- s:
	case <-b.quit:
	}
}

func (b *Broker) Publish(ctx context.Context, e Event) error {
	select {
	case b.publish <- e:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-b.quit:
		return context.Canceled
	}
}

func (b *Broker) Close() { close(b.quit) }

func (s *Subscriber) Events() <-chan Event { return s.events }

// Latest keeps the newest only.
type Latest struct{ ch chan Event }

func NewLatest() *Latest { return &Latest{ch: make(chan Event, 1)} }

func (l *Latest) Set(e Event) {
	for {
		select {
		case l.ch <- e:
			return
		default:
		}
		select {
		case <-l.ch:
		default:
		}
	}
}

func (l *Latest) Next(ctx context.Context) (Event, error) {
	select {
	case e := <-l.ch:
		return e, nil
	case <-ctx.Done():
		return Event{}, ctx.Err()
	}
}

// Wake is a flag that somebody waits for.
type Wake struct{ c chan struct{} }

func NewWake() *Wake { return &Wake{c: make(chan struct{}, 1)} }

func (w *Wake) Up() {
	select {
	case w.c <- struct{}{}:
	default:
	}
}

func (w *Wake) Loop(ctx context.Context, work func()) {
	for {
		select {
		case <-w.c:
			work()
		case <-ctx.Done():
			return
		}
	}
}
