// Two locks that the program takes in one order (franz-go sink, nats-streaming clients).
package tested

import "sync"

type buffer struct {
	mu      sync.Mutex
	batches []*batch
}

type batch struct {
	mu  sync.Mutex
	buf *buffer
	n   int
}

func (b *buffer) fail() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, one := range b.batches {
		one.mu.Lock() // ok: only a test takes them the other way round
		one.n = 0
		one.mu.Unlock()
	}
}
