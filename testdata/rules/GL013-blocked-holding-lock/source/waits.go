// Waits under a lock: who could end them needs it, or does not.
package waits

import "sync"

type pool struct {
	mu    sync.Mutex
	stop  sync.WaitGroup
	ready chan struct{}
	n     int
}

func newPool() *pool {
	return &pool{ready: make(chan struct{})}
}

func (p *pool) done() {
	p.mu.Lock()
	p.n--
	p.mu.Unlock()
	p.stop.Done()
}

// Everybody who is done wants the lock first.
func (p *pool) Stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stop.Wait() // want "GL013"
}

func (p *pool) signal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ready <- struct{}{} // want "GL013"
}

func (p *pool) await() {
	p.mu.Lock()
	defer p.mu.Unlock()
	<-p.ready // want "GL013"
}

// Workers started under the lock do not need it.
func (p *pool) each(jobs []func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			job()
		}()
	}
	wg.Wait() // ok
}

// The lock is free while it waits.
func (p *pool) open() {
	p.mu.Lock()
	p.n++
	p.mu.Unlock()
	p.stop.Wait() // ok
}
