// Package pipeline reads rows, formats them and writes them out.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
)

// ErrRow says that a row cannot be exported.
var ErrRow = errors.New("pipeline: row has no customer")

type batch struct {
	lines chan string
	done  chan struct{}
	wrote atomic.Int64
}

// Run exports n rows.
func Run(ctx context.Context, n int) (int, error) {
	b := &batch{lines: make(chan string, 8), done: make(chan struct{})}
	go b.write()
	for i := 0; i < n; i++ {
		if i == 13 {
			return 0, ErrRow
		}
		select {
		case b.lines <- fmt.Sprintf("order %d", i):
		case <-ctx.Done():
			close(b.lines)
			return 0, ctx.Err()
		}
	}
	close(b.lines)
	<-b.done
	return int(b.wrote.Load()), nil
}

func (b *batch) write() {
	defer close(b.done)
	for range b.lines {
		b.wrote.Add(1)
	}
}
