// Package carrier is the client of the carrier's gRPC service.
package carrier

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	pb "google.golang.org/grpc/health/grpc_health_v1"
)

// Client is one connection.
type Client struct {
	base context.Context
	conn *grpc.ClientConn
	api  pb.HealthClient
}

// Dial connects; the client lives as long as the service.
func Dial(ctx context.Context, addr string) (*Client, error) {
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	return &Client{base: ctx, conn: conn, api: pb.NewHealthClient(conn)}, nil
}

// Status asks once.
func (c *Client) Status(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	r, err := c.api.Check(ctx, &pb.HealthCheckRequest{})
	if err != nil {
		return "", err
	}
	return r.GetStatus().String(), nil
}

// Position takes the first message of the parcel's stream.
func (c *Client) Position(id string) (string, error) {
	stream, err := c.api.Watch(c.base, &pb.HealthCheckRequest{Service: id})
	if err != nil {
		return "", err
	}
	first, err := stream.Recv()
	if err != nil {
		return "", err
	}
	return first.GetStatus().String(), nil
}
