// Package broker is a small in-process publish and subscribe.
package broker

import "sync"

// Broker knows the subscriptions.
type Broker struct {
	mu   sync.Mutex
	subs map[*Subscription]struct{}
}

// Subscription gets the messages of one topic until it is closed.
type Subscription struct {
	C      <-chan string
	broker *Broker
	topic  string
	in     chan string
	done   chan struct{}
	once   sync.Once
}

// New returns a broker without subscriptions.
func New() *Broker {
	return &Broker{subs: map[*Subscription]struct{}{}}
}

// Subscribe opens a subscription; its owner must Close it.
func (b *Broker) Subscribe(topic string) *Subscription {
	out := make(chan string)
	s := &Subscription{C: out, broker: b, topic: topic, in: make(chan string, 16), done: make(chan struct{})}
	b.mu.Lock()
	b.subs[s] = struct{}{}
	b.mu.Unlock()
	go s.pump(out) // ok: Close ends it
	return s
}

// Publish hands msg to the subscriptions of a topic; those that are full miss it.
func (b *Broker) Publish(topic, msg string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.subs {
		if s.topic != topic {
			continue
		}
		select {
		case s.in <- msg:
		default:
		}
	}
}

// Len returns the number of open subscriptions.
func (b *Broker) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.subs)
}

// Close ends the subscription.
func (s *Subscription) Close() {
	s.once.Do(func() {
		s.broker.mu.Lock()
		delete(s.broker.subs, s)
		s.broker.mu.Unlock()
		close(s.done)
	})
}

func (s *Subscription) pump(out chan<- string) {
	for {
		select {
		case msg := <-s.in:
			select {
			case out <- msg:
			case <-s.done:
				return
			}
		case <-s.done:
			return
		}
	}
}
