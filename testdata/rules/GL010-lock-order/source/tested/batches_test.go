package tested

import "testing"

func TestFail(t *testing.T) {
	b := &buffer{batches: []*batch{{}}}
	last := b.batches[0]
	last.buf = b
	hold(last)
}

func hold(last *batch) {
	last.mu.Lock()
	last.buf.mu.Lock() // ok
	last.buf.batches = nil
	last.buf.mu.Unlock()
	last.mu.Unlock()
}
