package leaky

import (
	"context"
	"net"

	"example.com/acme/internal/rt"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"
	"net/http"
)

type statusServer struct {
	grpc_health_v1.UnimplementedHealthServer
}

func poll(out chan<- grpc_health_v1.HealthCheckResponse_ServingStatus, n int) {
	for range n {
		out <- grpc_health_v1.HealthCheckResponse_SERVING
	}
	close(out)
}

func (s *statusServer) Watch(req *grpc_health_v1.HealthCheckRequest, st grpc.ServerStreamingServer[grpc_health_v1.HealthCheckResponse]) error {
	updates := make(chan grpc_health_v1.HealthCheckResponse_ServingStatus)
	go poll(updates, 100)
	for i := 0; i < 3; i++ {
		select {
		case s := <-updates:
			if err := st.Send(&grpc_health_v1.HealthCheckResponse{Status: s}); err != nil {
				return err
			}
		case <-st.Context().Done():
			return st.Context().Err()
		}
	}
	return nil
}

// StatusStream leaves the producer of each stream behind.
func StatusStream(ctx context.Context, env rt.Env) error {
	host, port, _ := net.SplitHostPort(env.Addr)
	_ = port
	ln, err := net.Listen("tcp", host+":"+GrpcPort(env.Addr))
	if err != nil {
		return err
	}
	gs := grpc.NewServer()
	grpc_health_v1.RegisterHealthServer(gs, &statusServer{})
	go gs.Serve(ln)
	return rt.Serve(ctx, env.Addr, http.NewServeMux())
}

// GrpcPort is the port above the HTTP port.
func GrpcPort(addr string) string { return rt.NextPort(addr) }
