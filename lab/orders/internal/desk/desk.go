// Package desk takes orders and tells watchers how they fare.
package desk

import (
	"context"
	"sync"
	"time"

	pb "google.golang.org/grpc/health/grpc_health_v1"
)

// Desk implements the service.
type Desk struct {
	pb.UnimplementedHealthServer
	mu       sync.Mutex
	watchers map[chan pb.HealthCheckResponse_ServingStatus]struct{}
}

// New is an empty desk.
func New() *Desk {
	return &Desk{watchers: map[chan pb.HealthCheckResponse_ServingStatus]struct{}{}}
}

// Check takes a moment.
func (d *Desk) Check(ctx context.Context, req *pb.HealthCheckRequest) (*pb.HealthCheckResponse, error) {
	pause := 15 * time.Millisecond
	if req.GetService() == "slow" {
		pause = 1500 * time.Millisecond
	}
	select {
	case <-time.After(pause):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return &pb.HealthCheckResponse{Status: pb.HealthCheckResponse_SERVING}, nil
}

// Watch streams until the client leaves.
func (d *Desk) Watch(req *pb.HealthCheckRequest, stream pb.Health_WatchServer) error {
	c := make(chan pb.HealthCheckResponse_ServingStatus, 2)
	d.mu.Lock()
	d.watchers[c] = struct{}{}
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		delete(d.watchers, c)
		d.mu.Unlock()
	}()
	for {
		select {
		case <-stream.Context().Done():
			return stream.Context().Err()
		case st := <-c:
			if err := stream.Send(&pb.HealthCheckResponse{Status: st}); err != nil {
				return err
			}
		}
	}
}

// Run tells the watchers something every few seconds.
func (d *Desk) Run(ctx context.Context) {
	t := time.NewTicker(6 * time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			d.mu.Lock()
			for c := range d.watchers {
				select {
				case c <- pb.HealthCheckResponse_SERVING:
				default:
				}
			}
			d.mu.Unlock()
		}
	}
}
