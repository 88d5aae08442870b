// Package workers is a fixed pool of goroutines.
package workers

import "sync"

// Pool runs jobs.
type Pool struct {
	jobs chan func()
	wg   sync.WaitGroup
}

// New starts n workers.
func New(n int) *Pool {
	p := &Pool{jobs: make(chan func(), 64)}
	p.wg.Add(n)
	for i := 0; i < n; i++ {
		go p.work()
	}
	return p
}

func (p *Pool) work() {
	defer p.wg.Done()
	for job := range p.jobs {
		job()
	}
}

// Submit queues a job.
func (p *Pool) Submit(job func()) { p.jobs <- job }

// Close waits for the workers.
func (p *Pool) Close() {
	close(p.jobs)
	p.wg.Wait()
}
