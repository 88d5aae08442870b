// Which other cases come again.
package main

import (
	"context"
	"time"
)

type poller struct {
	closed chan struct{}
	wake   chan struct{}
}

func (p *poller) Close() { close(p.closed) }

func (p *poller) Wake() { p.wake <- struct{}{} }

// The others end it (dapr establishStreamConn).
func (p *poller) retry(ctx context.Context, try func() bool) bool {
	for !try() {
		select {
		case <-time.After(time.Minute): // ok
		case <-ctx.Done():
			return false
		case <-p.closed:
			return false
		}
	}
	return true
}

// Closed once.
func (p *poller) poll(running func() bool) {
	for running() {
		select {
		case <-time.After(time.Minute): // ok
		case <-p.closed:
		}
	}
}

func (p *poller) serve(running func() bool) {
	for running() {
		select {
		case <-time.After(time.Minute): // want "RS002"
		case <-p.wake:
		}
	}
}

func main() {
	p := &poller{closed: make(chan struct{}), wake: make(chan struct{})}
	p.serve(func() bool { return true })
}
