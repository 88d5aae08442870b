// Answers go to whoever waits, by a channel kept in a map; a caller that gives up leaves its channel without a receiver.
package pending

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"sync"
)

type response struct {
	ID     uint64          `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  string          `json:"error"`
}

type request struct {
	ID     uint64 `json:"id"`
	Method string `json:"method"`
	Params any    `json:"params"`
}

type Client struct {
	conn net.Conn
	enc  *json.Encoder

	mu      sync.Mutex
	seq     uint64
	pending map[uint64]chan response
}

func Dial(addr string) (*Client, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	c := &Client{conn: conn, enc: json.NewEncoder(conn), pending: make(map[uint64]chan response)}
	go c.readLoop()
	return c, nil
}

func (c *Client) readLoop() {
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
			ch <- r // want "GL007"
		}
	}
}

func (c *Client) Call(ctx context.Context, method string, params, out any) error {
	ch := make(chan response)
	c.mu.Lock()
	c.seq++
	id := c.seq
	c.pending[id] = ch
	err := c.enc.Encode(request{id, method, params})
	c.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case r := <-ch:
		if r.Error != "" {
			return errors.New(r.Error)
		}
		return json.Unmarshal(r.Result, out)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *Client) Close() error { return c.conn.Close() }
