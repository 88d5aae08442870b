// Package timers waits, and stops waiting.
package timers

import (
	"context"
	"sync"
	"time"
)

// Sleep ends with its context.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Debounce calls once for many.
type Debounce struct {
	mu    sync.Mutex
	timer *time.Timer
	after time.Duration
	call  func()
}

func (d *Debounce) Trigger() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timer != nil {
		d.timer.Stop()
	}
	d.timer = time.AfterFunc(d.after, d.call)
}

func (d *Debounce) Stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timer != nil {
		d.timer.Stop()
	}
}

// Poll asks until it is told, or told to stop.
func Poll(ctx context.Context, every time.Duration, ask func(context.Context) (bool, error)) error {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		turn, cancel := context.WithTimeout(ctx, every)
		ok, err := ask(turn)
		cancel()
		if err != nil || ok {
			return err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Watchdog is fed or barks.
func Watchdog(ctx context.Context, limit time.Duration, fed <-chan struct{}, bark func()) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case _, ok := <-fed:
			if !ok {
				return
			}
			timer.Reset(limit)
		case <-timer.C:
			bark()
			return
		case <-ctx.Done():
			return
		}
	}
}

// Batch gathers items for a while.
func Batch[T any](in <-chan T, size int, wait time.Duration, flush func([]T)) {
	var batch []T
	var due <-chan time.Time
	for {
		select {
		case item, ok := <-in:
			if !ok {
				if len(batch) > 0 {
					flush(batch)
				}
				return
			}
			batch = append(batch, item)
			if len(batch) == 1 {
				due = time.After(wait)
			}
			if len(batch) < size {
				continue
			}
		case <-due:
		}
		flush(batch)
		batch, due = nil, nil
	}
}
