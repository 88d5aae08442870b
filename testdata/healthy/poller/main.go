package main

import (
	"context"
	"time"
)

type Poller struct {
	quit chan struct{}
	done chan struct{}
}

func NewPoller(d time.Duration) *Poller {
	p := &Poller{quit: make(chan struct{}), done: make(chan struct{})}
	go p.loop(d)
	return p
}

func (p *Poller) loop(d time.Duration) {
	defer close(p.done)
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-p.quit:
			return
		}
	}
}

func (p *Poller) Stop() {
	close(p.quit)
	<-p.done
}

func handle(ctx context.Context) {
	p := NewPoller(time.Second)
	defer p.Stop()
	<-ctx.Done()
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	handle(ctx)
}
