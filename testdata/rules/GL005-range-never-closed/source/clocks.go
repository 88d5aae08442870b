// Loops over a ticker: Stop leaves its channel open.
package clocks

import (
	"context"
	"sync"
	"time"
)

type sink struct {
	mu     sync.Mutex
	tick   *time.Ticker
	closed chan struct{}
	flush  func()
}

// Close believes that it ends the loop.
func newSink(flush func()) *sink {
	s := &sink{tick: time.NewTicker(time.Second), flush: flush}
	go func() {
		for range s.tick.C { // want "stops s.tick, which does not close its channel"
			s.mu.Lock()
			s.flush()
			s.mu.Unlock()
		}
	}()
	return s
}

func (s *sink) Close() error {
	s.tick.Stop()
	return nil
}

// The fixed one has a channel for it.
type toldSink struct {
	tick   *time.Ticker
	closed chan struct{}
	flush  func()
}

func newToldSink(flush func()) *toldSink {
	s := &toldSink{tick: time.NewTicker(time.Second), closed: make(chan struct{}), flush: flush}
	go func() {
		for {
			select {
			case <-s.tick.C: // ok
				s.flush()
			case <-s.closed:
				return
			}
		}
	}()
	return s
}

func (s *toldSink) Close() error {
	s.tick.Stop()
	close(s.closed)
	return nil
}

// The starter stops it when it returns.
func during(work, report func()) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	go func() {
		for range tick.C { // want "GL005"
			report()
		}
	}()
	work()
}

// A callback stops it.
func onShutdown(hooks *[]func(), clean func()) {
	tick := time.NewTicker(time.Hour)
	go func() {
		for range tick.C { // want "GL005"
			clean()
		}
	}()
	*hooks = append(*hooks, func() { tick.Stop() })
}

// Who loops stops it behind the loop, which it leaves.
func until(ctx context.Context, poll func() bool) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for range tick.C { // ok
		if ctx.Err() != nil || poll() {
			return
		}
	}
}

// Deferred by the goroutine itself: meant to run as long as the process.
func forEver(work func()) {
	tick := time.NewTicker(time.Minute)
	go func() {
		defer tick.Stop()
		for range tick.C { // ok: nobody says that it should end
			work()
		}
	}()
}

// Held up and started again.
type heart struct {
	beat *time.Ticker
	do   func()
}

func (h *heart) run() {
	for range h.beat.C { // ok
		h.do()
	}
}

func (h *heart) Pause()  { h.beat.Stop() }
func (h *heart) Resume() { h.beat.Reset(time.Second) }

// The loop looks at a flag of its own.
type watch struct {
	mu   sync.Mutex
	done bool
	tick *time.Ticker
}

func (w *watch) run(look func()) {
	for range w.tick.C { // ok
		w.mu.Lock()
		done := w.done
		w.mu.Unlock()
		if done {
			break
		}
		look()
	}
}

func (w *watch) Stop() {
	w.mu.Lock()
	w.done = true
	w.mu.Unlock()
	w.tick.Stop()
}

// The timer's channel of another thing that is stopped.
func other(work func()) {
	first, second := time.NewTicker(time.Second), time.NewTicker(time.Second)
	go func() {
		for range first.C { // ok: it is the second that is stopped
			work()
		}
	}()
	work()
	second.Stop()
}

func main() {
	during(func() {}, func() {})
	onShutdown(&[]func(){}, func() {})
	until(context.Background(), func() bool { return true })
	forEver(func() {})
	other(func() {})
	_ = newSink(func() {}).Close()
	_ = newToldSink(func() {}).Close()
	h := &heart{beat: time.NewTicker(time.Second), do: func() {}}
	h.Pause()
	h.Resume()
	go h.run()
	w := &watch{tick: time.NewTicker(time.Second)}
	go w.run(func() {})
	w.Stop()
}
