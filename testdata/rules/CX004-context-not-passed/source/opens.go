// What is opened under a context may live as long as it (buildkit connhelper, quic-go interop/http09).
package opens

import (
	"context"
	"net"
)

type client struct{ conn net.Conn }

func dial(ctx context.Context, address string) (net.Conn, error) {
	return (&net.Dialer{}).DialContext(ctx, "tcp", address)
}

func ping(ctx context.Context) error { return ctx.Err() }

func open(ctx context.Context, address string) (net.Conn, error) {
	return dial(context.Background(), address) // want "CX004"
}

func (c *client) connect(ctx context.Context, address string) (err error) {
	c.conn, err = dial(context.Background(), address) // want "CX004"
	return err
}

func alive(ctx context.Context) error {
	return ping(context.Background()) // want "CX004"
}
