// Package reconnects keeps a cancel function in a field and calls it before the next one.
package reconnects

import (
	"context"
	"net/http"
	"sync"
)

// Client has one session at a time.
type Client struct {
	mu     sync.Mutex
	base   context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
	run    func(context.Context)
}

// New starts the first session.
func New(base context.Context, run func(context.Context)) *Client {
	c := &Client{base: base, run: run}
	c.start()
	return c
}

func (c *Client) start() {
	ctx, cancel := context.WithCancel(c.base)
	c.cancel = cancel
	c.wg.Add(1)
	go func() {
		defer c.wg.Done()
		c.run(ctx)
	}()
}

// Restart ends the session and begins another.
func (c *Client) Restart() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.end()
	c.start()
}

// Reset is asked for by a client.
func (c *Client) Reset(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.swap(nil)
	if old != nil {
		old()
	}
	ctx, cancel := context.WithCancel(c.base)
	c.cancel = cancel
	go c.run(ctx)
	w.WriteHeader(http.StatusAccepted)
}

func (c *Client) swap(next context.CancelFunc) context.CancelFunc {
	old := c.cancel
	c.cancel = next
	return old
}

func (c *Client) end() {
	c.cancel()
	c.wg.Wait()
}

// Close ends the last session.
func (c *Client) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.end()
}

// Loop has one context a turn, and cancels it in the turn.
func (c *Client) Loop(turns <-chan func(context.Context)) {
	for turn := range turns {
		ctx, cancel := context.WithCancel(c.base)
		c.mu.Lock()
		c.cancel = cancel
		c.mu.Unlock()
		turn(ctx)
		cancel()
	}
}
