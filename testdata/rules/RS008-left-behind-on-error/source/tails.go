// A constructor makes what another one needs and returns what that gives: when it fails nobody stops the first.
package tails

import (
	"errors"
	"time"
)

var errNoController = errors.New("tails: no controller")

type client struct {
	quit  chan struct{}
	every time.Duration
	brand string
}

// safely keeps a panic of one loop from the others.
func safely(fn func()) {
	defer func() { _ = recover() }()
	fn()
}

func newClient(every time.Duration) (*client, error) {
	if every < 0 {
		return nil, errors.New("tails: negative interval")
	}
	c := &client{quit: make(chan struct{}), every: every}
	go safely(c.refresh)
	return c, nil
}

func (c *client) refresh() {
	if c.every == 0 {
		return
	}
	tick := time.NewTicker(c.every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-c.quit:
			return
		}
	}
}

func (c *client) Close() { close(c.quit) }

func (c *client) controller() (string, error) {
	if c.brand == "" {
		return "", errNoController
	}
	return c.brand, nil
}

type admin struct{ c *client }

func (a *admin) Close() { a.c.Close() }

func newAdmin(every time.Duration) (*admin, error) {
	c, err := newClient(every) // want "RS008"
	if err != nil {
		return nil, err
	}
	return newAdminFrom(c)
}

func newAdminFrom(c *client) (*admin, error) {
	if _, err := c.controller(); err != nil {
		return nil, err
	}
	return &admin{c: c}, nil
}

func newAdminFixed(every time.Duration) (*admin, error) {
	c, err := newClient(every) // ok
	if err != nil {
		return nil, err
	}
	a, err := newAdminFrom(c)
	if err != nil {
		c.Close()
	}
	return a, err
}

// The second takes it over whatever happens.
func newOwned(every time.Duration) (*admin, error) {
	c, err := newClient(every) // ok
	if err != nil {
		return nil, err
	}
	return ownedFrom(c)
}

func ownedFrom(c *client) (*admin, error) {
	if _, err := c.controller(); err != nil {
		c.Close()
		return nil, err
	}
	return &admin{c: c}, nil
}

// The second cannot fail before it has it.
func newSure(every time.Duration) (*admin, error) {
	c, err := newClient(every) // ok
	if err != nil {
		return nil, err
	}
	return sureFrom(c)
}

func sureFrom(c *client) (*admin, error) { return &admin{c: c}, nil }
