package main

import (
	"context"
	"fmt"
	"time"
)

type Conn struct {
	out  chan []byte
	done chan struct{}
}

func Dial(ctx context.Context) (*Conn, error) {
	c := &Conn{out: make(chan []byte, 8), done: make(chan struct{})}
	ready := make(chan error, 1)
	go func() {
		ready <- nil
		c.writer()
	}()
	select {
	case err := <-ready:
		if err != nil {
			c.Close()
			return nil, err
		}
		return c, nil
	case <-ctx.Done():
		c.Close()
		return nil, ctx.Err()
	}
}

func (c *Conn) writer() {
	for {
		select {
		case b := <-c.out:
			fmt.Println(len(b))
		case <-c.done:
			return
		}
	}
}

func (c *Conn) Send(b []byte) bool {
	select {
	case c.out <- b:
		return true
	case <-c.done:
		return false
	case <-time.After(time.Second):
		return false
	}
}

func (c *Conn) Close() { close(c.done) }

func main() {
	c, err := Dial(context.Background())
	if err == nil {
		c.Send([]byte("x"))
		c.Close()
	}
}
