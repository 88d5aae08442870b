// Package pools bounds work: semaphores, worker pools, free lists.
package pools

import (
	"context"
	"sync"
)

type Job func()

// Pool runs jobs on a fixed number of goroutines until it is closed.
type Pool struct {
	jobs   chan Job
	wg     sync.WaitGroup
	closed sync.Once
}

func New(size int) *Pool {
	p := &Pool{jobs: make(chan Job)}
	p.wg.Add(size)
	for i := 0; i < size; i++ {
		go p.worker()
	}
	return p
}

func (p *Pool) worker() {
	defer p.wg.Done()
	for job := range p.jobs {
		job()
	}
}

func (p *Pool) Submit(ctx context.Context, job Job) error {
	select {
	case p.jobs <- job:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Pool) Close() {
	p.closed.Do(func() { close(p.jobs) })
	p.wg.Wait()
}

// Limit lets n calls in at a time.
type Limit chan struct{}

func (l Limit) Acquire(ctx context.Context) error {
	select {
	case l <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l Limit) Release() { <-l }

// Each runs f for every item, at most n at a time.
func Each[T any](items []T, n int, f func(T)) {
	sem := make(chan struct{}, n)
	var wg sync.WaitGroup
	for _, item := range items {
		sem <- struct{}{}
		wg.Add(1)
		go func() {
			defer func() {
				<-sem
				wg.Done()
			}()
			f(item)
		}()
	}
	wg.Wait()
}

// Filled waits by taking every slot.
func Filled(items []int, n int, f func(int)) {
	sem := make(chan bool, n)
	for _, item := range items {
		sem <- true
		go func(item int) {
			defer func() { <-sem }()
			f(item)
		}(item)
	}
	for i := 0; i < cap(sem); i++ {
		sem <- true
	}
}

type buffer struct{ data []byte }

// Buffers is a free list: what does not fit is dropped.
type Buffers struct{ free chan *buffer }

func NewBuffers(n int) *Buffers { return &Buffers{free: make(chan *buffer, n)} }

func (b *Buffers) Get() *buffer {
	select {
	case buf := <-b.free:
		return buf
	default:
		return &buffer{data: make([]byte, 0, 4096)}
	}
}

func (b *Buffers) Put(buf *buffer) {
	select {
	case b.free <- buf:
	default:
	}
}

// Map keeps the order: each item has a slot for its result.
func Map(in []int, workers int, f func(int) int) []int {
	type task struct{ at, value int }
	tasks := make(chan task, len(in))
	for i, v := range in {
		tasks <- task{i, v}
	}
	close(tasks)
	out := make([]int, len(in))
	done := make(chan struct{})
	for w := 0; w < workers; w++ {
		go func() {
			for t := range tasks {
				out[t.at] = f(t.value)
			}
			done <- struct{}{}
		}()
	}
	for w := 0; w < workers; w++ {
		<-done
	}
	return out
}
