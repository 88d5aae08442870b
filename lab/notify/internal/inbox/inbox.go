// Package inbox waits for messages about one order.
package inbox

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
)

// Inbox listens under one subject prefix.
type Inbox struct {
	nc     *nats.Conn
	prefix string
}

// New subscribes the service's own subjects.
func New(nc *nats.Conn, prefix string) (*Inbox, error) {
	for _, kind := range []string{"created", "paid", "ping"} {
		if _, err := nc.QueueSubscribe(prefix+"."+kind, "notify", func(m *nats.Msg) {
			if m.Reply != "" {
				_ = m.Respond([]byte("ok"))
			}
		}); err != nil {
			return nil, err
		}
	}
	return &Inbox{nc: nc, prefix: prefix}, nil
}

// Ping goes through the broker and back.
func (b *Inbox) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	_, err := b.nc.RequestWithContext(ctx, b.prefix+".ping", nil)
	return err
}

// AwaitShipped answers whether the order is shipped within a moment.
func (b *Inbox) AwaitShipped(ctx context.Context, order string) bool {
	shipped := make(chan struct{}, 1)
	if _, err := b.nc.Subscribe(b.prefix+".shipped."+order, func(*nats.Msg) {
		select {
		case shipped <- struct{}{}:
		default:
		}
	}); err != nil {
		return false
	}
	select {
	case <-shipped:
		return true
	case <-time.After(150 * time.Millisecond):
	case <-ctx.Done():
	}
	return false
}
