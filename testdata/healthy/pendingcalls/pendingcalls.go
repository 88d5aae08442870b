package pendingcalls

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"sync"
)

type response struct {
	ID     uint64
	Result json.RawMessage
	Error  string
}

type Client struct {
	conn net.Conn
	enc  *json.Encoder
	done chan struct{}

	mu      sync.Mutex
	seq     uint64
	pending map[uint64]chan response
}

var ErrClosed = errors.New("connection closed")

func Dial(addr string) (*Client, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	c := &Client{conn: conn, enc: json.NewEncoder(conn), done: make(chan struct{}), pending: make(map[uint64]chan response)}
	go c.readLoop()
	return c, nil
}

func (c *Client) readLoop() {
	defer close(c.done)
	dec := json.NewDecoder(c.conn)
	for {
		var r response
		if err := dec.Decode(&r); err != nil {
			return
		}
		c.mu.Lock()
		ch, ok := c.pending[r.ID]
		delete(c.pending, r.ID)
		c.mu.Unlock()
		if ok {
			ch <- r
		}
	}
}

func (c *Client) Call(ctx context.Context, method string, params any) (json.RawMessage, error) {
	ch := make(chan response, 1)
	c.mu.Lock()
	c.seq++
	id := c.seq
	c.pending[id] = ch
	err := c.enc.Encode(map[string]any{"id": id, "method": method, "params": params})
	c.mu.Unlock()
	if err != nil {
		return nil, err
	}
	select {
	case r := <-ch:
		if r.Error != "" {
			return nil, errors.New(r.Error)
		}
		return r.Result, nil
	case <-c.done:
		return nil, ErrClosed
	case <-ctx.Done():
		c.mu.Lock()
		delete(c.pending, id)
		c.mu.Unlock()
		return nil, ctx.Err()
	}
}

func (c *Client) Close() error {
	err := c.conn.Close()
	<-c.done
	return err
}
