package main

import (
	"context"
	"sync"
	"time"
)

type Batcher struct {
	in   chan int
	quit chan struct{}
	wg   sync.WaitGroup
}

func NewBatcher() *Batcher {
	b := &Batcher{in: make(chan int, 16), quit: make(chan struct{})}
	b.wg.Add(1)
	go b.loop()
	return b
}

func (b *Batcher) loop() {
	defer b.wg.Done()
	t := time.NewTicker(time.Second)
	defer t.Stop()
	var buf []int
	flush := func() { buf = buf[:0] }
	for {
		select {
		case v := <-b.in:
			buf = append(buf, v)
			if len(buf) > 10 {
				flush()
			}
		case <-t.C:
			flush()
		case <-b.quit:
			for {
				select {
				case v := <-b.in:
					buf = append(buf, v)
				default:
					flush()
					return
				}
			}
		}
	}
}

func (b *Batcher) Add(ctx context.Context, v int) error {
	select {
	case b.in <- v:
		return nil
	case <-b.quit:
		return context.Canceled
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *Batcher) Stop() { close(b.quit); b.wg.Wait() }

func main() {
	b := NewBatcher()
	_ = b.Add(context.Background(), 1)
	b.Stop()
}
