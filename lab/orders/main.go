// Orders is a gRPC service with unary calls and long streams.
package main

import (
	"log"
	"net"

	"google.golang.org/grpc"
	pb "google.golang.org/grpc/health/grpc_health_v1"

	"example.com/platform/metrics"
	"example.com/platform/service"
	"example.com/shop/orders/internal/desk"
)

func main() {
	s := service.New("orders")
	metrics.Register(s)
	l, err := net.Listen("tcp", service.Env("GRPC_LISTEN", "127.0.0.1:9100"))
	if err != nil {
		log.Fatal(err)
	}
	srv := grpc.NewServer()
	d := desk.New()
	s.Go(d.Run)
	pb.RegisterHealthServer(srv, d)
	go func() { _ = srv.Serve(l) }()
	defer srv.Stop()
	s.Run()
}
