// The lock is let go of while the end is waited for.
package lockedparts

import (
	"sync"
	"time"
)

type Poller struct {
	mu      sync.Mutex
	running bool
	quit    chan struct{}
	stopped chan struct{}
	last    time.Time
	probe   func() error
}

func (p *Poller) Start() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running {
		return
	}
	p.running = true
	p.quit = make(chan struct{})
	p.stopped = make(chan struct{})
	go p.run(p.quit, p.stopped)
}

func (p *Poller) run(quit, stopped chan struct{}) {
	defer close(stopped)
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-quit:
			return
		case now := <-t.C:
			if p.probe() == nil {
				p.mu.Lock()
				p.last = now
				p.mu.Unlock()
			}
		}
	}
}

// halt is called with the lock held; it lets go of it while it waits.
func (p *Poller) halt() {
	stopped := p.stopped
	close(p.quit)
	p.running = false
	p.mu.Unlock()
	<-stopped
	p.mu.Lock()
}

func (p *Poller) Stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running {
		p.halt()
	}
}
